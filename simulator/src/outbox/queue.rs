//! What waits in the outbox, by time: statuses and other webhooks until they fall due, posts until their next
//! attempt, the world's reminders.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;

use crate::due::{Due, Target, Timer, WebhookDue};
use crate::settings::PhoneNumber;
use crate::sms::{SmsErrand, SmsTimer};
use crate::world::StatusDue;

use super::short_messages::SmsPost;

#[derive(Default)]
pub(super) struct Queue {
    pub(super) timers: BinaryHeap<Reverse<Timed>>,
    /// How many of them are reminders: they are nobody's outstanding webhook.
    pub(super) reminders: usize,
    sequence: u64,
}

pub(super) struct Timed {
    pub(super) at: Instant,
    sequence: u64,
    pub(super) what: Waiting,
}

/// Statuses are by far the most; everything else is boxed to keep the heap's entries small.
pub(super) enum Waiting {
    Status(StatusDue),
    Notice(Box<WebhookDue>),
    Post(Box<Post>),
    Reminder(Box<Timer>),
    SmsPush(Box<SmsPost>),
    /// Not among the reminders: pushes come of it.
    SmsTimer(SmsTimer),
}

impl From<Due> for Waiting {
    fn from(due: Due) -> Waiting {
        match due {
            Due::Status(status) => Waiting::Status(status),
            Due::Notice(notice) => Waiting::Notice(notice),
            Due::Timer(timer) => Waiting::Reminder(Box::new(timer.timer)),
            Due::Sms(sms) => match sms.errand {
                SmsErrand::Push(push) => Waiting::SmsPush(Box::new(SmsPost::first(*push))),
                SmsErrand::Wake(timer) => Waiting::SmsTimer(timer),
            },
        }
    }
}

impl Waiting {
    pub(super) fn is_reminder(&self) -> bool {
        matches!(self, Waiting::Reminder(_))
    }
}

/// A webhook ready to be posted.
#[derive(Clone)]
pub(super) struct Post {
    pub(super) webhook: u64,
    pub(super) attempt: u32,
    pub(super) first_at: Instant,
    pub(super) target: Arc<Target>,
    pub(super) headers: Arc<[(String, String)]>,
    pub(super) body: Bytes,
    /// What it carries, for posting it again. None: it is offered once.
    pub(super) again: Option<Arc<Load>>,
}

/// What a webhook carries.
pub(super) enum Load {
    /// Statuses, from the account and number of the first one.
    Statuses {
        ids: Vec<u64>,
        account_id: Arc<str>,
        number: Arc<PhoneNumber>,
        /// Kept where another app may get them in another shape.
        kept: Vec<StatusDue>,
    },
    /// One webhook of another kind.
    Notice(Box<WebhookDue>),
    /// Bytes that somebody else made and signed, for one address.
    Ready,
}

impl PartialEq for Timed {
    fn eq(&self, other: &Timed) -> bool {
        (self.at, self.sequence) == (other.at, other.sequence)
    }
}
impl Eq for Timed {}
impl PartialOrd for Timed {
    fn partial_cmp(&self, other: &Timed) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Timed {
    fn cmp(&self, other: &Timed) -> std::cmp::Ordering {
        (self.at, self.sequence).cmp(&(other.at, other.sequence))
    }
}

impl Queue {
    pub(super) fn push(&mut self, at: Instant, what: Waiting) {
        self.sequence += 1;
        self.reminders += usize::from(what.is_reminder());
        self.timers.push(Reverse(Timed {
            at,
            sequence: self.sequence,
            what,
        }));
    }

    /// The next thing that is due at `now`.
    pub(super) fn pop(&mut self, now: Instant) -> Option<Waiting> {
        let due = self.next().is_some_and(|at| at <= now);
        let Reverse(timed) = due.then(|| self.timers.pop()).flatten()?;
        self.reminders -= usize::from(timed.what.is_reminder());
        Some(timed.what)
    }

    pub(super) fn next(&self) -> Option<Instant> {
        self.timers.peek().map(|Reverse(timed)| timed.at)
    }

    /// Webhooks, reminders left out.
    pub(super) fn webhooks(&self) -> usize {
        self.timers.len() - self.reminders
    }

    pub(super) fn webhooks_until(&self, until: Instant) -> usize {
        self.timers
            .iter()
            .filter(|Reverse(timed)| timed.at <= until && !timed.what.is_reminder())
            .count()
    }
}
