//! C50: what cannot succeed is not tried again: the same request after a permanent refusal, or the checkpoint after a
//! status said that the customer cannot be reached. A changed request is no retry.

use std::collections::BTreeMap;

use super::context::Context;
use super::finding::{Finding, WITNESSES};
use super::{Check, Run, witness};
use crate::ledger::open::LedgerError;

pub(super) const CHECK: Check = Check {
    id: "C50",
    name: "no-retry-permanent",
    statement: "Nothing is sent again after a permanent refusal or a permanent failure status.",
    about: "A second request with another body counts as a correction, not as a retry.",
    run: Run::Ledger(run),
};

/// Codes whose text speaks of a passing condition: one more try is tolerated (Meta, Cloud API error codes).
const ONE_MORE: [i64; 3] = [131_000, 131_016, 135_000];

/// Sends of expectations that were refused for good or whose message failed for good, in order. Where a repeated
/// notice explains every send, the repetition is to blame (C02), not a retry.
const SENDS: &str = "
    SELECT s.expectation, s.at_us, s.body_hash, s.decision = 'refused' AND s.refusal_class = 'permanent',
           IFNULL(s.code, 0), g.at_us
    FROM sends s CROSS JOIN keys k ON k.id = s.expectation LEFT JOIN gone g ON g.expectation = k.id
    WHERE k.want = 'message' AND k.sends > 1 AND (k.permanent > 0 OR (?1 = 0 AND g.at_us IS NOT NULL))
      AND (k.reached > 1 AND k.sends <= k.reached) = ?1
    ORDER BY s.expectation, s.at_us, s.id";

/// The sends of one expectation as they go by.
#[derive(Default)]
struct Passing {
    key: i64,
    /// Body to the number of repeats that are still tolerated.
    refused: BTreeMap<i64, u32>,
    retried: bool,
}

impl Passing {
    fn add(&mut self, at_us: i64, body: i64, permanent: bool, code: i64, gone_us: Option<i64>) {
        match self.refused.get_mut(&body) {
            Some(0) => self.retried = true,
            Some(left) => *left -= 1,
            None if permanent => {
                self.refused
                    .insert(body, u32::from(ONE_MORE.contains(&code)));
            }
            None => {}
        }
        self.retried |= gone_us.is_some_and(|gone_us| at_us > gone_us);
    }
}

/// Expectations whose refused request was sent again because the notice came again, and the first of them.
pub(super) fn repeated(context: &Context<'_>) -> Result<(u64, Vec<i64>), LedgerError> {
    fold(context, true)
}

fn fold(context: &Context<'_>, explained_by_notices: bool) -> Result<(u64, Vec<i64>), LedgerError> {
    let (mut violations, mut first) = (0, Vec::new());
    let mut close = |passing: &Passing| {
        violations += u64::from(passing.retried);
        if passing.retried && first.len() < WITNESSES {
            first.push(passing.key);
        }
    };
    let mut passing = Passing::default();
    context.each(SENDS, [explained_by_notices], |row| {
        let key: i64 = row.get(0)?;
        if passing.key != key {
            close(&std::mem::replace(
                &mut passing,
                Passing {
                    key,
                    ..Passing::default()
                },
            ));
        }
        let gone_us: Option<i64> = row.get(5)?;
        let gone_us = gone_us.filter(|_| !explained_by_notices);
        passing.add(row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, gone_us);
        Ok(())
    })?;
    close(&passing);
    Ok((violations, first))
}

fn run(context: &Context<'_>) -> Result<Finding, LedgerError> {
    let refused = context.count(
        "SELECT COUNT(*) FROM keys WHERE want = 'message' AND permanent > 0",
        [],
    )?;
    let failed = context.count("SELECT COUNT(*) FROM gone", [])?;
    let (violations, first) = fold(context, false)?;
    let says = "it was sent again although the world had said that it cannot succeed";
    Ok(Finding::over(refused + failed)
        .violated(violations, witness::of_keys(context, &first, says)?)
        .note(format!(
            "{refused} checkpoints were refused for good, {failed} failed for good after acceptance"
        )))
}
