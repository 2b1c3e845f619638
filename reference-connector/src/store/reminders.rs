//! Reminders: the records are walked in the order of acceptance, up to the first that is too young.

use rusqlite::OptionalExtension;

use super::books::{Books, Post};
use crate::defects::Planted;
use crate::message;
use crate::policy::REMINDER_TEMPLATE;
use crate::reminder::{Due, Told, due};
use crate::status::Status;
use crate::subject::Subject;

/// Records looked at in one write.
const BATCH: i64 = 256;

/// A record, as far as a reminder depends on it.
struct Candidate {
    id: i64,
    tracking_number: String,
    told: Told,
    failed: bool,
    checkpoint: i64,
}

impl Books<'_> {
    /// Reminds of everything that is due. When to look again; none: no message waits for its reminder.
    pub(super) fn remind(&mut self) -> rusqlite::Result<Option<i64>> {
        let candidates = self.candidates()?;
        let full = candidates.len() as i64 == BATCH;
        let mut passed = None;
        let mut wait_until = full.then_some(self.now_ms);
        for candidate in candidates {
            let scale = self.memory.config.clock_scale;
            match due(candidate.told, self.now_ms, scale) {
                Due::At(at) => {
                    wait_until = Some(at);
                    break;
                }
                // Whoever could not be reached is not reminded.
                Due::Now if !candidate.failed => self.remind_of(&candidate)?,
                Due::Now | Due::No => (),
            }
            passed = Some(candidate.id);
        }
        if let Some(id) = passed {
            self.connection
                .prepare_cached(
                    "INSERT OR REPLACE INTO cursors (name, value) VALUES ('reminders', ?1)",
                )?
                .execute([id])?;
        }
        Ok(wait_until)
    }

    /// The next accepted messages that could need a reminder; others are skipped without being looked at again.
    fn candidates(&self) -> rusqlite::Result<Vec<Candidate>> {
        let candidate = |row: &rusqlite::Row<'_>| {
            let checkpoint: i64 = row.get(2)?;
            Ok(Candidate {
                id: row.get(0)?,
                tracking_number: row.get(1)?,
                told: Told {
                    subject: Subject::from_code(checkpoint).unwrap_or(Subject::Answer),
                    accepted_at_ms: row.get(3)?,
                    viewed: row.get(4)?,
                },
                failed: row.get::<_, i64>(5)? == Status::Failed.rank(),
                checkpoint,
            })
        };
        self.connection
            .prepare_cached(
                "SELECT id, tracking_number, checkpoint, accepted_at,
                        EXISTS (SELECT 1 FROM views v WHERE v.tracking_number = r.tracking_number), status
                 FROM records r
                 WHERE id > coalesce((SELECT value FROM cursors WHERE name = 'reminders'), 0)
                   AND accepted_at IS NOT NULL AND checkpoint >= 0
                 ORDER BY id LIMIT ?1",
            )?
            .query_map([BATCH], candidate)?
            .collect()
    }

    /// Sends a parcel's reminder, the only one that it gets.
    fn remind_of(&mut self, candidate: &Candidate) -> rusqlite::Result<()> {
        let parcel = &candidate.tracking_number;
        let told = self
            .connection
            .prepare_cached(
                "INSERT OR IGNORE INTO inbox (tracking_number, checkpoint, recipient, language, carrier_name,
                   estimated_delivery_date, phone_number_id, taken_at)
                 SELECT tracking_number, ?3, recipient, language, carrier_name, estimated_delivery_date,
                   phone_number_id, ?4 FROM inbox WHERE tracking_number = ?1 AND checkpoint = ?2
                 RETURNING recipient, language, carrier_name, phone_number_id",
            )?
            .query_row(
                (
                    parcel,
                    candidate.checkpoint,
                    Subject::Reminder.code(),
                    self.now_ms,
                ),
                |row| {
                    Ok((
                        row.get::<_, String>(0)?,
                        row.get::<_, String>(1)?,
                        row.get::<_, String>(2)?,
                        row.get::<_, String>(3)?,
                    ))
                },
            )
            .optional()?;
        let Some((recipient, language, carrier_name, phone_number_id)) = told else {
            return Ok(());
        };
        let config = &self.memory.config;
        let template = config.template_name(REMINDER_TEMPLATE, &phone_number_id);
        if !self.admits(&recipient, &template) {
            return self.suppressed(parcel, Subject::Reminder, &recipient);
        }
        let callback = format!("{parcel}:{}", Subject::Reminder.word());
        let body = message::reminder(
            &recipient,
            &template,
            &language,
            [parcel, &carrier_name],
            &callback,
        );
        let times = 1 + usize::from(self.has(Planted::ReminderTwice));
        for _ in 0..times {
            self.post(Post {
                tracking_number: parcel,
                subject: Subject::Reminder,
                phone_number_id: &phone_number_id,
                recipient: &recipient,
                body: body.clone(),
            })?;
        }
        Ok(())
    }
}
