//! C14: what the connector acknowledged is in its records in the end: every message with its newest status, every
//! customer's message once. A status that went down is C13's, one that only a forgery set is C30's.

use reports::verdict::Witness;

use super::context::Context;
use super::finding::{Finding, WITNESSES};
use super::{Check, Run, witness};
use crate::ledger::open::LedgerError;

pub(super) const CHECK: Check = Check {
    id: "C14",
    name: "convergence",
    statement: "After the drain the records hold every message with its newest acknowledged status, and every customer's \
                message once.",
    about: "An update that was never acknowledged may be in the records or not; a message in doubt too.",
    run: Run::Ledger(run),
};

/// Messages whose acknowledged updates all had their time.
const MESSAGES: &str = "
    FROM sends s LEFT JOIN doubts d ON d.send = s.id LEFT JOIN found f ON f.send = s.id LEFT JOIN states t ON t.send = s.id
    WHERE s.decision = 'accepted' AND s.wamid IS NOT NULL AND d.send IS NULL
      AND s.at_us <= ?1 AND IFNULL(t.last_us, s.at_us) <= ?1";

/// What is wrong with a message's record: 1 no record, 2 a status is missing, 3 the failure is missing, 4 a status that
/// never was.
const WRONG: &str = "
    CASE WHEN f.send IS NULL THEN s.expectation IS NULL OR s.expectation NOT IN (SELECT expectation FROM recorded_once)
         WHEN s.id IN (SELECT send FROM regressed) THEN 0
         WHEN s.id IN (SELECT send FROM lagging) THEN 2
         WHEN t.failed_us IS NOT NULL AND t.delivered_us IS NULL AND t.read_us IS NULL AND f.status IN ('accepted', 'sent') THEN 3
         WHEN IFNULL(t.made, 0) & CASE f.status WHEN 'delivered' THEN 2 WHEN 'read' THEN 4 WHEN 'failed' THEN 8 ELSE -1 END = 0
              AND f.status IN ('delivered', 'read', 'played', 'failed')
              AND NOT EXISTS (SELECT 1 FROM forged_states x WHERE x.send = s.id AND x.status = f.status) THEN 4
         ELSE 0 END";

fn run(context: &Context<'_>) -> Result<Finding, LedgerError> {
    let declared = &context.facts.capabilities;
    let mut finding = Finding::default();
    if context.facts.drained.is_none() {
        return Ok(finding.cannot_conclude(
            "the run ended without a drain, so updates may still have been on their way",
        ));
    }
    if declared.records {
        if !context.facts.read_messages {
            return Ok(finding.cannot_conclude("the records were not read after the drain"));
        }
        finding = messages(context, finding)?;
    }
    if declared.inbound_records {
        if !context.facts.read_inbound {
            return Ok(finding.cannot_conclude(
                "the records of customers' messages were not read after the drain",
            ));
        }
        finding = inbound(context, finding)?;
    }
    Ok(finding)
}

fn messages(context: &Context<'_>, mut finding: Finding) -> Result<Finding, LedgerError> {
    let settled_us = context.settled_before_us();
    finding.exercised += context.count(&format!("SELECT COUNT(*) {MESSAGES}"), [settled_us])?;
    let (mut violations, mut first) = (0, Vec::new());
    let sql = format!("SELECT s.id, {WRONG} AS wrong {MESSAGES} AND wrong > 0 ORDER BY s.id");
    context.each(&sql, [settled_us], |row| {
        violations += 1;
        if first.len() < WITNESSES {
            first.push((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?));
        }
        Ok(())
    })?;
    let ids: Vec<i64> = first.iter().map(|(send, _)| *send).collect();
    let says = |send: i64| {
        match first
            .iter()
            .find(|(id, _)| *id == send)
            .map_or(0, |(_, wrong)| *wrong)
        {
            1 => "there is no record of the message",
            2 => "the record stands below a status that was acknowledged",
            3 => "the record does not show the failure that was acknowledged",
            _ => "the record shows a status that the message never had",
        }
        .to_string()
    };
    let witnesses = witness::of_messages(context, &ids, says)?;
    let unreadable = context.count(
        "SELECT COUNT(*) FROM found WHERE status IS NULL
           OR status NOT IN ('accepted', 'sent', 'delivered', 'read', 'failed')",
        [],
    )?;
    let open = context.count(
        "SELECT COUNT(*) FROM sends s LEFT JOIN states t ON t.send = s.id
         WHERE s.decision = 'accepted' AND MAX(s.at_us, IFNULL(t.last_us, s.at_us)) > ?1",
        [settled_us],
    )?;
    Ok(finding
        .violated(violations, witnesses)
        .note_count(unreadable, "records hold no status that could be compared")
        .note_count(
            open,
            "messages were updated shortly before the drain gave up, and are left out",
        ))
}

fn inbound(context: &Context<'_>, mut finding: Finding) -> Result<Finding, LedgerError> {
    let settled_us = context.settled_before_us();
    let from = "FROM inbound b CROSS JOIN inbound_heard h ON h.inbound = b.id LEFT JOIN inbound_found f ON f.inbound = b.id
                WHERE b.class = 'genuine' AND h.ack_us <= ?1
                  AND h.ack_us <= (SELECT at_us FROM final_reads WHERE what = 'inbound')";
    finding.exercised += context.count(&format!("SELECT COUNT(*) {from}"), [settled_us])?;
    let (mut violations, mut witnesses) = (0, Vec::new());
    let sql = format!(
        "SELECT b.id, b.wamid, b.kind, h.ack_us, IFNULL(f.copies, 0) {from}
           AND (f.inbound IS NULL OR f.copies <> 1 OR f.differing > 0) ORDER BY b.id"
    );
    context.each(&sql, [settled_us], |row| {
        violations += 1;
        if witnesses.len() < WITNESSES {
            let (id, wamid, kind): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let what = match row.get::<_, i64>(4)? {
                0 => "has no record",
                1 => "is recorded with another sender or body",
                _ => "is recorded more than once",
            };
            witnesses.push(Witness {
                summary: format!("customer's {kind} message {wamid} was acknowledged and {what}"),
                rows: vec![witness::row(
                    row.get(3)?,
                    format!("inbound/{id}"),
                    format!("{kind} message acknowledged"),
                )],
            });
        }
        Ok(())
    })?;
    let foreign = context.count(
        "SELECT COUNT(*) FROM inbound_records r LEFT JOIN inbound_ids i ON i.wamid = r.wamid
         WHERE r.read = (SELECT id FROM final_reads WHERE what = 'inbound') AND i.inbound IS NULL",
        [],
    )?;
    Ok(finding.violated(violations, witnesses).note_count(
        foreign,
        "records of customers' messages are not of this run",
    ))
}
