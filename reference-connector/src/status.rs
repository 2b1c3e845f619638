//! What became of a message, and which word beats which.
//!
//! Statuses come in any order and more than once (Meta, webhooks: delivery is at least once, without order), so a
//! record keeps the highest. `failed` ranks between `sent` and `delivered`: a phone that got the message outweighs
//! another device of the same customer that did not.

/// A message's status; a record moves only to a higher one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Status {
    Accepted,
    Sent,
    Failed,
    Delivered,
    Read,
    /// Never sent, because the policy forbids it; only messages without an id have it.
    Suppressed,
}

impl Status {
    const ALL: [Status; 6] = [
        Status::Accepted,
        Status::Sent,
        Status::Failed,
        Status::Delivered,
        Status::Read,
        Status::Suppressed,
    ];

    /// The status with Meta's word; none for words that this connector has no use for, such as `played`.
    pub(crate) fn parse(word: &str) -> Option<Status> {
        Status::ALL
            .into_iter()
            .filter(|status| !matches!(status, Status::Accepted | Status::Suppressed))
            .find(|status| status.word() == word)
    }

    /// The word in records.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Status::Accepted => "accepted",
            Status::Sent => "sent",
            Status::Failed => "failed",
            Status::Delivered => "delivered",
            Status::Read => "read",
            Status::Suppressed => "suppressed",
        }
    }

    /// The number that the database keeps.
    pub(crate) fn rank(self) -> i64 {
        self as i64
    }

    /// The status of a number that the database kept.
    pub(crate) fn from_rank(rank: i64) -> Option<Status> {
        Status::ALL.into_iter().find(|status| status.rank() == rank)
    }

    /// The digit that a stored history has for it: a history is one digit a change.
    pub(crate) fn digit(self) -> &'static str {
        ["0", "1", "2", "3", "4", "5"][self as usize]
    }

    /// The words of a stored history.
    pub(crate) fn history(digits: &str) -> Vec<&'static str> {
        digits
            .bytes()
            .filter_map(|digit| Status::from_rank(i64::from(digit) - i64::from(b'0')))
            .map(Status::word)
            .collect()
    }
}
