//! Numbers that are used in the WhatsApp Business app too: what is written there (`smb_message_echoes`), the chats of the
//! past (`history`), and its address book (`smb_app_state_sync`).
//!
//! Source: Meta, Cloud API, webhook references of those names; "Business-scoped user IDs", coexistence.

use serde_json::{Value, json};

use super::{Customer, ExampleContext, FieldKind, FieldValue, Page, about_number};
use crate::settings::PhoneNumber;
use crate::webhook::error::ErrorNode;
use crate::webhook::{Inbound, inbound_value};

/// What a business did in its app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EchoContent {
    /// Wrote a text.
    Text(String),
    /// Took a message back.
    Revoke(String),
    /// Edited a message: its id, the new text.
    Edit(String, String),
}

/// `smb_message_echoes`.
#[derive(Debug, Clone)]
pub struct Echo {
    /// The business's number.
    pub number: PhoneNumber,
    /// To whom.
    pub customer: Customer,
    /// The message.
    pub wamid: String,
    /// What it did.
    pub content: EchoContent,
    /// When, seconds since the Unix epoch.
    pub time_s: u64,
}

impl FieldValue for Echo {
    const FIELD: &'static str = "smb_message_echoes";

    fn value(&self, _version: u32) -> Value {
        let ids = self.customer.ids("to", "to_user_id", "to_parent_user_id");
        let mut echo = Value::Object(ids);
        echo["from"] = json!(self.number.display);
        echo["id"] = json!(self.wamid);
        echo["timestamp"] = json!(self.time_s.to_string());
        let (kind, content) = match &self.content {
            EchoContent::Text(body) => ("text", json!({ "body": body })),
            EchoContent::Revoke(original) => ("revoke", json!({ "original_message_id": original })),
            EchoContent::Edit(original, body) => {
                let message = json!({ "type": "text", "text": { "body": body } });
                (
                    "edit",
                    json!({ "original_message_id": original, "message": message }),
                )
            }
        };
        echo["type"] = json!(kind);
        echo[kind] = content;
        let mut value = about_number(&self.number);
        // Contacts came with the user ids.
        if self.customer.user_id.is_some() {
            value["contacts"] = json!([self.customer.contact()]);
        }
        value["message_echoes"] = json!([echo]);
        value
    }
}

/// A message of the past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryMessage {
    /// Whether the business wrote it.
    pub outbound: bool,
    /// Its id.
    pub wamid: String,
    /// Its text; None for a medium that comes in a webhook of its own.
    pub text: Option<String>,
    /// `READ`, `DELIVERED`, `SENT`, `PENDING`, `PLAYED` or `ERROR`.
    pub status: &'static str,
    /// When, seconds since the Unix epoch.
    pub time_s: u64,
}

/// A part of the chats of the past.
#[derive(Debug, Clone)]
pub struct HistoryChunk {
    /// 0: the last day, 1: the last 90 days, 2: the last 180 days.
    pub phase: u8,
    /// Its place among the parts, from 1.
    pub chunk_order: u32,
    /// Percent of everything, up to 100.
    pub progress: u8,
    /// Each customer's chat.
    pub threads: Vec<(Customer, Vec<HistoryMessage>)>,
}

/// `history`.
#[derive(Debug, Clone)]
pub enum History {
    /// A part of the chats.
    Chunk(PhoneNumber, HistoryChunk),
    /// A medium of an earlier message.
    Media(PhoneNumber, Box<Inbound>),
    /// The business does not share its chats.
    Declined(PhoneNumber),
}

const DECLINED: ErrorNode = ErrorNode::plain(
    2_593_109,
    "History sync is turned off by the business from the WhatsApp Business App",
    "History sharing is turned off by the business",
);

impl FieldValue for History {
    const FIELD: &'static str = "history";

    fn value(&self, _version: u32) -> Value {
        match self {
            History::Chunk(number, chunk) => {
                let threads: Vec<Value> = chunk
                    .threads
                    .iter()
                    .map(|(customer, messages)| thread(number, customer, messages))
                    .collect();
                let mut value = about_number(number);
                value["history"] = json!([{
                    "metadata": { "phase": chunk.phase, "chunk_order": chunk.chunk_order, "progress": chunk.progress },
                    "threads": threads,
                }]);
                value
            }
            History::Media(number, inbound) => inbound_value(number, inbound),
            History::Declined(number) => {
                let mut value = about_number(number);
                value["history"] = json!([{ "errors": [DECLINED] }]);
                value
            }
        }
    }
}

fn thread(number: &PhoneNumber, customer: &Customer, messages: &[HistoryMessage]) -> Value {
    let messages: Vec<Value> = messages
        .iter()
        .map(|message| {
            let mut node = match message.outbound {
                true => json!({ "from": number.display, "to": customer.wa_id }),
                false => Value::Object(customer.ids("from", "from_user_id", "from_parent_user_id")),
            };
            node["id"] = json!(message.wamid);
            node["timestamp"] = json!(message.time_s.to_string());
            node["history_context"] = json!({ "status": message.status });
            match &message.text {
                Some(body) => {
                    node["type"] = json!("text");
                    node["text"] = json!({ "body": body });
                }
                None => node["type"] = json!("media_placeholder"),
            }
            node
        })
        .collect();
    let mut thread = json!({ "id": customer.wa_id, "messages": messages });
    if customer.user_id.is_some() {
        thread["context"] = customer.participant();
    }
    thread
}

/// `smb_app_state_sync`: a change of the app's address book.
#[derive(Debug, Clone)]
pub struct AppStateSync {
    /// The business's number.
    pub number: PhoneNumber,
    /// The contact.
    pub contact: Customer,
    /// Removed, as opposed to added or edited.
    pub removed: bool,
    /// When, seconds since the Unix epoch.
    pub time_s: u64,
}

impl FieldValue for AppStateSync {
    const FIELD: &'static str = "smb_app_state_sync";

    fn value(&self, _version: u32) -> Value {
        let ids = self
            .contact
            .ids("phone_number", "user_id", "parent_user_id");
        let mut contact = Value::Object(ids);
        if !self.removed {
            contact["full_name"] = json!(self.contact.name);
            contact["first_name"] = json!(self.contact.name.split(' ').next());
            if let Some(username) = &self.contact.username {
                contact["username"] = json!(username);
            }
        }
        let mut value = about_number(&self.number);
        value["state_sync"] = json!([{
            "type": "contact",
            "contact": contact,
            "action": if self.removed { "remove" } else { "add" },
            "metadata": { "timestamp": self.time_s.to_string() },
        }]);
        value
    }
}

const ECHOES: Page = Page::untimed(
    Echo::FIELD,
    "Meta, Cloud API, smb_message_echoes webhook reference",
);
const HISTORY: Page = Page::untimed(History::FIELD, "Meta, Cloud API, history webhook reference");
const STATE: Page = Page::untimed(
    AppStateSync::FIELD,
    "Meta, Cloud API, smb_app_state_sync webhook reference",
);

pub(super) const KINDS: &[FieldKind] = &[
    ECHOES.kind("app.message", "text", |c| {
        echoed(c, EchoContent::Text("It left this morning.".to_owned()))
    }),
    ECHOES.kind("app.message_revoked", "revoke", |c| {
        echoed(c, EchoContent::Revoke(c.wamid.clone()))
    }),
    ECHOES.kind("app.message_edited", "edit", |c| {
        let words = "It left at noon.".to_owned();
        echoed(c, EchoContent::Edit(c.wamid.clone(), words))
    }),
    HISTORY.kind("history.chunk", "CHUNK", |c| {
        let message = |outbound, text: Option<&str>, status| HistoryMessage {
            outbound,
            wamid: c.wamid.clone(),
            text: text.map(str::to_owned),
            status,
            time_s: c.time_s.saturating_sub(3_600),
        };
        let messages = vec![
            message(true, Some("Your parcel is on its way."), "READ"),
            message(true, None, "PLAYED"),
            message(false, Some("Thanks!"), "READ"),
        ];
        let chunk = HistoryChunk {
            phase: 0,
            chunk_order: 1,
            progress: 55,
            threads: vec![(c.customer.clone(), messages)],
        };
        History::Chunk(c.number.clone(), chunk).value(c.version)
    }),
    HISTORY.kind("history.media", "MEDIA", |c| {
        let asked = crate::webhook::customer_message_from_json(br#"{"type":"image"}"#)
            .expect("a kind of message");
        let media = asked.written(c.wamid.clone(), c.time_s);
        History::Media(c.number.clone(), Box::new(media)).value(c.version)
    }),
    HISTORY.kind("history.declined", "DECLINED", |c| {
        History::Declined(c.number.clone()).value(c.version)
    }),
    STATE.kind("app.contact_added", "add", |c| booked(c, false)),
    STATE.kind("app.contact_removed", "remove", |c| booked(c, true)),
];

fn echoed(context: &ExampleContext, content: EchoContent) -> Value {
    Echo {
        number: context.number.clone(),
        customer: context.customer.clone(),
        wamid: context.wamid.clone(),
        content,
        time_s: context.time_s,
    }
    .value(context.version)
}

fn booked(context: &ExampleContext, removed: bool) -> Value {
    AppStateSync {
        number: context.number.clone(),
        contact: context.customer.clone(),
        removed,
        time_s: context.time_s,
    }
    .value(context.version)
}
