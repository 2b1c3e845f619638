//! Statuses of messages: a record moves to higher ones only, and those that came before their record wait for it.

use super::books::Books;
use crate::defects::Planted;
use crate::meta::{StatusUpdate, Webhook};
use crate::status::Status;

/// Early statuses that are kept; their sends are answered within seconds or never.
pub(super) const EARLY_MAX: i64 = 100_000;

impl Books<'_> {
    /// Statuses and customers' messages of one post.
    pub(super) fn apply(&mut self, webhook: &Webhook) -> rusqlite::Result<()> {
        for update in &webhook.statuses {
            if !self.advance(&update.wamid, update.status, update.code)? {
                self.keep_early(update)?;
            }
        }
        for message in &webhook.inbound {
            self.hear(message)?;
        }
        Ok(())
    }

    /// Moves a record to a status if that is higher. False: there is no such record.
    pub(super) fn advance(
        &mut self,
        wamid: &str,
        status: Status,
        code: Option<i64>,
    ) -> rusqlite::Result<bool> {
        if status == Status::Failed {
            return self.fail(wamid, code);
        }
        // The defect takes any other status, except to and from `failed`: that rule is another check's.
        let moves = if self.has(Planted::StatusRegress) {
            "UPDATE records SET status = ?2, history = history || ?3 WHERE wamid = ?1
             AND CASE WHEN status = 2 THEN status < ?2 ELSE status <> ?2 END"
        } else {
            "UPDATE records SET status = ?2, history = history || ?3 WHERE wamid = ?1 AND status < ?2"
        };
        let moved = self.connection.prepare_cached(moves)?.execute((
            wamid,
            status.rank(),
            status.digit(),
        ))?;
        Ok(moved > 0 || self.is_recorded(wamid)?)
    }

    /// Moves a record to `failed`, unless a phone got the message, and sends the short message that makes up for it.
    fn fail(&mut self, wamid: &str, code: Option<i64>) -> rusqlite::Result<bool> {
        let failed = self
            .connection
            .prepare_cached(
                "UPDATE records SET status = ?2, history = history || ?3, code = ?4
                 WHERE wamid = ?1 AND status < ?2 RETURNING id",
            )?
            .query_map(
                (wamid, Status::Failed.rank(), Status::Failed.digit(), code),
                |row| row.get::<_, i64>(0),
            )?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        for record in &failed {
            self.fall_back(*record, code)?;
        }
        Ok(!failed.is_empty() || self.is_recorded(wamid)?)
    }

    fn is_recorded(&self, wamid: &str) -> rusqlite::Result<bool> {
        self.connection
            .prepare_cached("SELECT 1 FROM records WHERE wamid = ?1")?
            .exists([wamid])
    }

    fn keep_early(&mut self, update: &StatusUpdate) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "INSERT INTO early (wamid, status, code, callback) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute((
                &update.wamid,
                update.status.rank(),
                update.code,
                &update.callback,
            ))?;
        let id = self.connection.last_insert_rowid();
        if id % 1_000 == 0 {
            self.connection
                .prepare_cached("DELETE FROM early WHERE id <= ?1")?
                .execute([id - EARLY_MAX])?;
        }
        Ok(())
    }
}
