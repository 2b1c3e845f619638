//! The connector during a run: started by us or found running, watched, stopped.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::RunOptions;
use super::setup::{NotReady, RunFailure};
use crate::child::{Child, ChildPlan, wait_ready};
use crate::connector_file::{Filled, ResourceSource};
use crate::egress::{Guard, pinned_client};

/// Longest wait for one answer while the connector comes up.
const ASK_LIMIT: std::time::Duration = std::time::Duration::from_secs(5);

/// A connector that answers.
pub struct Running {
    child: Mutex<Option<Child>>,
    ended: Mutex<Option<String>>,
    /// The process whose resources are sampled, when it is known.
    pub pid: Option<u32>,
}

impl Running {
    /// Starts it where its file says how, and waits until it is ready.
    pub(super) async fn start(
        options: &RunOptions,
        filled: &Filled,
        dir: &Path,
        guard: &Guard,
    ) -> Result<Running, RunFailure> {
        let name = options.connector.name.clone();
        let not_ready = |cause: String, cure: &str| {
            RunFailure::NotReady(NotReady {
                name: name.clone(),
                cause,
                cure: cure.to_owned(),
            })
        };
        let http = pinned_client(guard, &filled.ready_url, ASK_LIMIT)
            .map_err(|error| RunFailure::Usage(error.to_string()))?;
        let limit = options.connector.ready_timeout;
        if filled.start.is_empty() {
            wait_ready(&http, &filled.ready_url, limit)
                .await
                .map_err(|error| {
                    not_ready(
                        error.to_string(),
                        "start the connector, or give [connector] start in its file",
                    )
                })?;
            return Ok(Running {
                child: Mutex::new(None),
                ended: Mutex::new(None),
                pid: sampled(filled, None),
            });
        }
        let mut env = filled.env.clone();
        if options.built_in {
            env.extend(options.program_env.iter().cloned());
            env.insert("DEFECTS".to_owned(), options.defects.join(","));
        }
        let plan = ChildPlan {
            argv: filled.start.clone(),
            env,
            working_dir: filled.working_dir.as_ref().map(Into::into),
            run_dir: dir.to_owned(),
        };
        let cure = "see connector.stderr.log in the run directory";
        let mut child = Child::start(&plan).map_err(|error| not_ready(error.to_string(), cure))?;
        if let Err(error) = child.wait_ready(&http, &filled.ready_url, limit).await {
            let cause = error.to_string();
            child.kill().await;
            return Err(not_ready(cause, cure));
        }
        let pid = sampled(filled, Some(child.pid()));
        Ok(Running {
            child: Mutex::new(Some(child)),
            ended: Mutex::new(None),
            pid,
        })
    }

    /// How its process ended, once it has. None while it runs, and for a connector we did not start.
    pub fn has_exited(&self) -> Option<String> {
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        if ended.is_none() {
            let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
            *ended = child
                .as_mut()
                .and_then(Child::exited)
                .map(|error| error.to_string());
        }
        ended.clone()
    }

    /// Stops the process that we started.
    pub(super) async fn stop(&self) {
        let child = self
            .child
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let gone = self
            .ended
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_some();
        if let Some(child) = child.filter(|_| !gone) {
            child.stop().await;
        }
    }
}

fn sampled(filled: &Filled, started: Option<u32>) -> Option<u32> {
    match filled.resources.as_ref()? {
        ResourceSource::Started => started,
        ResourceSource::Pid(pid) => Some(*pid),
        ResourceSource::PidFile(path) => std::fs::read_to_string(path.as_written())
            .ok()?
            .trim()
            .parse()
            .ok(),
    }
}
