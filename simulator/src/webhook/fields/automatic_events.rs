//! `automatic_events`: Meta believes that a chat after an ad led to something.
//!
//! Source: Meta, Cloud API, "automatic_events webhook reference".

use serde_json::{Number, Value, json};

use super::{ExampleContext, FieldKind, FieldValue, Page, about_number};
use crate::settings::PhoneNumber;

/// What a chat led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conversion {
    /// Interest.
    Lead,
    /// A purchase.
    Purchase {
        /// ISO 4217 code.
        currency: String,
        /// How much.
        value: Number,
    },
}

/// `automatic_events`.
#[derive(Debug, Clone)]
pub struct AutomaticEvent {
    /// The number.
    pub number: PhoneNumber,
    /// The message that shows it.
    pub wamid: String,
    /// The ad's click; None for ads in WhatsApp's status.
    pub ctwa_clid: Option<String>,
    /// What it led to.
    pub conversion: Conversion,
    /// When, seconds since the Unix epoch.
    pub time_s: u64,
}

impl FieldValue for AutomaticEvent {
    const FIELD: &'static str = "automatic_events";

    fn value(&self, _version: u32) -> Value {
        let mut event = json!({ "id": self.wamid, "timestamp": self.time_s });
        match &self.conversion {
            Conversion::Lead => event["event_name"] = json!("LeadSubmitted"),
            Conversion::Purchase { currency, value } => {
                event["event_name"] = json!("Purchase");
                event["custom_data"] = json!({ "currency": currency, "value": value });
            }
        }
        if let Some(click) = &self.ctwa_clid {
            event["ctwa_clid"] = json!(click);
        }
        let mut value = about_number(&self.number);
        value["automatic_events"] = json!([event]);
        value
    }
}

const PAGE: Page = Page::untimed(
    AutomaticEvent::FIELD,
    "Meta, Cloud API, automatic_events webhook reference",
);

pub(super) const KINDS: &[FieldKind] = &[
    PAGE.kind("chat.lead", "LeadSubmitted", |c| led(c, Conversion::Lead)),
    PAGE.kind("chat.purchase", "Purchase", |c| {
        let purchase = Conversion::Purchase {
            currency: "USD".to_owned(),
            value: Number::from(25_000),
        };
        led(c, purchase)
    }),
];

fn led(context: &ExampleContext, conversion: Conversion) -> Value {
    AutomaticEvent {
        number: context.number.clone(),
        wamid: context.wamid.clone(),
        ctwa_clid: Some("Aff-shakedown-click-0001".to_owned()),
        conversion,
        time_s: context.time_s,
    }
    .value(context.version)
}
