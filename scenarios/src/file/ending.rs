//! `[drain]` and `[checks]`: how the run ends, and what the checks have to have seen by then.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;

use super::bounds::positive;
use super::leaf::{Count, Period, Text};
use crate::error::Problem;
use crate::scenario::{CheckDemands, Drain};

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub(crate) struct DrainWire {
    limit: Option<Period>,
    quiet: Option<Period>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub(crate) struct ChecksWire {
    minimum: Option<BTreeMap<String, Count>>,
    required: Option<Vec<Text>>,
}

pub(super) fn convert_drain(wire: DrainWire) -> Result<Drain, Problem> {
    let limit = positive("drain.limit", wire.limit, Duration::from_secs(60))?;
    let quiet = positive("drain.quiet", wire.quiet, Duration::from_secs(2))?;
    if quiet > limit {
        let complaint = "is longer than 'drain.limit', so the drain could never be quiet; make it shorter, such as \"2s\"";
        return Err(Problem::at("drain.quiet", complaint).with("drain.limit"));
    }
    Ok(Drain { limit, quiet })
}

pub(super) fn convert_checks(wire: ChecksWire) -> Result<CheckDemands, Problem> {
    let mut minimum = BTreeMap::new();
    for (id, count) in wire.minimum.unwrap_or_default() {
        check_id(&format!("checks.minimum.{id}"), &id)?;
        minimum.insert(id, count.0);
    }
    let mut required = Vec::new();
    for (index, id) in wire.required.unwrap_or_default().into_iter().enumerate() {
        check_id(&format!("checks.required.{index}"), &id.0)?;
        required.push(id.0);
    }
    Ok(CheckDemands { minimum, required })
}

/// The form of a check's id. Which checks exist is known to those who run them.
fn check_id(path: &str, id: &str) -> Result<(), Problem> {
    match id.as_bytes() {
        [b'C' | b'H', tens, ones] if tens.is_ascii_digit() && ones.is_ascii_digit() => Ok(()),
        _ => Err(Problem::at(
            path,
            format!(
                "names no check: {id:?}; an id is a letter and two digits, such as C01 (`shakedown checks` lists them)"
            ),
        )),
    }
}
