//! What each write does to the tables. All of it runs inside the writer's transaction.

use rusqlite::{Connection, OptionalExtension};

use crate::checkpoint::Checkpoint;
use crate::defects::{Defects, Planted, Plants};
use crate::message::Message;
use crate::meta::{StatusUpdate, Webhook};
use crate::sender::Job;
use crate::status::Status;

/// Early statuses that are kept; their sends are answered within seconds or never.
const EARLY_MAX: i64 = 100_000;

/// The job for a message whose checkpoint is neither known nor older than one that is.
pub(super) fn take(
    connection: &Connection,
    plants: &mut Plants,
    message: Message,
) -> rusqlite::Result<Option<Job>> {
    let defects = plants.defects;
    let rank = message.checkpoint.rank();
    let newest = newest(connection, &message.tracking_number)?;
    let older = newest.is_some_and(|newest| rank < newest);
    if older && !defects.has(Planted::NotifyStale) {
        return Ok(None);
    }
    let known = newest == Some(rank)
        || (older && taken(connection, &message.tracking_number, message.checkpoint)?);
    if known && !defects.has(Planted::NoDedup) {
        return Ok(None);
    }
    enqueue(connection, plants, message)
}

/// The job for a message that somebody else found to be new (the defect `dedup-race`).
pub(super) fn take_unchecked(
    connection: &Connection,
    plants: &mut Plants,
    message: Message,
) -> rusqlite::Result<Option<Job>> {
    let newest = newest(connection, &message.tracking_number)?;
    if newest.is_some_and(|newest| message.checkpoint.rank() < newest) {
        return Ok(None);
    }
    enqueue(connection, plants, message)
}

/// Whether a parcel's checkpoint was taken.
pub(super) fn taken(
    connection: &Connection,
    parcel: &str,
    checkpoint: Checkpoint,
) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("SELECT 1 FROM inbox WHERE tracking_number = ?1 AND checkpoint = ?2")?
        .exists((parcel, checkpoint.rank()))
}

/// A job is done: its record begins, with the statuses that were faster than the answer.
pub(super) fn accepted(
    connection: &Connection,
    plants: &mut Plants,
    job: i64,
    wamid: &str,
) -> rusqlite::Result<()> {
    let parcel = connection
        .prepare_cached(
            "INSERT OR IGNORE INTO records (wamid, tracking_number, checkpoint, recipient, status, history)
             SELECT ?2, tracking_number, checkpoint, recipient, 0, '0' FROM outbox WHERE id = ?1
             RETURNING id, tracking_number",
        )?
        .query_row((job, wamid), |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))
        .optional()?;
    connection
        .prepare_cached("DELETE FROM outbox WHERE id = ?1")?
        .execute([job])?;
    let Some((record, tracking_number)) = parcel else {
        return Ok(());
    };
    if let Some(other) = plants.swap_with(record, &tracking_number) {
        swap_parcels(connection, record, other)?;
    }
    let early = connection
        .prepare_cached("DELETE FROM early WHERE wamid = ?1 RETURNING id, status")?
        .query_map([wamid], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
        })?
        .collect::<rusqlite::Result<std::collections::BTreeMap<_, _>>>()?;
    for status in early.into_values().filter_map(Status::from_rank) {
        advance(connection, plants.defects, wamid, status)?;
    }
    Ok(())
}

/// A job is given up.
pub(super) fn refused(connection: &Connection, job: i64) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO records (tracking_number, checkpoint, recipient, status, history)
             SELECT tracking_number, checkpoint, recipient, ?2, ?3 FROM outbox WHERE id = ?1",
        )?
        .execute((job, Status::Failed.rank(), Status::Failed.digit()))?;
    connection
        .prepare_cached("DELETE FROM outbox WHERE id = ?1")?
        .execute([job])?;
    Ok(())
}

/// A job in doubt is done if a status carries its callback data.
pub(super) fn prove(
    connection: &Connection,
    plants: &mut Plants,
    job: i64,
) -> rusqlite::Result<bool> {
    let sent = connection
        .prepare_cached("SELECT tracking_number, checkpoint FROM outbox WHERE id = ?1")?
        .query_row([job], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?))
        })
        .optional()?;
    let Some((parcel, Some(checkpoint))) =
        sent.map(|(parcel, rank)| (parcel, Checkpoint::from_rank(rank)))
    else {
        return Ok(false);
    };
    let wamid = connection
        .prepare_cached("SELECT wamid FROM early WHERE callback = ?1 ORDER BY id LIMIT 1")?
        .query_row([format!("{parcel}:{}", checkpoint.word())], |row| {
            row.get::<_, String>(0)
        })
        .optional()?;
    if let Some(wamid) = &wamid {
        accepted(connection, plants, job, wamid)?;
    }
    Ok(wamid.is_some())
}

/// Statuses and customers' messages of one post.
pub(super) fn apply(
    connection: &Connection,
    defects: Defects,
    webhook: &Webhook,
) -> rusqlite::Result<()> {
    for update in &webhook.statuses {
        if !advance(connection, defects, &update.wamid, update.status)? {
            keep_early(connection, update)?;
        }
    }
    for message in &webhook.inbound {
        connection
            .prepare_cached(
                "INSERT OR IGNORE INTO inbound (wamid, sent_from, body) VALUES (?1, ?2, ?3)",
            )?
            .execute((&message.wamid, &message.from, &message.body))?;
    }
    Ok(())
}

/// Jobs that are still to be sent, oldest first.
pub(super) fn jobs_left(connection: &Connection) -> rusqlite::Result<Vec<Job>> {
    connection
        .prepare("SELECT id, tracking_number, phone_number_id, body FROM outbox ORDER BY id")?
        .query_map([], |row| {
            let (parcel, number): (String, String) = (row.get(1)?, row.get(2)?);
            Ok(Job::new(
                row.get(0)?,
                &parcel,
                &number,
                row.get::<_, Vec<u8>>(3)?.into(),
            ))
        })?
        .collect()
}

/// Rank of the newest checkpoint taken of a parcel.
fn newest(connection: &Connection, parcel: &str) -> rusqlite::Result<Option<i64>> {
    connection
        .prepare_cached("SELECT max(checkpoint) FROM inbox WHERE tracking_number = ?1")?
        .query_row([parcel], |row| row.get(0))
}

fn enqueue(
    connection: &Connection,
    plants: &mut Plants,
    mut message: Message,
) -> rusqlite::Result<Option<Job>> {
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO inbox (tracking_number, checkpoint) VALUES (?1, ?2)",
        )?
        .execute((&message.tracking_number, message.checkpoint.rank()))?;
    if !plants.spoil(&mut message) {
        return Ok(None);
    }
    let body = message.body();
    connection
        .prepare_cached(
            "INSERT INTO outbox (tracking_number, checkpoint, phone_number_id, recipient, body)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute((
            &message.tracking_number,
            message.checkpoint.rank(),
            &message.phone_number_id,
            &message.to,
            body.as_ref(),
        ))?;
    let id = connection.last_insert_rowid();
    Ok(Some(Job::new(
        id,
        &message.tracking_number,
        &message.phone_number_id,
        body,
    )))
}

/// Moves a record to a status if that is higher. False: there is no such record.
fn advance(
    connection: &Connection,
    defects: Defects,
    wamid: &str,
    status: Status,
) -> rusqlite::Result<bool> {
    // The defect takes any other status, except to and from `failed`: that rule is another check's.
    let moves = if defects.has(Planted::StatusRegress) {
        "UPDATE records SET status = ?2, history = history || ?3 WHERE wamid = ?1
         AND CASE WHEN status = 2 OR ?2 = 2 THEN status < ?2 ELSE status <> ?2 END"
    } else {
        "UPDATE records SET status = ?2, history = history || ?3 WHERE wamid = ?1 AND status < ?2"
    };
    let moved =
        connection
            .prepare_cached(moves)?
            .execute((wamid, status.rank(), status.digit()))?;
    Ok(moved > 0
        || connection
            .prepare_cached("SELECT 1 FROM records WHERE wamid = ?1")?
            .exists([wamid])?)
}

fn keep_early(connection: &Connection, update: &StatusUpdate) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT INTO early (wamid, status, callback) VALUES (?1, ?2, ?3)")?
        .execute((&update.wamid, update.status.rank(), &update.callback))?;
    let id = connection.last_insert_rowid();
    if id % 1_000 == 0 {
        connection
            .prepare_cached("DELETE FROM early WHERE id <= ?1")?
            .execute([id - EARLY_MAX])?;
    }
    Ok(())
}

/// Lets two records change parcels; their message ids and statuses stay.
fn swap_parcels(connection: &Connection, one: i64, other: i64) -> rusqlite::Result<()> {
    let parcel = |record: i64| {
        connection
            .prepare_cached(
                "SELECT tracking_number, checkpoint, recipient FROM records WHERE id = ?1",
            )?
            .query_row([record], |row| {
                Ok((
                    row.get::<_, String>(0)?,
                    row.get::<_, i64>(1)?,
                    row.get::<_, String>(2)?,
                ))
            })
    };
    for (record, (tracking_number, checkpoint, recipient)) in
        [(one, parcel(other)?), (other, parcel(one)?)]
    {
        connection
            .prepare_cached(
                "UPDATE records SET tracking_number = ?2, checkpoint = ?3, recipient = ?4 WHERE id = ?1",
            )?
            .execute((record, tracking_number, checkpoint, recipient))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
