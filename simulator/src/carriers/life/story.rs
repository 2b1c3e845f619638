//! A whole life: every step from the label to the end, with branches and the dwell times of the lane.

use super::kind::LifeKind;
use super::lane::{Lane, Wait};
use super::leg::Leg;
use super::place::{EXPORT_HUB, ORIGIN, Place};
use super::{Step, destination, fingerprint};
use crate::parcel::{Parcel, Trouble};
use std::time::Duration;

/// A life, oldest step first. It follows from the parcel and the kind alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Life {
    /// Its kind.
    pub kind: LifeKind,
    /// What happens, in the order of time; at most 24 steps.
    pub steps: Vec<Step>,
}

/// A life up to one of its steps: what a snapshot says after that step.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// The life.
    pub life: &'a Life,
    /// The newest step; a number beyond the end is the end.
    pub upto: usize,
}

/// A step of a script, and how long it is waited for.
type Line = (Leg, Wait);

const LABEL: Line = (Leg::LabelMade, Wait::Days(0));
const PICK_UP: Line = (Leg::PickedUp, Wait::PickUp);
const EXPORT: Line = (Leg::Exported, Wait::Export);
const LANDING: Line = (Leg::Landed, Wait::Haul);
const SORTING: Line = (Leg::Moving, Wait::Sort);
const CUSTOMS: Line = (Leg::Customs, Wait::ToCustoms);
const CLEARED: Line = (Leg::CustomsCleared, Wait::Customs);
const HAND_OVER: Line = (Leg::HandedOver, Wait::HandOver);
const OUT: Line = (Leg::OutForDelivery, Wait::LastMile);
const DOOR: Line = (Leg::Delivered, Wait::Drive);
const NOBODY: Line = (Leg::AttemptFailed, Wait::Drive);
const BACK: Line = (Leg::Trouble(Trouble::Returning), Wait::Days(2));
const HOME: Line = (Leg::Trouble(Trouble::Returned), Wait::Days(21));

const fn out_again(days: u8) -> Line {
    (Leg::OutForDelivery, Wait::Days(days))
}

const fn trouble(trouble: Trouble, days: u8) -> Line {
    (Leg::Trouble(trouble), Wait::Days(days))
}

const fn at_the_door(trouble: Trouble) -> Line {
    (Leg::Trouble(trouble), Wait::Drive)
}

/// What every life that gets so far has in common.
const TO_CUSTOMS: &[Line] = &[LABEL, PICK_UP, EXPORT, LANDING, SORTING, CUSTOMS];

/// How many of the common lines a kind has, and how it goes on.
fn script(kind: LifeKind) -> (usize, &'static [Line]) {
    match kind {
        LifeKind::Ordinary
        | LifeKind::NumberChange
        | LifeKind::SplitShipment
        | LifeKind::NotReceived => (6, &[CLEARED, HAND_OVER, OUT, DOOR]),
        LifeKind::Delayed => {
            const REST: &[Line] = &[
                trouble(Trouble::Delay, 3),
                SORTING,
                CUSTOMS,
                CLEARED,
                HAND_OVER,
                OUT,
                DOOR,
            ];
            (4, REST)
        }
        LifeKind::CustomsHold => {
            const REST: &[Line] = &[
                trouble(Trouble::CustomsHold, 1),
                (Leg::CustomsCleared, Wait::Days(6)),
                HAND_OVER,
                OUT,
                DOOR,
            ];
            (6, REST)
        }
        LifeKind::Damaged => {
            const REST: &[Line] = &[CLEARED, HAND_OVER, trouble(Trouble::Damaged, 1), BACK];
            (6, REST)
        }
        LifeKind::Lost => {
            const REST: &[Line] = &[
                CLEARED,
                HAND_OVER,
                trouble(Trouble::Delay, 7),
                trouble(Trouble::Lost, 14),
            ];
            (6, REST)
        }
        LifeKind::Returned => {
            const REST: &[Line] = &[
                CLEARED,
                HAND_OVER,
                OUT,
                NOBODY,
                out_again(1),
                NOBODY,
                BACK,
                HOME,
            ];
            (6, REST)
        }
        LifeKind::Refused => {
            const REST: &[Line] = &[
                CLEARED,
                HAND_OVER,
                OUT,
                at_the_door(Trouble::Refused),
                BACK,
                HOME,
            ];
            (6, REST)
        }
        LifeKind::AttemptFailed => {
            const REST: &[Line] = &[CLEARED, HAND_OVER, OUT, NOBODY, out_again(1), DOOR];
            (6, REST)
        }
        LifeKind::PickUpPoint => {
            const REST: &[Line] = &[
                CLEARED,
                HAND_OVER,
                (Leg::AtPickupPoint, Wait::LastMile),
                (Leg::Delivered, Wait::Days(2)),
            ];
            (6, REST)
        }
        LifeKind::Silent => {
            const REST: &[Line] = &[
                (Leg::Moving, Wait::Days(5)),
                CUSTOMS,
                CLEARED,
                HAND_OVER,
                OUT,
                DOOR,
            ];
            (4, REST)
        }
        LifeKind::AddressIssue => {
            const REST: &[Line] = &[
                CLEARED,
                HAND_OVER,
                OUT,
                at_the_door(Trouble::AddressIssue),
                out_again(2),
                DOOR,
            ];
            (6, REST)
        }
        LifeKind::Cancelled => {
            const REST: &[Line] = &[trouble(Trouble::Cancelled, 1)];
            (1, REST)
        }
        LifeKind::Expired => (3, &[(Leg::Expired, Wait::Days(30))]),
    }
}

impl Life {
    /// The life of this kind that a parcel has; it begins when the label is made.
    pub fn of(parcel: &Parcel, kind: LifeKind) -> Life {
        let mut steps = one_piece(parcel, kind, 0, Duration::ZERO);
        if kind == LifeKind::SplitShipment {
            let later = Duration::from_secs(2 * 86_400);
            steps.extend(one_piece(parcel, kind, 1, later));
            steps.sort_by_key(|step| step.at);
        }
        Life { kind, steps }
    }

    /// How many parcels it is in.
    pub fn pieces(&self) -> u8 {
        1 + self.steps.iter().map(|step| step.piece).max().unwrap_or(0)
    }
}

impl<'a> Told<'a> {
    /// The steps of the piece that the newest step is about, oldest first.
    pub(in crate::carriers) fn steps(&self) -> Vec<Step> {
        let upto = self.upto.min(self.life.steps.len().saturating_sub(1));
        let told = &self.life.steps[..self.life.steps.len().min(upto + 1)];
        let piece = told.last().map_or(0, |step| step.piece);
        told.iter()
            .filter(|step| step.piece == piece)
            .copied()
            .collect()
    }

    /// The newest step.
    pub fn newest(&self) -> Option<&'a Step> {
        let upto = self.upto.min(self.life.steps.len().checked_sub(1)?);
        self.life.steps.get(upto)
    }
}

fn one_piece(parcel: &Parcel, kind: LifeKind, piece: u8, later: Duration) -> Vec<Step> {
    let lane = Lane::to(parcel.recipient.country);
    let country = destination(parcel);
    let (common, rest) = script(kind);
    let mut at = parcel.created_at.after(later);
    let lines = TO_CUSTOMS[..common].iter().chain(rest);
    lines
        .enumerate()
        .map(|(number, &(leg, wait))| {
            let luck = fingerprint(parcel, 1_000 + number as u64 * 4 + u64::from(piece)) % 1_000;
            if number > 0 {
                at = at.after(Duration::from_secs(lane.minutes(wait, luck) * 60));
            }
            let place = match leg {
                Leg::LabelMade | Leg::PickedUp | Leg::Trouble(Trouble::Cancelled) => ORIGIN,
                Leg::Exported | Leg::Expired => EXPORT_HUB,
                Leg::Trouble(Trouble::Returned) => ORIGIN,
                Leg::OutForDelivery | Leg::AttemptFailed | Leg::AtPickupPoint | Leg::Delivered => {
                    Place::abroad(country, parcel.recipient.city)
                }
                _ => Place::abroad(country, country.cities[0].name),
            };
            Step {
                leg,
                at,
                place,
                piece,
            }
        })
        .collect()
}
