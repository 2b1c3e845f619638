//! C08: messages are quick enough at the quantile that the scenario names, from the moment they were due. Journeys
//! that the world delayed on purpose (a refusal, a withheld answer) are left out; outstanding ones count with their age.

use super::context::Context;
use super::facts::micros;
use super::finding::Finding;
use super::percentile::Sample;
use super::{Check, Run, demand};
use crate::ledger::open::LedgerError;

pub(super) const CHECK: Check = Check {
    id: "C08",
    name: "latency",
    statement: "End-to-end latency at the scenario's quantile stays within its limit.",
    about: "In a ramp it judges the holds that were sustained (the first one if none was), not the overload that ended it.",
    run: Run::Ledger(run),
};

/// Latencies of the judged journeys.
pub(crate) fn judged_latencies(context: &Context<'_>) -> Sample {
    let until_us = context.facts.watched_until_us();
    let latencies = context
        .journeys
        .iter()
        .filter(|journey| {
            context
                .judged
                .iter()
                .any(|window| window.holds(journey.intended_us))
        })
        .filter(|journey| !journey.disturbed && (journey.acked || journey.completed_us.is_some()))
        .map(|journey| journey.latency_us(until_us))
        .collect();
    Sample::new(latencies)
}

fn run(context: &Context<'_>) -> Result<Finding, LedgerError> {
    let stop = &context.scenario.stop;
    let limit = context
        .scenario
        .criteria
        .end_to_end
        .unwrap_or(stop.latency_limit);
    let latencies = judged_latencies(context);
    let n = latencies.count();
    let above = latencies.above(micros(limit));
    let mut finding = Finding::over(n).violated(above, Vec::new());
    // At the quantile the limit holds while no more than this many are above it.
    finding.tolerance = n - (stop.latency_quantile * n as f64 - 1e-9).ceil().max(0.0) as u64;
    finding = finding.note(format!(
        "p{} {:.1} ms over {n} journeys, limit {:.0} ms; {above} above it",
        percent(stop.latency_quantile),
        latencies.at_ms(stop.latency_quantile),
        limit.as_secs_f64() * 1_000.0,
    ));
    let needed = demand::needed_for(context.scenario);
    if n < needed {
        finding = finding.cannot_conclude(format!(
            "{n} journeys are too few for a p{}: it needs {needed}",
            percent(stop.latency_quantile)
        ));
    }
    Ok(finding)
}

/// `0.95` as `95`, `0.999` as `99.9`.
pub(crate) fn percent(quantile: f64) -> f64 {
    (quantile * 1e5).round() / 1e3
}
