//! What a customer's message says: one variant for each kind, and the part of the message object that is its own.

use serde_json::{Map, Value, json};

use super::About;
use super::contacts::SharedContacts;
use super::context::Context;
use super::location::Location;
use super::media::{Media, MediaKind};
use super::mutation::Edit;
use super::order::Order;
use super::reply::Reply;
use super::system::System;
use crate::webhook::error::ErrorNode;

/// The error of every message that the API cannot show (Meta, Cloud API, "Unsupported messages webhook").
const UNSUPPORTED: ErrorNode = ErrorNode::plain(
    131_051,
    "Message type unknown",
    "Message type is currently not supported.",
);

/// The error in place of a file that is too large (Meta, Cloud API, media: more than 100 MB; the title names the size).
const TOO_LARGE: ErrorNode = ErrorNode::plain(
    131_052,
    "Media file size too big. Max file size we currently support: 100 MB.",
    "Unable to download the media sent by the user.",
);

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
    /// An image, a video, a voice message, a document or a sticker.
    Media {
        /// Which of them.
        kind: MediaKind,
        /// The file.
        media: Media,
    },
    /// A place.
    Location(Location),
    /// Contact cards, or the customer's own number when it was asked for.
    Contacts(SharedContacts),
    /// A reaction to a message.
    Reaction {
        /// The message reacted to.
        message_id: String,
        /// The emoji; None takes an earlier reaction back.
        emoji: Option<String>,
    },
    /// An answer to an interactive message.
    Reply(Reply),
    /// An order from a catalog.
    Order(Order),
    /// Something about the customer, not from them.
    System(System),
    /// A kind of message that the API does not speak, by the name Meta gives it, such as `poll`.
    Unsupported(String),
    /// A file of more than 100 MB, which Meta does not fetch.
    TooLarge,
    /// New content for an earlier message.
    Edit(Box<Edit>),
    /// An earlier message is taken back.
    Revoke {
        /// The message taken back.
        original_message_id: String,
    },
    /// The customer opened the chat for the first time and the number asks for a welcome.
    RequestWelcome,
}

impl Content {
    /// What a record of it has to say: the words of the message, where it has any.
    pub fn shown(&self) -> &str {
        match self {
            Content::Text(text) | Content::QuickReply { text, .. } => text,
            Content::Media { media, .. } => media.caption.as_deref().unwrap_or(""),
            Content::Location(location) => location.name.as_deref().unwrap_or(""),
            Content::Contacts(shared) => shared.shown(),
            Content::Reaction { emoji, .. } => emoji.as_deref().unwrap_or(""),
            Content::Reply(reply) => reply.shown(),
            Content::Order(order) => order.text.as_deref().unwrap_or(""),
            Content::System(_)
            | Content::Unsupported(_)
            | Content::TooLarge
            | Content::RequestWelcome => "",
            Content::Edit(edit) => edit.shown(),
            Content::Revoke { .. } => "",
        }
    }

    /// The word in the ledger, and `type` in the webhook.
    pub fn word(&self) -> &'static str {
        match self {
            Content::Text(_) => "text",
            Content::QuickReply { .. } => "button",
            Content::Media { kind, .. } => kind.word(),
            Content::Location(_) => "location",
            Content::Contacts(_) => "contacts",
            Content::Reaction { .. } => "reaction",
            Content::Reply(_) => "interactive",
            Content::Order(_) => "order",
            Content::System(_) => "system",
            Content::Unsupported(_) | Content::TooLarge => "unsupported",
            Content::Edit(_) => "edit",
            Content::Revoke { .. } => "revoke",
            Content::RequestWelcome => "request_welcome",
        }
    }

    /// Whether the webhook has a `contacts` array: all have, but for most system messages.
    pub(super) fn names_the_customer(&self) -> bool {
        match self {
            Content::System(system) => system.names_the_customer(),
            _ => true,
        }
    }

    /// Adds `type` and what belongs to it.
    pub(super) fn write(&self, about: About<'_>, node: &mut Map<String, Value>) {
        let mut put = |key: &str, value: Value| node.insert(key.to_owned(), value);
        put("type", Value::from(self.word()));
        match self {
            Content::Text(text) => {
                put("text", json!({ "body": text }));
            }
            Content::QuickReply {
                text,
                payload,
                context,
            } => {
                if let Some(id) = context {
                    put("context", Context::reply_to(id).node(about.number));
                }
                put("button", json!({ "payload": payload, "text": text }));
            }
            Content::Media { kind, media } => {
                put(kind.word(), media.node(*kind, about));
            }
            Content::Location(location) => {
                put("location", json!(location));
            }
            Content::Contacts(shared) => {
                if let Some(origin) = shared.origin {
                    put("origin", json!(origin));
                }
                put("contacts", shared.node(about));
            }
            Content::Reaction { message_id, emoji } => {
                let mut reaction = json!({ "message_id": message_id });
                if let Some(emoji) = emoji {
                    reaction["emoji"] = json!(emoji);
                }
                put("reaction", reaction);
            }
            Content::Reply(reply) => {
                put("interactive", reply.node(about.message.timestamp_s));
            }
            Content::Order(order) => {
                put("order", json!(order));
            }
            Content::System(system) => system.write(about, node),
            Content::Unsupported(kind) => {
                put("errors", json!([UNSUPPORTED]));
                put("unsupported", json!({ "type": kind }));
            }
            Content::TooLarge => {
                put("errors", json!([TOO_LARGE]));
            }
            Content::Edit(edit) => {
                put("edit", edit.node(about));
            }
            Content::Revoke {
                original_message_id,
            } => {
                put(
                    "revoke",
                    json!({ "original_message_id": original_message_id }),
                );
            }
            Content::RequestWelcome => {}
        }
    }
}
