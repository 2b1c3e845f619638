//! C04: the message goes to the customer of its parcel, from the number of its seller. Only messages that were wanted
//! are looked at: the others are charged to C03, C11 and C30.

use super::context::Context;
use super::finding::{Finding, WITNESSES};
use super::{Check, Run, witness};
use crate::ledger::open::LedgerError;

pub(super) const CHECK: Check = Check {
    id: "C04",
    name: "recipient",
    statement: "Every message went to the recipient of its parcel, from the phone number of the parcel's seller.",
    about: "It cannot see a swap of two parcels of the same customer and seller (C06 does).",
    run: Run::Ledger(run),
};

fn run(context: &Context<'_>) -> Result<Finding, LedgerError> {
    let from = "FROM sends s CROSS JOIN keys k ON k.id = s.expectation CROSS JOIN parcels p ON p.id = k.parcel
                WHERE s.decision = 'accepted' AND k.want IN ('message', 'reminder')";
    let cases = context.count(&format!("SELECT COUNT(*) {from}"), [])?;
    let (mut violations, mut first) = (0, Vec::new());
    let sql = format!(
        "SELECT s.id, s.to_number, p.recipient, s.phone_number_id, p.phone_number_id {from}
           AND (s.to_number <> p.recipient OR s.phone_number_id <> p.phone_number_id) ORDER BY s.id"
    );
    context.each(&sql, [], |row| {
        violations += 1;
        if first.len() < WITNESSES {
            let (to, recipient): (String, String) = (row.get(1)?, row.get(2)?);
            let (from, seller): (String, String) = (row.get(3)?, row.get(4)?);
            let says = if to == recipient {
                format!(
                    "sent from phone number id {} instead of {seller}",
                    witness::quoted(&from)
                )
            } else {
                format!("sent to {} instead of {recipient}", witness::quoted(&to))
            };
            first.push((row.get::<_, i64>(0)?, says));
        }
        Ok(())
    })?;
    let ids: Vec<i64> = first.iter().map(|(send, _)| *send).collect();
    let says = |send: i64| {
        first
            .iter()
            .find(|(id, _)| *id == send)
            .map_or_else(String::new, |(_, says)| says.clone())
    };
    Ok(Finding::over(cases).violated(violations, witness::of_sends(context, &ids, says)?))
}
