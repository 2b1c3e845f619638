//! `shakedown check` and `shakedown report`: from what a run left behind.

use std::io::IsTerminal;
use std::path::Path;

use reports::terminal::{self, Style};
use reports::write::Output;

use super::{complain, print};
use crate::exit_code::ExitCode;
use crate::judge::judge;
use crate::ledger::open::OpenLedger;

/// Judges again, from the ledger alone; writes nothing.
pub(super) fn check(dir: &Path, json: bool) -> ExitCode {
    match judged(dir) {
        Ok(record) if json => {
            print(&reports::json::to_json(&record));
            print("\n");
            record.verdict.into()
        }
        Ok(record) => {
            let style = if std::io::stdout().is_terminal() {
                Style::Color
            } else {
                Style::Plain
            };
            print(&terminal::render(&record, style));
            record.verdict.into()
        }
        Err(error) => {
            complain(&error);
            ExitCode::Usage
        }
    }
}

fn judged(dir: &Path) -> Result<reports::record::RunRecord, String> {
    let ledger = OpenLedger::open(dir).map_err(|error| error.to_string())?;
    let text = ledger
        .meta("scenario")
        .map_err(|error| error.to_string())?
        .ok_or_else(|| {
            format!(
                "{}: the ledger does not hold its scenario; the run was cut off before it began",
                dir.display()
            )
        })?;
    drop(ledger);
    let scenario =
        scenarios::from_text("the ledger's scenario", &text).map_err(|error| error.to_string())?;
    judge(dir, &scenario).map_err(|error| error.to_string())
}

/// Renders again. From `run.json` where there is one; a run that was cut off is judged first.
pub(super) fn report(dir: &Path, formats: &[String]) -> ExitCode {
    match rendered(dir, formats) {
        Ok(paths) => {
            print(&paths);
            ExitCode::Pass
        }
        Err(error) => {
            complain(&error);
            ExitCode::Usage
        }
    }
}

fn rendered(dir: &Path, formats: &[String]) -> Result<String, String> {
    let outputs: Vec<Output> = formats
        .iter()
        .map(|name| {
            Output::named(name).ok_or_else(|| {
                let known: Vec<&str> = Output::ALL.iter().map(|output| output.name()).collect();
                format!("--format {name}: unknown; use {}", known.join(", "))
            })
        })
        .collect::<Result<_, String>>()?;
    let path = dir.join("run.json");
    let record = match std::fs::read_to_string(&path) {
        Ok(text) => reports::json::from_json(&text)
            .map_err(|error| format!("{}: {error}", path.display()))?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => judged(dir)?,
        Err(error) => return Err(format!("{}: {error}", path.display())),
    };
    let paths = reports::write::some(dir, &record, &outputs).map_err(|error| error.to_string())?;
    Ok(paths
        .iter()
        .map(|path| format!("{}\n", path.display()))
        .collect())
}
