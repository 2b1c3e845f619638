//! `GET /{template-id}`: one template.

use super::{account_of_template, node};
use crate::graph::nodes::NodeKind;
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

pub(super) fn read(world: &World, call: &Call<'_>) -> Outcome {
    let account = account_of_template(world, call)?;
    let fields = node::fields(call.fields())?;
    let catalog = account.catalog();
    let template = catalog
        .by_id(call.node)
        .ok_or_else(|| world.unsupported(call, NodeKind::Word))?;
    Ok(Done::json(&node::render(
        world,
        &account.id,
        template,
        &fields,
    )))
}
