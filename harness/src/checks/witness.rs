//! Witnesses: the ledger rows that prove a violation, looked up for the first few cases only, one pass a table.

use std::collections::BTreeMap;

use reports::verdict::{Witness, WitnessRow};
use rusqlite::Row;

use super::context::Context;
use crate::ledger::open::LedgerError;

/// Most rows of a witness.
const ROWS: usize = 20;
/// Most characters of a text that the connector produced.
const TEXT: usize = 160;

/// Rows by the case they belong to.
type Rows = BTreeMap<i64, Vec<WitnessRow>>;

/// A text of the connector's as it may stand in a report: quoted, invisible characters shown, shortened.
pub(crate) fn quoted(text: &str) -> String {
    let short: String = text.chars().take(TEXT).collect();
    let dots = if short.len() < text.len() { "..." } else { "" };
    let mut shown = String::new();
    for part in serde_json::Value::from(short).to_string().chars() {
        match part {
            ' '..='~' => shown.push(part),
            other if other.is_alphanumeric() => shown.push(other),
            other => shown.push_str(&format!("\\u{{{:x}}}", u32::from(other))),
        }
    }
    shown + dots
}

/// What an expectation is called: `parcel LX1, delivered`.
pub(crate) fn names_of_keys(
    context: &Context<'_>,
    keys: &[i64],
) -> Result<BTreeMap<i64, String>, LedgerError> {
    let mut names = BTreeMap::new();
    let sql = "SELECT e.id, p.tracking_number, e.checkpoint
               FROM expectations e LEFT JOIN parcels p ON p.id = e.parcel
               WHERE e.id IN (SELECT value FROM json_each(?1))";
    context.each(sql, [list(keys)], |row| {
        let number: Option<String> = row.get(1)?;
        let number = number.unwrap_or_else(|| "of an unknown number".into());
        names.insert(
            row.get(0)?,
            format!("parcel {number}, {}", row.get::<_, String>(2)?),
        );
        Ok(())
    })?;
    Ok(names)
}

/// Witnesses for violations of expectations: how each was announced and what was sent for it.
pub(crate) fn of_keys(
    context: &Context<'_>,
    keys: &[i64],
    says: &str,
) -> Result<Vec<Witness>, LedgerError> {
    let names = names_of_keys(context, keys)?;
    let mut rows = Rows::new();
    key_rows(context, keys, &mut rows)?;
    Ok(keys
        .iter()
        .map(|key| Witness {
            summary: match names.get(key) {
                Some(name) => format!("{name}: {says}"),
                None => format!("expectation {key}: {says}"),
            },
            rows: in_order(rows.remove(key).unwrap_or_default()),
        })
        .collect())
}

/// Witnesses for violations of single sends, with the expectation's story where there is one. `says` gets the send.
pub(crate) fn of_sends(
    context: &Context<'_>,
    sends: &[i64],
    says: impl Fn(i64) -> String,
) -> Result<Vec<Witness>, LedgerError> {
    let mut keys = BTreeMap::new();
    let mut parcels = BTreeMap::new();
    let mut rows = Rows::new();
    let sql = format!(
        "SELECT s.id, s.expectation, p.tracking_number, {SEND_COLUMNS}
         FROM sends s LEFT JOIN parcels p ON p.id = s.parcel WHERE s.id IN (SELECT value FROM json_each(?1))"
    );
    context.each(&sql, [list(sends)], |row| {
        let send: i64 = row.get(0)?;
        if let Some(key) = row.get::<_, Option<i64>>(1)? {
            keys.insert(send, key);
        }
        if let Some(number) = row.get::<_, Option<String>>(2)? {
            parcels.insert(send, number);
        }
        rows.entry(send).or_default().push(send_row(row, 3)?);
        Ok(())
    })?;
    let wanted: Vec<i64> = keys.values().copied().collect();
    let names = names_of_keys(context, &wanted)?;
    let mut stories = Rows::new();
    notice_rows(context, &wanted, &mut stories)?;
    Ok(sends
        .iter()
        .map(|send| {
            let key = keys.get(send);
            let mut all = rows.remove(send).unwrap_or_default();
            all.extend(
                key.and_then(|key| stories.get(key))
                    .cloned()
                    .unwrap_or_default(),
            );
            let place = key.and_then(|key| names.get(key)).cloned();
            let place =
                place.or_else(|| parcels.get(send).map(|number| format!("parcel {number}")));
            let place = place.unwrap_or_else(|| format!("send {send}"));
            Witness {
                summary: format!("{place}: {}", says(*send)),
                rows: in_order(all),
            }
        })
        .collect())
}

/// Witnesses for violations in the records of messages: the send, its statuses as delivered, its records.
pub(crate) fn of_messages(
    context: &Context<'_>,
    sends: &[i64],
    says: impl Fn(i64) -> String,
) -> Result<Vec<Witness>, LedgerError> {
    let mut witnesses = of_sends(context, sends, says)?;
    let mut rows = Rows::new();
    status_rows(context, sends, &mut rows)?;
    record_rows(context, sends, &mut rows)?;
    for (send, witness) in sends.iter().zip(&mut witnesses) {
        let mut all = std::mem::take(&mut witness.rows);
        all.extend(rows.remove(send).unwrap_or_default());
        witness.rows = in_order(all);
    }
    Ok(witnesses)
}

/// Ids as the JSON list that `json_each` takes.
pub(crate) fn list(ids: &[i64]) -> String {
    serde_json::Value::from(ids.to_vec()).to_string()
}

/// A row of a witness.
pub(crate) fn row(at_us: i64, row: String, text: String) -> WitnessRow {
    WitnessRow {
        at_ms: at_us as f64 / 1_000.0,
        row,
        text,
    }
}

fn key_rows(context: &Context<'_>, keys: &[i64], rows: &mut Rows) -> Result<(), LedgerError> {
    notice_rows(context, keys, rows)?;
    let sql = format!(
        "SELECT s.expectation, {SEND_COLUMNS} FROM sends s WHERE s.expectation IN (SELECT value FROM json_each(?1))"
    );
    context.each(&sql, [list(keys)], |found| {
        rows.entry(found.get(0)?)
            .or_default()
            .push(send_row(found, 1)?);
        Ok(())
    })?;
    let sql = "SELECT s.expectation, l.at_us, s.id, l.why FROM answers_lost l CROSS JOIN sends s ON s.id = l.send
               WHERE s.expectation IN (SELECT value FROM json_each(?1))";
    context.each(sql, [list(keys)], |found| {
        let send: i64 = found.get(2)?;
        let text = format!(
            "the answer to send {send} may not have arrived: {}",
            found.get::<_, String>(3)?
        );
        rows.entry(found.get(0)?).or_default().push(row(
            found.get(1)?,
            format!("answers_lost/{send}"),
            text,
        ));
        Ok(())
    })
}

fn notice_rows(context: &Context<'_>, keys: &[i64], rows: &mut Rows) -> Result<(), LedgerError> {
    let sql = "WITH n AS MATERIALIZED (SELECT * FROM notices WHERE expectation IN (SELECT value FROM json_each(?1))),
                    a AS MATERIALIZED (SELECT * FROM notice_attempts WHERE notice IN (SELECT id FROM n))
               SELECT n.expectation, n.id, n.class, n.source, a.attempt, a.started_us, a.ended_us, a.outcome,
                      a.http_status, a.error, n.intended_us
               FROM n LEFT JOIN a ON a.notice = n.id";
    context.each(sql, [list(keys)], |found| {
        let (class, source): (String, String) = (found.get(2)?, found.get(3)?);
        let id: i64 = found.get(1)?;
        let Some(started_us) = found.get::<_, Option<i64>>(5)? else {
            let text = format!("{class} notice from {source}: never attempted");
            rows.entry(found.get(0)?).or_default().push(row(found.get(10)?, format!("notices/{id}"), text));
            return Ok(());
        };
        let (attempt, ended_us): (i64, i64) = (found.get(4)?, found.get(6)?);
        let took = (ended_us - started_us) as f64 / 1_000.0;
        let answer = match (found.get::<_, Option<i64>>(8)?, found.get::<_, Option<String>>(9)?) {
            (Some(status), _) => format!("HTTP {status}"),
            (None, error) => error.unwrap_or_else(|| "no answer".into()),
        };
        let outcome: String = found.get(7)?;
        let text = format!("{class} notice from {source}, attempt {attempt}: {outcome} ({answer}) after {took:.1} ms");
        rows.entry(found.get(0)?).or_default().push(row(started_us, format!("notices/{id}"), text));
        Ok(())
    })
}

const SEND_COLUMNS: &str = "s.id, s.at_us, s.kind, s.to_number, s.template, s.language, s.decision, s.refusal_class, \
                            s.code, s.wamid, s.traced_by";

fn send_row(found: &Row<'_>, first: usize) -> Result<WitnessRow, rusqlite::Error> {
    let text = |place: usize| {
        Ok::<_, rusqlite::Error>(
            found
                .get::<_, Option<String>>(first + place)?
                .unwrap_or_default(),
        )
    };
    let id: i64 = found.get(first)?;
    let what = match (text(2)?.as_str(), text(4)?) {
        ("template", template) => format!("template {} ({})", quoted(&template), quoted(&text(5)?)),
        (kind, _) => kind.to_string(),
    };
    let decision = match text(6)?.as_str() {
        "accepted" => format!("accepted as {}", text(9)?),
        _ => format!(
            "refused for {}: code {}",
            text(7)?,
            found.get::<_, Option<i64>>(first + 8)?.unwrap_or(0)
        ),
    };
    let said = format!(
        "send of {what} to {}: {decision} (traced by {})",
        quoted(&text(3)?),
        text(10)?
    );
    Ok(row(found.get(first + 1)?, format!("sends/{id}"), said))
}

fn status_rows(context: &Context<'_>, sends: &[i64], rows: &mut Rows) -> Result<(), LedgerError> {
    let sql = "WITH s AS MATERIALIZED (SELECT * FROM statuses WHERE send IN (SELECT value FROM json_each(?1))),
                    i AS MATERIALIZED (SELECT x.item, x.webhook FROM webhook_items x CROSS JOIN webhooks w ON w.id = x.webhook
                                       WHERE x.item IN (SELECT id FROM s) AND w.kind = 'statuses')
               SELECT s.send, s.id, s.status, s.class, s.due_us, i.webhook, p.ack_us, p.first_started_us
               FROM s LEFT JOIN i ON i.item = s.id LEFT JOIN posts p ON p.webhook = i.webhook";
    context.each(sql, [list(sends)], |found| {
        let (status, class): (String, String) = (found.get(2)?, found.get(3)?);
        let acked: Option<i64> = found.get(6)?;
        let at_us = match (acked, found.get::<_, Option<i64>>(7)?) {
            (Some(at_us), _) | (None, Some(at_us)) => at_us,
            (None, None) => found.get(4)?,
        };
        let how = match (acked, found.get::<_, Option<i64>>(5)?) {
            (Some(_), Some(webhook)) => format!("acknowledged in webhook {webhook}"),
            (None, Some(webhook)) => format!("not acknowledged in webhook {webhook}"),
            (_, None) => "not delivered".into(),
        };
        let id: i64 = found.get(1)?;
        let text = format!("{class} status {status}: {how}");
        rows.entry(found.get(0)?)
            .or_default()
            .push(row(at_us, format!("statuses/{id}"), text));
        Ok(())
    })
}

fn record_rows(context: &Context<'_>, sends: &[i64], rows: &mut Rows) -> Result<(), LedgerError> {
    let sql = "WITH m AS MATERIALIZED (SELECT id, wamid FROM sends WHERE id IN (SELECT value FROM json_each(?1))),
                    r AS MATERIALIZED (SELECT rowid AS id, * FROM records WHERE wamid IN (SELECT wamid FROM m))
               SELECT m.id, d.at_us, r.id, r.tracking_number, r.checkpoint, r.status, r.history
               FROM m JOIN r ON r.wamid = m.wamid JOIN final_reads d ON d.id = r.read AND d.what = 'messages'";
    context.each(sql, [list(sends)], |found| {
        let mut held = Vec::new();
        for (place, name) in [
            (3, "parcel"),
            (4, "checkpoint"),
            (5, "status"),
            (6, "history"),
        ] {
            if let Some(value) = found.get::<_, Option<String>>(place)? {
                held.push(format!("{name} {}", quoted(&value)));
            }
        }
        let id: i64 = found.get(2)?;
        rows.entry(found.get(0)?).or_default().push(row(
            found.get(1)?,
            format!("records/{id}"),
            format!("the connector's record: {}", held.join(", ")),
        ));
        Ok(())
    })
}

/// In time order, the middle left out when there are too many.
fn in_order(mut rows: Vec<WitnessRow>) -> Vec<WitnessRow> {
    rows.sort_by(|a, b| a.at_ms.total_cmp(&b.at_ms).then_with(|| a.row.cmp(&b.row)));
    if rows.len() > ROWS {
        rows.drain(ROWS / 2..rows.len() - ROWS / 2);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_text_of_the_connectors_shows_what_cannot_be_seen_and_is_short() {
        assert_eq!(quoted("a\u{200b}b\u{1b}[31m"), "\"a\\u{200b}b\\u001b[31m\"");
        assert_eq!(quoted("Müller 李"), "\"Müller 李\"");
        assert!(quoted(&"x".repeat(500)).len() < 170);
    }
}
