//! C07: a message that cannot arrive over WhatsApp becomes one short message, and no other message does. Parcel by
//! parcel: as many short messages as failures that call for one, none before its failure could be known.

mod content;

use std::collections::BTreeMap;

use reports::verdict::Witness;

use super::context::Context;
use super::finding::{Finding, WITNESSES};
use super::{Check, Run, witness};
use crate::ledger::open::LedgerError;

pub(super) const CHECK: Check = Check {
    id: "C07",
    name: "sms-exactly-once",
    statement: "Every message that failed for good with a code that the policy names became exactly one short message to \
                the parcel's customer, and no other message became one.",
    about: "Short messages carry no checkpoint, so two failures of one parcel are told apart by their number only.",
    run: Run::Ledger(run),
};

/// Failures that call for a short message: when the connector could know of it first, and when it was told for sure (NULL:
/// never). And those of messages that should not have been sent, which are another check's: they call for none and may
/// have become one. ?1: codes, ?2: checkpoints.
const FAILURES: &str = "
    SELECT e.parcel, 0 AS kind, MIN(f.known_us), MIN(f.told_us), e.id, e.want <> 'message'
    FROM (SELECT s.expectation AS expectation, s.at_us AS known_us, s.at_us AS told_us, 0 AS made
          FROM sends s WHERE s.decision = 'refused' AND s.refusal_class = 'permanent'
            AND s.code IN (SELECT value FROM json_each(?1))
          UNION ALL
          SELECT s.expectation, p.first_started_us, h.first_us, t.made
          FROM webhook_items i CROSS JOIN statuses x ON x.id = i.item CROSS JOIN webhooks w ON w.id = i.webhook
               CROSS JOIN posts p ON p.webhook = i.webhook CROSS JOIN sends s ON s.id = x.send
               LEFT JOIN heard h ON h.status = x.id LEFT JOIN states t ON t.send = s.id
          WHERE x.status = 'failed' AND x.class = 'genuine' AND w.kind = 'statuses' AND w.class <> 'forged'
            AND x.code IN (SELECT value FROM json_each(?1))) f
         CROSS JOIN expectations e ON e.id = f.expectation
    WHERE CASE e.want WHEN 'message' THEN e.checkpoint IN (SELECT value FROM json_each(?2)) ELSE e.want <> 'reminder' END
      AND f.made & 6 = 0
    GROUP BY e.id";

/// The same columns for short messages: when, in doubt or not, its id, 1 accepted 2 refused for good.
const SHORT_MESSAGES: &str = "
    SELECT parcel, 1, at_us, request IN (SELECT request FROM sms_answers_lost), id, CASE WHEN decision = 'accepted' THEN 1 WHEN refusal_class = 'permanent' THEN 2 ELSE 0 END
    FROM sms_sends WHERE parcel IS NOT NULL";

/// Failures that call for a short message and of which nobody can say whose they are. ?1: codes.
const HIDDEN: &str = "
    SELECT (SELECT COUNT(*) FROM sends s
            WHERE s.expectation IS NULL AND s.decision = 'refused' AND s.refusal_class = 'permanent'
              AND s.code IN (SELECT value FROM json_each(?1)))
         + (SELECT COUNT(DISTINCT s.id)
            FROM statuses x CROSS JOIN sends s ON s.id = x.send
            WHERE x.status = 'failed' AND x.class = 'genuine' AND s.expectation IS NULL
              AND x.code IN (SELECT value FROM json_each(?1)))";

/// What happened about one parcel. Times are microseconds since the start.
#[derive(Debug, Default)]
struct Story {
    /// When each failure could be known, in order.
    known_us: Vec<i64>,
    /// Failures that were told for sure, early enough.
    owed: usize,
    /// Accepted short messages: when, and their ids, in order.
    sent: Vec<(i64, i64)>,
    doubts: usize,
    refused: usize,
    keys: Vec<i64>,
}

/// What is wrong with a parcel's short messages, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    Uncalled,
    Doubled,
    Early,
    Missing,
}

impl Wrong {
    fn says(self) -> &'static str {
        match self {
            Wrong::Uncalled => "a short message was sent, and no message of the parcel had failed",
            Wrong::Doubled => "more short messages were sent than messages had failed",
            Wrong::Early => "a short message was sent before the failure could be known",
            Wrong::Missing => "the message failed for good, and no short message was sent",
        }
    }
}

impl Story {
    fn wrong(&self) -> Option<Wrong> {
        let failures = self.known_us.len();
        let credit = self.doubts.min(failures);
        if failures == 0 && !self.sent.is_empty() {
            return Some(Wrong::Uncalled);
        }
        if self.sent.len() > failures + credit {
            return Some(Wrong::Doubled);
        }
        let early = |((sent_us, _), known_us): (&(i64, i64), &i64)| sent_us < known_us;
        if self.sent.iter().zip(&self.known_us).any(early) {
            return Some(Wrong::Early);
        }
        (self.sent.len() + self.refused < self.owed).then_some(Wrong::Missing)
    }
}

fn run(context: &Context<'_>) -> Result<Finding, LedgerError> {
    let Some(sms) = &context.facts.policy.sms_fallback else {
        return Ok(Finding::default().cannot_conclude("the policy promises no short messages"));
    };
    let codes = serde_json::json!(sms.on).to_string();
    let words: Vec<&str> = sms.checkpoints.iter().map(|one| one.word()).collect();
    let checkpoints = serde_json::json!(words).to_string();
    // Owed for as long as the policy gives it, and the drain waits for.
    let within_us = context.facts.real_us(sms.within);
    let drained_us = context
        .facts
        .drained
        .map_or(i64::MIN, |drained| drained.at_us);
    let settled_us = drained_us.saturating_sub(within_us);
    let mut stories: BTreeMap<i64, Story> = BTreeMap::new();
    // Failures are a small share of the load, and so are short messages: these fit into memory.
    let sql = format!("SELECT * FROM ({FAILURES}) UNION ALL {SHORT_MESSAGES} ORDER BY 1, 2, 3");
    context.each(&sql, (&codes, checkpoints), |row| {
        let story = stories.entry(row.get(0)?).or_default();
        let (at_us, id): (i64, i64) = (row.get(2)?, row.get(4)?);
        if row.get::<_, i64>(1)? == 0 {
            let told_us: Option<i64> = row.get(3)?;
            story.known_us.push(at_us);
            let uncalled: bool = row.get(5)?;
            if uncalled {
                return Ok(());
            }
            story.keys.push(id);
            story.owed += usize::from(told_us.is_some_and(|told_us| told_us <= settled_us));
            return Ok(());
        }
        match row.get::<_, i64>(5)? {
            1 => {
                story.sent.push((at_us, id));
                story.doubts += usize::from(row.get::<_, Option<bool>>(3)?.unwrap_or(false));
            }
            2 => story.refused += 1,
            _ => {}
        }
        Ok(())
    })?;
    let hidden = context.count(HIDDEN, [codes])?;
    judged(context, &stories, hidden)
}

fn judged(
    context: &Context<'_>,
    stories: &BTreeMap<i64, Story>,
    hidden: u64,
) -> Result<Finding, LedgerError> {
    let failures: usize = stories.values().map(|story| story.keys.len()).sum();
    let sent: usize = stories.values().map(|story| story.sent.len()).sum();
    let refused: usize = stories.values().map(|story| story.refused).sum();
    let drained = context.facts.drained.is_some();
    let wrong = stories.iter().filter_map(|(parcel, story)| {
        let wrong = story.wrong()?;
        // Without a drain what is missing may still have been on its way.
        (drained || wrong != Wrong::Missing).then_some((*parcel, story, wrong))
    });
    let mut wrong: Vec<(i64, &Story, Wrong)> = wrong.collect();
    let untraced = context.count(
        "SELECT COUNT(*) FROM sms_sends WHERE decision = 'accepted' AND parcel IS NULL",
        [],
    )?;
    let all = wrong.len();
    excuse(&mut wrong, Wrong::Uncalled, hidden);
    excuse(&mut wrong, Wrong::Missing, untraced);
    let excused = all > wrong.len();
    let mut witnesses = Vec::new();
    for (parcel, story, wrong) in wrong.iter().take(WITNESSES) {
        witnesses.push(about(context, *parcel, story, wrong.says())?);
    }
    let (misworded, first) = content::wrong(context)?;
    let finding = Finding::over((failures.max(wrong.len())) as u64)
        .violated(wrong.len() as u64, witnesses)
        .violated(misworded, first)
        .note(format!(
            "{failures} messages failed with a code that calls for a short message, {sent} short messages were accepted"
        ))
        .note_count(refused as u64, "short messages were refused for good by their gateway")
        .note_count(untraced, "short messages name no parcel of this run");
    Ok(match (drained, wrong.is_empty()) {
        (_, true) if excused => finding.cannot_conclude(
            "messages or short messages name no parcel of this run, so nobody can say which belongs to which",
        ),
        (false, true) => finding.cannot_conclude(
            "the run ended without a drain, so short messages may still have been on their way",
        ),
        _ => finding,
    })
}

/// Takes out what as many sends without a parcel may explain.
fn excuse(wrong: &mut Vec<(i64, &Story, Wrong)>, kind: Wrong, without_parcel: u64) {
    let cases = wrong.iter().filter(|(_, _, found)| *found == kind).count();
    if cases as u64 <= without_parcel {
        wrong.retain(|(_, _, found)| *found != kind);
    }
}

/// A parcel's story: what failed, and the short messages.
fn about(
    context: &Context<'_>,
    parcel: i64,
    story: &Story,
    says: &str,
) -> Result<Witness, LedgerError> {
    let mut witness = match story.keys.first() {
        Some(_) => {
            let mut all = witness::of_keys(context, &story.keys, says)?;
            let rows = all.iter_mut().flat_map(|one| std::mem::take(&mut one.rows));
            let rows = rows.collect();
            let summary = all.first().map(|one| one.summary.clone());
            Witness {
                summary: summary.unwrap_or_default(),
                rows,
            }
        }
        None => Witness {
            summary: format!("{}: {says}", number(context, parcel)?),
            rows: Vec::new(),
        },
    };
    for known_us in &story.known_us {
        let text = "the failure could be known from now on".to_owned();
        witness
            .rows
            .push(witness::row(*known_us, format!("parcels/{parcel}"), text));
    }
    witness.rows.extend(content::rows(context, parcel)?);
    witness
        .rows
        .sort_by(|a, b| a.at_ms.total_cmp(&b.at_ms).then_with(|| a.row.cmp(&b.row)));
    witness.rows.truncate(20);
    Ok(witness)
}

fn number(context: &Context<'_>, parcel: i64) -> Result<String, LedgerError> {
    let mut number = format!("parcel with index {parcel}");
    let sql = "SELECT tracking_number FROM parcels WHERE id = ?1";
    context.each(sql, [parcel], |row| {
        number = format!("parcel {}", row.get::<_, String>(0)?);
        Ok(())
    })?;
    Ok(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn story(known_us: &[i64], sent_us: &[i64]) -> Story {
        Story {
            known_us: known_us.to_vec(),
            owed: known_us.len(),
            sent: sent_us.iter().map(|at_us| (*at_us, *at_us)).collect(),
            ..Story::default()
        }
    }

    #[test]
    fn as_many_short_messages_as_failures_and_none_before_its_failure() {
        assert_eq!(story(&[10, 20], &[11, 25]).wrong(), None);
        assert_eq!(story(&[], &[5]).wrong(), Some(Wrong::Uncalled));
        assert_eq!(story(&[10], &[11, 12]).wrong(), Some(Wrong::Doubled));
        assert_eq!(story(&[10, 20], &[11, 15]).wrong(), Some(Wrong::Early));
        assert_eq!(story(&[10, 20], &[11]).wrong(), Some(Wrong::Missing));
    }

    #[test]
    fn a_message_that_should_not_have_been_sent_may_become_a_short_message_and_need_not() {
        let uncalled = |sent_us: &[i64]| Story {
            owed: 1,
            ..story(&[10, 20], sent_us)
        };
        assert_eq!(uncalled(&[11, 21]).wrong(), None);
        assert_eq!(uncalled(&[11]).wrong(), None);
        assert_eq!(uncalled(&[]).wrong(), Some(Wrong::Missing));
        assert_eq!(uncalled(&[11, 21, 22]).wrong(), Some(Wrong::Doubled));
    }

    #[test]
    fn a_lost_answer_earns_one_more_and_a_refusal_for_good_settles() {
        let doubled = Story {
            doubts: 1,
            ..story(&[10], &[11, 12])
        };
        assert_eq!(doubled.wrong(), None);
        let refused = Story {
            refused: 1,
            ..story(&[10], &[])
        };
        assert_eq!(refused.wrong(), None);
        let unheard = Story {
            owed: 0,
            ..story(&[10], &[])
        };
        assert_eq!(unheard.wrong(), None, "the failure was never acknowledged");
    }
}
