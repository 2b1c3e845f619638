//! What a group says of itself, and the list of a number's groups.

use serde_json::{Value, json};

use super::with;
use crate::cloud_api::endpoints::numbers::shard;
use crate::cloud_api::node;
use crate::graph::group::Group;
use crate::webhook::user_id;
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

pub(super) fn read(world: &World, call: &Call<'_>) -> Outcome {
    let mut asked = call.fields();
    asked.push("messaging_product".to_owned());
    let whole = with(world, call, |group| whole(group))?;
    let map = whole.as_object().cloned().unwrap_or_default();
    Ok(Done::json(&node::pick(map, &asked, &[])))
}

fn whole(group: &Group) -> Value {
    let participants: Vec<Value> = group
        .participants
        .iter()
        .map(|wa_id| json!({ "wa_id": wa_id, "user_id": user_id(wa_id) }))
        .collect();
    json!({
        "messaging_product": "whatsapp",
        "id": group.id,
        "subject": group.subject,
        "description": group.description,
        "creation_timestamp": group.ready.unix_s(),
        "suspended": group.suspended,
        "join_approval_mode": group.approval.word(),
        "total_participant_count": participants.len(),
        "participants": participants,
    })
}

pub(super) fn list(world: &World, call: &Call<'_>) -> Outcome {
    let groups = world.groups.of(&shard(world, call)?.number.id, call.now);
    let mut page = node::page(call, &groups, |group| {
        json!({
            "id": group.id,
            "subject": group.subject,
            "created_at": group.ready.unix_s().to_string(),
        })
    })?;
    // This list alone stands under a name of its own.
    let list = page["data"].take();
    page["data"] = json!({ "groups": list });
    Ok(Done::json(&page))
}
