//! Triggers of a connector's own: an HTTP request for connectors that no carrier feeds.
//!
//! It describes and renders requests; sending and retrying is the injector's.

use std::collections::BTreeMap;
use std::time::Duration;

use simulator::parcel::{Checkpoint, Parcel};

use super::pattern::Pattern;
use crate::policy::Policy;

mod ack;
mod read;
#[cfg(test)]
mod tests;

pub use ack::{AckRule, StatusRange};
pub(super) use read::read;

/// The placeholders of a stimulus, beside those of the run.
pub(super) const NAMES: [&str; 9] = [
    "tracking_number",
    "recipient",
    "checkpoint",
    "carrier_name",
    "estimated_delivery_date",
    "language",
    "recipient_name",
    "order_number",
    "seller",
];

/// A request that tells the connector of a parcel's checkpoint.
#[derive(Debug, Clone, PartialEq)]
pub struct Stimulus {
    /// POST, PUT, PATCH or GET.
    pub method: String,
    /// Path and query.
    pub path: Pattern,
    /// Headers beside the content type.
    pub headers: Vec<(String, Pattern)>,
    /// The body; empty for GET.
    pub body: Pattern,
    /// Content type; decides how values are escaped in the body.
    pub content_type: String,
    /// Which answers count as taken.
    pub ack: AckRule,
    /// For the whole exchange.
    pub timeout: Duration,
    /// The connector's own words for checkpoints; ours where it has none.
    pub checkpoint_words: BTreeMap<Checkpoint, String>,
}

/// What a stimulus tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StimulusValues<'a> {
    /// The parcel's tracking number.
    pub tracking_number: &'a str,
    /// The recipient's number: digits with country code, without plus sign.
    pub recipient: &'a str,
    /// Where the parcel is.
    pub checkpoint: Checkpoint,
    /// The courier's name as people read it.
    pub carrier_name: &'a str,
    /// `YYYY-MM-DD`.
    pub estimated_delivery_date: &'a str,
    /// The template language of the recipient's country.
    pub language: &'a str,
    /// The recipient's full name.
    pub recipient_name: &'a str,
    /// The shop's order number.
    pub order_number: &'a str,
    /// The seller's name, such as `s1`.
    pub seller: &'a str,
}

impl<'a> StimulusValues<'a> {
    /// The values for a parcel's checkpoint, with names and language as the policy has them.
    pub fn of(
        parcel: &'a Parcel,
        checkpoint: Checkpoint,
        seller: &'a str,
        policy: &'a Policy,
    ) -> StimulusValues<'a> {
        StimulusValues {
            tracking_number: &parcel.tracking_number,
            recipient: &parcel.recipient.phone,
            checkpoint,
            carrier_name: policy.carrier_name(parcel.courier),
            estimated_delivery_date: &parcel.estimated_delivery_date,
            language: policy.language(parcel.recipient.country),
            recipient_name: &parcel.recipient.name,
            order_number: &parcel.order_number,
            seller,
        }
    }

    fn value(&self, name: &str, words: &'a BTreeMap<Checkpoint, String>) -> &'a str {
        match name {
            "tracking_number" => self.tracking_number,
            "recipient" => self.recipient,
            "checkpoint" => match words.get(&self.checkpoint) {
                Some(word) => word,
                None => self.checkpoint.word(),
            },
            "carrier_name" => self.carrier_name,
            "estimated_delivery_date" => self.estimated_delivery_date,
            "language" => self.language,
            "recipient_name" => self.recipient_name,
            "order_number" => self.order_number,
            "seller" => self.seller,
            _ => "",
        }
    }
}

/// A request ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedStimulus {
    /// Path and query, percent-encoded where values stand.
    pub path: String,
    /// Headers, the content type included when there is a body.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

/// The request of a filled stimulus for one checkpoint of a parcel.
pub fn render_stimulus<'a>(
    stimulus: &'a Stimulus,
    values: &StimulusValues<'a>,
) -> RenderedStimulus {
    let words = &stimulus.checkpoint_words;
    let body_escape = Escape::for_content_type(&stimulus.content_type);
    let render = |pattern: &Pattern, escape: Escape| {
        pattern.render(|name, text| escape.append(values.value(name, words), text))
    };
    let headers = stimulus.headers.iter();
    let mut headers: Vec<(String, String)> = headers
        .map(|(name, value)| (name.clone(), render(value, Escape::Header)))
        .collect();
    let body = render(&stimulus.body, body_escape);
    if !body.is_empty() {
        headers.push(("content-type".to_string(), stimulus.content_type.clone()));
    }
    RenderedStimulus {
        path: render(&stimulus.path, Escape::Percent),
        headers,
        body,
    }
}

#[derive(Clone, Copy)]
enum Escape {
    Json,
    Percent,
    Header,
    Xml,
    Nothing,
}

impl Escape {
    fn for_content_type(content_type: &str) -> Escape {
        let media = content_type.split(';').next().unwrap_or_default();
        let media = media.trim().to_ascii_lowercase();
        match media.as_str() {
            "application/x-www-form-urlencoded" => Escape::Percent,
            json if json.ends_with("/json") || json.ends_with("+json") => Escape::Json,
            xml if xml.ends_with("/xml") || xml.ends_with("+xml") => Escape::Xml,
            _ => Escape::Nothing,
        }
    }

    fn append(self, value: &str, text: &mut String) {
        match self {
            Escape::Json => {
                let quoted = serde_json::Value::from(value).to_string();
                text.push_str(&quoted[1..quoted.len() - 1]);
            }
            Escape::Percent => percent_encode(value, text),
            // A line break in a header value would start another header.
            Escape::Header => text.extend(value.chars().filter(|c| !c.is_control())),
            Escape::Xml => value.chars().for_each(|c| match c {
                '&' => text.push_str("&amp;"),
                '<' => text.push_str("&lt;"),
                '>' => text.push_str("&gt;"),
                '"' => text.push_str("&quot;"),
                '\'' => text.push_str("&apos;"),
                c => text.push(c),
            }),
            Escape::Nothing => text.push_str(value),
        }
    }
}

/// Everything but RFC 3986's unreserved characters as `%XX`.
pub(crate) fn percent_encode(value: &str, text: &mut String) {
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
}

impl Stimulus {
    /// With the run's values filled in; the parcel's placeholders stay open.
    pub(super) fn fill<'v>(&self, known: &impl Fn(&str) -> Option<&'v str>) -> Stimulus {
        let headers = self.headers.iter();
        Stimulus {
            path: self.path.fill(known),
            headers: headers
                .map(|(name, value)| (name.clone(), value.fill(known)))
                .collect(),
            body: self.body.fill(known),
            ..self.clone()
        }
    }
}
