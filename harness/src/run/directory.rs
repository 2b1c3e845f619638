//! The run directory: made and tried before anything starts, and left as it was found when the run is refused.

use std::path::{Path, PathBuf};

use super::{RunFailure, RunOptions};
use crate::ledger::Ledger;

const SCENARIO: &str = "scenario.toml";
const CONNECTOR: &str = "connector.toml";

/// Where a run writes.
pub(super) struct Directory {
    path: PathBuf,
    /// It was there before.
    found: bool,
}

impl Directory {
    /// Makes the directory where there is none, and tries it.
    ///
    /// # Errors
    /// When a run is already there, or nothing can be written.
    pub(super) fn prepare(out: &Path) -> Result<Directory, RunFailure> {
        let fail = |what: &str, error: std::io::Error| {
            RunFailure::Usage(format!(
                "{}: {what}: {error}; choose another directory with --out",
                out.display()
            ))
        };
        if out.join("ledger.db").exists() {
            return Err(RunFailure::Usage(format!(
                "{}: a run is already there; choose another directory with --out, or judge it again with `shakedown check {}`",
                out.display(),
                out.display()
            )));
        }
        let found = out.exists();
        std::fs::create_dir_all(out)
            .map_err(|error| fail("the run directory cannot be made", error))?;
        let path = out
            .canonicalize()
            .map_err(|error| fail("the run directory cannot be found", error))?;
        // A full or read-only disk shows now, not after an hour of load.
        let probe = path.join(".probe");
        std::fs::write(&probe, [0u8; 4096])
            .map_err(|error| fail("the run directory cannot be written", error))?;
        let _ = std::fs::remove_file(&probe);
        Ok(Directory { path, found })
    }

    /// Absolute.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Scenario and connector as used, secrets masked.
    ///
    /// # Errors
    /// When they cannot be written.
    pub(super) fn write_inputs(&self, options: &RunOptions) -> Result<(), RunFailure> {
        for (name, text) in [
            (SCENARIO, options.scenario.text.as_str()),
            (CONNECTOR, options.connector.masked_text()),
        ] {
            let path = self.path.join(name);
            std::fs::write(&path, text).map_err(|error| {
                RunFailure::Usage(format!(
                    "{}: cannot be written: {error}; choose another directory with --out",
                    path.display()
                ))
            })?;
        }
        Ok(())
    }

    /// Takes away what a refused run wrote, so that the same command works once its input is mended. Nothing has
    /// happened that could be judged.
    pub(super) fn forget(&self, ledger: &Ledger) {
        ledger.close(String::new(), 0);
        for name in ["ledger.db", SCENARIO, CONNECTOR] {
            let _ = std::fs::remove_file(self.path.join(name));
        }
        if !self.found {
            // Not when somebody has put a file of his own there meanwhile.
            let _ = std::fs::remove_dir(&self.path);
        }
    }
}
