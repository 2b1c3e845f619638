#![allow(clippy::unwrap_used, reason = "a test may panic")]
use std::collections::{BTreeMap, BTreeSet};

use simulator::observation::{Observation, Observer, Recorded};
use simulator::population::PopulationSettings;
use simulator::settings::{Account, App, Handsets, PhoneNumber, Settings};

use super::*;

mod orders;
mod promises;

struct Deaf;

impl Observer for Deaf {
    fn record(&self, _: Vec<Observation>) -> Recorded {
        Box::pin(std::future::ready(()))
    }
    fn note(&self, _: Observation) {}
}

fn mix() -> Mix {
    Mix {
        carriers: Carrier::ALL
            .into_iter()
            .map(|carrier| (carrier, 1.0))
            .collect(),
        countries: BTreeMap::from([("BR".to_owned(), 1.0), ("DE".to_owned(), 1.0)]),
        sellers: 2,
        succession: Duration::from_millis(1_500),
        exceptions: 0.1,
        silent: 0.1,
        duplicates: 0.1,
        concurrent_duplicates: 0.1,
        stale: 0.1,
        forged: 0.1,
        forged_webhooks: 0.1,
        odd: 0.1,
        inbound: 0.1,
        repeat_recipients: 0.05,
        undeliverable: 0.05,
        refused: 0.05,
        two_sources: 0.0,
        unsorted: 0.0,
        taps: 0.0,
        seller_templates: false,
    }
}

fn dialogues() -> Dialogues {
    Dialogues {
        share: 0.0,
        after: Duration::from_secs(1),
        follow_ups: 0.5,
        follow_up_after: Duration::from_secs(1),
        photos: 1.0,
        kinds: DialogueKind::ALL.map(|kind| (kind, 1.0)).into(),
    }
}

fn plan(seed: u64) -> Plan {
    let mix = mix();
    let clock = Clock::start(1.0);
    let chance = Chance::new(seed);
    let population = Population::new(
        chance,
        PopulationSettings {
            carriers: mix.carriers.clone(),
            countries: mix.countries.clone(),
            sellers: mix.sellers,
            repeat_recipients: mix.repeat_recipients,
            undeliverable: mix.undeliverable,
            refused: mix.refused,
            base: Moment::from_unix_s(1_800_000_000),
        },
    )
    .unwrap();
    let number = |id: &str| PhoneNumber {
        id: id.into(),
        display: id.into(),
        verified_name: "Shop".into(),
    };
    let settings = Settings {
        seed,
        graph: simulator::settings::GraphSettings::default(),
        app: App {
            id: simulator::settings::APP_ID.to_owned(),
            secret: "s".into(),
            access_token: "t".into(),
            verify_token: "v".into(),
            callback_url: None,
            version: 24,

            needs_proof: false,
        },
        accounts: vec![Account {
            id: "10".into(),
            numbers: vec![number("1"), number("2")],
            templates: Vec::new(),
        }],
        handsets: Handsets::default(),
        throughput_mps: 80,
        pair_limit: true,
        faults: Vec::new(),
        forged_statuses: 0.0,
        sms: simulator::sms::SmsSettings::default(),
    };
    let outbox = Outbox::new(&settings, clock, Arc::new(Deaf));
    let source = |carrier: Carrier| {
        let url = format!("http://127.0.0.1:9/{}", carrier.word());
        (
            carrier,
            Source::Carrier {
                url: url.into(),
                secret: "shared".into(),
            },
        )
    };
    Plan {
        population,
        policy: Policy::reference(),
        mix,
        sources: Carrier::ALL.into_iter().map(source).collect(),
        phone_number_ids: vec!["1".into(), "2".into()],
        sellers: vec!["s1".into(), "s2".into()],
        whatsapp_url: Some("http://127.0.0.1:9/whatsapp".into()),
        driven_by_inbound: false,
        lag: 50,
        numbers: Numbers::default(),
        dialogues: dialogues(),
        threads: Arc::default(),
        stride: 7,
        ends_us: 3_600_000_000,
        chance,
        clock,
        world: Arc::new(World::new(settings, Moment::from_unix_s(1_800_000_000))),
        outbox,
    }
}

fn all(plan: &Plan, tickets: u64) -> Vec<Stimuli> {
    (0..tickets)
        .map(|ticket| plan.ticket(ticket, ticket as i64 * 10_000))
        .collect()
}

#[tokio::test]
async fn every_ticket_brings_exactly_one_journey() {
    let plan = plan(1);
    for (ticket, stimuli) in all(&plan, 2_000).iter().enumerate() {
        assert_eq!(stimuli.journeys.len(), 1, "ticket {ticket}");
        assert_eq!(stimuli.journeys[0].1, ticket as i64 * 10_000);
    }
}

#[tokio::test]
async fn no_expectation_notice_or_message_id_is_used_twice() {
    let plan = plan(2);
    let (mut expectations, mut notices, mut inbound) =
        (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for stimuli in all(&plan, 4_000) {
        for row in stimuli.rows {
            match row {
                Row::Expectation { id, .. } => assert!(expectations.insert(id), "expectation {id}"),
                Row::Notice { id, .. } => assert!(notices.insert(id), "notice {id}"),
                Row::Inbound { id, .. } => assert!(inbound.insert(id), "inbound {id}"),
                _ => {}
            }
        }
    }
}

#[tokio::test]
async fn a_parcels_second_message_comes_a_succession_after_its_first() {
    let plan = plan(3);
    let mut first: BTreeMap<i64, i64> = BTreeMap::new();
    let mut pairs = 0;
    for stimuli in all(&plan, 4_000) {
        for row in &stimuli.rows {
            let Row::Expectation {
                parcel,
                want: "message",
                intended_us,
                checkpoint,
                ..
            } = row
            else {
                continue;
            };
            match first.get(parcel) {
                None => {
                    first.insert(*parcel, *intended_us);
                }
                Some(began) => {
                    pairs += 1;
                    assert_eq!(*checkpoint, "delivered");
                    // 50 parcels, two tickets each, 10 ms apart; the odd ticket stands one further.
                    assert_eq!(intended_us - began, 1_010_000);
                }
            }
        }
    }
    assert!(pairs > 1_500, "{pairs}");
}

#[tokio::test]
async fn a_stale_checkpoint_is_older_than_the_one_notified_and_calls_for_nothing() {
    let plan = plan(4);
    let mut notified: BTreeMap<i64, i64> = BTreeMap::new();
    let mut stale = 0;
    for stimuli in all(&plan, 4_000) {
        for row in &stimuli.rows {
            match row {
                Row::Expectation {
                    parcel,
                    rank,
                    want: "message",
                    ..
                } => {
                    notified.insert(*parcel, *rank);
                }
                Row::Expectation {
                    parcel,
                    rank,
                    want: "suppress",
                    ..
                } => {
                    stale += 1;
                    assert!(notified.get(parcel).is_some_and(|newer| newer > rank));
                }
                _ => {}
            }
        }
    }
    assert!(stale > 100, "{stale}");
}

#[tokio::test]
async fn a_checkpoint_that_calls_for_nothing_comes_before_the_first_message_of_its_parcel() {
    let plan = plan(4);
    let mut silent = 0;
    for stimuli in all(&plan, 4_000) {
        let due = |wanted: &str| {
            let due = |row: &Row| match row {
                Row::Expectation {
                    want, intended_us, ..
                } if *want == wanted => Some(*intended_us),
                _ => None,
            };
            stimuli.rows.iter().find_map(due)
        };
        if let Some(silent_us) = due("silent").filter(|_| due("message").is_some()) {
            silent += 1;
            assert!(due("message").is_some_and(|message_us| silent_us < message_us));
        }
    }
    assert!(silent > 100, "{silent}");
}

#[tokio::test]
async fn forged_notices_are_about_parcels_that_nothing_genuine_is_about() {
    let plan = plan(5);
    let (mut forged, mut genuine) = (BTreeSet::new(), BTreeSet::new());
    for stimuli in all(&plan, 4_000) {
        for row in &stimuli.rows {
            match row {
                Row::Expectation {
                    parcel,
                    want: "no_effect",
                    ..
                } => forged.insert(*parcel),
                // The shop's order is genuine, so that a connector knows whom a forger writes about.
                Row::Expectation {
                    checkpoint: ORDER_WORD,
                    ..
                } => false,
                Row::Expectation { parcel, .. } => genuine.insert(*parcel),
                _ => false,
            };
        }
    }
    assert!(forged.len() > 300 && forged.is_disjoint(&genuine));
}

#[tokio::test]
async fn a_duplicate_is_the_same_bytes() {
    let plan = plan(6);
    let mut seen = 0;
    for stimuli in all(&plan, 1_000) {
        let own = &stimuli
            .shots
            .iter()
            .find(|shot| shot.journey.is_some())
            .unwrap()
            .body;
        for row in &stimuli.rows {
            let Row::Notice {
                id,
                class: "duplicate" | "concurrent",
                ..
            } = row
            else {
                continue;
            };
            let shot = stimuli
                .shots
                .iter()
                .find(|shot| shot.subject == Subject::Notice(*id))
                .unwrap();
            assert_eq!(&shot.body, own);
            seen += 1;
        }
    }
    assert!(seen > 100);
}

#[tokio::test]
async fn the_plan_is_the_seeds_alone() {
    let bodies = |seed: u64| -> Vec<Row> {
        all(&plan(seed), 200)
            .into_iter()
            .flat_map(|stimuli| stimuli.rows)
            .filter(|row| !matches!(row, Row::Webhook { .. }))
            .collect()
    };
    assert_eq!(bodies(7), bodies(7));
    assert_ne!(bodies(7), bodies(8));
}
