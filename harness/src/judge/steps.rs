//! The holds of the load as the ledger has them: their facts from the journeys, their judgement from [`step`].

use reports::record::{Step, Throughput};
use scenarios::scenario::Scenario;

use super::step::{StepFacts, judge_step};
use crate::checks::{Context, Facts, Journey, Sample, Window};
use crate::ledger::open::{LedgerError, OpenLedger};

/// Most steps in a record; a curve with more segments is shown by the series.
const MOST: usize = 1_000;

/// A hold, judged.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct JudgedStep {
    /// What the report shows.
    pub(crate) step: Step,
    /// What it was judged by.
    pub(crate) facts: StepFacts,
    /// The hold, cut where the load was cut.
    pub(crate) window: Window,
    /// Less than half of the hold took place.
    pub(crate) cut_short: bool,
}

/// A planned hold and where it was cut.
struct Hold {
    confirmation: bool,
    rate_per_min: f64,
    window: Window,
    planned_to_us: i64,
}

/// Judges every hold that took place, in order; a cut ends the plan, and only confirmations come after it.
pub(crate) fn judge_steps(
    ledger: &OpenLedger,
    scenario: &Scenario,
    facts: &Facts,
    journeys: &[Journey],
) -> Result<Vec<JudgedStep>, LedgerError> {
    let mut completions: Vec<i64> = journeys
        .iter()
        .filter_map(|journey| journey.completed_us)
        .collect();
    completions.sort_unstable();
    let holds = holds(ledger)?;
    Ok(holds
        .iter()
        .map(|hold| judge_hold(hold, scenario, facts, journeys, &completions))
        .collect())
}

fn holds(ledger: &OpenLedger) -> Result<Vec<Hold>, LedgerError> {
    let mut statement = ledger.connection().prepare(
        "SELECT s.kind, s.rate_per_min, s.starts_us, s.ends_us,
                (SELECT MIN(at_us) FROM cuts c WHERE c.segment = s.id)
         FROM segments s
         WHERE s.kind = 'confirm'
            OR (s.kind = 'hold' AND s.starts_us < IFNULL((SELECT MIN(at_us) FROM cuts), s.starts_us + 1))
         ORDER BY s.starts_us, s.id LIMIT ?1",
    )?;
    let rows = statement.query_map([MOST as i64], |row| {
        let (from_us, planned_to_us): (i64, i64) = (row.get(2)?, row.get(3)?);
        let cut_us: Option<i64> = row.get(4)?;
        Ok(Hold {
            confirmation: row.get::<_, String>(0)? == "confirm",
            rate_per_min: row.get(1)?,
            window: Window {
                from_us,
                to_us: cut_us
                    .unwrap_or(planned_to_us)
                    .clamp(from_us, planned_to_us),
            },
            planned_to_us,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn judge_hold(
    hold: &Hold,
    scenario: &Scenario,
    facts: &Facts,
    journeys: &[Journey],
    completions: &[i64],
) -> JudgedStep {
    let Window { from_us, to_us } = hold.window;
    let due = |at_us: i64| journeys.partition_point(|journey| journey.intended_us < at_us);
    let done = |at_us: i64| completions.partition_point(|completed_us| *completed_us < at_us);
    let here = &journeys[due(from_us)..due(to_us).max(due(from_us))];
    let until_us = facts.watched_until_us();
    let latencies = Sample::new(
        here.iter()
            .map(|journey| journey.latency_us(until_us))
            .collect(),
    );
    let step_facts = StepFacts {
        rate_per_min: hold.rate_per_min,
        hold_s: (to_us - from_us) as f64 / 1e6,
        offered: here.len() as u64,
        completed: (done(to_us) - done(from_us)) as u64,
        outstanding_start: due(from_us).saturating_sub(done(from_us)) as u64,
        outstanding_end: due(to_us).saturating_sub(done(to_us)) as u64,
        errors: here
            .iter()
            .filter(|journey| journey.is_error(facts))
            .count() as u64,
        latency_p50_ms: latencies.at_ms(0.5),
        latency_quantile_ms: latencies.at_ms(scenario.stop.latency_quantile),
        quantile_limit_ms: scenario.stop.latency_limit.as_secs_f64() * 1_000.0,
        error_rate_limit: scenario.stop.error_rate_limit,
    };
    let mut judgement = judge_step(&step_facts);
    let cut_short = 2 * (to_us - from_us) < hold.planned_to_us - from_us;
    if cut_short {
        judgement.held = false;
        judgement.note = join("it was cut before half of the hold", &judgement.note);
    } else if to_us < hold.planned_to_us {
        judgement.note = join("it was cut before its end", &judgement.note);
    }
    JudgedStep {
        step: Step {
            rate_per_min: hold.rate_per_min.round() as u64,
            offered: step_facts.offered,
            completed: step_facts.completed,
            errors: step_facts.errors,
            error_rate: step_facts.error_rate(),
            outstanding_start: step_facts.outstanding_start,
            outstanding_end: step_facts.outstanding_end,
            held: judgement.held,
            confirmation: hold.confirmation,
            note: judgement.note,
            latency_ms: latencies.percentiles(),
            hold_started_s: from_us as f64 / 1e6,
            hold_s: step_facts.hold_s,
        },
        facts: step_facts,
        window: hold.window,
        cut_short,
    }
}

fn join(first: &str, rest: &str) -> String {
    if rest.is_empty() {
        first.into()
    } else {
        format!("{first}; {rest}")
    }
}

/// Offered and achieved rate: of the highest step of a ramp, else of the whole load.
pub(crate) fn throughput(context: &Context<'_>, steps: &[JudgedStep]) -> Throughput {
    let highest = steps
        .iter()
        .filter(|step| !step.cut_short && step.facts.hold_s > 0.0);
    let highest = highest.max_by(|a, b| a.facts.rate_per_min.total_cmp(&b.facts.rate_per_min));
    if let Some(step) = highest.filter(|_| context.is_ramp()) {
        let per_min = 60.0 / step.facts.hold_s;
        return Throughput {
            offered: step.facts.offered as f64 * per_min,
            achieved: step.facts.completed as f64 * per_min,
        };
    }
    let Facts {
        load_from_us,
        load_to_us,
        ..
    } = *context.facts;
    let minutes = (load_to_us - load_from_us) as f64 / 60e6;
    if minutes <= 0.0 {
        return Throughput::default();
    }
    let inside = |at_us: i64| (load_from_us..load_to_us).contains(&at_us);
    let offered = context
        .journeys
        .iter()
        .filter(|journey| inside(journey.intended_us))
        .count();
    let done = context
        .journeys
        .iter()
        .filter(|journey| journey.completed_us.is_some_and(inside))
        .count();
    Throughput {
        offered: offered as f64 / minutes,
        achieved: done as f64 / minutes,
    }
}
