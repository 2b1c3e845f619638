//! `GET /{template-id}/compare`: two templates side by side.

use serde_json::json;

use super::account_of_template;
use super::refusals::{invalid, required};
use crate::graph::tally::DAY_S;
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

pub(super) fn compare(world: &World, call: &Call<'_>) -> Outcome {
    let account = account_of_template(world, call)?;
    call.parameters()?;
    let other = call
        .param("template_ids")
        .ok_or_else(|| required("template_ids"))?;
    let mut window = [0; 2];
    for (bound, place) in ["start", "end"].into_iter().zip(&mut window) {
        let text = call.param(bound).ok_or_else(|| required(bound))?;
        *place = text.parse::<u64>().map_err(|_| {
            let said = format!("{bound} must be seconds since 1 January 1970.");
            invalid(bound, &said)
        })?;
    }
    // Sends are counted by the day; a day that has begun counts.
    let [start, end] = window;
    let start = start / DAY_S * DAY_S;
    let other = other.trim_matches(['[', ']', '"']).to_owned();
    let catalog = account.catalog();
    if other == call.node || catalog.by_id(&other).is_none() {
        let said = "Exactly two templates of the same WhatsApp Business Account can be compared.";
        return Err(invalid("template_ids", said));
    }
    let sent = |id: &str| -> u64 {
        let days = world.tally.template_days(id, start, end);
        days.iter().map(|day| day.counts.sent).sum()
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
