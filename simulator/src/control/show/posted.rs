//! What was posted to the connector, and how it went.

use serde::Serialize;

use super::time;
use crate::observation::Attempt;
use crate::recent::{Posted, Subject};

#[derive(Serialize)]
pub(in crate::control) struct PostedShown<'a> {
    #[serde(flatten)]
    subject: SubjectShown<'a>,
    #[serde(flatten)]
    attempt: AttemptShown<'a>,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum SubjectShown<'a> {
    Statuses {
        webhook: u64,
        class: &'static str,
        count: usize,
        statuses: Vec<Named<'a>>,
    },
    CustomerMessage {
        webhook: u64,
    },
    Notice {
        carrier: &'static str,
        tracking_number: &'a str,
    },
    Sms {
        push: u64,
        /// `forgotten` when its contents are gone already.
        what: &'static str,
        class: &'static str,
        count: usize,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        receipts: Vec<NamedReceipt<'a>>,
    },
    Forgotten {
        webhook: u64,
    },
}

#[derive(Serialize)]
struct NamedReceipt<'a> {
    reference: &'a str,
    status: &'static str,
}

#[derive(Serialize)]
struct Named<'a> {
    wamid: &'a str,
    status: &'static str,
}

impl<'a> PostedShown<'a> {
    /// `scale` is how much faster than real time the world runs.
    pub(in crate::control) fn new(posted: &'a Posted, scale: f64) -> PostedShown<'a> {
        let subject = match &posted.subject {
            Subject::Statuses {
                webhook,
                named,
                count,
                class,
            } => SubjectShown::Statuses {
                webhook: *webhook,
                class: class.word(),
                count: *count,
                statuses: named
                    .iter()
                    .map(|(wamid, status)| Named {
                        wamid,
                        status: status.word(),
                    })
                    .collect(),
            },
            Subject::CustomerMessage { webhook } => {
                SubjectShown::CustomerMessage { webhook: *webhook }
            }
            Subject::Notice {
                carrier,
                tracking_number,
            } => SubjectShown::Notice {
                carrier,
                tracking_number,
            },
            Subject::SmsPush {
                push,
                kind,
                class,
                named,
                count,
            } => SubjectShown::Sms {
                push: *push,
                what: kind.map_or("forgotten", |kind| kind.profile().word),
                class: class.word(),
                count: *count,
                receipts: named
                    .iter()
                    .map(|(reference, status)| NamedReceipt {
                        reference,
                        status: status.word(),
                    })
                    .collect(),
            },
            Subject::Forgotten { webhook } => SubjectShown::Forgotten { webhook: *webhook },
        };
        PostedShown {
            subject,
            attempt: AttemptShown::new(&posted.attempt, scale),
        }
    }
}

#[derive(Serialize)]
pub(in crate::control) struct AttemptShown<'a> {
    attempt: u32,
    at: String,
    /// Real time.
    ms: f64,
    outcome: &'static str,
    http_status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
}

impl<'a> AttemptShown<'a> {
    pub(in crate::control) fn new(attempt: &'a Attempt, scale: f64) -> AttemptShown<'a> {
        let took = attempt.ended.since(attempt.started).div_f64(scale);
        AttemptShown {
            attempt: attempt.number,
            at: time(attempt.started),
            ms: took.as_micros() as f64 / 1e3,
            outcome: attempt.outcome.word(),
            http_status: attempt.http_status,
            error: attempt.error.as_deref(),
        }
    }
}
