//! From a ledger to a run record: the checks, the steps, the criteria, the verdict. Works from the ledger alone, so
//! judging again reaches the same verdict. Renders nothing and changes nothing.

mod capacity;
mod cost;
mod criteria;
mod go_live;
mod header;
mod latency;
mod measures;
mod resources;
mod series;
pub mod step;
mod steps;
mod templates;
mod verdict;

#[cfg(test)]
mod tests;

use std::path::Path;

use reports::record::{RunRecord, SCHEMA};
use scenarios::scenario::{Scenario, Shape};

use crate::checks::{self, Context, Facts, Journey, Window};
use crate::ledger::open::{LedgerError, OpenLedger};
use steps::JudgedStep;

/// Why a run cannot be judged.
#[derive(Debug, thiserror::Error)]
pub enum JudgeError {
    /// The ledger cannot be read.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// Judges the run in `ledger` (a file, or a run directory with a `ledger.db`) by the `scenario` it was run with.
///
/// # Errors
/// When the file is no readable ledger. A run that was cut off is no error: its verdict is unknown at best.
pub fn judge(ledger: &Path, scenario: &Scenario) -> Result<RunRecord, JudgeError> {
    Ok(judge_ledger(&OpenLedger::open(ledger)?, scenario)?)
}

/// Judges an opened ledger; once a connection, since the derived tables are made in it.
pub(crate) fn judge_ledger(
    ledger: &OpenLedger,
    scenario: &Scenario,
) -> Result<RunRecord, LedgerError> {
    checks::derive(ledger)?;
    let facts = Facts::read(ledger)?;
    let journeys = checks::load_journeys(ledger, &facts)?;
    let steps = steps::judge_steps(ledger, scenario, &facts, &journeys)?;
    let context = context(ledger, scenario, &facts, &journeys, &steps);
    let mut results = checks::run_all(&context);
    verdict::amend(&mut results);
    let sound = verdict::Soundness::of(&results);
    let stopped_by = capacity::stopped_by(ledger)?;
    let capacity = capacity::find(&context, &steps, stopped_by.as_ref(), &sound);
    let measures = measures::measure(&context)?;
    let criteria = criteria::judge(&context, &results, &capacity, &measures, &sound);
    let conclusion = verdict::conclude(&context, &results, &criteria, &capacity);
    let harness = verdict::harness_info(&context, &results, &sound)?;
    let header = header::read(ledger)?;
    Ok(RunRecord {
        schema: SCHEMA,
        tool: header.tool,
        scenario: header::scenario(scenario, header.scenario_sha256, header.quick),
        connector: header.connector,
        seed: header.seed,
        started_at: header.started_at,
        ended_at: header.ended_at,
        clock_scale: header.clock_scale,
        verdict: conclusion.verdict,
        reasons: conclusion.reasons,
        remarks: [header::remarks(ledger)?, criteria::left_out(&context)].concat(),
        totals: header::totals(&context)?,
        throughput_per_min: steps::throughput(&context, &steps),
        capacity_per_min: capacity.per_min,
        stopped_by,
        go_live: go_live::table(&context, &capacity, &measures, &criteria, &results),
        latency_ms: latency::table(&context, &measures)?,
        steps: steps.into_iter().map(|step| step.step).collect(),
        checks: results,
        criteria,
        resources: resources::usage(ledger)?,
        harness,
        cost: cost::of(&context)?,
        series: series::points(&context)?,
        reproduce: header.reproduce,
    })
}

/// What the checks get to see. Latency is judged in the holds that were held, in the first one when none was.
fn context<'a>(
    ledger: &'a OpenLedger,
    scenario: &'a Scenario,
    facts: &'a Facts,
    journeys: &'a [Journey],
    steps: &[JudgedStep],
) -> Context<'a> {
    let whole = Window {
        from_us: facts.load_from_us,
        to_us: i64::MAX,
    };
    let mut context = Context {
        ledger,
        scenario,
        facts,
        journeys,
        judged: vec![whole],
        watched: vec![whole],
        beyond: None,
        judged_rate_per_min: 0.0,
    };
    if !matches!(scenario.load.shape, Shape::Steps { .. }) {
        let minutes = (facts.load_to_us - facts.load_from_us) as f64 / 60e6;
        let highest = steps
            .iter()
            .map(|step| step.facts.rate_per_min)
            .fold(0.0, f64::max);
        let mean = if minutes > 0.0 {
            journeys.len() as f64 / minutes
        } else {
            0.0
        };
        context.judged_rate_per_min = highest.max(mean);
        return context;
    }
    let held: Vec<&JudgedStep> = steps.iter().filter(|step| step.step.held).collect();
    let judged = if held.is_empty() {
        steps.iter().take(1).collect()
    } else {
        held
    };
    context.judged = judged.iter().map(|step| step.window).collect();
    context.judged_rate_per_min = judged
        .iter()
        .map(|step| step.facts.rate_per_min)
        .fold(0.0, f64::max);
    let ramp_ends_us = judged
        .iter()
        .filter(|step| !step.step.confirmation)
        .map(|step| step.window.to_us)
        .max();
    let ramp_ends_us = ramp_ends_us.unwrap_or(facts.load_from_us);
    context.watched = vec![Window {
        from_us: facts.load_from_us,
        to_us: ramp_ends_us,
    }];
    context.watched.extend(
        judged
            .iter()
            .filter(|step| step.step.confirmation)
            .map(|step| step.window),
    );
    let mut ramp = steps.iter().filter(|step| !step.step.confirmation);
    context.beyond = ramp
        .find(|step| step.window.from_us >= ramp_ends_us)
        .map(|step| step.window);
    context
}
