//! Same seed, same inputs, same times: same bytes. Without that a failure could not be run again.

use std::sync::Arc;
use std::time::Duration;

use harness::connector_file::ConnectorFile;
use harness::plan::schedule::Schedule;
use harness::plan::stimuli::{Plan, Source, lag, stride};
use harness::policy::Policy;
use harness::stage::{self, Identity};
use libtest_mimic::Trial;
use scenarios::scenario::Scenario;
use serde_json::json;
use simulator::carriers::Carrier;
use simulator::chance::Chance;
use simulator::clock::{Clock, Moment};
use simulator::observation::{Observation, Observer, Recorded};
use simulator::outbox::Outbox;
use simulator::population::{Population, PopulationSettings};
use simulator::settings::Settings;
use simulator::world::{Request, World};

use crate::claim::claims;

pub(crate) fn claims() -> Vec<Trial> {
    claims![
        beside: a_seed_makes_the_same_plan_every_time,
        another_seed_makes_another_plan,
        a_ticket_is_planned_without_the_ones_before_it,
        the_world_answers_the_same_bytes_at_the_same_times,
        another_seed_makes_another_world,
    ]
}

/// 2026-11-25T00:00:00Z: the worlds of these claims begin where nothing else can change them.
const BEGIN: Moment = Moment::from_unix_s(1_795_564_800);
const TICKETS: u64 = 600;

/// An observer that keeps nothing.
struct Deaf;

impl Observer for Deaf {
    fn record(&self, _: Vec<Observation>) -> Recorded {
        Box::pin(std::future::ready(()))
    }
    fn note(&self, _: Observation) {}
}

/// smoke, with more trouble: a short conversation has to meet all of it.
fn scenario() -> Scenario {
    let faults =
        r#"faults=[{kind="refuse_send",code=131016,share=0.1},{kind="drop_answer",share=0.1}]"#;
    scenarios::load(&scenarios::Request {
        source: scenarios::Source::parse("smoke").unwrap(),
        quick: true,
        overrides: &[faults.to_owned()],
    })
    .unwrap()
    .scenario
}

fn settings(seed: u64) -> (Identity, Settings) {
    let scenario = scenario();
    let connector = ConnectorFile::reference().unwrap();
    let identity = Identity::new(seed, scenario.mix.sellers, &[], &connector.credentials);
    let callback = Some("http://127.0.0.1:9/webhooks/whatsapp".to_owned());
    let settings = stage::settings(&scenario, &connector.policy, &identity, seed, callback);
    (identity, settings)
}

fn plan(seed: u64, clock: Clock) -> (Plan, Schedule) {
    let scenario = scenario();
    let (identity, settings) = settings(seed);
    let chance = Chance::new(seed);
    let schedule = Schedule::new(&scenario.load, 0, 0.0, chance);
    let mix = scenario.mix;
    let population = PopulationSettings {
        carriers: mix.carriers.clone(),
        countries: mix.countries.clone(),
        sellers: mix.sellers,
        repeat_recipients: mix.repeat_recipients,
        undeliverable: mix.undeliverable,
        refused: mix.refused,
        base: BEGIN,
    };
    let carriers = Carrier::ALL.into_iter().map(|carrier| {
        let url = format!("http://127.0.0.1:9/{}", carrier.word()).into();
        let secret = format!("{} and {seed}", carrier.word());
        (carrier, Source::Carrier { url, secret })
    });
    let plan = Plan {
        population: Population::new(chance, population).unwrap(),
        policy: Policy::reference(),
        lag: lag(mix.succession, schedule.rate_max_per_s()),
        numbers: scenario.numbers,
        dialogues: scenario.dialogues,
        threads: Arc::default(),
        stride: stride(schedule.rate_max_per_s()),
        ends_us: i64::MAX,
        mix,
        sources: carriers.collect(),
        phone_number_ids: identity
            .numbers
            .iter()
            .map(|(_, number)| number.id.clone())
            .collect(),
        sellers: identity
            .numbers
            .iter()
            .map(|(seller, _)| seller.clone())
            .collect(),
        whatsapp_url: Some("http://127.0.0.1:9/webhooks/whatsapp".into()),
        driven_by_inbound: false,
        chance,
        clock,
        outbox: Outbox::new(&settings, clock, Arc::new(Deaf)),
        world: Arc::new(World::new(settings, BEGIN)),
    };
    (plan, schedule)
}

/// A ticket in words: ledger rows, then requests to the last byte.
fn told(plan: &Plan, schedule: &Schedule, ticket: u64) -> String {
    let stimuli = plan.ticket(ticket, schedule.due_us(ticket).unwrap());
    let shots = stimuli.shots.iter().map(|shot| {
        let body = String::from_utf8_lossy(&shot.body).into_owned();
        format!(
            "{} {} {} {:?} {body}",
            shot.due_us, shot.method, shot.url, shot.headers
        )
    });
    let shots: Vec<String> = shots.collect();
    format!(
        "{:?}\n{:?}\n{}",
        stimuli.rows,
        stimuli.journeys,
        shots.join("\n")
    )
}

fn all(seed: u64, clock: Clock) -> Vec<String> {
    let (plan, schedule) = plan(seed, clock);
    (0..TICKETS)
        .map(|ticket| told(&plan, &schedule, ticket))
        .collect()
}

fn a_seed_makes_the_same_plan_every_time() {
    let clock = Clock::start(1.0);
    let (one, other) = (all(42, clock), all(42, clock));
    for (ticket, (one, other)) in one.iter().zip(&other).enumerate() {
        assert_eq!(one, other, "ticket {ticket}");
    }
}

fn another_seed_makes_another_plan() {
    let clock = Clock::start(1.0);
    let (one, other) = (all(42, clock), all(43, clock));
    let same = one
        .iter()
        .zip(&other)
        .filter(|(one, other)| one == other)
        .count();
    assert_eq!(same, 0);
}

fn a_ticket_is_planned_without_the_ones_before_it() {
    let clock = Clock::start(1.0);
    let (forward, schedule) = plan(42, clock);
    let in_order: Vec<String> = (0..TICKETS)
        .map(|ticket| told(&forward, &schedule, ticket))
        .collect();
    for ticket in [TICKETS - 1, 17, 300] {
        let (fresh, schedule) = plan(42, clock);
        let strip = |told: &str| without_counters(told);
        assert_eq!(
            strip(&told(&fresh, &schedule, ticket)),
            strip(&in_order[ticket as usize])
        );
    }
}

/// Customers' messages and their webhooks are numbered as they are made; nothing else is.
fn without_counters(told: &str) -> String {
    if told.contains("Inbound {") {
        String::new()
    } else {
        told.to_owned()
    }
}

/// What a world says to the same calls at the same times: answers, facts, and statuses that will fall due.
fn conversation(seed: u64) -> Vec<String> {
    let (identity, settings) = settings(seed);
    let world = World::new(settings, BEGIN);
    let token = format!("Bearer {}", identity.access_token);
    let number = &identity.numbers[0].1.id;
    let mut said = Vec::new();
    for call in 0..400u64 {
        let text = |text: String| json!({ "type": "text", "text": text });
        let body = json!({
            "messaging_product": "whatsapp",
            "to": format!("55119{:08}", call % 97),
            "type": "template",
            "biz_opaque_callback_data": format!("call {call}"),
            "template": {
                "name": if call % 50 == 49 { "unheard_of" } else { "parcel_delivered" },
                "language": { "code": "pt_BR" },
                "components": [{ "type": "body", "parameters": [
                    text(format!("LX{call:09}CN")), text("China Post".to_owned()), text("2026-11-25".to_owned()),
                ]}],
            },
        });
        let body = body.to_string();
        let path = match call % 40 {
            39 => "/v23.0/1/messages".to_owned(),
            _ => format!("/v23.0/{number}/messages"),
        };
        let request = Request {
            authorization: (call % 30 != 29).then_some(token.as_str()),
            ..Request::new("POST", &path).json(body.as_bytes())
        };
        let now = BEGIN.after(Duration::from_millis(call * 9));
        said.push(format!("{:?}", world.handle(now, &request)));
    }
    said
}

fn the_world_answers_the_same_bytes_at_the_same_times() {
    let (one, other) = (conversation(42), conversation(42));
    for (call, (one, other)) in one.iter().zip(&other).enumerate() {
        assert_eq!(one, other, "call {call}");
    }
    // It was a conversation with everything in it.
    let said = one.join("\n");
    for word in [
        "Accepted(",
        "130429",
        "131016",
        "132001",
        "190",
        "drop_answer: true",
        "Delivered",
    ] {
        assert!(said.contains(word), "no {word}");
    }
}

fn another_seed_makes_another_world() {
    let (one, other) = (conversation(42), conversation(43));
    assert_ne!(one, other);
}
