//! A message at Twilio: the steps of its life, and the resource that the API shows.

use std::sync::Mutex;

use serde_json::{Value, json};

use super::codes;
use crate::clock::Moment;
use crate::sms::calendar;
use crate::sms::fact::SmsStatus;
use crate::sms::shelf::Shelved;
use crate::world::lock;

/// A step of a message's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// When.
    pub at: Moment,
    /// What it comes to.
    pub status: SmsStatus,
    /// Id of the receipt in facts.
    pub receipt: u64,
}

/// A message.
#[derive(Debug)]
pub struct Message {
    /// Its number on the shelf, which its SID hides.
    pub(super) shelf_id: u64,
    /// Id of the send, or of the inbound message, in facts.
    pub(super) fact: u64,
    /// `SM` or `MM` and 32 hexadecimal digits.
    pub sid: String,
    pub(super) account: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) body: String,
    pub(super) media: usize,
    pub(super) segments: u32,
    pub(super) service: Option<String>,
    pub(super) callback: Option<String>,
    pub(super) created: Moment,
    pub(super) inbound: bool,
    pub(super) steps: Vec<Step>,
    /// With which it fails.
    pub(super) error: Option<u32>,
    pub(super) twice: bool,
    /// In US dollars.
    pub(super) price: f64,
    pub(super) changes: Mutex<Changes>,
}

/// What was changed after the message was made.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Changes {
    pub(super) canceled: Option<Moment>,
    pub(super) redacted: bool,
}

impl Shelved for Message {
    fn id(&self) -> u64 {
        self.shelf_id
    }

    fn recipient(&self) -> &str {
        &self.to
    }
}

impl Message {
    /// Id of a step's receipt in facts.
    pub(crate) fn receipt(&self, step: usize) -> Option<u64> {
        self.steps.get(step).map(|step| step.receipt)
    }

    /// What it has come to, and since when.
    pub(super) fn standing(&self, now: Moment) -> (SmsStatus, Moment) {
        if let Some(at) = lock(&self.changes).canceled {
            return (SmsStatus::Canceled, at);
        }
        let last = self.steps.iter().rev().find(|step| step.at <= now);
        last.or(self.steps.first())
            .map_or((SmsStatus::Accepted, self.created), |step| {
                (step.status, step.at)
            })
    }

    /// When it was sent, once it was.
    pub(super) fn sent_at(&self, now: Moment) -> Option<Moment> {
        if self.inbound {
            return Some(self.created);
        }
        let sent = |step: &&Step| matches!(step.status, SmsStatus::Sent | SmsStatus::Failed);
        let at = self.steps.iter().find(sent)?.at;
        (at <= now && lock(&self.changes).canceled.is_none()).then_some(at)
    }

    /// The resource at `now`.
    pub(super) fn resource(&self, now: Moment) -> Value {
        let (status, since) = self.standing(now);
        let sent = self.sent_at(now);
        // A message of a service has no sender, and so no parts, before it is in a sender's queue.
        let unassigned =
            self.service.is_some() && matches!(status, SmsStatus::Accepted | SmsStatus::Scheduled);
        let failed = matches!(status, SmsStatus::Failed | SmsStatus::Undelivered);
        let error = self.error.filter(|_| failed);
        let failure = error.and_then(codes::failure_of);
        let redacted = lock(&self.changes).redacted;
        let uri = format!(
            "/2010-04-01/Accounts/{}/Messages/{}",
            self.account, self.sid
        );
        let price = sent.map(|_| format!("-{:.5}", self.price));
        json!({
            "account_sid": self.account, "api_version": "2010-04-01", "sid": self.sid,
            "body": if redacted { "" } else { &self.body },
            "direction": if self.inbound { "inbound" } else { "outbound-api" },
            "status": if self.inbound { "received" } else { status.word() },
            "to": self.to, "from": if unassigned { None } else { Some(&self.from) },
            "messaging_service_sid": self.service,
            "num_media": self.media.to_string(),
            "num_segments": if unassigned { "0".to_owned() } else { self.segments.to_string() },
            "date_created": calendar::rfc_2822(self.created),
            "date_updated": calendar::rfc_2822(since),
            "date_sent": sent.map(calendar::rfc_2822),
            "price": price, "price_unit": "USD",
            "error_code": error, "error_message": failure.map(|known| known.message),
            "uri": format!("{uri}.json"),
            "subresource_uris": { "media": format!("{uri}/Media.json") },
        })
    }
}
