//! A short message as it was decided, with what became of it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::time;
use crate::recent::{ReceiptSeen, ShortMessage};
use crate::sms::{Provider, SmsDecision, aliyun, twilio};

#[derive(Serialize)]
pub(in crate::control) struct ShortMessageShown<'a> {
    provider: &'static str,
    /// Aliyun's `BizId`, Twilio's message SID.
    #[serde(skip_serializing_if = "str::is_empty")]
    reference: &'a str,
    at: String,
    to: &'a str,
    sender: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    template: Option<&'a str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    parameters: BTreeMap<&'a str, &'a str>,
    /// As the customer reads it.
    text: &'a str,
    segments: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    out_id: Option<&'a str>,
    decision: &'static str,
    #[serde(flatten)]
    refusal: Option<RefusalShown<'a>>,
    http_status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer_lost: Option<&'static str>,
    receipts: Vec<ReceiptShown<'a>>,
}

#[derive(Serialize)]
struct RefusalShown<'a> {
    code: &'a str,
    /// What leads to this code here.
    #[serde(skip_serializing_if = "str::is_empty")]
    cause: &'static str,
    /// Whether the same message may be accepted later.
    transient: bool,
}

#[derive(Serialize)]
struct ReceiptShown<'a> {
    status: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    code: &'a str,
    due: String,
    /// How its push went.
    push: &'static str,
    attempts: u32,
}

impl<'a> ShortMessageShown<'a> {
    pub(in crate::control) fn new(message: &'a ShortMessage) -> ShortMessageShown<'a> {
        let send = &message.send;
        let parameters = send.parameters.iter();
        let (decision, refusal) = match &send.decision {
            SmsDecision::Accepted => ("accepted", None),
            SmsDecision::Refused { code, transient } => {
                let refusal = RefusalShown {
                    code,
                    cause: cause(send.provider, code),
                    transient: *transient,
                };
                ("refused", Some(refusal))
            }
        };
        ShortMessageShown {
            provider: send.provider.word(),
            reference: &send.reference,
            at: time(send.at),
            to: &send.to,
            sender: &send.sender,
            template: send.template.as_deref(),
            parameters: parameters.map(|(k, v)| (k.as_str(), v.as_str())).collect(),
            text: &send.text,
            segments: send.segments,
            out_id: send.out_id.as_deref(),
            decision,
            refusal,
            http_status: send.http_status,
            answer_lost: message.answer_lost,
            receipts: message.receipts.iter().map(receipt).collect(),
        }
    }
}

/// What makes a code here; empty for one that only a fault or a magic number makes.
fn cause(provider: Provider, code: &str) -> &'static str {
    match provider {
        Provider::Aliyun => aliyun::codes::refusal(code).map_or("", |known| known.cause),
        Provider::Twilio => {
            let known = code.parse().ok().and_then(twilio::codes::refusal);
            known.map_or("", |known| known.cause)
        }
    }
}

fn receipt(seen: &ReceiptSeen) -> ReceiptShown<'_> {
    let push = match &seen.outcome {
        Some(outcome) => outcome.word(),
        None if seen.made.told => "waiting",
        None => "not pushed: no address",
    };
    ReceiptShown {
        status: seen.made.status.word(),
        code: &seen.made.code,
        due: time(seen.made.due),
        push,
        attempts: seen.attempts,
    }
}
