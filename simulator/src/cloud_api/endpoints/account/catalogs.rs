//! Catalogs connected with an account. They have no products here.

use serde_json::json;

use crate::cloud_api::endpoints::numbers::{required, wrong};
use crate::cloud_api::node;
use crate::graph::account_card::CATALOGS_MAX;
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

pub(super) fn list(world: &World, call: &Call<'_>) -> Outcome {
    let catalogs: Vec<String> = world
        .account_cards
        .with(call.node, |card| card.catalogs.iter().cloned().collect());
    let asked = call.fields();
    let page = node::page(call, &catalogs, |id| {
        let whole = json!({
            "id": id,
            "name": "Catalog",
            "product_count": 0,
            "feed_count": 0,
            "vertical": "commerce",
            "is_catalog_segment": false,
            "is_local_catalog": false,
        });
        node::pick(
            whole.as_object().cloned().unwrap_or_default(),
            &asked,
            &["name"],
        )
    })?;
    Ok(Done::json(&page))
}

pub(super) fn connect(world: &World, call: &Call<'_>) -> Outcome {
    let id = required(call, "catalog_id")?;
    let fits = (1..=20).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit());
    if !fits {
        return Err(wrong(
            "catalog_id",
            "the digits of a catalog's id",
            id,
            "194836987003835",
        ));
    }
    let full = world.account_cards.with(call.node, |card| {
        let full = card.catalogs.len() >= CATALOGS_MAX;
        if !full {
            card.catalogs.insert(id.clone());
        }
        full
    });
    if full {
        return Err(wrong(
            "catalog_id",
            "at most 100 catalogs",
            id,
            "disconnect one first",
        ));
    }
    Ok(Done::success())
}

pub(super) fn disconnect(world: &World, call: &Call<'_>) -> Outcome {
    let id = required(call, "catalog_id")?;
    let was_there = world
        .account_cards
        .with(call.node, |card| card.catalogs.remove(&id));
    if was_there {
        return Ok(Done::success());
    }
    Err(wrong(
        "catalog_id",
        "a catalog that is connected",
        id,
        "GET product_catalogs",
    ))
}
