//! Claims about the query APIs: they agree with the pushes, refuse in their own words, and survive anything.

#![allow(clippy::unwrap_used)] // A test that cannot go on should stop.

mod agreement;
mod noise;
mod refusals;
mod vendors;

use super::*;
use crate::carriers::tests::parcels as drawn;
use crate::carriers::{Carrier, Notice, render};
use crate::clock::Moment;
use crate::parcel::{Checkpoint, Parcel};
use crate::parcels::Parcels;
use crate::signature::{four_px, yun_express_api};
use crate::world::HeaderLookup;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use std::collections::BTreeMap;

const SECRET: &str = "shared";
const NOW: Moment = Moment::from_unix_s(1_795_564_800); // 2026-11-25T00:00:00Z

#[derive(Debug, Default)]
struct Given(BTreeMap<String, String>);

impl HeaderLookup for Given {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

/// A request that is put together.
#[derive(Debug)]
struct Question {
    api: Api,
    method: &'static str,
    path: String,
    query: String,
    headers: Given,
    body: Vec<u8>,
}

impl Question {
    fn new(api: Api, method: &'static str, target: &str) -> Question {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Question {
            api,
            method,
            path: path.to_owned(),
            query: query.to_owned(),
            headers: Given::default(),
            body: Vec::new(),
        }
    }

    fn body(mut self, body: impl Into<Vec<u8>>) -> Question {
        self.body = body.into();
        self
    }

    fn header(mut self, name: &str, value: impl Into<String>) -> Question {
        self.headers.0.insert(name.to_owned(), value.into());
        self
    }

    /// With the authorization that the API asks for.
    fn signed(self) -> Question {
        let basic = |text: String| format!("Basic {}", STANDARD.encode(text));
        match self.api {
            Api::AfterShip => self.header("as-api-key", SECRET),
            Api::SeventeenTrack => self.header("17token", SECRET),
            Api::ShipEngine => self.header("api-key", SECRET),
            Api::DhlUnified => self.header("dhl-api-key", SECRET),
            Api::Yanwen => self.header("authorization", SECRET),
            Api::Shippo => self.header("authorization", format!("ShippoToken {SECRET}")),
            Api::ShipStation => self.header("authorization", basic(format!("key:{SECRET}"))),
            Api::EasyPost => self.header("authorization", basic(format!("{SECRET}:"))),
            Api::FedEx | Api::Ups if self.path.ends_with("/oauth/token") => {
                self.header("authorization", basic(format!("client:{SECRET}")))
            }
            Api::FedEx | Api::Ups => {
                let token = grant::token(SECRET, NOW, std::time::Duration::from_secs(60));
                self.header("authorization", format!("Bearer {token}"))
                    .header("transid", "1")
                    .header("transactionsrc", "test")
            }
            Api::YunExpress if self.path.starts_with("/api/") => {
                self.header("authorization", basic(format!("code&{SECRET}")))
            }
            Api::YunExpress => {
                let body = String::from_utf8_lossy(&self.body).into_owned();
                let body = (self.method != "GET").then_some(body.as_str());
                let sign = yun_express_api(SECRET, self.method, &self.path, "1", body);
                let token = grant::token(SECRET, NOW, std::time::Duration::from_secs(60));
                self.header("token", token)
                    .header("date", "1")
                    .header("sign", sign)
            }
            Api::FourPx => {
                let body = String::from_utf8_lossy(&self.body).into_owned();
                let given = [
                    ("app_key", "k"),
                    ("method", "tr.order.tracking.get"),
                    ("timestamp", "1"),
                    ("v", "1.0.0"),
                ];
                let sign = four_px(SECRET, &given, &body);
                let mut signed = self;
                let pairs = given.map(|(name, value)| format!("{name}={value}"));
                signed.query = format!("{}&sign={sign}", pairs.join("&"));
                signed
            }
        }
    }
}

/// A world's parcels and one desk for each API.
struct Street {
    parcels: Parcels,
    states: BTreeMap<Api, State>,
    asked: u64,
}

impl Street {
    fn new() -> Street {
        Street {
            parcels: Parcels::new(42, NOW),
            states: Api::ALL.map(|api| (api, State::default())).into(),
            asked: 0,
        }
    }

    fn ask_at(&mut self, now: Moment, question: &Question) -> Answered {
        self.asked += 1;
        let asked = Asked {
            now,
            method: question.method,
            path: &question.path,
            query: &question.query,
            headers: &question.headers,
            body: &question.body,
            base: "http://127.0.0.1:1/carriers",
            request_id: &format!("request {}", self.asked),
        };
        let mut desk = Desk {
            parcels: &self.parcels,
            secret: SECRET,
            requests: None,
            state: self.states.get_mut(&question.api).unwrap(),
        };
        question.api.answer(&asked, &mut desk)
    }

    /// Status and body; every question in a window of its own.
    fn ask(&mut self, question: Question) -> (u16, Value) {
        let now = NOW.after(std::time::Duration::from_millis(self.asked));
        self.states.get_mut(&question.api).unwrap().window = Default::default();
        let answered = self.ask_at(now, &question.signed());
        let body = serde_json::from_slice(&answered.body).unwrap_or_default();
        (answered.status, body)
    }

    fn get(&mut self, api: Api, target: &str) -> (u16, Value) {
        self.ask(Question::new(api, "GET", target))
    }

    fn post(&mut self, api: Api, target: &str, body: Value) -> (u16, Value) {
        self.ask(Question::new(api, "POST", target).body(body.to_string()))
    }
}

/// A parcel of a carrier that was pushed, and what the push said.
fn pushed(street: &Street, carrier: Carrier, checkpoint: Checkpoint) -> (Parcel, Value) {
    let parcel = drawn(carrier).remove(0);
    let notice = Notice {
        parcel: &parcel,
        checkpoint,
        at: NOW,
        oddity: None,
        forgery: None,
    };
    let rendered = render(&notice, SECRET);
    street.parcels.pushed(&parcel, checkpoint, NOW);
    let said = serde_json::from_slice(&rendered.body).unwrap();
    (parcel, said)
}

#[test]
fn every_api_has_a_word_and_the_carriers_that_push_name_what_can_be_asked() {
    for api in Api::ALL {
        assert_eq!(Api::parse(api.word()), Some(api));
        let sheet = api.sheet();
        assert!(
            !sheet.paths.is_empty() && !sheet.source.is_empty(),
            "{api:?}"
        );
        assert!(sheet.confirmed || !sheet.unconfirmed.is_empty(), "{api:?}");
        if let Some(carrier) = Carrier::parse(api.word()) {
            assert_eq!(carrier.profile().query, Some(sheet.asks), "{api:?}");
        }
    }
}
