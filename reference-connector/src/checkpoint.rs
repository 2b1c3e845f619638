//! Where a parcel is, in the connector's own words. The order of the variants is the order of a life.

/// A checkpoint; a lower one is older.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Checkpoint {
    InfoReceived,
    InTransit,
    Customs,
    Exception,
    OutForDelivery,
    Delivered,
}

impl Checkpoint {
    const ALL: [Checkpoint; 6] = [
        Checkpoint::InfoReceived,
        Checkpoint::InTransit,
        Checkpoint::Customs,
        Checkpoint::Exception,
        Checkpoint::OutForDelivery,
        Checkpoint::Delivered,
    ];

    /// The word in callback data and records.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Checkpoint::InfoReceived => "info_received",
            Checkpoint::InTransit => "in_transit",
            Checkpoint::Customs => "customs",
            Checkpoint::Exception => "exception",
            Checkpoint::OutForDelivery => "out_for_delivery",
            Checkpoint::Delivered => "delivered",
        }
    }

    /// The checkpoint with this word.
    pub(crate) fn parse(word: &str) -> Option<Checkpoint> {
        Checkpoint::ALL
            .into_iter()
            .find(|checkpoint| checkpoint.word() == word)
    }

    /// The number that the database keeps.
    pub(crate) fn rank(self) -> i64 {
        self as i64
    }

    /// The checkpoint of a number that the database kept.
    pub(crate) fn from_rank(rank: i64) -> Option<Checkpoint> {
        Checkpoint::ALL
            .into_iter()
            .find(|checkpoint| checkpoint.rank() == rank)
    }
}
