//! Why the connector's process is of no use.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What went wrong with the connector's process.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChildError {
    /// `start` is empty.
    #[error("there is no program to start; name one in connector.start")]
    NoProgram,
    /// A log file cannot be written.
    #[error("{path}: {cause}; choose another run directory with --out")]
    NoLog {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: String,
    },
    /// The program cannot be started.
    #[error("{program} did not start: {cause}; check connector.start and connector.working_dir")]
    NotStarted {
        /// The program.
        program: String,
        /// What the system said.
        cause: String,
    },
    /// It exited although nobody told it to.
    #[error(
        "{program} exited with {status}{last_words}; start it by hand with the same arguments to see why"
    )]
    Exited {
        /// The program.
        program: String,
        /// Its status in words.
        status: String,
        /// The last lines of its standard error, introduced, or empty.
        last_words: String,
    },
    /// It runs and is not ready.
    #[error(
        "the connector was not ready within {limit:?}: GET {url} gave {last}{last_words}; check connector.ready, or raise connector.ready_timeout"
    )]
    NotReady {
        /// What was asked.
        url: String,
        /// For how long.
        limit: Duration,
        /// The last answer or failure.
        last: String,
        /// The last lines of its standard error, introduced, or empty.
        last_words: String,
    },
}

impl ChildError {
    pub(super) fn with_last_words(self, stderr: &Path) -> ChildError {
        match self {
            ChildError::NotReady {
                url, limit, last, ..
            } => ChildError::NotReady {
                url,
                limit,
                last,
                last_words: last_words(stderr),
            },
            other => other,
        }
    }
}

/// Bytes and lines of standard error that an error shows.
const BYTES: u64 = 4_096;
const LINES: usize = 8;

/// The last lines of a log, introduced; empty when there are none.
pub(super) fn last_words(path: &Path) -> String {
    let read = || -> std::io::Result<Vec<u8>> {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(BYTES)))?;
        let mut bytes = Vec::new();
        file.take(BYTES).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = read().unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let last = &lines[lines.len().saturating_sub(LINES)..];
    match last.is_empty() {
        true => String::new(),
        false => format!(", its last words:\n  {}\n", last.join("\n  ")),
    }
}
