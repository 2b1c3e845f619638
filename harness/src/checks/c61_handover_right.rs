//! C61: a person is called in exactly where the policy says so. Every single time: a customer with a broken vase who is
//! left to a machine is one too many.

use reports::verdict::Witness;

use super::context::Context;
use super::finding::{Finding, WITNESSES};
use super::{Check, Run, witness};
use crate::ledger::open::LedgerError;

pub(super) const CHECK: Check = Check {
    id: "C61",
    name: "handover-right",
    statement: "A person was called in for every customer's message that calls for one, and for no other.",
    about: "It sees what the record says, not whether somebody came.",
    run: Run::Ledger(run),
};

const FROM: &str = "
    FROM told o CROSS JOIN dialogues d ON d.inbound = o.inbound LEFT JOIN filed f ON f.inbound = o.inbound
    WHERE o.recorded AND o.ack_us <= ?1";

fn run(context: &Context<'_>) -> Result<Finding, LedgerError> {
    let facts = context.facts;
    if facts.drained.is_none() || !facts.read_inbound {
        return Ok(Finding::default()
            .cannot_conclude("the records of customers' messages were not read after a drain"));
    }
    let settled_us = context.settled_before_us();
    let cases = context.count(&format!("SELECT COUNT(*) {FROM}"), [settled_us])?;
    let called = context.count(
        &format!("SELECT COUNT(*) {FROM} AND d.handover"),
        [settled_us],
    )?;
    let (mut violations, mut witnesses) = (0, Vec::new());
    let sql = format!(
        "SELECT d.inbound, d.tag, d.handover, f.handover, o.ack_us, (SELECT body FROM inbound b WHERE b.id = d.inbound)
         {FROM} AND f.handover IS NOT d.handover ORDER BY d.inbound"
    );
    context.each(&sql, [settled_us], |row| {
        violations += 1;
        if witnesses.len() < WITNESSES {
            let (inbound, tag): (i64, String) = (row.get(0)?, row.get(1)?);
            let says = match (row.get::<_, bool>(2)?, row.get::<_, Option<bool>>(3)?) {
                (_, None) => "the record does not say whether a person was called in",
                (true, _) => "no person was called in",
                (false, _) => "a person was called in without need",
            };
            let body = witness::quoted(&row.get::<_, String>(5)?);
            witnesses.push(Witness {
                summary: format!("customer's message {body} ({tag}): {says}"),
                rows: vec![witness::row(
                    row.get(4)?,
                    format!("inbound/{inbound}"),
                    format!("message {body} acknowledged; {says}"),
                )],
            });
        }
        Ok(())
    })?;
    Ok(Finding::over(cases)
        .violated(violations, witnesses)
        .note(format!("{called} of {cases} messages call for a person")))
}
