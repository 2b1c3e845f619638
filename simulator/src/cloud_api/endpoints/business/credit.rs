//! A portfolio's credit line.

use serde_json::json;

use crate::cloud_api::endpoints::numbers::{required, wrong};
use crate::cloud_api::node;
use crate::graph::nodes::NodeKind;
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

pub(super) const KIND: &str = "credit_line";

fn line_of(business: &str) -> String {
    let hash = crate::chance::index_of(&format!("credit line/{business}"));
    (hash % 9_000_000_000_000_000 + 1_000_000_000_000_000).to_string()
}

pub(super) fn lines(world: &World, call: &Call<'_>) -> Outcome {
    let id = line_of(call.node);
    world.nodes.insert(&id, NodeKind::Other(KIND));
    let lines = [json!({ "id": id, "legal_entity_name": "Shakedown" })];
    Ok(Done::json(&node::page(call, &lines, Clone::clone)?))
}

pub(super) fn share(world: &World, call: &Call<'_>) -> Outcome {
    let account = required(call, "waba_id")?;
    if !world.accounts.contains_key(&account) {
        return Err(wrong(
            "waba_id",
            "an account of this world",
            account,
            "GET owned_whatsapp_business_accounts",
        ));
    }
    let currency = required(call, "waba_currency")?;
    if currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(wrong(
            "waba_currency",
            "a currency of ISO 4217",
            currency,
            "USD",
        ));
    }
    world
        .account_cards
        .with(&account, |card| card.currency = currency);
    Ok(Done::json(&json!({
        "allocation_config_id": world.new_id(),
        "waba_id": account,
    })))
}
