//! C64: no customer gets one template more often than the policy allows within its time. World time: the policy's time
//! divided by the run's clock scale. A checkpoint's duplicates are C02's and count once; answers in doubt count nowhere.

use super::context::Context;
use super::finding::Finding;
use super::{Check, Run, witness};
use crate::ledger::open::LedgerError;

pub(super) const CHECK: Check = Check {
    id: "C64",
    name: "frequency-cap",
    statement: "No number got the same template more often than the policy allows within its time.",
    about: "It counts templates by their name, whatever their language, and from all of the seller's numbers together.",
    run: Run::Ledger(run),
};

/// Numbers with more templates than the policy allows of one. ?1: how many it allows.
const CROWDED: &str = "
    CREATE TEMP TABLE IF NOT EXISTS crowded_numbers (number TEXT PRIMARY KEY) WITHOUT ROWID;";
const FILL: &str = "
    INSERT OR IGNORE INTO crowded_numbers
      SELECT to_number FROM sends WHERE decision = 'accepted' AND kind = 'template'
      GROUP BY to_number HAVING COUNT(*) > ?1 ORDER BY to_number";

/// Sends with as many of the same template to the same number before them. ?1: how many are allowed, ?2: within.
const BEYOND: &str = "
    SELECT id FROM (
      SELECT s.id, s.at_us, LAG(s.at_us, ?1) OVER (PARTITION BY s.to_number, s.template ORDER BY s.at_us, s.id) AS before_us
      FROM sends s CROSS JOIN crowded_numbers c ON c.number = s.to_number
           LEFT JOIN keys k ON k.id = s.expectation LEFT JOIN doubts d ON d.send = s.id
      WHERE s.decision = 'accepted' AND s.kind = 'template' AND d.send IS NULL
        AND (k.id IS NULL OR s.at_us = k.first_accepted_us))
    WHERE before_us IS NOT NULL AND at_us - before_us < ?2 ORDER BY id";

fn run(context: &Context<'_>) -> Result<Finding, LedgerError> {
    let Some(frequency) = context.facts.policy.frequency else {
        return Ok(Finding::default().cannot_conclude("the policy limits no frequency"));
    };
    let db = context.ledger.connection();
    db.execute_batch(CROWDED)?;
    db.execute(FILL, [frequency.max])?;
    let within_us = context.facts.real_us(frequency.within);
    let (violations, first) = context.first_ids(BEYOND, (frequency.max, within_us))?;
    let tempted = context.count(
        "SELECT COUNT(*) FROM keys WHERE want = 'capped' AND ack_us IS NOT NULL",
        [],
    )?;
    let sent = context.count(
        "SELECT COUNT(*) FROM sends WHERE decision = 'accepted' AND kind = 'template'",
        [],
    )?;
    let says = |_| {
        format!(
            "the customer had got this template {} times within the policy's time",
            frequency.max
        )
    };
    let cases = if tempted > 0 { tempted } else { sent };
    let mut finding = Finding::over(cases.max(violations))
        .violated(violations, witness::of_sends(context, &first, says)?);
    finding = match tempted {
        0 => finding.note(
            "no customer was due more than the policy allows, so only unprovoked sends could show",
        ),
        _ => finding.note(format!(
            "{tempted} checkpoints came after the policy's maximum was reached"
        )),
    };
    Ok(finding)
}
