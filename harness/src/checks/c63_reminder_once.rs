//! C63: a customer who does not react gets one reminder, not before its time; one who does gets none. World time: the
//! policy's time divided by the run's clock scale.

use super::context::Context;
use super::finding::{Finding, WITNESSES};
use super::{Check, Run, witness};
use crate::ledger::open::LedgerError;

pub(super) const CHECK: Check = Check {
    id: "C63",
    name: "reminder-once",
    statement: "A customer who did not react to a parcel's message got exactly one reminder, not before the policy's time, \
                and one who did got none.",
    about: "A reaction that is acknowledged within half a second of the reminder's time leaves both open.",
    run: Run::Ledger(run),
};

/// Before and after a reminder's time this is too close to tell, real microseconds.
const CLOSE_US: i64 = 500_000;
/// Real time for a reminder to come once it is due.
const GRACE_US: i64 = 2_000_000;
/// Clocks differ: no reminder is early by less than this share of the policy's time.
const EARLY: f64 = 0.02;

/// Parcels with a reminder's expectation: when their covered messages were accepted, what the customer did, what came.
const CASES: &str = "
    SELECT k.id, MIN(b.first_accepted_us), MAX(b.first_accepted_us), t.ack_us, t.first_us,
           k.accepted, k.doubts, k.permanent, k.first_accepted_us, p.outcome = 'deliver' AND o.number IS NULL
    FROM reminders r CROSS JOIN keys k ON k.id = r.expectation CROSS JOIN parcels p ON p.id = r.parcel
         LEFT JOIN opt_outs o ON o.number = p.recipient
         LEFT JOIN expectations e ON e.parcel = r.parcel AND e.want = 'message'
              AND e.checkpoint IN (SELECT value FROM json_each(?1))
         LEFT JOIN keys b ON b.id = e.id LEFT JOIN tapped t ON t.parcel = r.parcel
    GROUP BY k.id ORDER BY k.id";

/// A parcel that may call for a reminder. Times are microseconds since the start.
struct Case {
    first_us: Option<i64>,
    last_us: Option<i64>,
    tap_ack_us: Option<i64>,
    tap_first_us: Option<i64>,
    sent: i64,
    doubts: i64,
    refused: i64,
    sent_us: Option<i64>,
    /// The customer can be reached, and did not ask for silence.
    owed: bool,
}

/// What a parcel's story comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    /// Nothing can be said.
    Open,
    /// As it has to be.
    Right,
    /// In words.
    Wrong(&'static str),
}

fn run(context: &Context<'_>) -> Result<Finding, LedgerError> {
    let Some(reminder) = &context.facts.policy.reminder else {
        return Ok(Finding::default().cannot_conclude("the policy promises no reminder"));
    };
    let after_us = context.facts.real_us(reminder.after);
    let until_us = context.facts.drained.map(|drained| drained.at_us);
    let words: Vec<&str> = reminder.checkpoints.iter().map(|one| one.word()).collect();
    let checkpoints = serde_json::Value::from(words).to_string();
    let (mut cases, mut tapped, mut violations) = (0, 0, 0);
    let mut first: Vec<(i64, &'static str)> = Vec::new();
    context.each(CASES, [checkpoints], |row| {
        let case = Case {
            first_us: row.get(1)?,
            last_us: row.get(2)?,
            tap_ack_us: row.get(3)?,
            tap_first_us: row.get(4)?,
            sent: row.get(5)?,
            doubts: row.get(6)?,
            refused: row.get(7)?,
            sent_us: row.get(8)?,
            owed: row.get(9)?,
        };
        let told = case.told(after_us, until_us);
        cases += u64::from(told != Told::Open);
        tapped += u64::from(told != Told::Open && case.tap_ack_us.is_some());
        if let Told::Wrong(says) = told {
            violations += 1;
            if first.len() < WITNESSES {
                first.push((row.get(0)?, says));
            }
        }
        Ok(())
    })?;
    let mut witnesses = Vec::new();
    for (key, says) in first {
        witnesses.extend(witness::of_keys(context, &[key], says)?);
        story(context, key, witnesses.last_mut())?;
    }
    Ok(Finding::over(cases)
        .violated(violations, witnesses)
        .note_count(tapped, "of these customers reacted"))
}

impl Case {
    fn told(&self, after_us: i64, until_us: Option<i64>) -> Told {
        let most = 1 + self.doubts.min(1);
        let (Some(first_us), Some(last_us)) = (self.first_us, self.last_us) else {
            return match self.sent {
                0 => Told::Open,
                _ => Told::Wrong("a reminder was sent for a message that was never accepted"),
            };
        };
        let early_us = (after_us as f64 * EARLY) as i64 + 200_000;
        if self
            .sent_us
            .is_some_and(|sent_us| sent_us < first_us + after_us - early_us)
        {
            return Told::Wrong("the reminder was sent before its time");
        }
        if self.sent > most {
            return Told::Wrong("the customer was reminded more than once");
        }
        // A customer who has several messages of a parcel may be reminded of the first or of the last.
        let over = until_us.is_some_and(|until_us| last_us + after_us + GRACE_US <= until_us);
        // Whether to remind who cannot be reached is the connector's own affair, and of opt-outs C62's.
        if !over || !self.owed {
            return Told::Open;
        }
        let due_us = first_us + after_us;
        match (self.tap_ack_us, self.tap_first_us) {
            (Some(ack_us), _) if ack_us < due_us - CLOSE_US => match self.sent {
                0 => Told::Right,
                _ => Told::Wrong("a customer who reacted was reminded all the same"),
            },
            // Somewhere on its way when the reminder was due, or seen without an answer: both are fair.
            (_, Some(tap_us)) if tap_us < last_us + after_us + CLOSE_US => Told::Open,
            _ if self.sent + self.refused > 0 => Told::Right,
            _ => Told::Wrong("the customer did not react and was not reminded"),
        }
    }
}

/// The parcel's messages, before what came of its reminder.
fn story(
    context: &Context<'_>,
    reminder: i64,
    witness: Option<&mut reports::verdict::Witness>,
) -> Result<(), LedgerError> {
    let Some(witness) = witness else {
        return Ok(());
    };
    let sql = "SELECT k.first_accepted_us, e.checkpoint, e.id FROM expectations e CROSS JOIN keys k ON k.id = e.id
               WHERE e.parcel = (SELECT parcel FROM keys WHERE id = ?1) AND e.want = 'message'
                 AND k.first_accepted_us IS NOT NULL";
    context.each(sql, [reminder], |row| {
        let (checkpoint, key): (String, i64) = (row.get(1)?, row.get(2)?);
        let text = format!("the message for {checkpoint} was accepted");
        witness.rows.push(witness::row(
            row.get(0)?,
            format!("expectations/{key}"),
            text,
        ));
        Ok(())
    })?;
    let sql = "SELECT t.ack_us FROM tapped t CROSS JOIN keys k ON k.parcel = t.parcel
               WHERE k.id = ?1 AND t.ack_us IS NOT NULL";
    context.each(sql, [reminder], |row| {
        let text = "the customer's tap was acknowledged".to_owned();
        witness.rows.push(witness::row(
            row.get(0)?,
            format!("reminders/{reminder}"),
            text,
        ));
        Ok(())
    })?;
    witness
        .rows
        .sort_by(|a, b| a.at_ms.total_cmp(&b.at_ms).then_with(|| a.row.cmp(&b.row)));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case() -> Case {
        Case {
            first_us: Some(0),
            last_us: Some(0),
            tap_ack_us: None,
            tap_first_us: None,
            sent: 1,
            doubts: 0,
            refused: 0,
            sent_us: Some(10_000_000),
            owed: true,
        }
    }

    #[test]
    fn one_reminder_in_time_is_right_and_everything_else_has_its_name() {
        let told = |case: Case| case.told(10_000_000, Some(60_000_000));
        assert_eq!(told(case()), Told::Right);
        let none = Case {
            sent: 0,
            sent_us: None,
            ..case()
        };
        assert!(matches!(told(none), Told::Wrong(_)));
        let twice = Case { sent: 2, ..case() };
        assert!(matches!(told(twice), Told::Wrong(_)));
        let early = Case {
            sent_us: Some(5_000_000),
            ..case()
        };
        assert!(matches!(told(early), Told::Wrong(_)));
        let tap = |us| Case {
            tap_ack_us: Some(us),
            tap_first_us: Some(us),
            ..case()
        };
        assert!(matches!(told(tap(2_000_000)), Told::Wrong(_)));
        assert_eq!(told(tap(9_800_000)), Told::Open);
        assert_eq!(
            told(Case {
                sent: 0,
                sent_us: None,
                ..tap(2_000_000)
            }),
            Told::Right
        );
        assert_eq!(told(tap(20_000_000)), Told::Right);
    }

    #[test]
    fn before_its_time_is_over_nothing_is_missing() {
        let none = Case {
            sent: 0,
            sent_us: None,
            ..case()
        };
        assert_eq!(none.told(10_000_000, Some(11_000_000)), Told::Open);
        assert_eq!(none.told(10_000_000, None), Told::Open);
    }
}
