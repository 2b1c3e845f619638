//! `flow`: opens a form in the chat.
//!
//! Source: Meta, WhatsApp Flows, "Sending a Flow", and the error codes 132068 and 132069.

use super::super::super::answer::Refusal;
use super::super::super::request::{Param, json::Json};
use super::super::{FlowState, Surroundings};
use super::Checked;
use super::asks::is_named;

pub(super) fn judged(action: &Param<'_>, around: &Surroundings<'_>) -> Checked {
    action.object(&["name", "parameters"])?;
    is_named(action, "flow")?;
    let parameters = action.required("parameters")?;
    parameters.object(&[
        "flow_message_version",
        "flow_id",
        "flow_name",
        "flow_cta",
        "flow_token",
        "flow_action",
        "flow_action_payload",
        "mode",
    ])?;
    parameters
        .required("flow_message_version")?
        .one_of(&["3"])?;
    parameters.required("flow_cta")?.limited(1..=30)?;
    if let Some(token) = parameters.optional("flow_token") {
        token.limited(1..=1_024)?;
    }
    first_screen(&parameters)?;
    let mode = match parameters.optional("mode") {
        Some(mode) => mode.one_of(&["draft", "published"])?,
        None => "published",
    };
    let (id, name) = (
        parameters.optional("flow_id"),
        parameters.optional("flow_name"),
    );
    let flow = match (&id, &name) {
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => return parameters.required("flow_id").map(|_| ()),
        (Some(id), Some(_)) => {
            return Err(id.unfit("Only one of flow_id and flow_name can be given"));
        }
    };
    may_be_sent(flow, mode, around)
}

fn first_screen(parameters: &Param<'_>) -> Checked {
    let action = match parameters.optional("flow_action") {
        Some(action) => action.one_of(&["navigate", "data_exchange"])?,
        None => "navigate",
    };
    let Some(payload) = parameters.optional("flow_action_payload") else {
        return Ok(());
    };
    if action == "data_exchange" {
        return Err(
            payload.unfit("flow_action_payload can only be given with flow_action navigate")
        );
    }
    payload.object(&["screen", "data"])?;
    if let Some(screen) = payload.optional("screen") {
        screen.limited(1..=256)?;
    }
    match payload.optional("data") {
        Some(data) if !matches!(data.value(), Json::Object(entries) if !entries.is_empty()) => {
            Err(data.unfit(format!(
                "Param {} must be a non-empty JSON object",
                data.path()
            )))
        }
        _ => Ok(()),
    }
}

fn may_be_sent(flow: &Param<'_>, mode: &str, around: &Surroundings<'_>) -> Checked {
    let named = flow.text()?;
    let details = match ((around.flow)(&named), mode) {
        (Some(FlowState::Published), _) | (Some(FlowState::Draft), "draft") => return Ok(()),
        (Some(FlowState::Throttled), _) => {
            return Err(Box::new(
                Refusal::new(
                    132_069,
                    &flow.path(),
                    "a throttled flow is sent 10 times an hour",
                )
                .got(named)
                .nearest("wait until the oldest of the ten is an hour old"),
            ));
        }
        (Some(FlowState::Blocked), _) => {
            return Err(Box::new(
                Refusal::new(132_068, &flow.path(), "the flow is blocked")
                    .details("Flow is in blocked state.")
                    .got(named),
            ));
        }
        (Some(FlowState::Draft), _) => {
            "Flow is not published; send it with mode draft or publish it"
        }
        (Some(FlowState::Deprecated), _) => "Flow is deprecated and can no longer be sent",
        (None, _) => "Flow does not exist in this WhatsApp Business Account",
    };
    Err(flow.unfit(details))
}
