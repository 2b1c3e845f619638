//! Facts: what the world received and what it did, as plain values. They leave through one door, the
//! [`Observer`], which may keep them, count them or drop them; the world does not know which.

use std::borrow::Cow;
use std::future::Future;
use std::pin::Pin;

use crate::clock::Moment;
use crate::cloud_api::error_code::RetryClass;
use crate::sms::SmsFact;

/// One template parameter as received, or as expected.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Parameter {
    /// `header`, `body`, or `button:0` with the button's index; on a carousel's card `card:0:body`,
    /// `card:0:button:1`.
    pub component: Cow<'static, str>,
    /// Position from 1, or the parameter's name.
    pub key: Cow<'static, str>,
    /// Its text; for media, the id or link.
    pub text: String,
}

/// What the world decided about a send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Accepted under this wamid.
    Accepted(String),
    /// Refused with a Graph code. 0: a bare HTTP fault without a code.
    Refused {
        /// Graph code.
        code: u32,
        /// What the connector may do about it.
        class: RetryClass,
    },
}

/// A send, as seen and decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Send {
    /// Unique in the world, from 1.
    pub id: u64,
    /// When the request was complete.
    pub at: Moment,
    /// From which number.
    pub phone_number_id: String,
    /// `template`, `text` ...; `malformed` when it could not be read.
    pub kind: String,
    /// `interactive.type`.
    pub subkind: Option<String>,
    /// Digits after normalisation; as received when it cannot be one.
    pub to: String,
    /// Template name.
    pub template: Option<String>,
    /// Template language.
    pub language: Option<String>,
    /// Template parameters.
    pub parameters: Vec<Parameter>,
    /// What the customer reads of anything but a template: a text, a caption, an interactive body, an emoji.
    pub text: Option<String>,
    /// `biz_opaque_callback_data`.
    pub callback: Option<String>,
    /// `context.message_id`.
    pub reply_to: Option<String>,
    /// Hash of the body's bytes.
    pub body_hash: u64,
    /// What the world decided.
    pub decision: Decision,
    /// HTTP status of the answer.
    pub http_status: u16,
}

/// The five statuses of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Left Meta's servers.
    Sent,
    /// On the customer's phone.
    Delivered,
    /// Seen by the customer.
    Read,
    /// A voice message, listened to.
    Played,
    /// Will not arrive.
    Failed,
}

impl Status {
    /// The word in webhooks and in the ledger.
    pub fn word(self) -> &'static str {
        match self {
            Status::Sent => "sent",
            Status::Delivered => "delivered",
            Status::Read => "read",
            Status::Played => "played",
            Status::Failed => "failed",
        }
    }
}

/// Whether an effect may follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Signed rightly, once.
    Genuine,
    /// Genuine bytes again.
    Duplicate,
    /// Signed wrongly: must have no effect.
    Forged,
}

impl Class {
    /// The word in the ledger.
    pub fn word(self) -> &'static str {
        match self {
            Class::Genuine => "genuine",
            Class::Duplicate => "duplicate",
            Class::Forged => "forged",
        }
    }
}

/// A status that the world made; it falls due at a time.
#[derive(Debug, Clone, PartialEq)]
pub struct StatusMade {
    /// Unique in the world.
    pub id: u64,
    /// Of which message: [`Send::id`].
    pub send: u64,
    /// Which status.
    pub status: Status,
    /// The Graph code of a failed one.
    pub code: Option<u32>,
    /// Genuine or forged.
    pub class: Class,
    /// When it falls due.
    pub due: Moment,
}

/// How an exchange with the connector ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A complete answer that means success to the sender.
    Ack,
    /// A complete answer that does not.
    Nack,
    /// Nothing reached the connector.
    DefiniteNo,
    /// Time-out or reset after the first byte: it may or may not have had an effect.
    Indefinite,
}

impl Outcome {
    /// The word in the ledger.
    pub fn word(&self) -> &'static str {
        match self {
            Outcome::Ack => "ack",
            Outcome::Nack => "nack",
            Outcome::DefiniteNo => "definite_no",
            Outcome::Indefinite => "indefinite",
        }
    }
}

/// One attempt to post something to the connector.
#[derive(Debug, Clone, PartialEq)]
pub struct Attempt {
    /// From 1.
    pub number: u32,
    /// When the request began.
    pub started: Moment,
    /// When the answer was complete, or the failure noticed.
    pub ended: Moment,
    /// How it ended.
    pub outcome: Outcome,
    /// HTTP status, when there was an answer.
    pub http_status: Option<u16>,
    /// In words, unless it is an ack.
    pub error: Option<String>,
}

/// Why a request was refused, for the person who has to mend the connector.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Rejection {
    /// The trace id that the refused answer carries.
    pub fbtrace_id: String,
    /// World time, seconds since the Unix epoch.
    pub at_unix_s: u64,
    /// Method and path of the request.
    pub request: String,
    /// Graph code; HTTP status of a carrier's refusal.
    pub code: u32,
    /// The rule that refused it, one sentence.
    pub rule: String,
    /// The field, as a path, such as `template.language.code`.
    pub field: String,
    /// What stood there, shortened.
    pub got: String,
    /// The nearest valid form, or what to do.
    pub nearest: String,
}

impl Rejection {
    /// Whether a carrier refused, and not Meta.
    pub fn of_carrier(&self) -> bool {
        let path = self.request.split(' ').nth(1);
        path.is_some_and(|path| path.starts_with("/carriers/"))
    }
}

/// A request to a carrier's query API, as it was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarrierQuery {
    /// The API's word.
    pub api: &'static str,
    /// When.
    pub at: Moment,
    /// Method and path with its query, shortened.
    pub request: String,
    /// The tracking numbers that it is about, the first ones of many.
    pub numbers: Vec<String>,
    /// HTTP status of the answer.
    pub http_status: u16,
    /// Why it was refused, as a word such as `rate_limited`; empty when it was not.
    pub refused: &'static str,
}

/// A fact.
#[derive(Debug, Clone, PartialEq)]
pub enum Observation {
    /// A send was decided.
    Send(Box<Send>),
    /// An accepted send whose answer may not have reached the connector.
    AnswerLost {
        /// The send's id.
        send: u64,
        /// When it was noticed.
        at: Moment,
        /// Why, in words.
        why: &'static str,
    },
    /// A status was made.
    StatusMade(StatusMade),
    /// A webhook of statuses was put together.
    Webhook {
        /// Unique in the world, from 1.
        id: u64,
        /// Genuine, duplicate or forged.
        class: Class,
        /// The forgery's word, or empty.
        variant: &'static str,
        /// Ids of the statuses it carries.
        statuses: Vec<u64>,
    },
    /// A webhook was posted.
    WebhookAttempt {
        /// The webhook's id.
        webhook: u64,
        /// How it went.
        attempt: Attempt,
    },
    /// A webhook was given up: its retries are used up, or the outbox is full.
    WebhookDropped {
        /// The webhook's id.
        webhook: u64,
        /// Why, in words.
        why: &'static str,
    },
    /// A request was refused, and why.
    Rejected(Box<Rejection>),
    /// The SMS gateways saw or did something. Boxed: most facts are Meta's, and smaller.
    Sms(Box<SmsFact>),
    /// A carrier was asked.
    CarrierAsked(Box<CarrierQuery>),
}

impl From<SmsFact> for Observation {
    fn from(fact: SmsFact) -> Observation {
        Observation::Sms(Box::new(fact))
    }
}

/// Resolves when the facts are on record.
pub type Recorded = Pin<Box<dyn Future<Output = ()> + std::marker::Send>>;

/// Where facts go.
pub trait Observer: std::marker::Send + Sync + 'static {
    /// Facts that have to be on record before their effect leaves: the caller waits.
    fn record(&self, facts: Vec<Observation>) -> Recorded;

    /// A fact after its effect: nobody waits, and a full observer must say so in its own way.
    fn note(&self, fact: Observation);
}
