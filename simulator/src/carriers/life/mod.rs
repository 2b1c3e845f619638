//! What happens to a parcel: the short life behind every notice of the load, and whole lives with branches.
//!
//! The short life is the history that a snapshot repeats when a notice names nothing but a checkpoint. Earlier
//! times follow from when the label was made, so that two pushes about a parcel agree about its past; they never
//! pass the moment of the push. Whole lives, with dwell times of their lane, are in [`story`].

mod kind;
mod lane;
mod leg;
mod place;
mod pushes;
mod story;

use super::magic_number;
use crate::clock::Moment;
use crate::countries::Country;
use crate::parcel::{Checkpoint, Parcel, Trouble};
use crate::permutation::scramble;
use crate::tracking_number::sibling;
use std::time::Duration;

pub use kind::{LifeKind, Shares};
pub use lane::{Lane, Wait};
pub use leg::Leg;
use place::EXPORT_HUB;
pub(super) use place::ORIGIN;
pub use place::Place;
pub use pushes::Push;
pub use story::{Life, Told};

/// Something that happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// What.
    pub leg: Leg,
    /// When.
    pub at: Moment,
    /// Where.
    pub place: Place,
    /// To which piece of a split shipment, from 0.
    pub piece: u8,
}

/// The parcel's country of destination.
pub(super) fn destination(parcel: &Parcel) -> &'static Country {
    // A parcel of the population always has one of the countries; a made-up one gets the first.
    Country::find(parcel.recipient.country).unwrap_or(&crate::countries::ALL[0])
}

/// A number that belongs to the parcel and a purpose: the carriers' own identifiers are made of it.
pub(super) fn fingerprint(parcel: &Parcel, purpose: u64) -> u64 {
    fingerprint_of(&parcel.tracking_number, purpose)
}

/// The same from a tracking number: a number that nobody knows yet has its identifiers, too.
pub(super) fn fingerprint_of(tracking_number: &str, purpose: u64) -> u64 {
    // FNV-1a over the number, so that it does not depend on how indices are laid out.
    let hash = tracking_number
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
    scramble(hash ^ scramble(purpose))
}

/// What is wrong with the parcel when something is: what its magic number says, else mostly a delay.
pub(super) fn trouble_of(parcel: &Parcel) -> Trouble {
    let forced = magic_number::forced(&parcel.tracking_number);
    if let Some(trouble) = forced.and_then(|forced| forced.trouble()) {
        return trouble;
    }
    match fingerprint(parcel, 1) % 10 {
        0..=5 => Trouble::Delay,
        6 | 7 => Trouble::CustomsHold,
        8 => Trouble::Damaged,
        _ => Trouble::Lost,
    }
}

/// The legs up to a checkpoint; the last one is the checkpoint itself.
fn legs(parcel: &Parcel, checkpoint: Checkpoint) -> Vec<Leg> {
    const TO_CUSTOMS: [Leg; 6] = [
        Leg::LabelMade,
        Leg::PickedUp,
        Leg::Exported,
        Leg::Landed,
        Leg::Moving,
        Leg::Customs,
    ];
    let trouble = trouble_of(parcel);
    let (known, rest): (usize, &[Leg]) = match checkpoint {
        Checkpoint::InfoReceived => (1, &[]),
        Checkpoint::InTransit => (5, &[]),
        Checkpoint::Customs => (6, &[]),
        Checkpoint::Exception if trouble == Trouble::CustomsHold => (6, &[Leg::Trouble(trouble)]),
        Checkpoint::Exception => (6, &[Leg::CustomsCleared, Leg::Trouble(trouble)]),
        Checkpoint::OutForDelivery => (6, &[Leg::CustomsCleared, Leg::OutForDelivery]),
        Checkpoint::Delivered => (
            6,
            &[Leg::CustomsCleared, Leg::OutForDelivery, Leg::Delivered],
        ),
        Checkpoint::AttemptFailed => (
            6,
            &[Leg::CustomsCleared, Leg::OutForDelivery, Leg::AttemptFailed],
        ),
        Checkpoint::AvailableForPickup => (6, &[Leg::CustomsCleared, Leg::AtPickupPoint]),
        Checkpoint::Expired => (6, &[Leg::Expired]),
    };
    [&TO_CUSTOMS[..known], rest].concat()
}

/// Minutes after the label was made, before the parcel's own luck adds up to four hours. `None`: as late as the
/// moment of the push allows.
fn minutes_after_label(leg: Leg) -> Option<u64> {
    match leg {
        Leg::LabelMade => Some(0),
        Leg::PickedUp => Some(9 * 60),
        Leg::Exported => Some(31 * 60),
        Leg::Landed => Some(74 * 60),
        Leg::Moving => Some(89 * 60),
        Leg::Customs => Some(97 * 60),
        Leg::CustomsCleared => Some(118 * 60),
        _ => None,
    }
}

/// How long before the next step a step is at the latest.
fn least_gap(leg: Leg) -> Duration {
    match leg {
        Leg::OutForDelivery => Duration::from_secs(4 * 3600 + 13 * 60),
        _ => Duration::from_secs(7 * 60),
    }
}

/// Everything that happened, oldest first. The last step is the checkpoint, at the moment `at`.
pub(super) fn history(parcel: &Parcel, checkpoint: Checkpoint, at: Moment) -> Vec<Step> {
    let country = destination(parcel);
    let gateway = Place::abroad(country, country.cities[0].name);
    let home = Place::abroad(country, parcel.recipient.city);
    let luck = fingerprint(parcel, 2);
    let mut steps: Vec<Step> = legs(parcel, checkpoint)
        .into_iter()
        .enumerate()
        .map(|(number, leg)| {
            let place = match leg {
                Leg::LabelMade | Leg::PickedUp => ORIGIN,
                Leg::Exported => EXPORT_HUB,
                Leg::OutForDelivery | Leg::AttemptFailed | Leg::AtPickupPoint | Leg::Delivered => {
                    home
                }
                _ => gateway,
            };
            let own = (luck >> (number * 4)) % 240;
            let natural = minutes_after_label(leg).map(|minutes| {
                parcel
                    .created_at
                    .after(Duration::from_secs((minutes + own) * 60))
            });
            Step {
                leg,
                at: natural.unwrap_or(at),
                place,
                piece: 0,
            }
        })
        .collect();
    let mut latest = at;
    if let Some(last) = steps.last_mut() {
        last.at = at;
    }
    for step in steps.iter_mut().rev().skip(1) {
        step.at = step.at.min(latest.before(least_gap(step.leg)));
        latest = step.at;
    }
    steps
}

/// The number that the courier of the last mile uses: a number in nobody's range here, so that it is never taken
/// for a parcel's own.
pub fn last_mile_number(parcel: &Parcel) -> String {
    crate::tracking_number::write_s10(
        "CY",
        fingerprint(parcel, 300) % 100_000_000,
        parcel.recipient.country,
    )
}

/// The tracking number of a piece of a split shipment: piece 0 has the parcel's own.
pub fn piece_number(parcel: &Parcel, piece: u8) -> String {
    match piece {
        0 => parcel.tracking_number.clone(),
        _ => sibling(
            parcel.courier.number,
            fingerprint(parcel, 400 + u64::from(piece)) % 100_000_000,
        ),
    }
}

#[cfg(test)]
mod tests;
