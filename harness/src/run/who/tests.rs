#![allow(clippy::unwrap_used, reason = "a test may panic")]

use scenarios::{Request, Source, load};

use super::*;

fn mix(carriers: &str) -> Mix {
    let overrides = [format!("mix.carriers={{{carriers}}}")];
    let request = Request {
        source: Source::parse("smoke").unwrap(),
        quick: true,
        overrides: &overrides,
    };
    load(&request).unwrap().scenario.mix
}

/// The reference connector's file without these lines of `[webhooks]`.
fn without(carriers: &[&str]) -> ConnectorFile {
    let text = include_str!("../../../connectors/reference.toml");
    let left_out = |line: &&str| {
        let word = line.split(' ').next().unwrap_or_default();
        !carriers.contains(&word)
    };
    let lines: Vec<&str> = text.lines().filter(left_out).collect();
    ConnectorFile::parse(&lines.join("\n"), "c.toml", &|_| None).unwrap()
}

#[test]
fn a_carrier_that_does_not_name_the_customer_asks_for_the_shops_orders() {
    let refused = carriers(&without(&["shopify"]), &mix("ups=1, aftership=1")).unwrap_err();
    assert_eq!(
        refused,
        "mix.carriers: the pushes of ups do not name the customer, and the connector file has no webhook for the shop's orders, which do; add `shopify = \"/path\"` under [webhooks] of the connector file, or leave the carrier out of the mix (--set mix.carriers.ups=0)"
    );
}

#[test]
fn carriers_that_name_the_customer_ask_for_nothing() {
    let file = without(&["shopify"]);
    for named in [
        "aftership=1, shipstation-v1=1",
        "aftership=1, ups=0",
        "fedex=1",
    ] {
        assert!(carriers(&file, &mix(named)).is_ok(), "{named}");
    }
}

#[test]
fn with_the_shops_orders_every_carrier_takes_part() {
    for carrier in Carrier::ALL {
        let mix = mix(&format!("{}=1", carrier.word()));
        let taking_part = carriers(&without(&[]), &mix).unwrap();
        assert!(taking_part.contains_key(&carrier), "{}", carrier.word());
    }
}

#[test]
fn a_carrier_that_the_connector_does_not_take_is_not_asked_for() {
    let taking_part = carriers(&without(&["shopify", "ups"]), &mix("ups=1, aftership=1")).unwrap();
    assert!(!taking_part.contains_key(&Carrier::Ups));
}
