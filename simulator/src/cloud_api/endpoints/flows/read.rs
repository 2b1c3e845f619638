//! `GET /{flow-id}` and the list of an account's flows.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::found;
use crate::clock::Moment;
use crate::cloud_api::endpoints::account;
use crate::cloud_api::{node, route};
use crate::graph::flow::{Flow, FlowState};
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

/// What comes without `fields` (Meta, WhatsApp Flows, Flows API).
const DEFAULT: &[&str] = &["id", "name", "status", "categories", "validation_errors"];
/// How long a preview's address lives (Meta, WhatsApp Flows, Flows API).
const PREVIEW_LIFE: Duration = Duration::from_secs(30 * 24 * 3_600);
const METRICS: [&str; 5] = [
    "ENDPOINT_REQUEST_COUNT",
    "ENDPOINT_REQUEST_ERROR",
    "ENDPOINT_REQUEST_ERROR_RATE",
    "ENDPOINT_REQUEST_LATENCY_SECONDS_CEIL",
    "ENDPOINT_AVAILABILITY",
];

pub(super) fn read(world: &World, call: &Call<'_>) -> Outcome {
    let written = call.param("fields").unwrap_or_default();
    if written.contains("preview.invalidate(true)") {
        world.flows.with(call.node, |flow| flow.preview += 1);
    }
    let mut whole = whole(world, call, &found(world, call)?);
    if let Some(metric) = metric(&written) {
        whole.insert("metric".to_owned(), metric);
    }
    Ok(Done::json(&node::pick(whole, &call.fields(), DEFAULT)))
}

pub(super) fn list(world: &World, call: &Call<'_>) -> Outcome {
    let asked = call.fields();
    let flows = world.flows.of(call.node);
    let page = node::page(call, &flows, |flow| {
        node::pick(whole(world, call, flow), &asked, DEFAULT)
    })?;
    Ok(Done::json(&page))
}

fn whole(world: &World, call: &Call<'_>, flow: &Flow) -> Map<String, Value> {
    let mut owner = account::whole(world, &flow.account_id);
    owner.retain(|name, _| {
        [
            "id",
            "name",
            "timezone_id",
            "currency",
            "message_template_namespace",
        ]
        .contains(&name.as_str())
    });
    let app = world.apps.with(&flow.app_id, |app| {
        json!({
            "id": *app.id,
            "name": app.name,
            "link": format!("https://www.facebook.com/games/?app_id={}", app.id),
        })
    });
    let whole = json!({
        "id": flow.id,
        "name": flow.name,
        "status": flow.state.word(),
        "categories": flow.categories,
        "validation_errors": flow.mistakes,
        "json_version": flow.json_version,
        "data_api_version": flow.data_api_version,
        "endpoint_uri": flow.endpoint_uri,
        "data_channel_uri": flow.endpoint_uri,
        "updated_at": graph_time(flow.updated),
        "preview": preview(call, flow),
        "whatsapp_business_account": owner,
        "application": app,
        "health_status": health(world, flow),
    });
    match whole {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn preview(call: &Call<'_>, flow: &Flow) -> Value {
    let token = crate::chance::index_of(&format!("preview/{}/{}", flow.id, flow.preview));
    json!({
        "preview_url": format!(
            "https://business.facebook.com/wa/manage/flows/{}/preview/?token={token:016x}",
            flow.id
        ),
        "expires_at": graph_time(call.now.after(PREVIEW_LIFE)),
    })
}

fn health(world: &World, flow: &Flow) -> Value {
    let word = match flow.state {
        FlowState::Draft | FlowState::Published => "AVAILABLE",
        FlowState::Throttled => "LIMITED",
        FlowState::Deprecated | FlowState::Blocked => "BLOCKED",
    };
    json!({
        "can_send_message": word,
        "entities": [
            { "entity_type": "FLOW", "id": flow.id, "can_send_message": word },
            { "entity_type": "WABA", "id": flow.account_id, "can_send_message": "AVAILABLE" },
            { "entity_type": "BUSINESS", "id": world.settings.graph.business_id, "can_send_message": "AVAILABLE" },
            { "entity_type": "APP", "id": flow.app_id, "can_send_message": "AVAILABLE" },
        ],
    })
}

/// `metric.name(..).granularity(..)`: the metric without data points, because no endpoint is asked here.
fn metric(fields: &str) -> Option<Value> {
    let part = route::top_level_parts(fields)
        .into_iter()
        .find(|part| part.trim_start().starts_with("metric"))?;
    let argument = |name: &str| {
        let from = part.find(&format!(".{name}("))? + name.len() + 2;
        let to = part[from..].find(')')? + from;
        Some(part[from..to].trim().to_owned())
    };
    let name = argument("name").filter(|name| METRICS.contains(&name.as_str()))?;
    Some(json!({
        "name": name,
        "granularity": argument("granularity").unwrap_or_else(|| "DAY".to_owned()),
        "data_points": [],
    }))
}

/// A time as Graph writes it: `2026-09-01T12:00:00+0000`.
fn graph_time(at: Moment) -> String {
    let seconds = i64::try_from(at.unix_s()).unwrap_or(0);
    jiff::Timestamp::from_second(seconds).map_or_else(
        |_| String::new(),
        |time| time.strftime("%Y-%m-%dT%H:%M:%S+0000").to_string(),
    )
}
