#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

use serde_json::{Value, json};

use super::asked::{InboundError, customer_message_from_json};
use super::*;
use crate::webhook::tests::{SUMMER, WINTER, number, value};
use crate::webhook::user_id;

const WAMID: &str = "wamid.I";
const FROM: &str = "5511987654321";

/// The webhook's `value` for a message asked for like this.
fn written(asked: Value, at_s: u64) -> Value {
    let asked = customer_message_from_json(asked.to_string().as_bytes()).unwrap();
    value(&inbound(
        "10",
        &number(),
        &asked.written(WAMID.into(), at_s),
    ))
}

/// The message object of January 2026, without what all messages share.
fn own(asked: Value) -> Value {
    let mut value = written(asked, WINTER);
    let mut node = value["messages"][0].take();
    let node = node.as_object_mut().unwrap();
    assert_eq!(node.remove("from").unwrap(), FROM);
    assert_eq!(node.remove("id").unwrap(), WAMID);
    assert_eq!(node.remove("timestamp").unwrap(), WINTER.to_string());
    Value::Object(node.clone())
}

#[test]
fn a_text_of_2026_is_whole() {
    assert_eq!(
        written(
            json!({ "from": FROM, "name": "Ana", "text": "Olá" }),
            SUMMER
        ),
        json!({
            "messaging_product": "whatsapp",
            "metadata": { "display_phone_number": "15550783881", "phone_number_id": "106540352242922" },
            "contacts": [{ "profile": { "name": "Ana" }, "wa_id": FROM, "user_id": user_id(FROM) }],
            "messages": [{
                "from": FROM,
                "from_user_id": user_id(FROM),
                "id": WAMID,
                "timestamp": SUMMER.to_string(),
                "type": "text",
                "text": { "body": "Olá" },
            }],
        })
    );
}

#[test]
fn every_kind_has_its_own_shape() {
    let cases = [
        (
            json!({ "text": "Where is it?" }),
            json!({ "type": "text", "text": { "body": "Where is it?" } }),
        ),
        (
            json!({ "text": "Stop", "payload": "stop:1", "reply_to": "wamid.T" }),
            json!({ "type": "button", "button": { "text": "Stop", "payload": "stop:1" },
                "context": { "from": "15550783881", "id": "wamid.T" } }),
        ),
        (
            json!({ "button": { "text": "Stop" } }),
            json!({ "type": "button", "button": { "text": "Stop", "payload": "Stop" } }),
        ),
        (
            json!({ "image": { "id": "7", "sha256": "4654+8g=", "caption": "look" } }),
            json!({ "type": "image", "image": { "id": "7", "sha256": "4654+8g=", "mime_type": "image/jpeg", "caption": "look" } }),
        ),
        (
            json!({ "video": { "id": "7", "sha256": "a=" } }),
            json!({ "type": "video", "video": { "id": "7", "sha256": "a=", "mime_type": "video/mp4" } }),
        ),
        (
            json!({ "audio": { "id": "7", "sha256": "a=" } }),
            json!({ "type": "audio", "audio": { "id": "7", "sha256": "a=", "mime_type": "audio/ogg; codecs=opus", "voice": true } }),
        ),
        (
            json!({ "document": { "id": "7", "sha256": "a=", "filename": "invoice.pdf" } }),
            json!({ "type": "document", "document": { "id": "7", "sha256": "a=", "mime_type": "application/pdf", "filename": "invoice.pdf" } }),
        ),
        (
            json!({ "sticker": { "id": "7", "sha256": "a=", "animated": true } }),
            json!({ "type": "sticker", "sticker": { "id": "7", "sha256": "a=", "mime_type": "image/webp", "animated": true } }),
        ),
        (
            json!({ "location": { "latitude": 37.44221496582, "longitude": -122.16165924072, "name": "Shop", "url": "https://shop.example" } }),
            json!({ "type": "location", "location": { "latitude": 37.44221496582, "longitude": -122.16165924072, "name": "Shop", "url": "https://shop.example" } }),
        ),
        (
            json!({ "contacts": [{ "name": { "formatted_name": "Bo", "first_name": "Bo" }, "phones": [{ "phone": "+1 415", "wa_id": "1415", "type": "MOBILE" }], "birthday": "2000-01-02" }] }),
            json!({ "type": "contacts", "contacts": [{ "name": { "formatted_name": "Bo", "first_name": "Bo" }, "phones": [{ "phone": "+1 415", "wa_id": "1415", "type": "MOBILE" }], "birthday": "2000-01-02" }] }),
        ),
        (
            json!({ "reaction": { "message_id": "wamid.T", "emoji": "😀" } }),
            json!({ "type": "reaction", "reaction": { "message_id": "wamid.T", "emoji": "😀" } }),
        ),
        (
            json!({ "reaction": { "message_id": "wamid.T", "removed": true } }),
            json!({ "type": "reaction", "reaction": { "message_id": "wamid.T" } }),
        ),
        (
            json!({ "reaction": { "message_id": "wamid.T", "emoji": "" } }),
            json!({ "type": "reaction", "reaction": { "message_id": "wamid.T", "emoji": "" } }),
        ),
        (
            json!({ "button_reply": { "id": "no", "title": "No" } }),
            json!({ "type": "interactive", "interactive": { "type": "button_reply", "button_reply": { "id": "no", "title": "No" } } }),
        ),
        (
            json!({ "list_reply": { "id": "a", "title": "A", "description": "first" } }),
            json!({ "type": "interactive", "interactive": { "type": "list_reply", "list_reply": { "id": "a", "title": "A", "description": "first" } } }),
        ),
        (
            json!({ "nfm_reply": { "response_json": { "flow_token": "t" } } }),
            json!({ "type": "interactive", "interactive": { "type": "nfm_reply", "nfm_reply": { "name": "flow", "body": "Sent", "response_json": "{\"flow_token\":\"t\"}" } } }),
        ),
        (
            json!({ "call_permission_reply": { "response": "accept", "expiration_timestamp": 1753186982 } }),
            json!({ "type": "interactive", "interactive": { "type": "call_permission_reply", "call_permission_reply": { "response": "accept", "expiration_timestamp": 1753186982, "response_source": "user_action" } } }),
        ),
        (
            json!({ "call_permission_reply": { "response": "accept" } }),
            json!({ "type": "interactive", "interactive": { "type": "call_permission_reply", "call_permission_reply": { "response": "accept", "is_permanent": false, "expiration_timestamp": WINTER + 604_800, "response_source": "user_action" } } }),
        ),
        (
            json!({ "call_permission_reply": { "response": "accept", "is_permanent": true } }),
            json!({ "type": "interactive", "interactive": { "type": "call_permission_reply", "call_permission_reply": { "response": "accept", "is_permanent": true, "response_source": "user_action" } } }),
        ),
        (
            json!({ "order": { "catalog_id": "1", "text": "Please", "product_items": [{ "product_retailer_id": "x", "quantity": 2, "item_price": 7.99, "currency": "EUR" }] } }),
            json!({ "type": "order", "order": { "catalog_id": "1", "text": "Please", "product_items": [{ "product_retailer_id": "x", "quantity": 2, "item_price": 7.99, "currency": "EUR" }] } }),
        ),
        (
            json!({ "unsupported": "poll" }),
            json!({ "type": "unsupported", "unsupported": { "type": "poll" }, "errors": [{ "code": 131051, "title": "Message type unknown", "message": "Message type unknown", "error_data": { "details": "Message type is currently not supported." } }] }),
        ),
        (
            json!({ "edit": { "original_message_id": "wamid.O", "context_id": "M0", "image": { "id": "7", "sha256": "a=", "caption": "new" } } }),
            json!({ "type": "edit", "edit": { "original_message_id": "wamid.O", "message": { "context": { "id": "M0" }, "type": "image", "image": { "id": "7", "sha256": "a=", "mime_type": "image/jpeg", "caption": "new" } } } }),
        ),
        (
            json!({ "edit": { "original_message_id": "wamid.O", "text": "new" } }),
            json!({ "type": "edit", "edit": { "original_message_id": "wamid.O", "message": { "type": "text", "text": { "body": "new" } } } }),
        ),
        (
            json!({ "revoke": { "original_message_id": "wamid.O" } }),
            json!({ "type": "revoke", "revoke": { "original_message_id": "wamid.O" } }),
        ),
        (
            json!({ "type": "request_welcome" }),
            json!({ "type": "request_welcome" }),
        ),
    ];
    for (mut asked, mut expected) in cases {
        if expected["type"] == "interactive" {
            asked["reply_to"] = json!("wamid.T");
            expected["context"] = json!({ "from": "15550783881", "id": "wamid.T" });
        }
        assert_eq!(own(asked.clone()), expected, "{asked}");
    }
}

#[test]
fn what_happens_to_a_customer_comes_as_a_system_message() {
    let moved = written(
        json!({ "name": "Ana", "system": { "type": "user_changed_number", "wa_id": "551199" } }),
        WINTER,
    );
    assert!(moved.get("contacts").is_none());
    assert_eq!(
        moved["messages"][0]["system"],
        json!({ "type": "user_changed_number", "wa_id": "551199", "body": format!("User Ana changed from {FROM} to 551199") })
    );
    let renamed = written(
        json!({ "name": "Ana", "system": { "type": "user_changed_user_id", "user_id": "BR.2", "previous_user_id": "BR.1" } }),
        SUMMER,
    );
    assert!(renamed.get("contacts").is_none());
    assert_eq!(
        renamed["messages"][0]["system"],
        json!({ "type": "user_changed_user_id", "user_id": "BR.2", "previous_user_id": "BR.1", "body": "User Ana changed from BR.1 to BR.2" })
    );
    let changed = written(
        json!({ "system": { "type": "customer_identity_changed", "hash": "xyz", "acknowledged": true } }),
        WINTER,
    );
    assert_eq!(changed["contacts"][0]["wa_id"], FROM);
    assert_eq!(
        changed["messages"][0]["identity"],
        json!({ "hash": "xyz", "acknowledged": true, "created_timestamp": WINTER.to_string() })
    );
}

#[test]
fn a_shared_number_comes_as_a_card_with_its_origin() {
    let value = written(
        json!({ "name": "Ana", "bsuid_only": true, "origin": "contact_request" }),
        SUMMER,
    );
    let node = &value["messages"][0];
    assert!(node.get("from").is_none());
    assert_eq!(node["type"], "contacts");
    assert_eq!(node["origin"], "contact_request");
    assert_eq!(
        node["contacts"][0]["phones"],
        json!([{ "phone": "+5511987654321" }])
    );
    let vcard = node["contacts"][0]["vcard"].as_str().unwrap();
    assert!(vcard.starts_with("BEGIN:VCARD\nVERSION:3.0\nFN:Ana\n"));
}

#[test]
fn whatever_comes_along_comes_along_with_any_kind() {
    let asked = |kind: &str| {
        json!({
            "type": kind,
            "context": { "id": "wamid.T", "referred_product": { "catalog_id": "1", "product_retailer_id": "x" } },
            "referral": {},
            "group_id": "GROUP",
            "username": "@ana",
            "parent_user_id": "BR.ENT.1",
            "identity_key_hash": "h=",
        })
    };
    for kind in [
        "text",
        "image",
        "location",
        "order",
        "list_reply",
        "reaction",
    ] {
        let value = written(asked(kind), SUMMER);
        let node = &value["messages"][0];
        assert_eq!(
            node["context"],
            json!({ "from": "15550783881", "id": "wamid.T", "referred_product": { "catalog_id": "1", "product_retailer_id": "x" } }),
            "{kind}"
        );
        assert_eq!(node["referral"]["source_type"], "ad");
        assert_eq!(node["group_id"], "GROUP");
        assert_eq!(node["from_parent_user_id"], "BR.ENT.1");
        let contact = &value["contacts"][0];
        assert_eq!(contact["profile"]["username"], "@ana");
        assert_eq!(contact["parent_user_id"], "BR.ENT.1");
        assert_eq!(contact["identity_key_hash"], "h=");
    }
}

#[test]
fn an_answer_always_says_what_it_answers() {
    for kind in [
        "button_reply",
        "list_reply",
        "nfm_reply",
        "call_permission_reply",
    ] {
        let node = own(json!({ "type": kind }));
        let id = node["context"]["id"].as_str().unwrap();
        assert!(id.starts_with("wamid."), "{kind}");
    }
}

#[test]
fn a_forwarded_message_says_so_and_quotes_nobody() {
    for flag in ["forwarded", "frequently_forwarded"] {
        let node = own(json!({ "text": "x", "context": { flag: true } }));
        assert_eq!(node["context"], json!({ flag: true }));
    }
}

#[test]
fn a_customer_known_by_user_id_has_no_number_anywhere() {
    let value = written(
        json!({ "bsuid_only": true, "username": "@ana", "user_id": "US.1" }),
        SUMMER,
    );
    assert!(!value.to_string().contains(FROM));
    assert_eq!(value["messages"][0]["from_user_id"], "US.1");
    assert_eq!(value["contacts"][0]["user_id"], "US.1");
}

#[test]
fn a_file_that_is_too_large_is_an_error_instead_of_a_medium() {
    let content = Content::TooLarge;
    let mut node = Map::new();
    let message = CustomerMessage {
        wamid: WAMID.into(),
        from: FROM.into(),
        name: "Ana".into(),
        timestamp_s: SUMMER,
        content,
    };
    let options = InboundOptions::default();
    let about = About {
        number: &number(),
        message: &message,
        options: &options,
    };
    message.content.write(about, &mut node);
    assert_eq!(node["type"], "unsupported");
    assert_eq!(node["errors"][0]["code"], 131_052);
    assert!(
        node["errors"][0]["title"]
            .as_str()
            .unwrap()
            .contains("100 MB")
    );
}

#[test]
fn every_kind_can_be_had_from_its_defaults_alone() {
    for kind in super::asked::INBOUND_KINDS {
        let asked = json!({ "type": kind }).to_string();
        let asked = customer_message_from_json(asked.as_bytes()).unwrap();
        let word = asked.content.word();
        let value = inbound_value(&number(), &asked.written(WAMID.into(), SUMMER));
        assert_eq!(value["messages"][0]["type"], word, "{kind}");
        let content = kind == "request_welcome" || value["messages"][0].get(word).is_some();
        assert!(content, "{kind}: {value}");
    }
    let nothing = customer_message_from_json(b"{}").unwrap();
    assert_eq!(nothing.content.word(), "text");
}

#[test]
fn what_cannot_be_a_message_is_refused_with_a_cure() {
    let cases = [
        (r#"{"imag":{}}"#, "unknown field `imag`"),
        (r#"{"image":{"captoin":"x"}}"#, "unknown field `captoin`"),
        (
            r#"{"system":{"type":"user_changed_number","x":1}}"#,
            "unknown field `x`",
        ),
        (
            r#"{"text":"x","image":{}}"#,
            "both image and text; leave one of them out",
        ),
        (
            r#"{"type":"gif"}"#,
            "\"gif\" is no kind of message; use one of text, button",
        ),
        (r#"{"type":"text","image":{}}"#, "both image and text"),
        (
            r#"{"audio":{"caption":"x"}}"#,
            "audio.caption: Meta has no such property",
        ),
        (
            r#"{"edit":{"text":"x","image":{}}}"#,
            "both another edit and image",
        ),
        ("nonsense", "expected ident"),
    ];
    for (asked, expected) in cases {
        let error = customer_message_from_json(asked.as_bytes()).unwrap_err();
        assert!(error.to_string().contains(expected), "{asked}: {error}");
    }
    let long = format!(r#"{{"text":"{}"}}"#, "x".repeat(70_000));
    let error = customer_message_from_json(long.as_bytes()).unwrap_err();
    assert!(matches!(error, InboundError::TooLong(_)));
}

#[test]
fn a_record_has_the_words_that_the_customer_saw() {
    let cases = [
        (r#"{"text":"hi"}"#, "hi", "text"),
        (r#"{"text":"Stop","payload":"p"}"#, "Stop", "button"),
        (r#"{"image":{"caption":"look"}}"#, "look", "image"),
        (r#"{"button_reply":{"title":"No"}}"#, "No", "interactive"),
        (r#"{"reaction":{"emoji":"😀"}}"#, "😀", "reaction"),
        (r#"{"type":"revoke"}"#, "", "revoke"),
    ];
    for (asked, shown, word) in cases {
        let content = customer_message_from_json(asked.as_bytes())
            .unwrap()
            .content;
        assert_eq!((content.shown(), content.word()), (shown, word));
    }
}
