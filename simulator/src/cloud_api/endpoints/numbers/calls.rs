//! Calls: who may be called, and the answers. No sound is carried.

use std::time::Duration;

use serde_json::json;

use super::{card_of, required, whatsapp, wrong};
use crate::clock::Moment;
use crate::cloud_api::answer::Refusal;
use crate::cloud_api::messages::normalised;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};
use crate::world::{World, lock};

const ACTIONS: [&str; 5] = ["connect", "pre_accept", "accept", "reject", "terminate"];

/// How long a customer's permission to be called holds (Meta, Cloud API, calling: temporary permissions).
const PERMITTED_FOR: Duration = Duration::from_secs(7 * 86_400);
/// Most customers whose permission a number remembers; the one that ends first goes.
const PERMISSIONS_MAX: usize = 64_000;

/// The customer of a call, as digits.
fn customer(call: &Call<'_>, name: &str) -> Result<String, Box<Refusal>> {
    let given = match call.param(name).or_else(|| call.param("recipient")) {
        Some(given) => given,
        None => required(call, name)?,
    };
    Ok(normalised(&given).unwrap_or(given))
}

pub(super) fn permissions(world: &World, call: &Call<'_>) -> Outcome {
    let customer = customer(call, "user_wa_id")?;
    let until = permitted(world, call, &customer)?;
    let may = until.is_some();
    let day = json!([{ "time_period": "PT24H", "max_allowed": 100, "current_usage": 0 }]);
    let permission = match until {
        Some(until) => json!({ "status": "temporary", "expiration_time": until.unix_s() }),
        None => json!({ "status": "no_permission" }),
    };
    Ok(Done::json(&json!({
        "messaging_product": "whatsapp",
        "permission": permission,
        "actions": [
            { "action_name": "send_call_permission_request", "can_perform_action": !may,
              "limits": [{ "time_period": "PT24H", "max_allowed": 1, "current_usage": 0 }] },
            { "action_name": "start_call", "can_perform_action": may, "limits": day },
        ],
    })))
}

/// Until when a customer has permitted calls.
fn permitted(
    world: &World,
    call: &Call<'_>,
    customer: &str,
) -> Result<Option<Moment>, Box<Refusal>> {
    let card = card_of(world, call)?;
    let until = card.call_permissions.get(customer).copied();
    Ok(until.filter(|until| call.now < *until))
}

impl World {
    /// A customer answers whether a number may call.
    pub fn customer_permits_calls(&self, now: Moment, number: &str, customer: &str, may: bool) {
        let Some(shard) = self.shards.get(number) else {
            return;
        };
        let permissions = &mut lock(&shard.card).call_permissions;
        permissions.remove(customer);
        if !may {
            return;
        }
        if permissions.len() >= PERMISSIONS_MAX {
            permissions.pop_first();
        }
        permissions.insert(customer.to_owned(), now.after(PERMITTED_FOR));
    }
}

/// Whether a number may call at all, and this customer.
fn may_call(world: &World, call: &Call<'_>, customer: &str) -> Result<(), Box<Refusal>> {
    let calling = card_of(world, call)?.settings["calling"]["status"].clone();
    if calling != "ENABLED" {
        return Err(Box::new(
            Refusal::new(138_000, "path", "calling is off in the number's settings")
                .nearest("POST settings with calling.status ENABLED"),
        ));
    }
    if permitted(world, call, customer)?.is_none() {
        return Err(Box::new(
            Refusal::new(138_006, "to", "the customer has not permitted calls")
                .got(customer)
                .nearest("send an interactive call_permission_request, and wait for its answer"),
        ));
    }
    Ok(())
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
    let customer = customer(call, "to")?;
    required(call, "session")?;
    may_call(world, call, &customer)?;
    Ok(Done::json(&json!({
        "messaging_product": "whatsapp",
        "calls": [{ "id": format!("wacid.HBgL{}", world.new_id()) }],
        "success": true,
    })))
}
