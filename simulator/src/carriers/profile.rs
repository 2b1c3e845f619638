//! What is known about a carrier's pushes, as data: printed as a table, and used to retry as the carrier would.

use std::time::Duration;

/// A carrier's rules and where they come from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Profile {
    /// The word in files and in the ledger.
    pub word: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// Which version of its webhook is played.
    pub version: &'static str,
    /// What one push carries.
    pub carries: Cardinality,
    /// How a push is signed.
    pub signature: &'static str,
    /// Which answer counts as received.
    pub ack: &'static str,
    /// What happens when an answer does not count.
    pub retry: RetryPlan,
    /// Whether the vendor's own public documents describe payload, signature, answer and retries.
    pub confirmed: bool,
    /// What they do not describe, and what is played instead; empty when there is nothing.
    pub unconfirmed: &'static str,
    /// The public source of the rules.
    pub source: &'static str,
    /// How tracking numbers look.
    pub number_format: &'static str,
}

/// What one push carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cardinality {
    /// The whole parcel with all its checkpoints, every time.
    Snapshot,
    /// The checkpoints since the last push that was received.
    Incremental,
    /// One checkpoint.
    Single,
    /// An address where the checkpoints can be fetched.
    Pointer,
}

impl Cardinality {
    /// The word in tables.
    pub fn word(self) -> &'static str {
        match self {
            Cardinality::Snapshot => "snapshot",
            Cardinality::Incremental => "incremental",
            Cardinality::Single => "single",
            Cardinality::Pointer => "pointer",
        }
    }
}

/// When a push is tried again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RetryPlan {
    /// How long the carrier waits for an answer.
    pub timeout: Duration,
    /// The delay before attempt 2, 3, and so on; there are no more attempts than that.
    pub delays: &'static [Duration],
    /// Each delay is multiplied by a number within `1 - jitter ..= 1 + jitter`.
    pub jitter: f64,
    /// What happens after the last attempt.
    pub on_exhaust: OnExhaust,
}

impl RetryPlan {
    /// Attempts in all, the first one included.
    pub fn attempts(&self) -> usize {
        self.delays.len() + 1
    }
}

/// What a carrier does when its last attempt failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnExhaust {
    /// Forgets the push.
    Drop,
    /// Sends nothing more to this address.
    Disable,
    /// Removes the registration of this address.
    Delete,
    /// Keeps the push until it is asked for.
    Queue,
}

impl OnExhaust {
    /// The word in tables.
    pub fn word(self) -> &'static str {
        match self {
            OnExhaust::Drop => "drop",
            OnExhaust::Disable => "disable",
            OnExhaust::Delete => "delete",
            OnExhaust::Queue => "queue",
        }
    }
}
