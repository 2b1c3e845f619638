//! What is known about a carrier's pushes, as data: printed as a table, and used to retry as the carrier would.

use super::life::Leg;
use std::time::Duration;

/// A carrier's rules and where they come from.
#[derive(Debug, Clone, Copy)]
pub struct Profile {
    /// The word in files and in the ledger.
    pub word: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// Which version of its webhook is played unless another is asked for.
    pub version: &'static str,
    /// All versions that can be played; the first is the usual one.
    pub versions: &'static [&'static str],
    /// HTTP method of a push.
    pub method: &'static str,
    /// `Content-Type` of a push in its usual version.
    pub content_type: &'static str,
    /// What the carrier asks of the address; plain HTTP on this machine is always used here.
    pub url_rule: &'static str,
    /// What one push carries.
    pub carries: Cardinality,
    /// How many units one push carries at most.
    pub batch: usize,
    /// Whether a push leads to the customer.
    pub customer: CustomerIs,
    /// Where it names the customer, in words.
    pub recipient: &'static str,
    /// Whether a push can be told from a forged one at all.
    pub signed: bool,
    /// How a push is signed.
    pub signature: &'static str,
    /// Which answer counts as received.
    pub ack: &'static str,
    /// The same as a rule.
    pub ack_rule: AckRule,
    /// Its words for everything that can happen.
    pub status: fn(Leg) -> Status,
    /// Which API of it can be asked here; `None` when none can.
    pub query: Option<&'static str>,
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

impl Profile {
    /// Whether a push says, or points to, who gets the parcel. Otherwise only the shop can tell.
    pub fn names_customer(&self) -> bool {
        self.customer != CustomerIs::KnownToTheShop
    }
}

/// Where a connector learns who gets a parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CustomerIs {
    /// From the push itself.
    InThePush,
    /// From what the push points to.
    BehindThePointer,
    /// From the shop alone: the carrier never says.
    KnownToTheShop,
}

/// A carrier's words for something that happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Status {
    /// The main code.
    pub code: &'static str,
    /// The finer code; empty where the carrier has none.
    pub detail: &'static str,
    /// What the carrier itself calls it.
    pub text: &'static str,
}

/// A [`Status`] in one line, for the carriers' tables.
pub(super) const fn status(code: &'static str, detail: &'static str, text: &'static str) -> Status {
    Status { code, detail, text }
}

/// Which answers to a push count.
#[derive(Debug, Clone, Copy)]
pub enum AckRule {
    /// Any 2xx.
    Success,
    /// One of these codes.
    Codes(&'static [u16]),
    /// Any 2xx whose body says so, too.
    Body(fn(&[u8]) -> bool),
}

/// What an answer to a push means to the carrier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receipt {
    /// Received.
    Acknowledged,
    /// The HTTP status says received, and the body does not: the carrier will try again.
    ByHttpOnly,
    /// Not received.
    Refused,
}

impl AckRule {
    /// What an answer means.
    pub fn receipt(self, status: u16, body: &[u8]) -> Receipt {
        let success = (200..300).contains(&status);
        let received = match self {
            AckRule::Success => success,
            AckRule::Codes(codes) => codes.contains(&status),
            AckRule::Body(says_so) if success => {
                return if says_so(body) {
                    Receipt::Acknowledged
                } else {
                    Receipt::ByHttpOnly
                };
            }
            AckRule::Body(_) => false,
        };
        if received {
            Receipt::Acknowledged
        } else {
            Receipt::Refused
        }
    }
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
    /// No jitter; forgets the push after the last attempt.
    pub(super) const fn dropping(timeout_s: u64, delays: &'static [Duration]) -> RetryPlan {
        RetryPlan {
            timeout: Duration::from_secs(timeout_s),
            delays,
            jitter: 0.0,
            on_exhaust: OnExhaust::Drop,
        }
    }

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

/// Delays in seconds.
pub(super) const fn delays<const N: usize>(seconds: [u64; N]) -> [Duration; N] {
    let mut delays = [Duration::ZERO; N];
    let mut at = 0;
    while at < N {
        delays[at] = Duration::from_secs(seconds[at]);
        at += 1;
    }
    delays
}
