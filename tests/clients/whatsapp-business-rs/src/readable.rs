//! What the client has types for: customers' texts, media, locations, reactions, taps on interactive messages, orders
//! with a text, what is unsupported, statuses, and what concerns a partner. It goes by what a webhook holds, not by its
//! field. To all else it answers 400.

use serde_json::Value;

/// Kinds of customers' messages that the client has types for.
const READ: [&str; 9] = [
    "text", "image", "audio", "video", "document", "sticker", "location", "reaction", "order",
];

/// Words of statuses that it has types for, and Meta sends: neither `played` nor those of calls.
const STATUSES: [&str; 4] = ["sent", "delivered", "read", "failed"];

/// Whether the client has types for all of a webhook.
pub fn readable(body: &[u8]) -> bool {
    let Ok(body) = serde_json::from_slice::<Value>(body) else {
        return false;
    };
    let values = |name: &'static str| {
        move |value: &Value| value[name].as_array().cloned().unwrap_or_default()
    };
    let entries = values("entry")(&body);
    let mut changes = entries.iter().flat_map(values("changes"));
    changes.all(|change| {
        let value = &change["value"];
        let messages = values("messages")(value);
        let statuses = values("statuses")(value);
        let partner = value["waba_info"].is_object();
        (partner || messages.len() + statuses.len() > 0)
            && values("contacts")(value).iter().all(|contact| {
                messages.is_empty()
                    || contact["wa_id"].is_string() && contact["profile"]["name"].is_string()
            })
            && messages.iter().all(message_is_readable)
            && statuses
                .iter()
                .all(|status| STATUSES.iter().any(|word| status["status"] == *word))
    })
}

fn message_is_readable(message: &Value) -> bool {
    let kind = message["type"].as_str().unwrap_or("");
    let reply = message["interactive"]["type"].as_str().unwrap_or("");
    let mime_type = message[kind]["mime_type"].as_str().unwrap_or("");
    // Its list of types has no parameters such as codecs, and 3gp by another name.
    let mime_is_known = !mime_type.contains(';') && mime_type != "video/3gpp";
    let emoji_is_one = kind != "reaction"
        || message["reaction"]["emoji"]
            .as_str()
            .is_some_and(|emoji| emoji.chars().count() == 1);
    let order_has_text = kind != "order" || message["order"]["text"].is_string();
    let known = READ.contains(&kind)
        || message["errors"].is_array()
        || matches!(reply, "button_reply" | "list_reply");
    message["from"].is_string() && known && mime_is_known && emoji_is_one && order_has_text
}
