//! C30: a request that is not signed as it should be has no effect: no send, no status, no record. Forged notices are
//! for parcels of their own, so a send for one of them is a proof. An answer of 200 without effect is only noted.

use reports::verdict::Witness;

use super::context::Context;
use super::finding::{Finding, WITNESSES};
use super::{Check, Run, witness};
use crate::ledger::open::LedgerError;

pub(super) const CHECK: Check = Check {
    id: "C30",
    name: "forged-no-effect",
    statement: "A notice or webhook with a wrong or missing signature has no effect.",
    about: "It sees sends, and records where they can be read; other effects inside the connector stay hidden.",
    run: Run::Ledger(run),
};

/// Sends for a forged notice's parcel, answers to a forged customer's message; accepted or not.
const SENDS: &str = "
    SELECT s.id FROM sends s LEFT JOIN keys k ON k.id = s.expectation LEFT JOIN parcels p ON p.id = s.parcel
         LEFT JOIN wrote w ON w.number = s.to_number
    WHERE k.want = 'no_effect' OR (s.expectation IS NULL AND p.population = 'forged')
       OR s.reply_to IN (SELECT wamid FROM inbound WHERE class = 'forged')
       OR (s.expectation IS NULL AND s.kind <> 'template' AND w.genuine = 0)
    ORDER BY s.id";

/// Records that show a forged status, now or in their history, that the world never made.
const STATUSES: &str = "
    SELECT x.send FROM forged_states x CROSS JOIN found f ON f.send = x.send LEFT JOIN states t ON t.send = x.send
         LEFT JOIN records r ON r.rowid = f.record
    WHERE IFNULL(t.made, 0) & x.bit = 0 AND (f.status = x.status OR instr(r.history, '\"' || x.status || '\"') > 0)
    ORDER BY x.send";

/// Records of messages that exist in forged webhooks only: (what, id in the ledger, message id).
const RECORDS: &str = "
    SELECT 'customer''s message', 'inbound_records/' || r.rowid, r.wamid FROM inbound_records r
         CROSS JOIN inbound_ids i ON i.wamid = r.wamid CROSS JOIN inbound b ON b.id = i.inbound
    WHERE r.read = (SELECT id FROM final_reads WHERE what = 'inbound') AND b.class = 'forged'";

fn run(context: &Context<'_>) -> Result<Finding, LedgerError> {
    let (cases, acked) = exercised(context)?;
    let (sent, first) = context.first_ids(SENDS, [])?;
    let says = |_| "something was sent because of a forged request".to_string();
    let mut finding =
        Finding::over(cases).violated(sent, witness::of_sends(context, &first, says)?);
    let (shown, first) = context.first_ids(STATUSES, [])?;
    let says = |_| "the record shows a status that only a forged webhook claimed".to_string();
    finding = finding.violated(shown, witness::of_messages(context, &first, says)?);
    let (mut stored, mut witnesses) = (0, Vec::new());
    let at_us = context.facts.watched_until_us();
    context.each(RECORDS, [], |row| {
        stored += 1;
        if witnesses.len() < WITNESSES {
            let (what, place, wamid): (String, String, String) =
                (row.get(0)?, row.get(1)?, row.get(2)?);
            witnesses.push(Witness {
                summary: format!(
                    "a {what} that only a forged webhook claimed is on record: {wamid}"
                ),
                rows: vec![witness::row(at_us, place, format!("record of {wamid}"))],
            });
        }
        Ok(())
    })?;
    finding = finding.violated(stored, witnesses);
    // One forged request may leave several traces: a send, and a record of it. Cases are requests.
    let effects = finding.violations;
    if effects > cases {
        finding.violations = cases;
        finding = finding.note(format!("{effects} effects of {cases} forged requests"));
    }
    if !context.facts.read_messages {
        finding = finding.note("the records were not read, so only sends could show an effect");
    }
    Ok(finding.note_count(
        acked,
        "forged requests were answered with success (advisory: 401 tells an attacker more clearly)",
    ))
}

/// Forged requests that were answered and whose effect could be seen; how many of them were answered with success.
fn exercised(context: &Context<'_>) -> Result<(u64, u64), LedgerError> {
    let (mut cases, mut acked) = (0, 0);
    let notices = "FROM notices n CROSS JOIN tries t ON t.notice = n.id WHERE n.class = 'forged' AND t.answered > 0";
    let items = "FROM webhooks w CROSS JOIN posts t ON t.webhook = w.id WHERE w.class = 'forged' AND t.answered > 0";
    cases += context.count(&format!("SELECT COUNT(*) {notices}"), [])?;
    acked += context.count(
        &format!("SELECT COUNT(*) {notices} AND t.ack_us IS NOT NULL"),
        [],
    )?;
    for (kind, visible) in [("statuses", context.facts.read_messages), ("inbound", true)] {
        if visible {
            cases += context.count(
                &format!("SELECT SUM(w.items) {items} AND w.kind = ?1"),
                [kind],
            )?;
        }
        let sql = format!("SELECT COUNT(*) {items} AND w.kind = ?1 AND t.ack_us IS NOT NULL");
        acked += context.count(&sql, [kind])?;
    }
    Ok((cases, acked))
}
