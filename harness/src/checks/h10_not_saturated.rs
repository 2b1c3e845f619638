//! H10: the harness was not what was measured: the machine was not full because of it, its timers fired, its slots were
//! free. Slots that a slow connector holds are the connector's doing.

use super::context::{Context, Window};
use super::finding::Finding;
use super::{Check, Run, h02_schedule_lag};
use crate::ledger::open::LedgerError;

pub(super) const CHECK: Check = Check {
    id: "H10",
    name: "harness-not-saturated",
    statement: "The harness had processor time, timers and free slots to spare.",
    about: "It samples once a second: a shorter shortage shows only in H02.",
    run: Run::Ledger(run),
};

/// Machine use from which on nobody can tell who was slow, percent.
const FULL_PERCENT: f64 = 95.0;
/// When harness and connector together use less than this of one core, a full machine is full of something else.
const OTHERS_PERCENT: f64 = 60.0;
/// Longest oversleep of a 10 ms timer, microseconds.
const STALL_US: i64 = 50_000;

/// Samples of the judged part of the load, and those of them that show a shortage.
#[derive(Default)]
struct Seen {
    samples: u64,
    full: u64,
    stalls: u64,
    waiting: u64,
}

impl Seen {
    /// Notices waited for a slot in more than one second of a hundred.
    fn slots_were_full(&self) -> bool {
        100 * self.waiting > self.samples
    }
}

/// Whether notices had to wait for a slot because the connector held them all.
pub(super) fn slots_held_by_connector(context: &Context<'_>) -> Result<bool, LedgerError> {
    let full = samples(context, &context.watched)?.slots_were_full();
    Ok(full && h02_schedule_lag::slow_acks(context, &context.watched)?)
}

fn run(context: &Context<'_>) -> Result<Finding, LedgerError> {
    let end_us = context.facts.load_to_us;
    let windows: Vec<Window> = context
        .watched
        .iter()
        .map(|window| Window {
            to_us: window.to_us.min(end_us),
            ..*window
        })
        .collect();
    let seen = samples(context, &windows)?;
    let n = seen.samples;
    let (ours, theirs) = (
        share(context, &windows, "harness")?,
        share(context, &windows, "connector")?,
    );
    let mut finding = Finding::over(n);
    if 2 * seen.full > n && ours > theirs {
        let others = if ours + theirs < OTHERS_PERCENT {
            "; other programs on the machine used the rest: run without them"
        } else {
            ""
        };
        finding = finding.violated(seen.full, Vec::new()).note(format!(
            "the machine was full in {} of {n} samples, and the harness used {ours:.0} % of a core against {theirs:.0} %{others}",
            seen.full
        ));
    }
    // p99 over few samples is the worst one; a single hiccup of the machine is no saturation.
    if seen.stalls > (n / 100).max(1) {
        finding = finding.violated(seen.stalls, Vec::new()).note(format!(
            "timers were more than 50 ms late in {} of {n} seconds",
            seen.stalls
        ));
    }
    if seen.slots_were_full() {
        let slots = format!("all slots were busy in {} of {n} seconds", seen.waiting);
        finding = if h02_schedule_lag::slow_acks(context, &windows)? {
            finding.note(format!("{slots} because the connector answered slowly"))
        } else {
            finding
                .violated(seen.waiting, Vec::new())
                .note(format!("{slots}: raise load.in_flight_max"))
        };
    }
    Ok(finding.note(format!(
        "harness {ours:.0} % of a core, connector {theirs:.0} %, on average"
    )))
}

fn samples(context: &Context<'_>, windows: &[Window]) -> Result<Seen, LedgerError> {
    let mut seen = Seen::default();
    let sql = "SELECT machine_cpu_percent >= ?3, runtime_stall_us > ?4, queued_tickets > 0 AND busy_slots >= slots
               FROM self_samples WHERE at_us >= ?1 AND at_us <= ?2";
    for window in windows {
        let bounds = rusqlite::params![window.from_us, window.to_us, FULL_PERCENT, STALL_US];
        context.each(sql, bounds, |row| {
            seen.samples += 1;
            seen.full += u64::from(row.get::<_, bool>(0)?);
            seen.stalls += u64::from(row.get::<_, bool>(1)?);
            seen.waiting += u64::from(row.get::<_, bool>(2)?);
            Ok(())
        })?;
    }
    Ok(seen)
}

/// Mean processor use, percent of a core; 0 when not sampled.
fn share(context: &Context<'_>, windows: &[Window], who: &str) -> Result<f64, LedgerError> {
    let (mut sum, mut count) = (0.0, 0_u32);
    let sql = "SELECT cpu_percent FROM resources WHERE at_us >= ?1 AND at_us <= ?2 AND who = ?3";
    for window in windows {
        context.each(
            sql,
            rusqlite::params![window.from_us, window.to_us, who],
            |row| {
                sum += row.get::<_, f64>(0)?;
                count += 1;
                Ok(())
            },
        )?;
    }
    Ok(if count == 0 {
        0.0
    } else {
        sum / f64::from(count)
    })
}
