//! A customer's message asked for as a small JSON object, as the control plane and `trigger` do:
//! `{"from":"5511987654321","image":{"caption":"look"},"context":{"forwarded":true}}`. One property says the kind and
//! its content; `{"type":"image"}` takes everything from its defaults.

use serde::Deserialize;

use super::contacts::{Origin, SharedContact, SharedContacts};
use super::context::Context;
use super::location::Location;
use super::media::{Media, MediaKind};
use super::mutation::{Edit, Edited};
use super::order::Order;
use super::referral::Referral;
use super::reply::{ButtonReply, CallPermissionReply, ListReply, NfmReply, Reply};
use super::system::System;
use super::{Content, CustomerMessage, Inbound, InboundOptions};
use crate::cloud_api::wamid::{self, Direction};

/// Most bytes of such an object.
const BYTES_MAX: usize = 65_536;
const FROM: &str = "5511987654321";
const NAME: &str = "Customer";
const TEXT: &str = "Where is my parcel?";

/// Every kind of message that can be asked for, as `type` or as a property of its name.
pub const INBOUND_KINDS: [&str; 20] = [
    "text",
    "button",
    "image",
    "video",
    "audio",
    "document",
    "sticker",
    "location",
    "contacts",
    "reaction",
    "button_reply",
    "list_reply",
    "nfm_reply",
    "call_permission_reply",
    "order",
    "system",
    "unsupported",
    "edit",
    "revoke",
    "request_welcome",
];

/// What is wrong with such an object.
#[derive(Debug, thiserror::Error)]
pub enum InboundError {
    /// No JSON, or a property that does not exist.
    #[error("the customer's message: {0}")]
    Json(#[from] serde_json::Error),
    /// Too much of it.
    #[error("the customer's message: {0} bytes; write at most {BYTES_MAX}")]
    TooLong(usize),
    /// Two contents.
    #[error("the customer's message is both {0} and {1}; leave one of them out")]
    TwoKinds(&'static str, &'static str),
    /// No such kind.
    #[error("type: {0:?} is no kind of message; use one of {kinds}", kinds = INBOUND_KINDS.join(", "))]
    UnknownKind(String),
    /// A property that this kind does not have.
    #[error("{kind}.{field}: Meta has no such property; leave it out")]
    Stray {
        /// The kind.
        kind: &'static str,
        /// The property.
        field: &'static str,
    },
}

/// A customer's message that has been asked for, still without an id and a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedMessage {
    /// The customer's number.
    pub from: String,
    /// The customer's profile name.
    pub name: String,
    /// To which number; the first without it.
    pub phone_number_id: Option<String>,
    /// What it says.
    pub content: Content,
    /// What comes along.
    pub options: InboundOptions,
}

impl AskedMessage {
    /// The message, now that it is written.
    pub fn written(self, wamid: String, timestamp_s: u64) -> Inbound {
        Inbound {
            message: CustomerMessage {
                wamid,
                from: self.from,
                name: self.name,
                timestamp_s,
                content: self.content,
            },
            options: self.options,
        }
    }
}

/// Reads a customer's message of any kind from a small JSON object.
///
/// # Errors
/// Text that is no such object: not JSON, unknown properties, two kinds at once, more than 64 KiB.
pub fn customer_message_from_json(json: &[u8]) -> Result<AskedMessage, InboundError> {
    if json.len() > BYTES_MAX {
        return Err(InboundError::TooLong(json.len()));
    }
    let mut asked: Asked = serde_json::from_slice(json)?;
    let from = asked.from.take().unwrap_or_else(|| FROM.to_owned());
    let name = asked.name.take().unwrap_or_else(|| NAME.to_owned());
    let phone_number_id = asked.phone_number_id.take();
    let mut options = InboundOptions {
        context: asked.context.take(),
        referral: asked.referral.take(),
        group_id: asked.group_id.take(),
        bsuid_only: asked.bsuid_only,
        username: asked.username.take(),
        user_id: asked.user_id.take(),
        parent_user_id: asked.parent_user_id.take(),
        identity_hash: asked.identity_key_hash.take(),
    };
    let reply_to = asked.reply_to.clone();
    let content = asked.content(&from)?;
    // An answer to an interactive message always says which one it answers.
    if matches!(content, Content::Reply(_)) && options.context.is_none() {
        let answered = reply_to.unwrap_or_else(|| earlier(&from, Direction::Outbound));
        options.context = Some(Context::reply_to(&answered));
    }
    Ok(AskedMessage {
        from,
        name,
        phone_number_id,
        content,
        options,
    })
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Asked {
    from: Option<String>,
    name: Option<String>,
    phone_number_id: Option<String>,
    context: Option<Context>,
    referral: Option<Referral>,
    group_id: Option<String>,
    bsuid_only: bool,
    username: Option<String>,
    user_id: Option<String>,
    parent_user_id: Option<String>,
    identity_key_hash: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    text: Option<String>,
    /// Makes the text the label of a template's quick reply.
    payload: Option<String>,
    /// The message that a quick reply, an answer or a reaction belongs to.
    reply_to: Option<String>,
    image: Option<Media>,
    video: Option<Media>,
    audio: Option<Media>,
    document: Option<Media>,
    sticker: Option<Media>,
    location: Option<Location>,
    contacts: Option<Vec<SharedContact>>,
    origin: Option<Origin>,
    reaction: Option<Reaction>,
    button: Option<Button>,
    button_reply: Option<ButtonReply>,
    list_reply: Option<ListReply>,
    nfm_reply: Option<NfmReply>,
    call_permission_reply: Option<CallPermissionReply>,
    order: Option<Order>,
    system: Option<System>,
    unsupported: Option<String>,
    edit: Option<EditAsked>,
    revoke: Option<Revoke>,
    #[serde(skip)]
    request_welcome: bool,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Reaction {
    message_id: Option<String>,
    /// A thumb without it.
    emoji: Option<String>,
    /// Takes the reaction back: no `emoji` in the webhook. The older form is an empty `emoji`.
    removed: bool,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Button {
    text: Option<String>,
    payload: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct EditAsked {
    original_message_id: Option<String>,
    context_id: Option<String>,
    text: Option<String>,
    image: Option<Media>,
    video: Option<Media>,
    document: Option<Media>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Revoke {
    original_message_id: Option<String>,
}

impl Asked {
    /// The one content asked for; a text when there is none.
    fn content(mut self, from: &str) -> Result<Content, InboundError> {
        match self.kind.take() {
            Some(kind) => {
                let known = INBOUND_KINDS.iter().find(|word| **word == kind);
                self.want(known.ok_or(InboundError::UnknownKind(kind))?);
            }
            None if self.origin.is_some() => self.want("contacts"),
            None => {}
        }
        let mut given = self.given(from)?;
        if let [(first, _), (second, _), ..] = given[..] {
            return Err(InboundError::TwoKinds(first, second));
        }
        Ok(given
            .pop()
            .map_or_else(|| Content::Text(TEXT.to_owned()), |(_, content)| content))
    }

    /// Makes the content of this kind from its defaults, unless it is given.
    fn want(&mut self, kind: &str) {
        fn fill<T: Default>(slot: &mut Option<T>) {
            slot.get_or_insert_default();
        }
        match kind {
            "text" => {
                self.text.get_or_insert_with(|| TEXT.to_owned());
            }
            "button" if self.payload.is_none() => fill(&mut self.button),
            "image" => fill(&mut self.image),
            "video" => fill(&mut self.video),
            "audio" => fill(&mut self.audio),
            "document" => fill(&mut self.document),
            "sticker" => fill(&mut self.sticker),
            "location" => fill(&mut self.location),
            "contacts" => fill(&mut self.contacts),
            "reaction" => fill(&mut self.reaction),
            "button_reply" => fill(&mut self.button_reply),
            "list_reply" => fill(&mut self.list_reply),
            "nfm_reply" => fill(&mut self.nfm_reply),
            "call_permission_reply" => fill(&mut self.call_permission_reply),
            "order" => fill(&mut self.order),
            "system" => {
                self.system
                    .get_or_insert(System::UserChangedNumber { wa_id: None });
            }
            "unsupported" => {
                self.unsupported.get_or_insert_with(|| "poll".to_owned());
            }
            "edit" => fill(&mut self.edit),
            "revoke" => fill(&mut self.revoke),
            "request_welcome" => self.request_welcome = true,
            _ => {}
        }
    }

    /// Every content given, with its word.
    fn given(mut self, from: &str) -> Result<Vec<(&'static str, Content)>, InboundError> {
        let mut given = Vec::new();
        let media = [
            (MediaKind::Image, self.image.take()),
            (MediaKind::Video, self.video.take()),
            (MediaKind::Audio, self.audio.take()),
            (MediaKind::Document, self.document.take()),
            (MediaKind::Sticker, self.sticker.take()),
        ];
        for (kind, media) in media {
            if let Some(media) = media {
                let media = checked(kind, media)?;
                given.push((kind.word(), Content::Media { kind, media }));
            }
        }
        if let Some(edit) = self.edit.take() {
            let edit = Content::Edit(Box::new(edit.edit(from)?));
            given.push(("edit", edit));
        }
        let replies = [
            ("button_reply", self.button_reply.take().map(Reply::Button)),
            ("list_reply", self.list_reply.take().map(Reply::List)),
            ("nfm_reply", self.nfm_reply.take().map(Reply::Nfm)),
            (
                "call_permission_reply",
                self.call_permission_reply.take().map(Reply::CallPermission),
            ),
        ];
        for (word, reply) in replies {
            given.extend(reply.map(|reply| (word, Content::Reply(reply))));
        }
        let mut put = |word, content: Option<Content>| {
            given.extend(content.map(|content| (word, content)));
        };
        let context = self.reply_to;
        put(
            "reaction",
            self.reaction
                .take()
                .map(|it| it.content(from, context.as_deref())),
        );
        let origin = self.origin;
        put(
            "contacts",
            self.contacts
                .take()
                .map(|contacts| Content::Contacts(SharedContacts { origin, contacts })),
        );
        put("location", self.location.map(Content::Location));
        put("order", self.order.map(Content::Order));
        put("system", self.system.map(Content::System));
        put("unsupported", self.unsupported.map(Content::Unsupported));
        put("revoke", self.revoke.map(|revoke| revoke.content(from)));
        put(
            "request_welcome",
            self.request_welcome.then_some(Content::RequestWelcome),
        );
        match (self.text, self.payload) {
            (None, None) => {}
            (Some(text), None) => put("text", Some(Content::Text(text))),
            (text, Some(payload)) => {
                let label = Button {
                    text,
                    payload: Some(payload),
                };
                put("button", Some(label.content(context.clone())));
            }
        }
        put("button", self.button.map(|button| button.content(context)));
        Ok(given)
    }
}

impl Reaction {
    fn content(self, from: &str, reply_to: Option<&str>) -> Content {
        let message_id = self.message_id.or_else(|| reply_to.map(str::to_owned));
        Content::Reaction {
            message_id: message_id.unwrap_or_else(|| earlier(from, Direction::Outbound)),
            emoji: match (self.removed, self.emoji) {
                (true, _) => None,
                (false, emoji) => Some(emoji.unwrap_or_else(|| "\u{1f44d}".to_owned())),
            },
        }
    }
}

impl Button {
    fn content(self, context: Option<String>) -> Content {
        let text = self.text.unwrap_or_else(|| "View parcel".to_owned());
        Content::QuickReply {
            payload: self.payload.unwrap_or_else(|| text.clone()),
            text,
            context,
        }
    }
}

impl Revoke {
    fn content(self, from: &str) -> Content {
        let original_message_id = self
            .original_message_id
            .unwrap_or_else(|| earlier(from, Direction::Inbound));
        Content::Revoke {
            original_message_id,
        }
    }
}

impl EditAsked {
    fn edit(self, from: &str) -> Result<Edit, InboundError> {
        let media = [
            (MediaKind::Image, self.image),
            (MediaKind::Video, self.video),
            (MediaKind::Document, self.document),
        ];
        let mut message = self.text.map(Edited::Text);
        for (kind, media) in media {
            let Some(media) = media else { continue };
            if message.is_some() {
                return Err(InboundError::TwoKinds("another edit", kind.word()));
            }
            let media = checked(kind, media)?;
            message = Some(Edited::Media { kind, media });
        }
        Ok(Edit {
            original_message_id: self
                .original_message_id
                .unwrap_or_else(|| earlier(from, Direction::Inbound)),
            context_id: self.context_id,
            message: message.unwrap_or_else(|| Edited::Text(TEXT.to_owned())),
        })
    }
}

fn checked(kind: MediaKind, media: Media) -> Result<Media, InboundError> {
    match media.stray(kind) {
        None => Ok(media),
        Some(field) => Err(InboundError::Stray {
            kind: kind.word(),
            field,
        }),
    }
}

/// The id of an earlier message in the customer's chat, where none is given.
fn earlier(from: &str, direction: Direction) -> String {
    wamid::encode(from, direction, 0, 1)
}
