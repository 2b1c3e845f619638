//! The webhooks that tell how it went: `group_lifecycle_update`, `group_settings_update`, `group_participants_update`.
//!
//! Source: Meta, Cloud API, groups, webhooks.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use crate::clock::Moment;
use crate::cloud_api::error_code;
use crate::due::{Due, WebhookDue};
use crate::graph::group::{Group, JoinRequest};
use crate::settings::PhoneNumber;
use crate::webhook::fields::{
    Customer, FieldValue, GroupLifecycle, GroupParticipants, GroupSettings, GroupTrouble,
    LifecycleChange, ParticipantChange,
};
use crate::world::{Shard, World};

/// How long a change of a group takes. Meta publishes none: ours.
pub(super) const TAKES: Duration = Duration::from_millis(400);

/// The webhook of a number's group, due at a time.
fn due<F: FieldValue + Send + Sync + 'static>(
    world: &World,
    shard: &Shard,
    told: F,
    at: Moment,
) -> Due {
    Due::Notice(Box::new(WebhookDue {
        id: world.next_notice_id(),
        due: at,
        account_id: Arc::clone(&shard.account_id),
        number_id: Some(shard.number.id.as_str().into()),
        field: F::FIELD,
        body: told.body(),
    }))
}

fn number(shard: &Shard) -> PhoneNumber {
    (*shard.number).clone()
}

pub(super) fn created(world: &World, shard: &Shard, group: &Group, request_id: String) -> Due {
    let told = GroupLifecycle {
        number: number(shard),
        group_id: group.id.clone(),
        request_id,
        change: LifecycleChange::Created {
            subject: group.subject.clone(),
            invite_link: group.invite_link().unwrap_or_default(),
            join_approval_mode: group.approval.word().to_owned(),
        },
        time_s: group.ready.unix_s(),
    };
    due(world, shard, told, group.ready)
}

pub(super) fn deleted(
    world: &World,
    shard: &Shard,
    group_id: &str,
    request_id: String,
    at: Moment,
) -> Due {
    let told = GroupLifecycle {
        number: number(shard),
        group_id: group_id.to_owned(),
        request_id,
        change: LifecycleChange::Deleted,
        time_s: at.unix_s(),
    };
    due(world, shard, told, at)
}

/// What was changed about a group; the picture by the SHA-256 of its bytes.
#[derive(Default)]
pub(super) struct Changed {
    pub(super) subject: Option<String>,
    pub(super) description: Option<String>,
    pub(super) picture: Option<String>,
}

pub(super) fn changed(
    world: &World,
    shard: &Shard,
    group_id: &str,
    request_id: String,
    changed: Changed,
    at: Moment,
) -> Due {
    let took = |new: Option<String>| new.map(|new| (new, None));
    let told = GroupSettings {
        number: number(shard),
        group_id: group_id.to_owned(),
        request_id,
        subject: took(changed.subject),
        description: took(changed.description),
        picture: took(changed.picture),
        time_s: at.unix_s(),
    };
    due(world, shard, told, at)
}

pub(super) fn joined(
    world: &World,
    shard: &Shard,
    group_id: &str,
    customers: &[String],
    at: Moment,
) -> Due {
    let all = customers.iter().map(|wa_id| customer(wa_id, at)).collect();
    participants(world, shard, group_id, ParticipantChange::Joined(all), at)
}

pub(super) fn asked(world: &World, shard: &Shard, group_id: &str, request: &JoinRequest) -> Due {
    let change = ParticipantChange::Requested {
        join_request_id: request.id.clone(),
        customer: customer(&request.wa_id, request.created),
    };
    participants(world, shard, group_id, change, request.created)
}

/// Who was removed, and who was not because they were not in (131212).
pub(super) fn removed(
    world: &World,
    shard: &Shard,
    group_id: &str,
    change: (String, Vec<String>, Vec<String>),
    at: Moment,
) -> Due {
    let (request_id, removed, failed) = change;
    let trouble = (!failed.is_empty()).then_some(GroupTrouble { code: 131_212 });
    let change = ParticipantChange::Removed {
        request_id,
        removed,
        failed,
        trouble,
    };
    participants(world, shard, group_id, change, at)
}

fn participants(
    world: &World,
    shard: &Shard,
    group_id: &str,
    change: ParticipantChange,
    at: Moment,
) -> Due {
    let told = GroupParticipants {
        number: number(shard),
        group_id: group_id.to_owned(),
        change,
        time_s: at.unix_s(),
    };
    due(world, shard, told, at)
}

fn customer(wa_id: &str, at: Moment) -> Customer {
    Customer::of(wa_id, "", at.unix_s())
}

/// A code as these answers and webhooks carry it.
pub(super) fn error(code: u32) -> Value {
    let known = error_code::known(code);
    json!({
        "code": code,
        "title": known.title,
        "message": format!("(#{code}) {}", known.title),
        "error_data": { "details": known.details },
    })
}
