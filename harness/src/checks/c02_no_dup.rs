//! C02: one message a checkpoint. An answer that the connector may not have seen earns one counted duplicate.
//! A retry after a permanent refusal or failure is C50's; but where a repeated notice explains every send, the repetition
//! is charged here, whatever the world answered.

use super::context::Context;
use super::finding::{Finding, WITNESSES};
use super::{Check, Run, witness};
use crate::ledger::open::LedgerError;

pub(super) const CHECK: Check = Check {
    id: "C02",
    name: "no-dup",
    statement: "No checkpoint led to more than one accepted message, but for one more where an answer was in doubt.",
    about: "It cannot see a duplicate that the world refused, and counts sends that name no parcel (C05) nowhere.",
    run: Run::Ledger(run),
};

/// Accepted sends of expectations with several of them, in order. A send that only its parameters trace, to a parcel of
/// another customer, is C04's.
const SENDS: &str = "
    SELECT s.expectation, d.send IS NOT NULL
    FROM sends s CROSS JOIN keys k ON k.id = s.expectation CROSS JOIN parcels p ON p.id = k.parcel
         LEFT JOIN doubts d ON d.send = s.id LEFT JOIN gone g ON g.expectation = k.id
    WHERE s.decision = 'accepted' AND k.want = 'message' AND k.accepted > 1
      AND NOT (s.traced_by = 'parameter' AND s.to_number <> p.recipient)
      AND (g.at_us IS NULL OR s.at_us <= g.at_us OR (k.reached > 1 AND k.sends <= k.reached))
    ORDER BY s.expectation, s.at_us, s.id";

/// The accepted sends of one expectation as they go by.
#[derive(Default)]
struct Passing {
    key: i64,
    accepted: u64,
    doubts_before_last: u64,
    last_in_doubt: bool,
}

impl Passing {
    fn add(&mut self, in_doubt: bool) {
        self.doubts_before_last += u64::from(self.last_in_doubt);
        self.last_in_doubt = in_doubt;
        self.accepted += 1;
    }

    fn allowed(&self) -> u64 {
        1 + self.doubts_before_last.min(1)
    }
}

fn run(context: &Context<'_>) -> Result<Finding, LedgerError> {
    let keys = context.count(
        "SELECT COUNT(*) FROM keys WHERE want = 'message' AND accepted > 0",
        [],
    )?;
    let tempted = context.count(
        "SELECT COUNT(*) FROM keys WHERE want = 'message' AND accepted > 0 AND reached > 1",
        [],
    )?;
    let (mut violations, mut tolerated, mut first) = (0, 0, Vec::new());
    let mut close = |passing: &Passing| {
        if passing.accepted > passing.allowed() {
            violations += 1;
            if first.len() < WITNESSES {
                first.push(passing.key);
            }
        } else if passing.accepted > 1 {
            tolerated += 1;
        }
    };
    let mut passing = Passing::default();
    context.each(SENDS, [], |row| {
        let key: i64 = row.get(0)?;
        if passing.accepted > 0 && passing.key != key {
            close(&std::mem::take(&mut passing));
        }
        passing.key = key;
        passing.add(row.get(1)?);
        Ok(())
    })?;
    close(&passing);
    let (refused, first_refused) = super::c50_no_retry_permanent::repeated(context)?;
    let says = "more than one message was accepted for this checkpoint";
    let says_refused = "a repeated notice led to another send of what had been refused for good";
    let finding = Finding::over(if tempted > 0 { tempted } else { keys })
        .violated(violations, witness::of_keys(context, &first, says)?)
        .violated(
            refused,
            witness::of_keys(context, &first_refused, says_refused)?,
        )
        .note_count(
            tolerated,
            "duplicates after an answer in doubt were tolerated",
        );
    Ok(if tempted > 0 {
        finding.note(format!(
            "{tempted} of {keys} checkpoints with a message were announced more than once"
        ))
    } else {
        finding.note(
            "no checkpoint was announced more than once, so only unprovoked duplicates could show",
        )
    })
}
