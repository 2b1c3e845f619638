//! What happened to an account, newest first. Source: Meta, business messaging OpenAPI v23.0, activities.

use serde_json::json;

use crate::clock::Moment;
use crate::cloud_api::answer::Refusal;
use crate::cloud_api::endpoints::numbers::wrong;
use crate::cloud_api::node;
use crate::graph::account_card::Activity;
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

const DEFAULT: &[&str] = &[
    "activity_type",
    "timestamp",
    "actor_type",
    "actor_id",
    "actor_name",
    "description",
];

pub(super) fn list(world: &World, call: &Call<'_>) -> Outcome {
    let since = time(call, "since")?;
    let until = time(call, "until")?;
    let kind = call.param("activity_type");
    let mut activities: Vec<Activity> = world
        .account_cards
        .with(call.node, |card| card.activities.iter().cloned().collect());
    activities.retain(|activity| {
        since.is_none_or(|since| activity.at >= since)
            && until.is_none_or(|until| activity.at <= until)
            && kind.as_ref().is_none_or(|kind| activity.kind == kind)
    });
    let asked = call.fields();
    let page = node::page(call, &activities, |activity| {
        let whole = json!({
            "id": activity.id,
            "activity_type": activity.kind,
            "timestamp": iso(activity.at),
            "actor_type": "API",
            "actor_id": activity.app_id,
            "actor_name": "connector",
            "description": activity.description,
        });
        node::pick(
            whole.as_object().cloned().unwrap_or_default(),
            &asked,
            DEFAULT,
        )
    })?;
    Ok(Done::json(&page))
}

/// A time as seconds since the Unix epoch, or in ISO 8601.
fn time(call: &Call<'_>, name: &str) -> Result<Option<Moment>, Box<Refusal>> {
    let Some(text) = call.param(name).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let seconds = text.parse().ok().or_else(|| {
        let parsed: jiff::Timestamp = text.parse().ok()?;
        u64::try_from(parsed.as_second()).ok()
    });
    match seconds {
        Some(seconds) if seconds < 1 << 40 => Ok(Some(Moment::from_unix_s(seconds))),
        _ => Err(wrong(
            name,
            "seconds since 1970, or ISO 8601",
            text,
            "2026-09-01T00:00:00Z",
        )),
    }
}

/// A time as these endpoints write it.
fn iso(at: Moment) -> String {
    let seconds = i64::try_from(at.unix_s()).unwrap_or(0);
    jiff::Timestamp::from_second(seconds).map_or_else(|_| String::new(), |time| time.to_string())
}
