//! What pushes tell: all that a message needs, or parts of it that have to be put together.

use crate::checkpoint::Checkpoint;

/// News about a parcel that a customer is to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Notice {
    pub(crate) tracking_number: String,
    pub(crate) checkpoint: Checkpoint,
    /// E.164 digits without the plus sign.
    pub(crate) recipient: String,
    /// ISO 3166-1, alpha-2 or alpha-3 as the carrier has it.
    pub(crate) country: String,
    /// The courier's name for people.
    pub(crate) carrier_name: String,
    /// Begins with `YYYY-MM-DD`, at the destination; what follows may be a time of day and a zone.
    pub(crate) estimated_delivery: String,
    pub(crate) seller: String,
}

/// What is known of a parcel besides its checkpoints. Empty texts are not known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) recipient: Option<String>,
    pub(crate) country: Option<String>,
    pub(crate) carrier_name: Option<String>,
    pub(crate) estimated_delivery: Option<String>,
    pub(crate) seller: Option<String>,
}

/// Parts of a notice. Many carriers know a number and a checkpoint and nothing of the customer; the shop knows the
/// rest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct News {
    /// None where only the order is named.
    pub(crate) tracking_number: Option<String>,
    /// The shop's own id of the order.
    pub(crate) order: Option<String>,
    /// None: only facts about the parcel.
    pub(crate) checkpoint: Option<Checkpoint>,
    pub(crate) known: Known,
}

/// Stands for what nobody knows: a template's parameter must not be empty.
const UNKNOWN: &str = "-";

impl Known {
    /// These facts, and another source's where these have gaps.
    pub(crate) fn or(self, other: Known) -> Known {
        Known {
            recipient: self.recipient.or(other.recipient),
            country: self.country.or(other.country),
            carrier_name: self.carrier_name.or(other.carrier_name),
            estimated_delivery: self.estimated_delivery.or(other.estimated_delivery),
            seller: self.seller.or(other.seller),
        }
    }

    /// The notice of a checkpoint; none as long as nobody knows whom to tell.
    pub(crate) fn notice(self, tracking_number: String, checkpoint: Checkpoint) -> Option<Notice> {
        Some(Notice {
            tracking_number,
            checkpoint,
            recipient: self.recipient?,
            country: self.country.unwrap_or_default(),
            carrier_name: self.carrier_name.unwrap_or_else(|| UNKNOWN.to_owned()),
            estimated_delivery: self
                .estimated_delivery
                .unwrap_or_else(|| UNKNOWN.to_owned()),
            seller: self.seller.unwrap_or_default(),
        })
    }
}
