//! What a customer's message is about, and what follows from that: how urgent it is, whether a person is called in,
//! whether it is answered. Judged by key words; nothing here remembers a conversation.

mod answers;
mod words;

pub(crate) use answers::{answer, goodbye};

/// What a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    WhereIsIt,
    Late,
    Lost,
    Damaged,
    WrongItem,
    Return,
    Payment,
    NotReceived,
    Customs,
    Silent,
    OptOut,
    Other,
}

/// How urgent a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Priority {
    Low,
    Medium,
    High,
    Highest,
}

/// What happens to a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Treatment {
    pub(crate) priority: Priority,
    pub(crate) handover: Handover,
    pub(crate) reply: Reply,
}

/// Whether a person is called in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Handover {
    No,
    Yes,
}

/// What the connector writes back by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reply {
    Nothing,
    /// Where the parcel is.
    LastCheckpoint,
    /// That no more messages will come; once.
    Goodbye,
}

impl Kind {
    /// All of them. The more special ones come first: a text with words of several kinds is about the first.
    pub(crate) const ALL: [Kind; 12] = [
        Kind::OptOut,
        Kind::NotReceived,
        Kind::Damaged,
        Kind::Lost,
        Kind::WrongItem,
        Kind::Return,
        Kind::Payment,
        Kind::Customs,
        Kind::Silent,
        Kind::Late,
        Kind::WhereIsIt,
        Kind::Other,
    ];

    /// The word in records.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Kind::WhereIsIt => "where_is_it",
            Kind::Late => "late",
            Kind::Lost => "lost",
            Kind::Damaged => "damaged",
            Kind::WrongItem => "wrong_item",
            Kind::Return => "return",
            Kind::Payment => "payment",
            Kind::NotReceived => "not_received",
            Kind::Customs => "customs",
            Kind::Silent => "silent",
            Kind::OptOut => "opt_out",
            Kind::Other => "other",
        }
    }

    /// The policy: what happens to a message of this kind.
    pub(crate) fn treatment(self) -> Treatment {
        let (priority, handover) = match self {
            Kind::WhereIsIt => (Priority::Medium, Handover::No),
            Kind::Late | Kind::WrongItem | Kind::Payment | Kind::Customs | Kind::Silent => {
                (Priority::High, Handover::Yes)
            }
            Kind::Lost | Kind::Damaged | Kind::NotReceived => (Priority::Highest, Handover::Yes),
            Kind::Return => (Priority::Medium, Handover::Yes),
            Kind::OptOut | Kind::Other => (Priority::Low, Handover::No),
        };
        let reply = match self {
            Kind::WhereIsIt => Reply::LastCheckpoint,
            Kind::OptOut => Reply::Goodbye,
            _ => Reply::Nothing,
        };
        Treatment {
            priority,
            handover,
            reply,
        }
    }
}

impl Priority {
    /// The word in records.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Priority::Low => "low",
            Priority::Medium => "medium",
            Priority::High => "high",
            Priority::Highest => "highest",
        }
    }
}

/// What a text of somebody with this number (E.164 digits) is about: by the words of the number's country, else by those
/// of any language, since people write in other languages, too.
pub(crate) fn kind(text: &str, number: &str) -> Kind {
    if text.is_empty() {
        return Kind::Other;
    }
    let text = text.to_lowercase().replace('’', "'");
    let own = words::of_number(number);
    let found = words::first_in(&text, own);
    found
        .or_else(|| {
            words::ALL
                .iter()
                .find_map(|words| words::first_in(&text, words))
        })
        .unwrap_or(Kind::Other)
}

#[cfg(test)]
mod tests;
