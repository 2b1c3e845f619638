//! Making and deleting a group.

use std::collections::BTreeSet;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

use super::notices::{self, TAKES};
use super::{owner_of_call, settings};
use crate::cloud_api::answer::Refusal;
use crate::cloud_api::endpoints::numbers::{shard, whatsapp, wrong};
use crate::cloud_api::form::Form;
use crate::graph::group::{GROUPS_MAX, Group, JoinApproval};
use crate::graph::nodes::NodeKind;
use crate::graph::trouble::Trouble;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};
use crate::world::{World, lock};

pub(super) fn create(world: &World, call: &Call<'_>) -> Outcome {
    whatsapp(call)?;
    let form = Form::of(call)?;
    let shard = shard(world, call)?;
    if !lock(&shard.card).registered || shard.troubles.has(Trouble::NoGroups) {
        return Err(Box::new(
            Refusal::new(
                131_215,
                "path",
                "only a registered number that may have groups has some",
            )
            .got(call.node)
            .nearest("POST register first"),
        ));
    }
    let subject = settings::subject(&form.required("subject")?)?;
    let description = settings::description(form.text("description"))?;
    let approval = match form.text("join_approval_mode").as_deref() {
        None | Some("auto_approve") => JoinApproval::Auto,
        Some("approval_required") => JoinApproval::Required,
        Some(other) => {
            return Err(wrong(
                "join_approval_mode",
                "auto_approve or approval_required",
                other,
                "auto_approve",
            ));
        }
    };
    let group = Group {
        id: new_group_id(world, &shard.number.display),
        number_id: shard.number.id.clone(),
        subject,
        description,
        approval,
        ready: call.now.after(TAKES),
        suspended: false,
        link: Some(new_link(world)),
        participants: BTreeSet::new(),
        removed: BTreeSet::new(),
        requests: Vec::new(),
    };
    if !world.groups.insert(group.clone()) {
        let rule = format!("at most {GROUPS_MAX} groups a number");
        return Err(Box::new(
            Refusal::new(131_211, "path", rule).nearest("delete a group first"),
        ));
    }
    world.nodes.insert(&group.id, NodeKind::Group);
    let request_id = new_request_id(world);
    let due = notices::created(world, shard, &group, request_id.clone());
    Ok(asked(&request_id).with_due([due]))
}

pub(super) fn delete(world: &World, call: &Call<'_>) -> Outcome {
    let shard = owner_of_call(world, call)?;
    world.groups.remove(call.node);
    world.nodes.remove(call.node);
    let request_id = new_request_id(world);
    let at = call.now.after(TAKES);
    let due = notices::deleted(world, shard, call.node, request_id.clone(), at);
    // The older documents answer with success, the newer with the request: both are there.
    Ok(Done::json(&json!({
        "messaging_product": "whatsapp",
        "request_id": request_id,
        "success": true,
    }))
    .with_due([due]))
}

/// The answer to what is done in the background.
pub(super) fn asked(request_id: &str) -> Done {
    Done::json(&json!({ "messaging_product": "whatsapp", "request_id": request_id }))
}

pub(super) fn new_request_id(world: &World) -> String {
    URL_SAFE_NO_PAD.encode(format!("group_request:{}", world.new_id()))
}

/// The end of an invite link: 22 letters and digits.
pub(super) fn new_link(world: &World) -> String {
    let hash = |part: &str| crate::chance::index_of(&format!("{part}{}", world.new_id()));
    format!("{:011x}{:011x}", hash("a") >> 20, hash("b") >> 20)
}

/// In Meta's form: its words, the number and the group, in base64 without slashes.
fn new_group_id(world: &World, display: &str) -> String {
    let plain: Arc<str> = format!("capi_group:{display}:{}", world.new_id()).into();
    format!("{}ZD", URL_SAFE_NO_PAD.encode(plain.as_bytes()))
}
