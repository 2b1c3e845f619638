//! `[stop]` and `[criteria]`: when a ramp stops, and what has to hold for a pass.

use std::time::Duration;

use serde::Deserialize;

use super::bounds::{count, decimal, positive, share};
use super::leaf::{Count, Number, Period, Rate, Share};
use crate::error::Problem;
use crate::scenario::{Criteria, Stop};

/// How often a template has to be sent before it counts.
const SENDS_PER_TEMPLATE: u64 = 50;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub(crate) struct StopWire {
    latency_quantile: Option<Number>,
    latency_limit: Option<Period>,
    error_rate_limit: Option<Share>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub(crate) struct CriteriaWire {
    peak_capacity_per_min: Option<Rate>,
    end_to_end: Option<Period>,
    delivery_rate: Option<Share>,
    record_completeness: Option<Share>,
    record_visible: Option<Period>,
    send_success: Option<Share>,
    tag_right: Option<Share>,
    template_delivery_rate: Option<Share>,
    templates: Option<Count>,
    sends_per_template: Option<Count>,
}

pub(super) fn convert_stop(wire: StopWire) -> Result<Stop, Problem> {
    let latency_quantile = decimal(
        "stop.latency_quantile",
        wire.latency_quantile,
        0.95,
        0.5..=0.9999,
    )?;
    let latency_limit = positive(
        "stop.latency_limit",
        wire.latency_limit,
        Duration::from_secs(5),
    )?;
    Ok(Stop {
        latency_quantile,
        latency_limit,
        error_rate_limit: share(wire.error_rate_limit, 0.01),
    })
}

pub(super) fn convert_criteria(wire: CriteriaWire) -> Result<Criteria, Problem> {
    let time = |path: &str, written: Option<Period>| -> Result<Option<Duration>, Problem> {
        let Some(written) = written else {
            return Ok(None);
        };
        positive(path, Some(written), written.0).map(Some)
    };
    Ok(Criteria {
        peak_capacity_per_min: wire.peak_capacity_per_min.map(|rate| rate.0),
        end_to_end: time("criteria.end_to_end", wire.end_to_end)?,
        delivery_rate: wire.delivery_rate.map(|share| share.0),
        record_completeness: wire.record_completeness.map(|share| share.0),
        record_visible: time("criteria.record_visible", wire.record_visible)?,
        send_success: wire.send_success.map(|share| share.0),
        tag_right: wire.tag_right.map(|share| share.0),
        template_delivery_rate: wire.template_delivery_rate.map(|share| share.0),
        templates: wire.templates.map(|templates| templates.0),
        sends_per_template: count(
            "criteria.sends_per_template",
            wire.sends_per_template,
            SENDS_PER_TEMPLATE,
            1..=1_000_000,
        )?,
    })
}
