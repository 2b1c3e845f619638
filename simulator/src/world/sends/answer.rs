//! The answer to an accepted send.
//!
//! Source: Meta, Cloud API, "Send messages".

use serde::Serialize;

use crate::cloud_api::messages::{Addressed, Message, Product};

/// The answer to an accepted send, its keys in alphabetical order like those of every other answer.
#[derive(Serialize)]
struct AcceptedBody<'a> {
    contacts: [AcceptedContact<'a>; 1],
    messages: [AcceptedMessage<'a>; 1],
    messaging_product: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    success: Option<bool>,
}

#[derive(Serialize)]
struct AcceptedContact<'a> {
    input: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wa_id: Option<&'a str>,
}

#[derive(Serialize)]
struct AcceptedMessage<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    group_id: Option<&'a str>,
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_status: Option<&'static str>,
}

/// `held`: pacing keeps it back.
pub(super) fn accepted_body(message: &Message, wamid: &str, held: bool) -> Vec<u8> {
    let standing = if held {
        "held_for_quality_assessment"
    } else {
        "accepted"
    };
    // A group's id stands for a customer's, too (Meta, Cloud API, group messaging).
    let group = (message.addressed == Addressed::Group).then_some(&*message.to);
    let body = AcceptedBody {
        contacts: [AcceptedContact {
            input: &message.input,
            user_id: message.user_id.as_deref(),
            wa_id: message.wa_id().or(group),
        }],
        messages: [AcceptedMessage {
            group_id: group,
            id: wamid,
            message_status: (message.kind == "template").then_some(standing),
        }],
        messaging_product: "whatsapp",
        success: (message.product != Product::CloudApi).then_some(true),
    };
    let mut bytes = Vec::with_capacity(256);
    serde_json::to_writer(&mut bytes, &body).expect("strings always serialise");
    bytes
}
