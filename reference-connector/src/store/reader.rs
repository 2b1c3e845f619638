//! The thread that answers questions about records, on a connection of its own so that a long answer delays no
//! write. Pages go by the primary key.

use rusqlite::{Connection, OptionalExtension, Row};
use serde::Serialize;
use tokio::sync::{mpsc, oneshot};

use super::StoreError;
use crate::status::Status;
use crate::subject::Subject;

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Query {
    Messages { after: i64, limit: i64 },
    Message { wamid: String },
    InboundAll { after: i64, limit: i64 },
    Inbound { wamid: String },
    Unsent { after: i64, limit: i64 },
    Sms { after: i64, limit: i64 },
}

/// A question and who waits for the answer: JSON, or none when there is no such record.
pub(super) type Queued = (Query, oneshot::Sender<Result<Option<Vec<u8>>, StoreError>>);

/// Runs until nobody is left who could ask.
pub(super) fn run(connection: &Connection, mut queue: mpsc::Receiver<Queued>) {
    while let Some((query, waiter)) = queue.blocking_recv() {
        let answer =
            answer(connection, &query).map_err(|error| StoreError::Read(error.to_string()));
        let _ = waiter.send(answer);
    }
}

#[derive(Serialize)]
struct Page<T> {
    records: Vec<T>,
    next: Option<i64>,
}

#[derive(Serialize)]
struct MessageRecord {
    #[serde(skip)]
    id: i64,
    wamid: String,
    tracking_number: String,
    checkpoint: &'static str,
    to: String,
    status: &'static str,
    history: Vec<&'static str>,
    /// Meta's, of a failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<i64>,
}

/// A message without an id: refused for good, or suppressed.
#[derive(Serialize)]
struct UnsentRecord {
    id: i64,
    tracking_number: String,
    checkpoint: &'static str,
    to: String,
    status: &'static str,
    code: Option<i64>,
}

#[derive(Serialize)]
struct SmsRecord {
    id: i64,
    tracking_number: String,
    checkpoint: &'static str,
    to: String,
    status: String,
}

#[derive(Serialize)]
struct InboundRecord {
    #[serde(skip)]
    id: i64,
    wamid: String,
    from: String,
    body: String,
    tag: String,
    priority: String,
    handover: bool,
    tracking_number: Option<String>,
    /// `stored` once the customer's photo is here.
    #[serde(skip_serializing_if = "Option::is_none")]
    photo: Option<String>,
}

fn answer(connection: &Connection, query: &Query) -> rusqlite::Result<Option<Vec<u8>>> {
    const MESSAGE: &str = "SELECT id, wamid, tracking_number, checkpoint, recipient, status, history, code FROM records";
    const INBOUND: &str = "SELECT i.id, i.wamid, i.sent_from, i.body, i.tag, i.priority, i.handover, i.tracking_number,
            p.status FROM inbound i LEFT JOIN photos p ON p.media_id = i.media_id";
    const UNSENT: &str =
        "SELECT id, tracking_number, checkpoint, recipient, status, code FROM records
         WHERE id > ?1 AND wamid IS NULL ORDER BY id LIMIT ?2";
    const SMS: &str = "SELECT id, tracking_number, checkpoint, recipient, status FROM sms
         WHERE id > ?1 ORDER BY id LIMIT ?2";
    match query {
        Query::Messages { after, limit } => {
            let sql = format!("{MESSAGE} WHERE id > ?1 AND wamid IS NOT NULL ORDER BY id LIMIT ?2");
            page(connection, &sql, (*after, *limit), message, |record| {
                record.id
            })
            .map(Some)
        }
        Query::Message { wamid } => one(
            connection,
            &format!("{MESSAGE} WHERE wamid = ?1"),
            wamid,
            message,
        ),
        Query::InboundAll { after, limit } => {
            let sql = format!("{INBOUND} WHERE i.id > ?1 ORDER BY i.id LIMIT ?2");
            page(connection, &sql, (*after, *limit), inbound, |record| {
                record.id
            })
            .map(Some)
        }
        Query::Inbound { wamid } => one(
            connection,
            &format!("{INBOUND} WHERE i.wamid = ?1"),
            wamid,
            inbound,
        ),
        Query::Unsent { after, limit } => {
            page(connection, UNSENT, (*after, *limit), unsent, |record| {
                record.id
            })
            .map(Some)
        }
        Query::Sms { after, limit } => {
            page(connection, SMS, (*after, *limit), sms, |record| record.id).map(Some)
        }
    }
}

fn page<T: Serialize>(
    connection: &Connection,
    sql: &str,
    (after, limit): (i64, i64),
    read: fn(&Row<'_>) -> rusqlite::Result<T>,
    id: fn(&T) -> i64,
) -> rusqlite::Result<Vec<u8>> {
    let records = connection
        .prepare_cached(sql)?
        .query_map((after, limit), read)?
        .collect::<rusqlite::Result<Vec<T>>>()?;
    let full = records.len() as i64 == limit;
    let next = records.last().map(id).filter(|_| full);
    Ok(json(&Page { records, next }))
}

fn one<T: Serialize>(
    connection: &Connection,
    sql: &str,
    wamid: &str,
    read: fn(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Option<Vec<u8>>> {
    let record = connection
        .prepare_cached(sql)?
        .query_row([wamid], read)
        .optional()?;
    Ok(record.map(|record| json(&record)))
}

fn message(row: &Row<'_>) -> rusqlite::Result<MessageRecord> {
    Ok(MessageRecord {
        id: row.get(0)?,
        wamid: row.get(1)?,
        tracking_number: row.get(2)?,
        checkpoint: subject(row.get(3)?),
        to: row.get(4)?,
        status: status(row.get(5)?),
        history: Status::history(&row.get::<_, String>(6)?),
        code: row.get(7)?,
    })
}

fn unsent(row: &Row<'_>) -> rusqlite::Result<UnsentRecord> {
    Ok(UnsentRecord {
        id: row.get(0)?,
        tracking_number: row.get(1)?,
        checkpoint: subject(row.get(2)?),
        to: row.get(3)?,
        status: status(row.get(4)?),
        code: row.get(5)?,
    })
}

fn sms(row: &Row<'_>) -> rusqlite::Result<SmsRecord> {
    Ok(SmsRecord {
        id: row.get(0)?,
        tracking_number: row.get(1)?,
        checkpoint: subject(row.get(2)?),
        to: row.get(3)?,
        status: row.get(4)?,
    })
}

fn subject(code: i64) -> &'static str {
    Subject::from_code(code).map_or("", Subject::word)
}

fn status(rank: i64) -> &'static str {
    Status::from_rank(rank).map_or("", Status::word)
}

fn inbound(row: &Row<'_>) -> rusqlite::Result<InboundRecord> {
    Ok(InboundRecord {
        id: row.get(0)?,
        wamid: row.get(1)?,
        from: row.get(2)?,
        body: row.get(3)?,
        tag: row.get(4)?,
        priority: row.get(5)?,
        handover: row.get(6)?,
        tracking_number: row.get(7)?,
        photo: row.get(8)?,
    })
}

fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("strings and numbers only")
}
