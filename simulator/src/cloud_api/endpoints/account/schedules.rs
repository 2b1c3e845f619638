//! An account's schedules: kept and listed, nothing more. Source: Meta, business messaging OpenAPI v23.0, schedules.

use serde_json::{Map, Value, json};

use crate::cloud_api::endpoints::numbers::wrong;
use crate::cloud_api::form::Form;
use crate::cloud_api::node;
use crate::graph::nodes::NodeKind;
use crate::graph::records::Record;
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

const KIND: &str = "schedule";
const TYPES: [&str; 5] = [
    "BUSINESS_HOURS",
    "AUTOMATED_RESPONSE",
    "MESSAGE_CAMPAIGN",
    "MAINTENANCE_WINDOW",
    "CUSTOM",
];
const DAYS: [&str; 7] = [
    "MONDAY",
    "TUESDAY",
    "WEDNESDAY",
    "THURSDAY",
    "FRIDAY",
    "SATURDAY",
    "SUNDAY",
];
const FIELDS: &[&str] = &[
    "name",
    "status",
    "schedule_type",
    "description",
    "start_time",
    "end_time",
    "timezone",
    "days_of_week",
    "is_active",
    "recurrence_pattern",
];

pub(super) fn list(world: &World, call: &Call<'_>) -> Outcome {
    let asked = call.fields();
    let schedules = world.records.of(KIND, call.node);
    let page = node::page(call, &schedules, |schedule| {
        node::pick(schedule.whole(), &asked, FIELDS)
    })?;
    Ok(Done::json(&page))
}

pub(super) fn create(world: &World, call: &Call<'_>) -> Outcome {
    let form = Form::of(call)?;
    let name = form.required("name")?;
    let kind = form.required("schedule_type")?;
    if !TYPES.contains(&kind.as_str()) {
        return Err(wrong(
            "schedule_type",
            "a type of Meta's",
            kind,
            &TYPES.join(", "),
        ));
    }
    for time in ["start_time", "end_time"] {
        let written = form.required(time)?;
        if !is_time(&written) {
            return Err(wrong(time, "hours and minutes of a day", written, "09:00"));
        }
    }
    let days = form.words("days_of_week");
    if let Some(odd) = days.iter().find(|day| !DAYS.contains(&day.as_str())) {
        return Err(wrong(
            "days_of_week",
            "days of the week",
            odd,
            &DAYS.join(", "),
        ));
    }
    let taken = world
        .records
        .of(KIND, call.node)
        .iter()
        .any(|other| other.fields.get("name") == Some(&json!(name)));
    if taken {
        return Err(wrong(
            "name",
            "a name that no other schedule has",
            name,
            "Weekend hours",
        ));
    }
    let active = form.flag("is_active").unwrap_or(true);
    let mut fields: Map<String, Value> = FIELDS
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), form.value(name)?)))
        .collect();
    fields.insert("is_active".to_owned(), json!(active));
    let status = if active { "ACTIVE" } else { "INACTIVE" };
    fields.insert("status".to_owned(), json!(status));
    let id = world.new_id();
    let kept = world.records.insert(Record {
        id: id.clone(),
        kind: KIND,
        owner: call.node.to_owned(),
        fields,
    });
    if !kept {
        return Err(wrong(
            "",
            "this world keeps no more objects",
            "",
            "start a new world",
        ));
    }
    world.nodes.insert(&id, NodeKind::Other(KIND));
    Ok(Done::json(&json!({ "id": id })))
}

fn is_time(written: &str) -> bool {
    let mut parts = written.splitn(3, ':');
    let mut next = |below: u8| {
        parts.next().is_some_and(|part| {
            part.len() == 2 && part.parse::<u8>().is_ok_and(|value| value < below)
        })
    };
    next(24) && next(60)
}
