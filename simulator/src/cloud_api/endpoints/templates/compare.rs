//! `GET /{template-id}/compare`: two templates side by side.

use serde_json::json;

use super::account_of_template;
use super::refusals::{invalid, required};
use crate::graph::template_life::lock;
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

pub(super) fn compare(world: &World, call: &Call<'_>) -> Outcome {
    let account = account_of_template(world, call)?;
    call.parameters()?;
    let other = call
        .param("template_ids")
        .ok_or_else(|| required("template_ids"))?;
    for bound in ["start", "end"] {
        call.param(bound).ok_or_else(|| required(bound))?;
    }
    let other = other.trim_matches(['[', ']', '"']).to_owned();
    let catalog = account.catalog();
    if other == call.node || catalog.by_id(&other).is_none() {
        let said = "Exactly two templates of the same WhatsApp Business Account can be compared.";
        return Err(invalid("template_ids", said));
    }
    let sent = |id: &str| {
        world
            .templates
            .record(id)
            .map_or(0, |record| lock(&record).sent)
    };
    let ids = [call.node, other.as_str()];
    let sends: Vec<_> = ids.map(|id| json!({ "key": id, "value": sent(id) })).into();
    let reasons: Vec<_> = ids
        .map(|id| json!({ "key": id, "value": "UNKNOWN_BLOCK_REASON" }))
        .into();
    Ok(Done::json(&json!({ "data": [
        { "metric": "BLOCK_RATE", "type": "RELATIVE", "order_by_relative_metric": ids },
        { "metric": "MESSAGE_SENDS", "type": "NUMBER_VALUES", "number_values": sends },
        { "metric": "TOP_BLOCK_REASON", "type": "STRING_VALUES", "string_values": reasons },
    ] })))
}
