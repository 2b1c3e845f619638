//! What a large world weighs. By hand: `cargo test -p simulator weigh -- --ignored --nocapture`.

#![allow(clippy::unwrap_used)] // A test that cannot go on should stop.

use super::super::*;
use super::{settings, start, world};
use crate::carriers::{Carrier, own_id};
use crate::parcel::Checkpoint;
use crate::parcels::Parcels;
use crate::population::{Population, PopulationSettings};
use crate::template::Template;

const TEMPLATES: usize = 10_000;
const NUMBERS: usize = 1_000;
const RECIPIENTS: usize = 1_000_000;
const GIB: usize = 1 << 30;

/// Bytes of this process in memory (Linux, proc(5): `VmRSS`).
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<usize>().ok());
    kib.map_or(0, |kib| kib * 1_024)
}

fn large() -> World {
    let mut settings = settings();
    let account = &mut settings.accounts[0];
    account.numbers = (0..NUMBERS)
        .map(|n| PhoneNumber {
            id: format!("1065403522{n:05}"),
            display: format!("155507{n:05}"),
            verified_name: format!("Shop {n}"),
        })
        .collect();
    account.templates = (0..TEMPLATES)
        .map(|n| Template {
            category: "MARKETING".into(),
            ..Template::utility(
                format!("{}", 1_000_000 + n),
                &format!("offer_{n}"),
                "pt_BR",
                "Something new for you, {{1}}, every day.".into(),
            )
        })
        .collect();
    settings.throughput_mps = 1_000_000;
    world(settings)
}

#[test]
#[ignore = "minutes long, and it measures the process: run it alone"]
fn a_world_of_ten_thousand_templates_and_a_million_recipients_weighs_less_than_a_gibibyte() {
    let before = resident();
    let world = large();
    let empty = resident();
    for n in 0..RECIPIENTS {
        let to = format!("55119{n:08}");
        let (number, template) = (n % NUMBERS, n % TEMPLATES);
        let number = format!("1065403522{number:05}");
        let body = format!(
            r#"{{"messaging_product":"whatsapp","to":"{to}","type":"template","template":{{"name":"offer_{template}","language":{{"code":"pt_BR"}},"components":[{{"type":"body","parameters":[{{"type":"text","text":"Ana"}}]}}]}}}}"#
        );
        let path = format!("/v24.0/{number}/messages");
        let request = Request::new("POST", &path).authorization("Bearer token");
        let handled = world.handle(start(), &request.json(body.as_bytes()));
        assert_eq!(handled.answer.status, 200, "{to}");
        world.customer_writes(start(), &number, &to);
    }
    let full = resident();
    for n in [0, RECIPIENTS / 2, RECIPIENTS - 1] {
        let to = key::of(&format!("55119{n:08}"));
        let shard = &world.shards[&format!("1065403522{:05}", n % NUMBERS)];
        let state = lock(&shard.state);
        assert!(state.windows.open(start(), 0, to) && state.pairs.pairs() == RECIPIENTS / NUMBERS);
    }
    let mib = |bytes: usize| bytes as f64 / 1_048_576.0;
    println!(
        "{TEMPLATES} templates and {NUMBERS} numbers: {:.0} MiB; {RECIPIENTS} recipients: {:.0} MiB more, {} bytes each; whole process {:.0} MiB",
        mib(empty.saturating_sub(before)),
        mib(full.saturating_sub(empty)),
        full.saturating_sub(empty) / RECIPIENTS,
        mib(full),
    );
    assert!(full < GIB, "{full} bytes");
}

const PARCELS: u64 = 1_000_000;

#[test]
#[ignore = "it measures the process: run it alone"]
fn a_million_live_parcels_weigh_less_than_a_gibibyte_and_every_carrier_still_knows_them() {
    let shares = |codes: &[&str]| codes.iter().map(|code| ((*code).to_owned(), 1.0)).collect();
    let population = Population::new(
        Chance::new(42),
        PopulationSettings {
            carriers: Carrier::ALL
                .into_iter()
                .map(|carrier| (carrier, 1.0))
                .collect(),
            countries: shares(&["BR", "DE", "IN"]),
            sellers: 1,
            repeat_recipients: 0.0,
            undeliverable: 0.0,
            refused: 0.0,
            base: start(),
        },
    )
    .unwrap();
    let before = resident();
    let parcels = Parcels::new(42, start());
    parcels.belong_to(population.clone());
    for index in 0..PARCELS {
        parcels.pushed(&population.parcel(index), Checkpoint::InTransit, start());
    }
    let full = resident();
    for index in [0, PARCELS / 2, PARCELS - 1] {
        let parcel = population.parcel(index);
        let known = parcels.told(&parcel.tracking_number).unwrap();
        assert_eq!(known.checkpoint, Checkpoint::InTransit);
        if let Some(id) = own_id(&parcel) {
            let by_id = parcels.with_id(parcel.carrier, id).unwrap();
            assert_eq!(by_id.parcel.index, index);
        }
    }
    println!(
        "{PARCELS} live parcels: {:.0} MiB, {} bytes each; whole process {:.0} MiB",
        full.saturating_sub(before) as f64 / 1_048_576.0,
        full.saturating_sub(before) / PARCELS as usize,
        full as f64 / 1_048_576.0,
    );
    assert!(full < GIB, "{full} bytes");
}
