//! `DELETE /{waba-id}/message_templates`: all languages of a name, one template by id and name, or up to 100 by id.

use serde_json::Value;

use super::refusals::{invalid, must_be, required};
use super::{account, ends_here};
use crate::cloud_api::answer::Refusal;
use crate::graph::template_life;
use crate::template::{Catalog, TemplateStatus};
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

/// Most ids of one deletion (Meta, Cloud API, changelog, December 2025).
const IDS_MAX: usize = 100;

pub(super) fn delete(world: &World, call: &Call<'_>) -> Outcome {
    ends_here(world, call)?;
    let account = account(world, call)?;
    call.parameters()?;
    let mut catalog = account.catalog_mut();
    let ids = asked(call, &catalog)?;
    let disabled = |id: &String| {
        let found = catalog.by_id(id);
        found.is_some_and(|template| template.status == TemplateStatus::Disabled)
    };
    if ids.iter().any(disabled) {
        let said = "A disabled message template can't be deleted.";
        return Err(invalid("name", said));
    }
    let mut due = Vec::new();
    for id in &ids {
        due.extend(template_life::delete(
            world,
            call.now,
            account,
            &mut catalog,
            id,
        ));
    }
    Ok(Done::success().with_due(due))
}

/// The ids of the templates to delete. All of them exist.
fn asked(call: &Call<'_>, catalog: &Catalog) -> Result<Vec<String>, Box<Refusal>> {
    if let Some(ids) = call.value("hsm_ids") {
        let ids = listed(&ids);
        if ids.is_empty() || ids.len() > IDS_MAX {
            return Err(must_be("hsm_ids", "an array of 1 to 100 ids"));
        }
        if let Some(unknown) = ids.iter().find(|id| catalog.by_id(id).is_none()) {
            return Err(not_found("hsm_ids", unknown, catalog));
        }
        return Ok(ids);
    }
    let name = call.param("name").filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| required("name"))?;
    if let Some(id) = call.param("hsm_id").filter(|id| !id.is_empty()) {
        return match catalog.by_id(&id) {
            Some(template) if template.name == name => Ok(vec![id]),
            _ => Err(not_found("hsm_id", &id, catalog)),
        };
    }
    let ids: Vec<String> = catalog
        .named(&name)
        .into_iter()
        .map(|template| template.id.clone())
        .collect();
    if ids.is_empty() {
        return Err(not_found("name", &name, catalog));
    }
    Ok(ids)
}

/// A list, or its parts with commas between them.
fn listed(ids: &Value) -> Vec<String> {
    let text = |value: &Value| match value {
        Value::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    };
    match ids {
        Value::Array(list) => list.iter().map(text).collect(),
        Value::String(list) => list
            .split(',')
            .map(|part| part.trim().to_owned())
            .filter(|part| !part.is_empty())
            .collect(),
        other => vec![text(other)],
    }
}

fn not_found(field: &str, got: &str, catalog: &Catalog) -> Box<Refusal> {
    let names = catalog.names();
    let nearest: Vec<&str> = names.iter().take(5).copied().collect();
    let mut refusal = invalid(field, "Message template not found.");
    refusal.rule = "the account has no such template".to_owned();
    refusal.got = got.chars().take(200).collect();
    refusal.nearest = nearest.join(", ");
    refusal
}
