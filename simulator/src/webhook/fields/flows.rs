//! `flows`: a flow's status, and alerts about its endpoint.
//!
//! Source: Meta, WhatsApp Flows, "Flows webhooks".

use serde_json::{Value, json};

use super::{ExampleContext, FieldKind, FieldValue, Page};

words!(
    /// Where a flow stands.
    FlowStatus {
        /// Being made.
        Draft = "DRAFT",
        /// May be sent.
        Published = "PUBLISHED",
        /// May no longer be sent.
        Deprecated = "DEPRECATED",
        /// Its endpoint does not work at all.
        Blocked = "BLOCKED",
        /// Its endpoint works badly: few a day.
        Throttled = "THROTTLED",
    }
);

/// What is wrong with a flow's endpoint, or no longer.
#[derive(Debug, Clone, PartialEq)]
pub enum FlowAlert {
    /// Customers' phones report errors: percent in all, and (kind, percent, count) of each.
    ClientErrors(f64, Vec<(String, f64, u32)>),
    /// The endpoint answers with errors: percent in all, and (kind, percent, count) of each.
    EndpointErrors(f64, Vec<(String, f64, u32)>),
    /// The endpoint is slow.
    Latency {
        /// Median, ms.
        p50: u32,
        /// 90th percentile, ms.
        p90: u32,
        /// Out of how many requests.
        requests: u32,
    },
    /// The endpoint is away: percent of the time that it is there.
    Availability(u32),
}

/// `flows`.
#[derive(Debug, Clone, PartialEq)]
pub enum Flow {
    /// Another status; without an old one it is new.
    StatusChange {
        /// The flow.
        flow_id: String,
        /// Its name.
        name: String,
        /// Status before.
        old: Option<FlowStatus>,
        /// Status now.
        new: FlowStatus,
    },
    /// Its endpoint passed a threshold.
    Alert {
        /// The flow.
        flow_id: String,
        /// What is wrong.
        alert: FlowAlert,
        /// The threshold: percent, or ms.
        threshold: u32,
        /// False when it is over.
        active: bool,
    },
    /// Its version will be frozen.
    VersionExpiry {
        /// The flow.
        flow_id: String,
        /// In words.
        warning: String,
    },
}

impl FieldValue for Flow {
    const FIELD: &'static str = "flows";

    fn value(&self, _version: u32) -> Value {
        match self {
            Flow::StatusChange {
                flow_id,
                name,
                old,
                new,
            } => {
                let new_word = new.word();
                let message = match old {
                    Some(old) => format!(
                        "Flow {name} changed status from {} to {new_word}",
                        old.word()
                    ),
                    None => format!("Flow {name} has been created with {new_word} status"),
                };
                let mut value = json!({
                    "event": "FLOW_STATUS_CHANGE",
                    "message": message,
                    "flow_id": flow_id,
                    "new_status": new,
                });
                if let Some(old) = old {
                    value["old_status"] = json!(old);
                }
                value
            }
            Flow::Alert {
                flow_id,
                alert,
                threshold,
                active,
            } => {
                let mut value = alert.value();
                value["flow_id"] = json!(flow_id);
                value["threshold"] = json!(threshold);
                let state = if *active { "ACTIVATED" } else { "DEACTIVATED" };
                value["alert_state"] = json!(state);
                value
            }
            Flow::VersionExpiry { flow_id, warning } => {
                json!({ "event": "FLOW_VERSION_EXPIRY_WARNING", "flow_id": flow_id, "warning": warning })
            }
        }
    }
}

impl FlowAlert {
    fn value(&self) -> Value {
        let errors = |all: &[(String, f64, u32)]| -> Value {
            all.iter()
                .map(|(kind, rate, count)| json!({ "error_type": kind, "error_rate": rate, "error_count": count }))
                .collect()
        };
        match self {
            FlowAlert::ClientErrors(rate, all) => json!({
                "event": "CLIENT_ERROR_RATE",
                "message": "The flow client request error rate has reached its threshold.",
                "error_rate": rate,
                "errors": errors(all),
            }),
            FlowAlert::EndpointErrors(rate, all) => json!({
                "event": "ENDPOINT_ERROR_RATE",
                "message": "The flow endpoint request error rate has reached its threshold.",
                "error_rate": rate,
                "errors": errors(all),
            }),
            FlowAlert::Latency { p50, p90, requests } => json!({
                "event": "ENDPOINT_LATENCY",
                "message": "The flow endpoint latency has reached its threshold.",
                "p50_latency": p50,
                "p90_latency": p90,
                "requests_count": requests,
            }),
            FlowAlert::Availability(percent) => json!({
                "event": "ENDPOINT_AVAILABILITY",
                "message": "The flow endpoint availability has reached its threshold.",
                "availability": percent,
            }),
        }
    }
}

const PAGE: Page = Page::timed(Flow::FIELD, "Meta, WhatsApp Flows, webhooks");
const ID: &str = "6627390910605886";

pub(super) const KINDS: &[FieldKind] = &[
    PAGE.kind("flow.created", "FLOW_STATUS_CHANGE", |c| {
        status(c, None, FlowStatus::Draft)
    }),
    PAGE.kind("flow.published", "FLOW_STATUS_CHANGE", |c| {
        status(c, Some(FlowStatus::Draft), FlowStatus::Published)
    }),
    PAGE.kind("flow.deprecated", "FLOW_STATUS_CHANGE", |c| {
        status(c, Some(FlowStatus::Published), FlowStatus::Deprecated)
    }),
    PAGE.kind("flow.throttled", "FLOW_STATUS_CHANGE", |c| {
        status(c, Some(FlowStatus::Published), FlowStatus::Throttled)
    }),
    PAGE.kind("flow.blocked", "FLOW_STATUS_CHANGE", |c| {
        status(c, Some(FlowStatus::Published), FlowStatus::Blocked)
    }),
    PAGE.kind("flow.client_errors", "CLIENT_ERROR_RATE", |c| {
        let errors = vec![("INVALID_SCREEN_TRANSITION".to_owned(), 100.0, 2)];
        alert(c, FlowAlert::ClientErrors(14.28, errors), 10)
    }),
    PAGE.kind("flow.endpoint_errors", "ENDPOINT_ERROR_RATE", |c| {
        let errors = vec![("TIMEOUT".to_owned(), 100.0, 2)];
        alert(c, FlowAlert::EndpointErrors(14.28, errors), 10)
    }),
    PAGE.kind("flow.endpoint_latency", "ENDPOINT_LATENCY", |c| {
        let slow = FlowAlert::Latency {
            p50: 500,
            p90: 8_000,
            requests: 34,
        };
        alert(c, slow, 7_000)
    }),
    PAGE.kind("flow.endpoint_unavailable", "ENDPOINT_AVAILABILITY", |c| {
        alert(c, FlowAlert::Availability(75), 90)
    }),
    PAGE.kind("flow.version_expiry", "FLOW_VERSION_EXPIRY_WARNING", |c| {
        Flow::VersionExpiry {
            flow_id: ID.to_owned(),
            warning: "Your current Flow version will freeze in 21 days.".to_owned(),
        }
        .value(c.version)
    }),
];

fn status(context: &ExampleContext, old: Option<FlowStatus>, new: FlowStatus) -> Value {
    Flow::StatusChange {
        flow_id: ID.to_owned(),
        name: "delivery_survey".to_owned(),
        old,
        new,
    }
    .value(context.version)
}

fn alert(context: &ExampleContext, alert: FlowAlert, threshold: u32) -> Value {
    Flow::Alert {
        flow_id: ID.to_owned(),
        alert,
        threshold,
        active: true,
    }
    .value(context.version)
}
