//! C13: a record's status never goes down. Where the record holds its history, the history shows it; else a record
//! that shows the last acknowledged status although a higher one was acknowledged before does.

use super::context::Context;
use super::finding::Finding;
use super::{Check, Run, witness};
use crate::ledger::open::LedgerError;

pub(super) const CHECK: Check = Check {
    id: "C13",
    name: "status-monotone",
    statement: "The recorded status of a message never goes down from read to delivered to sent.",
    about: "Without a history it sees only a regression that was not repaired before the final read.",
    run: Run::Ledger(run),
};

fn run(context: &Context<'_>) -> Result<Finding, LedgerError> {
    if !context.facts.read_messages {
        return Ok(Finding::default().cannot_conclude("the records were not read after the drain"));
    }
    let several = "FROM found f CROSS JOIN states t ON t.send = f.send LEFT JOIN doubts d ON d.send = f.send
                   WHERE d.send IS NULL
                     AND (t.sent_us IS NOT NULL) + (t.delivered_us IS NOT NULL) + (t.read_us IS NOT NULL) > 1";
    let cases = context.count(&format!("SELECT COUNT(*) {several}"), [])?;
    let unordered = context.count(
        &format!("SELECT COUNT(*) {several} AND (t.sent_us > MIN(IFNULL(t.delivered_us, t.read_us), IFNULL(t.read_us, t.delivered_us)) OR t.delivered_us > t.read_us)"),
        [],
    )?;
    let (down, first) = context.first_ids("SELECT send FROM regressed ORDER BY send", [])?;
    let says =
        |_| "the record's status went down after a later update with a lower status".to_string();
    let finding = Finding::over(cases).violated(down, witness::of_messages(context, &first, says)?);
    Ok(if unordered == 0 {
        finding.note("no message's updates arrived out of order, so little could go wrong")
    } else {
        finding.note(format!(
            "the updates of {unordered} messages arrived out of order"
        ))
    })
}
