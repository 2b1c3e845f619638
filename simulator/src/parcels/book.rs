//! A map that keeps a number of entries: the oldest goes when a new one needs room.

use std::borrow::Borrow;
use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

use super::{Known, Tellers};
use crate::clock::Moment;
use crate::parcel::Checkpoint;
use crate::population::Population;

/// Where a parcel of the population is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) checkpoint: Checkpoint,
    pub(super) at: Moment,
    /// The id that its carrier gave it, where one does.
    pub(super) id: Option<u64>,
    pub(super) tellers: Tellers,
}

impl Place {
    pub(super) fn of(self, population: &Population, index: u64) -> Known {
        Known {
            parcel: population.parcel(index),
            checkpoint: self.checkpoint,
            at: self.at,
            life: None,
            tellers: self.tellers,
        }
    }
}

/// The map.
#[derive(Debug)]
pub(super) struct Bounded<K, V> {
    entries: HashMap<K, V>,
    order: VecDeque<K>,
    most: usize,
    forgot: bool,
}

impl<K: Hash + Eq + Clone, V> Bounded<K, V> {
    pub(super) fn new(most: usize) -> Bounded<K, V> {
        Bounded {
            entries: HashMap::new(),
            order: VecDeque::new(),
            most,
            forgot: false,
        }
    }

    /// A new entry, or a change of the one that is there. Gives what had to go.
    pub(super) fn put(&mut self, key: K, value: V, change: impl FnOnce(&mut V)) -> Option<V> {
        if let Some(kept) = self.entries.get_mut(&key) {
            change(kept);
            return None;
        }
        let oldest = (self.order.len() == self.most).then(|| self.order.pop_front());
        let gone = oldest.flatten().and_then(|key| self.entries.remove(&key));
        self.forgot |= gone.is_some();
        self.order.push_back(key.clone());
        self.entries.insert(key, value);
        gone
    }

    pub(super) fn get<Q>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.entries.get(key)
    }

    /// Whether anything had to go.
    pub(super) fn forgot(&self) -> bool {
        self.forgot
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &V> {
        self.entries.values()
    }

    /// The newest first.
    pub(super) fn newest(&self) -> impl Iterator<Item = (&K, &V)> {
        let keys = self.order.iter().rev();
        keys.filter_map(|key| self.entries.get_key_value(key))
    }

    pub(super) fn clear(&mut self) {
        self.entries.clear();
        self.order.clear();
        self.forgot = false;
    }
}
