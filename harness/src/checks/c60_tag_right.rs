//! C60: what customers write is filed under the right heading: what it is about, how urgent it is, and for which parcel.
//! How many may be wrong is the scenario's (`criteria.tag_right`). A message without any record is C14's, a person who
//! was not called in C61's.

use reports::verdict::Witness;

use super::context::Context;
use super::finding::{Finding, WITNESSES};
use super::{Check, Run, witness};
use crate::ledger::open::LedgerError;

pub(super) const CHECK: Check = Check {
    id: "C60",
    name: "tag-right",
    statement: "Customers' messages are on record with the tag, the priority and the parcel that the policy calls for, but \
                for the share that the scenario allows.",
    about: "It knows what a message is about from the phrase book, so it cannot judge words that are in no book.",
    run: Run::Ledger(run),
};

/// Share that has to be right where the scenario does not say.
const RIGHT: f64 = 0.95;

const FROM: &str = "
    FROM told o CROSS JOIN dialogues d ON d.inbound = o.inbound LEFT JOIN filed f ON f.inbound = o.inbound
         LEFT JOIN parcels p ON p.id = d.parcel
    WHERE o.recorded AND o.ack_us <= ?1";

/// ?2: whether records hold priorities.
const WRONG: &str = "
    (f.tag IS NOT d.tag OR (?2 AND d.priority IS NOT NULL AND f.priority IS NOT d.priority)
     OR IFNULL(f.tracking_number <> p.tracking_number COLLATE NOCASE, 0))";

fn run(context: &Context<'_>) -> Result<Finding, LedgerError> {
    let facts = context.facts;
    if facts.drained.is_none() || !facts.read_inbound {
        return Ok(Finding::default()
            .cannot_conclude("the records of customers' messages were not read after a drain"));
    }
    let settled_us = context.settled_before_us();
    let cases = context.count(&format!("SELECT COUNT(*) {FROM}"), [settled_us])?;
    let (mut violations, mut witnesses) = (0, Vec::new());
    let sql = format!(
        "SELECT d.inbound, d.tag, f.tag, d.priority, f.priority, f.tracking_number, p.tracking_number, d.language, o.ack_us,
                (SELECT body FROM inbound b WHERE b.id = d.inbound)
         {FROM} AND {WRONG} ORDER BY d.inbound"
    );
    context.each(&sql, (settled_us, facts.capabilities.priorities), |row| {
        violations += 1;
        if witnesses.len() < WITNESSES {
            witnesses.push(misfiled(row)?);
        }
        Ok(())
    })?;
    let required = context.scenario.criteria.tag_right.unwrap_or(RIGHT);
    let mut finding = Finding::over(cases).violated(violations, witnesses);
    // A hair's breadth for shares such as 0.95 that no binary number is.
    finding.tolerance = ((1.0 - required) * cases as f64 + 1e-9).floor() as u64;
    if cases > 0 {
        let right = 100.0 * (cases - violations) as f64 / cases as f64;
        finding = finding.note(format!(
            "{right:.2} % of {cases} messages are filed right, {:.2} % are required",
            100.0 * required
        ));
    }
    Ok(finding)
}

fn misfiled(row: &rusqlite::Row<'_>) -> Result<Witness, rusqlite::Error> {
    let text = |place: usize| {
        Ok::<_, rusqlite::Error>(row.get::<_, Option<String>>(place)?.unwrap_or_default())
    };
    let (inbound, wanted): (i64, String) = (row.get(0)?, row.get(1)?);
    let what = match row.get::<_, Option<String>>(2)? {
        None => format!("has no tag instead of {wanted}"),
        Some(tag) if tag != wanted => {
            format!("is tagged {} instead of {wanted}", witness::quoted(&tag))
        }
        _ if text(3)? != text(4)? && !text(3)?.is_empty() => format!(
            "has the priority {} instead of {}",
            witness::quoted(&text(4)?),
            text(3)?
        ),
        _ => format!(
            "is filed under the parcel {} instead of {}",
            witness::quoted(&text(5)?),
            text(6)?
        ),
    };
    let body = witness::quoted(&text(9)?);
    Ok(Witness {
        summary: format!("customer's message {body} ({}) {what}", text(7)?),
        rows: vec![witness::row(
            row.get(8)?,
            format!("inbound/{inbound}"),
            format!("message {body} acknowledged; the record {what}"),
        )],
    })
}
