//! C15: every message is on record once, and on the right parcel and checkpoint. A message without any record is C14's.

use super::context::Context;
use super::finding::Finding;
use super::{Check, Run, witness};
use crate::ledger::open::LedgerError;

pub(super) const CHECK: Check = Check {
    id: "C15",
    name: "link",
    statement: "Every message stands in the records once, with its own parcel and checkpoint.",
    about: "It cannot see a wrong parcel where the records hold no tracking number, nor records of earlier runs.",
    run: Run::Ledger(run),
};

/// Records of this run's parcels under a message id that the world never gave.
const FOREIGN: &str = "
    FROM records r LEFT JOIN wamids m ON m.wamid = r.wamid
    WHERE r.read = (SELECT id FROM final_reads WHERE what = 'messages') AND m.send IS NULL";

fn run(context: &Context<'_>) -> Result<Finding, LedgerError> {
    if !context.facts.read_messages {
        return Ok(Finding::default().cannot_conclude("the records were not read after the drain"));
    }
    let known = "FROM found f LEFT JOIN doubts d ON d.send = f.send WHERE d.send IS NULL";
    let cases = context.count(&format!("SELECT COUNT(*) {known}"), [])?;
    let linked = context.count(&format!("SELECT COUNT(*) {known} AND f.linked > 0"), [])?;
    let (wrong, first) = context.first_ids(
        &format!("SELECT f.send {known} AND (f.copies > 1 OR f.mislinked > 0) ORDER BY f.send"),
        [],
    )?;
    let says =
        |_| "the message is on record twice, or with another parcel or checkpoint".to_string();
    let mut finding =
        Finding::over(cases).violated(wrong, witness::of_messages(context, &first, says)?);
    let numbers = "r.tracking_number IN (SELECT tracking_number FROM parcels)";
    let foreign = context.count(&format!("SELECT COUNT(*) {FOREIGN}"), [])?;
    if foreign > 0 {
        let mut witnesses = Vec::new();
        let mut ours = 0;
        let sql = format!("SELECT r.rowid, r.wamid, r.tracking_number {FOREIGN} AND {numbers}");
        context.each(&sql, [], |row| {
            ours += 1;
            if witnesses.len() < super::finding::WITNESSES {
                witnesses.push((row.get(0)?, row.get(1)?, row.get(2)?));
            }
            Ok(())
        })?;
        let at_us = context.facts.watched_until_us();
        let witnesses = witnesses
            .into_iter()
            .map(|(id, wamid, number)| foreign_witness(at_us, id, wamid, number));
        finding = finding.violated(ours, witnesses.collect()).note_count(
            foreign - ours,
            "records are of messages and parcels that are not of this run",
        );
    }
    Ok(if linked == 0 && cases > 0 {
        finding.note("the records hold no tracking number, so only repeated records could show")
    } else {
        finding
    })
}

fn foreign_witness(
    at_us: i64,
    id: i64,
    wamid: String,
    number: String,
) -> reports::verdict::Witness {
    let wamid = witness::quoted(&wamid);
    reports::verdict::Witness {
        summary: format!(
            "parcel {number}: a record holds the message id {wamid}, which was never given out"
        ),
        rows: vec![witness::row(
            at_us,
            format!("records/{id}"),
            format!("message id {wamid}"),
        )],
    }
}
