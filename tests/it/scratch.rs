//! A directory of a claim's own, gone when the claim is over.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// The directory.
pub(crate) struct Scratch {
    directory: TempDir,
}

impl Scratch {
    pub(crate) fn new() -> Scratch {
        let directory = tempfile::Builder::new()
            .prefix("it-")
            .tempdir_in(env!("CARGO_TARGET_TMPDIR"))
            .unwrap();
        Scratch { directory }
    }

    pub(crate) fn path(&self) -> &Path {
        self.directory.path()
    }

    /// A path in it.
    pub(crate) fn at(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    /// Writes a file in it, and answers its path as text.
    pub(crate) fn file(&self, name: &str, text: &str) -> String {
        let path = self.at(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    /// A text in which the directory is called DIR, so that it can be compared.
    pub(crate) fn redacted(&self, text: &str) -> String {
        text.replace(&self.path().display().to_string(), "DIR")
    }
}
