//! Intents: that an account moves to another solution, or from one partner's care to another's.

use std::time::Duration;

use serde_json::{Value, json};

use super::{found, iso, kept, object};
use crate::cloud_api::endpoints::numbers::{required, wrong};
use crate::cloud_api::node;
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

pub(super) const MIGRATION: &str = "migration_intent";
pub(super) const MOBILITY: &str = "mobility_intent";
/// When it would be done. Meta publishes none: ours.
const TAKES: Duration = Duration::from_secs(24 * 3_600);
const MIGRATIONS: [&str; 4] = [
    "INITIATE_MIGRATION",
    "CANCEL_MIGRATION",
    "CONFIRM_MIGRATION",
    "SCHEDULE_MIGRATION",
];
const MOVES: [&str; 6] = [
    "INITIATE_TRANSFER",
    "CONFIRM_TRANSFER",
    "CANCEL_TRANSFER",
    "REQUEST_HANDOVER",
    "APPROVE_HANDOVER",
    "REJECT_HANDOVER",
];

pub(super) fn migrate(world: &World, call: &Call<'_>) -> Outcome {
    let solution = required(call, "solution_id")?;
    let intent = required(call, "migration_intent")?;
    if !MIGRATIONS.contains(&intent.as_str()) {
        return Err(wrong(
            "migration_intent",
            "an intent of Meta's",
            intent,
            &MIGRATIONS.join(", "),
        ));
    }
    let (status, kept_as) = match intent.as_str() {
        "CANCEL_MIGRATION" => ("REJECTED", "REJECTED"),
        "CONFIRM_MIGRATION" => ("APPROVED", "ACCEPTED"),
        "SCHEDULE_MIGRATION" => ("SCHEDULED", "INITIATED"),
        _ => ("PENDING", "INITIATED"),
    };
    let when = call
        .param("scheduled_migration_time")
        .unwrap_or_else(|| iso(call.now.after(TAKES)));
    let fields = json!({ "status": kept_as, "solution_id": solution });
    let id = kept(world, MIGRATION, call.node, object(fields))?;
    Ok(Done::json(&json!({
        "success": true,
        "migration_intent_id": id,
        "status": status,
        "estimated_completion_time": when,
    })))
}

pub(super) fn migration(world: &World, call: &Call<'_>) -> Outcome {
    let whole = found(world, call)?.whole();
    Ok(Done::json(&node::pick(whole, &call.fields(), &["status"])))
}

pub(super) fn mobility(world: &World, call: &Call<'_>) -> Outcome {
    let solution = required(call, "solution_id")?;
    let intent = required(call, "intent_type")?;
    if !MOVES.contains(&intent.as_str()) {
        return Err(wrong(
            "intent_type",
            "an intent of Meta's",
            intent,
            &MOVES.join(", "),
        ));
    }
    let scheduled = call.param("scheduled_execution_time");
    let (status, approval, next) = match (intent.as_str(), &scheduled) {
        ("CANCEL_TRANSFER" | "REJECT_HANDOVER", _) => ("REJECTED", false, "Nothing is left to do"),
        ("CONFIRM_TRANSFER" | "APPROVE_HANDOVER", _) => {
            ("APPROVED", false, "Nothing is left to do")
        }
        (_, Some(_)) => ("SCHEDULED", false, "Automatic execution at scheduled time"),
        _ => ("PENDING", true, "Await partner approval"),
    };
    let id = kept_mobility(world, call, &solution, status)?;
    Ok(Done::json(&json!({
        "success": true,
        "mobility_intent_id": id,
        "status": status,
        "estimated_completion_time": scheduled.unwrap_or_else(|| iso(call.now.after(TAKES))),
        "approval_required": approval,
        "next_steps": [next],
    })))
}

pub(super) fn set_mobility(world: &World, call: &Call<'_>) -> Outcome {
    let account = required(call, "waba_id")?;
    let solution = call.param("solution_id").unwrap_or_default();
    let own_words = call.param("client_mutation_id");
    if account != call.node {
        return Err(wrong(
            "waba_id",
            "the account of the path",
            account,
            call.node,
        ));
    }
    let id = kept_mobility(world, call, &solution, "ACTIVE")?;
    Ok(Done::json(&json!({
        "success": true,
        "intent_id": id,
        "client_mutation_id": own_words,
        "error_msg": null,
    })))
}

fn kept_mobility(
    world: &World,
    call: &Call<'_>,
    solution: &str,
    status: &str,
) -> Result<String, Box<crate::cloud_api::answer::Refusal>> {
    let name = world
        .records
        .find(solution)
        .and_then(|solution| solution.fields.get("name").cloned())
        .unwrap_or_else(|| Value::String("Solution".to_owned()));
    let fields = json!({
        "waba": { "id": call.node, "name": "Shakedown", "status": "ACTIVE" },
        "solution": { "id": solution, "name": name, "status": "ACTIVE", "status_for_pending_request": "NONE" },
        "status": status,
        "created_time": iso(call.now),
        "updated_time": iso(call.now),
    });
    kept(world, MOBILITY, call.node, object(fields))
}

pub(super) fn mobility_read(world: &World, call: &Call<'_>) -> Outcome {
    let whole = found(world, call)?.whole();
    let default = ["waba", "solution", "status", "created_time", "updated_time"];
    Ok(Done::json(&node::pick(whole, &call.fields(), &default)))
}
