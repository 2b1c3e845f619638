//! The scenarios that come with the program.

use std::time::Duration;

use crate::request::{Request, Source, load};
use crate::scenario::Scenario;

/// Names and texts, in the order of a first acquaintance.
pub(crate) const FILES: [(&str, &str); 10] = [
    ("smoke", include_str!("../catalogue/smoke.toml")),
    ("step-ramp", include_str!("../catalogue/step-ramp.toml")),
    ("soak-72h", include_str!("../catalogue/soak-72h.toml")),
    ("two-way", include_str!("../catalogue/two-way.toml")),
    ("exceptions", include_str!("../catalogue/exceptions.toml")),
    (
        "template-matrix",
        include_str!("../catalogue/template-matrix.toml"),
    ),
    (
        "unread-reminder",
        include_str!("../catalogue/unread-reminder.toml"),
    ),
    (
        "number-hygiene",
        include_str!("../catalogue/number-hygiene.toml"),
    ),
    (
        "sms-fallback",
        include_str!("../catalogue/sms-fallback.toml"),
    ),
    ("two-sources", include_str!("../catalogue/two-sources.toml")),
];

/// One scenario of the catalogue, for a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its name.
    pub name: &'static str,
    /// What it is for.
    pub about: String,
    /// How long the load lasts if nothing stops it, real time.
    pub length: Duration,
    /// What the quick form changes, in words.
    pub quick_about: String,
    /// How long the quick form's load lasts if nothing stops it, real time.
    pub quick_length: Duration,
}

/// All scenarios of the catalogue.
pub fn names() -> Vec<Entry> {
    FILES.iter().map(|(name, _)| entry(name)).collect()
}

/// The text of a scenario of the catalogue: its own manual.
pub fn catalogue(name: &str) -> Option<&'static str> {
    let (_, text) = FILES.iter().find(|(known, _)| *known == name)?;
    Some(text)
}

fn entry(name: &'static str) -> Entry {
    let plain = scenario(name, false);
    let quick = scenario(name, true);
    Entry {
        name,
        about: plain.about,
        length: plain.load.shape.length(),
        quick_about: quick.quick.unwrap_or_default(),
        quick_length: quick.load.shape.length(),
    }
}

fn scenario(name: &str, quick: bool) -> Scenario {
    load(&Request {
        source: Source::Catalogue(name.to_owned()),
        quick,
        overrides: &[],
    })
    .expect("the catalogue is compiled in and every file of it is tested")
    .scenario
}

#[cfg(test)]
mod tests;
