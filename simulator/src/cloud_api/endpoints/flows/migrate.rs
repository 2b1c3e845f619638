//! Flows copied from one account to another. Source: Meta, WhatsApp Flows, Flows API, migrate.

use serde_json::{Value, json};

use super::{asset, status_changed};
use crate::cloud_api::endpoints::numbers::wrong;
use crate::cloud_api::form::Form;
use crate::due::Due;
use crate::graph::flow::{Flow, FlowState};
use crate::graph::nodes::NodeKind;
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

/// Most flows in one call (Meta, WhatsApp Flows, Flows API: 100).
const NAMES_MAX: usize = 100;

pub(super) fn migrate(world: &World, call: &Call<'_>) -> Outcome {
    let form = Form::of(call)?;
    let source = form.required("source_waba_id")?;
    if !world.accounts.contains_key(&source) {
        return Err(wrong(
            "source_waba_id",
            "an account of this portfolio",
            source,
            call.node,
        ));
    }
    let mut names = form.words("source_flow_names");
    if names.len() > NAMES_MAX {
        return Err(wrong(
            "source_flow_names",
            "at most 100",
            names.len().to_string(),
            "",
        ));
    }
    if names.is_empty() {
        names = world
            .flows
            .of(&source)
            .into_iter()
            .map(|flow| flow.name)
            .collect();
    }
    let (mut migrated, mut failed, mut due) = (Vec::new(), Vec::new(), Vec::new());
    for name in names {
        match copied(world, call, &source, &name) {
            Ok((shown, notice)) => {
                migrated.push(shown);
                due.push(notice);
            }
            Err(why) => failed.push(json!({
                "source_name": name,
                "error_code": "4233041",
                "error_message": format!("Flows Migration Error: {why}"),
            })),
        }
    }
    Ok(Done::json(&json!({ "migrated_flows": migrated, "failed_flows": failed })).with_due(due))
}

fn copied(
    world: &World,
    call: &Call<'_>,
    account: &str,
    name: &str,
) -> Result<(Value, Due), &'static str> {
    let source = world
        .flows
        .named(account, name)
        .and_then(|id| world.flows.find(&id))
        .ok_or("Flow name not found in source WABA.")?;
    if world.flows.named(call.node, name).is_some() {
        return Err("Flow with the same name exists in destination WABA.");
    }
    let mut copy = Flow::draft(world.new_id(), call.node, source.name.clone(), call.now);
    asset::copy_drawing(&source, &mut copy);
    copy.categories.clone_from(&source.categories);
    copy.endpoint_uri.clone_from(&source.endpoint_uri);
    copy.app_id.clone_from(&call.token.app_id);
    if source.state == FlowState::Published {
        copy.state = FlowState::Published;
    }
    let shown = json!({
        "source_name": name,
        "source_id": source.id,
        "migrated_id": copy.id,
    });
    let notice = status_changed(world, call, &copy, None);
    let id = copy.id.clone();
    if !world.flows.insert(copy) {
        return Err("Too many flows.");
    }
    world.nodes.insert(&id, NodeKind::Flow);
    Ok((shown, notice))
}
