//! What a message is about: a checkpoint of a parcel, or one of the few other things that this connector writes.

use crate::checkpoint::Checkpoint;

/// What a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    Checkpoint(Checkpoint),
    /// The second message to somebody who did not look at the first.
    Reminder,
    /// A free text to somebody who asked.
    Answer,
    /// The one free text that says "you will hear no more".
    Goodbye,
}

impl Subject {
    const OTHERS: [Subject; 3] = [Subject::Reminder, Subject::Answer, Subject::Goodbye];

    /// The word in callback data and records.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Subject::Checkpoint(checkpoint) => checkpoint.word(),
            Subject::Reminder => "reminder",
            Subject::Answer => "answer",
            Subject::Goodbye => "goodbye",
        }
    }

    /// The number that the database keeps: a checkpoint's rank, or one below all ranks.
    pub(crate) fn code(self) -> i64 {
        match self {
            Subject::Checkpoint(checkpoint) => checkpoint.rank(),
            Subject::Reminder => -1,
            Subject::Answer => -2,
            Subject::Goodbye => -3,
        }
    }

    /// The subject of a number that the database kept.
    pub(crate) fn from_code(code: i64) -> Option<Subject> {
        let other = Subject::OTHERS.into_iter().find(|it| it.code() == code);
        other.or_else(|| Checkpoint::from_rank(code).map(Subject::Checkpoint))
    }
}
