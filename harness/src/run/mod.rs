//! One run, from a scenario and a connector to a judged record: stage, connector, canary, load, drain, read-back,
//! judge, report. This file is the programme; the acts are in the files beside it.

mod connector;
mod directory;
mod drain;
mod final_read;
mod load;
mod meta;
mod options;
mod sampling;
mod setup;
mod who;

use std::path::PathBuf;
use std::sync::Arc;

use reports::record::RunRecord;

pub use options::{InjectorKind, RunOptions};
pub use setup::{NotReady, RunFailure, Set};

use crate::ledger::Row;
use crate::progress::Progress;

/// A run that came to a verdict.
#[derive(Debug)]
pub struct Finished {
    /// All it says.
    pub record: RunRecord,
    /// Its directory.
    pub dir: PathBuf,
    /// The second signal, if a person insisted: the exit code is then the signal's.
    pub killed_by: Option<i32>,
}

/// Runs to the verdict.
///
/// # Errors
/// When the run cannot begin, or the connector is not ready for it. Once the load has begun there is always a
/// verdict.
pub async fn run(options: RunOptions, progress: Arc<dyn Progress>) -> Result<Finished, RunFailure> {
    let mut set = setup::Set::up(options, Arc::clone(&progress)).await?;
    if let Err(failure) = set.canary().await {
        set.shut(false).await;
        return Err(failure);
    }
    let signals = load::Signals::listen();
    let sampling = sampling::start(&set);
    let mut loaded = load::load(&set, &signals).await;
    set.control("phase", serde_json::json!({ "phase": "drain" }));
    drain::drain(&set, &mut loaded, &signals).await;
    set.control("phase", serde_json::json!({ "phase": "read" }));
    final_read::read(&set).await;
    sampling.stop().await;
    set.ledger.append(vec![Row::Control {
        at_us: set.clock.elapsed_us(),
        kind: "phase",
        detail: r#"{"phase":"judge"}"#.to_owned(),
    }]);
    set.shut(true).await;
    let (dir, scenario) = (set.dir.clone(), set.scenario.clone());
    let killed_by = signals.second();
    drop(set);
    let record = crate::outputs::judge_and_write(&dir, &scenario)?;
    Ok(Finished {
        record,
        dir,
        killed_by,
    })
}
