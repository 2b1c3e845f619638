//! What the SMS gateways saw and did, as plain values. The rims hand them on; nothing in here keeps them.

use crate::clock::Moment;
use crate::observation::{Attempt, Class};
use crate::sms::push::{Acked, PushKind};

/// Whose gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Provider {
    /// Aliyun Dysmsapi, version 2017-05-25.
    Aliyun,
    /// Twilio Messaging, version 2010-04-01.
    Twilio,
}

impl Provider {
    /// All of them.
    pub const ALL: [Provider; 2] = [Provider::Aliyun, Provider::Twilio];

    /// The word in paths, files and the ledger.
    pub fn word(self) -> &'static str {
        match self {
            Provider::Aliyun => "aliyun",
            Provider::Twilio => "twilio",
        }
    }
}

/// What a gateway decided about a send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SmsDecision {
    /// Accepted; its receipts follow.
    Accepted,
    /// Refused with the provider's code, such as `isv.MOBILE_NUMBER_ILLEGAL` or `21211`; `http.503` for a bare status.
    Refused {
        /// The code.
        code: String,
        /// Whether the same send may be accepted later.
        transient: bool,
    },
}

/// A short message to one recipient, as seen and decided. A request to many recipients gives one for each.
#[derive(Debug, Clone, PartialEq)]
pub struct SmsSend {
    /// Unique among the gateways, from 1.
    pub id: u64,
    /// Shared by all recipients of one request, from 1.
    pub request: u64,
    /// When the request was complete.
    pub at: Moment,
    /// Whose gateway.
    pub provider: Provider,
    /// E.164 digits without plus; as received when it cannot be one.
    pub to: String,
    /// Aliyun's sign name; Twilio's `From`, or the messaging service.
    pub sender: String,
    /// Aliyun's template code.
    pub template: Option<String>,
    /// Template parameters, by name.
    pub parameters: Vec<(String, String)>,
    /// The text as the recipient reads it; empty when it could not be made.
    pub text: String,
    /// Billed parts of the text; 0 when it could not be made.
    pub segments: u32,
    /// Aliyun's `BizId`, Twilio's message SID; empty when refused.
    pub reference: String,
    /// Aliyun's `OutId`; for Twilio, the status callback's query.
    pub out_id: Option<String>,
    /// What the gateway decided.
    pub decision: SmsDecision,
    /// HTTP status of the answer.
    pub http_status: u16,
}

/// What a short message has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SmsStatus {
    /// Waits for its time.
    Scheduled,
    /// Taken by a messaging service, without a sender yet.
    Accepted,
    /// Waits for its sender.
    Queued,
    /// On its way to the carrier.
    Sending,
    /// With the carrier.
    Sent,
    /// On the phone.
    Delivered,
    /// The carrier could not deliver it.
    Undelivered,
    /// It never left the gateway.
    Failed,
    /// Called back before its time.
    Canceled,
}

impl SmsStatus {
    /// Twilio's word, used for both gateways.
    pub fn word(self) -> &'static str {
        match self {
            SmsStatus::Scheduled => "scheduled",
            SmsStatus::Accepted => "accepted",
            SmsStatus::Queued => "queued",
            SmsStatus::Sending => "sending",
            SmsStatus::Sent => "sent",
            SmsStatus::Delivered => "delivered",
            SmsStatus::Undelivered => "undelivered",
            SmsStatus::Failed => "failed",
            SmsStatus::Canceled => "canceled",
        }
    }

    /// Whether nothing comes after it.
    pub fn is_final(self) -> bool {
        matches!(
            self,
            SmsStatus::Delivered | SmsStatus::Undelivered | SmsStatus::Failed | SmsStatus::Canceled
        )
    }
}

/// A status of a message, made when the message was accepted; it happens at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptMade {
    /// Unique among the gateways, from 1.
    pub id: u64,
    /// Of which send.
    pub send: u64,
    /// Which status.
    pub status: SmsStatus,
    /// The provider's code of a failure, or Aliyun's `DELIVERED`; empty where there is none.
    pub code: String,
    /// When it happens.
    pub due: Moment,
    /// Whether the provider tells the connector.
    pub told: bool,
}

/// A short message from a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmsInbound {
    /// Unique among the gateways, from 1.
    pub id: u64,
    /// When it arrived.
    pub at: Moment,
    /// Whose gateway.
    pub provider: Provider,
    /// E.164 digits without plus.
    pub from: String,
    /// The number or extension code written to.
    pub to: String,
    /// The text.
    pub text: String,
    /// Whether it ends (`Some(false)`) or renews (`Some(true)`) the customer's consent.
    pub consent: Option<bool>,
}

/// A fact.
#[derive(Debug, Clone, PartialEq)]
pub enum SmsFact {
    /// A send was decided.
    Sent(Box<SmsSend>),
    /// An accepted request whose answer may not have reached the connector.
    AnswerLost {
        /// [`SmsSend::request`] of its messages.
        request: u64,
        /// When it was noticed.
        at: Moment,
        /// Why, in words.
        why: &'static str,
    },
    /// A receipt was made.
    ReceiptMade(ReceiptMade),
    /// A customer wrote.
    Inbound(SmsInbound),
    /// A push was put together.
    Pushed {
        /// Unique among the gateways, from 1.
        id: u64,
        /// Which kind.
        kind: PushKind,
        /// Genuine, or genuine bytes again.
        class: Class,
        /// Ids of the receipts, or of the inbound messages, that it carries.
        carries: Vec<u64>,
    },
    /// A push was posted. Made by whoever posts.
    PushAttempt {
        /// The push's id.
        push: u64,
        /// How it went; its outcome is `Ack` only when status and body both say so.
        attempt: Attempt,
        /// What the answer said by status and by body; None without an answer.
        acked: Option<Acked>,
    },
    /// A push was given up, or never put together for want of room.
    PushDropped {
        /// The push's id; 0 when there was none yet.
        push: u64,
        /// Receipts that the connector will never hear of.
        carries: Vec<u64>,
        /// Why, in words.
        why: &'static str,
    },
}
