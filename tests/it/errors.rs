//! The errors of the Cloud API: what the command prints, the page that is generated from it, and that a magic
//! recipient forces what the table promises.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use libtest_mimic::Trial;
use rustix::process::Signal;
use serde_json::{Value, json};
use simulator::cloud_api::error_code::{self, ErrorCode, Family, Stage};

use crate::claim::claims;
use crate::program::{Running, shakedown};
use crate::scratch::Scratch;
use crate::tidy::text;

pub(crate) fn claims() -> Vec<Trial> {
    claims![
        beside: every_error_has_a_line_below_its_family,
        every_error_has_an_object_that_says_everything,
        the_page_is_fresh,
        every_magic_recipient_forces_its_code,
    ]
}

fn by_family() -> impl Iterator<Item = &'static ErrorCode> {
    Family::ALL.into_iter().flat_map(error_code::of)
}

fn every_error_has_a_line_below_its_family() {
    let printed = shakedown(&Scratch::new(), &["errors"]);
    assert_eq!(printed.code, Some(0), "{}", printed.err);
    let mut lines = printed.out.lines();
    assert!(lines.next().unwrap().starts_with("code "));
    for family in Family::ALL {
        assert_eq!(lines.next(), Some(""), "{}", family.word());
        assert_eq!(lines.next(), Some(family.heading()));
        for entry in error_code::of(family) {
            let line = lines.next().unwrap_or_default();
            let word = line.split([' ', '-']).next().unwrap();
            assert_eq!(word, entry.code.to_string(), "{line}");
            let title: String = entry.title.chars().take(60).collect();
            assert!(
                line.contains(&title) && line.ends_with(entry.cause),
                "{line}"
            );
        }
    }
    assert_eq!(lines.next(), None);
}

fn every_error_has_an_object_that_says_everything() {
    let printed = shakedown(&Scratch::new(), &["errors", "--json"]);
    assert_eq!(printed.code, Some(0), "{}", printed.err);
    let objects: Vec<Value> = serde_json::from_str(&printed.out).unwrap();
    assert_eq!(objects.len(), error_code::ALL.len());
    for (object, entry) in objects.iter().zip(by_family()) {
        assert_eq!(object["code"], entry.code);
        assert_eq!(object["http"], entry.http_status);
        assert_eq!(object["stage"], entry.stage.word());
        assert_eq!(object["title"], entry.title);
        assert_eq!(object["details"], entry.details);
        assert_eq!(object["magic_recipient"], json!(entry.magic_recipient(1)));
        let ways = object["reach"].as_array().unwrap().len();
        assert_eq!(ways, entry.reach().count(), "{}", entry.code);
        let subcodes = object["subcodes"].as_array().unwrap().len();
        assert_eq!(subcodes, entry.subcodes.len(), "{}", entry.code);
    }
}

fn the_page_is_fresh() {
    let printed = shakedown(&Scratch::new(), &["errors", "--markdown"]);
    assert_eq!(printed.code, Some(0), "{}", printed.err);
    let page = text("docs/errors.md");
    let stale = printed
        .out
        .lines()
        .zip(page.lines())
        .find(|(fresh, kept)| fresh != kept);
    assert!(
        printed.out == page,
        "docs/errors.md is stale; `cargo run -- errors --markdown > docs/errors.md` makes it anew\nfirst difference: {stale:#?}"
    );
}

fn every_magic_recipient_forces_its_code() {
    let scratch = Scratch::new();
    let line = [
        "simulate",
        "--port",
        "0",
        "--control-port",
        "0",
        "--throughput",
        "1000",
        "--json",
    ];
    let mut world = Running::start(&scratch, &line);
    let out = world.out_file();
    let said = || std::fs::read_to_string(&out).unwrap();
    world.until("addresses", || said().ends_with('\n'));
    let told: Value = serde_json::from_str(&said()).unwrap();
    for entry in error_code::ALL {
        let Some(recipient) = entry.magic_recipient(7) else {
            continue;
        };
        let (status, answer) = send(&told, &recipient);
        if entry.stage == Stage::Sync {
            assert_eq!(answer["error"]["code"], entry.wire_code(), "{answer}");
            assert_eq!(status, entry.http_status, "{answer}");
        } else {
            assert_eq!(status, 200, "{}: {answer}", entry.code);
            let wamid = answer["messages"][0]["id"].as_str().unwrap().to_owned();
            let failed = failure(&told, &wamid);
            assert_eq!(failed, Some(u64::from(entry.code)), "{answer}");
        }
    }
    world.signal(Signal::TERM);
    assert_eq!(world.ended().code, Some(0));
}

/// Sends a text; the HTTP status and the answer.
fn send(told: &Value, to: &str) -> (u16, Value) {
    let body = json!({
        "messaging_product": "whatsapp",
        "to": to,
        "type": "text",
        "text": { "body": "hello" },
    });
    let path = format!("/v23.0/{}/messages", word(told, "PHONE_NUMBER_ID"));
    let token = word(told, "ACCESS_TOKEN");
    exchange(
        word(told, "CLOUD_API_URL"),
        "POST",
        &path,
        token,
        &body.to_string(),
    )
}

/// The code of the `failed` status that this world made for a message.
fn failure(told: &Value, wamid: &str) -> Option<u64> {
    let (control, key) = (word(told, "CONTROL_URL"), word(told, "CONTROL_TOKEN"));
    let path = format!("/messages/{wamid}");
    let (status, shown) = exchange(control, "GET", &path, key, "");
    assert_eq!(status, 200, "{shown}");
    let statuses = shown["statuses"].as_array().unwrap().iter();
    let mut failed = statuses.filter(|one| one["status"] == "failed");
    failed.next()?["code"].as_u64()
}

fn word<'a>(told: &'a Value, name: &str) -> &'a str {
    told[name].as_str().unwrap()
}

fn exchange(base: &str, method: &str, path: &str, token: &str, body: &str) -> (u16, Value) {
    let address = base.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .unwrap();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_str(body).unwrap_or(Value::Null))
}
