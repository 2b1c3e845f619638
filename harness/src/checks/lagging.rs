//! Sorts the records that stand below what was acknowledged: did a later, lower status overwrite a higher one
//! (regressed, C13), or did an update never arrive in the record (lagging, C14)?

use std::collections::HashMap;

use crate::ledger::open::{LedgerError, OpenLedger};

/// Most distinct histories whose judgement is remembered; real ones are a few dozen.
const REMEMBERED: usize = 4_096;

/// Place of a status in the life of a message; None for `failed` and for words that are none.
pub(crate) fn rank(status: &str) -> Option<u8> {
    ["accepted", "sent", "delivered", "read", "played"]
        .iter()
        .position(|word| *word == status)
        .map(|place| place as u8)
}

/// Fills the tables `lagging` and `regressed`.
pub(crate) fn fill(ledger: &OpenLedger) -> Result<(), LedgerError> {
    let lagging = ledger.connection().execute(
        "INSERT INTO lagging
         SELECT f.send, f.status FROM found f CROSS JOIN states t ON t.send = f.send
                LEFT JOIN doubts d ON d.send = f.send
         WHERE d.send IS NULL
           AND CASE f.status WHEN 'accepted' THEN 0 WHEN 'sent' THEN 1 WHEN 'delivered' THEN 2 WHEN 'read' THEN 3
                           WHEN 'played' THEN 4 END
             < CASE WHEN t.read_us IS NOT NULL THEN 3 WHEN t.delivered_us IS NOT NULL THEN 2
                    WHEN t.sent_us IS NOT NULL THEN 1 ELSE 0 END",
        [],
    )?;
    if lagging > 0 {
        let regressed = regressed_by_order(ledger)?;
        // Without a history the pattern can also be left by updates that were lost. Where order explains fewer of
        // the lagging records than it leaves over, losses explain them all.
        if 2 * regressed < lagging {
            ledger.connection().execute("DELETE FROM regressed", [])?;
        }
    }
    regressed_by_history(ledger)
}

/// One message while its acknowledged statuses go by in order.
struct Passing {
    send: i64,
    record: Option<u8>,
    highest_before: Option<u8>,
    last: Option<u8>,
}

impl Passing {
    fn went_down(&self) -> bool {
        self.record == self.last && self.highest_before > self.last
    }
}

/// The record shows the last acknowledged status, and a higher one was acknowledged before it. Only where the record
/// keeps no history of its own, which would say more. Answers how many.
fn regressed_by_order(ledger: &OpenLedger) -> Result<usize, LedgerError> {
    let db = ledger.connection();
    let mut mark = db.prepare("INSERT OR IGNORE INTO regressed VALUES (?1)")?;
    let mut statement = db.prepare(
        "SELECT l.send, l.status, s.status
         FROM webhook_items i CROSS JOIN webhooks w ON w.id = i.webhook CROSS JOIN posts p ON p.webhook = i.webhook
              CROSS JOIN statuses s ON s.id = i.item CROSS JOIN lagging l ON l.send = s.send CROSS JOIN found f ON f.send = l.send
              CROSS JOIN records r ON r.rowid = f.record
         WHERE w.kind = 'statuses' AND w.class IN ('genuine', 'duplicate') AND r.history IS NULL
           AND p.last_ack_us <= (SELECT at_us FROM final_reads WHERE what = 'messages')
         ORDER BY l.send, p.last_ack_us, i.rowid",
    )?;
    let mut rows = statement.query([])?;
    let mut passing: Option<Passing> = None;
    let mut regressed = 0;
    while let Some(row) = rows.next()? {
        let send: i64 = row.get(0)?;
        if passing.as_ref().is_none_or(|passing| passing.send != send) {
            if let Some(done) = passing.take().filter(Passing::went_down) {
                regressed += mark.execute([done.send])?;
            }
            let record = rank(&row.get::<_, String>(1)?);
            passing = Some(Passing {
                send,
                record,
                highest_before: None,
                last: None,
            });
        }
        if let (Some(passing), Some(status)) = (passing.as_mut(), rank(&row.get::<_, String>(2)?)) {
            passing.highest_before = passing.highest_before.max(passing.last);
            passing.last = Some(status);
        }
    }
    if let Some(done) = passing.filter(Passing::went_down) {
        regressed += mark.execute([done.send])?;
    }
    Ok(regressed)
}

/// The history that the record holds goes down from one status to a lower one.
fn regressed_by_history(ledger: &OpenLedger) -> Result<(), LedgerError> {
    let db = ledger.connection();
    let mut mark = db.prepare("INSERT OR IGNORE INTO regressed VALUES (?1)")?;
    let mut statement = db.prepare(
        "SELECT f.send, r.history FROM records r CROSS JOIN wamids m ON m.wamid = r.wamid
              CROSS JOIN found f ON f.send = m.send LEFT JOIN doubts d ON d.send = f.send
         WHERE r.read = (SELECT id FROM final_reads WHERE what = 'messages') AND r.history IS NOT NULL
           AND d.send IS NULL",
    )?;
    let mut rows = statement.query([])?;
    let mut remembered: HashMap<String, bool> = HashMap::new();
    while let Some(row) = rows.next()? {
        let history = row.get_ref(1)?.as_str().unwrap_or_default();
        let down = match remembered.get(history) {
            Some(down) => *down,
            None => {
                let down = history_goes_down(history);
                if remembered.len() < REMEMBERED {
                    remembered.insert(history.to_string(), down);
                }
                down
            }
        };
        if down {
            mark.execute([row.get::<_, i64>(0)?])?;
        }
    }
    Ok(())
}

/// Whether sent, delivered and read appear in a history in another order than that. `accepted` is left out: a
/// status may overtake the answer to the send. `failed` is left out: both orders are legal.
fn history_goes_down(history: &str) -> bool {
    let words: Vec<String> = serde_json::from_str(history).unwrap_or_default();
    let ranks: Vec<u8> = words
        .iter()
        .filter_map(|word| rank(word))
        .filter(|rank| *rank > 0)
        .collect();
    !ranks.is_sorted()
}

#[cfg(test)]
mod tests {
    use super::history_goes_down;

    #[test]
    fn a_history_goes_down_only_where_a_lower_status_follows_a_higher_one() {
        for (history, down) in [
            (r#"["accepted","sent","delivered","read"]"#, false),
            (r#"["accepted","read"]"#, false),
            (r#"["sent","accepted","delivered"]"#, false),
            (r#"["accepted","failed","delivered"]"#, false),
            (r#"["accepted","sent","sent"]"#, false),
            (r#"["accepted","read","delivered"]"#, true),
            (r#"["accepted","delivered","sent","delivered"]"#, true),
            ("not json", false),
        ] {
            assert_eq!(history_goes_down(history), down, "{history}");
        }
    }
}
