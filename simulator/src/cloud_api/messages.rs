//! `POST /{phone-number-id}/messages` and `/marketing_messages`: reads a send and judges its form. Limits, fate and ids
//! are the world's business; here stands what Meta checks about the body itself.
//!
//! One kind or family of messages a file. Source: Meta, Cloud API, "Send messages", its reference, and each kind's page.

mod contacts;
mod described;
mod diagnosis;
mod envelope;
mod interactive;
mod location;
mod media;
mod message;
mod number;
mod pin;
mod reaction;
mod receipt;
mod surroundings;
mod template;
mod text;

pub use interactive::SUBKINDS;
pub(crate) use interactive::product_sections;
pub(crate) use media::{MediaKind, medium};
pub(crate) use message::{Addressed, Message, Product};
pub use number::{calling_code, normalised, wa_id_of};
pub use surroundings::FlowState;
pub(crate) use surroundings::{Edge, Surroundings};

use super::answer::Refusal;
use super::request::json::Json;
use super::request::{Object, Param, SendRequest, bounded, missing, tree, unfit};

/// Every `type` that is read.
pub const KINDS: [&str; 12] = [
    "audio",
    "contacts",
    "document",
    "image",
    "interactive",
    "location",
    "pin",
    "reaction",
    "sticker",
    "template",
    "text",
    "video",
];

/// A body that holds what Meta demands.
#[derive(Debug, PartialEq)]
pub(crate) enum Accepted {
    /// A message to a customer or a group.
    Message,
    /// Mark-as-read, with or without a typing indicator.
    Read {
        /// The customer's message.
        message_id: String,
        /// Whether the customer sees that someone is typing.
        typing: bool,
    },
}

/// The body's message, and what is wrong with it. A malformed body has a message of kind `malformed`.
pub(crate) fn read(
    body: &[u8],
    around: &Surroundings<'_>,
) -> (Message, Result<Accepted, Box<Refusal>>) {
    // One look at the whole body costs less than one at each of its strings.
    let parsed: serde_json::Result<Object<SendRequest<'_>>> = match std::str::from_utf8(body) {
        Ok(text) => serde_json::from_str(text),
        Err(_) => serde_json::from_slice(body),
    };
    let request = match parsed {
        Ok(Object(request)) => request,
        Err(error) => {
            let message = Message {
                kind: "malformed".to_owned(),
                ..Message::default()
            };
            return (message, Err(bounded(diagnosis::of(body, &error))));
        }
    };
    if request.status.is_some() {
        let message = Message {
            kind: "read".to_owned(),
            ..Message::default()
        };
        return (message, receipt::judged(&request).map_err(bounded));
    }
    let payload = Payload::of(&request);
    let mut message = described::message(&request, &payload, around);
    let judged = envelope::judged(&request, &message, around)
        .and_then(|()| kind_judged(&request, &payload, &mut message, around));
    if judged.is_ok() {
        envelope::settle(&mut message);
    }
    (message, judged.map(|()| Accepted::Message).map_err(bounded))
}

/// What a send says beside its envelope.
enum Payload<'a> {
    /// In the request's own structs: text and template.
    Typed,
    /// As a tree.
    Tree(Json<'a>),
    /// Nothing under the kind's key.
    Absent,
    /// Nested deeper than 128.
    TooDeep,
}

impl<'a> Payload<'a> {
    fn of(request: &SendRequest<'a>) -> Payload<'a> {
        match request.kind.as_deref() {
            None | Some("text" | "template") => Payload::Typed,
            Some(kind) => match request.payload(kind).map(tree) {
                None => Payload::Absent,
                Some(None) => Payload::TooDeep,
                Some(Some(tree)) => Payload::Tree(tree),
            },
        }
    }
}

fn kind_judged(
    request: &SendRequest<'_>,
    payload: &Payload<'_>,
    message: &mut Message,
    around: &Surroundings<'_>,
) -> Result<(), Box<Refusal>> {
    let kind = request.kind.as_deref().unwrap_or("text");
    let tree = match payload {
        Payload::Typed if kind == "template" => return template::judged(request, message, around),
        Payload::Typed => return text::judged(request),
        Payload::Tree(tree) => tree,
        Payload::Absent if KINDS.contains(&kind) => {
            return Err(missing(kind, &format!(r#""{kind}":{{...}}"#)));
        }
        Payload::Absent => return Err(unsupported(kind)),
        Payload::TooDeep => {
            let refusal = unfit(kind, format!("Param {kind} is nested too deeply"));
            return Err(Box::new(refusal.nearest("at most 100 levels")));
        }
    };
    let root = Param::root(kind, tree);
    match kind {
        "location" => location::judged(&root),
        "contacts" => contacts::judged(&root),
        "reaction" => reaction::judged(&root),
        "interactive" => interactive::judged(&root, message, around),
        "pin" => pin::judged(&root, message),
        media => match MediaKind::of_word(media) {
            Some(kind) => media::judged(&root, kind, around),
            None => Err(unsupported(kind)),
        },
    }
}

fn unsupported(kind: &str) -> Box<Refusal> {
    Box::new(
        Refusal::new(131_051, "type", "no message type of this name")
            .got(kind)
            .nearest(KINDS.join(", ")),
    )
}

#[cfg(test)]
mod tests;
