//! What a customer writes about: one word each, in scenario files, connector files, phrase books and the ledger.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What a customer's message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DialogueKind {
    /// Where the parcel is.
    WhereIsIt,
    /// It is late.
    Late,
    /// It is lost.
    Lost,
    /// It arrived damaged; often with a photo.
    Damaged,
    /// Something else was in it, or something is missing.
    WrongItem,
    /// It is to go back.
    Return,
    /// Money: charged twice, not charged, a refund.
    Payment,
    /// It is marked delivered and was not received.
    NotReceived,
    /// Customs holds it.
    Customs,
    /// Nothing has been heard of it for days.
    Silent,
    /// No more messages, please.
    OptOut,
    /// Anything else.
    Other,
}

impl DialogueKind {
    /// All of them.
    pub const ALL: [DialogueKind; 12] = [
        DialogueKind::WhereIsIt,
        DialogueKind::Late,
        DialogueKind::Lost,
        DialogueKind::Damaged,
        DialogueKind::WrongItem,
        DialogueKind::Return,
        DialogueKind::Payment,
        DialogueKind::NotReceived,
        DialogueKind::Customs,
        DialogueKind::Silent,
        DialogueKind::OptOut,
        DialogueKind::Other,
    ];

    /// The word in files and in the ledger.
    pub fn word(self) -> &'static str {
        match self {
            DialogueKind::WhereIsIt => "where_is_it",
            DialogueKind::Late => "late",
            DialogueKind::Lost => "lost",
            DialogueKind::Damaged => "damaged",
            DialogueKind::WrongItem => "wrong_item",
            DialogueKind::Return => "return",
            DialogueKind::Payment => "payment",
            DialogueKind::NotReceived => "not_received",
            DialogueKind::Customs => "customs",
            DialogueKind::Silent => "silent",
            DialogueKind::OptOut => "opt_out",
            DialogueKind::Other => "other",
        }
    }

    /// The kind with this word.
    pub fn parse(word: &str) -> Option<DialogueKind> {
        DialogueKind::ALL
            .into_iter()
            .find(|kind| kind.word() == word)
    }
}

impl Serialize for DialogueKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

impl<'de> Deserialize<'de> for DialogueKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<DialogueKind, D::Error> {
        let word = String::deserialize(deserializer)?;
        DialogueKind::parse(&word).ok_or_else(|| {
            serde::de::Error::custom(format!("no customer's message is about {word:?}"))
        })
    }
}
