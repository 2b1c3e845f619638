//! `[handsets]`: how customers' phones behave.

use std::time::Duration;

use serde::Deserialize;

use super::bounds::{count, period, share};
use super::leaf::{Count, Period, Share};
use crate::error::Problem;
use crate::scenario::Handsets;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub(crate) struct HandsetsWire {
    sent_after: Option<Period>,
    delivered_after: Option<Period>,
    read_share: Option<Share>,
    read_after: Option<Period>,
    skip_delivered: Option<Share>,
    unordered: Option<Share>,
    duplicates: Option<Share>,
    batch_max: Option<Count>,
    batch_wait: Option<Period>,
    app_version: Option<Count>,
}

pub(super) fn convert(wire: HandsetsWire) -> Result<Handsets, Problem> {
    // Meta puts at most 1,000 updates into one webhook (Cloud API, webhooks).
    let batch_max = count("handsets.batch_max", wire.batch_max, 10, 1..=1_000)?;
    let app_version = count("handsets.app_version", wire.app_version, 24, 13..=99)?;
    Ok(Handsets {
        sent_after: period(wire.sent_after, Duration::from_millis(200)),
        delivered_after: period(wire.delivered_after, Duration::from_millis(600)),
        read_share: share(wire.read_share, 0.6),
        read_after: period(wire.read_after, Duration::from_millis(1_500)),
        skip_delivered: share(wire.skip_delivered, 0.0),
        unordered: share(wire.unordered, 0.0),
        duplicates: share(wire.duplicates, 0.0),
        batch_max: batch_max as u32,
        batch_wait: period(wire.batch_wait, Duration::from_millis(50)),
        app_version: app_version as u32,
    })
}
