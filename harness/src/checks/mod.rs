//! The checks: one statement each that a run holds the connector (C) or the harness itself (H) to. This file is
//! the registry, the one place that lists them. A check reads the ledger only; how verdicts of several checks
//! bear on each other is the judge's business (`judge::verdict`).

mod bounds;
mod c01_no_loss;
mod c02_no_dup;
mod c03_no_phantom;
mod c04_recipient;
mod c05_attribution;
mod c06_render;
mod c07_sms_exactly_once;
mod c08_latency;
mod c10_order;
mod c11_stale_suppress;
mod c13_status_monotone;
mod c14_convergence;
mod c15_link;
mod c30_forged_no_effect;
mod c31_genuine_accepted;
mod c50_no_retry_permanent;
mod c55_retry_transient;
mod c57_ack_fast;
mod c60_tag_right;
mod c61_handover_right;
mod c62_opt_out_obeyed;
mod c63_reminder_once;
mod c64_frequency_cap;
mod c65_acked_by_body;
mod context;
mod demand;
mod derived;
mod facts;
mod finding;
#[cfg(test)]
pub(crate) mod fixture;
mod h01_ledger_complete;
mod h02_schedule_lag;
mod h04_conservation;
mod h08_minima;
mod h10_not_saturated;
mod journeys;
mod lagging;
mod percentile;
mod witness;

#[cfg(test)]
mod tests;

use reports::verdict::CheckResult;

use crate::ledger::open::LedgerError;

pub use bounds::upper_bound_95;
pub(crate) use c08_latency::{judged_latencies, percent};
pub use context::{Context, Window};
pub use derived::derive;
pub(crate) use facts::details as control_details;
pub use facts::{Capabilities, Drained, Facts};
pub use finding::Finding;
pub use journeys::{Journey, load_journeys};
pub use percentile::Sample;

/// One check: what it holds a run to, and how it finds out.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// Stable id, `C01` to `C99` for the connector, `H01` to `H99` for the harness itself.
    pub id: &'static str,
    /// Stable name in kebab case.
    pub name: &'static str,
    /// What has to be true, one sentence.
    pub statement: &'static str,
    /// What it cannot see, one sentence.
    pub about: &'static str,
    /// Finds the violations.
    pub run: Run,
}

/// What a check works on.
#[derive(Debug, Clone, Copy)]
pub enum Run {
    /// The ledger.
    Ledger(fn(&Context<'_>) -> Result<Finding, LedgerError>),
    /// The results of the checks before it in [`ALL`].
    Results(fn(&Context<'_>, &[CheckResult]) -> Finding),
}

/// Every check, in the order of a report: C first, then H. H08 comes last: it looks at the others.
pub const ALL: &[Check] = &[
    c01_no_loss::CHECK,
    c02_no_dup::CHECK,
    c03_no_phantom::CHECK,
    c04_recipient::CHECK,
    c05_attribution::CHECK,
    c06_render::CHECK,
    c07_sms_exactly_once::CHECK,
    c08_latency::CHECK,
    c10_order::CHECK,
    c11_stale_suppress::CHECK,
    c13_status_monotone::CHECK,
    c14_convergence::CHECK,
    c15_link::CHECK,
    c30_forged_no_effect::CHECK,
    c31_genuine_accepted::CHECK,
    c50_no_retry_permanent::CHECK,
    c55_retry_transient::CHECK,
    c57_ack_fast::CHECK,
    c60_tag_right::CHECK,
    c61_handover_right::CHECK,
    c62_opt_out_obeyed::CHECK,
    c63_reminder_once::CHECK,
    c64_frequency_cap::CHECK,
    c65_acked_by_body::CHECK,
    h01_ledger_complete::CHECK,
    h02_schedule_lag::CHECK,
    h04_conservation::CHECK,
    h10_not_saturated::CHECK,
    h08_minima::CHECK,
];

/// How late the notices of the judged part of the load left.
pub(crate) fn schedule_lags(context: &Context<'_>) -> Result<Sample, LedgerError> {
    h02_schedule_lag::lags(context, &context.watched)
}

/// Runs every check. A check that cannot finish is unknown, with the error as its note.
pub fn run_all(context: &Context<'_>) -> Vec<CheckResult> {
    let mut results = Vec::with_capacity(ALL.len());
    for check in ALL {
        let result = check.judge(context, &results);
        results.push(result);
    }
    results.sort_by(|a: &CheckResult, b: &CheckResult| a.id.cmp(&b.id));
    results
}

impl Check {
    /// Runs this check; `before` are the results of the checks before it.
    pub fn judge(&self, context: &Context<'_>, before: &[CheckResult]) -> CheckResult {
        if let Some(why) = demand::not_applicable(self.id, &context.facts.capabilities) {
            return Finding::default()
                .cannot_conclude(why)
                .into_result(self, context, false);
        }
        let finding = match self.run {
            Run::Ledger(run) => run(context),
            Run::Results(run) => Ok(run(context, before)),
        };
        let finding = finding.unwrap_or_else(|error| {
            Finding::default().cannot_conclude(format!("the check could not finish: {error}"))
        });
        // What the scenario does not make by design may be missing; what was violated was there.
        let violated = finding.undecided.is_none() && finding.violations > finding.tolerance;
        let mandatory = violated || demand::by_design(self.id, context);
        finding.into_result(self, context, mandatory)
    }
}
