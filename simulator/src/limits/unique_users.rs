//! How many different users were written to lately: the count behind messaging limits.
//!
//! Each user is in the bucket of its latest message; a ring of counters says how many users each bucket holds. So
//! counting is O(1), and a user counts for the window less at most one bucket. Memory: a slot of 13 bytes a user
//! (a million users: 27 MB), at most twice the users in the window or 10,000, and never more than twice `most`.

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::key::Keyed;
use crate::clock::Moment;

const SWEEP_FROM: usize = 10_000;

/// Different users in a moving window.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct UniqueUsers {
    bucket_us: u64,
    most: usize,
    newest: u32,
    /// Users by bucket, the newest last.
    counts: VecDeque<u32>,
    total: u64,
    last: Keyed<u32>,
    next_sweep: usize,
}

impl UniqueUsers {
    /// A window of `buckets` (at least 1) times `bucket` (at least a second), for at most `most` users.
    pub fn new(bucket: Duration, buckets: usize, most: usize) -> UniqueUsers {
        UniqueUsers {
            bucket_us: bucket.max(Duration::from_secs(1)).as_micros() as u64,
            most,
            newest: 0,
            counts: VecDeque::from(vec![0; buckets.max(1)]),
            total: 0,
            last: Keyed::default(),
            next_sweep: 0,
        }
    }

    /// A moving day in minutes.
    pub fn of_a_day(most: usize) -> UniqueUsers {
        UniqueUsers::new(Duration::from_secs(60), 24 * 60, most)
    }

    /// A moving number of days in hours.
    pub fn of_days(days: usize, most: usize) -> UniqueUsers {
        UniqueUsers::new(Duration::from_secs(3_600), days * 24, most)
    }

    /// Users in the window that ends at `now`.
    pub fn count(&mut self, now: Moment) -> u64 {
        self.turn(now);
        self.total
    }

    /// Whether the user is in the window that ends at `now`.
    pub fn contains(&mut self, now: Moment, user: u64) -> bool {
        self.turn(now);
        self.last
            .get(&user.into())
            .is_some_and(|last| self.live(*last))
    }

    /// Counts a message to a user. False when there is no room for another user.
    pub fn note(&mut self, now: Moment, user: u64) -> bool {
        self.turn(now);
        let before = self
            .last
            .get(&user.into())
            .copied()
            .filter(|last| self.live(*last));
        match before {
            Some(last) => {
                let index = self.index(last);
                self.counts[index] -= 1;
            }
            None if self.total >= self.most as u64 => return false,
            None => self.total += 1,
        }
        let newest = self.counts.len() - 1;
        self.counts[newest] += 1;
        self.last.insert(user.into(), self.newest);
        self.sweep();
        true
    }

    /// Lets more users in than before.
    pub fn raise_most(&mut self, most: usize) {
        self.most = self.most.max(most);
    }

    /// Users held in memory, those of the past included.
    pub fn held(&self) -> usize {
        self.last.len()
    }

    fn oldest(&self) -> u32 {
        (self.newest + 1).saturating_sub(self.counts.len() as u32)
    }

    fn live(&self, bucket: u32) -> bool {
        bucket >= self.oldest()
    }

    /// Where a live bucket's counter is.
    fn index(&self, bucket: u32) -> usize {
        (bucket + self.counts.len() as u32 - 1 - self.newest) as usize
    }

    fn turn(&mut self, now: Moment) {
        let bucket = (now.0 / self.bucket_us).min(u64::from(u32::MAX / 2)) as u32;
        let passed = bucket.saturating_sub(self.newest) as usize;
        for _ in 0..passed.min(self.counts.len()) {
            self.total -= u64::from(self.counts.pop_front().unwrap_or(0));
            self.counts.push_back(0);
        }
        self.newest = self.newest.max(bucket);
    }

    fn sweep(&mut self) {
        if self.last.len() > self.next_sweep.max(SWEEP_FROM) {
            let oldest = self.oldest();
            self.last.retain(|_, last| *last >= oldest);
            self.next_sweep = self.last.len() * 2;
        }
    }
}

#[cfg(test)]
mod tests;
