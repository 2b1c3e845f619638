//! A place that a customer sent.
//!
//! Source: Meta, Cloud API, "Location messages webhook": name, address and url come with a place of business only.

use serde::{Deserialize, Serialize};
use serde_json::Number;

/// A place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Location {
    /// Degrees north.
    pub latitude: Number,
    /// Degrees east.
    pub longitude: Number,
    /// The place's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its postal address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Its page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl Default for Location {
    /// São Paulo's cathedral.
    fn default() -> Location {
        let degrees = |value: f64| Number::from_f64(value).expect("a finite number");
        Location {
            latitude: degrees(-23.5513),
            longitude: degrees(-46.6343),
            name: None,
            address: None,
            url: None,
        }
    }
}
