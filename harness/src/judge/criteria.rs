//! The scenario's criteria: what was required, what was measured, whether it holds. Only those that are demanded.

use std::time::Duration;

use reports::verdict::{CheckResult, Criterion, Verdict};

use super::capacity::Capacity;
use super::measures::{Measures, Share, percent};
use super::verdict::Soundness;
use crate::checks::{Capabilities, Context};

/// Names of criteria that are asked for in several places.
const TAG_RIGHT: &str = "messages filed right";
const TEMPLATES: &str = "templates in the matrix";
const WORST_TEMPLATE: &str = "delivery rate of every template";

/// Judges every criterion that the scenario demands.
pub(crate) fn judge(
    context: &Context<'_>,
    results: &[CheckResult],
    capacity: &Capacity,
    measures: &Measures,
    sound: &Soundness,
) -> Vec<Criterion> {
    let wanted = &context.scenario.criteria;
    let mut rows = Vec::new();
    if let Some(required) = wanted.peak_capacity_per_min {
        rows.push(peak_capacity(context, required, capacity, results, sound));
    }
    if let Some(limit) = wanted.end_to_end {
        rows.push(end_to_end(context, limit, results));
    }
    let complete = sound.ledger && sound.traced && context.facts.drained.is_some();
    let shares = [
        (
            "delivery rate",
            wanted.delivery_rate,
            Some(measures.delivered),
        ),
        (
            "record completeness",
            wanted.record_completeness,
            measures.recorded,
        ),
        (
            "send success",
            wanted.send_success,
            Some(measures.succeeded),
        ),
    ];
    for (name, required, share) in shares {
        if let Some(required) = required {
            rows.push(at_least(name, required, share, complete));
        }
    }
    if let Some(limit) = wanted.record_visible {
        rows.push(record_visible(limit, measures, complete));
    }
    if let Some(required) = wanted.tag_right {
        rows.push(tag_right(required, results));
    }
    if let Some(required) = wanted.templates {
        let sends = wanted.sends_per_template.max(1);
        rows.push(templates(required, sends, measures, complete));
    }
    if let Some(required) = wanted.template_delivery_rate {
        rows.push(worst_template(required, measures, complete));
    }
    rows.retain(|row| not_applicable(&row.name, &context.facts.capabilities).is_none());
    rows
}

/// Remarks about the demanded criteria that a connector has nothing to be measured by.
pub(crate) fn left_out(context: &Context<'_>) -> Vec<String> {
    let wanted = &context.scenario.criteria;
    let demanded = [
        ("delivery rate", wanted.delivery_rate.is_some()),
        ("send success", wanted.send_success.is_some()),
        ("record completeness", wanted.record_completeness.is_some()),
        ("record visible p95", wanted.record_visible.is_some()),
        (TAG_RIGHT, wanted.tag_right.is_some()),
        (TEMPLATES, wanted.templates.is_some()),
        (WORST_TEMPLATE, wanted.template_delivery_rate.is_some()),
    ];
    demanded
        .iter()
        .filter(|(_, demanded)| *demanded)
        .filter_map(|(name, _)| {
            let why = not_applicable(name, &context.facts.capabilities)?;
            Some(format!("{name} is not applicable: {why}"))
        })
        .collect()
}

/// Why a criterion says nothing about a connector, or None when it does.
fn not_applicable(name: &str, declared: &Capabilities) -> Option<&'static str> {
    match name {
        "delivery rate" | "send success" | TEMPLATES | WORST_TEMPLATE
            if declared.driven_by_customers() =>
        {
            Some(
                "the connector is driven by customers' messages alone, so no message is expected of it",
            )
        }
        "record completeness" | "record visible p95"
            if !declared.records || declared.driven_by_customers() =>
        {
            Some("no message is expected, or the connector file declares no [records]")
        }
        TAG_RIGHT if !declared.dialogues || !declared.tags => Some(
            "the connector file does not say how customers' messages are filed, or its records hold no tag",
        ),
        _ => None,
    }
}

/// C60's figure.
fn tag_right(required: f64, results: &[CheckResult]) -> Criterion {
    let result = results.iter().find(|result| result.id == "C60");
    let share = result.map(|result| Share {
        part: result.exercised - result.violations.min(result.exercised),
        of: result.exercised,
    });
    Criterion {
        name: TAG_RIGHT.into(),
        required: format!(">= {} %", percent(required)),
        measured: share
            .and_then(Share::words)
            .unwrap_or_else(|| "not measured".into()),
        verdict: result.map_or(Verdict::Unknown, |result| result.verdict),
    }
}

/// How many templates were sent often enough.
fn templates(required: u64, sends: u64, measures: &Measures, complete: bool) -> Criterion {
    let all = measures.templates.len();
    let often = measures.templates.iter();
    let often = often.filter(|one| one.delivered.of >= sends).count();
    Criterion {
        name: TEMPLATES.into(),
        required: format!(">= {required}, each due {sends} times"),
        measured: format!("{often} of {all}"),
        verdict: match often as u64 >= required {
            true if complete => Verdict::Pass,
            // Too few is no fault of the connector's: the scenario or its file brings no more.
            _ => Verdict::Unknown,
        },
    }
}

/// The template that fared worst.
fn worst_template(required: f64, measures: &Measures, complete: bool) -> Criterion {
    let value = |share: Share| share.value().unwrap_or(1.0);
    let mut all = measures.templates.iter();
    let first = all.next();
    let worst = first.map(|first| {
        all.fold(first, |worst, one| {
            match value(one.delivered) < value(worst.delivered) {
                true => one,
                false => worst,
            }
        })
    });
    let mut row = at_least(
        WORST_TEMPLATE,
        required,
        worst.map(|worst| worst.delivered),
        complete,
    );
    if let Some(worst) = worst {
        row.measured = format!("{} ({})", row.measured, worst.name);
    }
    row
}

/// What the load says about the peak: a ramp its capacity, any other load its rate when it was kept up with.
pub(crate) fn peak_capacity(
    context: &Context<'_>,
    required: f64,
    capacity: &Capacity,
    results: &[CheckResult],
    sound: &Soundness,
) -> Criterion {
    let row = |measured: String, verdict| Criterion {
        name: "peak capacity".into(),
        required: format!(">= {required:.0}/min"),
        measured,
        verdict,
    };
    if !sound.harness {
        return row(
            "not measured: the harness may have been the bottleneck".into(),
            Verdict::Unknown,
        );
    }
    if !context.is_ramp() {
        let quick = results
            .iter()
            .any(|result| result.id == "C08" && result.verdict == Verdict::Pass);
        let rate = context.judged_rate_per_min;
        return match quick {
            true if rate >= required => row(format!(">= {rate:.0}/min"), Verdict::Pass),
            true => row(
                format!(">= {rate:.0}/min, no higher rate was tried"),
                Verdict::Unknown,
            ),
            false => row("not measured".into(), Verdict::Unknown),
        };
    }
    match capacity.per_min {
        Some(per_min) if per_min as f64 >= required => row(format!("{per_min}/min"), Verdict::Pass),
        Some(per_min) if capacity.is_lower_bound => row(
            format!(">= {per_min}/min, no higher rate was tried"),
            Verdict::Unknown,
        ),
        Some(per_min) => row(format!("{per_min}/min"), Verdict::Fail),
        None if capacity.none_held => row("no rate was sustained".into(), Verdict::Fail),
        None => row("not measured".into(), Verdict::Unknown),
    }
}

fn end_to_end(context: &Context<'_>, limit: Duration, results: &[CheckResult]) -> Criterion {
    let result = results.iter().find(|result| result.id == "C08");
    let quantile = crate::checks::percent(context.scenario.stop.latency_quantile);
    let latencies = crate::checks::judged_latencies(context);
    let measured = match latencies.count() {
        0 => "not measured".into(),
        n => format!(
            "{:.1} ms of {n}",
            latencies.at_ms(context.scenario.stop.latency_quantile)
        ),
    };
    Criterion {
        name: format!("end-to-end latency p{quantile}"),
        required: format!("<= {:.0} ms", limit.as_secs_f64() * 1_000.0),
        measured,
        verdict: result.map_or(Verdict::Unknown, |result| result.verdict),
    }
}

fn at_least(name: &str, required: f64, share: Option<Share>, complete: bool) -> Criterion {
    let value = share.and_then(Share::value);
    let verdict = match value {
        Some(_) if !complete => Verdict::Unknown,
        Some(value) if value >= required => Verdict::Pass,
        Some(_) => Verdict::Fail,
        None => Verdict::Unknown,
    };
    Criterion {
        name: name.into(),
        required: format!(">= {} %", percent(required)),
        measured: share
            .and_then(Share::words)
            .unwrap_or_else(|| "not measured".into()),
        verdict,
    }
}

fn record_visible(limit: Duration, measures: &Measures, complete: bool) -> Criterion {
    let p95 = measures.visible.at_us(0.95);
    let verdict = match p95 {
        Some(_) if !complete => Verdict::Unknown,
        Some(p95) if p95 <= limit.as_micros() as i64 => Verdict::Pass,
        Some(_) => Verdict::Fail,
        None => Verdict::Unknown,
    };
    let measured = match p95 {
        Some(p95) => format!(
            "{:.1} ms of {}",
            p95 as f64 / 1_000.0,
            measures.visible.count()
        ),
        None => "not measured".into(),
    };
    Criterion {
        name: "record visible p95".into(),
        required: format!("<= {:.0} ms", limit.as_secs_f64() * 1_000.0),
        measured,
        verdict,
    }
}
