#![allow(clippy::unwrap_used)] // A test that cannot go on should stop.

use serde_json::{Value, json};

use crate::cloud_api::endpoints::bench::{Bench, NUMBER};

#[test]
fn a_messages_events_come_as_they_happen() {
    let mut bench = Bench::new();
    let wamid = bench.send("5511987654321");
    let asked = format!("{NUMBER}/message_history?message_id={wamid}");
    assert_eq!(bench.get(&asked)["data"][0]["events"]["data"], json!([]));
    bench.later(600);
    let shown = bench.get(&asked);
    let words: Vec<&str> = shown["data"][0]["events"]["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["delivery_status"].as_str().unwrap())
        .collect();
    assert_eq!(words, ["SENT", "DELIVERED", "READ"], "{shown}");
    assert_eq!(
        shown["data"][0]["events"]["data"][0]["webhook_update_state"],
        "PENDING"
    );
    let history = shown["data"][0]["id"].as_str().unwrap();
    assert_eq!(bench.get(history)["message_id"], *wamid);
    let events = bench.get(&format!("{history}/events?status_filter=DELIVERED"));
    assert_eq!(events["data"][0]["node"]["delivery_status"], "DELIVERED");
    assert_eq!(events["data"].as_array().unwrap().len(), 1);
    assert_eq!(events["data"][0]["cursor"], events["data"][0]["node"]["id"]);
    let page = bench.get(&format!("{history}/events?limit=2"));
    assert!(page["paging"]["next"].is_string(), "{page}");
}

#[test]
fn a_failed_message_tells_why() {
    let mut bench = Bench::new();
    let wamid = bench.send(&crate::magic::number(131_026, 1));
    bench.later(600);
    let shown = bench.get(&format!("{NUMBER}/message_history?message_id={wamid}"));
    let event = &shown["data"][0]["events"]["data"][0];
    assert_eq!(event["delivery_status"], "FAILED");
    assert_eq!(event["error_description"], "Message Undeliverable.");
}

#[test]
fn unknown_messages_and_histories_are_refused() {
    let bench = Bench::new();
    bench.send("5511987654321");
    let cases = [
        format!("GET {NUMBER}/message_history?message_id=1"),
        format!("GET {NUMBER}/message_history?message_id=wamid.X"),
        "GET 6000000000000009/events".to_owned(),
        "GET 6000000000000000/events?status_filter=PLAYED".to_owned(),
    ];
    for asked in cases {
        assert_eq!(bench.code(&asked, Value::Null), 100, "{asked}");
    }
    assert_eq!(
        bench.get(&format!("{NUMBER}/message_history"))["data"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}
