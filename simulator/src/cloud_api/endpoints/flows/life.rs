//! Publishing, deprecating and deleting a flow. Source: Meta, WhatsApp Flows, "Flow status lifecycle", error codes.

use super::{found, status_changed};
use crate::clock::Moment;
use crate::cloud_api::answer::Refusal;
use crate::graph::flow::{Flow, FlowState};
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

pub(super) fn publish(world: &World, call: &Call<'_>) -> Outcome {
    let flow = found(world, call)?;
    publishable(&flow)?;
    moved(world, call, flow, FlowState::Published)
}

pub(super) fn deprecate(world: &World, call: &Call<'_>) -> Outcome {
    let flow = found(world, call)?;
    if matches!(flow.state, FlowState::Draft | FlowState::Deprecated) {
        return Err(refused(
            139_003,
            &flow,
            "a published flow is deprecated, and only once",
        ));
    }
    moved(world, call, flow, FlowState::Deprecated)
}

pub(super) fn delete(world: &World, call: &Call<'_>) -> Outcome {
    let flow = found(world, call)?;
    if flow.state != FlowState::Draft {
        return Err(refused(139_004, &flow, "only a draft is deleted"));
    }
    world.flows.remove(&flow.id);
    world.nodes.remove(&flow.id);
    Ok(Done::success())
}

fn moved(world: &World, call: &Call<'_>, flow: Flow, to: FlowState) -> Outcome {
    let changed = world.flows.with(&flow.id, |flow| {
        flow.state = to;
        flow.updated = call.now;
        flow.clone()
    });
    let notice = changed.map(|changed| status_changed(world, call, &changed, Some(flow.state)));
    Ok(Done::success().with_due(notice))
}

impl World {
    /// Meta throttles or blocks a flow, or lets it go on; false when there is none of this id.
    pub fn flow_stands(&self, now: Moment, flow: &str, state: FlowState) -> bool {
        let set = |flow: &mut Flow| {
            flow.state = state;
            flow.updated = now;
        };
        self.flows.with(flow, set).is_some()
    }
}

/// Whether a flow can go out as it is.
///
/// # Errors
/// 139002 when it is no draft, has no drawing, or one with mistakes, or lacks the address of its data.
pub(super) fn publishable(flow: &Flow) -> Result<(), Box<Refusal>> {
    let why = if flow.state != FlowState::Draft {
        "only a draft is published"
    } else if flow.json.is_none() {
        "the flow has no drawing: POST /{flow-id}/assets first"
    } else if !flow.mistakes.is_empty() {
        "the drawing has mistakes: see validation_errors"
    } else if flow.data_api_version.is_some() && flow.endpoint_uri.is_none() {
        "a flow with data_api_version needs endpoint_uri"
    } else {
        return Ok(());
    };
    Err(refused(139_002, flow, why))
}

/// Whether a flow can be drawn or described anew.
///
/// # Errors
/// 139001 when it is no draft.
pub(super) fn changeable(flow: &Flow) -> Result<(), Box<Refusal>> {
    if flow.state == FlowState::Draft {
        return Ok(());
    }
    Err(refused(
        139_001,
        flow,
        "once published, a flow cannot be changed: clone it",
    ))
}

fn refused(code: u32, flow: &Flow, rule: &str) -> Box<Refusal> {
    Box::new(
        Refusal::new(code, "status", rule)
            .details(format!("{rule}."))
            .got(flow.state.word())
            .nearest("clone_flow_id of POST /{waba-id}/flows"),
    )
}
