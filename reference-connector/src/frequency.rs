//! How often one number may get the same template: three times within 24 hours of the world's time. Pure: time is a
//! parameter.
//!
//! Only the last three sends of a pair matter, so no more are kept; pairs whose last send is older than the window are
//! dropped when room is needed.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use crate::policy::TEMPLATE_SENDS_MAX;

/// Pairs of number and template that are remembered.
const PAIRS_MAX: usize = 500_000;
/// Long before every send.
const NEVER: i64 = i64::MIN;

/// The last sends of each pair.
#[derive(Debug)]
pub(crate) struct Frequency {
    window_ms: i64,
    pairs_max: usize,
    hasher: RandomState,
    /// Under a hash of number and template: milliseconds, oldest first.
    last: HashMap<u64, [i64; TEMPLATE_SENDS_MAX]>,
}

impl Frequency {
    /// `window_ms` in this machine's time.
    pub(crate) fn new(window_ms: i64) -> Frequency {
        Frequency {
            window_ms,
            pairs_max: PAIRS_MAX,
            hasher: RandomState::new(),
            last: HashMap::new(),
        }
    }

    /// Counts a send, unless it would be one too many.
    pub(crate) fn admit(&mut self, number: &str, template: &str, now_ms: i64) -> bool {
        let window_begins = now_ms - self.window_ms;
        let pair = self.hasher.hash_one((number, template));
        let oldest = self.last.get(&pair).map_or(NEVER, |times| times[0]);
        if oldest > window_begins {
            return false;
        }
        self.count_pair(pair, now_ms);
        true
    }

    /// Counts a send that was made before.
    pub(crate) fn count(&mut self, number: &str, template: &str, at_ms: i64) {
        let pair = self.hasher.hash_one((number, template));
        self.count_pair(pair, at_ms);
    }

    fn count_pair(&mut self, pair: u64, at_ms: i64) {
        if self.last.len() >= self.pairs_max && !self.last.contains_key(&pair) {
            self.make_room(at_ms);
        }
        let times = self.last.entry(pair).or_insert([NEVER; TEMPLATE_SENDS_MAX]);
        times.rotate_left(1);
        times[TEMPLATE_SENDS_MAX - 1] = at_ms;
    }

    /// Drops what is older than the window; where that is not enough, the older half.
    fn make_room(&mut self, now_ms: i64) {
        let newest = |times: &[i64; TEMPLATE_SENDS_MAX]| times[TEMPLATE_SENDS_MAX - 1];
        let window_begins = now_ms - self.window_ms;
        self.last.retain(|_, times| newest(times) > window_begins);
        if self.last.len() >= self.pairs_max {
            let mut all: Vec<i64> = self.last.values().map(newest).collect();
            let middle = all.len() / 2;
            let median = *all.select_nth_unstable(middle).1;
            self.last.retain(|_, times| newest(times) > median);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fourth_send_of_a_template_to_a_number_waits_for_the_window() {
        let mut frequency = Frequency::new(100);
        let mut admit = |number, template, now| frequency.admit(number, template, now);
        let times = [
            (0, true),
            (10, true),
            (20, true),
            (30, false),
            (99, false),
            (100, true),
        ];
        for (now, expected) in times {
            assert_eq!(admit("55", "delivered", now), expected, "at {now}");
        }
        // The window moves on with each send that leaves it.
        assert!(!admit("55", "delivered", 109));
        assert!(admit("55", "delivered", 110));
    }

    #[test]
    fn other_numbers_and_other_templates_count_for_themselves() {
        let mut frequency = Frequency::new(100);
        for now in 0..3 {
            assert!(frequency.admit("55", "delivered", now));
        }
        assert!(!frequency.admit("55", "delivered", 3));
        assert!(frequency.admit("55", "exception", 3));
        assert!(frequency.admit("56", "delivered", 3));
    }

    #[test]
    fn sends_of_an_earlier_process_count() {
        let mut frequency = Frequency::new(100);
        for at in 0..3 {
            frequency.count("55", "delivered", at);
        }
        assert!(!frequency.admit("55", "delivered", 50));
    }

    #[test]
    fn memory_is_bounded_and_forgets_the_oldest_first() {
        let mut frequency = Frequency::new(1_000);
        frequency.pairs_max = 10;
        for number in 0..50 {
            frequency.count(&number.to_string(), "delivered", number);
            assert!(frequency.last.len() <= 10);
        }
        for at in 50..53 {
            frequency.count("49", "delivered", at);
        }
        assert!(!frequency.admit("49", "delivered", 60));
    }
}
