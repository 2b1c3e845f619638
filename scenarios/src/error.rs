//! What can be wrong with a scenario, said so that its author can put it right.
//!
//! Inside the crate a [`Problem`] knows the key; only [`crate::locate`] turns the key into a line.

use std::fmt;

use crate::nearest::nearest;

/// Why there is no scenario. The display text is complete: place, thing and cure.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScenarioError {
    /// The argument is neither a catalogue name nor a file.
    #[error(
        "no scenario '{argument}': it is neither in the catalogue nor a file; {}",
        suggestion(argument, names)
    )]
    Unknown {
        /// What was asked for.
        argument: String,
        /// Catalogue names, the nearest first.
        names: Vec<String>,
    },
    /// The file cannot be read.
    #[error("cannot read scenario {path}: {cause}")]
    Unreadable {
        /// The file.
        path: String,
        /// Why not, with a cure where there is one.
        cause: String,
    },
    /// The file, its quick form or an override says something impossible.
    #[error("{place}: {problem}")]
    Invalid {
        /// Where it says so.
        place: Place,
        /// What is impossible, and what is allowed.
        problem: String,
    },
}

fn suggestion(argument: &str, names: &[String]) -> String {
    let all = format!("the catalogue has {}", names.join(", "));
    match nearest(argument, names.iter().map(String::as_str)) {
        Some(name) => format!("did you mean '{name}'? {all}"),
        None => all,
    }
}

/// Where something was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// A file name, or a whole `--set path=value`.
    pub source: String,
    /// Line and column from 1; None where the source as a whole is meant.
    pub position: Option<(usize, usize)>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.position {
            Some((line, column)) => write!(f, "{}:{line}:{column}", self.source),
            None => f.write_str(&self.source),
        }
    }
}

/// Something impossible at a key, not yet located.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Problem {
    /// Dotted path of the key; list entries by index. Empty: the whole file.
    pub(crate) path: String,
    /// A second key that takes part, such as the other side of a comparison.
    pub(crate) also: Option<String>,
    /// The whole sentence.
    pub(crate) text: String,
}

impl Problem {
    /// `'path' complaint`; the complaint begins with a verb.
    pub(crate) fn at(path: &str, complaint: impl fmt::Display) -> Problem {
        Problem::sentence(path, format!("'{path}' {complaint}"))
    }

    /// A sentence that names the key itself.
    pub(crate) fn sentence(path: &str, text: impl Into<String>) -> Problem {
        Problem {
            path: path.to_owned(),
            also: None,
            text: text.into(),
        }
    }

    /// Names a second key that takes part.
    pub(crate) fn with(mut self, other: &str) -> Problem {
        self.also = Some(other.to_owned());
        self
    }
}
