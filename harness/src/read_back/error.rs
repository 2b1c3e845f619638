//! Why records could not be read: what was asked, what came back, what to do.

use std::fmt;

/// A read-back that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadError {
    /// What was asked, such as `GET /records/messages?after=`.
    pub asked: String,
    /// What came back, shortened.
    pub came: String,
    /// What to do.
    pub cure: String,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "records: asked {}; got {}; {}",
            self.asked, self.came, self.cure
        )
    }
}

impl std::error::Error for ReadError {}

/// Characters of an answer that an error shows.
const SHOWN: usize = 200;

/// The beginning of a text on one line.
pub(super) fn beginning(text: &str) -> String {
    let mut shown: String = text
        .chars()
        .take(SHOWN)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push_str("...");
    }
    shown
}

pub(super) fn read_error(
    asked: impl Into<String>,
    came: impl AsRef<str>,
    cure: impl Into<String>,
) -> ReadError {
    ReadError {
        asked: asked.into(),
        came: beginning(came.as_ref()),
        cure: cure.into(),
    }
}

pub(super) fn not_described(asked: &str) -> ReadError {
    read_error(
        format!("for {asked}"),
        "nothing, [records] does not describe it",
        "describe it in the connector's file",
    )
}

pub(super) fn nobody_listens() -> ReadError {
    read_error(
        "for a page",
        "a page that nobody takes",
        "this read was given up, read again",
    )
}

pub(super) fn too_many(what: &str, limit: u64) -> ReadError {
    read_error(
        format!("for all {what}"),
        format!("more than {limit}"),
        "narrow the query or the path to this run's records",
    )
}
