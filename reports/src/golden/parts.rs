//! Building blocks of the golden records: checks, witnesses, steps and series from formulas.

use crate::record::{GoLiveRow, Percentiles, SeriesPoint, Step};
use crate::verdict::{CheckResult, Criterion, Verdict, Witness, WitnessRow};

pub(super) fn check(id: &str, name: &str, statement: &str, exercised: u64) -> CheckResult {
    CheckResult {
        id: id.to_owned(),
        name: name.to_owned(),
        statement: statement.to_owned(),
        verdict: Verdict::Pass,
        mandatory: true,
        exercised,
        violations: 0,
        upper_bound_95: Some((3.0 / exercised as f64).min(1.0)),
        notes: Vec::new(),
        witnesses: Vec::new(),
    }
}

pub(super) fn idle(id: &str, name: &str, statement: &str, note: &str) -> CheckResult {
    CheckResult {
        verdict: Verdict::Unknown,
        mandatory: false,
        upper_bound_95: None,
        notes: vec![note.to_owned()],
        ..check(id, name, statement, 0)
    }
}

pub(super) fn criterion(name: &str, required: &str, measured: &str, verdict: Verdict) -> Criterion {
    Criterion {
        name: name.to_owned(),
        required: required.to_owned(),
        measured: measured.to_owned(),
        verdict,
    }
}

pub(super) fn witness(summary: &str, rows: Vec<WitnessRow>) -> Witness {
    Witness {
        summary: summary.to_owned(),
        rows,
    }
}

pub(super) fn row(at_ms: f64, row: &str, text: &str) -> WitnessRow {
    WitnessRow {
        at_ms,
        row: row.to_owned(),
        text: text.to_owned(),
    }
}

pub(super) fn percentiles(count: u64, [p50, p90, p95, p99, p999, max]: [f64; 6]) -> Percentiles {
    Percentiles {
        count,
        p50,
        p90,
        p95,
        p99,
        p999,
        max,
    }
}

/// The five lines of requirements; without a capacity nothing was measured.
pub(super) fn go_live(capacity: Option<&str>) -> Vec<GoLiveRow> {
    let line =
        |item: &str, required: &str, measured: Option<&str>, typical: &str, best: &str| GoLiveRow {
            item: item.to_owned(),
            required: required.to_owned(),
            measured: measured
                .unwrap_or("not measured by this scenario")
                .to_owned(),
            typical: typical.to_owned(),
            best: best.to_owned(),
            verdict: measured.map(|_| Verdict::Pass),
        };
    let seen = |figure| capacity.map(|_| figure);
    vec![
        line(
            "template message delivery rate",
            ">= 99 %",
            seen("99.62 %"),
            "99.3 %",
            "99.9 %",
        ),
        line(
            "two-way sync latency",
            "<= 3 s",
            seen("0.02 s (p95)"),
            "2.1 s",
            "0.8 s",
        ),
        line(
            "record completeness",
            ">= 99.5 %",
            seen("100 %"),
            "99.6 %",
            "99.98 %",
        ),
        line(
            "peak capacity",
            ">= 1,000/min",
            capacity,
            "1,200/min",
            "5,000/min",
        ),
        line("recovery from an outage", "<= 30 s", None, "15 s", "5 s"),
    ]
}

/// A number in 0..1 from a counter: the same on every machine.
fn noise(n: u64) -> f64 {
    let mixed = n
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .rotate_left(31)
        .wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed >> 40) as f64 / (1u64 << 24) as f64
}

fn step(rate: u64, hold_s: f64, started: f64, service_per_min: f64) -> Step {
    let offered = (rate as f64 * hold_s / 60.0).round() as u64;
    let load = rate as f64 / service_per_min;
    let held = load <= 0.96;
    let wait = if held {
        30.0 + 12.0 * load / (1.0 - load)
    } else {
        300.0 + 6_768.0 * (load - 0.96)
    };
    let tail = if held { 3.1 } else { 4.3 };
    let late = if held {
        0
    } else {
        ((load - 0.96) * offered as f64 * 1.4).round() as u64
    };
    Step {
        rate_per_min: rate,
        offered,
        completed: offered - late,
        errors: 0,
        error_rate: 0.0,
        outstanding_start: (rate / 900).max(1),
        outstanding_end: rate / 900 + late,
        held,
        confirmation: false,
        note: if held {
            String::new()
        } else {
            format!("the backlog grew by {late}")
        },
        latency_ms: percentiles(
            offered,
            [
                wait,
                wait * tail * 0.7,
                wait * tail,
                wait * tail * 1.4,
                wait * tail * 1.9,
                wait * tail * 2.1,
            ],
        ),
        hold_started_s: started,
        hold_s,
    }
}

/// Steps from 500/min to a knee at 2,600/min, then a confirmation of 2,500/min, and their series.
pub(super) fn ramp() -> (Vec<Step>, Vec<SeriesPoint>) {
    let rates = (0..13).map(|n| 500 + 200 * n);
    let mut steps: Vec<Step> = rates
        .enumerate()
        .map(|(n, rate)| step(rate, 12.0, 16.0 * n as f64 + 4.0, 2_640.0))
        .collect();
    let mut again = step(2_500, 12.0, 16.0 * 13.0 + 4.0, 2_640.0);
    again.confirmation = true;
    steps.push(again);
    // Fold the backlog per second: what is offered beyond 2,640/min waits.
    let mut backlog = 0.0;
    let points = (1..=224).map(|s: u64| {
        let rate = steps[((s - 1) / 16).min(13) as usize].rate_per_min as f64;
        let offered = rate * (0.94 + 0.12 * noise(s));
        let served = (offered + backlog * 60.0).min(2_640.0 * (0.97 + 0.06 * noise(s + 9_000)));
        backlog = (backlog + (offered - served) / 60.0).max(0.0);
        let wait = 28.0 + 60_000.0 * backlog / 2_640.0 + 14.0 * noise(s + 500);
        SeriesPoint {
            at_s: s as f64,
            offered_per_min: offered,
            completed_per_min: served,
            outstanding: (backlog + rate * 0.041 / 60.0).round() as u64,
            p50_ms: Some(wait),
            p95_ms: Some(wait * (1.9 + noise(s + 77))),
            connector_cpu_percent: Some((served / 2_640.0 * 92.0 + 6.0 * noise(s + 3)).min(100.0)),
            connector_rss_bytes: Some(31_000_000 + (s * 52_000) + (backlog * 60_000.0) as u64),
        }
    });
    let points = points.collect();
    (steps, points)
}

/// One step at a constant rate, and its series; a gap in the middle where nothing completed.
pub(super) fn fixed_load(rate: f64, seconds: u64) -> (Vec<Step>, Vec<SeriesPoint>) {
    let steps = vec![step(rate as u64, seconds as f64 - 5.0, 5.0, 2_640.0)];
    let points = (1..=seconds).map(|s| {
        let gap = (61..64).contains(&s);
        let offered = rate * (0.93 + 0.14 * noise(s));
        let p50 = 31.0 + 12.0 * noise(s + 40);
        SeriesPoint {
            at_s: s as f64,
            offered_per_min: offered,
            completed_per_min: if gap {
                0.0
            } else {
                rate * (0.93 + 0.14 * noise(s + 1))
            },
            outstanding: if gap {
                14 * (s - 60)
            } else {
                (3.0 * noise(s + 2)).round() as u64
            },
            p50_ms: (!gap).then_some(p50),
            p95_ms: (!gap).then_some(p50 * (2.0 + noise(s + 8))),
            connector_cpu_percent: Some(28.0 + 12.0 * noise(s + 5)),
            connector_rss_bytes: Some(90_000_000 + s * 680_000),
        }
    });
    (steps, points.collect())
}
