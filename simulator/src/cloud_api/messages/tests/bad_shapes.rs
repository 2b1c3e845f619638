//! Bodies that are no JSON, or of shapes that nobody documented.

use super::*;

fn judged(body: &[u8]) -> (String, u32, String) {
    let (message, judged) = office().read(body);
    let refusal = judged.unwrap_err();
    let words = refusal.message.clone() + &refusal.details;
    (message.kind, refusal.code.code, words)
}

#[test]
fn what_is_no_json_object_is_malformed() {
    let text = r#"{"messaging_product":"whatsapp","to":"+5511987654321","text":{"body":"x"}}"#;
    let invalid_utf8 = text.replace("\"x\"", "\"\u{0}\"").replace('\u{0}', "X");
    let mut invalid_utf8 = invalid_utf8.into_bytes();
    let at = invalid_utf8.iter().position(|byte| *byte == b'X').unwrap();
    invalid_utf8[at] = 0xff;
    for body in [
        "",
        "{",
        "7",
        "null",
        "\"x\"",
        "[]",
        "[\"whatsapp\"]",
        &text[..60],
    ] {
        let (kind, code, _) = judged(body.as_bytes());
        assert_eq!((&*kind, code), ("malformed", 100), "{body}");
    }
    assert_eq!(judged(&invalid_utf8).1, 100);
}

#[test]
fn a_wrong_shape_is_named_as_graph_names_it() {
    for (words, body) in [
        (
            "(#100) Param text must be a JSON object.",
            send("text", json!("x")),
        ),
        (
            "(#100) Param context must be a JSON object.",
            but(
                send("text", json!({ "body": "x" })),
                &[("/context", json!(["wamid.X"]))],
            ),
        ),
        (
            "(#100) Param template must be a JSON object.",
            send("template", json!([1])),
        ),
        (
            "(#100) Unexpected key \"policystring\" on param \"template['language']\".",
            send(
                "template",
                json!({ "name": "a", "language": { "code": "en", "policystring": "deterministic" } }),
            ),
        ),
        (
            "(#100) Param template['components'] must be an array.",
            send(
                "template",
                json!({ "name": "a", "language": { "code": "en" }, "components": {} }),
            ),
        ),
        (
            "(#100) Param template['components'][0]['parameters'][0]['text'] must be a string.",
            send(
                "template",
                json!({ "components": [{ "type": "body", "parameters": [{ "type": "text", "text": {} }] }] }),
            ),
        ),
    ] {
        assert_eq!(judged(body.to_string().as_bytes()).2, words);
    }
    let product = json!({ "messaging_product": "sms", "to": NUMBER, "text": { "body": "x" } });
    assert_eq!(office().refuses(&product).0, 100);
    let product = json!({ "to": NUMBER, "text": { "body": "x" } });
    assert_eq!(
        office().refuses(&product),
        (
            100,
            "(#100) The parameter messaging_product is required.".to_owned()
        )
    );
}

#[test]
fn ten_thousand_levels_of_nesting_are_refused_without_a_stack() {
    let deep = |open: &str, close: &str| open.repeat(10_000) + "1" + &close.repeat(10_000);
    for kind in [
        "interactive",
        "image",
        "contacts",
        "template",
        "text",
        "unknown",
    ] {
        for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
            let body = format!(
                r#"{{"messaging_product":"whatsapp","to":"+5511987654321","type":"{kind}","{kind}":{}}}"#,
                deep(open, close)
            );
            let (_, judged) = office().read(body.as_bytes());
            assert!(judged.is_err(), "{kind}");
        }
    }
    assert_eq!(judged(deep("[", "]").as_bytes()).1, 100);
}
