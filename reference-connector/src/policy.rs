//! Which checkpoint becomes which message, and in which language.

use crate::checkpoint::Checkpoint;

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

/// The language for customers in a country; English for those that nobody translated for.
pub(crate) fn language(country: &str) -> &'static str {
    let known = LANGUAGES
        .iter()
        .find(|(alpha2, alpha3, _)| *alpha2 == country || *alpha3 == country);
    known.map_or("en", |(_, _, language)| language)
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
