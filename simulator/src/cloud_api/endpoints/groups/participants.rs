//! Who is in a group. Meta's guide says that customers come by the link alone; its OpenAPI document has an operation that
//! adds them, which is served here too.

use std::collections::BTreeSet;

use serde_json::Value;

use super::make::{asked, new_request_id};
use super::notices::{self, TAKES};
use super::{owner_of_call, with};
use crate::cloud_api::answer::Refusal;
use crate::cloud_api::endpoints::numbers::{whatsapp, wrong};
use crate::cloud_api::messages::normalised;
use crate::graph::group::PARTICIPANTS_MAX;
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::Outcome;

pub(super) fn add(world: &World, call: &Call<'_>) -> Outcome {
    let users: Vec<String> = users(call)?.into_iter().map(|(_, wa_id)| wa_id).collect();
    let shard = owner_of_call(world, call)?;
    let full = with(world, call, |group| {
        let mut all = group.participants.clone();
        all.extend(users.iter().cloned());
        let full = all.len() > PARTICIPANTS_MAX;
        if !full {
            group.participants = all;
            for user in &users {
                group.removed.remove(user);
                group.requests.retain(|request| request.wa_id != *user);
            }
        }
        full
    })?;
    if full {
        return Err(Box::new(Refusal::new(
            131_204,
            "participants",
            "a group has at most 8 customers",
        )));
    }
    let at = call.now.after(TAKES);
    let due = notices::joined(world, shard, call.node, &users, at);
    Ok(asked(&new_request_id(world)).with_due([due]))
}

pub(super) fn remove(world: &World, call: &Call<'_>) -> Outcome {
    let users = users(call)?;
    let shard = owner_of_call(world, call)?;
    let (mut removed, mut failed) = (Vec::new(), Vec::new());
    with(world, call, |group| {
        for (input, wa_id) in users {
            if group.remove(&wa_id) {
                removed.push(input);
            } else {
                failed.push(input);
            }
        }
    })?;
    let request_id = new_request_id(world);
    let at = call.now.after(TAKES);
    let change = (request_id.clone(), removed, failed);
    let due = notices::removed(world, shard, call.node, change, at);
    Ok(asked(&request_id).with_due([due]))
}

/// The customers of a call: as given, and as digits.
fn users(call: &Call<'_>) -> Result<Vec<(String, String)>, Box<Refusal>> {
    whatsapp(call)?;
    let list = call
        .value("participants")
        .and_then(|value| value.as_array().cloned())
        .unwrap_or_default();
    if list.is_empty() {
        return Err(wrong(
            "participants",
            "a list of 1 to 8 customers",
            "",
            "[{\"user\":\"+16505551234\"}]",
        ));
    }
    if list.len() > PARTICIPANTS_MAX {
        return Err(Box::new(
            Refusal::new(131_204, "participants", "at most 8 customers")
                .got(list.len().to_string()),
        ));
    }
    let mut seen = BTreeSet::new();
    let mut users = Vec::new();
    for one in &list {
        let input = one.get("user").and_then(Value::as_str).unwrap_or_default();
        let wa_id = normalised(input)
            .ok_or_else(|| wrong("participants", "a phone number", input, "+16505551234"))?;
        if !seen.insert(wa_id.clone()) {
            return Err(Box::new(
                Refusal::new(131_202, "participants", "each customer once").got(input),
            ));
        }
        users.push((input.to_owned(), wa_id));
    }
    Ok(users)
}
