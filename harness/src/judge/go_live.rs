//! The go-live table: the five requirements that a messaging integration is usually accepted by, with what is typical
//! and what is best in industry. Always all five rows; what a scenario does not measure says so.

use reports::record::GoLiveRow;
use reports::verdict::{CheckResult, Criterion, Verdict};

use super::capacity::Capacity;
use super::criteria;
use super::measures::{Measures, Share};
use super::verdict::Soundness;
use crate::checks::Context;

/// Longest time from a message to its record.
pub(crate) const SYNC_LIMIT_US: i64 = 3_000_000;
const DELIVERY: f64 = 0.99;
const COMPLETENESS: f64 = 0.995;
const PEAK_PER_MIN: f64 = 1_000.0;
const NOT_MEASURED: &str = "not measured by this scenario";

/// The table.
pub(crate) fn table(
    context: &Context<'_>,
    capacity: &Capacity,
    measures: &Measures,
    judged: &[Criterion],
    results: &[CheckResult],
) -> Vec<GoLiveRow> {
    let sound = Soundness::of(results);
    let complete = sound.ledger && sound.traced && context.facts.drained.is_some();
    let trusted = |verdict: Verdict| if complete { verdict } else { Verdict::Unknown };
    let share = |share: Option<Share>, required: f64| match share.and_then(Share::value) {
        None => (NOT_MEASURED.to_string(), None),
        Some(value) => {
            let verdict = if value >= required {
                Verdict::Pass
            } else {
                Verdict::Fail
            };
            (
                share.and_then(Share::words).unwrap_or_default(),
                Some(trusted(verdict)),
            )
        }
    };
    let sync = match measures.visible.at_us(0.95) {
        None => (NOT_MEASURED.to_string(), None),
        Some(p95) => {
            let verdict = if p95 <= SYNC_LIMIT_US {
                Verdict::Pass
            } else {
                Verdict::Fail
            };
            (
                format!(
                    "p95 {:.2} s of {}",
                    p95 as f64 / 1e6,
                    measures.visible.count()
                ),
                Some(trusted(verdict)),
            )
        }
    };
    vec![
        row(
            "template message delivery rate",
            ">= 99 %",
            "99.3 %",
            "99.9 %",
            share(Some(measures.delivered), DELIVERY),
        ),
        row("two-way sync latency", "<= 3 s", "2.1 s", "0.8 s", sync),
        row(
            "record completeness",
            ">= 99.5 %",
            "99.6 %",
            "99.98 %",
            share(measures.recorded, COMPLETENESS),
        ),
        row(
            "peak capacity",
            ">= 1000/min",
            "1200/min",
            "5000/min",
            peak(context, capacity, judged, results, &sound),
        ),
        row(
            "recovery after an error or a cut line",
            "<= 30 s",
            "15 s",
            "5 s",
            (NOT_MEASURED.into(), None),
        ),
    ]
}

fn peak(
    context: &Context<'_>,
    capacity: &Capacity,
    judged: &[Criterion],
    results: &[CheckResult],
    sound: &Soundness,
) -> (String, Option<Verdict>) {
    let row = criteria::peak_capacity(context, PEAK_PER_MIN, capacity, results, sound);
    let asked = context.is_ramp() || judged.iter().any(|criterion| criterion.name == row.name);
    match row.verdict {
        // A steady load below the bound does not look for a peak.
        Verdict::Unknown if !asked => (NOT_MEASURED.into(), None),
        verdict => (row.measured, Some(verdict)),
    }
}

fn row(
    item: &str,
    required: &str,
    typical: &str,
    best: &str,
    found: (String, Option<Verdict>),
) -> GoLiveRow {
    GoLiveRow {
        item: item.into(),
        required: required.into(),
        measured: found.0,
        typical: typical.into(),
        best: best.into(),
        verdict: found.1,
    }
}
