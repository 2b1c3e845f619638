#![allow(clippy::unwrap_used)] // a failed unwrap is a failed test

use super::cost::Cost;
use super::destination::{Destination, UNKNOWN, is_united_states};
use super::*;
use crate::clock::Moment;
use crate::limits::charge::{Charge, Month, PricingModel, PricingType};

fn october() -> Moment {
    Moment::from_unix_s(1_790_812_800)
}

fn charge(kind: PricingType, category: Category) -> Charge {
    Charge {
        model: PricingModel::Message,
        kind,
        category,
    }
}

#[test]
fn a_number_is_priced_by_its_calling_code() {
    for (digits, country, market) in [
        ("5511987654321", "BR", Market::Brazil),
        ("6281234567890", "ID", Market::Indonesia),
        ("5215512345678", "MX", Market::Mexico),
        ("919876543210", "IN", Market::India),
        ("27821234567", "ZA", Market::SouthAfrica),
        ("4915112345678", "DE", Market::Germany),
        ("12125550100", "US", Market::NorthAmerica),
        ("14165550100", "CA", Market::NorthAmerica),
        ("18095550100", "DO", Market::RestOfLatinAmerica),
        ("8613812345678", "CN", Market::RestOfAsiaPacific),
        ("31612345678", "NL", Market::Netherlands),
        ("351912345678", "PT", Market::RestOfWesternEurope),
        ("79161234567", "RU", Market::Russia),
        ("77011234567", "KZ", Market::Other),
        ("999131026000001", "ZZ", Market::Other),
        ("", "ZZ", Market::Other),
        ("1", "ZZ", Market::Other),
        ("é55", "ZZ", Market::Other),
    ] {
        let destination = Destination::of(digits);
        assert_eq!(destination.country.to_string(), country, "{digits}");
        assert_eq!(destination.market, market, "{digits}");
    }
}

#[test]
fn the_simulated_countries_all_have_their_own_market() {
    for country in &crate::countries::ALL {
        let digits = format!("{}2125550100", country.calling_code);
        let destination = Destination::of(&digits);
        assert_eq!(destination.country.to_string(), country.alpha2);
        assert_ne!(destination, UNKNOWN);
    }
}

#[test]
fn an_area_code_tells_the_united_states_from_canada_and_the_islands() {
    assert!(is_united_states("12125550100"));
    for elsewhere in [
        "14165550100",
        "18765550100",
        "12645550100",
        "5512125550100",
        "1",
    ] {
        assert!(!is_united_states(elsewhere), "{elsewhere}");
    }
}

#[test]
fn every_market_is_read_back_from_its_name() {
    for market in Market::ALL {
        assert_eq!(Market::of_word(market.word()), Some(*market));
    }
    assert_eq!(Market::of_word("Atlantis"), None);
}

#[test]
fn every_market_has_every_rate_and_marketing_is_the_dearest() {
    let card = RateCard::default();
    assert!(!card.confirmed);
    for market in Market::ALL {
        let rate = |category| card.micros(*market, category, 0);
        assert!(rate(Category::Utility) > 0, "{market:?}");
        assert!(rate(Category::Marketing) > rate(Category::Utility));
        assert!(rate(Category::AuthenticationInternational) >= rate(Category::Authentication));
        assert_eq!(rate(Category::Service), rate(Category::Utility));
        assert_eq!(rate(Category::MarketingLite), rate(Category::Marketing));
        assert_eq!(rate(Category::ReferralConversion), 0);
    }
}

#[test]
fn a_run_adds_up_what_is_billable_and_counts_what_is_free() {
    let card = RateCard::default();
    let mut cost = Cost::default();
    let brazil = Destination::of("5511987654321");
    let germany = Destination::of("4915112345678");
    let utility = charge(PricingType::Regular, Category::Utility);
    let free = charge(PricingType::FreeCustomerService, Category::Service);
    for _ in 0..1_000 {
        assert_eq!(cost.add(october(), brazil, &utility, &card), 6_800);
        cost.add(october(), germany, &utility, &card);
        assert_eq!(cost.add(october(), brazil, &free, &card), 0);
    }
    assert_eq!(cost.total().messages, 3_000);
    assert!((cost.total().usd() - 61.8).abs() < 1e-9);
    let lines: Vec<(String, u64, u64)> = cost
        .lines()
        .map(|(key, sum)| {
            let name = format!("{} {} {}", key.month, key.country, key.category.word());
            (name, sum.messages, sum.micros)
        })
        .collect();
    let expected = [
        ("2026-10 BR utility", 1_000, 6_800_000),
        ("2026-10 BR service", 1_000, 0),
        ("2026-10 DE utility", 1_000, 55_000_000),
    ];
    assert_eq!(
        lines,
        expected.map(|(name, messages, micros)| (name.to_owned(), messages, micros))
    );
}

#[test]
fn a_volume_tier_holds_from_its_message_on_and_starts_anew_each_month() {
    let mut card = RateCard::empty("test");
    card.set(Market::India, Category::Utility, 1_000);
    let tiers = [
        VolumeTier {
            from: 5,
            micros: 600,
        },
        VolumeTier {
            from: 3,
            micros: 800,
        },
    ];
    card.set_tiers(Market::India, Category::Utility, &tiers);
    let mut cost = Cost::default();
    let india = Destination::of("919876543210");
    let utility = charge(PricingType::Regular, Category::Utility);
    let prices: Vec<u64> = (0..7)
        .map(|_| cost.add(october(), india, &utility, &card))
        .collect();
    assert_eq!(prices, [1_000, 1_000, 1_000, 800, 800, 600, 600]);
    let stored = serde_json::to_string(&cost).unwrap();
    let mut cost: Cost = serde_json::from_str(&stored).unwrap();
    let november = october().after(std::time::Duration::from_secs(31 * 86_400));
    assert_eq!(cost.add(november, india, &utility, &card), 1_000);
    assert_eq!(
        cost.sold(Month::of(october()), Market::India, Category::Utility),
        7
    );
    let words = [0, 3, 6].map(|sold| card.tier_word(Market::India, Category::Utility, sold));
    assert_eq!(words, ["0:3", "4:5", "6:MAX"]);
}
