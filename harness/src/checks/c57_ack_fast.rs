//! C57: webhooks are answered quickly, as their senders ask: the work is done afterwards. Service time, from the start
//! of an attempt to its end; a time-out counts with its length. A connection that was refused is no answer at all.

use super::context::Context;
use super::finding::Finding;
use super::percentile::Sample;
use super::{Check, Run};
use crate::ledger::open::LedgerError;

pub(super) const CHECK: Check = Check {
    id: "C57",
    name: "ack-fast",
    statement: "Webhooks are answered within 250 ms at the median, and less than 1 % of them take more than a second.",
    about: "The bounds are those that 360dialog sets for WhatsApp webhooks; in a ramp only sustained rates count.",
    run: Run::Ledger(run),
};

const MEDIAN_US: i64 = 250_000;
const SLOW_US: i64 = 1_000_000;
/// Fewer answers than this have no share.
const NEEDED: u64 = 30;

fn run(context: &Context<'_>) -> Result<Finding, LedgerError> {
    let mut times = Vec::new();
    let mut timeouts = 0;
    for (table, id, about) in [
        ("notice_attempts", "notice", "notices"),
        ("webhook_attempts", "webhook", "webhooks"),
    ] {
        let sql = format!(
            "SELECT a.ended_us - a.started_us, a.outcome = 'indefinite' AND a.error LIKE '%time%'
             FROM {table} a CROSS JOIN {about} w ON w.id = a.{id}
             WHERE w.class <> 'forged' AND a.outcome <> 'definite_no' AND a.started_us >= ?1 AND a.started_us < ?2"
        );
        for window in &context.watched {
            context.each(&sql, [window.from_us, window.to_us], |row| {
                timeouts += u64::from(row.get::<_, Option<bool>>(1)?.unwrap_or(false));
                times.push(row.get(0)?);
                Ok(())
            })?;
        }
    }
    let times = Sample::new(times);
    let (n, slow) = (times.count(), times.above(SLOW_US));
    let median_us = times.at_us(0.5).unwrap_or(0);
    let mut finding = Finding::over(n)
        .note(format!(
            "median {:.1} ms, {slow} of {n} above 1 s",
            median_us as f64 / 1_000.0
        ))
        .note_count(timeouts, "attempts ended in a time-out");
    if n < NEEDED {
        return Ok(finding.cannot_conclude(format!("{n} answers are too few: it needs {NEEDED}")));
    }
    let over_median = times.above(MEDIAN_US);
    if median_us > MEDIAN_US {
        finding = finding.violated(over_median, Vec::new());
    } else {
        // Fail from one in a hundred on.
        finding = finding.violated(slow, Vec::new());
        finding.tolerance = n.div_ceil(100).saturating_sub(1);
    }
    Ok(finding)
}
