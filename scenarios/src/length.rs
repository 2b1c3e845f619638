//! How long a shape lasts and how high it goes, in closed form. When each message is due is the pacer's business.

use std::time::Duration;

use crate::scenario::{Daily, Shape};

impl Shape {
    /// Real time from the first message that is due to the last, if nothing stops the load.
    pub fn length(&self) -> Duration {
        match self {
            Shape::Steps { settle, hold, .. } => {
                let steps = u32::try_from(self.step_count()).unwrap_or(u32::MAX);
                (*settle + *hold).saturating_mul(steps)
            }
            Shape::Constant { duration, .. } | Shape::Spike { duration, .. } => *duration,
            Shape::Daily(daily) => daily.duration,
        }
    }

    /// How many rates the shape goes through: the steps of a staircase, 1 for every other shape.
    pub fn step_count(&self) -> u64 {
        match self {
            Shape::Steps {
                start,
                step,
                ceiling,
                ..
            } => {
                // The allowance keeps 0.1 + 0.2 from losing the last step.
                ((ceiling - start) / step + 1e-9).floor() as u64 + 1
            }
            _ => 1,
        }
    }

    /// The highest rate, messages per minute. For the daily curve without the ramps at the ends of its peaks.
    pub fn highest_rate(&self) -> f64 {
        match self {
            Shape::Steps { start, step, .. } => start + step * (self.step_count() - 1) as f64,
            Shape::Constant { rate, .. } => *rate,
            Shape::Daily(daily) => daily.peak_rate(),
            Shape::Spike { base, peak, .. } => base.max(*peak),
        }
    }
}

impl Daily {
    fn peak_rate(&self) -> f64 {
        let peak_hours: f64 = self.peaks.iter().map(|(from, to)| to - from).sum();
        if peak_hours == 0.0 {
            return self.mean;
        }
        let base = self.mean * 24.0 / (24.0 + (self.peak_factor - 1.0) * peak_hours);
        base * self.peak_factor
    }
}
