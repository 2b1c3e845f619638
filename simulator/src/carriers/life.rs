//! What happened to a parcel up to a checkpoint: the history that every snapshot repeats.
//!
//! Earlier times follow from when the label was made, so that two pushes about a parcel agree about its past.
//! They never pass the moment of the push.

use crate::clock::Moment;
use crate::countries::Country;
use crate::parcel::{Checkpoint, Parcel};
use crate::permutation::scramble;
use std::time::Duration;

/// One thing that can happen on the way. Finer than a checkpoint: carriers report more than anybody notifies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leg {
    LabelMade,
    PickedUp,
    Exported,
    Landed,
    Moving,
    Customs,
    CustomsCleared,
    Trouble(Trouble),
    OutForDelivery,
    Delivered,
}

/// What can be wrong with a parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    Delay,
    CustomsPapers,
    Damaged,
    Lost,
}

/// Something that happened.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub(super) leg: Leg,
    pub(super) at: Moment,
    pub(super) place: Place,
}

/// Where something happened.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) city: &'static str,
    pub(super) alpha2: &'static str,
    pub(super) alpha3: &'static str,
    pub(super) country: &'static str,
    pub(super) utc_offset: &'static str,
    pub(super) utc_offset_minutes: i32,
}

const fn in_china(city: &'static str) -> Place {
    let (alpha2, alpha3, country) = ("CN", "CHN", "China");
    Place {
        city,
        alpha2,
        alpha3,
        country,
        utc_offset: "+08:00",
        utc_offset_minutes: 480,
    }
}

/// Where parcels start. Written as Chinese carriers write it, so that no payload is plain ASCII.
pub(super) const ORIGIN: Place = in_china("深圳市");
const EXPORT_HUB: Place = in_china("广州市");

impl Place {
    fn abroad(country: &'static Country, city: &'static str) -> Place {
        Place {
            city,
            alpha2: country.alpha2,
            alpha3: country.alpha3,
            country: country.name,
            utc_offset: country.utc_offset,
            utc_offset_minutes: country.utc_offset_minutes,
        }
    }
}

/// The parcel's country of destination.
pub(super) fn destination(parcel: &Parcel) -> &'static Country {
    // A parcel of the population always has one of the countries; a made-up one gets the first.
    Country::find(parcel.recipient.country).unwrap_or(&crate::countries::ALL[0])
}

/// A number that belongs to the parcel and a purpose: the carriers' own identifiers are made of it.
pub(super) fn fingerprint(parcel: &Parcel, purpose: u64) -> u64 {
    // FNV-1a over the number, so that it does not depend on how indices are laid out.
    let hash = parcel
        .tracking_number
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
    scramble(hash ^ scramble(purpose))
}

/// What is wrong with the parcel when something is: mostly a delay.
pub(super) fn trouble_of(parcel: &Parcel) -> Trouble {
    match fingerprint(parcel, 1) % 10 {
        0..=5 => Trouble::Delay,
        6 | 7 => Trouble::CustomsPapers,
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
        Checkpoint::Exception if trouble == Trouble::CustomsPapers => (6, &[Leg::Trouble(trouble)]),
        Checkpoint::Exception => (6, &[Leg::CustomsCleared, Leg::Trouble(trouble)]),
        Checkpoint::OutForDelivery => (6, &[Leg::CustomsCleared, Leg::OutForDelivery]),
        Checkpoint::Delivered => (
            6,
            &[Leg::CustomsCleared, Leg::OutForDelivery, Leg::Delivered],
        ),
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
        Leg::Trouble(_) | Leg::OutForDelivery | Leg::Delivered => None,
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
                Leg::OutForDelivery | Leg::Delivered => home,
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
