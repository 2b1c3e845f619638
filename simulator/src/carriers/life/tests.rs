//! Claims about lives.

#![allow(clippy::unwrap_used)] // A test that cannot go on should stop.

use super::*;
use crate::carriers::Carrier;
use crate::carriers::tests::parcels;
use std::collections::HashSet;

#[test]
fn a_life_is_in_order_and_follows_from_the_parcel() {
    for parcel in parcels(Carrier::AfterShip) {
        for kind in LifeKind::ALL {
            let life = Life::of(&parcel, kind);
            assert_eq!(life, Life::of(&parcel, kind));
            assert!(life.steps.is_sorted_by_key(|step| step.at), "{kind:?}");
            assert!((2..=24).contains(&life.steps.len()), "{kind:?}");
            assert_eq!(life.steps[0].leg, Leg::LabelMade);
            assert_eq!(life.steps[0].at, parcel.created_at);
            assert_eq!(LifeKind::parse(kind.word()), Some(kind));
            assert_eq!(LifeKind::from_code(kind.code()), Some(kind));
            assert!(!kind.about().is_empty());
        }
    }
    assert_eq!(LifeKind::from_code(0), None);
}

#[test]
fn every_kind_ends_as_it_says() {
    let parcel = &parcels(Carrier::AfterShip)[0];
    for (kind, end) in [
        (LifeKind::Ordinary, Leg::Delivered),
        (LifeKind::CustomsHold, Leg::Delivered),
        (LifeKind::Damaged, Leg::Trouble(Trouble::Returning)),
        (LifeKind::Lost, Leg::Trouble(Trouble::Lost)),
        (LifeKind::Returned, Leg::Trouble(Trouble::Returned)),
        (LifeKind::Refused, Leg::Trouble(Trouble::Returned)),
        (LifeKind::PickUpPoint, Leg::Delivered),
        (LifeKind::Cancelled, Leg::Trouble(Trouble::Cancelled)),
        (LifeKind::Expired, Leg::Expired),
    ] {
        let life = Life::of(parcel, kind);
        assert_eq!(life.steps[life.steps.len() - 1].leg, end, "{kind:?}");
        if let Some(trouble) = kind.trouble().filter(|_| kind != LifeKind::Silent) {
            let troubled = |step: &Step| step.leg == Leg::Trouble(trouble);
            assert!(life.steps.iter().any(troubled), "{kind:?}");
        }
    }
}

#[test]
fn silence_lasts_five_days_and_customs_hold_six() {
    for parcel in parcels(Carrier::AfterShip) {
        for (kind, days) in [
            (LifeKind::Silent, 5),
            (LifeKind::CustomsHold, 6),
            (LifeKind::Expired, 30),
        ] {
            let life = Life::of(&parcel, kind);
            let gaps = life
                .steps
                .windows(2)
                .map(|pair| pair[1].at.since(pair[0].at));
            assert!(gaps.max().unwrap().as_secs() >= days * 86_400, "{kind:?}");
        }
    }
}

#[test]
fn lanes_differ_and_every_country_has_one() {
    let of = |country| Lane::to(country).minutes(Wait::Customs, 500);
    assert!(of("BR") > 3 * of("US"));
    for country in &crate::countries::ALL {
        let lane = Lane::to(country.alpha2);
        let shares = Shares::of_lane(lane);
        let mut kinds = HashSet::new();
        for mut parcel in parcels(Carrier::SeventeenTrack) {
            for serial in 0..100 {
                parcel.tracking_number = format!("X{}{serial}", parcel.index);
                kinds.insert(shares.of(&parcel));
            }
        }
        assert!(kinds.len() >= 12, "{}: {kinds:?}", country.name);
    }
}

#[test]
fn a_magic_number_goes_before_the_shares() {
    let shares = Shares::new([(LifeKind::Lost, 1_000)]).unwrap();
    let mut parcel = parcels(Carrier::FedEx).remove(0);
    assert_eq!(shares.of(&parcel), LifeKind::Lost);
    parcel.tracking_number = magic_number::number(parcel.courier.number, LifeKind::Refused, 5);
    assert_eq!(shares.of(&parcel), LifeKind::Refused);
    assert_eq!(Shares::new([(LifeKind::Lost, 1_001)]), None);
}
