//! The connector as a process that the harness starts, watches and stops.
//!
//! It gets its own process group, so that Ctrl-C at the terminal reaches the harness alone and stopping reaches
//! everything that the connector has started. It does not restart anything.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::process::Command;

mod error;
mod orphan_watch;
mod ready;
#[cfg(test)]
mod tests;

pub use error::ChildError;
pub use ready::wait_ready;

/// How long a connector may take to stop after SIGTERM.
pub const STOP_LIMIT: Duration = Duration::from_secs(5);

/// How a connector is started.
#[derive(Debug, Clone, Default)]
pub struct ChildPlan {
    /// Program and arguments; no shell reads them.
    pub argv: Vec<String>,
    /// Added to the harness's own environment.
    pub env: BTreeMap<String, String>,
    /// None = where the harness runs.
    pub working_dir: Option<PathBuf>,
    /// Gets `connector.stdout.log` and `connector.stderr.log`, which are appended to.
    pub run_dir: PathBuf,
}

/// How a child ended after it was told to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// By itself, with this status, before or after SIGTERM.
    Exited(ExitStatus),
    /// It had to be killed.
    Killed,
}

/// A running connector. Killed with its whole process group when dropped.
#[derive(Debug)]
pub struct Child {
    process: tokio::process::Child,
    group: Pid,
    program: String,
    stderr: PathBuf,
    _orphan_watch: Option<orphan_watch::OrphanWatch>,
}

impl Child {
    /// Starts the program. Has to be called inside a tokio runtime.
    ///
    /// # Errors
    /// Log files that cannot be written, a program that cannot be started.
    pub fn start(plan: &ChildPlan) -> Result<Child, ChildError> {
        let (program, arguments) = plan.argv.split_first().ok_or(ChildError::NoProgram)?;
        let stderr = plan.run_dir.join("connector.stderr.log");
        let mut command = Command::new(program);
        command
            .args(arguments)
            .envs(&plan.env)
            .stdin(Stdio::null())
            .stdout(log(&plan.run_dir.join("connector.stdout.log"))?)
            .stderr(log(&stderr)?)
            .process_group(0)
            .kill_on_drop(true);
        if let Some(directory) = &plan.working_dir {
            command.current_dir(directory);
        }
        let process = command.spawn().map_err(|error| ChildError::NotStarted {
            program: program.clone(),
            cause: error.to_string(),
        })?;
        let id = process.id().and_then(|id| i32::try_from(id).ok());
        let group = id
            .and_then(Pid::from_raw)
            .ok_or_else(|| ChildError::NotStarted {
                program: program.clone(),
                cause: "it has no process id".to_string(),
            })?;
        Ok(Child {
            _orphan_watch: orphan_watch::OrphanWatch::start(group),
            process,
            group,
            program: program.clone(),
            stderr,
        })
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.group.as_raw_nonzero().get().unsigned_abs()
    }

    /// Waits until `url` answers 2xx. `url` has been checked by the guard that made `client`.
    ///
    /// # Errors
    /// When it exits before, with its status and its last words, or is not ready in time.
    pub async fn wait_ready(
        &mut self,
        client: &reqwest::Client,
        url: &str,
        limit: Duration,
    ) -> Result<Duration, ChildError> {
        let since = Instant::now();
        tokio::select! {
            ready = ready::wait_ready(client, url, limit) => match ready {
                Ok(()) => Ok(since.elapsed()),
                Err(error) => Err(error.with_last_words(&self.stderr)),
            },
            status = self.process.wait() => Err(self.exited_error(status.ok())),
        }
    }

    /// The error for a connector that has exited on its own; None while it runs. Never waits.
    pub fn exited(&mut self) -> Option<ChildError> {
        match self.process.try_wait() {
            Ok(Some(status)) => Some(self.exited_error(Some(status))),
            Ok(None) | Err(_) => None,
        }
    }

    /// Waits until it exits on its own, and says how. Safe to abandon.
    pub async fn exit(&mut self) -> ChildError {
        let status = self.process.wait().await;
        self.exited_error(status.ok())
    }

    fn exited_error(&self, status: Option<ExitStatus>) -> ChildError {
        // It was reaped a moment ago; what it has started must not outlive it.
        let _ = kill_process_group(self.group, Signal::KILL);
        ChildError::Exited {
            program: self.program.clone(),
            status: status.map_or_else(
                || "an unknown status".to_string(),
                |status| status.to_string(),
            ),
            last_words: error::last_words(&self.stderr),
        }
    }

    /// SIGTERM to the whole group, SIGKILL after [`STOP_LIMIT`], and to whatever of the group is left over.
    pub async fn stop(self) -> Stopped {
        self.stop_within(STOP_LIMIT).await
    }

    async fn stop_within(mut self, limit: Duration) -> Stopped {
        // An error means that the group is gone already, which the wait finds out.
        let _ = kill_process_group(self.group, Signal::TERM);
        let waited = tokio::time::timeout(limit, self.process.wait()).await;
        let _ = kill_process_group(self.group, Signal::KILL);
        match waited {
            Ok(Ok(status)) => Stopped::Exited(status),
            Ok(Err(_)) | Err(_) => {
                let _ = self.process.wait().await;
                Stopped::Killed
            }
        }
    }

    /// Ends it at once, as a crash would: SIGKILL to the whole group.
    pub async fn kill(mut self) {
        let _ = kill_process_group(self.group, Signal::KILL);
        let _ = self.process.wait().await;
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // Only while the leader has not been reaped may its number be trusted; after `wait` the number of an
        // empty group could be somebody else's. `stop` and `kill` have cleared the group before they reap.
        if self.process.id().is_some() {
            let _ = kill_process_group(self.group, Signal::KILL);
        }
    }
}

fn log(path: &Path) -> Result<File, ChildError> {
    let opened = OpenOptions::new().create(true).append(true).open(path);
    opened.map_err(|error| ChildError::NoLog {
        path: path.to_path_buf(),
        cause: error.to_string(),
    })
}
