#![allow(clippy::unwrap_used)] // A test that cannot go on should stop.

use serde_json::{Value, json};

use super::check::checked;
use crate::cloud_api::endpoints::bench::{
    ACCOUNT, APP, Bench, MULTIPART, NUMBER, answer, multipart, notices,
};
use crate::graph::flow::FlowState;
use crate::world::Request;

const DRAWN: &str = r#"{"version":"7.3","screens":[{"id":"WELCOME","title":"Welcome","terminal":true,"success":true,"data":{},"layout":{"type":"SingleColumnLayout","children":[]}}]}"#;

fn draft(bench: &Bench, name: &str) -> String {
    bench.made(
        &format!("POST {ACCOUNT}/flows"),
        json!({ "name": name, "categories": ["OTHER"] }),
    )
}

fn drawn(bench: &Bench, flow: &str, drawing: &str) -> Value {
    let path = format!("/v24.0/{flow}/assets");
    let body = multipart(
        &[("name", "flow.json"), ("asset_type", "FLOW_JSON")],
        &[("file", "application/json", drawing.as_bytes())],
    );
    answer(&bench.handled(&Request {
        content_type: Some(MULTIPART),
        body: &body,
        ..Request::new("POST", &path)
    }))
    .1
}

fn status(bench: &Bench, flow: &str) -> Value {
    bench.get(&format!("{flow}?fields=status"))["status"].clone()
}

#[test]
fn a_flow_is_made_drawn_published_and_deprecated() {
    let bench = Bench::new();
    let flow = draft(&bench, "survey");
    assert_eq!(status(&bench, &flow), "DRAFT");
    assert_eq!(
        bench.code(&format!("POST {flow}/publish"), Value::Null),
        139_002
    );
    assert_eq!(
        drawn(&bench, &flow, DRAWN),
        json!({ "success": true, "validation_errors": [] })
    );
    let published = bench.handled_call(&format!("POST {flow}/publish"), Value::Null);
    assert_eq!(answer(&published).1, json!({ "success": true }));
    let notice = notices(&published)[0];
    assert_eq!((notice.field, &*notice.account_id), ("flows", ACCOUNT));
    let value = (notice.body)(24);
    assert_eq!(
        (
            &value["old_status"],
            &value["new_status"],
            &value["flow_id"]
        ),
        (&json!("DRAFT"), &json!("PUBLISHED"), &json!(flow))
    );
    assert_eq!(status(&bench, &flow), "PUBLISHED");
    assert_eq!(
        bench.world.flows.standing(ACCOUNT, &flow, bench.now),
        Some(FlowState::Published)
    );
    let steps = [
        ("POST", "/publish", 139_002),
        ("POST", "?name=other", 139_001),
        ("DELETE", "", 139_004),
        ("POST", "/deprecate", 0),
        ("POST", "/deprecate", 139_003),
    ];
    for (method, edge, expected) in steps {
        let code = bench.code(&format!("{method} {flow}{edge}"), Value::Null);
        assert_eq!(code, expected, "{method} {edge}");
    }
    assert_eq!(status(&bench, &flow), "DEPRECATED");
}

#[test]
fn a_flow_says_what_clients_ask_for() {
    let bench = Bench::new();
    let flow = draft(&bench, "survey");
    drawn(&bench, &flow, DRAWN);
    let shown = bench.get(&format!(
        "{flow}?fields=id,name,status,json_version,data_api_version,categories,validation_errors,endpoint_uri,preview.invalidate(false),whatsapp_business_account,application,updated_at,health_status"
    ));
    assert_eq!(shown["json_version"], "7.3");
    assert_eq!(shown["categories"], json!(["OTHER"]));
    assert_eq!(shown["whatsapp_business_account"]["id"], ACCOUNT);
    assert_eq!(shown["application"]["id"], APP);
    assert!(shown["updated_at"].as_str().unwrap().ends_with("+0000"));
    assert!(shown.get("endpoint_uri").is_none());
    let preview = |bench: &Bench, invalidate: bool| {
        bench.get(&format!("{flow}?fields=preview.invalidate({invalidate})"))["preview"]["preview_url"].clone()
    };
    let first = preview(&bench, false);
    assert_eq!(preview(&bench, false), first);
    assert_ne!(preview(&bench, true), first);
    let metric = bench.get(&format!(
        "{flow}?fields=metric.name(ENDPOINT_REQUEST_COUNT).granularity(DAY)"
    ));
    assert_eq!(metric["metric"]["name"], "ENDPOINT_REQUEST_COUNT");
}

#[test]
fn what_is_said_about_a_draft_is_changed_and_a_name_is_taken_once() {
    let bench = Bench::new();
    let flow = draft(&bench, "one");
    draft(&bench, "two");
    bench.ok(
        &format!("POST {flow}"),
        json!({ "name": "renamed", "categories": "[\"SURVEY\"]", "endpoint_uri": "https://example.com/flow" }),
    );
    let shown = bench.get(&format!("{flow}?fields=name,categories,endpoint_uri"));
    assert_eq!(shown["categories"], json!(["SURVEY"]));
    assert_eq!(
        (&shown["name"], &shown["endpoint_uri"]),
        (&json!("renamed"), &json!("https://example.com/flow"))
    );
    for body in [
        json!({ "name": "two" }),
        json!({ "categories": ["SHOES"] }),
        json!({ "endpoint_uri": "ftp://x" }),
        json!({ "application_id": "999" }),
    ] {
        assert_eq!(
            bench.code(&format!("POST {flow}"), body.clone()),
            100,
            "{body}"
        );
    }
}

#[test]
fn a_flow_is_made_drawn_and_published_at_once_and_copied() {
    let bench = Bench::new();
    let body = json!({ "name": "a", "categories": ["OTHER"], "flow_json": DRAWN, "publish": true });
    let made = bench.ok(&format!("POST {ACCOUNT}/flows"), body);
    assert_eq!(made["validation_errors"], json!([]));
    let flow = made["id"].as_str().unwrap();
    assert_eq!(status(&bench, flow), "PUBLISHED");
    let copy = bench.made(
        &format!("POST {ACCOUNT}/flows"),
        json!({ "name": "b", "clone_flow_id": flow }),
    );
    let shown = bench.get(&format!("{copy}?fields=status,json_version,categories"));
    assert_eq!(
        (&shown["status"], &shown["json_version"]),
        (&json!("DRAFT"), &json!("7.3"))
    );
    let moved = bench.ok(
        &format!("POST 11/migrate_flows?source_waba_id={ACCOUNT}&source_flow_names=a,zzz"),
        Value::Null,
    );
    assert_eq!(moved["migrated_flows"][0]["source_id"], flow);
    assert_eq!(moved["failed_flows"][0]["source_name"], "zzz");
    let migrated = moved["migrated_flows"][0]["migrated_id"].as_str().unwrap();
    assert_eq!(status(&bench, migrated), "PUBLISHED");
}

#[test]
fn a_drawing_is_downloaded_as_it_was_uploaded() {
    let bench = Bench::new();
    let flow = draft(&bench, "survey");
    assert_eq!(bench.get(&format!("{flow}/assets")), json!({ "data": [] }));
    drawn(&bench, &flow, DRAWN);
    let listed = bench.get(&format!(
        "{flow}/assets?fields=name,asset_type,download_url"
    ));
    let url = listed["data"][0]["download_url"].as_str().unwrap();
    let address = url.split_once("graph.facebook.com/").unwrap().1;
    let handled = bench.handled_call(&format!("GET {address}"), Value::Null);
    assert_eq!(handled.answer.body, DRAWN.as_bytes());
    drawn(&bench, &flow, &DRAWN.replace("Welcome", "Hi"));
    assert_eq!(bench.code(&format!("GET {address}"), Value::Null), 100);
}

#[test]
fn a_deleted_flow_is_gone() {
    let bench = Bench::new();
    let flow = draft(&bench, "survey");
    bench.ok(&format!("DELETE {flow}"), Value::Null);
    assert_eq!(bench.code(&format!("GET {flow}"), Value::Null), 100);
    assert_eq!(
        bench.get(&format!("{ACCOUNT}/flows")),
        json!({ "data": [] })
    );
}

#[test]
fn mistakes_of_a_drawing_are_told_with_their_places() {
    let unknown = "{\n \"version\": \"7.3\",\n \"screens\": [{\"id\": \"A\", \"layout\": {}, \"initial-text\": 1}]}";
    let cases = [
        (DRAWN, None),
        (unknown, Some("INVALID_PROPERTY")),
        ("{", Some("INVALID_JSON")),
        ("[]", Some("INVALID_JSON")),
        (r#"{"screens":[]}"#, Some("MISSING_REQUIRED_PROPERTY")),
        (r#"{"version":"7.3"}"#, Some("MISSING_REQUIRED_PROPERTY")),
        (
            r#"{"version":"new","screens":[]}"#,
            Some("INVALID_PROPERTY_VALUE"),
        ),
        (
            r#"{"version":"7.3","screens":[{"id":"A","layout":{}},{"id":"A","layout":{}}]}"#,
            Some("DUPLICATE_SCREEN_IDS"),
        ),
        (
            r#"{"version":"7.3","screens":[5]}"#,
            Some("INVALID_PROPERTY_TYPE"),
        ),
    ];
    for (drawing, expected) in cases {
        let told = checked(drawing).mistakes;
        assert_eq!(
            told.first().and_then(|one| one["error"].as_str()),
            expected,
            "{drawing}"
        );
    }
    let told = &checked(unknown).mistakes[0];
    assert_eq!(
        (&told["line_start"], &told["error_type"]),
        (&json!(3), &json!("JSON_SCHEMA_ERROR"))
    );
    let message = told["message"].as_str().unwrap();
    assert!(
        message.contains("\"initial-text\"") && message.contains("$root/screens/0"),
        "{message}"
    );
}

#[test]
fn where_a_flow_stands_decides_whether_a_message_with_it_is_taken() {
    let bench = Bench::new();
    bench
        .world
        .customer_writes(bench.now, NUMBER, "5511987654321");
    let flow = draft(&bench, "survey");
    drawn(&bench, &flow, DRAWN);
    let send = |mode: &str| {
        let body = json!({
            "messaging_product": "whatsapp", "to": "5511987654321", "type": "interactive",
            "interactive": {
                "type": "flow", "body": { "text": "Please" },
                "action": { "name": "flow", "parameters": {
                    "mode": mode, "flow_message_version": "3", "flow_token": "t", "flow_id": flow, "flow_cta": "Open",
                    "flow_action": "navigate", "flow_action_payload": { "screen": "WELCOME" },
                } },
            },
        });
        bench.code(&format!("POST {NUMBER}/messages"), body)
    };
    let state = |state: FlowState| {
        bench.world.flows.with(&flow, |flow| flow.state = state);
    };
    assert_eq!((send("draft"), send("published")), (0, 131_009));
    state(FlowState::Published);
    assert_eq!(send("published"), 0);
    state(FlowState::Blocked);
    assert_eq!(send("published"), 132_068);
    state(FlowState::Throttled);
    let codes: Vec<u64> = (0..11).map(|_| send("published")).collect();
    assert_eq!((codes[9], codes[10]), (0, 132_069));
}
