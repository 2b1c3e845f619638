//! A bounded list whose oldest item goes first. Places never change meaning: a place that is gone stays gone.

use std::collections::VecDeque;

use super::Found;

#[derive(Debug)]
pub(super) struct Ring<T> {
    items: VecDeque<T>,
    kept_max: usize,
    /// The place of the first item.
    first: u64,
    /// How many went to make room, since the last clearing.
    forgotten: u64,
}

impl<T> Ring<T> {
    pub(super) fn new(kept_max: usize) -> Ring<T> {
        Ring {
            items: VecDeque::new(),
            kept_max: kept_max.max(1),
            first: 0,
            forgotten: 0,
        }
    }

    /// Adds an item; answers the one that had to go.
    pub(super) fn push(&mut self, item: T) -> Option<T> {
        let gone = (self.items.len() >= self.kept_max)
            .then(|| self.items.pop_front())
            .flatten();
        if gone.is_some() {
            self.first += 1;
            self.forgotten += 1;
        }
        self.items.push_back(item);
        gone
    }

    pub(super) fn get(&self, place: u64) -> Option<&T> {
        self.items.get(self.index(place)?)
    }

    pub(super) fn get_mut(&mut self, place: u64) -> Option<&mut T> {
        let index = self.index(place)?;
        self.items.get_mut(index)
    }

    /// The newest item and its place.
    pub(super) fn last_mut(&mut self) -> Option<(u64, &mut T)> {
        let place = self.first + (self.items.len() as u64).checked_sub(1)?;
        Some((place, self.items.back_mut()?))
    }

    pub(super) fn iter_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut T> {
        self.items.iter_mut()
    }

    pub(super) fn clear(&mut self) {
        self.first += self.items.len() as u64;
        self.items.clear();
        self.forgotten = 0;
    }

    fn index(&self, place: u64) -> Option<usize> {
        usize::try_from(place.checked_sub(self.first)?).ok()
    }
}

impl<T: Clone> Ring<T> {
    pub(super) fn newest(&self, limit: usize, wanted: impl Fn(&T) -> bool) -> Found<T> {
        let newest = self.items.iter().rev();
        Found {
            items: newest
                .filter(|item| wanted(item))
                .take(limit)
                .cloned()
                .collect(),
            kept: self.items.len(),
            forgotten: self.forgotten,
        }
    }
}
