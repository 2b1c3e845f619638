//! What is known of a send, readable or not.

use std::borrow::Cow;

use super::surroundings::Edge;
use crate::observation::Parameter;

/// What is known of a message.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Message {
    /// Its `type`; `malformed` when the body could not be read, `read` for mark-as-read.
    pub(crate) kind: String,
    /// `interactive.type`.
    pub(crate) subkind: Option<String>,
    /// How the recipient was named.
    pub(crate) addressed: Addressed,
    /// The customer's `wa_id` when one could be made of the number, else as received; the group's id; the
    /// business-scoped user id when nothing else was given.
    pub(crate) to: String,
    /// As received.
    pub(crate) input: String,
    /// The business-scoped user id, beside a number or alone.
    pub(crate) user_id: Option<String>,
    /// Template name.
    pub(crate) template: Option<String>,
    /// The template's id, once it is found.
    pub(crate) template_id: Option<String>,
    /// Template language.
    pub(crate) language: Option<String>,
    /// Template parameters.
    pub(crate) parameters: Vec<Parameter>,
    /// `biz_opaque_callback_data`.
    pub(crate) callback: Option<String>,
    /// `context.message_id`.
    pub(crate) reply_to: Option<String>,
    /// The template's category, or direct send's, in lower case, for pricing.
    pub(crate) category: Option<Cow<'static, str>>,
    /// What the customer reads: a text, a caption, an interactive body, an emoji. A template's is filled in on demand.
    pub(crate) text: Option<String>,
    /// Ids of uploaded media.
    pub(crate) media_ids: Vec<String>,
    /// Addresses that Meta would fetch media from; one that fails is an asynchronous 131053.
    pub(crate) media_links: Vec<String>,
    /// `recipient_identity_key_hash`; another hash than the customer's is an asynchronous 137000.
    pub(crate) identity_hash: Option<String>,
    /// The message that a reaction belongs to. Reactions end at `sent`; a bad target is an asynchronous 131009.
    pub(crate) reaction_to: Option<String>,
    /// A voice message: it may get the status `played`.
    pub(crate) voice: bool,
    /// Which product carries it.
    pub(crate) product: Product,
    /// `message_activity_sharing`.
    pub(crate) activity_sharing: Option<bool>,
    /// The code that it must fail with after it was accepted, whatever the customer's phone does.
    pub(crate) fails_later: Option<u32>,
}

impl Message {
    /// Whether it needs an open service window: neither template nor direct send.
    pub(crate) fn needs_window(&self) -> bool {
        self.kind != "template" && self.category.is_none()
    }

    /// The customer's number as WhatsApp has it; None for a group, and for a user id alone.
    pub(crate) fn wa_id(&self) -> Option<&str> {
        (self.addressed == Addressed::Number).then_some(&*self.to)
    }
}

/// A category in lower case. Meta has three; a send may bring any word.
pub(super) fn category_word(category: &str) -> Cow<'static, str> {
    let known = ["utility", "marketing", "authentication"].into_iter();
    let mut known = known.filter(|word| category.eq_ignore_ascii_case(word));
    match known.next() {
        Some(word) => Cow::Borrowed(word),
        None => category.to_ascii_lowercase().into(),
    }
}

/// How a recipient is named.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Addressed {
    /// By phone number.
    #[default]
    Number,
    /// By business-scoped user id alone.
    UserId,
    /// A group, by its id.
    Group,
    /// By something that is no phone number, or by nothing: always refused.
    Unreadable,
}

/// Which product carries a message.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Product {
    /// Cloud API.
    #[default]
    CloudApi,
    /// Marketing Messages, falling back to Cloud API where it cannot be used.
    Marketing,
    /// Marketing Messages or nothing (`product_policy` `STRICT`).
    MarketingStrict,
}

impl Product {
    pub(super) fn of(edge: Edge, policy: Option<&str>) -> Product {
        match (edge, policy) {
            (Edge::Messages, _) => Product::CloudApi,
            (Edge::MarketingMessages, Some("STRICT")) => Product::MarketingStrict,
            (Edge::MarketingMessages, _) => Product::Marketing,
        }
    }
}
