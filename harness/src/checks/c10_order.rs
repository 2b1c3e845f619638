//! C10: messages of one parcel keep the order of its checkpoints, where the order was plain: the older checkpoint was
//! acknowledged a second before the newer one was announced at all, and the world refused none of its sends.

use super::context::Context;
use super::finding::Finding;
use super::{Check, Run, witness};
use crate::ledger::open::LedgerError;

pub(super) const CHECK: Check = Check {
    id: "C10",
    name: "order",
    statement: "Messages of one parcel are accepted in the order of its checkpoints.",
    about: "Checkpoints announced within a second of each other have no order.",
    run: Run::Ledger(run),
};

/// Checkpoints closer than this, from acknowledgement to announcement, count as simultaneous.
pub(crate) const APART_US: i64 = 1_000_000;

/// Expectations of a parcel have neighbouring ids (parcel * 16 + checkpoint), so a pair is a short range.
const PAIRS: &str = "
    FROM keys lo CROSS JOIN keys hi ON hi.id BETWEEN lo.parcel * 16 AND lo.parcel * 16 + 15
    WHERE lo.want = 'message' AND hi.want = 'message' AND hi.parcel = lo.parcel AND hi.rank > lo.rank
      AND lo.genuine_ack_us + ?1 <= hi.first_started_us
      AND lo.accepted > 0 AND hi.accepted > 0 AND lo.permanent + lo.transient = 0";

fn run(context: &Context<'_>) -> Result<Finding, LedgerError> {
    let pairs = context.count(&format!("SELECT COUNT(*) {PAIRS}"), [APART_US])?;
    let (inverted, first) = context.first_ids(
        &format!(
            "SELECT lo.id {PAIRS} AND lo.first_accepted_us > hi.first_accepted_us ORDER BY lo.id"
        ),
        [APART_US],
    )?;
    let mut witnesses = witness::of_keys(
        context,
        &first,
        "its message was accepted after that of a newer checkpoint",
    )?;
    for (key, witness) in first.iter().zip(&mut witnesses) {
        let newer = context.first_ids(
            &format!("SELECT hi.id {PAIRS} AND lo.first_accepted_us > hi.first_accepted_us AND lo.id = ?2"),
            [APART_US, *key],
        )?;
        for other in witness::of_keys(context, &newer.1, "")? {
            witness.rows.extend(other.rows);
        }
        witness.rows.sort_by(|a, b| a.at_ms.total_cmp(&b.at_ms));
        witness.rows.truncate(20);
    }
    Ok(Finding::over(pairs).violated(inverted, witnesses))
}
