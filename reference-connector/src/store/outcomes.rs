//! What became of sends: accepted, refused for good, or proven by a status.

use rusqlite::{Connection, OptionalExtension};

use super::books::{Books, queued_behind};
use crate::sender::Job;
use crate::status::Status;
use crate::subject::Subject;

impl Books<'_> {
    /// A job is done: its record begins, with the statuses that were faster than the answer.
    pub(super) fn accepted(&mut self, job: i64, wamid: &str) -> rusqlite::Result<()> {
        let parcel = self
            .connection
            .prepare_cached(
                "INSERT OR IGNORE INTO records (wamid, tracking_number, checkpoint, recipient, status, history, accepted_at)
                 SELECT ?2, tracking_number, checkpoint, recipient, 0, '0', ?3 FROM outbox WHERE id = ?1
                 RETURNING id, tracking_number",
            )?
            .query_row((job, wamid, self.now_ms), |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
            })
            .optional()?;
        self.connection
            .prepare_cached("DELETE FROM outbox WHERE id = ?1")?
            .execute([job])?;
        let Some((record, tracking_number)) = parcel else {
            return Ok(());
        };
        if let Some(other) = self.memory.plants.swap_with(record, &tracking_number) {
            swap_parcels(self.connection, record, other)?;
        }
        let mut early = self
            .connection
            .prepare_cached("DELETE FROM early WHERE wamid = ?1 RETURNING id, status, code")?
            .query_map([wamid], |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get(2)?))
            })?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        early.sort_unstable();
        for (_, rank, code) in early {
            if let Some(status) = Status::from_rank(rank) {
                self.advance(wamid, status, code)?;
            }
        }
        Ok(())
    }

    /// A job is given up, with Meta's code where there is one.
    pub(super) fn refused(&mut self, job: i64, code: Option<i64>) -> rusqlite::Result<()> {
        let failed = self
            .connection
            .prepare_cached(
                "INSERT INTO records (tracking_number, checkpoint, recipient, status, history, code)
                 SELECT tracking_number, checkpoint, recipient, ?2, ?3, ?4 FROM outbox WHERE id = ?1
                 RETURNING id",
            )?
            .query_row(
                (job, Status::Failed.rank(), Status::Failed.digit(), code),
                |row| row.get::<_, i64>(0),
            )
            .optional()?;
        self.connection
            .prepare_cached("DELETE FROM outbox WHERE id = ?1")?
            .execute([job])?;
        match failed {
            Some(record) => self.fall_back(record, code),
            None => Ok(()),
        }
    }

    /// A job in doubt is done if a status carries its callback data.
    pub(super) fn prove(&mut self, job: i64) -> rusqlite::Result<bool> {
        let sent = self
            .connection
            .prepare_cached("SELECT tracking_number, checkpoint FROM outbox WHERE id = ?1")?
            .query_row([job], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?))
            })
            .optional()?;
        let Some((parcel, Some(subject))) =
            sent.map(|(parcel, code)| (parcel, Subject::from_code(code)))
        else {
            return Ok(false);
        };
        let wamid = self
            .connection
            .prepare_cached("SELECT wamid FROM early WHERE callback = ?1 ORDER BY id LIMIT 1")?
            .query_row([format!("{parcel}:{}", subject.word())], |row| {
                row.get::<_, String>(0)
            })
            .optional()?;
        if let Some(wamid) = &wamid {
            self.accepted(job, wamid)?;
        }
        Ok(wamid.is_some())
    }
}

/// Jobs that are still to be sent, oldest first.
pub(super) fn jobs_left(connection: &Connection) -> rusqlite::Result<Vec<Job>> {
    connection
        .prepare(
            "SELECT id, tracking_number, recipient, phone_number_id, body FROM outbox ORDER BY id",
        )?
        .query_map([], |row| {
            let (parcel, recipient): (String, String) = (row.get(1)?, row.get(2)?);
            let number: String = row.get(3)?;
            Ok(Job::new(
                row.get(0)?,
                queued_behind(&parcel, &recipient),
                &number,
                row.get::<_, Vec<u8>>(4)?.into(),
            ))
        })?
        .collect()
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
