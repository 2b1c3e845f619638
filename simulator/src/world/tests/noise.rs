//! A hundred thousand requests that no sane client sends: whatever comes, the world answers as Graph would, or refuses
//! as Graph would. Seeded, so that a failure comes again.

use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

use super::super::*;
use super::{NUMBER, settings, start};
use crate::cloud_api::endpoint_table;

const REQUESTS: u64 = 100_000;
const STATUSES: [u16; 12] = [200, 206, 302, 400, 401, 403, 404, 405, 413, 429, 500, 503];
const METHODS: [&str; 7] = ["GET", "POST", "DELETE", "PUT", "PATCH", "HEAD", "get"];
const TYPES: [&str; 6] = [
    "application/json",
    "application/json; charset=utf-8",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=xyz",
    "multipart/form-data",
    "text/plain",
];
const TEXTS: [&str; 14] = [
    "",
    "a",
    "../../etc/passwd",
    "%00%ff%zz",
    "\u{0}",
    "\u{202e}evil",
    "🚚🚚🚚",
    "wamid.HBgL",
    "5511987654321",
    "-1",
    "18446744073709551616",
    "{{1}}",
    "null",
    "[]",
];

/// One request: its parts owned, so that it can be told when it fails.
#[derive(Debug)]
struct Noise {
    method: &'static str,
    path: String,
    query: String,
    authorization: Option<String>,
    content_type: Option<&'static str>,
    body: Vec<u8>,
}

fn some<'a, T: ?Sized>(draws: &mut ChaCha8Rng, all: &[&'a T]) -> &'a T {
    all.choose(draws).copied().expect("not empty")
}

fn path(draws: &mut ChaCha8Rng, ids: &[String]) -> String {
    let endpoints: Vec<_> = endpoint_table::all().collect();
    let edge = match draws.random_range(0..4) {
        0 => some(draws, &TEXTS).to_owned(),
        1 => "messages".to_owned(),
        _ => endpoints
            .choose(draws)
            .map_or("", |one| one.edge)
            .to_owned(),
    };
    let node = match draws.random_range(0..3) {
        0 => some(draws, &TEXTS).to_owned(),
        _ => ids.choose(draws).cloned().unwrap_or_default(),
    };
    let version = some(
        draws,
        &["/v23.0", "/v26.0", "", "/v999.9", "/vx", "/v", "//"],
    );
    let more = some(draws, &["", "/", "/1/2/3/4/5/6/7/8", "/../.."]);
    format!("{version}/{node}/{edge}{more}")
}

fn value(draws: &mut ChaCha8Rng, depth: u32) -> Value {
    match draws.random_range(0..if depth == 0 { 6 } else { 9 }) {
        0 => Value::Null,
        1 => json!(draws.random::<bool>()),
        2 => json!(draws.random::<i64>()),
        3 => json!(draws.random::<f64>() * 1e300),
        4 => json!("x".repeat(draws.random_range(0..3_000))),
        5 => json!(some(draws, &TEXTS)),
        6 => Value::Array(
            (0..draws.random_range(0..5))
                .map(|_| value(draws, depth - 1))
                .collect(),
        ),
        _ => object(draws, depth - 1),
    }
}

/// Keys that mean something, with values that may not.
fn object(draws: &mut ChaCha8Rng, depth: u32) -> Value {
    const KEYS: [&str; 34] = [
        "messaging_product",
        "to",
        "type",
        "text",
        "body",
        "template",
        "name",
        "language",
        "code",
        "components",
        "parameters",
        "interactive",
        "action",
        "buttons",
        "sections",
        "rows",
        "context",
        "message_id",
        "status",
        "image",
        "id",
        "link",
        "recipient_type",
        "recipient",
        "biz_opaque_callback_data",
        "category",
        "pin",
        "block_users",
        "user",
        "fields",
        "limit",
        "after",
        "batch",
        "webhook_configuration",
    ];
    let mut map = serde_json::Map::new();
    for _ in 0..draws.random_range(0..7) {
        map.insert(some(draws, &KEYS).to_owned(), value(draws, depth));
    }
    Value::Object(map)
}

/// A sound send with one thing in it replaced.
fn almost(draws: &mut ChaCha8Rng) -> Value {
    let mut body = json!({
        "messaging_product": "whatsapp", "to": "5511987654321", "type": "template",
        "template": { "name": "delivered", "language": { "code": "pt_BR" }, "components": [
            { "type": "body", "parameters": [{ "type": "text", "text": "YT1" }] } ] },
    });
    let place = some(
        draws,
        &[
            "/to",
            "/type",
            "/template",
            "/template/name",
            "/template/language",
            "/template/components",
            "/template/components/0/parameters",
            "/template/components/0/parameters/0/text",
        ],
    );
    if let Some(here) = body.pointer_mut(place) {
        *here = value(draws, 3);
    }
    body
}

fn body(draws: &mut ChaCha8Rng) -> Vec<u8> {
    match draws.random_range(0..8) {
        0 => Vec::new(),
        1 => (0..draws.random_range(0..200)).map(|_| draws.random::<u8>()).collect(),
        2 => "[".repeat(draws.random_range(1..10_001)).into_bytes(),
        3 => format!("a=1&fields={}&limit=-1&batch=[{{}}]", some(draws, &TEXTS)).into_bytes(),
        4 => b"--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\nx\r\n--xyz--".to_vec(),
        5 => almost(draws).to_string().into_bytes(),
        _ => {
            let mut bytes = object(draws, 4).to_string().into_bytes();
            if draws.random_range(0..4) == 0 && !bytes.is_empty() {
                let at = draws.random_range(0..bytes.len());
                bytes[at] = draws.random();
            }
            bytes
        }
    }
}

fn noise(draws: &mut ChaCha8Rng, ids: &[String]) -> Noise {
    Noise {
        method: some(draws, &METHODS),
        path: path(draws, ids),
        query: match draws.random_range(0..4) {
            0 => format!(
                "fields={}&limit={}",
                some(draws, &TEXTS),
                some(draws, &TEXTS)
            ),
            1 => some(draws, &TEXTS).to_owned(),
            _ => String::new(),
        },
        authorization: match draws.random_range(0..12) {
            0 => None,
            1 => Some(some(draws, &TEXTS).to_owned()),
            2 => Some("Bearer 2|secret".to_owned()),
            _ => Some("Bearer token".to_owned()),
        },
        content_type: match draws.random_range(0..3) {
            0 => Some(some(draws, &TYPES)),
            1 => None,
            _ => Some("application/json"),
        },
        body: body(draws),
    }
}

/// What every answer of Graph's has in common.
fn sound(noise: &Noise, handled: &Handled) {
    let answer = &handled.answer;
    assert!(
        STATUSES.contains(&answer.status),
        "{} to {noise:?}",
        answer.status
    );
    assert!(
        answer.body.len() < 1_000_000,
        "{} bytes to {noise:?}",
        answer.body.len()
    );
    if !answer.content_type.starts_with("application/json") {
        return;
    }
    let body: Value = serde_json::from_slice(&answer.body).expect("JSON");
    if answer.status >= 400 {
        let error = &body["error"];
        assert!(
            error["code"].is_u64() && error["message"].is_string(),
            "{body} to {noise:?}"
        );
        assert!(error["fbtrace_id"].is_string(), "{body} to {noise:?}");
    }
}

#[test]
fn a_hundred_thousand_odd_requests_are_answered_as_graph_would_and_none_panics() {
    let world = World::new(settings(), start());
    let mut draws = Chance::new(20_251_122).stream("noise", 0);
    let mut ids: Vec<String> = [NUMBER, "10", "1", "2", "me", "oauth", "upload:1", ""]
        .map(str::to_owned)
        .into();
    for at in 0..REQUESTS {
        let noise = noise(&mut draws, &ids);
        let request = Request {
            method: noise.method,
            path: &noise.path,
            query: &noise.query,
            authorization: noise.authorization.as_deref(),
            content_type: noise.content_type,
            headers: &NoHeaders,
            body: &noise.body,
        };
        // A second a request: no limit hides what is behind it.
        let handled = world.handle(start().after(Duration::from_secs(at)), &request);
        sound(&noise, &handled);
        let made: Option<Value> = serde_json::from_slice(&handled.answer.body).ok();
        if let Some(id) = made.as_ref().and_then(|body| body["id"].as_str())
            && ids.len() < 200
        {
            ids.push(id.to_owned());
        }
    }
}
