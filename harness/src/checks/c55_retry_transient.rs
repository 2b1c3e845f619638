//! C55: a passing refusal is overcome: the message is sent again until it is accepted (or refused for good).

use super::context::Context;
use super::finding::Finding;
use super::{Check, Run, witness};
use crate::ledger::open::LedgerError;

pub(super) const CHECK: Check = Check {
    id: "C55",
    name: "retry-transient",
    statement: "A message that was refused for a passing reason is accepted in the end.",
    about: "It cannot see how patiently the connector tried, only whether it got there by the end of the drain.",
    run: Run::Ledger(run),
};

const GIVEN_UP: &str = "
    FROM keys WHERE want = 'message' AND genuine_ack_us IS NOT NULL AND transient > 0 AND accepted = 0 AND permanent = 0";

fn run(context: &Context<'_>) -> Result<Finding, LedgerError> {
    let settled_us = context.settled_before_us();
    let cases = context.count(
        "SELECT COUNT(*) FROM keys WHERE want = 'message' AND transient > 0",
        [],
    )?;
    let doubts = context.count(
        "SELECT COUNT(*) FROM keys WHERE want = 'message' AND doubts > 0",
        [],
    )?;
    let sql = format!("SELECT COUNT(*) {GIVEN_UP} AND MAX(genuine_ack_us, last_send_us) > ?1");
    let open = context.count(&sql, [settled_us])?;
    let (given_up, first) = context.first_ids(
        &format!("SELECT id {GIVEN_UP} AND MAX(genuine_ack_us, last_send_us) <= ?1 ORDER BY id"),
        [settled_us],
    )?;
    let says = "its message was refused for a passing reason and never accepted";
    let finding = Finding::over(cases - open)
        .violated(given_up, witness::of_keys(context, &first, says)?)
        .note_count(doubts, "messages were accepted with an answer in doubt");
    Ok(if context.facts.drained.is_none() {
        finding.cannot_conclude("the run ended without a drain, so retries may still have been due")
    } else if open > 0 && given_up == 0 {
        finding.cannot_conclude(format!(
            "the drain did not become quiet, and {open} messages were still being retried"
        ))
    } else {
        finding
    })
}
