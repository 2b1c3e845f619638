//! Which checkpoint becomes which message, and in which language; and the promises besides: reminder, frequency, SMS.
//! What a customer's message leads to is in `dialogue`.

use std::time::Duration;

use crate::checkpoint::Checkpoint;
use crate::subject::Subject;

/// Sends of one template to one number within [`TEMPLATE_WINDOW`].
pub(crate) const TEMPLATE_SENDS_MAX: usize = 3;
/// In the world's time.
pub(crate) const TEMPLATE_WINDOW: Duration = Duration::from_secs(24 * 3_600);

/// Time of the world between a message that nobody looked at and its reminder.
pub(crate) const REMINDER_AFTER: Duration = Duration::from_secs(24 * 3_600);
/// The reminder's template; its parameters are tracking number and carrier's name.
pub(crate) const REMINDER_TEMPLATE: &str = "parcel_reminder";

/// Failures of a message that an SMS makes up for: not on WhatsApp, or not reachable (Meta, Cloud API, error codes).
pub(crate) const SMS_ON: [i64; 1] = [131_026];

/// The template of a message; none for free texts.
pub(crate) fn template_of(subject: Subject) -> Option<&'static str> {
    match subject {
        Subject::Checkpoint(checkpoint) => template(checkpoint),
        Subject::Reminder => Some(REMINDER_TEMPLATE),
        Subject::Answer | Subject::Goodbye => None,
    }
}

/// The template of a checkpoint; none = the customer hears nothing.
pub(crate) fn template(checkpoint: Checkpoint) -> Option<&'static str> {
    match checkpoint {
        Checkpoint::InfoReceived | Checkpoint::InTransit | Checkpoint::Customs => None,
        Checkpoint::Exception => Some("parcel_exception"),
        Checkpoint::OutForDelivery => Some("parcel_out_for_delivery"),
        Checkpoint::Delivered => Some("parcel_delivered"),
    }
}

/// Country (ISO 3166-1 alpha-2 and alpha-3, as carriers use either) and the language of its customers.
const LANGUAGES: [(&str, &str, &str); 7] = [
    ("BR", "BRA", "pt_BR"),
    ("ID", "IDN", "id"),
    ("MX", "MEX", "es_MX"),
    ("IN", "IND", "hi"),
    ("ZA", "ZAF", "en"),
    ("DE", "DEU", "de"),
    ("US", "USA", "en_US"),
];

/// Country, and the offset of its clocks from UTC in minutes, without summer time.
const CLOCKS: [(&str, &str, i64); 12] = [
    ("BR", "BRA", -180),
    ("ID", "IDN", 420),
    ("MX", "MEX", -360),
    ("IN", "IND", 330),
    ("ZA", "ZAF", 120),
    ("DE", "DEU", 60),
    ("US", "USA", -300),
    ("GB", "GBR", 0),
    ("FR", "FRA", 60),
    ("ES", "ESP", 60),
    ("IT", "ITA", 60),
    ("JP", "JPN", 540),
];

/// Minutes that a country's clocks are ahead of UTC. Only the defect `local-time-as-utc` needs to know.
pub(crate) fn minutes_ahead(country: &str) -> i64 {
    let known = CLOCKS
        .iter()
        .find(|(alpha2, alpha3, _)| *alpha2 == country || *alpha3 == country);
    known.map_or(0, |(_, _, minutes)| *minutes)
}

/// The language for customers in a country; English for those that nobody translated for.
pub(crate) fn language(country: &str) -> &'static str {
    let known = LANGUAGES
        .iter()
        .find(|(alpha2, alpha3, _)| *alpha2 == country || *alpha3 == country);
    known.map_or("en", |(_, _, language)| language)
}

/// A country whose customers speak a language; none for languages that nobody translated for.
pub(crate) fn country(language: &str) -> Option<&'static str> {
    let known = LANGUAGES.iter().find(|(_, _, spoken)| *spoken == language);
    known.map(|(alpha2, _, _)| *alpha2)
}

/// The language of the country after the one that speaks `language`; the defect `wrong-language` needs one whose
/// templates exist.
pub(crate) fn another_language(language: &str) -> &'static str {
    let place = LANGUAGES
        .iter()
        .position(|known| known.2 == language)
        .unwrap_or(0);
    LANGUAGES[(place + 1) % LANGUAGES.len()].2
}
