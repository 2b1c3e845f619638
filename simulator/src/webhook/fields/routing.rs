//! Chats that several apps or Meta's own agent share: who holds a chat (`messaging_handovers`), and copies of what the
//! others do in it (`standby`).
//!
//! Source: Meta, Cloud API, "messaging_handovers" and "standby" webhook references (August 2026). A handover has no
//! `metadata`: the business's number is in `recipient`. A copy is one level deeper than the original.

use serde_json::{Value, json};

use super::{ExampleContext, FieldKind, FieldValue, Page, about_number};
use crate::settings::PhoneNumber;
use crate::webhook::envelope::Metadata;
use crate::webhook::{Inbound, customer_message_from_json, inbound_value};

words!(
    /// How a chat came to another holder.
    HandoverKind {
        /// The holder gave it.
        Passed = "control_passed",
        /// The new holder took it.
        Taken = "control_taken",
    }
);

/// `messaging_handovers`.
#[derive(Debug, Clone)]
pub struct Handover {
    /// The business's number.
    pub number: PhoneNumber,
    /// The customer's number.
    pub customer: String,
    /// How it came to another holder.
    pub kind: HandoverKind,
    /// The holder before: `ai_agent`, `customer_service`, `escalation`, `marketing`, `utility` or `ctwa`.
    pub previous_owner_role: String,
    /// The holder now.
    pub new_owner_role: String,
    /// The app that held it, where it is told.
    pub previous_owner_app_id: Option<String>,
    /// What kind of app it is, such as `meta_business_agent`; only where the chat was given.
    pub previous_owner_app_role: Option<String>,
    /// What the holder wants the next one to know.
    pub metadata: Option<String>,
    /// What the chat was about, in a few words of Meta's agent.
    pub summary: Option<String>,
    /// When, seconds since the Unix epoch.
    pub time_s: u64,
}

impl FieldValue for Handover {
    const FIELD: &'static str = "messaging_handovers";

    fn value(&self, _version: u32) -> Value {
        let mut handover = json!({
            "previous_owner_role": self.previous_owner_role,
            "new_owner_role": self.new_owner_role,
        });
        if let Some(app_id) = &self.previous_owner_app_id {
            handover["previous_owner_app_id"] = json!(app_id);
        }
        if let Some(role) = &self.previous_owner_app_role {
            handover["previous_owner_app_role"] = json!(role);
        }
        if let Some(metadata) = &self.metadata {
            handover["metadata"] = json!(metadata);
        }
        if let Some(text) = &self.summary {
            let context = json!({ "type": "summary", "summary": { "text": text } });
            handover["conversation_context"] = context;
        }
        json!({
            "messaging_product": "whatsapp",
            "recipient": Metadata::of(&self.number),
            "sender": { "phone_number": self.customer },
            "type": self.kind,
            "timestamp": self.time_s.to_string(),
            self.kind.word(): handover,
        })
    }
}

/// What somebody else did in a chat.
#[derive(Debug, Clone)]
pub enum StandbyItem {
    /// The customer wrote.
    Message(Box<Inbound>),
    /// The holder wrote: the message's id, and the body that was sent to the API.
    Echo(String, Value),
    /// The holder's message got on: its status object.
    Status(Value),
}

/// `standby`.
#[derive(Debug, Clone)]
pub struct Standby {
    /// The business's number.
    pub number: PhoneNumber,
    /// What somebody else did.
    pub item: StandbyItem,
    /// When, seconds since the Unix epoch.
    pub time_s: u64,
}

impl FieldValue for Standby {
    const FIELD: &'static str = "standby";

    fn value(&self, _version: u32) -> Value {
        let copy = match &self.item {
            StandbyItem::Message(inbound) => {
                let mut original = inbound_value(&self.number, inbound);
                let mut copy = json!({ "messages": original["messages"].take() });
                if let Some(contacts) = original.get_mut("contacts") {
                    copy["contacts"] = contacts.take();
                }
                copy
            }
            StandbyItem::Echo(wamid, body) => json!({
                "message_echoes": [{ "id": wamid, "timestamp": self.time_s.to_string(), "message": body }],
            }),
            StandbyItem::Status(status) => json!({ "statuses": [status] }),
        };
        let mut value = about_number(&self.number);
        value["standby"] = copy;
        value
    }
}

const HANDOVERS: Page = Page::untimed(
    Handover::FIELD,
    "Meta, Cloud API, messaging_handovers webhook reference",
);
const STANDBY: Page = Page::untimed(Standby::FIELD, "Meta, Cloud API, standby webhook reference");

pub(super) const KINDS: &[FieldKind] = &[
    HANDOVERS.kind("chat.passed", "control_passed", |c| {
        let summary = Some("The customer asks for a parcel that is late.".to_owned());
        handed(c, HandoverKind::Passed, summary)
    }),
    HANDOVERS.kind("chat.taken", "control_taken", |c| {
        handed(c, HandoverKind::Taken, None)
    }),
    STANDBY.kind("standby.message", "messages", |c| {
        let asked = customer_message_from_json(b"{}").expect("all defaults");
        let inbound = asked.written(c.wamid.clone(), c.time_s);
        overheard(c, StandbyItem::Message(Box::new(inbound)))
    }),
    STANDBY.kind("standby.echo", "message_echoes", |c| {
        let body = json!({
            "messaging_product": "whatsapp",
            "to": c.customer.wa_id,
            "type": "text",
            "text": { "body": "It left this morning." },
        });
        overheard(c, StandbyItem::Echo(c.wamid.clone(), body))
    }),
    STANDBY.kind("standby.status", "statuses", |c| {
        let ids = c.customer.ids(
            "recipient_id",
            "recipient_user_id",
            "parent_recipient_user_id",
        );
        let mut status = Value::Object(ids);
        status["id"] = json!(c.wamid);
        status["status"] = json!("delivered");
        status["timestamp"] = json!(c.time_s.to_string());
        overheard(c, StandbyItem::Status(status))
    }),
];

fn handed(context: &ExampleContext, kind: HandoverKind, summary: Option<String>) -> Value {
    Handover {
        number: context.number.clone(),
        customer: context.customer.wa_id.clone().unwrap_or_default(),
        kind,
        previous_owner_role: "ai_agent".to_owned(),
        new_owner_role: "escalation".to_owned(),
        previous_owner_app_id: Some("1066355071287456".to_owned()),
        previous_owner_app_role: (kind == HandoverKind::Passed)
            .then(|| "meta_business_agent".to_owned()),
        metadata: Some("The customer wants a human.".to_owned()),
        summary,
        time_s: context.time_s,
    }
    .value(context.version)
}

fn overheard(context: &ExampleContext, item: StandbyItem) -> Value {
    Standby {
        number: context.number.clone(),
        item,
        time_s: context.time_s,
    }
    .value(context.version)
}
