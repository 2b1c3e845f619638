//! An even pace: the generic cell rate algorithm. Exact over any length of time; after a silence a tenth of a second's
//! worth may leave at once, so that a late timer costs no throughput.

use std::time::Duration;

use tokio::time::Instant;

#[derive(Debug)]
pub(super) struct Pace {
    interval: Duration,
    burst: Duration,
    /// When the next send would be due at an even pace.
    due: Option<Instant>,
}

impl Pace {
    /// The pace of a phone number.
    pub(super) fn per_second(rate: f64) -> Pace {
        Pace {
            interval: Duration::from_secs_f64(1.0 / rate),
            burst: Duration::from_millis(100),
            due: None,
        }
    }

    /// As even as a millisecond timer allows.
    pub(super) fn per_minute_evenly(rate: u32) -> Pace {
        Pace {
            interval: Duration::from_secs(60) / rate,
            burst: Duration::from_millis(10),
            due: None,
        }
    }

    /// When the next send may leave; it may be past.
    pub(super) fn free_at(&self, now: Instant) -> Instant {
        self.due
            .and_then(|due| due.checked_sub(self.burst))
            .unwrap_or(now)
    }

    /// A send leaves.
    pub(super) fn take(&mut self, now: Instant) {
        self.due = Some(self.due.map_or(now, |due| due.max(now)) + self.interval);
    }
}

#[cfg(test)]
mod tests;
