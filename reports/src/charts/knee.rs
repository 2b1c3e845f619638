//! Where a ramp bends: completed rate and latency by offered rate, one mark a step. Only for runs with at least
//! two rates; one rate has no knee.

use super::axis::Axis;
use super::figure;
use super::plot::{Place, Plot, Shape};
use crate::record::{RunRecord, Step};
use crate::{figures, phrases};

/// Completed against offered rate. Below the dashed line, work is left undone.
pub(crate) fn completed_by_rate(record: &RunRecord) -> Option<String> {
    let steps = judged(record)?;
    let top = top_rate(record);
    let title = "Completed rate by offered rate";
    let mut plot = Plot::new(
        title,
        &description(record),
        rates(top),
        Axis::linear(0.0, top, "completed/min"),
    );
    plot.line("ideal", &[(0.0, Some(0.0)), (top, Some(top))]);
    draw(&mut plot, record, &steps, completed_per_min, |step| {
        format!("{} completed", figures::per_min(completed_per_min(step)))
    });
    uprights(&mut plot, record, Place::Bottom);
    let mut keys = keys(record);
    keys.push(("ideal", "all completed"));
    Some(figure(title, &keys, &plot.finish()))
}

/// 95th percentile of the end-to-end latency by offered rate.
pub(crate) fn latency_by_rate(record: &RunRecord) -> Option<String> {
    let steps = judged(record)?;
    let highest = steps
        .iter()
        .map(|step| step.latency_ms.p95)
        .fold(0.0, f64::max);
    let title = "p95 end-to-end latency by offered rate";
    let y = Axis::linear(0.0, highest, "ms");
    let mut plot = Plot::new(title, &description(record), rates(top_rate(record)), y);
    draw(
        &mut plot,
        record,
        &steps,
        |step| step.latency_ms.p95,
        |step| format!("p95 {}", figures::millis(step.latency_ms.p95)),
    );
    uprights(&mut plot, record, Place::Top);
    Some(figure(title, &keys(record), &plot.finish()))
}

/// The steps of the ramp by rate, confirmations apart; None when there is only one rate.
fn judged(record: &RunRecord) -> Option<Vec<&Step>> {
    let mut steps: Vec<&Step> = record
        .steps
        .iter()
        .filter(|step| !step.confirmation)
        .collect();
    steps.sort_by_key(|step| step.rate_per_min);
    (steps.first()?.rate_per_min != steps.last()?.rate_per_min).then_some(steps)
}

fn top_rate(record: &RunRecord) -> f64 {
    record
        .steps
        .iter()
        .map(|step| step.rate_per_min)
        .max()
        .unwrap_or(1) as f64
}

fn rates(top: f64) -> Axis {
    Axis::linear(0.0, top, "offered messages/min")
}

/// What was completed in the hold, as a rate per minute.
fn completed_per_min(step: &Step) -> f64 {
    if step.hold_s > 0.0 {
        step.completed as f64 * 60.0 / step.hold_s
    } else {
        0.0
    }
}

fn draw(
    plot: &mut Plot,
    record: &RunRecord,
    steps: &[&Step],
    value: impl Fn(&Step) -> f64,
    words: impl Fn(&Step) -> String,
) {
    let points: Vec<_> = steps
        .iter()
        .map(|step| (step.rate_per_min as f64, Some(value(step))))
        .collect();
    plot.line("measured", &points);
    let again = record.steps.iter().filter(|step| step.confirmation);
    for step in steps.iter().copied().chain(again) {
        let (shape, word) = match (step.confirmation, step.held) {
            (true, true) => (Shape::Diamond, "confirmed"),
            (_, true) => (Shape::Disc, "held"),
            (_, false) => (Shape::Cross, "not held"),
        };
        let rate = step.rate_per_min as f64;
        plot.mark(
            shape,
            rate,
            value(step),
            &format!(
                "{} offered: {}, {word}",
                figures::per_min(rate),
                words(step)
            ),
        );
    }
}

fn uprights(plot: &mut Plot, record: &RunRecord, place: Place) {
    if let Some(rate) = record.capacity_per_min {
        plot.upright(
            "capacity",
            rate as f64,
            &format!("capacity {}", figures::count(rate)),
            place,
        );
    }
    // After the capacity: the halo of this label keeps it readable where it crosses that line.
    if let Some(stop) = &record.stopped_by {
        let label = format!("stopped at {}", figures::count(stop.rate_per_min));
        plot.upright("stop", stop.rate_per_min as f64, &label, place);
    }
}

fn keys(record: &RunRecord) -> Vec<super::Key<'static>> {
    let any = |wanted: fn(&Step) -> bool| record.steps.iter().any(wanted);
    let mut keys = Vec::new();
    if any(|step| step.held && !step.confirmation) {
        keys.push(("held", "held"));
    }
    if any(|step| !step.held) {
        keys.push(("broken", "not held"));
    }
    if any(|step| step.held && step.confirmation) {
        keys.push(("again", "confirmed"));
    }
    keys
}

fn description(record: &RunRecord) -> String {
    format!(
        "{} steps up to {}. Capacity: {}.",
        record.steps.len(),
        figures::per_min(top_rate(record)),
        phrases::capacity(record)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden;

    #[test]
    fn capacity_and_stop_are_marked_in_words() {
        let record = golden::pass();
        for chart in [completed_by_rate(&record), latency_by_rate(&record)] {
            let chart = chart.unwrap_or_default();
            assert!(chart.contains(">capacity 2,500<") && chart.contains(">stopped at 2,900<"));
        }
    }

    #[test]
    fn every_step_has_a_mark_that_says_what_it_is() {
        let record = golden::pass();
        let chart = completed_by_rate(&record).unwrap_or_default();
        assert_eq!(chart.matches("completed, held<").count(), 11);
        assert_eq!(chart.matches("completed, not held<").count(), 2);
        assert_eq!(chart.matches("completed, confirmed<").count(), 1);
    }

    #[test]
    fn one_rate_has_no_knee() {
        assert_eq!(completed_by_rate(&golden::fail()), None);
    }
}
