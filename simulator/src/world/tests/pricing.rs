//! Where prices' days and months turn: at midnight in the account's time zone.

#![allow(clippy::unwrap_used)] // A test that cannot go on should stop.

use super::super::*;
use super::{NUMBER, post, request, settings, start, template_to, world};
use crate::settings::NumberSeed;

fn at(utc: &str) -> Moment {
    let at: jiff::Timestamp = utc.parse().expect("a moment");
    Moment::from_unix_s(u64::try_from(at.as_second()).expect("after 1970"))
}

fn in_zone(timezone_id: Option<u32>) -> World {
    let mut settings = settings();
    let zones = timezone_id.map(|zone| ("10".to_owned(), zone));
    settings.graph.time_zones = zones.into_iter().collect();
    world(settings)
}

/// The months under which something was booked.
fn months(world: &World) -> Vec<String> {
    let cost = lock(&world.cost);
    cost.lines().map(|(key, _)| key.month.to_string()).collect()
}

#[test]
fn a_month_turns_at_midnight_in_the_accounts_time_zone() {
    // Los Angeles unless stated, Tokyo, Berlin, and Reykjavik for UTC.
    for (zone, last, first) in [
        (None, "2027-02-01T07:59:59Z", "2027-02-01T08:00:00Z"),
        (Some(77), "2027-01-31T14:59:59Z", "2027-01-31T15:00:00Z"),
        (Some(47), "2027-01-31T22:59:59Z", "2027-01-31T23:00:00Z"),
        (Some(73), "2027-01-31T23:59:59Z", "2027-02-01T00:00:00Z"),
    ] {
        for (when, month) in [(last, "2027-01"), (first, "2027-02")] {
            let world = in_zone(zone);
            post(&world, at(when), &template_to("5511987654321"));
            assert_eq!(months(&world), [month], "{zone:?} {when}");
        }
    }
}

#[test]
fn a_new_price_rule_begins_at_the_accounts_midnight() {
    // Utility templates in a service window cost something from 1 October 2026 on.
    for (when, costs) in [
        ("2026-09-30T23:59:59+09:00", false),
        ("2026-10-01T00:00:00+09:00", true),
    ] {
        let world = in_zone(Some(77));
        world.customer_writes(at(when), NUMBER, "5511987654321");
        post(&world, at(when), &template_to("5511987654321"));
        assert_eq!(world.cost_usd() > 0.0, costs, "{when}");
    }
}

#[test]
fn an_account_that_moves_takes_its_months_along() {
    let world = in_zone(None);
    let when = at("2027-01-31T15:00:00Z");
    post(&world, when, &template_to("5511987654321"));
    let moved = request(
        &world,
        when,
        Some("Bearer token"),
        "/v24.0/10",
        r#"{"timezone_id":"77"}"#,
    );
    assert_eq!(moved.answer.status, 200);
    post(&world, when, &template_to("5511987654322"));
    assert_eq!(months(&world), ["2027-01", "2027-02"]);
    world.reset();
    post(&world, when, &template_to("5511987654321"));
    assert_eq!(months(&world), ["2027-01"]);
}

#[test]
fn a_test_number_is_free_for_ninety_days() {
    for (age_days, costs) in [(0, false), (89, false), (90, true)] {
        let mut settings = settings();
        let seed = NumberSeed {
            allowed: Some(vec!["5511987654321".into()]),
            age: Duration::from_secs(age_days * 86_400),
            ..NumberSeed::default()
        };
        settings.graph.numbers = [(NUMBER.to_owned(), seed)].into();
        let world = world(settings);
        post(&world, start(), &template_to("5511987654321"));
        assert_eq!(world.cost_usd() > 0.0, costs, "{age_days} days old");
    }
}
