//! For tests: a rim around a small world, whose facts can be looked at.
#![allow(clippy::unwrap_used)] // a test that cannot be set up has failed

use std::sync::{Arc, Mutex};

use super::Rim;
use crate::clock::Clock;
use crate::observation::{Observation, Observer, Recorded};
use crate::outbox::Outbox;
use crate::settings::{Account, App, Handsets, PhoneNumber, Settings};
use crate::world::World;

pub(crate) const NUMBER: &str = "106540352242922";
pub(crate) const ACCOUNT: &str = "102290129340398";

/// Keeps every fact.
#[derive(Default)]
pub(crate) struct Seen(Mutex<Vec<Observation>>);

impl Seen {
    pub(crate) fn all(&self) -> Vec<Observation> {
        self.0.lock().unwrap().clone()
    }
}

impl Observer for Seen {
    fn record(&self, facts: Vec<Observation>) -> Recorded {
        self.0.lock().unwrap().extend(facts);
        Box::pin(std::future::ready(()))
    }

    fn note(&self, fact: Observation) {
        self.0.lock().unwrap().push(fact);
    }
}

pub(crate) fn settings(callback_url: Option<String>) -> Settings {
    Settings {
        seed: 7,
        app: App {
            id: "634529120391846".into(),
            secret: "secret".into(),
            access_token: "token".into(),
            verify_token: "verify".into(),
            callback_url,
            version: 24,

            needs_proof: false,
        },
        graph: crate::settings::GraphSettings::default(),
        accounts: vec![Account {
            id: ACCOUNT.into(),
            numbers: vec![PhoneNumber {
                id: NUMBER.into(),
                display: "15550783881".into(),
                verified_name: "Shop".into(),
            }],
            templates: Vec::new(),
        }],
        handsets: Handsets {
            duplicates: 0.0,
            ..Handsets::default()
        },
        throughput_mps: 80,
        pair_limit: true,
        faults: Vec::new(),
        forged_statuses: 0.0,
        sms: crate::sms::SmsSettings::default(),
    }
}

pub(crate) fn rim() -> (Arc<Rim>, Arc<Seen>) {
    rim_with(|_| {})
}

pub(crate) fn rim_with(change: impl FnOnce(&mut Settings)) -> (Arc<Rim>, Arc<Seen>) {
    let (mut settings, seen) = (settings(None), Arc::new(Seen::default()));
    change(&mut settings);
    let (clock, observer) = (Clock::start(1.0), Arc::clone(&seen) as Arc<dyn Observer>);
    let outbox = Outbox::new(&settings, clock, Arc::clone(&observer));
    let world = Arc::new(World::new(settings, clock.now()));
    (Arc::new(Rim::new(world, clock, observer, outbox)), seen)
}
