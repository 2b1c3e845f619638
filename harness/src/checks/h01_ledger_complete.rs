//! H01: the ledger says everything that happened: it was closed, and holds as many rows as were written.

use std::collections::BTreeMap;

use super::context::Context;
use super::finding::Finding;
use super::{Check, Run};
use crate::ledger::open::LedgerError;
use crate::ledger::row::TABLES;

pub(super) const CHECK: Check = Check {
    id: "H01",
    name: "ledger-complete",
    statement: "The ledger was closed, and every table holds as many rows as were written.",
    about: "It cannot see a row that was changed and not removed.",
    run: Run::Ledger(run),
};

fn run(context: &Context<'_>) -> Result<Finding, LedgerError> {
    let facts = context.facts;
    if facts.closed_at_us.is_none() {
        return Ok(Finding::default()
            .cannot_conclude("the run was cut off: its ledger has no clean end; what it holds is judged, and for a pass the run has to be made again"));
    }
    let Some(text) = context.ledger.meta("rows")? else {
        return Ok(Finding::default()
            .cannot_conclude("the ledger does not say how many rows were written"));
    };
    let rows: BTreeMap<String, u64> =
        serde_json::from_str(&text).map_err(|error| LedgerError::Meta {
            key: "rows",
            what: error.to_string(),
        })?;
    let mut finding = Finding::over(rows.len() as u64);
    for (table, written) in &rows {
        let found = match TABLES.iter().find(|known| *known == table) {
            Some(known) => context.count(&format!("SELECT COUNT(*) FROM {known}"), [])?,
            None => 0,
        };
        if found != *written {
            finding = finding.violated(1, Vec::new()).note(format!(
                "table {table} holds {found} rows of the {written} that were written"
            ));
        }
    }
    for queue in &facts.overflows {
        finding = finding
            .violated(1, Vec::new())
            .note(format!("the queue {queue} was full and lost rows"));
    }
    Ok(finding)
}
