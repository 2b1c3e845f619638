//! Requests to join a group: listed, approved, rejected.

use serde_json::{Value, json};

use super::notices::{self, TAKES};
use super::{owner_of_call, with};
use crate::cloud_api::answer::Refusal;
use crate::cloud_api::endpoints::numbers::{whatsapp, wrong};
use crate::cloud_api::form::words;
use crate::cloud_api::node;
use crate::graph::group::{JoinRequest, PARTICIPANTS_MAX};
use crate::webhook::user_id;
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

/// Most requests in one call. Meta publishes none: ours.
const IDS_MAX: usize = 1_000;

pub(super) fn list(world: &World, call: &Call<'_>) -> Outcome {
    let requests: Vec<JoinRequest> = with(world, call, |group| group.requests.clone())?;
    let page = node::page(call, &requests, |request| {
        json!({
            "join_request_id": request.id,
            "wa_id": request.wa_id,
            "user_id": user_id(&request.wa_id),
            "creation_timestamp": request.created.unix_s(),
        })
    })?;
    Ok(Done::json(&page))
}

pub(super) fn approve(world: &World, call: &Call<'_>) -> Outcome {
    let ids = ids(call)?;
    let shard = owner_of_call(world, call)?;
    let (mut approved, mut joined, mut failed) = (Vec::new(), Vec::new(), Vec::new());
    with(world, call, |group| {
        for id in ids {
            if group.participants.len() >= PARTICIPANTS_MAX {
                failed.push((id, 131_204));
                continue;
            }
            match group.take_request(&id) {
                Some(request) => {
                    group.participants.insert(request.wa_id.clone());
                    joined.push(request.wa_id);
                    approved.push(id);
                }
                None => failed.push((id, 131_213)),
            }
        }
    })?;
    let at = call.now.after(TAKES);
    let due = (!joined.is_empty()).then(|| notices::joined(world, shard, call.node, &joined, at));
    Ok(answered("approved_join_requests", &approved, &failed).with_due(due))
}

/// The customer may ask again; no webhook tells of it.
pub(super) fn reject(world: &World, call: &Call<'_>) -> Outcome {
    let ids = ids(call)?;
    let (mut rejected, mut failed) = (Vec::new(), Vec::new());
    with(world, call, |group| {
        for id in ids {
            match group.take_request(&id) {
                Some(_) => rejected.push(id),
                None => failed.push((id, 131_213)),
            }
        }
    })?;
    Ok(answered("rejected_join_requests", &rejected, &failed))
}

fn ids(call: &Call<'_>) -> Result<Vec<String>, Box<Refusal>> {
    whatsapp(call)?;
    let ids = words(call.value("join_requests"));
    if (1..=IDS_MAX).contains(&ids.len()) {
        return Ok(ids);
    }
    Err(wrong(
        "join_requests",
        "a list of 1 to 1,000 ids",
        ids.len().to_string(),
        "join_request_id of GET join_requests",
    ))
}

fn answered(word: &str, done: &[String], failed: &[(String, u32)]) -> Done {
    let mut answer = json!({ "messaging_product": "whatsapp", word: done });
    if !failed.is_empty() {
        answer["failed_join_requests"] = failed
            .iter()
            .map(|(id, code)| json!({ "join_request_id": id, "errors": [notices::error(*code)] }))
            .collect::<Vec<Value>>()
            .into();
        let whole = if done.is_empty() {
            failed[0].1
        } else {
            131_201
        };
        answer["errors"] = json!([notices::error(whole)]);
    }
    Done::json(&answer)
}
