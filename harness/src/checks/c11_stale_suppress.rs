//! C11: an older checkpoint that arrives after a newer one was accepted for notification gets no message, where the
//! policy says so. Notices that overlap oblige to nothing.

use super::context::Context;
use super::finding::Finding;
use super::{Check, Run, witness};
use crate::ledger::open::LedgerError;

pub(super) const CHECK: Check = Check {
    id: "C11",
    name: "stale-suppress",
    statement: "No message is sent for a checkpoint that is older than one already acknowledged.",
    about: "It needs the newer notice acknowledged before the first attempt of the older one began.",
    run: Run::Ledger(run),
};

const OBLIGED: &str = "
    FROM keys k WHERE k.want = 'suppress' AND k.first_started_us IS NOT NULL
      AND EXISTS (SELECT 1 FROM keys newer WHERE newer.id BETWEEN k.parcel * 16 AND k.parcel * 16 + 15
                  AND newer.parcel = k.parcel AND newer.want = 'message' AND newer.rank > k.rank
                  AND newer.genuine_ack_us < k.first_started_us)";

fn run(context: &Context<'_>) -> Result<Finding, LedgerError> {
    let cases = context.count(
        &format!("SELECT COUNT(*) {OBLIGED} AND (k.ack_us IS NOT NULL OR k.accepted > 0)"),
        [],
    )?;
    let (sent, first) = context.first_ids(
        &format!("SELECT k.id {OBLIGED} AND k.accepted > 0 ORDER BY k.id"),
        [],
    )?;
    let says = "a message was sent although a newer checkpoint had been acknowledged before";
    Ok(Finding::over(cases).violated(sent, witness::of_keys(context, &first, says)?))
}
