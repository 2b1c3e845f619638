//! Short messages where WhatsApp failed: one a journey, whatever is reported how often.

use rusqlite::{Connection, OptionalExtension};

use super::books::Books;
use crate::checkpoint::Checkpoint;
use crate::defects::Planted;
use crate::errands::Errand;
use crate::policy::SMS_ON;
use crate::sms::ShortMessage;

impl Books<'_> {
    /// A message failed for good: sends the short one that makes up for it, if the policy has one.
    pub(super) fn fall_back(&mut self, record: i64, code: Option<i64>) -> rusqlite::Result<()> {
        let wanted = code.is_some_and(|code| SMS_ON.contains(&code));
        if !wanted || self.memory.config.sms.is_none() || self.has(Planted::SmsNever) {
            return Ok(());
        }
        let journey = self
            .connection
            .prepare_cached(
                "SELECT r.tracking_number, r.checkpoint, i.recipient, i.carrier_name FROM records r
                 JOIN inbox i ON i.tracking_number = r.tracking_number AND i.checkpoint = r.checkpoint
                 WHERE r.id = ?1 AND r.checkpoint >= 0",
            )?
            .query_row([record], |row| {
                Ok((
                    row.get::<_, String>(0)?,
                    row.get::<_, i64>(1)?,
                    row.get::<_, String>(2)?,
                    row.get::<_, String>(3)?,
                ))
            })
            .optional()?;
        let Some((tracking_number, rank, to, carrier_name)) = journey else {
            return Ok(());
        };
        let Some(checkpoint) = Checkpoint::from_rank(rank) else {
            return Ok(());
        };
        if self.memory.opted_out.contains(&to) {
            return Ok(());
        }
        let new = self
            .connection
            .prepare_cached(
                "INSERT OR IGNORE INTO sms (tracking_number, checkpoint, recipient, carrier_name, status)
                 VALUES (?1, ?2, ?3, ?4, 'queued')",
            )?
            .execute((&tracking_number, rank, &to, &carrier_name))?;
        if new == 0 {
            return Ok(());
        }
        let message = ShortMessage {
            id: self.connection.last_insert_rowid(),
            tracking_number,
            checkpoint,
            to,
            carrier_name,
        };
        if self.has(Planted::SmsTwice) {
            self.out.errands.push(Errand::Sms(message.clone()));
        }
        self.out.errands.push(Errand::Sms(message));
        Ok(())
    }

    /// A send is about to leave. Whatever happens to this process then, it does not leave again.
    pub(super) fn sms_leaves(&mut self, id: i64) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "UPDATE sms SET status = 'sending' WHERE id = ?1 AND status = 'queued'",
            )?
            .execute([id])?;
        Ok(())
    }

    /// What the gateway said to a send: a status, and its reference if it accepted.
    pub(super) fn sms_sent(
        &mut self,
        id: i64,
        status: &str,
        reference: Option<&str>,
    ) -> rusqlite::Result<()> {
        // A callback may have been faster.
        self.connection
            .prepare_cached(
                "UPDATE sms SET status = CASE WHEN status IN ('queued', 'sending') THEN ?2 ELSE status END,
                   reference = coalesce(?3, reference) WHERE id = ?1",
            )?
            .execute((id, status, reference))?;
        Ok(())
    }

    /// What the gateway reports of a journey's short message; an end is an end.
    pub(super) fn sms_reported(
        &mut self,
        tracking_number: &str,
        checkpoint: Checkpoint,
        status: &str,
    ) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "UPDATE sms SET status = ?3 WHERE tracking_number = ?1 AND checkpoint = ?2
                   AND status NOT IN ('delivered', 'failed')",
            )?
            .execute((tracking_number, checkpoint.rank(), status))?;
        Ok(())
    }
}

/// Short messages that an earlier process had queued. One that was under way then may have been sent, so it is not among
/// them.
pub(super) fn left(connection: &Connection) -> rusqlite::Result<Vec<Errand>> {
    let rows = connection
        .prepare(
            "SELECT id, tracking_number, checkpoint, recipient, carrier_name FROM sms
             WHERE status = 'queued' ORDER BY id",
        )?
        .query_map([], |row| {
            let checkpoint = Checkpoint::from_rank(row.get(2)?);
            Ok(ShortMessage {
                id: row.get(0)?,
                tracking_number: row.get(1)?,
                checkpoint: checkpoint.unwrap_or(Checkpoint::Exception),
                to: row.get(3)?,
                carrier_name: row.get(4)?,
            })
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(rows.into_iter().map(Errand::Sms).collect())
}
