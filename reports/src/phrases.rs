//! Sentences that several reports share, so that the terminal, the pull request and the page say the same.
//! Plain text: each report escapes it in its own way.

use crate::figures;
use crate::record::{Named, RunRecord, StoppedBy, Totals};
use crate::verdict::{CheckResult, Verdict};

/// What a bound, a capacity or a figure says when the scenario does not look for it.
pub(crate) const NOT_SOUGHT: &str = "not sought by this scenario";

/// Name and version: `reference 0.1.0`.
pub(crate) fn named(what: &Named) -> String {
    if what.version.is_empty() {
        what.name.clone()
    } else {
        format!("{} {}", what.name, what.version)
    }
}

/// The verdict as a word that stands out without color.
pub(crate) fn loud(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "PASS",
        Verdict::Unknown => "UNKNOWN",
        Verdict::Fail => "FAIL",
    }
}

/// A symbol for those who skim; never without the word.
pub(crate) fn symbol(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "✓",
        Verdict::Unknown => "?",
        Verdict::Fail => "✗",
    }
}

/// `latency reached 5,312 ms at 2,700/min`.
pub(crate) fn stopped(by: &StoppedBy) -> String {
    let rate = figures::per_min(by.rate_per_min as f64);
    match by.criterion.as_str() {
        "latency" => format!("latency reached {} at {rate}", figures::millis(by.value)),
        "errors" => format!("errors reached {} at {rate}", figures::percent(by.value)),
        other => format!("{other} reached {} at {rate}", figures::number(by.value)),
    }
}

/// The capacity and what ended the ramp, in one line.
pub(crate) fn capacity(record: &RunRecord) -> String {
    let found = match record.capacity_per_min {
        Some(rate) => format!(
            "{}, the highest rate sustained",
            figures::per_min(rate as f64)
        ),
        None if record.stopped_by.is_some() || record.steps.len() > 1 => "none found".to_owned(),
        None => NOT_SOUGHT.to_owned(),
    };
    match &record.stopped_by {
        Some(by) => format!("{found}; the ramp stopped when {}", stopped(by)),
        None => found,
    }
}

/// How long the run took, in words; None when its times cannot be read.
pub(crate) fn elapsed(record: &RunRecord) -> Option<String> {
    let start: jiff::Timestamp = record.started_at.parse().ok()?;
    let end: jiff::Timestamp = record.ended_at.parse().ok()?;
    Some(figures::seconds(end.duration_since(start).as_secs_f64()))
}

/// A time of the record for people, to the minute; as it stands when it cannot be read.
pub(crate) fn instant(rfc3339: &str) -> String {
    let parsed: Result<jiff::Timestamp, _> = rfc3339.parse();
    parsed.map_or_else(
        |_| rfc3339.to_owned(),
        |at| at.strftime("%Y-%m-%d %H:%M UTC").to_string(),
    )
}

/// A bound with the signs that print has for it: `≥ 99 %` for `>= 99 %`, kept on one line.
pub(crate) fn bound(text: &str) -> String {
    text.replace(">= ", "≥\u{a0}").replace("<= ", "≤\u{a0}")
}

/// How many messages had to come; answers to customers, which are accepted too, are not among them.
pub(crate) fn called_for(totals: &Totals) -> String {
    format!(
        "notices called for {}",
        figures::count(totals.messages_expected)
    )
}

/// Messages, statuses and the rest over the whole run.
pub(crate) fn totals(record: &RunRecord) -> String {
    let t = &record.totals;
    format!(
        "{} parcels, {} notices, {} messages accepted ({}), {} statuses, {} inbound, {} SMS",
        figures::count(t.parcels),
        figures::count(t.notices),
        figures::count(t.messages_accepted),
        called_for(t),
        figures::count(t.statuses),
        figures::count(t.inbound),
        figures::count(t.sms),
    )
}

/// `3 violations in 1,204 cases`.
pub(crate) fn violations(check: &CheckResult) -> String {
    let noun = if check.violations == 1 {
        "violation"
    } else {
        "violations"
    };
    let cases = if check.exercised == 1 {
        "case"
    } else {
        "cases"
    };
    format!(
        "{} {noun} in {} {cases}",
        figures::count(check.violations),
        figures::count(check.exercised)
    )
}

/// Whether a check looks at the harness itself (`H01`), not at the connector (`C01`).
pub(crate) fn is_self_check(check: &CheckResult) -> bool {
    check.id.starts_with('H')
}

/// Whether a check needs to be explained: it failed, or it should have concluded and did not.
pub(crate) fn needs_words(check: &CheckResult) -> bool {
    match check.verdict {
        Verdict::Pass => false,
        Verdict::Unknown => check.mandatory,
        Verdict::Fail => true,
    }
}

/// Passed, failed, unknown and not applicable, as in `15 passed, 1 failed, 2 not applicable`.
pub(crate) fn tally<'a>(checks: impl IntoIterator<Item = &'a CheckResult>) -> String {
    let (mut pass, mut fail, mut unknown, mut idle) = (0, 0, 0, 0);
    for check in checks {
        match check.verdict {
            Verdict::Pass => pass += 1,
            Verdict::Fail => fail += 1,
            Verdict::Unknown if check.mandatory => unknown += 1,
            Verdict::Unknown => idle += 1,
        }
    }
    let parts = [
        (fail, "failed"),
        (unknown, "unknown"),
        (pass, "passed"),
        (idle, "not applicable"),
    ];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, word)| format!("{n} {word}"))
        .collect();
    if parts.is_empty() {
        "none".to_owned()
    } else {
        parts.join(", ")
    }
}
