//! Bodies of Meta's webhooks: statuses, and customers' messages. Only the JSON; escaping and signing are
//! `signature`'s, posting is the outbox's.
//!
//! Source: Meta, Cloud API, "Webhooks", messages and statuses references. `timestamp` is a string of seconds.

use serde::Serialize;
use serde_json::{Value, json};

use crate::cloud_api::error_code;
use crate::countries;
use crate::observation::Status;
use crate::settings::PhoneNumber;
use crate::world::StatusDue;

/// From this app version on, status webhooks carry no `conversation` (Meta, changelog, 8 October 2025).
pub const NO_CONVERSATION_FROM: u32 = 24;

#[derive(Serialize)]
struct Envelope<'a> {
    object: &'static str,
    entry: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    changes: Vec<Change<'a>>,
}

#[derive(Serialize)]
struct Change<'a> {
    value: ChangeValue<'a>,
    field: &'static str,
}

#[derive(Serialize)]
struct ChangeValue<'a> {
    messaging_product: &'static str,
    metadata: Metadata<'a>,
    contacts: Vec<Contact<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    messages: Vec<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    statuses: Vec<StatusNode<'a>>,
}

#[derive(Serialize)]
struct Metadata<'a> {
    display_phone_number: &'a str,
    phone_number_id: &'a str,
}

#[derive(Serialize)]
struct Contact<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    profile: Option<Profile<'a>>,
    wa_id: &'a str,
    user_id: String,
}

#[derive(Serialize)]
struct Profile<'a> {
    name: &'a str,
}

#[derive(Serialize)]
struct StatusNode<'a> {
    id: &'a str,
    status: &'static str,
    timestamp: String,
    recipient_id: &'a str,
    recipient_user_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    biz_opaque_callback_data: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    conversation: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pricing: Option<Pricing<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    errors: Option<[Value; 1]>,
}

#[derive(Serialize)]
struct Pricing<'a> {
    billable: bool,
    pricing_model: &'static str,
    category: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
}

/// One webhook for a batch of statuses: an entry per account, a change per number, in the batch's order.
pub fn statuses(batch: &[StatusDue], app_version: u32) -> String {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for due in batch {
        let message = &due.message;
        let entry = match entries
            .iter()
            .position(|entry| entry.id == &*message.account_id)
        {
            Some(at) => &mut entries[at],
            None => {
                entries.push(Entry {
                    id: &message.account_id,
                    changes: Vec::new(),
                });
                entries.last_mut().expect("just pushed")
            }
        };
        let number = &message.number;
        let known = entry
            .changes
            .iter()
            .position(|change| change.value.metadata.phone_number_id == number.id);
        let change = match known {
            Some(at) => &mut entry.changes[at],
            None => {
                entry.changes.push(change(number));
                entry.changes.last_mut().expect("just pushed")
            }
        };
        if !change
            .value
            .contacts
            .iter()
            .any(|contact| contact.wa_id == message.recipient)
        {
            change.value.contacts.push(Contact {
                profile: None,
                wa_id: &message.recipient,
                user_id: user_id(&message.recipient),
            });
        }
        change.value.statuses.push(status_node(due, app_version));
    }
    text_of(&Envelope {
        object: "whatsapp_business_account",
        entry: entries,
    })
}

fn change(number: &PhoneNumber) -> Change<'_> {
    Change {
        value: ChangeValue {
            messaging_product: "whatsapp",
            metadata: Metadata {
                display_phone_number: &number.display,
                phone_number_id: &number.id,
            },
            contacts: Vec::new(),
            messages: Vec::new(),
            statuses: Vec::new(),
        },
        field: "messages",
    }
}

fn status_node(due: &StatusDue, app_version: u32) -> StatusNode<'_> {
    let message = &due.message;
    let pricing = due.priced.then(|| Pricing {
        billable: message.category != "service",
        pricing_model: "PMP",
        category: &message.category,
        kind: if message.category == "service" {
            "free_customer_service"
        } else {
            "regular"
        },
    });
    let conversation =
        (due.priced && app_version < NO_CONVERSATION_FROM).then(|| conversation(due));
    StatusNode {
        id: &message.wamid,
        status: due.status.word(),
        timestamp: due.happened.unix_s().to_string(),
        recipient_id: &message.recipient,
        recipient_user_id: user_id(&message.recipient),
        biz_opaque_callback_data: message.callback.as_deref(),
        conversation,
        pricing,
        errors: due.code.map(|code| [error_node(code)]),
    }
}

/// Since July 2025 an id of its own for each message; the expiry only on `sent`.
fn conversation(due: &StatusDue) -> Value {
    let id = crate::chance::index_of(&due.message.wamid);
    let mut node = json!({ "id": format!("{id:016x}{:016x}", id.rotate_left(17)), "origin": { "type": due.message.category } });
    if due.status == Status::Sent {
        node["expiration_timestamp"] = json!((due.happened.unix_s() + 86_400).to_string());
    }
    node
}

fn error_node(code: u32) -> Value {
    let (title, details) = error_code::find(code).map_or(("Something went wrong", ""), |entry| {
        (entry.title, entry.details)
    });
    json!({
        "code": code,
        "title": title,
        "message": title,
        "error_data": { "details": details },
        "href": "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
    })
}

/// A customer's message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerMessage {
    /// Its id.
    pub wamid: String,
    /// The customer's number.
    pub from: String,
    /// The customer's profile name.
    pub name: String,
    /// Seconds since the Unix epoch.
    pub timestamp_s: u64,
    /// What it says.
    pub content: Content,
}

/// What a customer's message says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Free text.
    Text(String),
    /// A tap on a template's quick reply.
    QuickReply {
        /// The button's label.
        text: String,
        /// Its payload.
        payload: String,
        /// The template message's id, when known.
        context: Option<String>,
    },
}

impl Content {
    /// What a record of it has to say.
    pub fn shown(&self) -> &str {
        match self {
            Content::Text(text) | Content::QuickReply { text, .. } => text,
        }
    }

    /// The word in the ledger.
    pub fn word(&self) -> &'static str {
        match self {
            Content::Text(_) => "text",
            Content::QuickReply { .. } => "button",
        }
    }
}

/// One webhook for one customer's message.
pub fn customer_message(
    account_id: &str,
    number: &PhoneNumber,
    message: &CustomerMessage,
) -> String {
    let mut node = json!({
        "from": message.from,
        "from_user_id": user_id(&message.from),
        "id": message.wamid,
        "timestamp": message.timestamp_s.to_string(),
    });
    match &message.content {
        Content::Text(text) => {
            node["text"] = json!({ "body": text });
            node["type"] = json!("text");
        }
        Content::QuickReply {
            text,
            payload,
            context,
        } => {
            if let Some(id) = context {
                node["context"] = json!({ "from": number.display, "id": id });
            }
            node["type"] = json!("button");
            node["button"] = json!({ "payload": payload, "text": text });
        }
    }
    let mut change = change(number);
    change.value.contacts.push(Contact {
        profile: Some(Profile {
            name: &message.name,
        }),
        wa_id: &message.from,
        user_id: user_id(&message.from),
    });
    change.value.messages.push(node);
    let entry = vec![Entry {
        id: account_id,
        changes: vec![change],
    }];
    text_of(&Envelope {
        object: "whatsapp_business_account",
        entry,
    })
}

/// The customer's business-scoped user id: country, dot, digits; the same for the same customer. In webhooks since
/// 31 March 2026 (Meta, Cloud API, business-scoped user ids).
pub fn user_id(wa_id: &str) -> String {
    let country = countries::ALL
        .iter()
        .find(|country| wa_id.starts_with(country.calling_code));
    let digits = crate::chance::index_of(wa_id) % 9_000_000_000_000_000 + 1_000_000_000_000_000;
    format!(
        "{}.{digits}",
        country.map_or("US", |country| country.alpha2)
    )
}

fn text_of(envelope: &Envelope<'_>) -> String {
    serde_json::to_string(envelope).expect("strings and numbers always serialise")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::clock::Moment;
    use crate::world::MessageFacts;

    fn due(status: Status, number: &str, code: Option<u32>) -> StatusDue {
        StatusDue {
            id: 1,
            status,
            happened: Moment::from_unix_s(1_750_000_000),
            due: Moment::from_unix_s(1_750_000_000),
            code,
            forged: false,
            priced: matches!(status, Status::Sent),
            message: Arc::new(MessageFacts {
                wamid: "wamid.A".into(),
                recipient: "5511987654321".into(),
                number: Arc::new(PhoneNumber {
                    id: number.into(),
                    display: "15550783881".into(),
                    verified_name: "Shop".into(),
                }),
                account_id: "10".into(),
                callback: Some("YT1:delivered".into()),
                category: "utility".into(),
            }),
        }
    }

    #[test]
    fn a_batch_has_one_change_a_number_and_keeps_the_order() {
        let batch = [
            due(Status::Sent, "1", None),
            due(Status::Sent, "2", None),
            due(Status::Delivered, "1", None),
        ];
        let body: Value = serde_json::from_str(&statuses(&batch, 24)).expect("JSON");
        let changes = body["entry"][0]["changes"].as_array().expect("changes");
        assert_eq!(changes.len(), 2);
        assert_eq!(changes[0]["value"]["statuses"][1]["status"], "delivered");
        assert_eq!(
            changes[0]["value"]["statuses"][0]["timestamp"],
            "1750000000"
        );
        assert_eq!(
            changes[0]["value"]["statuses"][0]["biz_opaque_callback_data"],
            "YT1:delivered"
        );
    }

    #[test]
    fn the_conversation_is_gone_from_version_24_on() {
        let old: Value =
            serde_json::from_str(&statuses(&[due(Status::Sent, "1", None)], 23)).expect("JSON");
        let new: Value =
            serde_json::from_str(&statuses(&[due(Status::Sent, "1", None)], 24)).expect("JSON");
        let node = |body: &Value| body["entry"][0]["changes"][0]["value"]["statuses"][0].clone();
        assert!(node(&old)["conversation"]["expiration_timestamp"].is_string());
        assert!(node(&new).get("conversation").is_none());
        assert_eq!(node(&new)["pricing"]["pricing_model"], "PMP");
    }

    #[test]
    fn a_failed_status_says_why() {
        let body: Value =
            serde_json::from_str(&statuses(&[due(Status::Failed, "1", Some(131026))], 24))
                .expect("JSON");
        let errors = &body["entry"][0]["changes"][0]["value"]["statuses"][0]["errors"];
        assert_eq!(errors[0]["code"], 131026);
        assert_eq!(errors[0]["error_data"]["details"], "Message Undeliverable.");
    }
}
