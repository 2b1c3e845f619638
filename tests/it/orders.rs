//! Carriers that never name the customer: the shop's orders do, and a connector that is not told of those is not accused.

use libtest_mimic::Trial;
use simulator::carriers::Carrier;

use crate::brief::Brief;
use crate::claim::claims;
use crate::program::shakedown;
use crate::scratch::Scratch;
use crate::tidy::text;

pub(crate) fn claims() -> Vec<Trial> {
    claims![
        alone: a_correct_connector_passes_with_every_carrier_in_the_mix;
        beside: without_the_shops_orders_such_a_carrier_is_refused,
    ]
}

fn a_correct_connector_passes_with_every_carrier_in_the_mix() {
    let shares: Vec<String> = Carrier::ALL
        .iter()
        .map(|carrier| format!("{}=1", carrier.word()))
        .collect();
    let mix = format!("mix.carriers={{{}}}", shares.join(","));
    // Pointers are fetched one a notice, beyond what ShipStation allows in a minute.
    let set = [mix.as_str(), "world.carrier_limits=false"];
    let run = Brief::run(&set, &[]);
    run.passed();
    for id in ["C01", "C02", "C03", "C04", "C05", "C06"] {
        assert!(run.check(id).exercised > 0, "{id} saw nothing");
    }
    let ledger = rusqlite::Connection::open(run.directory().join("ledger.db")).unwrap();
    let count = |sql: &str| -> i64 { ledger.query_row(sql, [], |row| row.get(0)).unwrap() };
    let carriers = "SELECT COUNT(DISTINCT source) FROM notices WHERE class = 'valid'";
    assert_eq!(count(carriers), Carrier::ALL.len() as i64);
    let untold: Vec<String> = Carrier::ALL
        .iter()
        .filter(|carrier| !carrier.profile().names_customer())
        .map(|carrier| format!("'{}'", carrier.word()))
        .collect();
    let without = format!(
        "SELECT COUNT(*) FROM parcels p WHERE p.carrier IN ({}) AND NOT EXISTS
         (SELECT 1 FROM expectations e WHERE e.parcel = p.id AND e.checkpoint = 'order')",
        untold.join(",")
    );
    assert_eq!(count(&without), 0, "a parcel was never ordered");
    assert!(count("SELECT COUNT(*) FROM expectations WHERE checkpoint = 'order'") > 50);
}

fn without_the_shops_orders_such_a_carrier_is_refused() {
    let scratch = Scratch::new();
    let reference = text("harness/connectors/reference.toml");
    let taken = |line: &&str, kept: &[&str]| {
        let word = line.split(' ').next().unwrap_or_default();
        kept.contains(&word) || !Carrier::ALL.iter().any(|carrier| carrier.word() == word)
    };
    let only = |kept: &[&str]| {
        let lines = reference.lines().filter(|line| taken(line, kept));
        lines.collect::<Vec<_>>().join("\n")
    };
    scratch.file("two.toml", &only(&["aftership", "ups"]));
    scratch.file("one.toml", &only(&["ups"]));
    let run = [
        &["run", "smoke", "--quick", "--connector", "two.toml"][..],
        &["--set", "mix.carriers.ups=1"],
    ]
    .concat();
    for line in [&run[..], &["doctor", "--connector", "one.toml"]] {
        let ended = shakedown(&scratch, line);
        assert_eq!(ended.code, Some(2), "{}{}", ended.out, ended.err);
        for said in ["ups", "do not name the customer", "shopify = "] {
            assert!(ended.err.contains(said), "{}", ended.err);
        }
    }
}
