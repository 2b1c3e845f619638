//! How a run went, second by second: rate, outstanding, latency, CPU and memory. Long series are thinned to
//! their extremes, so that a spike of one second is still seen after 72 hours.

use super::axis::Axis;
use super::figure;
use super::plot::Plot;
use crate::figures;
use crate::record::{RunRecord, SeriesPoint};

/// Stretches that a long series is divided into; each keeps its lowest and its highest point.
const STRETCHES: usize = 280;
/// More holds than this are not shaded: they would be stripes.
const SHADED_HOLDS: usize = 40;

/// Points of a line; None is a gap.
type Points = Vec<(f64, Option<f64>)>;

/// Offered and completed rate.
pub(crate) fn rate(record: &RunRecord) -> Option<String> {
    let offered = points(record, |p| Some(p.offered_per_min))?;
    let completed = points(record, |p| Some(p.completed_per_min))?;
    let y = Axis::linear(
        0.0,
        highest(&offered).max(highest(&completed)),
        "messages/min",
    );
    let words = format!(
        "Offered at most {}, completed at most {}.",
        figures::per_min(highest(&offered)),
        figures::per_min(highest(&completed))
    );
    let title = "Rate over time";
    let mut plot = shaded(record, title, &words, y);
    plot.line("offered", &offered);
    plot.line("measured", &completed);
    Some(figure(
        title,
        &with_holds(record, &[("measured", "completed"), ("offered", "offered")]),
        &plot.finish(),
    ))
}

/// Journeys that were due and not completed.
pub(crate) fn outstanding(record: &RunRecord) -> Option<String> {
    let waiting = points(record, |p| Some(p.outstanding as f64))?;
    let words = format!(
        "At most {} outstanding.",
        figures::count(highest(&waiting) as u64)
    );
    let title = "Outstanding journeys over time";
    let mut plot = shaded(
        record,
        title,
        &words,
        Axis::linear(0.0, highest(&waiting).max(4.0), "journeys"),
    );
    let filled: Vec<(f64, f64)> = waiting
        .iter()
        .filter_map(|(x, y)| Some((*x, (*y)?)))
        .collect();
    plot.area("surface", &filled);
    plot.line("measured", &waiting);
    Some(figure(title, &with_holds(record, &[]), &plot.finish()))
}

/// Median and 95th percentile of what was completed in each second.
pub(crate) fn latency(record: &RunRecord) -> Option<String> {
    let p50 = points(record, |p| p.p50_ms)?;
    let p95 = points(record, |p| p.p95_ms)?;
    let y = Axis::millis(lowest(&p50), highest(&p95).max(highest(&p50)));
    let words = format!(
        "p50 at most {}, p95 at most {}.",
        figures::millis(highest(&p50)),
        figures::millis(highest(&p95))
    );
    let title = "End-to-end latency over time";
    let mut plot = shaded(record, title, &words, y);
    plot.line("offered", &p50);
    plot.line("measured", &p95);
    Some(figure(
        title,
        &with_holds(record, &[("measured", "p95"), ("offered", "p50")]),
        &plot.finish(),
    ))
}

/// CPU of the connector.
pub(crate) fn cpu(record: &RunRecord) -> Option<String> {
    let cpu = points(record, |p| p.connector_cpu_percent)?;
    let words = format!("At most {} of one core.", figures::cpu(highest(&cpu)));
    let y = Axis::linear(0.0, highest(&cpu).max(10.0), "% of one core");
    let title = "Connector: CPU over time";
    let mut plot = shaded(record, title, &words, y);
    plot.line("measured", &cpu);
    Some(figure(title, &[], &plot.finish()))
}

/// Resident memory of the connector.
pub(crate) fn memory(record: &RunRecord) -> Option<String> {
    let memory = points(record, |p| {
        p.connector_rss_bytes.map(|bytes| bytes as f64 / 1e6)
    })?;
    let words = format!(
        "At most {}.",
        figures::bytes((highest(&memory) * 1e6) as u64)
    );
    let title = "Connector: resident memory over time";
    let mut plot = shaded(
        record,
        title,
        &words,
        Axis::linear(0.0, highest(&memory).max(1.0), "MB"),
    );
    plot.line("measured", &memory);
    Some(figure(title, &[], &plot.finish()))
}

/// The series of one quantity, thinned; None when it was never measured or is a single point.
fn points(record: &RunRecord, value: impl Fn(&SeriesPoint) -> Option<f64>) -> Option<Points> {
    let all: Points = record
        .series
        .iter()
        .map(|p| (p.at_s, value(p).filter(|v| v.is_finite())))
        .collect();
    let measured = all.iter().filter(|(_, y)| y.is_some()).count();
    (measured >= 2).then(|| thinned(all))
}

fn thinned(all: Points) -> Points {
    if all.len() <= 2 * STRETCHES {
        return all;
    }
    let mut kept = Points::with_capacity(3 * STRETCHES);
    for stretch in all.chunks(all.len().div_ceil(STRETCHES)) {
        let known = || {
            stretch
                .iter()
                .enumerate()
                .filter_map(|(at, (_, y))| Some((at, (*y)?)))
        };
        let low = known().min_by(|a, b| a.1.total_cmp(&b.1)).map(|(at, _)| at);
        let high = known().max_by(|a, b| a.1.total_cmp(&b.1)).map(|(at, _)| at);
        let gap = stretch.iter().position(|(_, y)| y.is_none());
        let mut chosen: Vec<usize> = [low, high, gap].into_iter().flatten().collect();
        chosen.sort_unstable();
        chosen.dedup();
        kept.extend(chosen.into_iter().map(|at| stretch[at]));
    }
    kept
}

fn highest(points: &[(f64, Option<f64>)]) -> f64 {
    points.iter().filter_map(|(_, y)| *y).fold(0.0, f64::max)
}

fn lowest(points: &[(f64, Option<f64>)]) -> f64 {
    points
        .iter()
        .filter_map(|(_, y)| *y)
        .fold(f64::INFINITY, f64::min)
}

/// A plot over the run's time with its holds shaded.
fn shaded(record: &RunRecord, title: &str, words: &str, y: Axis) -> Plot {
    let end = record.series.last().map_or(1.0, |p| p.at_s);
    let mut plot = Plot::new(title, words, Axis::clock(end), y);
    if holds_are_shaded(record) {
        for step in &record.steps {
            plot.band(
                "hold",
                step.hold_started_s,
                step.hold_started_s + step.hold_s,
            );
        }
    }
    plot
}

fn holds_are_shaded(record: &RunRecord) -> bool {
    (2..=SHADED_HOLDS).contains(&record.steps.len())
}

fn with_holds<'a>(record: &RunRecord, keys: &[super::Key<'a>]) -> Vec<super::Key<'a>> {
    let mut keys = keys.to_vec();
    if holds_are_shaded(record) {
        keys.push(("hold", "hold of a step"));
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spike_of_one_second_survives_thinning() {
        let mut all: Points = (0..2_000).map(|s| (f64::from(s), Some(1.0))).collect();
        all[1_234].1 = Some(99.0);
        let kept = thinned(all);
        assert!(kept.len() <= 3 * STRETCHES && kept.contains(&(1_234.0, Some(99.0))));
    }

    #[test]
    fn thinning_keeps_the_order_and_the_gaps() {
        let all: Points = (0..2_000)
            .map(|s| (f64::from(s), (s != 700).then_some(f64::from(s % 7))))
            .collect();
        let kept = thinned(all);
        assert!(kept.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(kept.contains(&(700.0, None)));
    }
}
