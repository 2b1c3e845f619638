//! The messages that a gateway can still be asked about: bounded, the oldest goes first.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

/// What a shelf needs to know of a message.
pub(super) trait Shelved {
    /// Unique on the shelf.
    fn id(&self) -> u64;
    /// The recipient, as it is asked for.
    fn recipient(&self) -> &str;
}

/// Messages in the order in which they came. Memory: at most `most` messages and two index entries each.
#[derive(Debug)]
pub(super) struct Shelf<T> {
    most: usize,
    order: VecDeque<u64>,
    by_id: HashMap<u64, Arc<T>>,
    by_recipient: HashMap<String, VecDeque<u64>>,
}

impl<T: Shelved> Shelf<T> {
    pub(super) fn new(most: usize) -> Shelf<T> {
        Shelf {
            most: most.max(1),
            order: VecDeque::new(),
            by_id: HashMap::new(),
            by_recipient: HashMap::new(),
        }
    }

    /// Puts one on the shelf; the oldest goes when it is full.
    pub(super) fn put(&mut self, item: Arc<T>) {
        while self.by_id.len() >= self.most {
            let Some(oldest) = self.order.pop_front() else {
                break;
            };
            self.forget(oldest);
        }
        self.order.push_back(item.id());
        self.by_recipient
            .entry(item.recipient().to_owned())
            .or_default()
            .push_back(item.id());
        self.by_id.insert(item.id(), item);
    }

    /// Takes one away; false when it is not there.
    pub(super) fn remove(&mut self, id: u64) -> bool {
        let there = self.by_id.contains_key(&id);
        if there {
            self.order.retain(|kept| *kept != id);
            self.forget(id);
        }
        there
    }

    pub(super) fn get(&self, id: u64) -> Option<&Arc<T>> {
        self.by_id.get(&id)
    }

    /// All of them, newest first.
    pub(super) fn newest(&self) -> impl Iterator<Item = &Arc<T>> {
        self.order.iter().rev().filter_map(|id| self.by_id.get(id))
    }

    /// Those to one recipient, newest first.
    pub(super) fn newest_to(&self, recipient: &str) -> impl Iterator<Item = &Arc<T>> {
        let ids = self.by_recipient.get(recipient).into_iter().flatten().rev();
        ids.filter_map(|id| self.by_id.get(id))
    }

    fn forget(&mut self, id: u64) {
        let Some(item) = self.by_id.remove(&id) else {
            return;
        };
        if let Some(ids) = self.by_recipient.get_mut(item.recipient()) {
            // The oldest of all is the oldest of its recipient.
            if ids.front() == Some(&id) {
                ids.pop_front();
            } else {
                ids.retain(|kept| *kept != id);
            }
            if ids.is_empty() {
                self.by_recipient.remove(item.recipient());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Item(u64, &'static str);

    impl Shelved for Item {
        fn id(&self) -> u64 {
            self.0
        }

        fn recipient(&self) -> &str {
            self.1
        }
    }

    #[test]
    fn the_oldest_goes_first_from_every_index() {
        let mut shelf = Shelf::new(3);
        for id in 1..=5 {
            shelf.put(Arc::new(Item(id, if id % 2 == 0 { "even" } else { "odd" })));
        }
        let ids =
            |found: &mut dyn Iterator<Item = &Arc<Item>>| found.map(|i| i.0).collect::<Vec<_>>();
        assert_eq!(ids(&mut shelf.newest()), [5, 4, 3]);
        assert_eq!(ids(&mut shelf.newest_to("odd")), [5, 3]);
        assert!(shelf.remove(4) && !shelf.remove(4));
        assert_eq!(ids(&mut shelf.newest_to("even")), [0u64; 0]);
        assert_eq!(
            (
                shelf.order.len(),
                shelf.by_id.len(),
                shelf.by_recipient.len()
            ),
            (2, 2, 1)
        );
    }
}
