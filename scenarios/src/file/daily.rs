//! The daily shape of `[load]`: a day's curve with peaks at local hours.

use std::time::Duration;

use jiff::tz::TimeZoneDatabase;

use super::bounds::decimal;
use super::leaf::{Number, RATE_MAX};
use super::load::{LoadWire, duration, needed};
use crate::error::Problem;
use crate::nearest::nearest;
use crate::scenario::{Daily, Shape};

const DAY_LONGEST: Duration = Duration::from_secs(24 * 3600);
const DAY_SHORTEST: Duration = Duration::from_secs(1);
const PEAK_FACTOR_MAX: f64 = 1_000.0;

pub(super) fn convert(wire: &LoadWire) -> Result<Shape, Problem> {
    let why = "shape \"daily\"";
    let time_zone = wire
        .time_zone
        .as_ref()
        .map_or("UTC", |text| text.0.as_str());
    let starts_at_hour = match wire.starts_at_hour {
        Some(hour) => Some(decimal(
            "load.starts_at_hour",
            Some(hour),
            hour.0,
            0.0..=24.0,
        )?),
        None => None,
    };
    let daily = Daily {
        mean: needed("load.mean", wire.mean, why, "\"5000/h\"")?.0,
        peak_factor: decimal(
            "load.peak_factor",
            wire.peak_factor,
            1.0,
            1.0..=PEAK_FACTOR_MAX,
        )?,
        peaks: peaks(wire.peaks.as_deref().unwrap_or_default())?,
        time_zone: known_time_zone(time_zone)?,
        starts_at_hour,
        day: day(wire)?,
        duration: duration(wire, why)?,
    };
    let shape = Shape::Daily(daily);
    let highest = shape.highest_rate();
    if highest > RATE_MAX {
        let complaint = format!(
            "makes peaks of {highest:.0} messages per minute; at most 10,000,000, so lower the mean or 'load.peak_factor'"
        );
        return Err(Problem::at("load.mean", complaint).with("load.peak_factor"));
    }
    Ok(shape)
}

fn day(wire: &LoadWire) -> Result<Duration, Problem> {
    let day = wire.day.map_or(DAY_LONGEST, |day| day.0);
    if (DAY_SHORTEST..=DAY_LONGEST).contains(&day) {
        return Ok(day);
    }
    Err(Problem::at(
        "load.day",
        "is outside of \"1s\" to \"24h\"; it is how long a day of the curve lasts in real time",
    ))
}

fn peaks(written: &[Vec<Number>]) -> Result<Vec<(f64, f64)>, Problem> {
    let mut peaks = Vec::with_capacity(written.len());
    let mut free_from = 0.0;
    for (index, peak) in written.iter().enumerate() {
        let path = format!("load.peaks.{index}");
        let &[Number(from), Number(to)] = peak.as_slice() else {
            let complaint = "is not a pair of hours; write [from, to], such as [9, 11]";
            return Err(Problem::at(&path, complaint));
        };
        if from < 0.0 || to > 24.0 || from >= to {
            let complaint =
                format!("is [{from}, {to}]; hours go from 0 to 24, the earlier one first");
            return Err(Problem::at(&path, complaint));
        }
        if from < free_from {
            let complaint = format!(
                "begins at {from}, before the peak in front of it ends; write peaks in order, without overlap"
            );
            return Err(Problem::at(&path, complaint));
        }
        free_from = to;
        peaks.push((from, to));
    }
    Ok(peaks)
}

/// The database that is compiled in: the same zones on every machine.
fn known_time_zone(name: &str) -> Result<String, Problem> {
    let zones = TimeZoneDatabase::bundled();
    if zones.get(name).is_ok() {
        return Ok(name.to_owned());
    }
    let known: Vec<String> = zones.available().map(|zone| zone.to_string()).collect();
    let hint = match nearest(name, known.iter().map(String::as_str)) {
        Some(zone) => format!("did you mean '{zone}'?"),
        None => "use an IANA name such as America/Sao_Paulo or Asia/Jakarta".to_owned(),
    };
    Err(Problem::at(
        "load.time_zone",
        format!("is {name:?}, which is no time zone; {hint}"),
    ))
}
