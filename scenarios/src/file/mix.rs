//! `[mix]`: which messages, and what comes along with them.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;
use simulator::carriers::Carrier;

use super::bounds::{count, normalized, period, share};
use super::leaf::{Count, Flag, Period, Share};
use crate::error::Problem;
use crate::nearest::hint;
use crate::scenario::Mix;

/// Default shares of the carriers.
const CARRIERS: [(Carrier, f64); 3] = [
    (Carrier::AfterShip, 0.4),
    (Carrier::SeventeenTrack, 0.3),
    (Carrier::YunExpress, 0.3),
];

/// Default shares of the countries.
const COUNTRIES: [(&str, f64); 7] = [
    ("BR", 0.3),
    ("MX", 0.15),
    ("ID", 0.15),
    ("IN", 0.1),
    ("ZA", 0.1),
    ("DE", 0.1),
    ("US", 0.1),
];

const SELLERS_MAX: u64 = 1_000;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub(crate) struct MixWire {
    carriers: Option<BTreeMap<String, Share>>,
    countries: Option<BTreeMap<String, Share>>,
    sellers: Option<Count>,
    succession: Option<Period>,
    exceptions: Option<Share>,
    silent: Option<Share>,
    duplicates: Option<Share>,
    concurrent_duplicates: Option<Share>,
    stale: Option<Share>,
    forged: Option<Share>,
    forged_webhooks: Option<Share>,
    odd: Option<Share>,
    inbound: Option<Share>,
    repeat_recipients: Option<Share>,
    undeliverable: Option<Share>,
    refused: Option<Share>,
    two_sources: Option<Share>,
    unsorted: Option<Share>,
    taps: Option<Share>,
    seller_templates: Option<Flag>,
}

pub(super) fn convert(wire: MixWire) -> Result<Mix, Problem> {
    let sellers = count("mix.sellers", wire.sellers, 1, 1..=SELLERS_MAX)?;
    let undeliverable = share(wire.undeliverable, 0.0);
    let refused = share(wire.refused, 0.0);
    if undeliverable + refused > 1.0 {
        let complaint = format!(
            "is {refused}, and 'mix.undeliverable' is {undeliverable}; together they are at most 1, because no parcel is both"
        );
        return Err(Problem::at("mix.refused", complaint).with("mix.undeliverable"));
    }
    Ok(Mix {
        carriers: carriers(wire.carriers)?,
        countries: countries(wire.countries)?,
        sellers: sellers as u32,
        succession: period(wire.succession, Duration::from_millis(1_500)),
        exceptions: share(wire.exceptions, 0.0),
        silent: share(wire.silent, 0.0),
        duplicates: share(wire.duplicates, 0.0),
        concurrent_duplicates: share(wire.concurrent_duplicates, 0.0),
        stale: share(wire.stale, 0.0),
        forged: share(wire.forged, 0.0),
        forged_webhooks: share(wire.forged_webhooks, 0.0),
        odd: share(wire.odd, 0.0),
        inbound: share(wire.inbound, 0.0),
        repeat_recipients: share(wire.repeat_recipients, 0.0),
        undeliverable,
        refused,
        two_sources: share(wire.two_sources, 0.0),
        unsorted: share(wire.unsorted, 0.0),
        taps: share(wire.taps, 0.0),
        seller_templates: wire.seller_templates.is_some_and(|flag| flag.0),
    })
}

fn carriers(written: Option<BTreeMap<String, Share>>) -> Result<BTreeMap<Carrier, f64>, Problem> {
    let Some(written) = written else {
        return normalized("mix.carriers", CARRIERS);
    };
    let vocabulary = Carrier::ALL.map(|carrier| (carrier.word(), carrier));
    shares("mix.carriers", "carrier", written, &vocabulary)
}

fn countries(written: Option<BTreeMap<String, Share>>) -> Result<BTreeMap<String, f64>, Problem> {
    let Some(written) = written else {
        let default = COUNTRIES.map(|(code, share)| (code.to_owned(), share));
        return normalized("mix.countries", default);
    };
    let vocabulary: Vec<(&str, String)> = simulator::countries::ALL
        .iter()
        .map(|country| (country.alpha2, country.alpha2.to_owned()))
        .collect();
    shares("mix.countries", "country", written, &vocabulary)
}

/// Shares by the words of a vocabulary.
pub(super) fn shares<T: Clone + Ord>(
    table: &str,
    thing: &str,
    written: BTreeMap<String, Share>,
    vocabulary: &[(&str, T)],
) -> Result<BTreeMap<T, f64>, Problem> {
    let words: Vec<&str> = vocabulary.iter().map(|(word, _)| *word).collect();
    let mut shares = Vec::with_capacity(written.len());
    for (name, share) in written {
        let Some((_, known)) = vocabulary.iter().find(|(word, _)| *word == name) else {
            let hint = hint(&name, &words, "it has");
            let complaint = format!("is no {thing} that the world knows; {hint}");
            return Err(Problem::at(&format!("{table}.{name}"), complaint));
        };
        shares.push((known.clone(), share.0));
    }
    normalized(table, shares)
}
