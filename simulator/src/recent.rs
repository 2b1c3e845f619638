//! Recent facts in memory, for the person who develops a connector against the world: the last messages with
//! their statuses, what was posted, what was refused and why. An [`Observer`] that never makes the world wait.
//!
//! Each kind is bounded ([`KEPT_MAX`]) and its oldest go first, counted; the counters of [`metrics`] cover
//! everything from the start. It is no ledger: nothing reaches a disk, and a run does not use it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::clock::Moment;
use crate::observation::{
    Attempt, CarrierQuery, Class, Observation, Observer, Outcome, Recorded, Rejection, Send, Status,
};
use crate::sms::{PushKind, SmsStatus};

mod facts;
pub mod metrics;
mod ring;
mod short_messages;

use facts::Facts;
use metrics::Metrics;

pub use short_messages::{ReceiptSeen, ShortMessage};

/// Messages, attempts and rejections that are kept, of each kind.
pub const KEPT_MAX: usize = 10_000;
/// Statuses that an attempt names; a webhook can carry a thousand.
pub const NAMED_MAX: usize = 20;

/// An accepted send and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// The wamid under which it was accepted.
    pub wamid: String,
    /// The send.
    pub send: Send,
    /// Its statuses, in the order in which they were made.
    pub statuses: Vec<StatusSeen>,
    /// Why the connector may not know that it was accepted.
    pub answer_lost: Option<&'static str>,
}

/// A status of a message.
#[derive(Debug, Clone, PartialEq)]
pub struct StatusSeen {
    /// The fact's id.
    pub id: u64,
    /// Which.
    pub status: Status,
    /// Graph code of a failed one.
    pub code: Option<u32>,
    /// Genuine or forged.
    pub class: Class,
    /// When its webhook falls due.
    pub due: Moment,
    /// How often it was posted.
    pub attempts: u32,
    /// How the latest attempt ended; an ack stays.
    pub outcome: Option<Outcome>,
}

/// What an attempt posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A webhook of statuses.
    Statuses {
        /// The webhook's id.
        webhook: u64,
        /// Wamid and status, the first [`NAMED_MAX`] of them.
        named: Vec<(String, Status)>,
        /// How many it carries in all.
        count: usize,
        /// Genuine, duplicate or forged.
        class: Class,
    },
    /// A webhook with a customer's message.
    CustomerMessage {
        /// The webhook's id.
        webhook: u64,
    },
    /// A carrier's notice of a parcel.
    Notice {
        /// The carrier's word.
        carrier: &'static str,
        /// The parcel's number.
        tracking_number: String,
    },
    /// A push of an SMS gateway.
    SmsPush {
        /// The push's id.
        push: u64,
        /// Which; None when its contents are forgotten already.
        kind: Option<PushKind>,
        /// Genuine or duplicate.
        class: Class,
        /// The provider's reference of a message and its status, the first [`NAMED_MAX`] of them.
        named: Vec<(String, SmsStatus)>,
        /// How many receipts or customers' messages it carries in all.
        count: usize,
    },
    /// A webhook whose contents are forgotten already.
    Forgotten {
        /// The webhook's id.
        webhook: u64,
    },
}

/// One attempt to post something to the connector.
#[derive(Debug, Clone, PartialEq)]
pub struct Posted {
    /// What.
    pub subject: Subject,
    /// How it went.
    pub attempt: Attempt,
}

/// Some of what is kept, the newest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Found<T> {
    /// Those that were asked for.
    pub items: Vec<T>,
    /// How many of this kind are kept.
    pub kept: usize,
    /// How many of this kind went before, to make room.
    pub forgotten: u64,
}

/// Keeps recent facts and counts all.
#[derive(Debug)]
pub struct Recent {
    facts: Mutex<Facts>,
    metrics: Metrics,
}

impl Recent {
    /// An observer that has seen nothing. `started` is the process's start for `/metrics`.
    pub fn new(started: Moment) -> Recent {
        Recent::keeping(started, KEPT_MAX)
    }

    fn keeping(started: Moment, kept_max: usize) -> Recent {
        Recent {
            facts: Mutex::new(Facts::new(kept_max)),
            metrics: Metrics::new(started),
        }
    }

    /// Accepted messages for which `wanted` holds, the newest first, at most `limit`.
    pub fn messages(&self, limit: usize, wanted: impl Fn(&Message) -> bool) -> Found<Message> {
        self.lock().messages.newest(limit, wanted)
    }

    /// Attempts for which `wanted` holds, the newest first, at most `limit`.
    pub fn attempts(&self, limit: usize, wanted: impl Fn(&Posted) -> bool) -> Found<Posted> {
        self.lock().attempts.newest(limit, wanted)
    }

    /// Refused requests for which `wanted` holds, the newest first, at most `limit`.
    pub fn rejections(
        &self,
        limit: usize,
        wanted: impl Fn(&Rejection) -> bool,
    ) -> Found<Rejection> {
        self.lock().rejections.newest(limit, wanted)
    }

    /// Short messages for which `wanted` holds, accepted or refused, the newest first, at most `limit`.
    pub fn short_messages(
        &self,
        limit: usize,
        wanted: impl Fn(&ShortMessage) -> bool,
    ) -> Found<ShortMessage> {
        self.lock().short.messages.newest(limit, wanted)
    }

    /// Questions to carriers for which `wanted` holds, the newest first, at most `limit`.
    pub fn queries(
        &self,
        limit: usize,
        wanted: impl Fn(&CarrierQuery) -> bool,
    ) -> Found<CarrierQuery> {
        self.lock().queries.newest(limit, wanted)
    }

    /// The counters of everything seen, in the OpenMetrics text format; `pending` webhooks wait right now, and
    /// `internal_errors` requests met a mistake of ours.
    pub fn metrics(&self, pending: usize, internal_errors: u64) -> String {
        self.metrics.text(pending, internal_errors)
    }

    /// Keeps what became of a carrier's notice that the control plane posted.
    pub fn notice_posted(&self, carrier: &'static str, tracking_number: &str, attempt: Attempt) {
        self.metrics.notice(&attempt.outcome);
        let subject = Subject::Notice {
            carrier,
            tracking_number: tracking_number.to_owned(),
        };
        self.lock().attempts.push(Posted { subject, attempt });
    }

    /// Forgets all facts. The counters go on: they only ever grow.
    pub fn clear(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, Facts> {
        // Plain values: after a panic elsewhere they are still good to read.
        self.facts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Observer for Recent {
    fn record(&self, facts: Vec<Observation>) -> Recorded {
        let mut kept = self.lock();
        for fact in facts {
            self.metrics.count(&fact);
            kept.note(fact);
        }
        Box::pin(std::future::ready(()))
    }

    fn note(&self, fact: Observation) {
        self.metrics.count(&fact);
        self.lock().note(fact);
    }
}

#[cfg(test)]
mod tests;
