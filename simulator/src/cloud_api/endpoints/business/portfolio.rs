//! A portfolio and its accounts.

use serde_json::{Value, json};

use super::object;
use crate::cloud_api::answer::Refusal;
use crate::cloud_api::endpoints::account;
use crate::cloud_api::node;
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

const ACCOUNT_DEFAULT: &[&str] = &[
    "name",
    "currency",
    "timezone_id",
    "message_template_namespace",
];

pub(super) fn read(world: &World, call: &Call<'_>) -> Outcome {
    let whole = json!({
        "id": world.settings.graph.business_id,
        "name": "Shakedown",
        "timezone_id": 0,
        "verification_status": "verified",
        "vertical": "OTHER",
        "whatsapp_business_manager_messaging_limit": world.tier_word(),
    });
    Ok(Done::json(&node::pick(
        object(whole),
        &call.fields(),
        &["name"],
    )))
}

pub(super) fn owned(world: &World, call: &Call<'_>) -> Outcome {
    let asked = call.fields();
    let mut ids: Vec<&String> = world.accounts.keys().collect();
    ids.sort();
    let page = node::page(call, &ids, |id| {
        node::pick(account::whole(world, id), &asked, ACCOUNT_DEFAULT)
    })?;
    Ok(Done::json(&page))
}

/// A list that is empty here.
pub(super) fn none(_world: &World, call: &Call<'_>) -> Outcome {
    let nothing: [Value; 0] = [];
    Ok(Done::json(&node::page(call, &nothing, Value::clone)?))
}

/// The same request for the same solution.
pub(super) fn onboard_partners(_world: &World, call: &Call<'_>) -> Outcome {
    let solution = call.param("solution_id").unwrap_or_default();
    if solution.bytes().any(|byte| !byte.is_ascii_digit()) {
        return Err(Box::new(
            Refusal::new(100, "solution_id", "the digits of a solution's id").got(solution),
        ));
    }
    let hash = crate::chance::index_of(&format!("mm lite/{}/{solution}", call.node));
    let id = hash % 9_000_000_000_000_000 + 1_000_000_000_000_000;
    Ok(Done::json(&json!({ "request_id": id.to_string() })))
}
