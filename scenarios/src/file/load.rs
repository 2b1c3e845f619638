//! `[load]`: when messages are due.

use std::time::Duration;

use serde::Deserialize;

use super::bounds::{count, period, positive, required, word};
use super::daily;
use super::leaf::{Count, Number, Period, Rate, Text};
use crate::error::Problem;
use crate::scenario::{Arrivals, Load, Shape};

/// Each slot is a connection in the worst case, and a process has about 20,000 of them to spend.
const IN_FLIGHT_MAX: u64 = 20_000;
/// More steps than this are a mistake in `step`.
const STEPS_MAX: f64 = 10_000.0;

/// The keys of each shape. A key may belong to several.
pub(crate) const SHAPE_KEYS: [(&str, &[&str]); 4] = [
    ("steps", &["start", "step", "ceiling", "settle", "hold"]),
    ("constant", &["rate", "duration"]),
    (
        "daily",
        &[
            "mean",
            "peak_factor",
            "peaks",
            "time_zone",
            "starts_at_hour",
            "day",
            "duration",
        ],
    ),
    ("spike", &["base", "peak", "at", "length", "duration"]),
];

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub(crate) struct LoadWire {
    shape: Option<Text>,
    arrivals: Option<Text>,
    burst_size: Option<Count>,
    in_flight_max: Option<Count>,
    start: Option<Rate>,
    step: Option<Rate>,
    ceiling: Option<Rate>,
    settle: Option<Period>,
    hold: Option<Period>,
    rate: Option<Rate>,
    pub(super) duration: Option<Period>,
    pub(super) mean: Option<Rate>,
    pub(super) peak_factor: Option<Number>,
    pub(super) peaks: Option<Vec<Vec<Number>>>,
    pub(super) time_zone: Option<Text>,
    pub(super) starts_at_hour: Option<Number>,
    pub(super) day: Option<Period>,
    base: Option<Rate>,
    peak: Option<Rate>,
    at: Option<Period>,
    length: Option<Period>,
}

pub(super) fn convert(wire: LoadWire) -> Result<Load, Problem> {
    let in_flight_max = count(
        "load.in_flight_max",
        wire.in_flight_max,
        512,
        1..=IN_FLIGHT_MAX,
    )?;
    Ok(Load {
        arrivals: arrivals(&wire)?,
        shape: shape(&wire)?,
        in_flight_max: in_flight_max as usize,
    })
}

fn shape(wire: &LoadWire) -> Result<Shape, Problem> {
    let written = required("load.shape", wire.shape.as_ref(), "a scenario", "\"steps\"")?;
    let name = written.0.as_str();
    if let "trace" | "search" = name {
        let complaint =
            format!("is \"{name}\", which is not built yet; use steps, constant, daily or spike");
        return Err(Problem::at("load.shape", complaint));
    }
    let read = word(
        "load.shape",
        name,
        &[
            ("steps", steps as fn(&LoadWire) -> Result<Shape, Problem>),
            ("constant", constant),
            ("daily", daily::convert),
            ("spike", spike),
        ],
    )?;
    refuse_foreign_keys(wire, name)?;
    read(wire)
}

fn steps(wire: &LoadWire) -> Result<Shape, Problem> {
    let why = "shape \"steps\"";
    let start = needed("load.start", wire.start, why, "500")?.0;
    let step = needed("load.step", wire.step, why, "200")?.0;
    let ceiling = needed("load.ceiling", wire.ceiling, why, "5000")?.0;
    if ceiling < start {
        let complaint = format!(
            "is {ceiling}, below 'load.start' at {start}; the last rate is not below the first"
        );
        return Err(Problem::at("load.ceiling", complaint).with("load.start"));
    }
    if (ceiling - start) / step > STEPS_MAX {
        let complaint = format!(
            "makes more than 10,000 steps of {step:.3} messages per minute up to 'load.ceiling'; make it larger"
        );
        return Err(Problem::at("load.step", complaint).with("load.ceiling"));
    }
    Ok(Shape::Steps {
        start,
        step,
        ceiling,
        settle: period(wire.settle, Duration::from_secs(15)),
        hold: positive("load.hold", wire.hold, Duration::from_secs(60))?,
    })
}

fn constant(wire: &LoadWire) -> Result<Shape, Problem> {
    let why = "shape \"constant\"";
    let rate = needed("load.rate", wire.rate, why, "500")?.0;
    Ok(Shape::Constant {
        rate,
        duration: duration(wire, why)?,
    })
}

fn spike(wire: &LoadWire) -> Result<Shape, Problem> {
    let why = "shape \"spike\"";
    let base = needed("load.base", wire.base, why, "500")?.0;
    let peak = needed("load.peak", wire.peak, why, "3000")?.0;
    let at = needed("load.at", wire.at, why, "\"60s\"")?.0;
    let length = needed("load.length", wire.length, why, "\"30s\"")?;
    let length = positive("load.length", Some(length), length.0)?;
    let duration = duration(wire, why)?;
    if at + length > duration {
        let complaint =
            "lets the burst end after 'load.duration'; begin earlier, or let the load last longer";
        return Err(Problem::at("load.at", complaint).with("load.duration"));
    }
    Ok(Shape::Spike {
        base,
        peak,
        at,
        length,
        duration,
    })
}

/// A key that the shape needs.
pub(super) fn needed<T>(
    path: &str,
    written: Option<T>,
    why: &str,
    example: &str,
) -> Result<T, Problem> {
    required(path, written, why, example).map_err(|problem| problem.with("load.shape"))
}

/// `load.duration`, which three shapes need.
pub(super) fn duration(wire: &LoadWire, why: &str) -> Result<Duration, Problem> {
    let written = needed("load.duration", wire.duration, why, "\"30s\"")?;
    positive("load.duration", Some(written), written.0)
}

fn arrivals(wire: &LoadWire) -> Result<Arrivals, Problem> {
    let name = wire
        .arrivals
        .as_ref()
        .map_or("uniform", |text| text.0.as_str());
    let size = count("load.burst_size", wire.burst_size, 20, 2..=10_000)? as u32;
    let vocabulary = [
        ("uniform", Arrivals::Uniform),
        ("poisson", Arrivals::Poisson),
        ("bursts", Arrivals::Bursts { size }),
    ];
    let arrivals = word("load.arrivals", name, &vocabulary)?;
    if wire.burst_size.is_some() && !matches!(arrivals, Arrivals::Bursts { .. }) {
        let complaint = format!(
            "belongs to arrivals \"bursts\", and the arrivals are \"{name}\"; leave it out, or set 'load.arrivals' to \"bursts\""
        );
        return Err(Problem::at("load.burst_size", complaint).with("load.arrivals"));
    }
    Ok(arrivals)
}

fn refuse_foreign_keys(wire: &LoadWire, shape: &str) -> Result<(), Problem> {
    let owns = |name: &str, key: &str| {
        SHAPE_KEYS
            .iter()
            .any(|(owner, keys)| *owner == name && keys.contains(&key))
    };
    for (key, present) in present(wire) {
        if !present || owns(shape, key) {
            continue;
        }
        let owners: Vec<&str> = SHAPE_KEYS
            .iter()
            .map(|(owner, _)| *owner)
            .filter(|owner| owns(owner, key))
            .collect();
        let owners = owners.join("\" or \"");
        let path = format!("load.{key}");
        let complaint = format!(
            "belongs to shape \"{owners}\", and the shape is \"{shape}\"; leave it out, or change 'load.shape'"
        );
        return Err(Problem::at(&path, complaint).with("load.shape"));
    }
    Ok(())
}

fn present(wire: &LoadWire) -> [(&'static str, bool); 17] {
    [
        ("start", wire.start.is_some()),
        ("step", wire.step.is_some()),
        ("ceiling", wire.ceiling.is_some()),
        ("settle", wire.settle.is_some()),
        ("hold", wire.hold.is_some()),
        ("rate", wire.rate.is_some()),
        ("duration", wire.duration.is_some()),
        ("mean", wire.mean.is_some()),
        ("peak_factor", wire.peak_factor.is_some()),
        ("peaks", wire.peaks.is_some()),
        ("time_zone", wire.time_zone.is_some()),
        ("starts_at_hour", wire.starts_at_hour.is_some()),
        ("day", wire.day.is_some()),
        ("base", wire.base.is_some()),
        ("peak", wire.peak.is_some()),
        ("at", wire.at.is_some()),
        ("length", wire.length.is_some()),
    ]
}
