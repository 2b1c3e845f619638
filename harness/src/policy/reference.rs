//! The policy of the reference connector, which is also the default of a connector file that states none.

use std::collections::BTreeMap;

use simulator::parcel::Checkpoint;

use super::{Component, Policy, PolicyMessage, PolicyParameter, Source, Stale};

/// The language of countries that a policy does not list.
pub const DEFAULT_LANGUAGE: &str = "en";

/// The official language of every country that parcels can go to, as WhatsApp's template language code.
pub fn official_languages() -> BTreeMap<String, String> {
    let countries = simulator::countries::ALL.iter();
    countries
        .map(|country| (country.alpha2.to_string(), country.language.to_string()))
        .collect()
}

/// The countries whose language the reference connector speaks.
const REFERENCE_COUNTRIES: [&str; 7] = ["BR", "DE", "ID", "IN", "MX", "US", "ZA"];

impl Policy {
    /// Out for delivery, delivered and exception are notified, with number, courier and expected date.
    pub fn reference() -> Policy {
        let notified = [
            (Checkpoint::OutForDelivery, "parcel_out_for_delivery"),
            (Checkpoint::Delivered, "parcel_delivered"),
            (Checkpoint::Exception, "parcel_exception"),
        ];
        let messages = notified.map(|(checkpoint, template)| (checkpoint, three_facts(template)));
        Policy {
            messages: messages.into(),
            languages: reference_languages(),
            ..Policy::silent()
        }
    }

    /// No checkpoint leads to a message: for connectors that only customers drive.
    pub fn silent() -> Policy {
        Policy {
            messages: BTreeMap::new(),
            languages: official_languages(),
            default_language: DEFAULT_LANGUAGE.to_string(),
            stale: Stale::Suppress,
            reminder: None,
            sms_fallback: None,
            carrier_names: BTreeMap::new(),
            templates: Vec::new(),
            frequency: None,
            dialogues: BTreeMap::new(),
            can_tell_sellers_apart: false,
            seller_templates: Vec::new(),
        }
    }
}

fn reference_languages() -> BTreeMap<String, String> {
    let mut languages = official_languages();
    languages.retain(|country, _| REFERENCE_COUNTRIES.contains(&country.as_str()));
    languages
}

fn three_facts(template: &str) -> PolicyMessage {
    let sources = [
        Source::TrackingNumber,
        Source::CarrierName,
        Source::EstimatedDeliveryDate,
    ];
    let parameters = sources.map(|source| PolicyParameter {
        component: Component::Body,
        name: None,
        source,
    });
    PolicyMessage {
        template: template.to_string(),
        parameters: parameters.into(),
    }
}
