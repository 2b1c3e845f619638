//! A flow's drawing: uploaded, listed, downloaded.

use serde_json::{Value, json};

use super::{check, found, life};
use crate::cloud_api::answer::{Answer, Refusal};
use crate::cloud_api::endpoints::numbers::wrong;
use crate::cloud_api::form::Form;
use crate::cloud_api::node;
use crate::graph::flow::Flow;
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

/// First segment of a drawing's address.
pub(crate) const DOWNLOADS: &str = "flow_assets";

pub(super) fn upload(world: &World, call: &Call<'_>) -> Outcome {
    let form = Form::of(call)?;
    let flow = found(world, call)?;
    life::changeable(&flow)?;
    for (name, only) in [("asset_type", "FLOW_JSON"), ("name", "flow.json")] {
        let given = form.text(name).unwrap_or_else(|| only.to_owned());
        if given != only {
            return Err(wrong(name, "a flow has one asset", given, only));
        }
    }
    let written = match form.file("file") {
        Some(file) => String::from_utf8_lossy(&file.bytes).into_owned(),
        None => form.required("file")?,
    };
    check::too_large(written.len())?;
    let mistakes = world.flows.with(&flow.id, |flow| {
        draw(flow, written);
        flow.updated = call.now;
        flow.mistakes.clone()
    });
    Ok(Done::json(
        &json!({ "success": true, "validation_errors": mistakes.unwrap_or_default() }),
    ))
}

/// Gives a flow its drawing, with what is wrong with it.
pub(super) fn draw(flow: &mut Flow, written: String) {
    let checked = check::checked(&written);
    flow.json_version = checked.version;
    flow.data_api_version = checked.data_api_version;
    flow.mistakes = checked.mistakes;
    flow.json = Some(written);
}

/// The same drawing for another flow.
pub(super) fn copy_drawing(from: &Flow, to: &mut Flow) {
    to.json.clone_from(&from.json);
    to.json_version.clone_from(&from.json_version);
    to.data_api_version.clone_from(&from.data_api_version);
    to.mistakes.clone_from(&from.mistakes);
}

pub(super) fn list(world: &World, call: &Call<'_>) -> Outcome {
    let flow = found(world, call)?;
    let assets: Vec<Value> = flow
        .json
        .iter()
        .map(|json| {
            json!({
                "name": "flow.json",
                "asset_type": "FLOW_JSON",
                "download_url": address(call, &flow.id, json),
            })
        })
        .collect();
    Ok(Done::json(&node::page(call, &assets, Value::clone)?))
}

/// Where this world was reached, and a hash that changes with the drawing.
fn address(call: &Call<'_>, id: &str, drawing: &str) -> String {
    let host = call
        .request
        .headers
        .get("host")
        .unwrap_or("graph.facebook.com");
    let scheme = match host {
        "graph.facebook.com" => "https",
        _ => call
            .request
            .headers
            .get("x-forwarded-proto")
            .unwrap_or("http"),
    };
    format!("{scheme}://{host}/{DOWNLOADS}/{id}?hash={}", hash(drawing))
}

/// `GET /flow_assets/{flow-id}`: the drawing as it was uploaded.
pub(crate) fn download(world: &World, call: &Call<'_>) -> Outcome {
    let drawing = world.flows.find(call.edge).and_then(|flow| flow.json);
    let given = call.param("hash").unwrap_or_default();
    let drawing = drawing
        .filter(|drawing| hash(drawing) == given)
        .ok_or_else(|| {
            Box::new(Refusal::new(100, "hash", "the address of an earlier drawing").got(given))
        })?;
    Ok(Done::answer(Answer {
        content_type: "application/json",
        ..Answer::ok(drawing.into_bytes())
    }))
}

fn hash(drawing: &str) -> String {
    format!("{:016x}", crate::chance::index_of(drawing))
}
