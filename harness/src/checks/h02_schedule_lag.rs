//! H02: notices left when they were due. Waiting for a free slot counts as lag: a tester that cannot keep its schedule
//! measures itself. In a ramp the overload beyond the last sustained rate does not count, unless the connector
//! answered quickly there and the lag is all the harness's own.

use super::context::{Context, Window};
use super::finding::Finding;
use super::percentile::Sample;
use super::{Check, Run, h10_not_saturated};
use crate::ledger::open::LedgerError;

pub(super) const CHECK: Check = Check {
    id: "H02",
    name: "schedule-lag",
    statement: "99 % of the notices left within 10 % of the mean gap between two of them, or 2 ms, of their due time.",
    about: "It cannot see lag inside the operating system's network stack.",
    run: Run::Ledger(run),
};

/// Lag that no rate makes matter.
const FLOOR_US: f64 = 2_000.0;
/// A connector that takes longer than this to acknowledge fills the slots by itself.
pub(crate) const SLOW_ACK_US: i64 = 1_000_000;

/// Lags of first attempts that were due in the windows.
pub(crate) fn lags(context: &Context<'_>, windows: &[Window]) -> Result<Sample, LedgerError> {
    let sql = if context.facts.capabilities.driven_by_customers() {
        "SELECT h.first_started_us - b.intended_us FROM inbound b CROSS JOIN inbound_heard h ON h.inbound = b.id
         WHERE b.ticket IS NOT NULL AND b.intended_us >= ?1 AND b.intended_us < ?2"
    } else {
        "SELECT started_us - due_us FROM notice_attempts WHERE attempt = 1 AND due_us >= ?1 AND due_us < ?2"
    };
    let mut lags = Vec::new();
    for window in windows {
        context.each(sql, [window.from_us, window.to_us], |row| {
            lags.push(row.get(0)?);
            Ok(())
        })?;
    }
    Ok(Sample::new(lags))
}

/// Whether the connector took long to acknowledge in the windows: a second at the 95th percentile.
pub(crate) fn slow_acks(context: &Context<'_>, windows: &[Window]) -> Result<bool, LedgerError> {
    let table = if context.facts.capabilities.driven_by_customers() {
        "webhook_attempts"
    } else {
        "notice_attempts"
    };
    let sql = format!(
        "SELECT ended_us - started_us FROM {table} WHERE started_us >= ?1 AND started_us < ?2"
    );
    let mut times = Vec::new();
    for window in windows {
        context.each(&sql, [window.from_us, window.to_us], |row| {
            times.push(row.get(0)?);
            Ok(())
        })?;
    }
    Ok(Sample::new(times)
        .at_us(0.95)
        .is_some_and(|p95| p95 > SLOW_ACK_US))
}

/// Largest lag allowed at a rate, microseconds.
fn bound_us(rate_per_min: f64) -> f64 {
    if rate_per_min > 0.0 {
        (0.1 * 60e6 / rate_per_min).max(FLOOR_US)
    } else {
        FLOOR_US
    }
}

fn run(context: &Context<'_>) -> Result<Finding, LedgerError> {
    let lags_us = lags(context, &context.watched)?;
    let bound = bound_us(context.judged_rate_per_min);
    let p99 = lags_us.at_us(0.99).unwrap_or(0) as f64;
    let late = lags_us.above(bound as i64);
    let mut finding = Finding::over(lags_us.count()).note(format!(
        "p99 {:.2} ms, bound {:.2} ms; waiting for a free slot counts",
        p99 / 1_000.0,
        bound / 1_000.0
    ));
    if p99 > bound && h10_not_saturated::slots_held_by_connector(context)? {
        finding =
            finding.note("the connector answered slowly and held every slot: the lag is its own");
    } else if p99 > bound {
        finding = finding.violated(late, Vec::new());
    }
    if let Some(beyond) = context.beyond {
        let there = lags(context, &[beyond])?.at_us(0.99).unwrap_or(0) as f64;
        if there > bound && !slow_acks(context, &[beyond])? {
            finding = finding.violated(1, Vec::new()).note(format!(
                "at the first rate that was not sustained p99 was {:.2} ms although the connector answered quickly: the \
                 harness may have ended the ramp",
                there / 1_000.0
            ));
        }
    }
    Ok(finding)
}
