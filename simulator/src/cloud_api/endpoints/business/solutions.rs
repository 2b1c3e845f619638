//! Multi-partner solutions.

use serde_json::{Map, Value, json};

use super::{found, iso, kept, object};
use crate::cloud_api::answer::Refusal;
use crate::cloud_api::endpoints::numbers::{required, wrong};
use crate::cloud_api::form::words;
use crate::cloud_api::node;
use crate::graph::records::Record;
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

pub(super) const KIND: &str = "solution";
const FIELDS: &[&str] = &[
    "name",
    "status",
    "status_for_pending_request",
    "owner_app",
    "owner_permissions",
];

pub(super) fn create(world: &World, call: &Call<'_>) -> Outcome {
    let name = required(call, "solution_name")?;
    let partner = required(call, "partner_app_id")?;
    let permissions = |name: &str| words(call.value(name));
    let (owner, partners) = (
        permissions("owner_permissions"),
        permissions("partner_permissions"),
    );
    // One of the two sends, and only one (Meta, multi-partner solutions).
    let sends = |list: &[String]| list.iter().any(|word| word == "MESSAGING");
    if sends(&owner) == sends(&partners) {
        return Err(wrong(
            "owner_permissions",
            "the owner or the partner has MESSAGING, and not both",
            "",
            "[\"MESSAGING\"] and []",
        ));
    }
    let fields = json!({
        "name": name,
        "status": "INITIATED",
        "status_for_pending_request": "PENDING_ACTIVATION",
        "owner_app": { "id": call.node, "name": "connector" },
        "owner_permissions": owner,
        "partner_permissions": partners,
        "partner_app_id": partner,
    });
    let id = kept(world, KIND, call.node, object(fields))?;
    Ok(Done::json(&json!({ "solution_id": id })))
}

pub(super) fn list(world: &World, call: &Call<'_>) -> Outcome {
    let role = call.param("role").unwrap_or_else(|| "OWNER".to_owned());
    let mut solutions = all_of(world);
    match role.as_str() {
        "OWNER" => solutions.retain(|solution| solution.owner == call.node),
        "PARTNER" => solutions
            .retain(|solution| solution.fields.get("partner_app_id") == Some(&json!(call.node))),
        other => return Err(wrong("role", "OWNER or PARTNER", other, "OWNER")),
    }
    paged(call, &solutions)
}

/// `GET /{waba-id}/solutions`.
pub(super) fn all(world: &World, call: &Call<'_>) -> Outcome {
    paged(call, &all_of(world))
}

fn all_of(world: &World) -> Vec<Record> {
    let apps = world.apps.all();
    apps.iter()
        .flat_map(|app| world.records.of(KIND, &app.id))
        .collect()
}

fn paged(call: &Call<'_>, solutions: &[Record]) -> Outcome {
    let asked = call.fields();
    let page = node::page(call, solutions, |solution| {
        node::pick(solution.whole(), &asked, FIELDS)
    })?;
    Ok(Done::json(&page))
}

pub(super) fn read(world: &World, call: &Call<'_>) -> Outcome {
    let whole = found(world, call)?.whole();
    Ok(Done::json(&node::pick(whole, &call.fields(), FIELDS)))
}

pub(super) fn accept(world: &World, call: &Call<'_>) -> Outcome {
    let solution = found(world, call)?;
    required(call, "partner_app_id")?;
    moved(world, &solution, "ACTIVE", "NONE")?;
    Ok(Done::json(&json!({
        "solution_id": solution.id,
        "partner_status": "ACCEPTED",
        "success": true,
        "message": "Solution partnership accepted successfully",
        "update_time": iso(call.now),
    })))
}

pub(super) fn reject(world: &World, call: &Call<'_>) -> Outcome {
    let solution = found(world, call)?;
    let kind = required(call, "request_type")?;
    match kind.as_str() {
        "PARTNERSHIP_REQUEST" => moved(world, &solution, "REJECTED", "NONE")?,
        "DEACTIVATION_REQUEST" => moved(world, &solution, status_of(&solution), "NONE")?,
        other => {
            let nearest = "PARTNERSHIP_REQUEST, DEACTIVATION_REQUEST";
            return Err(wrong("request_type", "a type of Meta's", other, nearest));
        }
    };
    let mut answer = json!({
        "success": true,
        "solution_id": solution.id,
        "rejected_request_type": kind,
        "rejection_timestamp": iso(call.now),
    });
    if let Some(partner) = call.param("partner_app_id") {
        answer["partner_app_id"] = json!(partner);
    }
    Ok(Done::json(&answer))
}

pub(super) fn ask_deactivation(world: &World, call: &Call<'_>) -> Outcome {
    let solution = found(world, call)?;
    call.parameters()?;
    moved(
        world,
        &solution,
        status_of(&solution),
        "PENDING_DEACTIVATION",
    )?;
    Ok(Done::json(&json!({
        "success": true,
        "message": "Deactivation request submitted successfully",
        "request_id": format!("deactivation_req_{}", world.new_id()),
    })))
}

pub(super) fn accept_deactivation(world: &World, call: &Call<'_>) -> Outcome {
    let solution = found(world, call)?;
    shown(call, moved(world, &solution, "DEACTIVATED", "NONE")?)
}

pub(super) fn reject_deactivation(world: &World, call: &Call<'_>) -> Outcome {
    let solution = found(world, call)?;
    shown(call, moved(world, &solution, status_of(&solution), "NONE")?)
}

pub(super) fn access_token(world: &World, call: &Call<'_>) -> Outcome {
    found(world, call)?;
    required(call, "business_id")?;
    let expires = call.token.expires.map_or(0, crate::clock::Moment::unix_s);
    Ok(Done::json(
        &json!({ "access_token": call.token.value, "expires_at": expires }),
    ))
}

fn shown(call: &Call<'_>, whole: Map<String, Value>) -> Outcome {
    Ok(Done::json(&node::pick(whole, &call.fields(), FIELDS)))
}

fn status_of(solution: &Record) -> &str {
    solution
        .fields
        .get("status")
        .and_then(Value::as_str)
        .unwrap_or("DRAFT")
}

fn moved(
    world: &World,
    solution: &Record,
    status: &str,
    pending: &str,
) -> Result<Map<String, Value>, Box<Refusal>> {
    let fields = json!({ "status": status, "status_for_pending_request": pending });
    let changed = world.records.change(&solution.id, object(fields));
    changed.map(|record| record.whole()).ok_or_else(|| {
        Box::new(Refusal::new(803, "path", "the solution is gone").got(&solution.id))
    })
}
