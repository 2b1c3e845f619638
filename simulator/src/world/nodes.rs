//! What the world answers about its numbers, and about objects that it does not have.

use std::collections::HashMap;

use serde_json::json;

use super::Shard;
use crate::cloud_api::answer::Refusal;

pub(super) fn number_node(shard: &Shard) -> serde_json::Value {
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

pub(super) fn unknown_object<V>(method: &str, id: &str, known: &HashMap<String, V>) -> Refusal {
    let shown: String = id.chars().take(64).collect();
    let mut nearest: Vec<&str> = known.keys().map(String::as_str).collect();
    nearest.sort_unstable();
    nearest.truncate(5);
    Refusal {
        subcode: Some(33),
        message: format!(
            "Unsupported {method} request. Object with ID '{shown}' does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api"
        ),
        ..Refusal::new(
            100,
            "path",
            "no such object, or it does not support this operation",
        )
        .got(&shown)
        .nearest(nearest.join(", "))
    }
}
