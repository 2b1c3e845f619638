//! Key words of customers' messages in English, British and American, in lower case.

use super::Words;
use crate::dialogue::Kind;

#[rustfmt::skip] // A table.
pub(super) const WORDS: Words = &[
    (Kind::WhereIsIt, &["where is", "where's", "whereabouts"]),
    (Kind::Late, &["late", "delayed", "overdue"]),
    (Kind::Lost, &["lost", "gone astray", "vanished"]),
    (Kind::Damaged, &["damaged", "broken", "crushed", "smashed"]),
    (Kind::WrongItem, &["wrong item", "wrong size", "wrong colour", "not what i ordered", "one piece short", "wrong color"]),
    (Kind::Return, &["send it back", "return label", "to return", "take it back"]),
    (Kind::Payment, &["charged", "payment", "refund", "invoice"]),
    (Kind::NotReceived, &["not received", "never received", "marked as delivered", "says delivered"]),
    (Kind::Customs, &["customs", "import duty", "import tax"]),
    (Kind::Silent, &["no update", "has not moved", "no news", "same status"]),
    (Kind::OptOut, &["stop", "unsubscribe", "opt out", "no more messages"]),
];
