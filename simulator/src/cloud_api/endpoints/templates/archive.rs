//! `POST /{waba-id}/message_templates/archive` and `.../unarchive`: templates are put away, and fetched back.
//!
//! Source: public clients of the Cloud API; Meta's page on the status ARCHIVED.

use serde_json::{Map, Value, json};

use super::refusals::must_be;
use crate::graph::account::Account;
use crate::graph::nodes::NodeKind;
use crate::graph::template_life::Ordered;
use crate::template::TemplateStatus;
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

const IDS_MAX: usize = 100;

pub(super) fn archive(world: &World, call: &Call<'_>, account: &Account) -> Outcome {
    let (from, to, moved) = match call.rest.as_slice() {
        ["archive"] => (
            TemplateStatus::Approved,
            TemplateStatus::Archived,
            "archived_templates",
        ),
        ["unarchive"] => (
            TemplateStatus::Archived,
            TemplateStatus::Approved,
            "unarchived_templates",
        ),
        _ => return Err(world.unsupported(call, NodeKind::Account)),
    };
    let ids = ids(call);
    if ids.is_empty() || ids.len() > IDS_MAX {
        return Err(must_be("hsm_ids", "1 to 100 ids"));
    }
    let (mut changed, mut failed, mut due) = (Vec::new(), Map::new(), Vec::new());
    for id in ids {
        let status = account.catalog().by_id(&id).map(|template| template.status);
        if status != Some(from) {
            let why = status.map_or("NOT_FOUND", TemplateStatus::word);
            failed.insert(id, json!(format!("the template is {why}")));
            continue;
        }
        let effects = world.order_template(call.now, &id, &Ordered::Status(to));
        due.extend(effects.unwrap_or_default().due);
        changed.push(id);
    }
    let mut answer = json!({ "failed_templates": Value::Object(failed) });
    answer[moved] = json!(changed);
    Ok(Done::json(&answer).with_due(due))
}

fn ids(call: &Call<'_>) -> Vec<String> {
    let text = call.param("hsm_ids").unwrap_or_default();
    text.trim_matches(['[', ']'])
        .split(',')
        .map(|part| part.trim().trim_matches('"').to_owned())
        .filter(|part| !part.is_empty())
        .collect()
}
