//! `POST /{waba-id}/migrate_message_templates`: an account's templates are made again in another account of the
//! business, and reviewed there.
//!
//! Source: Meta, Cloud API, "Template migration".

use serde_json::{Map, Value, json};

use super::refusals::{must_be, required};
use super::{account, create, node};
use crate::cloud_api::answer::Refusal;
use crate::template::{Template, TemplateStatus};
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

/// Most templates in one call.
const PAGE_MAX: usize = 500;

pub(super) fn migrate(world: &World, call: &Call<'_>) -> Outcome {
    let destination = account(world, call)?;
    let named = call
        .param("source_waba_id")
        .ok_or_else(|| required("source_waba_id"))?;
    let source = world
        .accounts
        .get(&named)
        .ok_or_else(|| must_be("source_waba_id", "an account of this business"))?;
    let size = number(call, "count")?
        .unwrap_or(PAGE_MAX)
        .clamp(1, PAGE_MAX);
    let before = size.saturating_mul(number(call, "page_number")?.unwrap_or(0));
    let wanted = call
        .value("template_ids")
        .and_then(|ids| ids.as_array().cloned());
    let page: Vec<Template> = source
        .catalog()
        .sorted()
        .into_iter()
        .filter(|one| {
            wanted
                .as_ref()
                .is_none_or(|ids| ids.contains(&json!(one.id)))
        })
        .skip(before)
        .take(size)
        .cloned()
        .collect();
    let (mut migrated, mut failed, mut due) = (Vec::new(), Map::new(), Vec::new());
    let fields = ["components".to_owned(), "quality_score".to_owned()];
    for template in page {
        let id = template.id.clone();
        let shown = node::render(world, &source.id, &template, &fields);
        let quality = shown["quality_score"]["score"].as_str().unwrap_or("");
        if template.status != TemplateStatus::Approved || ["RED", "YELLOW"].contains(&quality) {
            let why = "Only approved templates of green or unknown quality are migrated";
            failed.insert(id, json!(why));
            continue;
        }
        let kept = shown["components"].to_string().into();
        let copy = Template {
            previous_category: None,
            ..template
        };
        match create::add(world, call, destination, copy, kept, None) {
            Ok((_, follows)) => {
                due.extend(follows);
                migrated.push(id);
            }
            Err(refusal) => {
                failed.insert(id, json!(refusal.rule));
            }
        }
    }
    let answer =
        json!({ "migrated_templates": migrated, "failed_templates": Value::Object(failed) });
    Ok(Done::json(&answer).with_due(due))
}

fn number(call: &Call<'_>, name: &str) -> Result<Option<usize>, Box<Refusal>> {
    match call.param(name) {
        None => Ok(None),
        Some(digits) => match digits.parse() {
            Ok(number) => Ok(Some(number)),
            Err(_) => Err(must_be(name, "an integer")),
        },
    }
}
