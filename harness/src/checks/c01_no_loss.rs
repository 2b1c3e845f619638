//! C01: an acknowledged notice that calls for a message leads to one. Keys whose sends were refused for a while
//! are C55's, messages that went out under another parcel's name C03's and C04's.

use super::context::Context;
use super::finding::Finding;
use super::{Check, Run, witness};
use crate::ledger::open::LedgerError;

pub(super) const CHECK: Check = Check {
    id: "C01",
    name: "no-loss",
    statement: "Every checkpoint whose notice was acknowledged and that calls for a message led to a send.",
    about: "It cannot see a message that was lost after a send the world refused for a while (C55), nor whether an \
            untraceable send (C05) was the missing one.",
    run: Run::Ledger(run),
};

/// Owed, nothing sent, and no message of a parcel or a customer of theirs went astray instead.
const MISSING: &str = "
    SELECT id FROM (
      SELECT k.id, k.parcel, ROW_NUMBER() OVER (PARTITION BY k.parcel ORDER BY k.id) AS place
      FROM keys k
      WHERE k.want = 'message' AND k.genuine_ack_us <= ?1 AND k.sends = 0
        AND NOT EXISTS (SELECT 1 FROM parcels p CROSS JOIN misdirected m ON m.to_number = p.recipient WHERE p.id = k.parcel)
    ) missing
    WHERE place > IFNULL((SELECT u.sends FROM unmatched u WHERE u.parcel = missing.parcel), 0) ORDER BY id";

/// Messages that name no parcel, refused ones among them: each may be a missing one.
const UNTRACED: &str = "
    SELECT COUNT(DISTINCT body_hash) FROM sends WHERE kind = 'template' AND traced_by = 'none'";

fn run(context: &Context<'_>) -> Result<Finding, LedgerError> {
    let settled_us = context.settled_before_us();
    let owed = context.count(
        "SELECT COUNT(*) FROM keys WHERE want = 'message' AND genuine_ack_us IS NOT NULL",
        [],
    )?;
    if context.facts.drained.is_none() {
        let missing = context.count(
            "SELECT COUNT(*) FROM keys WHERE want = 'message' AND genuine_ack_us IS NOT NULL AND sends = 0",
            [],
        )?;
        return Ok(Finding::over(owed)
            .cannot_conclude(
                "the run ended without a drain, so messages may still have been on their way",
            )
            .note_count(
                missing,
                "acknowledged checkpoints had no send when the run was cut off",
            ));
    }
    let sql = "SELECT COUNT(*) FROM keys WHERE want = 'message' AND genuine_ack_us > ?1";
    let late = context.count(sql, [settled_us])?;
    let open = context.count(&format!("{sql} AND sends = 0"), [settled_us])?;
    let (missing, first) = context.first_ids(MISSING, [settled_us])?;
    let says = "the notice was acknowledged and no message was sent";
    let mut finding =
        Finding::over(owed - late).violated(missing, witness::of_keys(context, &first, says)?);
    let untraced = context.count(UNTRACED, [])?;
    if missing > 0 && missing <= untraced {
        finding = finding.cannot_conclude(format!(
            "{missing} checkpoints have no send and {untraced} sends name no parcel: they may be the missing ones"
        ));
    } else if missing == 0 && open > 0 {
        finding = finding.cannot_conclude(format!(
            "the drain did not become quiet, and {open} checkpoints acknowledged shortly before its end have no send yet"
        ));
    } else {
        finding = finding.note_count(
            open,
            "checkpoints acknowledged shortly before the end were still open",
        );
    }
    let nacked = context.count(
        "SELECT COUNT(*) FROM keys WHERE want = 'message' AND noticed AND genuine_ack_us IS NULL AND sends = 0",
        [],
    )?;
    Ok(finding.note_count(
        nacked,
        "checkpoints were never acknowledged and had no message: not owed",
    ))
}
