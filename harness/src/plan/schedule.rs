//! The load's shape as arithmetic: ticket number to intended time, in closed form and in any order, so that a
//! run can be resumed anywhere. No clock.
//!
//! The rate is piecewise linear; a ticket is due where the area under it reaches the ticket's number.

use std::time::Duration;

use rand::RngExt;
use scenarios::scenario::{Arrivals, Daily, Load, Shape};
use simulator::chance::Chance;

/// What a stretch of the load is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SegmentKind {
    /// Reached the rate, not judged yet.
    Settle,
    /// Judged.
    Hold,
    /// The capacity found, held a second time.
    Confirm,
}

impl SegmentKind {
    /// The word in the ledger.
    pub fn word(self) -> &'static str {
        match self {
            SegmentKind::Settle => "settle",
            SegmentKind::Hold => "hold",
            SegmentKind::Confirm => "confirm",
        }
    }
}

/// A stretch of the load.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Segment {
    /// Step number from 1; a settle and its hold share it.
    pub step: u32,
    /// What it is for.
    pub kind: SegmentKind,
    /// Nominal rate, messages per minute.
    pub rate_per_min: f64,
    /// Start, microseconds from the run's start.
    pub starts_us: i64,
    /// End.
    pub ends_us: i64,
    /// First ticket due in it.
    pub first_ticket: u64,
}

/// A piece of the rate: linear from `from` to `to` tickets per second.
#[derive(Debug, Clone, Copy)]
struct Piece {
    starts_us: i64,
    ends_us: i64,
    from: f64,
    to: f64,
    /// Tickets before it.
    before: f64,
}

impl Piece {
    fn seconds(&self) -> f64 {
        (self.ends_us - self.starts_us) as f64 / 1e6
    }

    fn area(&self) -> f64 {
        (self.from + self.to) / 2.0 * self.seconds()
    }

    /// Seconds into the piece at which `area` tickets have come.
    fn when(&self, area: f64) -> f64 {
        let length = self.seconds();
        let slope = (self.to - self.from) / length;
        if slope.abs() < 1e-12 {
            return if self.from > 0.0 {
                area / self.from
            } else {
                length
            };
        }
        // slope/2 t^2 + from t - area = 0, in the form that does not cancel.
        let root = (self.from * self.from + 2.0 * slope * area).max(0.0).sqrt();
        2.0 * area / (self.from + root)
    }
}

/// When every ticket is due.
#[derive(Debug, Clone)]
pub struct Schedule {
    pieces: Vec<Piece>,
    segments: Vec<Segment>,
    arrivals: Arrivals,
    chance: Chance,
}

/// Poisson arrivals are drawn in blocks: each holds exactly this many, at sorted uniform places. Counts over a
/// block are thus exact, and any ticket can be found without the ones before it.
const POISSON_BLOCK: u64 = 64;

impl Schedule {
    /// The schedule of a load that starts at `starts_us`. `local_hour` is the hour of day at the start, for a
    /// daily shape that follows the real day.
    pub fn new(load: &Load, starts_us: i64, local_hour: f64, chance: Chance) -> Schedule {
        let mut schedule = Schedule {
            pieces: Vec::new(),
            segments: Vec::new(),
            arrivals: load.arrivals,
            chance,
        };
        match &load.shape {
            Shape::Steps {
                start,
                step,
                ceiling,
                settle,
                hold,
            } => {
                schedule.steps(starts_us, (*start, *step, *ceiling), *settle, *hold);
            }
            Shape::Constant { rate, duration } => {
                schedule.one_hold(starts_us, *rate, &[(*rate, *rate, *duration)]);
            }
            Shape::Spike {
                base,
                peak,
                at,
                length,
                duration,
            } => {
                let after = duration.saturating_sub(*at + *length);
                schedule.one_hold(
                    starts_us,
                    *peak,
                    &[
                        (*base, *base, *at),
                        (*peak, *peak, *length),
                        (*base, *base, after),
                    ],
                );
            }
            Shape::Daily(daily) => {
                let parts = daily_parts(daily, daily.starts_at_hour.unwrap_or(local_hour));
                schedule.one_hold(starts_us, daily.mean, &parts);
            }
        }
        schedule
    }

    fn steps(
        &mut self,
        starts_us: i64,
        (start, step, ceiling): (f64, f64, f64),
        settle: Duration,
        hold: Duration,
    ) {
        let mut at = starts_us;
        let mut rate = start;
        let mut number = 1;
        while rate <= ceiling + 1e-9 {
            if !settle.is_zero() {
                at = self.push(number, SegmentKind::Settle, rate, at, settle);
            }
            at = self.push(number, SegmentKind::Hold, rate, at, hold);
            rate += step;
            number += 1;
        }
    }

    fn one_hold(&mut self, starts_us: i64, nominal: f64, parts: &[(f64, f64, Duration)]) {
        let mut at = starts_us;
        for (from, to, length) in parts.iter().filter(|(_, _, length)| !length.is_zero()) {
            at = self.piece(from / 60.0, to / 60.0, at, *length);
        }
        let segment = Segment {
            step: 1,
            kind: SegmentKind::Hold,
            rate_per_min: nominal,
            starts_us,
            ends_us: at,
            first_ticket: 0,
        };
        self.segments.push(segment);
    }

    /// Appends a stretch at one rate; answers its end. Used while a ramp runs, to confirm what it found.
    pub fn push(
        &mut self,
        step: u32,
        kind: SegmentKind,
        rate_per_min: f64,
        starts_us: i64,
        length: Duration,
    ) -> i64 {
        let first_ticket = self.tickets();
        let ends_us = self.piece(rate_per_min / 60.0, rate_per_min / 60.0, starts_us, length);
        self.segments.push(Segment {
            step,
            kind,
            rate_per_min,
            starts_us,
            ends_us,
            first_ticket,
        });
        ends_us
    }

    fn piece(&mut self, from: f64, to: f64, starts_us: i64, length: Duration) -> i64 {
        let before = self
            .pieces
            .last()
            .map_or(0.0, |last| last.before + last.area());
        let ends_us = starts_us + length.as_micros() as i64;
        self.pieces.push(Piece {
            starts_us,
            ends_us,
            from,
            to,
            before,
        });
        ends_us
    }

    /// Forgets everything due at or after `at_us`.
    pub fn cut(&mut self, at_us: i64) {
        self.pieces.retain(|piece| piece.starts_us < at_us);
        if let Some(last) = self.pieces.last_mut()
            && last.ends_us > at_us
        {
            let whole = last.seconds();
            let kept = (at_us - last.starts_us) as f64 / 1e6;
            last.to = last.from + (last.to - last.from) * kept / whole;
            last.ends_us = at_us;
        }
    }

    /// How many tickets there are.
    pub fn tickets(&self) -> u64 {
        self.pieces
            .last()
            .map_or(0.0, |last| last.before + last.area())
            .round() as u64
    }

    /// How many tickets are due before `at_us`.
    pub fn tickets_before(&self, at_us: i64) -> u64 {
        let mut kept = self.clone();
        kept.cut(at_us);
        kept.tickets()
    }

    /// When a ticket is due, microseconds from the run's start; None beyond the last.
    pub fn due_us(&self, ticket: u64) -> Option<i64> {
        if ticket >= self.tickets() {
            return None;
        }
        let area = self.area_of(ticket);
        let after = self.pieces.partition_point(|piece| piece.before <= area);
        let piece = &self.pieces[after.saturating_sub(1)];
        let seconds = piece.when(area - piece.before).clamp(0.0, piece.seconds());
        Some(piece.starts_us + (seconds * 1e6).round() as i64)
    }

    fn area_of(&self, ticket: u64) -> f64 {
        match self.arrivals {
            Arrivals::Uniform => ticket as f64,
            Arrivals::Bursts { size } => (ticket - ticket % u64::from(size.max(1))) as f64,
            Arrivals::Poisson => {
                let block = ticket / POISSON_BLOCK;
                let mut places = [0.0f64; POISSON_BLOCK as usize];
                let mut stream = self.chance.stream("arrivals", block);
                places.iter_mut().for_each(|place| *place = stream.random());
                places.sort_unstable_by(f64::total_cmp);
                (block as f64 + places[(ticket % POISSON_BLOCK) as usize]) * POISSON_BLOCK as f64
            }
        }
    }

    /// The stretches, in order.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// When the last stretch ends.
    pub fn ends_us(&self) -> i64 {
        self.pieces.last().map_or(0, |piece| piece.ends_us)
    }

    /// The highest rate anywhere, tickets per second.
    pub fn rate_max_per_s(&self) -> f64 {
        self.pieces
            .iter()
            .map(|piece| piece.from.max(piece.to))
            .fold(0.0, f64::max)
    }
}

/// A day's curve as (from, to, length) parts, per minute: linear between samples that stand a 96th of a day apart.
fn daily_parts(daily: &Daily, starts_at_hour: f64) -> Vec<(f64, f64, Duration)> {
    const SAMPLES: usize = 96;
    let factor = |hour: f64| -> f64 {
        let hour = hour.rem_euclid(24.0);
        let inside = daily
            .peaks
            .iter()
            .map(|(from, to)| peak_share(hour, *from, *to))
            .fold(0.0, f64::max);
        1.0 + (daily.peak_factor - 1.0) * inside
    };
    let hours = |sample: usize| starts_at_hour + sample as f64 * 24.0 / SAMPLES as f64;
    let mean = (0..SAMPLES)
        .map(|sample| (factor(hours(sample)) + factor(hours(sample + 1))) / 2.0)
        .sum::<f64>()
        / SAMPLES as f64;
    let base = daily.mean / mean;
    let part = daily.day.div_f64(SAMPLES as f64);
    let mut left = daily.duration;
    let mut parts = Vec::new();
    let mut sample = 0;
    while left > Duration::ZERO {
        let length = part.min(left);
        let share = length.as_secs_f64() / part.as_secs_f64();
        let from = base * factor(hours(sample));
        let to = from + (base * factor(hours(sample + 1)) - from) * share;
        parts.push((from, to, length));
        left -= length;
        sample += 1;
    }
    parts
}

/// 1 inside a peak, 0 outside, linear over half an hour at both ends.
fn peak_share(hour: f64, from: f64, to: f64) -> f64 {
    const RAMP_H: f64 = 0.5;
    let rise = (hour - (from - RAMP_H)) / RAMP_H;
    let fall = ((to + RAMP_H) - hour) / RAMP_H;
    rise.min(fall).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests;
