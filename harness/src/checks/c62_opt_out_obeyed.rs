//! C62: who wants no more messages gets none. What was on its way within the grace may still arrive, and one text may
//! confirm the wish.

use reports::verdict::Witness;

use super::context::Context;
use super::facts::micros;
use super::finding::{Finding, WITNESSES};
use super::{Check, Run, witness};
use crate::ledger::open::LedgerError;
use crate::policy::OPT_OUT_GRACE;

pub(super) const CHECK: Check = Check {
    id: "C62",
    name: "opt-out-obeyed",
    statement: "Once a customer's wish for no more messages was acknowledged, no template goes to that number any more, and \
                at most one text that confirms it.",
    about: "Five seconds of grace for what is on its way; it cannot see what another channel sends.",
    run: Run::Ledger(run),
};

/// Templates after the grace, and what else was sent after the wish; by number, in order.
const SENDS: &str = "
    SELECT o.number, s.id, s.kind = 'template'
    FROM sends s CROSS JOIN opt_outs o ON o.number = s.to_number
    WHERE s.decision = 'accepted'
      AND CASE s.kind WHEN 'template' THEN s.at_us > o.ack_us + ?1 ELSE s.at_us >= o.first_started_us END
    ORDER BY o.number, s.at_us, s.id";

fn run(context: &Context<'_>) -> Result<Finding, LedgerError> {
    let wishes = context.count("SELECT COUNT(*) FROM opt_outs", [])?;
    let tempted = context.count(
        "SELECT COUNT(DISTINCT o.number)
         FROM keys k CROSS JOIN parcels p ON p.id = k.parcel CROSS JOIN opt_outs o ON o.number = p.recipient
         WHERE k.want = 'opted_out' AND k.ack_us IS NOT NULL AND k.first_started_us > o.ack_us + ?1",
        [micros(OPT_OUT_GRACE)],
    )?;
    let mut texts: (String, u64) = (String::new(), 0);
    let mut found: Vec<(String, i64, bool)> = Vec::new();
    let mut violations = 0;
    context.each(SENDS, [micros(OPT_OUT_GRACE)], |row| {
        let (number, send, template): (String, i64, bool) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if !template {
            if texts.0 != number {
                texts = (number.clone(), 0);
            }
            texts.1 += 1;
        }
        let again = found.last().is_some_and(|(last, ..)| *last == number);
        if (template || texts.1 > 1) && !again {
            violations += 1;
            // Kept whole only for the first few; the last one tells whether the next is of the same number.
            if found.len() > WITNESSES {
                found.pop();
            }
            found.push((number, send, template));
        }
        Ok(())
    })?;
    found.truncate(WITNESSES);
    let ids: Vec<i64> = found.iter().map(|(_, send, _)| *send).collect();
    let says = |send: i64| {
        let template = found
            .iter()
            .any(|(_, id, template)| *id == send && *template);
        match template {
            true => "a template was sent to a customer who wanted no more messages",
            false => "more than one text was sent to a customer who wanted no more messages",
        }
        .to_owned()
    };
    let mut witnesses = witness::of_sends(context, &ids, says)?;
    for ((number, ..), witness) in found.iter().zip(&mut witnesses) {
        wish(context, number, witness)?;
    }
    let finding = Finding::over(if tempted > 0 { tempted } else { wishes })
        .violated(violations, witnesses)
        .note(format!(
            "{tempted} of {wishes} customers had a checkpoint after their wish was acknowledged"
        ));
    Ok(finding)
}

/// The wish, before what was sent all the same.
fn wish(context: &Context<'_>, number: &str, witness: &mut Witness) -> Result<(), LedgerError> {
    let sql = "SELECT o.ack_us, o.inbound, b.body FROM opt_outs o CROSS JOIN inbound b ON b.id = o.inbound
               WHERE o.number = ?1";
    context.each(sql, [number], |row| {
        let body = witness::quoted(&row.get::<_, String>(2)?);
        let text = format!("the customer's message {body} acknowledged");
        let inbound: i64 = row.get(1)?;
        witness.rows.push(witness::row(
            row.get(0)?,
            format!("inbound/{inbound}"),
            text,
        ));
        Ok(())
    })?;
    witness
        .rows
        .sort_by(|a, b| a.at_ms.total_cmp(&b.at_ms).then_with(|| a.row.cmp(&b.row)));
    Ok(())
}
