//! A small world for the endpoints' tests, and short ways to call it.
#![allow(clippy::unwrap_used)] // A test that cannot go on should stop.

use std::time::Duration;

use serde_json::{Value, json};

use crate::clock::Moment;
use crate::due::{Due, WebhookDue};
use crate::settings::{Account, App, GraphSettings, Handsets, PhoneNumber, Settings};
use crate::template::Template;
use crate::world::{Handled, Request, World};

pub(super) const NUMBER: &str = "106540352242922";
pub(super) const ACCOUNT: &str = "10";
pub(super) const BUSINESS: &str = "5";
pub(super) const APP: &str = "2";
pub(super) const TEMPLATE: &str = "77";
/// 00:00 UTC of a day.
pub(super) const START: Moment = Moment::from_unix_s(1_800_057_600);

pub(super) struct Bench {
    pub(super) world: World,
    pub(super) now: Moment,
}

impl Bench {
    pub(super) fn new() -> Bench {
        Bench::with(|_| {})
    }

    /// The same world, but for what is changed.
    pub(super) fn with(change: impl FnOnce(&mut Settings)) -> Bench {
        let account = |id: &str, number: &str, display: &str| Account {
            id: id.into(),
            numbers: vec![PhoneNumber {
                id: number.into(),
                display: display.into(),
                verified_name: "Shop".into(),
            }],
            templates: vec![
                Template::utility(
                    format!("{TEMPLATE}{}", &id[1..].replace('0', "")),
                    "delivered",
                    "pt_BR",
                    "{{1}}".into(),
                ),
                Template {
                    category: "MARKETING".into(),
                    ..Template::utility(format!("88{id}"), "offer", "pt_BR", "Now".into())
                },
            ],
        };
        let mut settings = Settings {
            seed: 7,
            graph: GraphSettings {
                business_id: BUSINESS.into(),
                ..GraphSettings::default()
            },
            app: App {
                id: APP.into(),
                secret: "secret".into(),
                access_token: "token".into(),
                verify_token: "verify".into(),
                callback_url: Some("http://127.0.0.1:1/hook".into()),
                version: 24,
                needs_proof: false,
            },
            accounts: vec![
                account(ACCOUNT, NUMBER, "15550783881"),
                account("11", "206540352242922", "15550783882"),
            ],
            handsets: Handsets {
                read_share: 1.0,
                skip_delivered: 0.0,
                unordered: 0.0,
                ..Handsets::default()
            },
            throughput_mps: 80,
            pair_limit: false,
            faults: Vec::new(),
            forged_statuses: 0.0,
            sms: crate::sms::SmsSettings::default(),
        };
        change(&mut settings);
        Bench {
            world: World::new(settings, START),
            now: START,
        }
    }

    pub(super) fn later(&mut self, seconds: u64) {
        self.now = self.now.after(Duration::from_secs(seconds));
    }

    pub(super) fn handled(&self, request: &Request<'_>) -> Handled {
        let authorization = request.authorization.or(Some("Bearer token"));
        self.world.handle(
            self.now,
            &Request {
                authorization,
                ..*request
            },
        )
    }

    /// Method and address, such as `GET 10?fields=name`, with a JSON body: status and JSON.
    pub(super) fn call(&self, what: &str, body: Value) -> (u16, Value) {
        answer(&self.handled_call(what, body))
    }

    pub(super) fn handled_call(&self, what: &str, body: Value) -> Handled {
        let (method, address) = what.split_once(' ').unwrap();
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let path = format!("/v24.0/{path}");
        let bytes = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let request = Request::new(method, &path).query(query);
        self.handled(&match bytes.is_empty() {
            true => request,
            false => request.json(bytes.as_bytes()),
        })
    }

    /// The JSON of a call that succeeds.
    pub(super) fn ok(&self, what: &str, body: Value) -> Value {
        let (status, answer) = self.call(what, body);
        assert_eq!(status, 200, "{what}: {answer}");
        answer
    }

    pub(super) fn get(&self, address: &str) -> Value {
        self.ok(&format!("GET {address}"), Value::Null)
    }

    /// The id of what a call makes.
    pub(super) fn made(&self, what: &str, body: Value) -> String {
        let answer = self.ok(what, body);
        answer["id"]
            .as_str()
            .unwrap_or_else(|| panic!("{answer}"))
            .to_owned()
    }

    /// Code of a call that is refused; 0 for one that is not.
    pub(super) fn code(&self, what: &str, body: Value) -> u64 {
        self.call(what, body).1["error"]["code"]
            .as_u64()
            .unwrap_or(0)
    }

    /// Sends the template; its wamid.
    pub(super) fn send(&self, to: &str) -> String {
        let answer = self.ok(&format!("POST {NUMBER}/messages"), template_to(to));
        answer["messages"][0]["id"].as_str().unwrap().to_owned()
    }
}

pub(super) fn template_to(to: &str) -> Value {
    json!({
        "messaging_product": "whatsapp", "to": to, "type": "template",
        "template": {
            "name": "delivered", "language": { "code": "pt_BR" },
            "components": [{ "type": "body", "parameters": [{ "type": "text", "text": "YT1" }] }],
        },
    })
}

pub(super) fn answer(handled: &Handled) -> (u16, Value) {
    let body = serde_json::from_slice(&handled.answer.body).unwrap_or(Value::Null);
    (handled.answer.status, body)
}

/// The webhooks that will be posted.
pub(super) fn notices(handled: &Handled) -> Vec<&WebhookDue> {
    handled
        .due
        .iter()
        .filter_map(|due| match due {
            Due::Notice(notice) => Some(&**notice),
            _ => None,
        })
        .collect()
}

/// A multipart body: texts as (name, text), files as (name, file name and type, bytes).
pub(super) fn multipart(texts: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, text) in texts {
        body.extend(
            format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
                .into_bytes(),
        );
    }
    for (name, kind, bytes) in files {
        body.extend(
            format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{name}.bin\"\r\nContent-Type: {kind}\r\n\r\n")
                .into_bytes(),
        );
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--B--\r\n");
    body
}

pub(super) const MULTIPART: &str = "multipart/form-data; boundary=B";
