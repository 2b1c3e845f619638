//! What waits in the outbox: statuses until they fall due, webhooks until their next attempt, by time.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;

use crate::world::StatusDue;

#[derive(Default)]
pub(super) struct Queue {
    pub(super) timers: BinaryHeap<Reverse<Timer>>,
    pub(super) batch: Vec<StatusDue>,
    pub(super) batch_since: Option<Instant>,
    pub(super) sequence: u64,
}

pub(super) struct Timer {
    pub(super) at: Instant,
    pub(super) sequence: u64,
    pub(super) what: Waiting,
}

pub(super) enum Waiting {
    Status(StatusDue),
    Post(Post),
}

#[derive(Clone)]
pub(super) struct Post {
    pub(super) webhook: u64,
    pub(super) attempt: u32,
    pub(super) first_at: Instant,
    pub(super) headers: Arc<[(String, String)]>,
    pub(super) body: Bytes,
    pub(super) again: bool,
}

impl PartialEq for Timer {
    fn eq(&self, other: &Timer) -> bool {
        (self.at, self.sequence) == (other.at, other.sequence)
    }
}
impl Eq for Timer {}
impl PartialOrd for Timer {
    fn partial_cmp(&self, other: &Timer) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Timer {
    fn cmp(&self, other: &Timer) -> std::cmp::Ordering {
        (self.at, self.sequence).cmp(&(other.at, other.sequence))
    }
}

impl Queue {
    pub(super) fn push(&mut self, at: Instant, what: Waiting) {
        self.sequence += 1;
        self.timers.push(Reverse(Timer {
            at,
            sequence: self.sequence,
            what,
        }));
    }

    pub(super) fn take_batch(&mut self) -> Vec<StatusDue> {
        self.batch_since = None;
        std::mem::take(&mut self.batch)
    }
}
