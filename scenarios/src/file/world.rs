//! `[world]`: the world's limits.

use serde::Deserialize;

use super::bounds::{count, decimal};
use super::leaf::{Count, Flag, Number};
use crate::error::Problem;
use crate::scenario::WorldLimits;

/// Meta's tiers end at 1,000; more is allowed, to find out what a connector could do.
const THROUGHPUT_MPS_MAX: u64 = 100_000;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub(crate) struct WorldWire {
    throughput_mps: Option<Count>,
    pair_limit: Option<Flag>,
    carrier_limits: Option<Flag>,
    clock_scale: Option<Number>,
}

pub(super) fn convert(wire: WorldWire) -> Result<WorldLimits, Problem> {
    let throughput_mps = count(
        "world.throughput_mps",
        wire.throughput_mps,
        80,
        1..=THROUGHPUT_MPS_MAX,
    )?;
    Ok(WorldLimits {
        throughput_mps: throughput_mps as u32,
        clock_scale: decimal(
            "world.clock_scale",
            wire.clock_scale,
            1.0,
            0.001..=1_000_000.0,
        )?,
        pair_limit: wire.pair_limit.is_none_or(|flag| flag.0),
        carrier_limits: wire.carrier_limits.is_none_or(|flag| flag.0),
    })
}
