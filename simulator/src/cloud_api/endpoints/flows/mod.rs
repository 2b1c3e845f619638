//! Flows: made, drawn, published, deprecated, deleted; and what they say of themselves.
//!
//! Nobody fills a flow in here by itself, so metrics have no data points.
//!
//! Source: Meta, WhatsApp Flows, "Flows API", error codes, webhooks.

mod asset;
mod check;
mod life;
mod migrate;
mod read;
mod write;

pub(super) use asset::download;

use std::sync::Arc;

use super::family::{Family, MANAGES};
use crate::cloud_api::answer::Refusal;
use crate::cloud_api::endpoint_table::Endpoint;
use crate::due::{Due, WebhookDue};
use crate::graph::flow::{Flow, FlowState};
use crate::graph::nodes::NodeKind;
use crate::webhook::fields::Flow as Told;
use crate::webhook::fields::{FieldValue, FlowStatus};
use crate::world::World;
use crate::world::call::Call;

const OF_ACCOUNT: Family = Family {
    node: NodeKind::Account,
    needs: MANAGES,
    source: "Meta, WhatsApp Flows, Flows API",
};
const FLOW: Family = Family {
    node: NodeKind::Flow,
    ..OF_ACCOUNT
};

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    OF_ACCOUNT.full(
        "GET",
        "flows",
        &["fields", "limit", "after", "before"],
        read::list,
    ),
    OF_ACCOUNT.full(
        "POST",
        "flows",
        &[
            "name",
            "categories",
            "clone_flow_id",
            "endpoint_uri",
            "flow_json",
            "publish",
        ],
        write::create,
    ),
    OF_ACCOUNT.full(
        "POST",
        "migrate_flows",
        &["source_waba_id", "source_flow_names"],
        migrate::migrate,
    ),
    FLOW.full("GET", "", &["fields"], read::read),
    FLOW.full(
        "POST",
        "",
        &["name", "categories", "endpoint_uri", "application_id"],
        write::change,
    ),
    FLOW.full("DELETE", "", &[], life::delete),
    FLOW.full("GET", "assets", &["limit", "after", "before"], asset::list),
    FLOW.full(
        "POST",
        "assets",
        &["file", "name", "asset_type"],
        asset::upload,
    ),
    FLOW.full("POST", "publish", &[], life::publish),
    FLOW.full("POST", "deprecate", &[], life::deprecate),
];

/// A copy of the flow of the call.
fn found(world: &World, call: &Call<'_>) -> Result<Flow, Box<Refusal>> {
    world
        .flows
        .find(call.node)
        .ok_or_else(|| world.unsupported(call, NodeKind::Word))
}

/// The webhook `flows` about another status; without an old one the flow is new.
pub(crate) fn status_changed(
    world: &World,
    call: &Call<'_>,
    flow: &Flow,
    old: Option<FlowState>,
) -> Due {
    let change = Told::StatusChange {
        flow_id: flow.id.clone(),
        name: flow.name.clone(),
        old: old.map(word_of),
        new: word_of(flow.state),
    };
    Due::Notice(Box::new(WebhookDue {
        id: world.next_notice_id(),
        due: call.now,
        account_id: Arc::from(flow.account_id.as_str()),
        number_id: None,
        field: <Told as FieldValue>::FIELD,
        body: change.body(),
    }))
}

/// A state as the webhook writes it.
fn word_of(state: FlowState) -> FlowStatus {
    match state {
        FlowState::Draft => FlowStatus::Draft,
        FlowState::Published => FlowStatus::Published,
        FlowState::Deprecated => FlowStatus::Deprecated,
        FlowState::Blocked => FlowStatus::Blocked,
        FlowState::Throttled => FlowStatus::Throttled,
    }
}

#[cfg(test)]
mod tests;
