//! What an account has: its numbers. What a number says of itself.
//!
//! Source: Meta, Cloud API, phone numbers.

use serde_json::{Value, json};

use crate::cloud_api::endpoint_table::{Coverage, Endpoint, Needs};
use crate::graph::nodes::NodeKind;
use crate::graph::token::Permission;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};
use crate::world::{Shard, World};

const SOURCE: &str = "Meta, Cloud API, phone numbers";
const MANAGES: Needs = Needs::Permission(Permission::WhatsappBusinessManagement);

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        method: "GET",
        node: NodeKind::Account,
        edge: "phone_numbers",
        needs: MANAGES,
        coverage: Coverage::Full,
        fields: &[],
        source: SOURCE,
        handler: list,
    },
    Endpoint {
        method: "GET",
        node: NodeKind::Number,
        edge: "",
        needs: MANAGES,
        coverage: Coverage::Full,
        fields: &["fields"],
        source: SOURCE,
        handler: read,
    },
];

fn list(world: &World, call: &Call<'_>) -> Outcome {
    let mut of_account: Vec<&Shard> = world
        .shards
        .values()
        .filter(|shard| &*shard.account_id == call.node)
        .collect();
    of_account.sort_by(|a, b| a.number.id.cmp(&b.number.id));
    let data: Vec<Value> = of_account.into_iter().map(node).collect();
    Ok(Done::json(&json!({ "data": data, "paging": {} })))
}

fn read(world: &World, call: &Call<'_>) -> Outcome {
    let shard = world
        .shards
        .get(call.node)
        .ok_or_else(|| world.unsupported(call, NodeKind::Word))?;
    Ok(Done::json(&node(shard)))
}

fn node(shard: &Shard) -> Value {
    json!({
        "verified_name": shard.number.verified_name,
        "code_verification_status": "VERIFIED",
        "display_phone_number": format!("+{}", shard.number.display),
        "quality_rating": "GREEN",
        "platform_type": "CLOUD_API",
        "throughput": { "level": "STANDARD" },
        "status": "CONNECTED",
        "id": shard.number.id,
    })
}
