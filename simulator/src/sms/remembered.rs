//! A bounded memory of "seen before": two generations of hashes, so that forgetting never sweeps.

use std::collections::HashSet;
use std::time::Duration;

use crate::clock::Moment;

/// Keeps every hash for at least `keep` after it was seen, unless there are more than `most`: then the older half goes.
#[derive(Debug)]
pub(super) struct Remembered {
    keep: Duration,
    most: usize,
    young_since: Moment,
    young: HashSet<u64>,
    old: HashSet<u64>,
}

impl Remembered {
    pub(super) fn new(keep: Duration, most: usize) -> Remembered {
        Remembered {
            keep,
            most: most.max(2),
            young_since: Moment::default(),
            young: HashSet::new(),
            old: HashSet::new(),
        }
    }

    /// Whether it was seen before; it is from now on.
    pub(super) fn seen(&mut self, now: Moment, hash: u64) -> bool {
        let aged = now.since(self.young_since) >= self.keep;
        if aged || self.young.len() >= self.most / 2 {
            self.old = std::mem::take(&mut self.young);
            if aged && now.since(self.young_since) >= self.keep * 2 {
                self.old.clear();
            }
            self.young_since = now;
        }
        self.old.contains(&hash) || !self.young.insert(hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_seen_is_known_for_its_time_and_not_for_ever() {
        let mut seen = Remembered::new(Duration::from_secs(900), 1_000);
        let at = |s: u64| Moment::from_unix_s(1_800_000_000 + s);
        assert!(!seen.seen(at(0), 1));
        assert!(seen.seen(at(899), 1));
        assert!(!seen.seen(at(3_000), 1));
    }

    #[test]
    fn it_never_holds_more_than_it_may() {
        let mut seen = Remembered::new(Duration::from_secs(900), 100);
        for hash in 0..10_000 {
            seen.seen(Moment::from_unix_s(1_800_000_000), hash);
            assert!(seen.young.len() + seen.old.len() <= 100);
        }
        assert!(seen.seen(Moment::from_unix_s(1_800_000_000), 9_999));
    }
}
