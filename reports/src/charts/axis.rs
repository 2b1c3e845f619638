//! An axis: which value lies where, which values are labeled, and the unit.

use super::nice;
use crate::figures;

/// One axis of a chart.
#[derive(Debug, Clone)]
pub(super) struct Axis {
    lo: f64,
    hi: f64,
    log: bool,
    /// Value and label of each tick.
    pub(super) ticks: Vec<(f64, String)>,
    /// What is counted, and in what: `messages/min`.
    pub(super) unit: String,
}

impl Axis {
    /// From `lo` to `hi` or a little beyond.
    pub(super) fn linear(lo: f64, hi: f64, unit: &str) -> Axis {
        let ticks = nice::linear(lo, hi, 4);
        Axis::of(ticks, false, unit, 1.0)
    }

    /// Powers of ten around the range.
    pub(super) fn decades(lo: f64, hi: f64, unit: &str) -> Axis {
        Axis::of(
            nice::decades(lo, hi),
            true,
            &format!("{unit}, log scale"),
            1.0,
        )
    }

    /// Milliseconds, in powers of ten when a linear axis would flatten the lower half of the data.
    pub(super) fn millis(lo: f64, hi: f64) -> Axis {
        if hi > 50.0 * lo.max(0.01) {
            Axis::decades(lo, hi, "ms")
        } else {
            Axis::linear(0.0, hi, "ms")
        }
    }

    /// Time since the run's start, seconds in, shown in seconds, minutes or hours.
    pub(super) fn clock(hi_s: f64) -> Axis {
        let (unit, per) = match hi_s {
            s if s <= 150.0 => ("s since start", 1.0),
            s if s <= 9_000.0 => ("min since start", 60.0),
            _ => ("h since start", 3_600.0),
        };
        let mut axis = Axis::of(nice::clock(hi_s, 6), false, unit, per);
        // A run's end is no tick: no empty stretch at the right.
        axis.hi = if hi_s.is_finite() && hi_s > 0.0 {
            hi_s
        } else {
            axis.hi
        };
        let end = axis.hi;
        axis.ticks.retain(|(value, _)| *value <= end * 1.000_001);
        axis
    }

    /// Milliseconds since a first moment. When the nearest and the farthest lie far apart, as an answer and
    /// the end of the drain do, the axis has powers of ten, and its left edge stands for zero.
    pub(super) fn elapsed(nearest: f64, farthest: f64) -> Axis {
        let mut axis = if farthest > 100.0 * nearest {
            let mut axis = Axis::decades(nearest / 5.0, farthest, "since the first row");
            // More labels than this run into each other on a phone.
            let each = axis.ticks.len().div_ceil(5);
            axis.ticks = axis.ticks.into_iter().step_by(each).collect();
            axis.ticks[0].0 = 0.0;
            axis
        } else {
            Axis::linear(0.0, farthest, "since the first row")
        };
        for (value, label) in &mut axis.ticks {
            *label = if *value == 0.0 {
                "0".to_owned()
            } else {
                short_millis(*value)
            };
        }
        axis
    }

    fn of(ticks: Vec<f64>, log: bool, unit: &str, per: f64) -> Axis {
        let (lo, hi) = (ticks[0], ticks[ticks.len() - 1]);
        let step = (ticks[1] - ticks[0]) / per;
        let ticks = ticks
            .into_iter()
            .map(|v| (v, label(v / per, if log { v } else { step })))
            .collect();
        Axis {
            lo,
            hi,
            log,
            ticks,
            unit: unit.to_owned(),
        }
    }

    /// Where a value lies, 0 to 1; values outside are held at the edge.
    pub(super) fn at(&self, value: f64) -> f64 {
        let share = if self.log {
            (value.max(self.lo) / self.lo).ln() / (self.hi / self.lo).ln()
        } else {
            (value - self.lo) / (self.hi - self.lo)
        };
        if share.is_finite() {
            share.clamp(0.0, 1.0)
        } else {
            0.0
        }
    }
}

/// A round number of milliseconds with its unit: `0.1 ms`, `10 ms`, `100 s`.
fn short_millis(ms: f64) -> String {
    let (value, unit) = if ms >= 1_000.0 {
        (ms / 1_000.0, "s")
    } else {
        (ms, "ms")
    };
    let text = format!("{value:.3}");
    format!(
        "{} {unit}",
        text.trim_end_matches('0').trim_end_matches('.')
    )
}

/// A tick's label: short, with as many decimals as the step needs.
fn label(value: f64, step: f64) -> String {
    if value.abs() >= 10_000.0 {
        let (part, suffix) = if value.abs() >= 1e6 {
            (value / 1e6, "M")
        } else {
            (value / 1e3, "k")
        };
        let text = format!("{part:.1}");
        return format!("{}{suffix}", text.strip_suffix(".0").unwrap_or(&text));
    }
    let decimals = if step >= 1.0 {
        0
    } else {
        (-step.log10()).ceil().clamp(0.0, 6.0) as usize
    };
    if decimals == 0 && value >= 0.0 {
        figures::count(value.round() as u64)
    } else {
        format!("{value:.decimals$}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn labels(axis: &Axis) -> Vec<&str> {
        axis.ticks.iter().map(|(_, label)| label.as_str()).collect()
    }

    #[test]
    fn labels_are_short_and_exact() {
        assert_eq!(
            labels(&Axis::linear(0.0, 61_000.0, "")),
            ["0", "20k", "40k", "60k", "80k"]
        );
        assert_eq!(labels(&Axis::linear(0.0, 0.9, "")), ["0.0", "0.5", "1.0"]);
        assert_eq!(
            labels(&Axis::decades(0.3, 900.0, "ms")),
            ["0.1", "1", "10", "100", "1,000"]
        );
        assert_eq!(labels(&Axis::clock(224.0)), ["0", "1", "2", "3"]);
    }

    #[test]
    fn a_soak_is_told_in_hours() {
        let axis = Axis::clock(259_200.0);
        assert_eq!(
            (labels(&axis), axis.unit.as_str()),
            (
                vec!["0", "12", "24", "36", "48", "60", "72"],
                "h since start"
            )
        );
    }

    #[test]
    fn an_answer_and_the_end_of_the_drain_fit_on_one_axis() {
        let axis = Axis::elapsed(0.6, 131_106.0);
        assert_eq!(labels(&axis), ["0", "10 ms", "1 s", "100 s"]);
        assert!(axis.at(0.0) < axis.at(0.6) && axis.at(0.6) < axis.at(3.9));
        assert_eq!(
            labels(&Axis::elapsed(4.3, 8.0)),
            ["0", "2 ms", "4 ms", "6 ms", "8 ms"]
        );
    }

    proptest! {
        #[test]
        fn an_axis_keeps_the_order_of_values(hi in 1.0..1e6f64, a in 0.0..1.0f64, b in 0.0..1.0f64) {
            let (low, high) = if a <= b { (a * hi, b * hi) } else { (b * hi, a * hi) };
            for axis in [Axis::linear(0.0, hi, ""), Axis::decades(0.01, hi, ""), Axis::clock(hi)] {
                prop_assert!(axis.at(low) <= axis.at(high));
                prop_assert!((0.0..=1.0).contains(&axis.at(low)) && (0.0..=1.0).contains(&axis.at(high)));
            }
        }
    }
}
