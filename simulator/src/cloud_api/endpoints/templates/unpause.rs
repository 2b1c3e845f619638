//! `POST /{template-id}/unpause`: ends a pause by hand, the only end of a pause that pacing made.

use serde_json::json;

use super::account_of_template;
use crate::graph::nodes::NodeKind;
use crate::graph::template_life::Ordered;
use crate::template::TemplateStatus;
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

pub(super) fn unpause(world: &World, call: &Call<'_>) -> Outcome {
    let account = account_of_template(world, call)?;
    let status = account
        .catalog()
        .by_id(call.node)
        .map(|template| template.status)
        .ok_or_else(|| world.unsupported(call, NodeKind::Word))?;
    if status != TemplateStatus::Paused {
        let reason = format!(
            "The template is not paused, its status is {}.",
            status.word()
        );
        return Ok(Done::json(&json!({ "success": false, "reason": reason })));
    }
    let order = Ordered::Status(TemplateStatus::Approved);
    let effects = world.order_template(call.now, call.node, &order);
    let (facts, due) = world.settled(call.now, effects.unwrap_or_default());
    let mut done = Done::success().with_due(due);
    done.facts.extend(facts);
    Ok(done)
}
