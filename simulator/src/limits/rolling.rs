//! How often something happened lately: by the bucket for large limits, by the moment for small ones.

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clock::Moment;

/// Counts over a moving window in equal buckets. What falls into the oldest bucket goes all at once, so a count
/// covers the window less at most one bucket. Memory: four bytes a bucket, nothing else.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RollingCount {
    bucket_us: u64,
    newest: u64,
    counts: VecDeque<u32>,
    total: u64,
}

impl RollingCount {
    /// A window of `buckets` (at least 1) times `bucket`.
    pub fn new(bucket: Duration, buckets: usize) -> RollingCount {
        RollingCount {
            bucket_us: (bucket.as_micros() as u64).max(1),
            newest: 0,
            counts: VecDeque::from(vec![0; buckets.max(1)]),
            total: 0,
        }
    }

    /// Counts `times` at `now`. A moment before the newest bucket counts in the newest.
    pub fn note(&mut self, now: Moment, times: u32) {
        self.turn(now);
        if let Some(newest) = self.counts.back_mut() {
            let before = *newest;
            *newest = newest.saturating_add(times);
            self.total += u64::from(*newest - before);
        }
    }

    /// The count in the window that ends at `now`.
    pub fn count(&mut self, now: Moment) -> u64 {
        self.turn(now);
        self.total
    }

    /// When the count will be below `limit` if nothing more happens; `now` when it is already.
    pub fn below_at(&mut self, now: Moment, limit: u64) -> Moment {
        let mut left = self.count(now);
        if left < limit {
            return now;
        }
        let oldest = self.newest + 1;
        for (age, count) in self.counts.iter().enumerate() {
            left -= u64::from(*count);
            if left < limit {
                // The bucket leaves when the window's end moves one bucket on for each bucket up to it.
                return Moment((oldest + age as u64) * self.bucket_us);
            }
        }
        Moment((oldest + self.counts.len() as u64) * self.bucket_us)
    }

    fn turn(&mut self, now: Moment) {
        let bucket = now.0 / self.bucket_us;
        let passed = bucket.saturating_sub(self.newest);
        for _ in 0..passed.min(self.counts.len() as u64) {
            self.total -= u64::from(self.counts.pop_front().unwrap_or(0));
            self.counts.push_back(0);
        }
        self.newest = self.newest.max(bucket);
    }
}

/// A limit of a few in a window, to the microsecond: remembers each moment. Memory: the limit times eight bytes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RecentTimes {
    limit: usize,
    window_us: u64,
    times_us: VecDeque<u64>,
}

impl RecentTimes {
    /// At most `limit` (at least 1) in `window`.
    pub fn new(limit: usize, window: Duration) -> RecentTimes {
        RecentTimes {
            limit: limit.max(1),
            window_us: window.as_micros() as u64,
            times_us: VecDeque::new(),
        }
    }

    /// When one more is admitted: None = at once.
    pub fn free_at(&mut self, now: Moment) -> Option<Moment> {
        while self
            .times_us
            .front()
            .is_some_and(|at| at.saturating_add(self.window_us) <= now.0)
        {
            self.times_us.pop_front();
        }
        let oldest = *self.times_us.front()?;
        (self.times_us.len() >= self.limit).then_some(Moment(oldest + self.window_us))
    }

    /// Counts one.
    ///
    /// # Errors
    /// When the window is full: the moment from which on there is room again.
    pub fn admit(&mut self, now: Moment) -> Result<(), Moment> {
        if let Some(free) = self.free_at(now) {
            return Err(free);
        }
        let last = self.times_us.back().copied().unwrap_or(0);
        self.times_us.push_back(now.0.max(last));
        Ok(())
    }

    /// How many are in the window.
    pub fn count(&mut self, now: Moment) -> usize {
        let _ = self.free_at(now);
        self.times_us.len()
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.times_us.clear();
    }
}

#[cfg(test)]
mod tests;
