//! The highest rate that was sustained, and what ended the ramp.

use reports::record::StoppedBy;

use super::steps::JudgedStep;
use super::verdict::Soundness;
use crate::checks::Context;
use crate::ledger::open::{LedgerError, OpenLedger};

/// What a ramp found.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Capacity {
    /// Messages per minute; None when nothing can be said.
    pub(crate) per_min: Option<u64>,
    /// One sentence; None when the scenario does not look for a capacity.
    pub(crate) reason: Option<String>,
    /// The connector can do more than that: the ramp ended for another reason.
    pub(crate) is_lower_bound: bool,
    /// The ramp says that no rate was sustained.
    pub(crate) none_held: bool,
}

/// The capacity of a ramp. Nothing when the harness was the bottleneck.
pub(crate) fn find(
    context: &Context<'_>,
    steps: &[JudgedStep],
    stopped_by: Option<&StoppedBy>,
    sound: &Soundness,
) -> Capacity {
    if !context.is_ramp() {
        return Capacity::default();
    }
    let nothing = |reason: &str| Capacity {
        reason: Some(reason.into()),
        ..Capacity::default()
    };
    if !sound.harness {
        return nothing("no capacity: the harness may have been the bottleneck (H02, H10)");
    }
    let (confirmations, ramp): (Vec<&JudgedStep>, Vec<&JudgedStep>) =
        steps.iter().partition(|step| step.step.confirmation);
    if ramp.iter().all(|step| step.cut_short) {
        return nothing("no capacity: no rate was held for long enough to be judged");
    }
    let highest = |steps: &[&JudgedStep]| {
        let held = steps.iter().filter(|step| step.step.held);
        held.max_by(|a, b| a.facts.rate_per_min.total_cmp(&b.facts.rate_per_min))
            .map(|step| step.step.rate_per_min)
    };
    let found = if confirmations.is_empty() {
        highest(&ramp)
    } else {
        let confirmed = confirmations
            .iter()
            .rev()
            .find(|step| step.step.held)
            .map(|step| step.step.rate_per_min);
        if confirmed.is_none() {
            let note = confirmations
                .last()
                .map_or("", |step| step.step.note.as_str());
            return nothing(&format!(
                "no capacity: the rate found did not hold a second time ({note})"
            ));
        }
        confirmed
    };
    let Some(per_min) = found else {
        let note = ramp.first().map_or("", |step| step.step.note.as_str());
        let reason = format!("no rate was sustained: {note}");
        return Capacity {
            reason: Some(reason),
            none_held: true,
            ..Capacity::default()
        };
    };
    let above = ramp
        .iter()
        .find(|step| step.step.rate_per_min > per_min && !step.cut_short && !step.step.held);
    let why = match (above, stopped_by) {
        (Some(step), _) => format!("at {}/min {}", step.step.rate_per_min, step.step.note),
        (None, Some(stop)) => format!(
            "the ramp was stopped by {} at {}/min",
            stop.criterion, stop.rate_per_min
        ),
        (None, None) => "no higher rate was tried".into(),
    };
    Capacity {
        per_min: Some(per_min),
        reason: Some(format!(
            "capacity {per_min}/min: the highest rate sustained; {why}"
        )),
        is_lower_bound: above.is_none() && stopped_by.is_none(),
        none_held: false,
    }
}

/// What ended the ramp, as the engine noted it.
pub(crate) fn stopped_by(ledger: &OpenLedger) -> Result<Option<StoppedBy>, LedgerError> {
    let mut find = ledger
        .connection()
        .prepare("SELECT detail FROM control WHERE kind = 'stopped_by' ORDER BY id DESC LIMIT 1")?;
    let details = find
        .query_map([], |row| row.get::<_, String>(0))?
        .collect::<Result<Vec<_>, _>>()?;
    Ok(details.first().map(|text| {
        let detail: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
        let number = |key: &str| {
            detail
                .get(key)
                .and_then(serde_json::Value::as_f64)
                .unwrap_or(0.0)
        };
        StoppedBy {
            criterion: detail
                .get("criterion")
                .and_then(|word| word.as_str())
                .unwrap_or("unnamed")
                .into(),
            rate_per_min: number("rate_per_min").round() as u64,
            value: number("value"),
        }
    }))
}
