//! The body of `POST /{phone-number-id}/messages`, as JSON has it. Nothing is judged here but its form.
//!
//! Every field is optional, so that a missing one is refused in Meta's words and not in a parser's.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

/// The body.
#[derive(Debug, Deserialize)]
pub(crate) struct SendRequest<'a> {
    #[serde(borrow, default)]
    pub(crate) messaging_product: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(crate) recipient_type: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(crate) to: Option<Cow<'a, str>>,
    #[serde(borrow, default, rename = "type")]
    pub(crate) kind: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(crate) biz_opaque_callback_data: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(crate) context: Option<Context<'a>>,
    #[serde(borrow, default)]
    pub(crate) text: Option<Text<'a>>,
    #[serde(borrow, default)]
    pub(crate) template: Option<TemplateSend<'a>>,
    /// `read`, for mark-as-read and typing.
    #[serde(borrow, default)]
    pub(crate) status: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(crate) message_id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(crate) typing_indicator: Option<Typing<'a>>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Context<'a> {
    #[serde(borrow, default)]
    pub(crate) message_id: Option<Cow<'a, str>>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Text<'a> {
    #[serde(borrow, default)]
    pub(crate) body: Option<Cow<'a, str>>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Typing<'a> {
    #[serde(borrow, default, rename = "type")]
    pub(crate) kind: Option<Cow<'a, str>>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct TemplateSend<'a> {
    #[serde(borrow, default)]
    pub(crate) name: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(crate) language: Option<Language<'a>>,
    #[serde(borrow, default)]
    pub(crate) components: Option<Vec<Component<'a>>>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Language<'a> {
    #[serde(borrow, default)]
    pub(crate) code: Option<Cow<'a, str>>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Component<'a> {
    #[serde(borrow, default, rename = "type")]
    pub(crate) kind: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(crate) sub_type: Option<Cow<'a, str>>,
    /// A string or a number in Meta's own examples.
    #[serde(borrow, default)]
    pub(crate) index: Option<&'a RawValue>,
    #[serde(borrow, default)]
    pub(crate) parameters: Option<Vec<ParameterValue<'a>>>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct ParameterValue<'a> {
    #[serde(borrow, default, rename = "type")]
    pub(crate) kind: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(crate) parameter_name: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(crate) text: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(crate) payload: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(crate) coupon_code: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(crate) currency: Option<Fallback<'a>>,
    #[serde(borrow, default)]
    pub(crate) date_time: Option<Fallback<'a>>,
    #[serde(borrow, default)]
    pub(crate) image: Option<Media<'a>>,
    #[serde(borrow, default)]
    pub(crate) video: Option<Media<'a>>,
    #[serde(borrow, default)]
    pub(crate) document: Option<Media<'a>>,
    #[serde(borrow, default)]
    pub(crate) location: Option<&'a RawValue>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Fallback<'a> {
    #[serde(borrow, default)]
    pub(crate) fallback_value: Option<Cow<'a, str>>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Media<'a> {
    #[serde(borrow, default)]
    pub(crate) id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub(crate) link: Option<Cow<'a, str>>,
}

impl Component<'_> {
    /// The button's index, written either way.
    pub(crate) fn button_index(&self) -> Option<usize> {
        self.index?.get().trim_matches('"').parse().ok()
    }
}

impl ParameterValue<'_> {
    /// What the customer would see of it.
    pub(crate) fn shown(&self) -> Option<&str> {
        let media = self
            .image
            .as_ref()
            .or(self.video.as_ref())
            .or(self.document.as_ref());
        if let Some(media) = media {
            return media.id.as_deref().or(media.link.as_deref());
        }
        self.text
            .as_deref()
            .or(self.payload.as_deref())
            .or(self.coupon_code.as_deref())
            .or_else(|| self.currency.as_ref()?.fallback_value.as_deref())
            .or_else(|| self.date_time.as_ref()?.fallback_value.as_deref())
            .or_else(|| self.location.map(RawValue::get))
    }
}
