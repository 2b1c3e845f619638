#![allow(clippy::unwrap_used)] // a failed unwrap is a failed test

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

const HOUR: u64 = 3_600;

fn at_s(seconds: u64) -> Moment {
    Moment::from_unix_s(1_700_000_040 + seconds)
}

fn portfolio(tier: Tier) -> Portfolio {
    Portfolio::new(tier, PortfolioRules::default())
}

fn raised(from: Tier, to: Tier) -> Option<TierRaised> {
    Some(TierRaised { from, to })
}

#[test]
fn the_251st_customer_of_a_day_is_refused_and_known_ones_are_not() {
    let mut portfolio = portfolio(Tier::Of250);
    for customer in 0..250 {
        assert_eq!(portfolio.admit(at_s(0), customer), Decision::Admitted);
    }
    assert_eq!(
        portfolio.admit(at_s(1), 250),
        Decision::Exceeded { code: 131_048 }
    );
    assert_eq!(portfolio.admit(at_s(1), 7), Decision::Admitted);
    assert_eq!(portfolio.used(at_s(1)), 250);
    assert_eq!(portfolio.admit(at_s(24 * HOUR), 250), Decision::Admitted);
}

#[test]
fn verification_makes_it_two_thousand_at_once_and_only_once() {
    let mut portfolio = portfolio(Tier::Of250);
    assert_eq!(portfolio.note_verified(), raised(Tier::Of250, Tier::Of2K));
    assert_eq!(portfolio.note_verified(), None);
    assert_eq!(portfolio.tier().word(), "TIER_2K");
}

#[test]
fn two_thousand_customers_reached_with_good_templates_do_the_same() {
    let mut portfolio = portfolio(Tier::Of250);
    for customer in 0..5_000u64 {
        let poor = portfolio.note_delivered(at_s(customer), customer, Quality::Yellow);
        assert_eq!(poor, None);
    }
    let mut told = Vec::new();
    for customer in 0..2_000u64 {
        let now = at_s(customer * 600);
        told.extend(portfolio.note_delivered(now, customer, Quality::Green));
        told.extend(portfolio.note_delivered(now, customer, Quality::Green));
    }
    assert_eq!(told, [raised(Tier::Of250, Tier::Of2K).unwrap()]);
}

#[test]
fn half_the_limit_in_a_week_raises_it_within_six_hours() {
    let mut portfolio = portfolio(Tier::Of2K);
    for customer in 0..1_000u64 {
        assert_eq!(portfolio.next_due(), None);
        portfolio.admit(at_s(customer * 500), customer);
    }
    let due = portfolio.next_due().unwrap();
    assert_eq!(due, at_s(999 * 500 + 6 * HOUR));
    assert_eq!(portfolio.advance(due.before(Duration::from_secs(1))), None);
    assert_eq!(portfolio.advance(due), raised(Tier::Of2K, Tier::Of10K));
    assert_eq!(portfolio.advance(due), None);
}

#[test]
fn every_tier_is_read_back_from_its_word() {
    let mut tier = Tier::Of250;
    assert_eq!(Tier::of_word("TIER_1K"), None);
    while let Some(next) = tier.next() {
        assert_eq!(Tier::of_word(tier.word()), Some(tier));
        assert!(next > tier);
        tier = next;
    }
    assert_eq!(Tier::of_word("TIER_UNLIMITED"), Some(tier));
}

#[test]
fn a_limit_lowered_by_hand_is_not_raised_by_what_went_before() {
    let mut portfolio = portfolio(Tier::Of10K);
    (0..4_000).for_each(|customer| {
        portfolio.admit(at_s(0), customer);
    });
    portfolio.set_tier(Tier::Of2K);
    assert_eq!(portfolio.next_due(), None);
    assert_eq!(portfolio.admit(at_s(1), 1), Decision::Admitted, "known");
    assert_ne!(portfolio.admit(at_s(1), 9_999), Decision::Admitted);
    assert_eq!(portfolio.next_due(), None);
}

#[test]
fn bad_quality_stops_a_raise_that_was_on_its_way() {
    let mut portfolio = portfolio(Tier::Of2K);
    (0..1_000).for_each(|customer| {
        portfolio.admit(at_s(0), customer);
    });
    let due = portfolio.next_due().unwrap();
    portfolio.set_quality(Quality::Red);
    assert_eq!(portfolio.advance(due), None);
    assert_eq!(portfolio.tier(), Tier::Of2K);
    portfolio.set_quality(Quality::Green);
    portfolio.admit(due, 5);
    assert!(portfolio.next_due().is_some(), "asked for again");
}

#[test]
fn a_busy_portfolio_climbs_to_unlimited() {
    let mut portfolio = portfolio(Tier::Of250);
    portfolio.note_verified();
    for customer in 0..130_000u64 {
        portfolio.admit(at_s(customer), customer);
        portfolio.advance(at_s(customer));
    }
    assert_eq!(portfolio.tier(), Tier::Unlimited);
    assert_eq!(portfolio.next_due(), None);
}

#[test]
fn stored_state_goes_on_where_it_was() {
    let mut portfolio = portfolio(Tier::Of250);
    (0..250).for_each(|customer| {
        portfolio.admit(at_s(0), customer);
    });
    let stored = serde_json::to_string(&portfolio).unwrap();
    let mut again: Portfolio = serde_json::from_str(&stored).unwrap();
    assert_eq!(
        again.admit(at_s(1), 999),
        Decision::Exceeded { code: 131_048 }
    );
    assert_eq!(again.admit(at_s(1), 249), Decision::Admitted);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn admissions_are_those_of_a_naive_model(
        sends in prop::collection::vec((0u64..2_000, 0u64..400), 1..900),
    ) {
        let mut portfolio = portfolio(Tier::Of250);
        let mut latest: BTreeMap<u64, u64> = BTreeMap::new();
        let mut second = 0;
        for (gap, customer) in sends {
            second += gap;
            // A day in whole minutes, as the model counts.
            let minute = |s: u64| at_s(s).unix_s() / 60;
            latest.retain(|_, at| minute(second) - minute(*at) < 24 * 60);
            let expected = latest.contains_key(&customer) || latest.len() < 250;
            if expected {
                latest.insert(customer, second);
            }
            let admitted = portfolio.admit(at_s(second), customer) == Decision::Admitted;
            prop_assert_eq!(admitted, expected);
            prop_assert_eq!(portfolio.used(at_s(second)), latest.len() as u64);
        }
    }
}
