//! Pair limit: what one business number may send to one customer, 131056 beyond.
//!
//! One message in 6 seconds; a burst of up to 45 is let through and borrows from the future: after N messages the
//! sender waits N times 6 seconds before the pair is as it was. A GCRA with one stored time a pair. Source: Meta,
//! Cloud API, "About the platform", pair rate limits.
//!
//! Memory: only pairs in debt. A sweep drops the others whenever the map has doubled, so at most twice the pairs in
//! debt, or 10,000, are held; a pair's debt never lasts longer than 45 times 6 seconds.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::key::{self, Keyed};
use crate::clock::Moment;

/// Time that one message costs a pair.
pub const PAIR_INTERVAL: Duration = Duration::from_secs(6);
/// Messages that a pair may send at once.
pub const PAIR_BURST: u32 = 45;
const SWEEP_FROM: usize = 10_000;

/// How long to wait before a send that was refused with 131056 is tried again: 4^X seconds, X being the number of
/// failures before this one; the first failure counts as 0. Kept at 4^10 (12 days): later ones wait no longer.
pub fn retry_after(earlier_failures: u32) -> Duration {
    Duration::from_secs(4u64.pow(earlier_failures.min(10)))
}

/// The pairs of one business number. Customers are keyed by the hash of their number.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct PairLimit {
    free_at_us: Keyed<u64>,
    next_sweep: usize,
}

impl PairLimit {
    /// Counts one message to `recipient` (digits); false when the pair has none left.
    pub fn admit(&mut self, recipient: &str, now: Moment) -> bool {
        self.admit_key(key::of(recipient), now)
    }

    /// Counts one message to the customer with this key; false when the pair has none left.
    pub fn admit_key(&mut self, recipient: u64, now: Moment) -> bool {
        if self.free_at_us.len() > self.next_sweep.max(SWEEP_FROM) {
            self.free_at_us.retain(|_, free_at| *free_at > now.0);
            self.next_sweep = self.free_at_us.len() * 2;
        }
        let tolerance = (PAIR_INTERVAL * (PAIR_BURST - 1)).as_micros() as u64;
        let free_at = self.free_at_us.entry(recipient.into()).or_insert(0);
        let start = (*free_at).max(now.0);
        if start - now.0 > tolerance {
            return false;
        }
        *free_at = start + PAIR_INTERVAL.as_micros() as u64;
        true
    }

    /// When the pair is admitted again: None = at once.
    pub fn free_at(&self, recipient: u64, now: Moment) -> Option<Moment> {
        let tolerance = PAIR_INTERVAL * (PAIR_BURST - 1);
        let paid = Moment(*self.free_at_us.get(&recipient.into())?).before(tolerance);
        (paid > now).then_some(paid)
    }

    /// Pairs held in memory.
    pub fn pairs(&self) -> usize {
        self.free_at_us.len()
    }
}

#[cfg(test)]
mod tests;
