//! What the connector promises beside messages for checkpoints: short messages where WhatsApp fails, reminders, a limit
//! on repetition, and how it files what customers write.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use simulator::parcel::Checkpoint;

use super::{PolicyMessage, Source, json};

/// Meta's error for a message that cannot be delivered: the only one that calls for a short message unless the file
/// says otherwise (Meta, Cloud API, error codes).
const UNDELIVERABLE: u32 = 131_026;

/// A second message to customers who did not react to the first one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminder {
    /// World time from the first message to the reminder.
    pub after: Duration,
    /// Which first messages are followed up.
    #[serde(with = "json::checkpoints")]
    pub checkpoints: BTreeSet<Checkpoint>,
    /// What is sent.
    pub message: PolicyMessage,
    /// The word before `:<tracking number>` in the payload of the quick reply that makes it needless; None: nothing does.
    #[serde(default)]
    pub unless: Option<String>,
}

/// An SMS where WhatsApp failed for good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SmsFallback {
    /// World time from the failure within which the SMS is due.
    pub within: Duration,
    /// Which messages are covered.
    #[serde(with = "json::checkpoints")]
    pub checkpoints: BTreeSet<Checkpoint>,
    /// Meta's codes, of a refusal or a failed status, that call for it.
    #[serde(default = "undeliverable")]
    pub on: BTreeSet<u32>,
    /// Whose gateway; None: any.
    #[serde(default)]
    pub provider: Option<SmsProvider>,
    /// The gateway's template; None: any, or free text.
    #[serde(default)]
    pub template: Option<String>,
    /// The sign in front of the text; None: any.
    #[serde(default)]
    pub sign: Option<String>,
    /// What the text has to carry, in no order.
    #[serde(default)]
    pub params: Vec<Source>,
}

/// The codes that call for a short message when the file names none.
pub(crate) fn undeliverable() -> BTreeSet<u32> {
    BTreeSet::from([UNDELIVERABLE])
}

/// Whose SMS gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SmsProvider {
    /// Aliyun Dysmsapi.
    Aliyun,
    /// Twilio Messaging.
    Twilio,
}

impl SmsProvider {
    /// The word in files and in the ledger.
    pub fn word(self) -> &'static str {
        match self {
            SmsProvider::Aliyun => "aliyun",
            SmsProvider::Twilio => "twilio",
        }
    }
}

/// At most so many sends of one template to one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frequency {
    /// How many.
    pub max: u32,
    /// In any stretch of world time this long.
    pub within: Duration,
}

/// How urgent a customer's message is to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// When there is time.
    Low,
    /// Today.
    Medium,
    /// Soon.
    High,
    /// At once.
    Highest,
}

impl Priority {
    /// All of them.
    pub const ALL: [Priority; 4] = [
        Priority::Low,
        Priority::Medium,
        Priority::High,
        Priority::Highest,
    ];

    /// The word in files and in the ledger.
    pub fn word(self) -> &'static str {
        match self {
            Priority::Low => "low",
            Priority::Medium => "medium",
            Priority::High => "high",
            Priority::Highest => "highest",
        }
    }
}

/// What becomes of a customer's message of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DialoguePolicy {
    /// The priority on record; None: nothing is promised.
    pub priority: Option<Priority>,
    /// Whether a person is called in.
    pub handover: bool,
    /// Whether the connector answers by itself.
    pub answer: bool,
}

/// Real time from the acknowledgement of a customer's "no more messages" to the moment from which none may be sent: what
/// is on its way by then may still arrive.
pub const OPT_OUT_GRACE: Duration = Duration::from_secs(5);
