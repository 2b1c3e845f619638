#![allow(clippy::unwrap_used)] // A test that cannot go on should stop.

use std::time::Duration;

use serde_json::{Value, json};

use crate::cloud_api::endpoints::bench::{
    ACCOUNT, Bench, MULTIPART, NUMBER, answer, multipart, template_to,
};
use crate::observation::Observation;
use crate::settings::{SendFault, SendFaultEffect};
use crate::world::Request;

fn form_of(message: &Value) -> String {
    let quoted = |text: &str| -> String {
        text.bytes()
            .map(|byte| match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => (byte as char).to_string(),
                other => format!("%{other:02X}"),
            })
            .collect()
    };
    message
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            format!("{name}={}", quoted(&text))
        })
        .collect::<Vec<_>>()
        .join("&")
}

fn send_part() -> Value {
    json!({
        "method": "POST",
        "relative_url": format!("v24.0/{NUMBER}/messages"),
        "body": form_of(&template_to("5511987654321")),
    })
}

fn batch(bench: &Bench, parts: Value) -> Value {
    bench.ok("POST ", json!({ "batch": parts, "include_headers": false }))
}

fn body_of(part: &Value) -> Value {
    serde_json::from_str(part["body"].as_str().unwrap()).unwrap()
}

#[test]
fn each_part_is_answered_in_its_place_and_one_failure_stops_nobody() {
    let bench = Bench::new();
    let parts = json!([
        { "method": "GET", "relative_url": "me" },
        { "method": "GET", "relative_url": "999999/x" },
        { "method": "FETCH".replace("FETCH", "DELETE"), "relative_url": format!("/{ACCOUNT}/nothing") },
        { "method": "GET", "relative_url": format!("{ACCOUNT}?fields=name") },
    ]);
    let answers = batch(&bench, parts);
    let codes: Vec<u64> = answers
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part["code"].as_u64().unwrap())
        .collect();
    assert_eq!(codes, [200, 400, 400, 200]);
    assert_eq!(body_of(&answers[3])["name"], "Shakedown");
    assert!(answers[0].get("headers").is_none());
    let with_headers = bench.ok(
        "POST ",
        json!({ "batch": [{ "method": "GET", "relative_url": "me" }] }),
    );
    assert_eq!(with_headers[0]["headers"][0]["name"], "Content-Type");
}

#[test]
fn sends_in_a_batch_are_sends() {
    let bench = Bench::new();
    let parts = json!([send_part(), send_part()]);
    let handled = bench.handled_call("POST ", json!({ "batch": parts }));
    assert_eq!(handled.accepted_in_batch.len(), 2);
    let sends = handled
        .facts
        .iter()
        .filter(|fact| matches!(fact, Observation::Send(_)))
        .count();
    assert_eq!(sends, 2);
    assert_eq!(handled.due.len(), 6);
    let answers = answer(&handled).1;
    assert_ne!(
        body_of(&answers[0])["messages"],
        body_of(&answers[1])["messages"]
    );
}

#[test]
fn a_part_whose_answer_is_withheld_is_null_and_its_send_in_doubt() {
    let bench = Bench::with(|settings| {
        settings.faults = vec![SendFault {
            effect: SendFaultEffect::DropAnswer,
            share: 1.0,
            from: Duration::ZERO,
            to: None,
        }];
    });
    // The fault strikes a message once: its repetition is answered.
    let parts = json!([send_part(), send_part()]);
    let handled = bench.handled_call("POST ", json!({ "batch": parts }));
    let shown = answer(&handled).1;
    assert!(shown[0].is_null() && shown[1]["code"] == 200, "{shown}");
    let lost: Vec<u64> = handled
        .facts
        .iter()
        .filter_map(|fact| match fact {
            Observation::AnswerLost { send, .. } => Some(*send),
            _ => None,
        })
        .collect();
    assert_eq!((lost.len(), handled.accepted_in_batch.len()), (1, 1));
    assert_ne!(lost, handled.accepted_in_batch);
}

#[test]
fn each_part_counts_against_the_limits() {
    let bench = Bench::new();
    let parts = Value::Array(vec![send_part(); 50]);
    for _ in 0..1 {
        batch(&bench, parts.clone());
    }
    let codes: Vec<u64> = batch(&bench, parts)
        .as_array()
        .unwrap()
        .iter()
        .map(|part| body_of(part)["error"]["code"].as_u64().unwrap_or(0))
        .collect();
    assert_eq!(codes.iter().filter(|code| **code == 0).count(), 30);
    assert_eq!(codes[49], 130_429);
}

#[test]
fn a_part_uses_what_an_earlier_one_answered_and_hides_it() {
    let bench = Bench::new();
    let made = |omit: Value| {
        let mut first = json!({
            "method": "POST", "name": "made", "relative_url": format!("{NUMBER}/message_qrdls"),
            "body": "prefilled_message=Where%3F",
        });
        if !omit.is_null() {
            first["omit_response_on_success"] = omit;
        }
        let second = json!({
            "method": "GET", "relative_url": format!("{NUMBER}/message_qrdls/{{result=made:$.code}}"),
        });
        batch(&bench, json!([first, second]))
    };
    let hidden = made(Value::Null);
    assert_eq!(hidden[0], Value::Null);
    assert_eq!(
        body_of(&hidden[1])["data"][0]["prefilled_message"],
        "Where?",
        "{hidden}"
    );
    let shown = made(json!(false));
    assert_eq!(
        body_of(&shown[0])["code"],
        body_of(&shown[1])["data"][0]["code"]
    );
    let odd = batch(
        &bench,
        json!([{ "method": "GET", "relative_url": "{result=none:$.id}" }]),
    );
    assert_eq!(odd[0]["code"], 400);
}

#[test]
fn a_part_may_have_a_token_of_its_own() {
    let bench = Bench::new();
    let parts = json!([
        { "method": "GET", "relative_url": "me", "access_token": "wrong" },
        { "method": "GET", "relative_url": "me?access_token=wrong" },
        { "method": "POST", "relative_url": "me", "body": "access_token=wrong" },
        { "method": "GET", "relative_url": "me" },
    ]);
    let codes: Vec<u64> = batch(&bench, parts)
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part["code"].as_u64().unwrap())
        .collect();
    assert_eq!(codes, [401, 401, 401, 200]);
}

#[test]
fn a_file_of_the_batch_is_attached_to_a_part() {
    let bench = Bench::new();
    let parts = json!([{
        "method": "POST", "relative_url": format!("v24.0/{NUMBER}/media"),
        "body": "messaging_product=whatsapp", "attached_files": "picture",
    }]);
    let parts = parts.to_string();
    let body = multipart(
        &[("batch", &parts), ("include_headers", "false")],
        &[("picture", "image/jpeg", b"\xff\xd8\xff\xe0")],
    );
    let request = Request {
        content_type: Some(MULTIPART),
        body: &body,
        ..Request::new("POST", "/")
    };
    let (status, answers) = answer(&bench.handled(&request));
    assert_eq!(status, 200);
    assert!(body_of(&answers[0])["id"].is_string(), "{answers}");
}

#[test]
fn what_is_no_batch_is_refused() {
    let bench = Bench::new();
    let many = Value::Array(vec![json!({ "method": "GET", "relative_url": "me" }); 51]);
    for body in [
        json!({}),
        json!({ "batch": "x" }),
        json!({ "batch": many }),
        json!({ "batch": [{ "method": "PATCH", "relative_url": "me" }] }),
        json!({ "batch": [{ "method": "GET" }] }),
        json!({ "batch": [5] }),
    ] {
        assert_eq!(bench.code("POST ", body.clone()), 100, "{body:.60}");
    }
    let nested = batch(
        &bench,
        json!([{ "method": "POST", "relative_url": "v24.0/", "body": "batch=[]" }]),
    );
    assert_eq!(body_of(&nested[0])["error"]["code"], 100);
    let callback = json!([{
        "method": "POST", "relative_url": format!("{ACCOUNT}/subscribed_apps"),
        "body": "override_callback_uri=http://127.0.0.1:1/x&verify_token=y",
    }]);
    let handled = bench.handled_call("POST ", json!({ "batch": callback }));
    assert!(handled.handshake.is_none());
    assert_eq!(answer(&handled).1[0]["code"], 400);
}
