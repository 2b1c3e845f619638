//! Claims: every code of the error table can be had through the world's door, in each way that the table says.
#![allow(clippy::unwrap_used)] // A test that cannot go on should stop.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};

use super::bench::{Bench, NUMBER, notices};
use crate::cloud_api::error_code::{self, ErrorCode, Reach, Stage};
use crate::due::Due;
use crate::settings::{EndpointFault, SendFault, SendFaultEffect};
use crate::world::Handled;

mod groups_and_calls;
mod management;
mod sends;
mod templates;

/// Codes that something brought.
type Codes = BTreeSet<u32>;
/// Brings a cause about.
type Cause = fn() -> Codes;

/// Every code that an answer, its statuses or its webhooks carry.
fn codes_of(handled: &Handled) -> Codes {
    let mut codes = Codes::new();
    let body = serde_json::from_slice(&handled.answer.body).unwrap_or(Value::Null);
    collect(&body, &mut codes);
    for due in &handled.due {
        if let Due::Status(status) = due {
            codes.extend(status.code);
        }
    }
    for notice in notices(handled) {
        collect(&(notice.body)(24), &mut codes);
    }
    codes
}

/// Every code in a JSON value.
fn collect(value: &Value, codes: &mut Codes) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                let named = ["code", "error_code", "error_subcode"].contains(&key.as_str());
                if let Some(code) = value.as_u64().filter(|_| named) {
                    codes.insert(u32::try_from(code).unwrap());
                }
                collect(value, codes);
            }
        }
        Value::Array(list) => list.iter().for_each(|value| collect(value, codes)),
        _ => {}
    }
}

/// The codes of one call.
fn called(bench: &Bench, what: &str, body: Value) -> Codes {
    codes_of(&bench.handled_call(what, body))
}

/// The codes of one send.
fn sent(bench: &Bench, body: Value) -> Codes {
    called(bench, &format!("POST {NUMBER}/messages"), body)
}

fn causes() -> Vec<(u32, Cause)> {
    [
        sends::CAUSES,
        templates::CAUSES,
        management::CAUSES,
        groups_and_calls::CAUSES,
    ]
    .concat()
}

#[test]
fn every_state_in_the_table_has_a_cause_that_brings_the_code() {
    let causes = causes();
    let stated: Codes = with(|reach| matches!(reach, Reach::State(_)));
    let known: Codes = causes.iter().map(|(code, _)| *code).collect();
    assert_eq!(stated, known, "table, and causes that were tried");
    let missed: Vec<(u32, Codes)> = causes
        .into_iter()
        .map(|(code, cause)| (code, cause()))
        .filter(|(code, codes)| !codes.contains(code))
        .collect();
    assert!(missed.is_empty(), "not brought about: {missed:?}");
}

fn with(wanted: impl Fn(&Reach) -> bool) -> Codes {
    let entries = error_code::ALL.iter();
    entries
        .filter(|entry| entry.reach().any(|reach| wanted(&reach)))
        .map(|entry| entry.code)
        .collect()
}

#[test]
fn every_magic_recipient_forces_its_code() {
    let bench = Bench::new();
    for code in with(|reach| *reach == Reach::Magic) {
        let entry = error_code::find(code).unwrap();
        let to = entry.magic_recipient(1).unwrap();
        let codes = sent(&bench, super::bench::template_to(&to));
        assert!(codes.contains(&code), "{code}: {codes:?}");
    }
}

/// Refuses a send, or another call.
fn refusing(entry: &ErrorCode) -> Codes {
    if entry.stage == Stage::Management {
        let bench = Bench::with(|settings| {
            settings.graph.refusals = vec![EndpointFault {
                method: String::new(),
                edge: String::new(),
                code: entry.code,
                times: 1,
            }];
        });
        return called(&bench, "GET me", Value::Null);
    }
    let bench = Bench::with(|settings| {
        settings.faults = vec![SendFault {
            effect: SendFaultEffect::Refuse(entry.code),
            share: 1.0,
            from: Duration::ZERO,
            to: None,
        }];
    });
    sent(&bench, super::bench::template_to("5511987654321"))
}

#[test]
fn every_fault_refuses_with_its_code() {
    for code in with(|reach| *reach == Reach::Fault) {
        let codes = refusing(error_code::find(code).unwrap());
        assert!(codes.contains(&code), "{code}: {codes:?}");
    }
}

#[test]
fn every_code_of_the_table_can_be_had_in_some_way() {
    let all: Codes = error_code::ALL.iter().map(|entry| entry.code).collect();
    assert_eq!(with(|_| true), all);
}

/// A text to a customer.
fn text_to(to: &str) -> Value {
    json!({ "messaging_product": "whatsapp", "to": to, "type": "text", "text": { "body": "Hi" } })
}

/// A template without parameters.
fn named(name: &str, to: &str) -> Value {
    json!({
        "messaging_product": "whatsapp", "to": to, "type": "template",
        "template": { "name": name, "language": { "code": "pt_BR" } },
    })
}
