//! The answer to an accepted send.
//!
//! Source: Meta, Cloud API, "Send messages".

use crate::cloud_api::messages::{Addressed, Message, Product};

/// The answer to an accepted send, its keys in alphabetical order like those of every other answer. Written by hand:
/// every send has one, and it is always the same but for five strings.
///
/// `held`: pacing keeps it back.
pub(super) fn accepted_body(message: &Message, wamid: &str, held: bool) -> Vec<u8> {
    // A group's id stands for a customer's, too (Meta, Cloud API, group messaging).
    let group = (message.addressed == Addressed::Group).then_some(&*message.to);
    let mut body = Vec::with_capacity(320);
    body.extend_from_slice(br#"{"contacts":[{"input":"#);
    string(&mut body, &message.input);
    member(&mut body, br#","user_id":"#, message.user_id.as_deref());
    member(&mut body, br#","wa_id":"#, message.wa_id().or(group));
    body.extend_from_slice(br#"}],"messages":[{"#);
    if let Some(group) = group {
        member(&mut body, br#""group_id":"#, Some(group));
        body.push(b',');
    }
    member(&mut body, br#""id":"#, Some(wamid));
    if message.kind == "template" {
        let standing = if held {
            "held_for_quality_assessment"
        } else {
            "accepted"
        };
        member(&mut body, br#","message_status":"#, Some(standing));
    }
    body.extend_from_slice(br#"}],"messaging_product":"whatsapp""#);
    if message.product != Product::CloudApi {
        body.extend_from_slice(br#","success":true"#);
    }
    body.push(b'}');
    body
}

fn member(body: &mut Vec<u8>, name: &[u8], value: Option<&str>) {
    if let Some(value) = value {
        body.extend_from_slice(name);
        string(body, value);
    }
}

/// A string in quotes; what a client sent may need escapes.
fn string(body: &mut Vec<u8>, text: &str) {
    serde_json::to_writer(body, text).expect("strings always serialise");
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn answer(message: &Message, held: bool) -> Value {
        let body = accepted_body(message, "wamid.A=", held);
        let text = String::from_utf8(body).expect("text");
        let parsed: Value = serde_json::from_str(&text).expect("JSON");
        // serde_json writes keys in alphabetical order: so does Graph.
        assert_eq!(parsed.to_string(), text);
        parsed
    }

    #[test]
    fn a_template_says_whether_it_is_held_and_what_came_in_is_escaped() {
        let message = Message {
            kind: "template".to_owned(),
            input: "+55 \"11\"".to_owned(),
            to: "5511987654321".to_owned(),
            ..Message::default()
        };
        assert_eq!(
            answer(&message, true)["messages"],
            json!([{ "id": "wamid.A=", "message_status": "held_for_quality_assessment" }])
        );
        assert_eq!(
            answer(&message, false)["contacts"][0]["input"],
            message.input
        );
    }

    #[test]
    fn a_group_is_named_and_the_marketing_product_says_success() {
        let message = Message {
            kind: "text".to_owned(),
            to: "group-1".to_owned(),
            addressed: Addressed::Group,
            product: Product::Marketing,
            user_id: Some("BR.1".to_owned()),
            ..Message::default()
        };
        let answer = answer(&message, false);
        assert_eq!(
            answer["messages"],
            json!([{ "group_id": "group-1", "id": "wamid.A=" }])
        );
        assert_eq!(answer["success"], true);
        assert_eq!(answer["contacts"][0]["user_id"], "BR.1");
    }
}
