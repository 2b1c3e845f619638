#![allow(clippy::unwrap_used)] // A test that cannot go on should stop.

use super::*;
use crate::carriers::magic_number::{VENDORS_OWN, number};
use crate::tracking_number::CHINA_POST_PACKET;
use std::time::Duration;

const START: Moment = Moment::from_unix_s(1_795_000_000);

fn parcels() -> Parcels {
    Parcels::new(42, START)
}

#[test]
fn what_was_pushed_is_known_and_an_older_checkpoint_changes_nothing() {
    let parcels = parcels();
    let magic = number(CHINA_POST_PACKET, LifeKind::Ordinary, 1);
    let (parcel, _) = parcels.made(&magic, "BR").unwrap();
    let parcel = Parcel {
        tracking_number: "LX000000005CN".to_owned(),
        ..parcel
    };
    assert_eq!(parcels.find(&parcel.tracking_number, START), None);
    let later = START.after(Duration::from_secs(60));
    parcels.pushed(&parcel, Checkpoint::Delivered, START);
    parcels.pushed(&parcel, Checkpoint::InTransit, later);
    let known = parcels.find(&parcel.tracking_number, later).unwrap();
    assert_eq!((known.checkpoint, known.at), (Checkpoint::Delivered, START));
    parcels.forget();
    assert_eq!(parcels.find(&parcel.tracking_number, later), None);
}

#[test]
fn a_magic_number_is_known_without_a_push_and_its_life_goes_on() {
    let parcels = parcels();
    let magic = number(CHINA_POST_PACKET, LifeKind::Lost, 3);
    let now = parcels.find(&magic, START).unwrap();
    let later = parcels
        .find(&magic, START.after(Duration::from_secs(90 * 86_400)))
        .unwrap();
    let (now, later) = (now.life.unwrap().steps, later.life.unwrap().steps);
    assert!(now.len() < later.len());
    assert_eq!(now, later[..now.len()]);
    assert_eq!(later.last().unwrap().leg.word(), "lost");
}

#[test]
fn every_test_number_of_a_vendor_stands_where_its_vendor_says() {
    for (number, _, upto) in VENDORS_OWN {
        let known = parcels().find(number, START).unwrap();
        if let Some(upto) = upto {
            assert_eq!(known.checkpoint, upto, "{number}");
            assert!(known.at < START, "{number}");
        }
    }
}

#[test]
fn a_life_moves_on_by_hand_and_its_past_stays() {
    let parcels = parcels();
    let magic = number(CHINA_POST_PACKET, LifeKind::CustomsHold, 9);
    let (parcel, forced) = parcels.made(&magic, "DE").unwrap();
    let go = |checkpoint, at| parcels.lives_on(&parcel, forced.life, checkpoint, at);
    let customs = go(Checkpoint::Customs, START).unwrap();
    let minute = START.after(Duration::from_secs(60));
    let held = go(Checkpoint::Exception, minute).unwrap();
    let (before, after) = (customs.life.unwrap().steps, held.life.unwrap().steps);
    assert_eq!(before, after[..before.len()]);
    assert_eq!(after.last().unwrap().at, minute);
    let done = go(Checkpoint::Delivered, minute.after(Duration::from_secs(5))).unwrap();
    let steps = done.life.clone().unwrap().steps;
    assert!(steps.windows(2).all(|two| two[0].at <= two[1].at));
    assert_eq!(parcels.find(&magic, minute), Some(done));
    let refused = go(Checkpoint::Customs, minute).unwrap_err();
    assert_eq!(refused.ahead, []);
}

#[test]
fn the_books_are_bounded() {
    let mut book = Bounded::new(3);
    for key in 0..5u64 {
        book.put(key, key, |_| {});
    }
    assert!(book.forgot() && book.get(&0).is_none() && book.get(&1).is_none());
    let newest: Vec<u64> = book.newest().map(|(key, _)| *key).collect();
    assert_eq!(newest, [4, 3, 2]);
}

#[test]
fn whoever_told_of_a_parcel_is_remembered_beside_its_own_carrier() {
    let parcels = parcels();
    let magic = number(CHINA_POST_PACKET, LifeKind::Ordinary, 2);
    let (parcel, _) = parcels.made(&magic, "BR").unwrap();
    let second = Parcel {
        carrier: Carrier::SeventeenTrack,
        ..parcel.clone()
    };
    parcels.pushed(&parcel, Checkpoint::Customs, START);
    parcels.pushed(&second, Checkpoint::InTransit, START);
    let known = parcels.told(&magic).unwrap();
    assert_eq!(known.checkpoint, Checkpoint::Customs);
    for carrier in Carrier::ALL {
        let told = [Carrier::AfterShip, Carrier::SeventeenTrack].contains(&carrier);
        assert_eq!(known.tellers.has(carrier), told, "{carrier:?}");
        assert_eq!(
            parcels.of(carrier, 9).len(),
            usize::from(told),
            "{carrier:?}"
        );
    }
}
