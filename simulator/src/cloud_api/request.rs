//! The body of `POST /{phone-number-id}/messages`, as JSON has it. Nothing is judged here but its form.
//!
//! Every field is optional, so that a missing one is refused in Meta's words and not in a parser's. Texts and templates
//! are read straight into structs, for they are what load is made of; every other kind stays raw until its own file
//! walks through it as [`json::Json`].

pub(crate) mod json;
mod object;
mod param;
mod refusals;
mod word;

pub(crate) use object::Object;
pub(crate) use param::{Param, is_web_address};
pub(crate) use refusals::{bounded, graph, missing, unfit};
pub(crate) use word::Word;

use serde::Deserialize;
use serde_json::value::RawValue;

use json::Json;

/// The body.
#[derive(Debug, Deserialize)]
pub(crate) struct SendRequest<'a> {
    #[serde(borrow, default)]
    pub(crate) messaging_product: Option<Word<'a>>,
    #[serde(borrow, default)]
    pub(crate) recipient_type: Option<Word<'a>>,
    #[serde(borrow, default)]
    pub(crate) to: Option<Word<'a>>,
    /// A business-scoped user id.
    #[serde(borrow, default)]
    pub(crate) recipient: Option<Word<'a>>,
    #[serde(borrow, default, rename = "type")]
    pub(crate) kind: Option<Word<'a>>,
    #[serde(borrow, default)]
    pub(crate) biz_opaque_callback_data: Option<Word<'a>>,
    #[serde(borrow, default)]
    pub(crate) recipient_identity_key_hash: Option<Word<'a>>,
    #[serde(borrow, default)]
    pub(crate) message_activity_sharing: Option<Word<'a>>,
    #[serde(borrow, default)]
    pub(crate) product_policy: Option<Word<'a>>,
    /// Direct send.
    #[serde(borrow, default)]
    pub(crate) category: Option<Word<'a>>,
    #[serde(borrow, default, deserialize_with = "object::one")]
    pub(crate) context: Option<Context<'a>>,
    #[serde(borrow, default, deserialize_with = "object::one")]
    pub(crate) text: Option<Text<'a>>,
    #[serde(borrow, default, deserialize_with = "object::one")]
    pub(crate) template: Option<TemplateSend<'a>>,
    #[serde(borrow, default)]
    pub(crate) image: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(crate) video: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(crate) audio: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(crate) document: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(crate) sticker: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(crate) location: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(crate) contacts: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(crate) reaction: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(crate) interactive: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(crate) pin: Option<&'a RawValue>,
    /// `read`, for mark-as-read and typing.
    #[serde(borrow, default)]
    pub(crate) status: Option<Word<'a>>,
    #[serde(borrow, default)]
    pub(crate) message_id: Option<Word<'a>>,
    #[serde(borrow, default, deserialize_with = "object::one")]
    pub(crate) typing_indicator: Option<Typing<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Context<'a> {
    #[serde(borrow, default)]
    pub(crate) message_id: Option<Word<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Text<'a> {
    #[serde(borrow, default)]
    pub(crate) body: Option<Word<'a>>,
    #[serde(borrow, default)]
    pub(crate) preview_url: Option<Word<'a>>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Typing<'a> {
    #[serde(borrow, default, rename = "type")]
    pub(crate) kind: Option<Word<'a>>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct TemplateSend<'a> {
    #[serde(borrow, default)]
    pub(crate) name: Option<Word<'a>>,
    #[serde(borrow, default, deserialize_with = "object::one")]
    pub(crate) language: Option<Language<'a>>,
    #[serde(borrow, default, deserialize_with = "object::many")]
    pub(crate) components: Option<Vec<Component<'a>>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Language<'a> {
    #[serde(borrow, default)]
    pub(crate) code: Option<Word<'a>>,
    #[serde(borrow, default)]
    pub(crate) policy: Option<Word<'a>>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Component<'a> {
    #[serde(borrow, default, rename = "type")]
    pub(crate) kind: Option<Word<'a>>,
    #[serde(borrow, default)]
    pub(crate) sub_type: Option<Word<'a>>,
    /// A string or a number in Meta's own examples.
    #[serde(borrow, default)]
    pub(crate) index: Option<Word<'a>>,
    #[serde(borrow, default, deserialize_with = "object::many")]
    pub(crate) parameters: Option<Vec<ParameterValue<'a>>>,
    /// A carousel's.
    #[serde(borrow, default, deserialize_with = "object::many")]
    pub(crate) cards: Option<Vec<CardSend<'a>>>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct CardSend<'a> {
    #[serde(borrow, default)]
    pub(crate) card_index: Option<Word<'a>>,
    #[serde(borrow, default, deserialize_with = "object::many")]
    pub(crate) components: Option<Vec<Component<'a>>>,
}

/// A template has many, and most are text: what is rare stands in a box of its own.
#[derive(Debug, Deserialize)]
pub(crate) struct ParameterValue<'a> {
    #[serde(borrow, default, rename = "type")]
    pub(crate) kind: Option<Word<'a>>,
    #[serde(borrow, default)]
    pub(crate) parameter_name: Option<Word<'a>>,
    #[serde(borrow, default)]
    pub(crate) text: Option<Word<'a>>,
    #[serde(borrow, default)]
    pub(crate) payload: Option<Word<'a>>,
    #[serde(borrow, default)]
    pub(crate) coupon_code: Option<Word<'a>>,
    #[serde(borrow, default, deserialize_with = "object::boxed")]
    pub(crate) currency: Option<Box<Fallback<'a>>>,
    #[serde(borrow, default, deserialize_with = "object::boxed")]
    pub(crate) date_time: Option<Box<Fallback<'a>>>,
    #[serde(borrow, default, deserialize_with = "object::boxed")]
    pub(crate) image: Option<Box<Media<'a>>>,
    #[serde(borrow, default, deserialize_with = "object::boxed")]
    pub(crate) video: Option<Box<Media<'a>>>,
    #[serde(borrow, default, deserialize_with = "object::boxed")]
    pub(crate) document: Option<Box<Media<'a>>>,
    #[serde(borrow, default, deserialize_with = "object::boxed")]
    pub(crate) gif: Option<Box<Media<'a>>>,
    #[serde(borrow, default)]
    pub(crate) location: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(crate) product: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(crate) action: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(crate) limited_time_offer: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(crate) tap_target_configuration: Option<&'a RawValue>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Fallback<'a> {
    #[serde(borrow, default)]
    pub(crate) fallback_value: Option<Word<'a>>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Media<'a> {
    #[serde(borrow, default)]
    pub(crate) id: Option<Word<'a>>,
    #[serde(borrow, default)]
    pub(crate) link: Option<Word<'a>>,
}

impl<'a> SendRequest<'a> {
    /// What the body says about a kind that is walked through as a tree.
    pub(crate) fn payload(&self, kind: &str) -> Option<&'a RawValue> {
        match kind {
            "image" => self.image,
            "video" => self.video,
            "audio" => self.audio,
            "document" => self.document,
            "sticker" => self.sticker,
            "location" => self.location,
            "contacts" => self.contacts,
            "reaction" => self.reaction,
            "interactive" => self.interactive,
            "pin" => self.pin,
            _ => None,
        }
    }
}

impl Component<'_> {
    /// Whether it is of this kind; Meta takes any case.
    pub(crate) fn is(&self, kind: &str) -> bool {
        self.kind
            .as_deref()
            .is_some_and(|is| is.eq_ignore_ascii_case(kind))
    }

    /// The button's index, written either way.
    pub(crate) fn button_index(&self) -> Option<usize> {
        self.index.as_deref()?.parse().ok()
    }

    /// Its parameters; none when it brings none.
    pub(crate) fn values(&self) -> &[ParameterValue<'_>] {
        self.parameters.as_deref().unwrap_or(&[])
    }
}

impl<'a> ParameterValue<'a> {
    /// The medium of one of the four kinds.
    pub(crate) fn media(&self, kind: &str) -> Option<&Media<'a>> {
        match kind {
            "image" => self.image.as_deref(),
            "video" => self.video.as_deref(),
            "document" => self.document.as_deref(),
            "gif" => self.gif.as_deref(),
            _ => None,
        }
    }

    /// The medium, whatever its kind.
    pub(crate) fn any_media(&self) -> Option<&Media<'a>> {
        let still = self.image.as_deref().or(self.document.as_deref());
        still.or(self.video.as_deref()).or(self.gif.as_deref())
    }

    /// What the customer would see of it.
    pub(crate) fn shown(&self) -> Option<&str> {
        if let Some(media) = self.any_media() {
            return media.id.as_deref().or(media.link.as_deref());
        }
        let raw = self
            .location
            .or(self.product)
            .or(self.action)
            .or(self.limited_time_offer)
            .or(self.tap_target_configuration);
        self.text
            .as_deref()
            .or(self.payload.as_deref())
            .or(self.coupon_code.as_deref())
            .or_else(|| self.currency.as_ref()?.fallback_value.as_deref())
            .or_else(|| self.date_time.as_ref()?.fallback_value.as_deref())
            .or_else(|| raw.map(RawValue::get))
    }
}

/// A raw part of the body as a tree; None when it nests deeper than 128.
pub(crate) fn tree<'a>(raw: &'a RawValue) -> Option<Json<'a>> {
    let tree: Json<'a> = serde_json::from_str(raw.get()).ok()?;
    // Graph takes an object or a list as a string of JSON, too.
    let inner = match &tree {
        Json::Text(text) if text.starts_with(['{', '[']) => serde_json::from_str::<Json<'_>>(text)
            .ok()
            .map(Json::into_owned),
        _ => None,
    };
    Some(inner.unwrap_or(tree))
}
