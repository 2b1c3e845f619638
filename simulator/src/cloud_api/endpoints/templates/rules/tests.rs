#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use serde_json::{Value, json};

use super::*;
use crate::meta_switches::Dangling;

fn judged(category: &str, format: ParameterFormat, components: &Value) -> u32 {
    let tuning = TemplateSettings::default();
    let setting = Setting {
        category,
        format,
        tuning: &tuning,
        dangling: Dangling::default(),
    };
    match super::components(components, setting) {
        Ok(_) => 0,
        Err(refusal) => refusal.code.code,
    }
}

fn marketing(components: Value) -> u32 {
    judged("MARKETING", ParameterFormat::Positional, &components)
}

fn body(text: &str) -> Value {
    json!({ "type": "BODY", "text": text, "example": { "body_text": [["x"]] } })
}

fn plain() -> Value {
    json!({ "type": "BODY", "text": "We have something new for you." })
}

/// With this button beside a plain body.
fn button(button: Value) -> u32 {
    marketing(json!([plain(), { "type": "BUTTONS", "buttons": [button] }]))
}

fn buttons(kinds: &[&str]) -> u32 {
    let all: Vec<Value> = kinds
        .iter()
        .map(|kind| match *kind {
            "URL" => json!({ "type": "URL", "text": "Go", "url": "https://x.example" }),
            "PHONE_NUMBER" => {
                json!({ "type": kind, "text": "Call", "phone_number": "+15550051310" })
            }
            "COPY_CODE" => json!({ "type": kind, "example": "25OFF" }),
            _ => json!({ "type": kind, "text": "Tap" }),
        })
        .collect();
    marketing(json!([plain(), { "type": "BUTTONS", "buttons": all }]))
}

#[test]
fn names_are_plain_and_have_a_limit() {
    let long = "a".repeat(513);
    let cases = [
        ("parcel_1", None),
        ("Parcel", Some(2_388_046)),
        ("parcel-1", Some(2_388_046)),
        ("päckchen", Some(2_388_046)),
        ("hello_world", Some(2_388_155)),
        (long.as_str(), Some(2_388_040)),
        (&long[1..], None),
    ];
    for (text, expected) in cases {
        let subcode = name(Some(text.to_owned()))
            .err()
            .map(|refusal| refusal.code.code);
        assert_eq!(subcode, expected, "{text}");
    }
    assert_eq!(
        name(None).unwrap_err().message,
        "(#100) The parameter name is required."
    );
    let refusal = name(Some("Order No 1".into())).unwrap_err();
    assert_eq!(
        (refusal.nearest.as_str(), refusal.blame),
        ("order_no_1", "name")
    );
}

#[test]
fn category_language_and_format_are_words_of_a_list() {
    assert_eq!(category(Some("utility".into())).unwrap(), "UTILITY");
    assert_eq!(
        category(Some("OTHER".into())).unwrap_err().message,
        "(#100) Param category must be one of {AUTHENTICATION, MARKETING, UTILITY} - got \"OTHER\"."
    );
    assert!(language(Some("pt_BR".into())).is_ok());
    assert!(language(Some("pt-BR".into())).is_err() && language(None).is_err());
    assert_eq!(
        parameter_format(Some("named".into())).unwrap(),
        ParameterFormat::Named
    );
    assert_eq!(parameter_format(None).unwrap(), ParameterFormat::Positional);
    assert!(parameter_format(Some("BOTH".into())).is_err());
}

#[test]
fn times_to_live_have_a_range_each_category() {
    let cases = [
        ("AUTHENTICATION", "30", true),
        ("AUTHENTICATION", "900", true),
        ("AUTHENTICATION", "29", false),
        ("AUTHENTICATION", "901", false),
        ("AUTHENTICATION", "-1", true),
        ("UTILITY", "30", true),
        ("UTILITY", "43200", true),
        ("UTILITY", "43201", false),
        ("UTILITY", "-1", true),
        ("MARKETING", "43199", false),
        ("MARKETING", "43200", true),
        ("MARKETING", "2592000", true),
        ("MARKETING", "2592001", false),
        ("MARKETING", "-1", false),
        ("UTILITY", "soon", false),
    ];
    for (category, seconds, fits) in cases {
        let judged = seconds_to_live(Some(seconds.to_owned()), category);
        assert_eq!(judged.is_ok(), fits, "{category} {seconds}");
    }
    assert_eq!(seconds_to_live(None, "UTILITY").unwrap(), None);
}

#[test]
fn bodies_are_judged_by_their_text_and_variables() {
    let long = "long ".repeat(205);
    let cases = [
        ("Your parcel {{1}} is on its way.", 0),
        ("{{1}} is on its way to you today.", 2_388_299),
        ("On its way to you today is {{1}}", 2_388_299),
        ("On its way to you today is {{1}}.", 2_388_299),
        ("Your parcel {{1}} comes", 0),
        ("Parcel {{1}} comes", 2_388_293),
        ("Your parcel {{2}} is on its way.", 2_388_072),
        ("Your parcel {{1} is on its way.", 2_388_072),
        ("Your parcel 1}} is on its way.", 2_388_072),
        ("Your parcel {{}} is on its way.", 2_388_072),
        ("Your parcel {{#1}} is on its way.", 2_388_072),
        ("Your parcel {{number}} is on its way.", 2_388_072),
        ("Your parcel {{1}} is\n\n\non its way.", 2_388_072),
        ("{{1}}", 2_388_072),
        (
            "Your parcel {{1}} is on its way 😀😀😀😀😀😀😀😀😀😀😀 now.",
            2_388_072,
        ),
        (long.as_str(), 2_388_040),
        ("您的包裹{{1}}已发出。谢谢", 0),
    ];
    for (text, expected) in cases {
        assert_eq!(marketing(json!([body(text)])), expected, "{text}");
    }
}

#[test]
fn a_body_needs_two_words_a_variable_and_one_more() {
    for (text, expected) in [
        ("You paid {{1}} on {{2}}, thank you!", 0),
        ("You paid {{1}} on {{2}}, thanks!", 2_388_293),
    ] {
        let example = json!({ "body_text": [["$10", "May 1"]] });
        let body = json!({ "type": "BODY", "text": text, "example": example });
        assert_eq!(marketing(json!([body])), expected, "{text}");
    }
}

#[test]
fn every_variable_needs_an_example() {
    let text = "Your parcel {{1}} comes on {{2}} with our own van.";
    let cases = [
        (Value::Null, 2_388_043),
        (json!({}), 2_388_043),
        (json!({ "body_text": [["a"]] }), 2_388_043),
        (json!({ "body_text": [["a", ""]] }), 2_388_043),
        (json!({ "body_text": [["a", "b"]] }), 0),
        (json!({ "body_text": ["a", "b"] }), 0),
        (json!({ "body_text": "a" }), 2_388_043),
    ];
    for (example, expected) in cases {
        let components = json!([{ "type": "BODY", "text": text, "example": example }]);
        assert_eq!(marketing(components), expected, "{example}");
    }
    let lone = json!([{ "type": "BODY", "text": "Your parcel {{1}} comes today.", "example": { "body_text": "a" } }]);
    assert_eq!(marketing(lone), 0);
}

#[test]
fn named_variables_go_with_named_examples() {
    let text = "Your parcel {{tracking_no}} is on its way.";
    let named =
        |key: &str| json!({ "body_text_named_params": [{ "param_name": key, "example": "YT1" }] });
    let cases = [
        (text, named("tracking_no"), 0),
        (text, named("other"), 2_388_043),
        ("Your parcel {{1}} is on its way.", named("1"), 2_388_072),
        (
            "Your parcel {{Tracking}} is on its way.",
            named("Tracking"),
            2_388_072,
        ),
    ];
    for (text, example, expected) in cases {
        let components = json!([{ "type": "BODY", "text": text, "example": example }]);
        assert_eq!(
            judged("UTILITY", ParameterFormat::Named, &components),
            expected,
            "{text} {example}"
        );
    }
}

#[test]
fn a_full_stop_behind_the_last_variable_is_settled_by_a_switch() {
    let tuning = TemplateSettings::default();
    let setting = Setting {
        category: "UTILITY",
        format: ParameterFormat::Positional,
        tuning: &tuning,
        dangling: Dangling::PunctuationIsText,
    };
    let judged = |text: &str| super::components(&json!([body(text)]), setting).is_ok();
    assert!(judged("Your order has the number {{1}}."));
    assert!(!judged("Your order has the number {{1}}"));
}

#[test]
fn headers_are_judged_by_their_format() {
    let long = "x".repeat(61);
    let sample = json!({ "header_text": ["x"] });
    let cases = [
        (json!({ "format": "TEXT", "text": "Your parcel" }), 0),
        (
            json!({ "format": "TEXT", "text": "Forget something {{1}}?", "example": sample }),
            0,
        ),
        (
            json!({ "format": "TEXT", "text": "Forget something {{1}}?" }),
            2_388_043,
        ),
        (
            json!({ "format": "TEXT", "text": "{{1}} and {{2}}", "example": { "header_text": ["x", "y"] } }),
            2_388_047,
        ),
        (json!({ "format": "TEXT", "text": "*Bold*" }), 2_388_047),
        (json!({ "format": "TEXT", "text": "Two\nlines" }), 2_388_047),
        (json!({ "format": "TEXT", "text": "Hi 😀" }), 2_388_047),
        (json!({ "format": "TEXT", "text": long }), 2_388_040),
        (json!({ "format": "TEXT" }), 2_388_043),
        (json!({ "format": "LOCATION" }), 0),
        (
            json!({ "format": "IMAGE", "example": { "header_handle": ["4::aW1n"] } }),
            0,
        ),
        (
            json!({ "format": "video", "example": { "header_handle": ["4::aW1n"] } }),
            0,
        ),
        (json!({ "format": "DOCUMENT" }), 2_388_043),
        (
            json!({ "format": "IMAGE", "example": { "header_handle": ["https://x.example/a.png"] } }),
            100,
        ),
        (json!({ "format": "SOUND" }), 100),
        (json!({}), 2_388_043),
    ];
    for (mut header, expected) in cases {
        header["type"] = json!("HEADER");
        assert_eq!(marketing(json!([header, plain()])), expected, "{header}");
    }
}

#[test]
fn footers_are_short_and_plain() {
    let long = "x".repeat(61);
    let cases = [
        ("Your shop", 0),
        ("Hi {{1}}", 2_388_073),
        ("a\nb", 2_388_073),
        (long.as_str(), 2_388_040),
        ("", 2_388_043),
    ];
    for (text, expected) in cases {
        let components = json!([plain(), { "type": "FOOTER", "text": text }]);
        assert_eq!(marketing(components), expected, "{text}");
    }
}

#[test]
fn buttons_are_judged_one_by_one() {
    let long = "x".repeat(26);
    let far = format!("https://x.example/{}", "x".repeat(2_000));
    let cases = [
        (json!({ "type": "quick_reply", "text": "Stop" }), 0),
        (json!({ "type": "QUICK_REPLY", "text": long }), 2_388_040),
        (
            json!({ "type": "QUICK_REPLY", "text": "Stop 😀" }),
            2_388_060,
        ),
        (
            json!({ "type": "QUICK_REPLY", "text": "Stop {{1}}" }),
            2_388_060,
        ),
        (json!({ "type": "QUICK_REPLY" }), 2_388_043),
        (
            json!({ "type": "URL", "text": "Go", "url": "https://x.example" }),
            0,
        ),
        (
            json!({ "type": "URL", "text": "Go", "url": "https://x.example/{{1}}", "example": ["a"] }),
            0,
        ),
        (
            json!({ "type": "URL", "text": "Go", "url": "https://x.example/{{1}}", "example": "a" }),
            0,
        ),
        (
            json!({ "type": "URL", "text": "Go", "url": "https://x.example/{{1}}" }),
            2_388_043,
        ),
        (
            json!({ "type": "URL", "text": "Go", "url": "https://x.example/{{1}}/b", "example": ["a"] }),
            2_388_060,
        ),
        (
            json!({ "type": "URL", "text": "Go", "url": "https://wa.me/15550051310" }),
            2_388_081,
        ),
        (
            json!({ "type": "URL", "text": "Go", "url": "x.example" }),
            100,
        ),
        (
            json!({ "type": "URL", "text": "Go", "url": far }),
            2_388_040,
        ),
        (json!({ "type": "URL", "text": "Go" }), 2_388_043),
        (
            json!({ "type": "PHONE_NUMBER", "text": "Call", "phone_number": "16467043595" }),
            0,
        ),
        (
            json!({ "type": "PHONE_NUMBER", "text": "Call", "phone_number": "+1 (646) 704-3595 0000" }),
            2_388_040,
        ),
        (
            json!({ "type": "PHONE_NUMBER", "text": "Call", "phone_number": "call me" }),
            100,
        ),
        (json!({ "type": "COPY_CODE", "example": "25OFF" }), 0),
        (
            json!({ "type": "COPY_CODE", "example": "x".repeat(21) }),
            2_388_040,
        ),
        (json!({ "type": "COPY_CODE" }), 2_388_043),
        (
            json!({ "type": "FLOW", "text": "Open", "flow_id": "1", "flow_action": "navigate" }),
            0,
        ),
        (
            json!({ "type": "FLOW", "text": "Open", "flow_name": "f" }),
            0,
        ),
        (json!({ "type": "FLOW", "text": "Open" }), 2_388_043),
        (
            json!({ "type": "FLOW", "text": "Open", "flow_id": "1", "flow_action": "jump" }),
            100,
        ),
        (json!({ "type": "CATALOG" }), 0),
        (json!({ "type": "MPM", "text": "View items" }), 0),
        (json!({ "type": "VOICE_CALL", "text": "Call us" }), 0),
        (json!({ "type": "REQUEST_CONTACT_INFO" }), 0),
        (json!({ "type": "OTP", "otp_type": "COPY_CODE" }), 100),
        (json!({ "type": "JUMP", "text": "x" }), 100),
    ];
    for (node, expected) in cases {
        assert_eq!(button(node.clone()), expected, "{node}");
    }
}

#[test]
fn buttons_are_counted_and_grouped() {
    let cases: [(&[&str], u32); 9] = [
        (&["QUICK_REPLY"; 10], 0),
        (&["QUICK_REPLY"; 11], 100),
        (&["URL", "URL"], 0),
        (&["URL", "URL", "URL"], 100),
        (&["PHONE_NUMBER", "PHONE_NUMBER"], 100),
        (&["COPY_CODE", "COPY_CODE"], 100),
        (&["QUICK_REPLY", "QUICK_REPLY", "URL", "PHONE_NUMBER"], 0),
        (&["QUICK_REPLY", "URL", "QUICK_REPLY"], 100),
        (&["URL", "QUICK_REPLY", "URL"], 100),
    ];
    for (kinds, expected) in cases {
        assert_eq!(buttons(kinds), expected, "{kinds:?}");
    }
}

#[test]
fn components_are_known_and_stand_once_with_a_body_among_them() {
    assert_eq!(marketing(json!([])), 2_388_043);
    assert_eq!(
        marketing(json!([{ "type": "FOOTER", "text": "x" }])),
        2_388_043
    );
    assert_eq!(marketing(json!([plain(), plain()])), 100);
    assert_eq!(marketing(json!([plain(), { "type": "SIDEBAR" }])), 100);
    assert_eq!(
        marketing(json!([plain(), { "type": "CALL_PERMISSION_REQUEST" }])),
        0
    );
    assert_eq!(marketing(json!("x")), 100);
}

#[test]
fn authentication_templates_have_metas_texts_and_one_button() {
    let with = |body: Value, otp: Value| {
        let components = json!([body, { "type": "BUTTONS", "buttons": [otp] }]);
        judged("AUTHENTICATION", ParameterFormat::Positional, &components)
    };
    let body = json!({ "type": "BODY", "add_security_recommendation": true });
    let app = json!([{ "package_name": "com.example.shop", "signature_hash": "K8a/AINcGX7" }]);
    let cases = [
        (
            json!({ "type": "OTP", "otp_type": "COPY_CODE", "text": "Copy Code" }),
            0,
        ),
        (
            json!({ "type": "OTP", "otp_type": "one_tap", "supported_apps": app }),
            0,
        ),
        (
            json!({ "type": "OTP", "otp_type": "ONE_TAP", "package_name": "com.example.shop", "signature_hash": "K8a%2FAINcGX7" }),
            0,
        ),
        (json!({ "type": "OTP", "otp_type": "ONE_TAP" }), 2_388_043),
        (
            json!({ "type": "OTP", "otp_type": "ZERO_TAP", "supported_apps": app }),
            100,
        ),
        (
            json!({ "type": "OTP", "otp_type": "ZERO_TAP", "supported_apps": app, "zero_tap_terms_accepted": true }),
            0,
        ),
        (json!({ "type": "OTP", "otp_type": "WISH" }), 100),
        (json!({ "type": "QUICK_REPLY", "text": "Stop" }), 100),
    ];
    for (otp, expected) in cases {
        assert_eq!(with(body.clone(), otp.clone()), expected, "{otp}");
    }
    for (minutes, expected) in [
        (json!(10), 0),
        (json!(0), 100),
        (json!(91), 100),
        (json!("x"), 100),
    ] {
        let components = json!([
            body, { "type": "FOOTER", "code_expiration_minutes": minutes },
            { "type": "BUTTONS", "buttons": [{ "type": "OTP", "otp_type": "COPY_CODE" }] }]);
        assert_eq!(
            judged("AUTHENTICATION", ParameterFormat::Positional, &components),
            expected,
            "{minutes}"
        );
    }
}

#[test]
fn offers_and_carousels_are_for_marketing() {
    let offer = json!([
        { "type": "LIMITED_TIME_OFFER", "limited_time_offer": { "text": "Expiring offer!", "has_expiration": true } },
        plain(), { "type": "BUTTONS", "buttons": [
            { "type": "COPY_CODE", "example": "CARIBE25" },
            { "type": "URL", "text": "Book now!", "url": "https://x.example?code={{1}}", "example": ["n3mtql"] }] }]);
    assert_eq!(marketing(offer.clone()), 0);
    assert_eq!(judged("UTILITY", ParameterFormat::Positional, &offer), 100);
    let mut with_footer = offer.clone();
    with_footer
        .as_array_mut()
        .unwrap()
        .push(json!({ "type": "FOOTER", "text": "x" }));
    assert_eq!(marketing(with_footer), 100);
    let mut wordy = offer;
    wordy[0]["limited_time_offer"]["text"] = json!("x".repeat(17));
    assert_eq!(marketing(wordy), 2_388_040);
    let card = |label: &str| {
        json!({ "components": [
        { "type": "HEADER", "format": "IMAGE", "example": { "header_handle": ["4::aW"] } },
        { "type": "BUTTONS", "buttons": [{ "type": "QUICK_REPLY", "text": label }] }] })
    };
    let carousel =
        |cards: Value| marketing(json!([plain(), { "type": "CAROUSEL", "cards": cards }]));
    assert_eq!(carousel(json!([card("a"), card("b")])), 0);
    assert_eq!(carousel(json!([card("a")])), 100);
    let mut other = card("b");
    other["components"][1]["buttons"][0] =
        json!({ "type": "URL", "text": "Go", "url": "https://x.example" });
    assert_eq!(carousel(json!([card("a"), other])), 100);
}
