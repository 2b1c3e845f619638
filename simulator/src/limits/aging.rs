//! A map that forgets: what nobody touched for a while goes, without a sweep on the hot path.
//!
//! Two generations. Writes go to the young one; when it is as old as the keeping time, it becomes the old one and
//! the old one goes whole. So an entry lives at least `keep` after its last write, and goes with a write after twice
//! that; whoever needs the exact age stores the time in the value. At `most` entries the old generation goes early, counted.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::key::Keyed;
#[cfg(test)]
use super::key::table_bytes;
use crate::clock::Moment;

/// Key of 64 bits to a small value.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct AgingMap<V> {
    keep_us: u64,
    most: usize,
    young_since_us: u64,
    young: Keyed<V>,
    old: Keyed<V>,
    forgotten_early: u64,
}

impl<V: Copy> AgingMap<V> {
    /// Keeps every entry for `keep` after its last write, and at most `most` entries (at least 2).
    pub(crate) fn new(keep: Duration, most: usize) -> AgingMap<V> {
        AgingMap {
            keep_us: keep.as_micros() as u64,
            most: most.max(2),
            young_since_us: 0,
            young: Keyed::default(),
            old: Keyed::default(),
            forgotten_early: 0,
        }
    }

    /// The value of a key, if it is still known; it may be older than `keep`.
    pub(crate) fn get(&self, key: u64) -> Option<V> {
        let key = key.into();
        self.young.get(&key).or_else(|| self.old.get(&key)).copied()
    }

    /// Writes a key's value.
    pub(crate) fn insert(&mut self, now: Moment, key: u64, value: V) {
        self.make_room(now);
        self.young.insert(key.into(), value);
    }

    /// Takes a key away.
    pub(crate) fn remove(&mut self, key: u64) {
        let key = key.into();
        self.young.remove(&key);
        self.old.remove(&key);
    }

    /// Entries held, those that were written again in the meantime counted twice.
    pub(crate) fn len(&self) -> usize {
        self.young.len() + self.old.len()
    }

    /// Entries that went before their time because the map was full.
    pub(crate) fn forgotten_early(&self) -> u64 {
        self.forgotten_early
    }

    /// Bytes of both tables.
    #[cfg(test)]
    pub(crate) fn bytes(&self) -> usize {
        table_bytes(&self.young) + table_bytes(&self.old)
    }

    fn make_room(&mut self, now: Moment) {
        let full = self.young.len() >= self.most / 2;
        let age_us = now.0.saturating_sub(self.young_since_us);
        if age_us < self.keep_us {
            if !full {
                return;
            }
            self.forgotten_early += self.old.len() as u64;
        }
        self.old = std::mem::take(&mut self.young);
        if age_us >= self.keep_us.saturating_mul(2) {
            // Nothing was written for longer than the keeping time: the former young ones are too old as well.
            self.old = Keyed::default();
        }
        self.young_since_us = self.young_since_us.max(now.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3_600);

    #[test]
    fn an_entry_is_known_for_its_time_and_gone_after_twice_that() {
        let mut map = AgingMap::new(HOUR, 1_000);
        map.insert(Moment::from_unix_s(100_000), 1, 'a');
        map.insert(Moment::from_unix_s(103_599), 2, 'b');
        assert_eq!(map.get(1), Some('a'));
        map.insert(Moment::from_unix_s(103_600), 3, 'c');
        assert_eq!(map.get(2), Some('b'), "two seconds old only");
        map.insert(Moment::from_unix_s(107_200), 4, 'd');
        assert_eq!(map.get(1), None);
        assert_eq!(map.len(), 2);
    }

    #[test]
    fn after_a_long_silence_nothing_is_left() {
        let mut map = AgingMap::new(HOUR, 1_000);
        map.insert(Moment::from_unix_s(100_000), 1, 'a');
        map.insert(Moment::from_unix_s(107_200), 2, 'b');
        assert_eq!((map.get(1), map.len()), (None, 1));
    }

    #[test]
    fn a_full_map_forgets_its_oldest_and_counts_them() {
        let mut map = AgingMap::new(HOUR, 100);
        for key in 0..1_000u64 {
            map.insert(Moment::from_unix_s(100_000), key, ());
            assert!(map.len() <= 100);
        }
        assert_eq!(map.get(999), Some(()));
        assert_eq!(map.get(0), None);
        assert!(map.forgotten_early() >= 900, "{}", map.forgotten_early());
    }
}
