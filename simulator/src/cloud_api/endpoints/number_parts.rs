//! A number's business profile and its conversational automation, each read by an id of its own.
//!
//! Source: Meta, business messaging OpenAPI v23.0, business profile, bot details.

use serde_json::{Map, Value, json};

use super::family::{Family, MANAGES, SENDS};
use super::numbers::{card_of, change_profile, shard};
use crate::cloud_api::endpoint_table::Endpoint;
use crate::cloud_api::node;
use crate::graph::nodes::NodeKind;
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

const PROFILE: Family = Family {
    node: NodeKind::Other("profile"),
    needs: SENDS,
    source: "Meta, business messaging OpenAPI v23.0, business profile",
};
const BOT: Family = Family {
    node: NodeKind::Other("bot"),
    needs: MANAGES,
    source: "Meta, business messaging OpenAPI v23.0, bot details",
};
const PROFILE_FIELDS: &[&str] = &[
    "account_name",
    "about",
    "address",
    "description",
    "email",
    "vertical",
    "websites",
    "profile_picture_url",
    "messaging_product",
];
const BOT_FIELDS: &[&str] = &["prompts", "commands", "enable_welcome_message"];

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    PROFILE.full("GET", "", &["fields"], profile),
    PROFILE.full(
        "POST",
        "",
        &[
            "messaging_product",
            "about",
            "address",
            "description",
            "email",
            "profile_picture_handle",
            "vertical",
            "websites",
        ],
        set_profile,
    ),
    BOT.full("GET", "", &["fields"], bot),
];

fn profile(world: &World, call: &Call<'_>) -> Outcome {
    let mut whole = with_id(call, card_of(world, call)?.profile.clone());
    let name = shard(world, call)?.number.verified_name.clone();
    whole.insert("account_name".to_owned(), Value::String(name));
    Ok(Done::json(&node::pick(
        whole,
        &call.fields(),
        PROFILE_FIELDS,
    )))
}

fn set_profile(world: &World, call: &Call<'_>) -> Outcome {
    change_profile(world, call)?;
    Ok(Done::json(&json!({ "id": call.node, "success": true })))
}

fn bot(world: &World, call: &Call<'_>) -> Outcome {
    let whole = with_id(call, card_of(world, call)?.automation.clone());
    Ok(Done::json(&node::pick(whole, &call.fields(), BOT_FIELDS)))
}

fn with_id(call: &Call<'_>, mut fields: Map<String, Value>) -> Map<String, Value> {
    fields.insert("id".to_owned(), json!(call.node));
    fields
}
