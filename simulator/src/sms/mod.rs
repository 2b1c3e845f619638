//! The SMS side of the world: Aliyun Dysmsapi and Twilio Messaging, the channels that a connector falls back to.
//!
//! A pure core like [`crate::world`]: [`Gateways::handle`] takes a request and a moment and gives an answer, facts, and
//! what falls due; [`Gateways::wake`] is called back at the moments it asked for; [`Gateways::customer_writes`] is a
//! customer with a phone. No I/O, no clock, no chance of its own: same seed, same calls, same times, same bytes. What a
//! number forces is written in [`magic`]; what is pushed, and how it is acknowledged and retried, in [`push`].

pub mod aliyun;
pub mod fact;
pub mod magic;
pub mod push;
pub mod segments;
pub mod settings;
pub mod twilio;

mod calendar;
mod fate;
mod fault;
mod mac;
mod percent;
mod remembered;
mod shelf;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::chance::Chance;
use crate::clock::Moment;
use crate::cloud_api::answer::Answer;
use crate::due::Due;
use crate::observation::Observation;
use crate::world::Request;
use fault::Faults;

pub use aliyun::Aliyun;
pub use fact::{Provider, ReceiptMade, SmsDecision, SmsFact, SmsInbound, SmsSend, SmsStatus};
pub use push::{Ack, Acked, PushKind, PushProfile, SmsDue, SmsErrand, SmsPush, SmsTimer};
pub use settings::SmsSettings;
pub use twilio::Twilio;

/// Where Aliyun's gateway is mounted on the data plane.
pub const ALIYUN_MOUNT: &str = "/sms/aliyun";
/// Where Twilio's gateway is mounted on the data plane.
pub const TWILIO_MOUNT: &str = "/sms/twilio";

/// What came of a request, a timer or a customer.
#[derive(Debug)]
pub struct SmsHandled {
    /// What to answer; an empty 200 where nobody asked.
    pub answer: Answer,
    /// Close the connection instead of answering: a fault.
    pub drop_answer: bool,
    /// Facts that have to be on record before the answer leaves.
    pub facts: Vec<SmsFact>,
    /// What will fall due.
    pub due: Vec<SmsDue>,
}

impl SmsHandled {
    pub(crate) fn answered(answer: Answer) -> SmsHandled {
        SmsHandled {
            answer,
            drop_answer: false,
            facts: Vec::new(),
            due: Vec::new(),
        }
    }

    /// Facts and what falls due, in the world's own terms.
    pub(crate) fn into_effects(self) -> (Vec<Observation>, Vec<Due>) {
        let facts = self.facts.into_iter().map(Observation::from).collect();
        (facts, self.due.into_iter().map(Due::Sms).collect())
    }

    pub(crate) fn unasked() -> SmsHandled {
        SmsHandled::answered(Answer::ok(Vec::new()))
    }
}

/// Ids of everything that facts name, shared by both gateways.
#[derive(Debug)]
pub(crate) struct Ids {
    send: AtomicU64,
    request: AtomicU64,
    receipt: AtomicU64,
    push: AtomicU64,
    inbound: AtomicU64,
    trace: AtomicU64,
}

impl Ids {
    fn new() -> Ids {
        let from_one = || AtomicU64::new(1);
        Ids {
            send: from_one(),
            request: from_one(),
            receipt: from_one(),
            push: from_one(),
            inbound: from_one(),
            trace: from_one(),
        }
    }

    pub(crate) fn send(&self) -> u64 {
        self.send.fetch_add(1, Ordering::Relaxed)
    }

    pub(crate) fn request(&self) -> u64 {
        self.request.fetch_add(1, Ordering::Relaxed)
    }

    pub(crate) fn receipt(&self) -> u64 {
        self.receipt.fetch_add(1, Ordering::Relaxed)
    }

    pub(crate) fn push(&self) -> u64 {
        self.push.fetch_add(1, Ordering::Relaxed)
    }

    pub(crate) fn inbound(&self) -> u64 {
        self.inbound.fetch_add(1, Ordering::Relaxed)
    }

    pub(crate) fn trace(&self) -> u64 {
        self.trace.fetch_add(1, Ordering::Relaxed)
    }
}

/// Both gateways.
#[derive(Debug)]
pub struct Gateways {
    aliyun: Aliyun,
    twilio: Twilio,
}

impl Gateways {
    /// Opens both; `started` is when faults begin to count their time.
    pub fn new(settings: SmsSettings, chance: Chance, started: Moment) -> Gateways {
        let ids = Arc::new(Ids::new());
        let faults = |provider| Faults::new(&settings.faults, provider, chance, started);
        Gateways {
            aliyun: Aliyun::new(
                settings.aliyun.clone(),
                chance,
                Arc::clone(&ids),
                faults(Provider::Aliyun),
            ),
            twilio: Twilio::new(
                settings.twilio.clone(),
                chance,
                ids,
                faults(Provider::Twilio),
            ),
        }
    }

    /// Whose request this is. Under the mounts, and, for clients that can change a host but no path, Twilio's own path
    /// and Aliyun's root with its headers or parameters.
    pub fn provider_of(request: &Request<'_>) -> Option<Provider> {
        let path = request.path;
        let under = |mount: &str| {
            path.strip_prefix(mount)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if under(ALIYUN_MOUNT) {
            return Some(Provider::Aliyun);
        }
        if under(TWILIO_MOUNT) || path.starts_with("/2010-04-01/Accounts/") {
            return Some(Provider::Twilio);
        }
        if !matches!(path, "" | "/") {
            return None;
        }
        let rpc = request.headers.get("x-acs-action").is_some()
            || request
                .query
                .split('&')
                .any(|pair| pair.starts_with("SignatureNonce="));
        rpc.then_some(Provider::Aliyun)
    }

    /// Handles a request; one that belongs to neither gateway gets a bare 404.
    pub fn handle(&self, now: Moment, request: &Request<'_>) -> SmsHandled {
        match Gateways::provider_of(request) {
            Some(Provider::Aliyun) => self.aliyun.handle(now, request),
            Some(Provider::Twilio) => self.twilio.handle(now, request),
            None => SmsHandled::answered(Answer::html(404)),
        }
    }

    /// A moment that was asked for has come.
    pub fn wake(&self, now: Moment, timer: &SmsTimer) -> SmsHandled {
        match timer {
            SmsTimer::AliyunReceipts => self.aliyun.push_receipts(now),
            SmsTimer::AliyunInbound => self.aliyun.push_inbound(now),
            SmsTimer::TwilioStatus(message, step) => self.twilio.push_status(now, message, *step),
        }
    }

    /// A customer (E.164 digits) writes to a number of Twilio's account, or to an extension code of Aliyun's.
    pub fn customer_writes(
        &self,
        now: Moment,
        provider: Provider,
        from: &str,
        to: &str,
        text: &str,
    ) -> SmsHandled {
        match provider {
            Provider::Aliyun => self.aliyun.customer_writes(now, from, to, text),
            Provider::Twilio => self.twilio.customer_writes(now, from, to, text),
        }
    }

    /// Puts both back to where they were at the start. Ids go on, and so does what is under way to the connector.
    pub fn reset(&self) {
        self.aliyun.reset();
        self.twilio.reset();
    }

    /// Aliyun's gateway: its sends and templates.
    pub fn aliyun(&self) -> &Aliyun {
        &self.aliyun
    }

    /// Twilio's gateway.
    pub fn twilio(&self) -> &Twilio {
        &self.twilio
    }
}

#[cfg(test)]
mod tests;
