//! `calls`: calls that begin and end, and how far a call to a customer got.
//!
//! Source: Meta, Cloud API, Calling API, user-initiated and business-initiated calls, webhooks.

use serde_json::{Value, json};

use super::{Customer, ExampleContext, FieldKind, FieldValue, Page, about_number};
use crate::settings::PhoneNumber;
use crate::webhook::error::ErrorNode;

words!(
    /// Who calls.
    CallDirection {
        /// The customer.
        User = "USER_INITIATED",
        /// The business.
        Business = "BUSINESS_INITIATED",
    }
);

/// What happened in a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallEvent {
    /// It begins: the other side's session description (RFC 8866), an offer from a customer, an answer to the business.
    Connect {
        /// The description.
        sdp: String,
    },
    /// It is over.
    Terminate {
        /// Whether it was picked up.
        completed: bool,
        /// When it began, seconds since the Unix epoch; for a call that was picked up.
        started_s: Option<u64>,
    },
}

/// `calls`, with a call in it.
#[derive(Debug, Clone)]
pub struct Call {
    /// The business's number.
    pub number: PhoneNumber,
    /// The customer.
    pub customer: Customer,
    /// The call, `wacid.…`.
    pub id: String,
    /// Who calls.
    pub direction: CallDirection,
    /// What happened.
    pub event: CallEvent,
    /// Code of what went wrong.
    pub error: Option<u32>,
    /// `biz_opaque_callback_data` of the call.
    pub callback: Option<String>,
    /// When, seconds since the Unix epoch.
    pub time_s: u64,
}

impl FieldValue for Call {
    const FIELD: &'static str = "calls";

    fn value(&self, version: u32) -> Value {
        let (ids, own) = match self.direction {
            CallDirection::User => (
                self.customer
                    .ids("from", "from_user_id", "from_parent_user_id"),
                "to",
            ),
            CallDirection::Business => (
                self.customer.ids("to", "to_user_id", "to_parent_user_id"),
                "from",
            ),
        };
        let mut call = Value::Object(ids);
        call[own] = json!(self.number.display);
        call["id"] = json!(self.id);
        call["timestamp"] = json!(self.time_s.to_string());
        call["direction"] = json!(self.direction);
        if let Some(callback) = &self.callback {
            call["biz_opaque_callback_data"] = json!(callback);
        }
        match &self.event {
            CallEvent::Connect { sdp } => {
                let kind = match self.direction {
                    CallDirection::User => "offer",
                    CallDirection::Business => "answer",
                };
                call["event"] = json!("connect");
                call["session"] = json!({ "sdp_type": kind, "sdp": sdp });
            }
            CallEvent::Terminate {
                completed,
                started_s,
            } => {
                call["event"] = json!("terminate");
                call["status"] = json!(if *completed { "COMPLETED" } else { "FAILED" });
                if let Some(started) = started_s {
                    call["start_time"] = json!(started.to_string());
                    call["end_time"] = json!(self.time_s.to_string());
                    call["duration"] = json!(self.time_s.saturating_sub(*started));
                }
            }
        }
        let mut value = about_number(&self.number);
        value["contacts"] = json!([self.customer.contact()]);
        value["calls"] = json!([call]);
        if let Some(code) = self.error {
            value["errors"] = json!([ErrorNode::of(code, version)]);
        }
        value
    }
}

words!(
    /// How far a call to a customer got.
    CallStatusWord {
        /// It rings.
        Ringing = "RINGING",
        /// Picked up.
        Accepted = "ACCEPTED",
        /// Turned down.
        Rejected = "REJECTED",
    }
);

/// `calls`, with a status in it.
#[derive(Debug, Clone)]
pub struct CallStatus {
    /// The business's number.
    pub number: PhoneNumber,
    /// The customer.
    pub customer: Customer,
    /// The call, `wacid.…`.
    pub id: String,
    /// How far it got.
    pub status: CallStatusWord,
    /// `biz_opaque_callback_data` of the call.
    pub callback: Option<String>,
    /// When, seconds since the Unix epoch.
    pub time_s: u64,
}

impl FieldValue for CallStatus {
    const FIELD: &'static str = "calls";

    fn value(&self, _version: u32) -> Value {
        let ids = self.customer.ids(
            "recipient_id",
            "recipient_user_id",
            "recipient_parent_user_id",
        );
        let mut status = Value::Object(ids);
        status["id"] = json!(self.id);
        status["timestamp"] = json!(self.time_s.to_string());
        status["type"] = json!("call");
        status["status"] = json!(self.status);
        if let Some(callback) = &self.callback {
            status["biz_opaque_callback_data"] = json!(callback);
        }
        let mut value = about_number(&self.number);
        value["contacts"] = json!([self.customer.contact()]);
        value["statuses"] = json!([status]);
        value
    }
}

const PAGE: Page = Page::untimed(Call::FIELD, "Meta, Cloud API, Calling API, webhooks");
const ID: &str = "wacid.ABGGFjFVU2AfAgo6V-Hc5eCgK5Gh";
const TALK_S: u64 = 120;

pub(super) const KINDS: &[FieldKind] = &[
    PAGE.kind("call.incoming", "connect", |c| {
        connected(c, CallDirection::User)
    }),
    PAGE.kind("call.answered", "connect", |c| {
        connected(c, CallDirection::Business)
    }),
    PAGE.kind("call.completed", "terminate", |c| {
        ended(c, CallDirection::User, true)
    }),
    PAGE.kind("call.failed", "terminate", |c| {
        ended(c, CallDirection::User, false)
    }),
    PAGE.kind("call.unpaid", "terminate", |c| {
        broken(c, CallDirection::User, 131_044)
    }),
    PAGE.kind("call.setup_failed", "terminate", |c| {
        broken(c, CallDirection::Business, 138_019)
    }),
    PAGE.kind("call.relay_failed", "terminate", |c| {
        broken(c, CallDirection::Business, 138_020)
    }),
    PAGE.kind("call.nothing_heard", "terminate", |c| {
        broken(c, CallDirection::Business, 138_021)
    }),
    PAGE.kind("call.nothing_said", "terminate", |c| {
        broken(c, CallDirection::Business, 138_022)
    }),
    PAGE.kind("call.no_media", "terminate", |c| {
        broken(c, CallDirection::Business, 138_023)
    }),
    PAGE.kind("call.hung_up", "terminate", |c| {
        ended(c, CallDirection::Business, true)
    }),
    PAGE.kind("call.ringing", "RINGING", |c| {
        reached(c, CallStatusWord::Ringing)
    }),
    PAGE.kind("call.accepted", "ACCEPTED", |c| {
        reached(c, CallStatusWord::Accepted)
    }),
    PAGE.kind("call.rejected", "REJECTED", |c| {
        reached(c, CallStatusWord::Rejected)
    }),
];

fn call(context: &ExampleContext, direction: CallDirection, event: CallEvent) -> Value {
    made(context, direction, event).value(context.version)
}

/// A call that ends with an error: the customer's telephone, or the account's billing, is to blame.
fn broken(context: &ExampleContext, direction: CallDirection, code: u32) -> Value {
    let event = CallEvent::Terminate {
        completed: false,
        started_s: None,
    };
    Call {
        error: Some(code),
        ..made(context, direction, event)
    }
    .value(context.version)
}

fn made(context: &ExampleContext, direction: CallDirection, event: CallEvent) -> Call {
    Call {
        number: context.number.clone(),
        customer: context.customer.clone(),
        id: ID.to_owned(),
        direction,
        event,
        error: None,
        callback: None,
        time_s: context.time_s,
    }
}

fn connected(context: &ExampleContext, direction: CallDirection) -> Value {
    let sdp = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n".to_owned();
    call(context, direction, CallEvent::Connect { sdp })
}

fn ended(context: &ExampleContext, direction: CallDirection, completed: bool) -> Value {
    let event = CallEvent::Terminate {
        completed,
        started_s: completed.then(|| context.time_s.saturating_sub(TALK_S)),
    };
    call(context, direction, event)
}

fn reached(context: &ExampleContext, status: CallStatusWord) -> Value {
    CallStatus {
        number: context.number.clone(),
        customer: context.customer.clone(),
        id: ID.to_owned(),
        status,
        callback: Some("call-42".to_owned()),
        time_s: context.time_s,
    }
    .value(context.version)
}
