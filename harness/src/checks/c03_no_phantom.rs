//! C03: nothing is sent that no checkpoint calls for. Sends for stale checkpoints are C11's, for forged notices
//! C30's, sends that name no parcel C05's.

use super::context::Context;
use super::finding::Finding;
use super::{Check, Run, witness};
use crate::ledger::open::LedgerError;

pub(super) const CHECK: Check = Check {
    id: "C03",
    name: "no-phantom",
    statement: "Every accepted message belongs to a checkpoint that was announced and calls for one.",
    about: "It cannot see a needless free text to a customer who wrote before: that may be a reply.",
    run: Run::Ledger(run),
};

const PHANTOMS: &str = "
    SELECT s.id,
           CASE WHEN k.want = 'silent' THEN 1 WHEN k.want = 'message' THEN 2 WHEN s.kind = 'template' THEN 3 ELSE 4 END
    FROM sends s LEFT JOIN keys k ON k.id = s.expectation LEFT JOIN parcels p ON p.id = s.parcel
         LEFT JOIN wrote w ON w.number = s.to_number
    WHERE s.decision = 'accepted' AND CASE
        WHEN k.want = 'silent' THEN 1
        WHEN k.want = 'message' THEN NOT k.noticed
        WHEN k.id IS NOT NULL THEN 0
        WHEN s.kind = 'template' THEN s.parcel IS NOT NULL AND p.population IS NOT 'forged'
        ELSE w.number IS NULL END
    ORDER BY s.id";

fn run(context: &Context<'_>) -> Result<Finding, LedgerError> {
    let attributed = context
        .count("SELECT COUNT(*) FROM sends WHERE decision = 'accepted' AND (expectation IS NOT NULL OR parcel IS NOT NULL)", [])?;
    let silent = context.count(
        "SELECT COUNT(*) FROM keys WHERE want = 'silent' AND ack_us IS NOT NULL",
        [],
    )?;
    let (mut violations, mut first) = (0, Vec::new());
    context.each(PHANTOMS, [], |row| {
        violations += 1;
        if first.len() < super::finding::WITNESSES {
            first.push((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?));
        }
        Ok(())
    })?;
    let ids: Vec<i64> = first.iter().map(|(send, _)| *send).collect();
    let says = |send: i64| {
        let kind = first
            .iter()
            .find(|(id, _)| *id == send)
            .map_or(0, |(_, kind)| *kind);
        match kind {
            1 => "a message was sent for a checkpoint that the policy says nothing about",
            2 => "a message was sent for a checkpoint that was never announced",
            3 => "a message was sent that fits none of the parcel's checkpoints",
            _ => "a free text was sent to a customer who never wrote",
        }
        .to_string()
    };
    Ok(Finding::over(attributed + silent)
        .violated(violations, witness::of_sends(context, &ids, says)?)
        .note_count(silent, "acknowledged checkpoints called for no message"))
}
