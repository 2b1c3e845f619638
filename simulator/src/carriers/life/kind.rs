//! The kinds of lives that a parcel can have, how often each happens, and the trouble that each brings.

use super::lane::Lane;
use super::{Parcel, fingerprint};
use crate::parcel::Trouble;

/// A kind of life, from the label to the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LifeKind {
    /// Everything as it should be.
    Ordinary,
    /// Late, and then delivered.
    Delayed,
    /// Customs asks for documents, waits for them, and lets it go.
    CustomsHold,
    /// Damaged on the last mile, and sent back.
    Damaged,
    /// Never seen again.
    Lost,
    /// Two attempts in vain, then back to the sender.
    Returned,
    /// The customer does not take it.
    Refused,
    /// One attempt in vain, then delivered.
    AttemptFailed,
    /// Waits at a pick-up point until the customer fetches it.
    PickUpPoint,
    /// Not a word for five days, then delivered.
    Silent,
    /// The last mile goes under another number.
    NumberChange,
    /// One order in two parcels, two days apart.
    SplitShipment,
    /// Delivered, says the courier; the customer says otherwise.
    NotReceived,
    /// The address has to be corrected first.
    AddressIssue,
    /// Called off before it left.
    Cancelled,
    /// Silent for thirty days, then given up.
    Expired,
}

impl LifeKind {
    /// All of them. The place in this list, from 1, is the kind's code in a magic tracking number.
    pub const ALL: [LifeKind; 16] = [
        LifeKind::Ordinary,
        LifeKind::Delayed,
        LifeKind::CustomsHold,
        LifeKind::Damaged,
        LifeKind::Lost,
        LifeKind::Returned,
        LifeKind::Refused,
        LifeKind::AttemptFailed,
        LifeKind::PickUpPoint,
        LifeKind::Silent,
        LifeKind::NumberChange,
        LifeKind::SplitShipment,
        LifeKind::NotReceived,
        LifeKind::AddressIssue,
        LifeKind::Cancelled,
        LifeKind::Expired,
    ];

    /// The word in files and tables.
    pub fn word(self) -> &'static str {
        match self {
            LifeKind::Ordinary => "ordinary",
            LifeKind::Delayed => "delayed",
            LifeKind::CustomsHold => "customs_hold",
            LifeKind::Damaged => "damaged",
            LifeKind::Lost => "lost",
            LifeKind::Returned => "returned",
            LifeKind::Refused => "refused",
            LifeKind::AttemptFailed => "attempt_failed",
            LifeKind::PickUpPoint => "pick_up_point",
            LifeKind::Silent => "silent",
            LifeKind::NumberChange => "number_change",
            LifeKind::SplitShipment => "split_shipment",
            LifeKind::NotReceived => "not_received",
            LifeKind::AddressIssue => "address_issue",
            LifeKind::Cancelled => "cancelled",
            LifeKind::Expired => "expired",
        }
    }

    /// What happens, in a sentence's words.
    pub fn about(self) -> &'static str {
        match self {
            LifeKind::Ordinary => "label, transit, customs, delivery",
            LifeKind::Delayed => "an exception for a delay, then delivered",
            LifeKind::CustomsHold => "customs asks for documents and holds it for days",
            LifeKind::Damaged => "damaged on the last mile and sent back",
            LifeKind::Lost => "delayed, then reported lost",
            LifeKind::Returned => "two attempts in vain, then back to the sender",
            LifeKind::Refused => "refused at the door, then back to the sender",
            LifeKind::AttemptFailed => "nobody at home once, delivered the day after",
            LifeKind::PickUpPoint => "left at a pick-up point and fetched there",
            LifeKind::Silent => "no checkpoint for five days",
            LifeKind::NumberChange => "another number from the hand-over on",
            LifeKind::SplitShipment => "one order in two parcels, two days apart",
            LifeKind::NotReceived => "reported delivered, and the customer has nothing",
            LifeKind::AddressIssue => "the address has to be corrected",
            LifeKind::Cancelled => "called off before pick-up",
            LifeKind::Expired => "nothing for thirty days, then given up",
        }
    }

    /// The kind with this word.
    pub fn parse(word: &str) -> Option<LifeKind> {
        LifeKind::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Its code in a magic tracking number, from 1.
    pub fn code(self) -> u8 {
        self as u8 + 1
    }

    /// The kind with this code.
    pub fn from_code(code: u8) -> Option<LifeKind> {
        LifeKind::ALL
            .get(usize::from(code).checked_sub(1)?)
            .copied()
    }

    /// The trouble that its exception is about, where it has one.
    pub fn trouble(self) -> Option<Trouble> {
        match self {
            LifeKind::Delayed | LifeKind::Silent => Some(Trouble::Delay),
            LifeKind::CustomsHold => Some(Trouble::CustomsHold),
            LifeKind::Damaged => Some(Trouble::Damaged),
            LifeKind::Lost => Some(Trouble::Lost),
            LifeKind::Returned => Some(Trouble::Returned),
            LifeKind::Refused => Some(Trouble::Refused),
            LifeKind::AddressIssue => Some(Trouble::AddressIssue),
            LifeKind::Cancelled => Some(Trouble::Cancelled),
            _ => None,
        }
    }
}

/// How often each kind happens, in parts of a thousand; what is left over is ordinary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shares(Vec<(LifeKind, u16)>);

impl Shares {
    /// From parts of a thousand. `None` when they are more than a thousand together.
    pub fn new(shares: impl IntoIterator<Item = (LifeKind, u16)>) -> Option<Shares> {
        let shares: Vec<_> = shares.into_iter().collect();
        let sum: u32 = shares.iter().map(|(_, share)| u32::from(*share)).sum();
        (sum <= 1_000).then_some(Shares(shares))
    }

    /// What usually happens on a lane.
    pub fn of_lane(lane: &Lane) -> Shares {
        use LifeKind as K;
        Shares(vec![
            (K::CustomsHold, lane.customs_hold),
            (K::AttemptFailed, lane.attempt_failed),
            (K::PickUpPoint, lane.pick_up_point),
            (K::Delayed, 60),
            (K::Silent, 30),
            (K::NumberChange, 120),
            (K::SplitShipment, 25),
            (K::AddressIssue, 15),
            (K::Returned, 12),
            (K::NotReceived, 10),
            (K::Refused, 6),
            (K::Lost, 6),
            (K::Damaged, 5),
            (K::Cancelled, 5),
            (K::Expired, 3),
        ])
    }

    /// The kind of a parcel's life: what its magic number says, else by share; the same for the same parcel.
    pub fn of(&self, parcel: &Parcel) -> LifeKind {
        if let Some(forced) = super::magic_number::forced(&parcel.tracking_number) {
            return forced.life;
        }
        let mut place = (fingerprint(parcel, 3) % 1_000) as u16;
        for &(kind, share) in &self.0 {
            match place.checked_sub(share) {
                Some(rest) => place = rest,
                None => return kind,
            }
        }
        LifeKind::Ordinary
    }
}
