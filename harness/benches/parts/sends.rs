//! The sends of many different customers' messages, as the reference connector writes them, and a world that
//! knows them all.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use harness::egress::Guard;
use harness::journeys::Journeys;
use harness::ledger::Ledger;
use harness::plan::stimuli::expectation_id;
use harness::policy::Policy;
use harness::stage::{self, Callbacks, Stage};
use harness::witness::Witness;
use serde_json::json;
use simulator::chance::Chance;
use simulator::clock::{Clock, Moment};
use simulator::parcel::{Checkpoint, Parcel};
use simulator::population::{Population, PopulationSettings};
use simulator::settings::{Account, App, Handsets, PhoneNumber, Settings};
use tokio::net::TcpListener;

use super::closed_loop::Load;
use super::peer;

const SEED: u64 = 42;
const PHONE_NUMBER_ID: &str = "106540352242922";
const PATH: &str = "/v23.0/106540352242922/messages";
const ACCESS_TOKEN: &str = "SHAKEDOWN-bench";
/// Different messages; after so many they come again.
const MESSAGES: u64 = 100_000;

fn population() -> Population {
    let shares = |codes: &[&str]| codes.iter().map(|code| ((*code).to_owned(), 1.0)).collect();
    let settings = PopulationSettings {
        carriers: simulator::carriers::Carrier::ALL
            .into_iter()
            .map(|carrier| (carrier, 1.0))
            .collect(),
        countries: shares(&["BR", "MX", "ID", "IN", "ZA", "DE", "US"]),
        sellers: 1,
        repeat_recipients: 0.0,
        undeliverable: 0.0,
        refused: 0.0,
        base: Moment::from_unix_s(1_760_000_000),
    };
    Population::new(Chance::new(SEED), settings).expect("good settings")
}

/// What a client sends.
pub(crate) fn load() -> Load {
    let (population, policy) = (population(), Policy::reference());
    let bodies = (0..MESSAGES).map(|index| body(&population.parcel(index), &policy));
    Load {
        path: PATH,
        authorization: format!("Bearer {ACCESS_TOKEN}"),
        bodies: bodies.collect(),
    }
}

fn body(parcel: &Parcel, policy: &Policy) -> Bytes {
    let checkpoint = Checkpoint::OutForDelivery;
    let message = policy
        .expected(parcel, checkpoint)
        .expect("the reference policy sends here");
    let texts = message
        .params
        .iter()
        .map(|param| json!({ "type": "text", "text": param.text }));
    let body = json!({
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": parcel.recipient.phone,
        "type": "template",
        "template": {
            "name": message.template,
            "language": { "code": message.language },
            "components": [{ "type": "body", "parameters": texts.collect::<Vec<_>>() }],
        },
        "biz_opaque_callback_data": format!("{}:{}", parcel.tracking_number, checkpoint.word()),
    });
    Bytes::from(body.to_string())
}

/// Serves the world of a run, ledger and all, until this process is no longer wanted. Every message gets three
/// statuses, which fall due when nobody looks any more.
#[expect(
    clippy::disallowed_methods,
    reason = "a peer that has started nothing of its own"
)]
pub(crate) fn serve() {
    super::runtime().block_on(async {
        let dir = tempfile::tempdir().expect("a directory");
        let ledger = Ledger::create(&dir.path().join("ledger.db")).expect("a ledger");
        let clock = Clock::start(1.0);
        let (population, journeys) = (population(), Arc::new(Journeys::default()));
        for index in 0..MESSAGES {
            let id = expectation_id(index, Checkpoint::OutForDelivery);
            journeys.begin(&[id], &[(id, 0)]);
        }
        let policy = Policy::reference();
        let settings = settings(&policy);
        let witness = Witness::new(
            ledger.clone(),
            clock,
            population,
            policy,
            journeys,
            Arc::default(),
        );
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        let listener = listener.expect("a free port");
        let address = listener.local_addr().expect("a bound listener");
        let guard = Guard::new([]).expect("no names to refuse");
        let callbacks = Callbacks::guarded(guard);
        let stage = Stage::open(listener, settings, clock, Arc::new(witness), callbacks);
        peer::say(address);
        let _ = tokio::task::spawn_blocking(peer::wait_for_the_end).await;
        drop((stage, dir));
        std::process::exit(0);
    });
}

fn settings(policy: &Policy) -> Settings {
    let far_away = Duration::from_secs(24 * 3_600);
    Settings {
        seed: SEED,
        graph: simulator::settings::GraphSettings::default(),
        app: App {
            id: simulator::settings::APP_ID.to_owned(),
            secret: "bench".to_owned(),
            access_token: ACCESS_TOKEN.to_owned(),
            verify_token: "bench".to_owned(),
            callback_url: Some("http://127.0.0.1:9/nobody".to_owned()),
            version: 24,

            needs_proof: false,
        },
        accounts: vec![Account {
            id: "102290129340398".to_owned(),
            numbers: vec![PhoneNumber {
                id: PHONE_NUMBER_ID.to_owned(),
                display: "15550783881".to_owned(),
                verified_name: "Seller 1".to_owned(),
            }],
            templates: stage::templates(policy),
        }],
        handsets: Handsets {
            sent_after: far_away,
            delivered_after: far_away,
            read_after: far_away,
            read_share: 1.0,
            skip_delivered: 0.0,
            unordered: 0.0,
            duplicates: 0.0,
            ..Handsets::default()
        },
        throughput_mps: 1_000_000,
        pair_limit: false,
        faults: Vec::new(),
        forged_statuses: 0.0,
        sms: simulator::sms::SmsSettings::default(),
    }
}
