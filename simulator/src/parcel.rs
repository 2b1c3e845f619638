//! A parcel and its life, as the world knows it: who sent it, who gets it, and where it can be.

use crate::carriers::Carrier;
use crate::clock::Moment;
use crate::tracking_number::NumberFormat;

/// Where a parcel is, normalized over all carriers. The order of the variants is the order of a life; `rank`
/// is what "older" and "newer" mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Checkpoint {
    /// The carrier knows of the parcel, and has not got it yet.
    InfoReceived,
    /// On its way.
    InTransit,
    /// At or through customs.
    Customs,
    /// Something is wrong: delayed, damaged, held.
    Exception,
    /// With the courier for delivery today.
    OutForDelivery,
    /// The courier came, and could not hand it over.
    AttemptFailed,
    /// Waits where the customer can fetch it.
    AvailableForPickup,
    /// Handed over.
    Delivered,
    /// Nothing was heard for so long that the carrier stopped looking.
    Expired,
}

impl Checkpoint {
    /// All of them, in the order of a life.
    pub const ALL: [Checkpoint; 9] = [
        Checkpoint::InfoReceived,
        Checkpoint::InTransit,
        Checkpoint::Customs,
        Checkpoint::Exception,
        Checkpoint::OutForDelivery,
        Checkpoint::AttemptFailed,
        Checkpoint::AvailableForPickup,
        Checkpoint::Delivered,
        Checkpoint::Expired,
    ];

    /// The word in scenario files, connector files and the ledger.
    pub fn word(self) -> &'static str {
        match self {
            Checkpoint::InfoReceived => "info_received",
            Checkpoint::InTransit => "in_transit",
            Checkpoint::Customs => "customs",
            Checkpoint::Exception => "exception",
            Checkpoint::OutForDelivery => "out_for_delivery",
            Checkpoint::AttemptFailed => "attempt_failed",
            Checkpoint::AvailableForPickup => "available_for_pickup",
            Checkpoint::Delivered => "delivered",
            Checkpoint::Expired => "expired",
        }
    }

    /// The checkpoint with this word.
    pub fn parse(word: &str) -> Option<Checkpoint> {
        Checkpoint::ALL
            .into_iter()
            .find(|checkpoint| checkpoint.word() == word)
    }

    /// Place in a life: a checkpoint with a lower rank is older.
    pub fn rank(self) -> u8 {
        self as u8
    }
}

/// What is wrong with a parcel at [`Checkpoint::Exception`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trouble {
    /// Later than promised.
    Delay,
    /// Customs holds it and asks for documents.
    CustomsHold,
    /// Damaged on the way.
    Damaged,
    /// Cannot be found.
    Lost,
    /// The address is wrong or incomplete.
    AddressIssue,
    /// The customer did not take it.
    Refused,
    /// On its way back to the sender.
    Returning,
    /// Back at the sender's.
    Returned,
    /// The sender called it off.
    Cancelled,
    /// Anything else.
    Other,
}

impl Trouble {
    /// All of them.
    pub const ALL: [Trouble; 10] = [
        Trouble::Delay,
        Trouble::CustomsHold,
        Trouble::Damaged,
        Trouble::Lost,
        Trouble::AddressIssue,
        Trouble::Refused,
        Trouble::Returning,
        Trouble::Returned,
        Trouble::Cancelled,
        Trouble::Other,
    ];

    /// The word in files and tables.
    pub fn word(self) -> &'static str {
        match self {
            Trouble::Delay => "delay",
            Trouble::CustomsHold => "customs_hold",
            Trouble::Damaged => "damaged",
            Trouble::Lost => "lost",
            Trouble::AddressIssue => "address_issue",
            Trouble::Refused => "refused",
            Trouble::Returning => "returning",
            Trouble::Returned => "returned",
            Trouble::Cancelled => "cancelled",
            Trouble::Other => "other",
        }
    }
}

/// A parcel. Everything about it follows from the seed and its index.
#[derive(Debug, Clone, PartialEq)]
pub struct Parcel {
    /// Its index; the tracking number encodes it.
    pub index: u64,
    /// Unique in a run, valid for its carrier's number format.
    pub tracking_number: String,
    /// Who pushes its checkpoints.
    pub carrier: Carrier,
    /// Who carries it, as the carrier's payload names them (slug, key) and as people do (name).
    pub courier: &'static Courier,
    /// Who gets it.
    pub recipient: Recipient,
    /// Which seller sent it, from 0; payloads say `s1` for seller 0.
    pub seller: u32,
    /// The shop's order number.
    pub order_number: String,
    /// Estimated delivery date at the destination, ISO 8601 `YYYY-MM-DD`.
    pub estimated_delivery_date: String,
    /// When the label was made; the checkpoints before the notified one follow from it.
    pub created_at: Moment,
}

impl Parcel {
    /// The seller as payloads and configurations name it: `s1` for seller 0.
    pub fn seller_word(&self) -> String {
        format!("s{}", self.seller + 1)
    }
}

/// Who carries a parcel, as one carrier's pushes name them.
#[derive(Debug, PartialEq, Eq)]
pub struct Courier {
    /// AfterShip's slug.
    pub slug: &'static str,
    /// 17TRACK's carrier key.
    pub key_17track: u32,
    /// The name that people read, and that a template's `carrier_name` has to carry.
    pub name: &'static str,
    /// How its tracking numbers look.
    pub number: NumberFormat,
}

/// A customer who waits for a parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// E.164 digits without the plus sign. A magic number (see [`crate::magic`]) forces an outcome.
    pub phone: String,
    /// Full name; not ASCII in most countries.
    pub name: String,
    /// ISO 3166-1 alpha-2, such as `BR`.
    pub country: &'static str,
    /// City of the address.
    pub city: &'static str,
    /// Postal code of the address.
    pub postal_code: String,
}
