#![allow(clippy::unwrap_used)] // a failed unwrap is a failed claim

use super::*;
use crate::connector_file::DrivenBy;
use crate::connector_file::tests::{SMALL, parse, placeholders};

const STIMULUS: &str = r#"
[stimulus.order-api]
path = "/parcels/{tracking_number}/status?to={recipient_name}"
headers = { authorization = "Bearer {access_token}", x-name = "{recipient_name}", x-key = "env:MY_SECRET" }
body = '{"to":{recipient},"name":"{recipient_name}","state":"{checkpoint}","on":"{estimated_delivery_date}","lang":"{language}","by":"{carrier_name}","order":"{order_number}","shop":"{seller}","as":"{{seller}}","none":{}}'
timeout = "2s"
[stimulus.order-api.ack]
status = ["200-202", 409]
body_pointer = "/result/ok"
equals = "yes"
[stimulus.order-api.checkpoints]
delivered = "ZUGESTELLT"
"#;

fn values() -> StimulusValues<'static> {
    StimulusValues {
        tracking_number: "LX 1/2",
        recipient: "5511912345678",
        checkpoint: Checkpoint::Delivered,
        carrier_name: "China Post",
        estimated_delivery_date: "2026-11-25",
        language: "pt_BR",
        recipient_name: "Ana \"{seller}\"\nLima",
        order_number: "1001",
        seller: "s1",
    }
}

#[test]
fn a_stimulus_is_rendered_with_every_value_escaped_for_its_place() {
    let file = parse(&format!("{SMALL}{STIMULUS}"));
    assert_eq!(file.driven_by(), DrivenBy::Checkpoints);
    let filled = file.fill(&placeholders());
    let rendered = render_stimulus(&filled.stimuli["order-api"], &values());
    assert_eq!(
        rendered.path,
        "/parcels/LX%201%2F2/status?to=Ana%20%22%7Bseller%7D%22%0ALima"
    );
    let body: serde_json::Value = serde_json::from_str(&rendered.body).unwrap();
    let wanted = serde_json::json!({
        "to": 5_511_912_345_678_u64, "name": "Ana \"{seller}\"\nLima", "state": "ZUGESTELLT", "on": "2026-11-25",
        "lang": "pt_BR", "by": "China Post", "order": "1001", "shop": "s1", "as": "{seller}", "none": {}
    });
    assert_eq!(body, wanted);
    let header = |name: &str| {
        let mut headers = rendered.headers.iter();
        headers
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    };
    assert_eq!(header("authorization"), Some("Bearer the-token"));
    assert_eq!(header("x-name"), Some("Ana \"{seller}\"Lima"));
    assert_eq!(header("x-key"), Some("from-the-environment"));
    assert_eq!(header("content-type"), Some("application/json"));
}

#[test]
fn escapes_follow_the_content_type() {
    let table = [
        (
            "application/json; charset=utf-8",
            r#"Ana \"{seller}\"\nLima"#,
        ),
        ("application/vnd.shop+json", r#"Ana \"{seller}\"\nLima"#),
        (
            "application/x-www-form-urlencoded",
            "Ana%20%22%7Bseller%7D%22%0ALima",
        ),
        ("application/xml", "Ana &quot;{seller}&quot;\nLima"),
        ("text/plain", "Ana \"{seller}\"\nLima"),
    ];
    for (content_type, body) in table {
        let file = parse(&format!(
            "{SMALL}[stimulus.x]\npath = \"/{{tracking_number}}\"\nbody = \"{{recipient_name}}\"\ncontent_type = \"{content_type}\"\n"
        ));
        assert_eq!(
            render_stimulus(&file.stimuli["x"], &values()).body,
            body,
            "{content_type}"
        );
    }
}

#[test]
fn an_answer_counts_as_taken_by_status_and_body() {
    let file = parse(&format!("{SMALL}{STIMULUS}"));
    let strict = &file.stimuli["order-api"].ack;
    let ok = br#"{"result":{"ok":"yes"}}"#.as_slice();
    let table = [
        (strict.accepts(200, ok), true),
        (strict.accepts(202, ok), true),
        (strict.accepts(409, ok), true),
        (strict.accepts(204, ok), false),
        (strict.accepts(200, br#"{"result":{"ok":"no"}}"#), false),
        (strict.accepts(200, b"{}"), false),
        (strict.accepts(200, b"no JSON"), false),
        (AckRule::default().accepts(204, b""), true),
        (AckRule::default().accepts(302, b""), false),
    ];
    for (index, (found, wanted)) in table.into_iter().enumerate() {
        assert_eq!(found, wanted, "row {index}");
    }
}

#[test]
fn status_ranges_are_classes_numbers_or_spans() {
    let table = [
        ("2xx", Some((200, 299))),
        ("5XX", Some((500, 599))),
        ("204", Some((204, 204))),
        ("200-204", Some((200, 204))),
        ("204-200", None),
        ("9xx", None),
        ("xx", None),
        ("99", None),
        ("", None),
    ];
    for (text, range) in table {
        assert_eq!(
            StatusRange::parse(text).map(|range| (range.from, range.to)),
            range,
            "{text}"
        );
    }
}
