//! Claims about populations.

#![allow(clippy::unwrap_used)] // A test that cannot go on should stop.

use super::*;
use proptest::prelude::*;
use std::collections::HashMap;

fn settings() -> PopulationSettings {
    PopulationSettings {
        carriers: Carrier::ALL
            .into_iter()
            .map(|carrier| (carrier, 1.0))
            .collect(),
        countries: [("BR", 3.0), ("DE", 1.0), ("IN", 1.0), ("US", 1.0)]
            .map(|(code, share)| (code.to_owned(), share))
            .into(),
        sellers: 3,
        repeat_recipients: 0.4,
        undeliverable: 0.05,
        refused: 0.05,
        base: Moment::from_unix_s(1_795_564_800), // 2026-11-25T00:00:00Z
    }
}

fn population(seed: u64) -> Population {
    Population::new(Chance::new(seed), settings()).unwrap()
}

#[test]
fn a_parcel_follows_from_seed_and_index_alone() {
    let forward: Vec<Parcel> = (0..50).map(|index| population(42).parcel(index)).collect();
    let mut backward: Vec<Parcel> = (0..50)
        .rev()
        .map(|index| population(42).parcel(index))
        .collect();
    backward.reverse();
    assert_eq!(forward, backward);
    let of_another_seed = population(43).parcel(0);
    assert_ne!(forward[0].tracking_number, of_another_seed.tracking_number);
    assert_ne!(forward[0].recipient.phone, of_another_seed.recipient.phone);
}

#[test]
fn nobody_gets_more_than_three_parcels_and_repeats_have_their_share() {
    let population = population(7);
    let parcels: Vec<Parcel> = (0..30_000).map(|index| population.parcel(index)).collect();
    let mut by_phone: HashMap<&str, Vec<&Parcel>> = HashMap::new();
    for parcel in &parcels {
        by_phone
            .entry(&parcel.recipient.phone)
            .or_default()
            .push(parcel);
    }
    let mut repeats = 0;
    for (phone, theirs) in &by_phone {
        assert!(theirs.len() <= 3, "{phone} gets {} parcels", theirs.len());
        assert!(
            theirs
                .iter()
                .all(|parcel| parcel.recipient == theirs[0].recipient),
            "{phone}"
        );
        repeats += theirs.len() - 1;
    }
    let share = repeats as f64 / parcels.len() as f64;
    assert!((0.37..0.41).contains(&share), "share of repeats {share}");
}

#[test]
fn shares_are_kept() {
    let population = population(7);
    let parcels: Vec<Parcel> = (0..20_000).map(|index| population.parcel(index)).collect();
    let share = |what: &dyn Fn(&Parcel) -> bool| {
        parcels.iter().filter(|parcel| what(parcel)).count() as f64 / parcels.len() as f64
    };
    let claims = [
        (
            "Brazil",
            share(&|parcel| parcel.recipient.country == "BR"),
            0.5,
        ),
        (
            "AfterShip",
            share(&|parcel| parcel.carrier == Carrier::AfterShip),
            1.0 / Carrier::ALL.len() as f64,
        ),
        (
            "first seller",
            share(&|parcel| parcel.seller == 0),
            1.0 / 3.0,
        ),
        (
            "undeliverable",
            share(&|parcel| forced(parcel) == Some(131_026)),
            0.05,
        ),
        (
            "refused",
            share(&|parcel| forced(parcel) == Some(131_030)),
            0.05,
        ),
    ];
    for (name, found, expected) in claims {
        assert!(
            (found - expected).abs() < 0.015,
            "{name}: {found}, not {expected}"
        );
    }
}

fn forced(parcel: &Parcel) -> Option<u32> {
    magic::forced_code(&parcel.recipient.phone)
}

#[test]
fn forged_and_canary_parcels_reach_somebody_who_gets_nothing_else() {
    let mut settings = settings();
    (settings.undeliverable, settings.refused) = (0.5, 0.5);
    let population = Population::new(Chance::new(1), settings).unwrap();
    for start in [FORGED.start, CANARY.start] {
        let phones: std::collections::HashSet<String> = (start..start + 3_000)
            .map(|index| population.parcel(index).recipient.phone)
            .collect();
        assert_eq!(phones.len(), 3_000);
        assert!(
            phones
                .iter()
                .all(|phone| magic::forced_code(phone).is_none())
        );
    }
    assert!((0..100).all(|index| forced(&population.parcel(index)).is_some()));
}

#[test]
fn the_parts_cover_the_space_without_gaps() {
    let edges = [
        (0, Some(Part::Main)),
        (49_999_999, Some(Part::Main)),
        (50_000_000, Some(Part::Single)),
        (80_000_000, Some(Part::Forged)),
        (98_999_999, Some(Part::Forged)),
        (99_000_000, Some(Part::Canary)),
        (99_999_999, Some(Part::Canary)),
        (100_000_000, None),
    ];
    for (index, part) in edges {
        assert_eq!(population_of(index), part, "{index}");
    }
}

#[test]
fn a_number_of_the_wrong_courier_belongs_to_nobody() {
    let population = population(42);
    let parcel = population.parcel(17);
    for format in tracking_number::FORMATS {
        let number = tracking_number::encode(format, 17, 42);
        let expected = (format == parcel.courier.number).then_some(17);
        assert_eq!(population.index_of(&number), expected, "{number}");
    }
    assert_eq!(population.index_of("no number"), None);
}

#[test]
fn dates_are_near_the_base() {
    let population = population(42);
    for index in 0..500 {
        let parcel = population.parcel(index);
        let date = parcel.estimated_delivery_date.as_str();
        assert!(("2026-11-26"..="2026-11-30").contains(&date), "{date}");
        let age = settings().base.since(parcel.created_at).as_secs() / 86_400;
        assert!((6..11).contains(&age), "{age} days");
    }
}

#[test]
fn impossible_settings_are_refused_with_their_place_and_cure() {
    type Breakage = fn(&mut PopulationSettings);
    let broken: [(Breakage, &str); 5] = [
        (
            |s| s.countries = [("XX".to_owned(), 1.0)].into(),
            "mix.countries: \"XX\" is not known; known are BR",
        ),
        (|s| s.carriers.clear(), "mix.carriers: nothing has a share"),
        (
            |s| s.repeat_recipients = 0.9,
            "mix.repeat_recipients: 0.9 is not a share",
        ),
        (
            |s| s.undeliverable = f64::NAN,
            "mix.undeliverable: NaN is not a share",
        ),
        (|s| s.sellers = 0, "mix.sellers: 0 sellers send nothing"),
    ];
    for (breakage, words) in broken {
        let mut settings = settings();
        breakage(&mut settings);
        let error = Population::new(Chance::new(1), settings)
            .unwrap_err()
            .to_string();
        assert!(error.starts_with(words), "{error}");
    }
}

proptest! {
    #[test]
    fn every_number_leads_back_to_its_parcel(index in 0..100_000_000u64, seed: u64) {
        let population = population(seed);
        let parcel = population.parcel(index);
        prop_assert_eq!(population.index_of(&parcel.tracking_number), Some(index));
        prop_assert_eq!(&population.parcel(index), &parcel);
    }

    #[test]
    fn recipients_of_different_parts_are_different(a in MAIN, b in FORGED, c in CANARY) {
        let population = population(9);
        let [a, b, c] = [a, b, c].map(|index| population.parcel(index).recipient.phone);
        prop_assert!(a != b && b != c && a != c);
    }
}
