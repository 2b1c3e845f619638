//! What is wrong with a connector file: the place, the key, the cause and the cure.

use std::fmt;

/// The first thing that is wrong with a connector file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectorFileError {
    /// The file as it was named.
    pub file: String,
    /// Line, from 1; None when the file could not be read at all.
    pub line: Option<usize>,
    /// The key with its path, such as `webhooks.whatsapp`; empty for the file as a whole.
    pub key: String,
    /// What is wrong.
    pub cause: String,
    /// What to do.
    pub cure: String,
}

impl fmt::Display for ConnectorFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if !self.key.is_empty() {
            write!(f, ": {}", self.key)?;
        }
        write!(f, ": {}; {}", self.cause, self.cure)
    }
}

impl std::error::Error for ConnectorFileError {}

/// The candidate most like `word`, when one is like it at all.
pub(super) fn nearest<'a>(word: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let like = |candidate: &&&str| strsim::jaro_winkler(word, candidate);
    let best = candidates
        .iter()
        .max_by(|a, b| like(a).total_cmp(&like(b)))?;
    (like(&best) > 0.75).then_some(*best)
}

/// "did you mean x?" or the list of what is known.
pub(super) fn suggest(word: &str, candidates: &[&str]) -> String {
    match nearest(word, candidates) {
        Some(near) => format!("did you mean {near:?}?"),
        None => format!("known are {}", candidates.join(", ")),
    }
}
