//! Claims about all webhooks, and what the tests of single families share.

#![allow(clippy::unwrap_used)] // a test that cannot go on has failed

use std::sync::Arc;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::clock::Moment;
use crate::observation::Status;
use crate::settings::PhoneNumber;
use crate::signature::meta_escape;
use crate::world::{MessageFacts, StatusDue};

/// Before user ids, after pricing by message: 15 January 2026.
pub(super) const WINTER: u64 = 1_768_435_200;
/// With everything that Meta has changed so far: 15 August 2026.
pub(super) const SUMMER: u64 = 1_786_752_000;

pub(super) fn number() -> PhoneNumber {
    PhoneNumber {
        id: "106540352242922".into(),
        display: "15550783881".into(),
        verified_name: "Lucky Parcel".into(),
    }
}

pub(super) fn facts() -> MessageFacts {
    MessageFacts {
        send: 1,
        wamid: "wamid.A".into(),
        recipient: "5511987654321".into(),
        number: Arc::new(number()),
        account_id: "102290129340398".into(),
        callback: Some("YT1:delivered".into()),
        category: "utility".into(),
        extras: None,
    }
}

pub(super) fn due(status: Status, at_s: u64, message: MessageFacts) -> StatusDue {
    StatusDue {
        id: 1,
        status,
        happened: Moment::from_unix_s(at_s),
        due: Moment::from_unix_s(at_s),
        code: (status == Status::Failed).then_some(131_049),
        forged: false,
        priced: matches!(status, Status::Sent | Status::Delivered),
        message: Arc::new(message),
    }
}

pub(super) fn parsed(body: &str) -> Value {
    serde_json::from_slice(&meta_escape(body)).unwrap()
}

/// The `value` of a webhook's only change.
pub(super) fn value(body: &str) -> Value {
    parsed(body)["entry"][0]["changes"][0]["value"].take()
}

#[test]
fn an_envelope_carries_time_only_where_it_is_given() {
    let body = envelope(
        "10",
        "account_review_update",
        json!({ "decision": "APPROVED" }),
        Some(5),
    );
    assert_eq!(
        parsed(&body),
        json!({
            "object": "whatsapp_business_account",
            "entry": [{
                "id": "10",
                "time": 5,
                "changes": [{ "field": "account_review_update", "value": { "decision": "APPROVED" } }],
            }],
        })
    );
    let untimed = parsed(&envelope("10", "messages", json!({}), None));
    assert!(untimed["entry"][0].get("time").is_none());
}

#[test]
fn a_webhook_holds_several_accounts_with_several_changes() {
    let change = |field| Change {
        field,
        value: json!({}),
    };
    let entry = |id: &str, changes| Entry {
        id: id.to_owned(),
        time: None,
        changes,
    };
    let body = parsed(&envelope_of(&[
        entry("1", vec![change("messages"), change("security")]),
        entry("2", vec![change("messages")]),
    ]));
    assert_eq!(body["entry"][0]["changes"][1]["field"], "security");
    assert_eq!(body["entry"][1]["id"], "2");
}

#[test]
fn trouble_of_the_platform_names_no_message() {
    let body = value(&system_errors("10", &number(), 130_429, 24));
    let keys: Vec<&String> = body.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["errors", "messaging_product", "metadata"]);
    let error = &body["errors"][0];
    assert_eq!(error["code"], 130_429);
    assert_eq!(error["title"], "Rate limit hit");
    assert_eq!(error["message"], error["title"]);
    assert_eq!(
        error["href"],
        "/documentation/business-messaging/whatsapp/support/error-codes"
    );
}

#[test]
fn a_user_id_is_the_customers_own_and_names_the_country() {
    assert_eq!(user_id("5511987654321"), user_id("5511987654321"));
    assert_ne!(user_id("5511987654321"), user_id("5511987654322"));
    assert!(user_id("5511987654321").starts_with("BR."));
    assert!(parent_user_id("5511987654321").starts_with("BR.ENT."));
    // As in every ledger so far.
    let digits = crate::chance::index_of("5511987654321") % 9_000_000_000_000_000;
    assert_eq!(
        user_id("5511987654321"),
        format!("BR.{}", digits + 1_000_000_000_000_000)
    );
}

#[test]
fn seconds_are_written_digit_by_digit() {
    for seconds in [0, 9, 10, SUMMER, u64::MAX] {
        let text = serde_json::to_string(&super::envelope::Seconds(seconds)).unwrap();
        assert_eq!(text, format!("\"{seconds}\""));
    }
}

proptest! {
    #[test]
    fn any_words_of_a_customer_arrive_as_written(text: String, name: String) {
        let message = CustomerMessage {
            wamid: "wamid.I".into(),
            from: "5511987654321".into(),
            name: name.clone(),
            timestamp_s: SUMMER,
            content: Content::Text(text.clone()),
        };
        let body = customer_message("10", &number(), &message);
        prop_assert!(meta_escape(&body).is_ascii());
        let value = value(&body);
        prop_assert_eq!(&value["messages"][0]["text"]["body"], &text);
        prop_assert_eq!(&value["contacts"][0]["profile"]["name"], &name);
    }

    #[test]
    fn any_words_of_a_business_arrive_as_written(callback: String, username: String) {
        let message = MessageFacts {
            callback: Some(callback.clone()),
            extras: Some(Box::new(StatusExtras {
                username: Some(username.clone()),
                ..StatusExtras::default()
            })),
            ..facts()
        };
        let value = value(&statuses(&[due(Status::Sent, SUMMER, message)], 26));
        prop_assert_eq!(&value["statuses"][0]["biz_opaque_callback_data"], &callback);
        prop_assert_eq!(&value["contacts"][0]["profile"]["username"], &username);
    }
}
