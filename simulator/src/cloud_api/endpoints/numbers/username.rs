//! A business's username. Source: Meta, Cloud API, usernames (2026).

use std::sync::Arc;

use serde_json::json;

use super::{card_of, required, shard};
use crate::cloud_api::answer::Refusal;
use crate::due::{Due, WebhookDue};
use crate::limits::portfolio::Tier;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};
use crate::world::{Shard, World, lock};

/// Names that somebody else has.
const TAKEN: [&str; 4] = ["whatsapp", "facebook", "instagram", "meta"];

/// 3 to 35 of lower-case letters, digits, dot and underscore, with a letter in it.
pub(super) fn check(name: &str) -> Result<(), Box<Refusal>> {
    let signs = name.bytes().all(|byte| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'_')
    });
    let edges = !name.starts_with('.') && !name.ends_with('.') && !name.contains("..");
    let letter = name.bytes().any(|byte| byte.is_ascii_lowercase());
    if (3..=35).contains(&name.len()) && signs && edges && letter {
        return Ok(());
    }
    Err(Box::new(
        Refusal::new(
            100,
            "username",
            "3 to 35 of a-z, 0-9, dot and underscore, a letter among them",
        )
        .got(name)
        .nearest("lucky.shrub"),
    ))
}

pub(super) fn read(world: &World, call: &Call<'_>) -> Outcome {
    let name = card_of(world, call)?.username.clone();
    Ok(Done::json(&match name {
        Some(name) => json!({ "username": name, "status": "approved" }),
        None => json!({}),
    }))
}

pub(super) fn set(world: &World, call: &Call<'_>) -> Outcome {
    let name = required(call, "username")?;
    check(&name)?;
    let own = shard(world, call)?;
    free_to_take(world, call, own, &name)?;
    lock(&own.card).username = Some(name.clone());
    let display = own.number.display.clone();
    let notice = WebhookDue {
        id: world.next_notice_id(),
        due: call.now,
        account_id: Arc::clone(&own.account_id),
        number_id: Some(own.number.id.as_str().into()),
        field: "business_username_update",
        body: Arc::new(
            move |_| json!({ "display_phone_number": display, "username": name, "status": "approved" }),
        ),
    };
    Ok(Done::json(&json!({ "status": "approved" })).with_due([Due::Notice(Box::new(notice))]))
}

/// Whether a name may be had: all numbers here are of one portfolio, and Meta's own names are somebody else's.
fn free_to_take(
    world: &World,
    call: &Call<'_>,
    own: &Shard,
    name: &str,
) -> Result<(), Box<Refusal>> {
    if world.settings.graph.tier == Tier::Of250 && world.tier_word() == Tier::Of250.word() {
        let rule = "the portfolio needs a higher messaging limit than the lowest";
        return Err(Box::new(Refusal::new(147_002, "path", rule)));
    }
    if TAKEN.contains(&name) {
        return Err(Box::new(
            Refusal::new(147_001, "username", "somebody else has it")
                .got(name)
                .nearest("GET /{phone}/username_suggestions"),
        ));
    }
    let other = world.shards.values().find(|other| {
        other.number.id != own.number.id && lock(&other.card).username.as_deref() == Some(name)
    });
    let Some(other) = other else {
        return Ok(());
    };
    if call.param("transfer_action").as_deref() != Some("force_transfer") {
        return Err(Box::new(
            Refusal::new(
                147_005,
                "username",
                "another number of the portfolio has it",
            )
            .got(name)
            .nearest("transfer_action=force_transfer"),
        ));
    }
    lock(&other.card).username = None;
    Ok(())
}

pub(super) fn delete(world: &World, call: &Call<'_>) -> Outcome {
    card_of(world, call)?.username = None;
    Ok(Done::success())
}

pub(super) fn suggestions(world: &World, call: &Call<'_>) -> Outcome {
    let name: String = shard(world, call)?
        .number
        .verified_name
        .to_lowercase()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(20)
        .collect();
    let base = if name.len() < 3 {
        format!("shop{name}")
    } else {
        name
    };
    Ok(Done::json(&json!({ "data": [{ "username_suggestions": [
        base, format!("{base}.official"), format!("{base}_shop"),
    ] }] })))
}
