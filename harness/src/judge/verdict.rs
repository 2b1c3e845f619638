//! How results bear on each other, and what they come to. False dominates unknown dominates pass; but a result that
//! needs what is missing (a whole ledger, a harness that kept up) becomes unknown first.

use reports::record::HarnessInfo;
use reports::verdict::{CheckResult, Criterion, Verdict};

use super::capacity::Capacity;
use crate::checks::Context;
use crate::ledger::open::LedgerError;

/// Whether the evidence can carry a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Soundness {
    /// The ledger is whole (H01, H04).
    pub(crate) ledger: bool,
    /// The harness kept up (H02, H10).
    pub(crate) harness: bool,
    /// Sends can be told apart by parcel (C05).
    pub(crate) traced: bool,
}

impl Soundness {
    /// From the harness's own checks.
    pub(crate) fn of(results: &[CheckResult]) -> Soundness {
        let passed = |id: &str| {
            results
                .iter()
                .any(|result| result.id == id && result.verdict == Verdict::Pass)
        };
        let untraced = results.iter().any(|result| {
            result.id == "C05" && result.verdict != Verdict::Pass && result.violations > 0
        });
        Soundness {
            ledger: passed("H01") && passed("H04"),
            harness: passed("H02") && passed("H10"),
            traced: !untraced,
        }
    }
}

/// Checks whose violation is an absence: without a whole ledger it proves nothing.
const NEED_LEDGER: [&str; 10] = [
    "C01", "C07", "C08", "C13", "C14", "C55", "C57", "C60", "C61", "C63",
];
/// Checks that measure time.
const NEED_HARNESS: [&str; 2] = ["C08", "C57"];
/// Checks that pass only where messages can be traced.
const NEED_TRACE: [&str; 5] = ["C01", "C02", "C03", "C04", "C06"];
/// Checks that can do neither: a message that nobody can trace looks like one that never came.
const BLIND_WITHOUT_TRACE: [&str; 2] = ["C08", "C55"];

/// Makes unknown what the other results take the ground from.
pub(crate) fn amend(results: &mut [CheckResult]) {
    let sound = Soundness::of(results);
    for result in results {
        let id = result.id.clone();
        let id = id.as_str();
        let blind = BLIND_WITHOUT_TRACE.contains(&id)
            || (NEED_TRACE.contains(&id) && result.verdict == Verdict::Pass);
        if !sound.traced && blind {
            unsettle(
                result,
                "too many messages cannot be traced to a parcel (C05)",
            );
        }
        if !sound.ledger && NEED_LEDGER.contains(&id) {
            unsettle(result, "the ledger is not whole (H01, H04)");
        }
        if !sound.harness && NEED_HARNESS.contains(&id) {
            unsettle(
                result,
                "the harness may have been the bottleneck (H02, H10)",
            );
        }
    }
}

fn unsettle(result: &mut CheckResult, why: &str) {
    if result.verdict != Verdict::Unknown {
        result
            .notes
            .insert(0, format!("{} in itself, but {why}", result.verdict.word()));
        result.verdict = Verdict::Unknown;
    }
}

/// What a run comes to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Conclusion {
    pub(crate) verdict: Verdict,
    /// The conclusion first, then why, most important first.
    pub(crate) reasons: Vec<String>,
}

/// The verdict and its reasons.
pub(crate) fn conclude(
    context: &Context<'_>,
    results: &[CheckResult],
    criteria: &[Criterion],
    capacity: &Capacity,
) -> Conclusion {
    let counted: Vec<&CheckResult> = results.iter().filter(|result| result.mandatory).collect();
    let all = counted
        .iter()
        .map(|result| result.verdict)
        .chain(criteria.iter().map(|row| row.verdict));
    let mut verdict = Verdict::worst(all);
    let mut reasons = Vec::new();
    if let Some(signal) = &context.facts.interrupted {
        verdict = verdict.max(Verdict::Unknown);
        reasons.push(format!(
            "the run was interrupted ({signal}), so it can be unknown at best"
        ));
    } else if context.facts.closed_at_us.is_none() {
        verdict = verdict.max(Verdict::Unknown);
        reasons.push(
            "the run was cut off and its ledger has no clean end, so it can be unknown at best"
                .into(),
        );
    }
    if let Some(how) = &context.facts.connector_ended {
        verdict = verdict.max(Verdict::Unknown);
        reasons.push(format!("the connector ended in mid-run: {how}"));
    }
    if context.journeys.is_empty() {
        verdict = verdict.max(Verdict::Unknown);
        reasons.push("no load was offered, so nothing was tested".into());
    }
    for wanted in [Verdict::Fail, Verdict::Unknown] {
        reasons.extend(
            counted
                .iter()
                .filter(|result| result.verdict == wanted)
                .map(|result| check_reason(result)),
        );
        reasons.extend(
            criteria
                .iter()
                .filter(|row| row.verdict == wanted)
                .map(criterion_reason),
        );
    }
    reasons.extend(capacity.reason.clone());
    reasons.insert(0, headline(verdict, &counted, criteria));
    Conclusion { verdict, reasons }
}

/// The first sentence.
fn headline(verdict: Verdict, counted: &[&CheckResult], criteria: &[Criterion]) -> String {
    let names = |wanted: Verdict| {
        let checks = counted.iter().filter(|result| result.verdict == wanted);
        let checks = checks.map(|result| format!("{} {}", result.id, result.name));
        let rows = criteria
            .iter()
            .filter(|row| row.verdict == wanted)
            .map(|row| row.name.clone());
        checks.chain(rows).collect::<Vec<_>>()
    };
    match verdict {
        Verdict::Pass => {
            format!(
                "pass: {} checks and {} criteria hold",
                counted.len(),
                criteria.len()
            )
        }
        Verdict::Fail => format!("fail: {}", names(Verdict::Fail).join(", ")),
        Verdict::Unknown => match names(Verdict::Unknown).as_slice() {
            [] => "unknown: the run did not come to its end".into(),
            names => format!("unknown: not enough evidence for {}", names.join(", ")),
        },
    }
}

fn check_reason(result: &CheckResult) -> String {
    let head = format!("{} {}", result.id, result.name);
    if result.verdict == Verdict::Fail {
        let case = match (result.witnesses.first(), result.notes.first()) {
            (Some(witness), _) => format!(", such as {}", witness.summary),
            (None, Some(note)) => format!(": {note}"),
            (None, None) => String::new(),
        };
        return format!(
            "{head} failed: {} violations in {} cases{case}",
            result.violations, result.exercised
        );
    }
    match result.notes.first() {
        Some(note) => format!("{head} is unknown: {note}"),
        None => format!("{head} is unknown"),
    }
}

fn criterion_reason(row: &Criterion) -> String {
    let verdict = if row.verdict == Verdict::Fail {
        "is not met"
    } else {
        "is unknown"
    };
    format!(
        "{} {verdict}: required {}, measured {}",
        row.name, row.required, row.measured
    )
}

/// What the harness has to say about itself.
pub(crate) fn harness_info(
    context: &Context<'_>,
    results: &[CheckResult],
    sound: &Soundness,
) -> Result<HarnessInfo, LedgerError> {
    let own = results
        .iter()
        .filter(|result| result.id.starts_with('H') && result.verdict != Verdict::Pass);
    let notes = own.flat_map(|result| {
        result
            .notes
            .iter()
            .map(|note| format!("{}: {note}", result.id))
    });
    Ok(HarnessInfo {
        valid: sound.ledger && sound.harness,
        schedule_lag_ms_p99: crate::checks::schedule_lags(context)?.at_ms(0.99),
        notes: notes.collect(),
    })
}
