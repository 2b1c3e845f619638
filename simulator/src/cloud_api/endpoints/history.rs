//! What became of messages: `GET /{phone-number-id}/message_history` and `GET /{history-id}/events`.
//!
//! Source: Meta, business messaging OpenAPI v23.0, message history.

use serde_json::{Value, json};

use super::family::{Family, SENDS};
use super::numbers::{shard, wrong};
use crate::cloud_api::answer::Refusal;
use crate::cloud_api::endpoint_table::Endpoint;
use crate::cloud_api::error_code;
use crate::cloud_api::node;
use crate::graph::history::{Event, Told};
use crate::graph::nodes::NodeKind;
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

const NUMBER: Family = Family {
    node: NodeKind::Number,
    needs: SENDS,
    source: "Meta, business messaging OpenAPI v23.0, message history",
};
const HISTORY: Family = Family {
    node: NodeKind::History,
    ..NUMBER
};
const STATUSES: [&str; 5] = ["SENT", "DELIVERED", "READ", "FAILED", "DELETED"];
/// Most messages that a list without `message_id` goes through.
const LISTED_MAX: usize = 1_000;

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    NUMBER.full(
        "GET",
        "message_history",
        &["message_id", "limit", "after", "before"],
        list,
    ),
    HISTORY.full("GET", "", &["fields"], read),
    HISTORY.full(
        "GET",
        "events",
        &["status_filter", "fields", "limit", "after", "before"],
        events,
    ),
];

fn list(world: &World, call: &Call<'_>) -> Outcome {
    let number = shard(world, call)?.number.id.as_str();
    let histories = match call.param("message_id") {
        None => world.history.newest(number, LISTED_MAX, call.now),
        Some(wamid) => vec![of_message(world, call, number, &wamid)?],
    };
    let page = node::page(call, &histories, whole)?;
    Ok(Done::json(&page))
}

fn of_message(
    world: &World,
    call: &Call<'_>,
    number: &str,
    wamid: &str,
) -> Result<Told, Box<Refusal>> {
    if !wamid.starts_with("wamid.") {
        return Err(Box::new(Refusal {
            message: "Invalid parameter: message_id format is invalid".to_owned(),
            ..Refusal::new(100, "message_id", "a message's id begins with wamid.")
                .got(wamid)
                .nearest("messages[0].id of a send's answer")
        }));
    }
    world
        .history
        .of_message(wamid, call.now)
        .filter(|told| told.message.number.id == number)
        .ok_or_else(|| {
            Box::new(Refusal {
                message: "The requested message_id was not found in the message history".to_owned(),
                ..Refusal::new(
                    100,
                    "message_id",
                    "the number did not send it, or it is too long ago",
                )
                .got(wamid)
            })
        })
}

fn found(world: &World, call: &Call<'_>) -> Result<Told, Box<Refusal>> {
    world
        .history
        .find(call.node, call.now)
        .ok_or_else(|| world.unsupported(call, NodeKind::Word))
}

fn read(world: &World, call: &Call<'_>) -> Outcome {
    let whole = whole(&found(world, call)?);
    let map = whole.as_object().cloned().unwrap_or_default();
    Ok(Done::json(&node::pick(
        map,
        &call.fields(),
        &["message_id"],
    )))
}

fn events(world: &World, call: &Call<'_>) -> Outcome {
    let told = found(world, call)?;
    let filter = call.param("status_filter").filter(|word| !word.is_empty());
    if let Some(odd) = filter
        .as_ref()
        .filter(|word| !STATUSES.contains(&word.as_str()))
    {
        return Err(wrong(
            "status_filter",
            "a status of Meta's",
            odd,
            &STATUSES.join(", "),
        ));
    }
    let wanted: Vec<&Event> = told
        .events
        .iter()
        .filter(|event| filter.as_ref().is_none_or(|word| *word == word_of(event)))
        .collect();
    let asked = call.fields();
    let mut page = node::page(call, &wanted, |event| edge(event, &asked))?;
    // Each edge has a cursor of its own; it is the page's where the page begins and ends.
    if let Some(edges) = page["data"].as_array_mut() {
        for edge in edges {
            edge["cursor"] = edge["node"]["id"].clone();
        }
    }
    Ok(Done::json(&page))
}

fn edge(event: &Event, asked: &[String]) -> Value {
    let mut whole = json!({
        "id": event.id(),
        "delivery_status": word_of(event),
        "error_description": error_of(event),
        "occurrence_timestamp": event.happened.unix_s(),
        "status_timestamp": event.told.unix_s(),
    });
    if let Some(app) = &event.app_id {
        whole["application"] = json!({ "id": **app, "name": "connector" });
    }
    let default = [
        "delivery_status",
        "error_description",
        "occurrence_timestamp",
        "status_timestamp",
        "application",
    ];
    json!({ "node": node::pick(whole.as_object().cloned().unwrap_or_default(), asked, &default) })
}

fn whole(told: &Told) -> Value {
    let events: Vec<Value> = told
        .events
        .iter()
        .map(|event| {
            let mut shown = json!({
                "id": event.id(),
                "delivery_status": word_of(event),
                "webhook_update_state": event.webhook.word(),
                "timestamp": event.happened.unix_s(),
            });
            if let Some(app) = &event.app_id {
                shown["application"] = json!({ "id": **app });
            }
            if let Some(url) = &event.url {
                shown["webhook_uri"] = json!(**url);
            }
            if let Some(error) = error_of(event) {
                shown["error_description"] = json!(error);
            }
            shown
        })
        .collect();
    json!({ "id": told.id, "message_id": told.message.wamid, "events": { "data": events } })
}

fn word_of(event: &Event) -> String {
    event.status.word().to_uppercase()
}

fn error_of(event: &Event) -> Option<&'static str> {
    let code = error_code::find(event.code?)?;
    Some(if code.details.is_empty() {
        code.title
    } else {
        code.details
    })
}

#[cfg(test)]
mod tests;
