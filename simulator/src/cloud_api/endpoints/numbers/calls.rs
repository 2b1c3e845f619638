//! Calls: the answers' shapes. No sound is carried.

use serde_json::json;

use super::{required, whatsapp, wrong};
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

const ACTIONS: [&str; 5] = ["connect", "pre_accept", "accept", "reject", "terminate"];

pub(super) fn permissions(world: &World, call: &Call<'_>) -> Outcome {
    let given = call.param("user_wa_id").or_else(|| call.param("recipient"));
    if given.is_none() {
        required(call, "user_wa_id")?;
    }
    let _ = world;
    let day = json!([{ "time_period": "PT24H", "max_allowed": 100, "current_usage": 0 }]);
    Ok(Done::json(&json!({
        "messaging_product": "whatsapp",
        "permission": { "status": "granted", "expiration_time": call.now.unix_s() + 7 * 86_400 },
        "actions": [
            { "action_name": "send_call_permission_request", "can_perform_action": true,
              "limits": [{ "time_period": "PT24H", "max_allowed": 1, "current_usage": 0 }] },
            { "action_name": "start_call", "can_perform_action": true, "limits": day },
        ],
    })))
}

pub(super) fn call(world: &World, call: &Call<'_>) -> Outcome {
    whatsapp(call)?;
    let action = required(call, "action")?;
    if !ACTIONS.contains(&action.as_str()) {
        return Err(wrong(
            "action",
            "an action of Meta's",
            action,
            &ACTIONS.join(", "),
        ));
    }
    if action != "connect" {
        if call.param("to").is_none() {
            required(call, "call_id")?;
        }
        return Ok(Done::json(
            &json!({ "messaging_product": "whatsapp", "success": true }),
        ));
    }
    if call.param("recipient").is_none() {
        required(call, "to")?;
    }
    required(call, "session")?;
    Ok(Done::json(&json!({
        "messaging_product": "whatsapp",
        "calls": [{ "id": format!("wacid.HBgL{}", world.new_id()) }],
        "success": true,
    })))
}
