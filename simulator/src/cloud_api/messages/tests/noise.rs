//! Whatever comes in, something sensible comes out: no body makes the reader panic, and every refusal can be answered.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;

/// Words that lead deep into the reader.
const WORDS: [&str; 48] = [
    "type",
    "text",
    "body",
    "header",
    "footer",
    "action",
    "name",
    "parameters",
    "buttons",
    "reply",
    "id",
    "title",
    "sections",
    "rows",
    "cards",
    "card_index",
    "image",
    "link",
    "template",
    "language",
    "code",
    "components",
    "index",
    "sub_type",
    "parameter_name",
    "interactive",
    "button",
    "list",
    "cta_url",
    "flow",
    "carousel",
    "product_list",
    "order_details",
    "location",
    "latitude",
    "longitude",
    "contacts",
    "formatted_name",
    "reaction",
    "emoji",
    "message_id",
    "url",
    "limited_time_offer",
    "coupon_code",
    "action",
    "status",
    "read",
    "rich",
];

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => select(WORDS.as_slice()).prop_map(str::to_owned),
        1 => ".{0,8}".prop_map(|text: String| text),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 64, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((word(), inner), 0..6)
                .prop_map(|entries| entries.into_iter().collect::<Value>()),
        ]
    })
}

/// An ordinary envelope around anything.
fn body() -> impl Strategy<Value = Value> {
    (select(KINDS.as_slice()), value(), word(), value()).prop_map(|(kind, content, key, extra)| {
        let mut body = send(kind, content);
        if key != "to" {
            body[key] = extra;
        }
        body
    })
}

/// Places in a body, as pointers.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    let mut visit = |key: &str, inner: &Value| {
        let place = format!("{at}/{key}");
        places(inner, &place, found);
        found.push(place);
    };
    match value {
        Value::Object(entries) => entries.iter().for_each(|(key, inner)| visit(key, inner)),
        Value::Array(items) => {
            let mut numbered = items.iter().enumerate();
            numbered
                .by_ref()
                .for_each(|(index, inner)| visit(&index.to_string(), inner));
        }
        _ => {}
    }
}

fn check(office: &Office, body: &[u8]) {
    if let (_, Err(refusal)) = office.read(body) {
        let answer = refusal.answer("A");
        assert!((400..=503).contains(&answer.status));
        assert!(!refusal.rule.is_empty());
        // A refusal must not hand a huge body back.
        assert!(refusal.got.chars().count() <= 200, "{}", refusal.got);
        assert!(answer.body.len() < 10_000);
        for (name, value) in &answer.headers {
            assert!(
                value.bytes().all(|byte| matches!(byte, b' '..=b'~')),
                "{name}: {value}"
            );
        }
    }
}

#[test]
fn a_huge_or_strange_word_is_not_handed_back_whole() {
    let huge = "\u{7}é\u{1f600}".repeat(100_000);
    let parameter = json!({ "type": "currency", "currency": huge });
    for body in [
        send("text", json!(huge)),
        send("text", json!({ huge.as_str(): "x" })),
        send("image", json!({ huge.as_str(): "x" })),
        send("image", json!({ "link": huge })),
        send(&huge, json!({})),
        send("interactive", json!({ "type": huge })),
        send(
            "template",
            json!({ "name": huge, "language": { "code": huge } }),
        ),
        send(
            "template",
            json!({ "components": [{ "type": "body", "parameters": [parameter] }] }),
        ),
        but(
            send("text", json!({ "body": "x" })),
            &[("/to", json!(huge))],
        ),
        but(
            send("text", json!({ "body": "x" })),
            &[("/category", json!(huge))],
        ),
    ] {
        check(&office(), body.to_string().as_bytes());
        assert!(office().judge(&body).1.is_err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn random_json_never_panics(body in body()) {
        check(&rich_templates::office(), body.to_string().as_bytes());
    }

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        check(&office(), &bytes);
    }

    #[test]
    fn a_good_body_with_one_place_replaced_never_panics(
        which in any::<prop::sample::Index>(), place in any::<prop::sample::Index>(), replacement in value()
    ) {
        let bodies = rich_templates::good_bodies();
        let body = which.get(&bodies).clone();
        let mut found = Vec::new();
        places(&body, "", &mut found);
        let mutated = but(body, &[(place.get(&found).as_str(), replacement)]);
        check(&rich_templates::office(), mutated.to_string().as_bytes());
    }
}
