//! Blocked customers. Source: Meta, Cloud API, block users.

use std::sync::atomic::Ordering;

use serde_json::{Value, json};

use super::{card_of, shard, whatsapp};
use crate::cloud_api::answer::{Answer, Refusal};
use crate::cloud_api::error_code;
use crate::cloud_api::messages::normalised;
use crate::cloud_api::node;
use crate::graph::number::BLOCKED_MAX;
use crate::webhook::user_id;
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

/// Most customers in one call.
const USERS_MAX: usize = 1_000;

pub(super) fn list(world: &World, call: &Call<'_>) -> Outcome {
    let blocked: Vec<String> = card_of(world, call)?.blocked.keys().cloned().collect();
    let page = node::page(
        call,
        &blocked,
        |user| json!({ "messaging_product": "whatsapp", "wa_id": user, "user_id": user_id(user) }),
    )?;
    Ok(Done::json(&page))
}

/// The customers of a call, as given.
fn users(call: &Call<'_>) -> Result<Vec<String>, Box<Refusal>> {
    whatsapp(call)?;
    let list = call
        .value("block_users")
        .and_then(|value| value.as_array().cloned());
    let users: Vec<String> = list
        .iter()
        .flatten()
        .filter_map(|one| {
            let named = one.get("user").or_else(|| one.get("user_id"))?;
            named.as_str().map(str::to_owned)
        })
        .take(USERS_MAX + 1)
        .collect();
    if users.is_empty() || users.len() > USERS_MAX {
        return Err(Box::new(
            Refusal::new(
                100,
                "block_users",
                format!("a list of 1 to {USERS_MAX} users"),
            )
            .details("The parameter block_users is required.")
            .nearest("[{\"user\":\"+16505551234\"}]"),
        ));
    }
    Ok(users)
}

pub(super) fn block(world: &World, call: &Call<'_>) -> Outcome {
    let users = users(call)?;
    let shard = shard(world, call)?;
    let (mut added, mut failed) = (Vec::new(), Vec::new());
    for input in users {
        let Some(wa_id) = normalised(&input) else {
            failed.push(failure(&input, None, 131009, "Invalid phone number"));
            continue;
        };
        if !world.wrote_within_a_day(call.now, shard, &wa_id) {
            let why = "User has not messaged the business in the last 24 hours";
            failed.push(failure(&input, Some(&wa_id), 131047, why));
            continue;
        }
        let mut card = card_of(world, call)?;
        if card.blocked.len() >= BLOCKED_MAX {
            failed.push(failure(
                &input,
                Some(&wa_id),
                139101,
                "Blocklist limit reached",
            ));
            continue;
        }
        card.blocked.insert(wa_id.clone(), call.now);
        shard.blocks.store(true, Ordering::Relaxed);
        added.push(json!({ "input": input, "wa_id": wa_id, "user_id": user_id(&wa_id) }));
    }
    answered(world, "added_users", added, failed)
}

pub(super) fn unblock(world: &World, call: &Call<'_>) -> Outcome {
    let users = users(call)?;
    let (mut removed, mut failed) = (Vec::new(), Vec::new());
    let mut card = card_of(world, call)?;
    for input in users {
        match normalised(&input) {
            Some(wa_id) => {
                card.blocked.remove(&wa_id);
                removed.push(json!({ "input": input, "wa_id": wa_id, "user_id": user_id(&wa_id) }));
            }
            None => failed.push(failure(&input, None, 131009, "Invalid phone number")),
        }
    }
    drop(card);
    answered(world, "removed_users", removed, failed)
}

fn failure(input: &str, wa_id: Option<&str>, code: u32, why: &str) -> Value {
    let mut node = json!({ "input": input, "errors": [{
        "message": why, "code": code, "error_data": { "details": why },
    }] });
    if let Some(wa_id) = wa_id {
        node["wa_id"] = json!(wa_id);
    }
    node
}

/// A part that failed makes the whole a 400 whose body holds both (Meta, Cloud API, block users).
fn answered(world: &World, word: &str, done: Vec<Value>, failed: Vec<Value>) -> Outcome {
    let mut body = json!({ "messaging_product": "whatsapp", "block_users": { word: done } });
    if failed.is_empty() {
        return Ok(Done::json(&body));
    }
    let code = error_code::known(139100);
    body["block_users"]["failed_users"] = Value::Array(failed);
    body["error"] = json!({
        "message": format!("(#{}) {}", code.code, code.title),
        "type": "OAuthException",
        "code": code.code,
        "error_data": { "details": "Failed to block/unblock some users" },
        "fbtrace_id": world.new_trace(),
    });
    Ok(Done::answer(Answer {
        status: code.http_status,
        ..Answer::ok(body.to_string().into_bytes())
    }))
}
