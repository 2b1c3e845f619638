//! Taking notices: once each, and never an older checkpoint after a newer one.

use rusqlite::Connection;

use super::books::{Books, Post};
use crate::checkpoint::Checkpoint;
use crate::defects::Planted;
use crate::message::Message;
use crate::policy;
use crate::subject::Subject;

/// Whether a message is the first about its checkpoint. Only planted defects send further ones, and those are not
/// counted: one defect should show in one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    First,
    Again,
}

impl Books<'_> {
    /// Takes a message whose checkpoint is neither known nor older than one that is, and what waited for its customer.
    pub(super) fn take(&mut self, message: Message) -> rusqlite::Result<()> {
        if self.memory.parked == 0 {
            return self.take_one(message);
        }
        let tracking_number = message.tracking_number.clone();
        self.take_one(message)?;
        self.release(&tracking_number)
    }

    /// Takes a message whose checkpoint is neither known nor older than one that is.
    pub(super) fn take_one(&mut self, message: Message) -> rusqlite::Result<()> {
        let rank = message.checkpoint.rank();
        let newest = newest(self.connection, &message.tracking_number)?;
        let older = newest.is_some_and(|newest| rank < newest);
        if older && !self.has(Planted::NotifyStale) {
            return Ok(());
        }
        let known = newest == Some(rank)
            || (older
                && taken(
                    self.connection,
                    &message.tracking_number,
                    message.checkpoint,
                )?);
        match known {
            true if self.has(Planted::NoDedup) => self.enqueue(message, Turn::Again),
            true => Ok(()),
            false => self.enqueue(message, Turn::First),
        }
    }

    /// Takes a message that somebody else found to be new (the defect `dedup-race`).
    pub(super) fn take_unchecked(&mut self, message: Message) -> rusqlite::Result<()> {
        let newest = newest(self.connection, &message.tracking_number)?;
        if newest.is_some_and(|newest| message.checkpoint.rank() < newest) {
            return Ok(());
        }
        let known = taken(
            self.connection,
            &message.tracking_number,
            message.checkpoint,
        )?;
        self.enqueue(message, if known { Turn::Again } else { Turn::First })
    }

    /// Takes a message once more if its checkpoint was taken before (the defect `message-per-history-entry`).
    pub(super) fn take_again(&mut self, message: Message) -> rusqlite::Result<()> {
        if taken(
            self.connection,
            &message.tracking_number,
            message.checkpoint,
        )? {
            return self.enqueue(message, Turn::Again);
        }
        Ok(())
    }

    fn enqueue(&mut self, mut message: Message, turn: Turn) -> rusqlite::Result<()> {
        // A checkpoint without a template of its own is only told by a defect.
        let counts = turn == Turn::First && policy::template(message.checkpoint).is_some();
        let forbidden = match counts {
            true => !self.admits(&message.to, &message.template),
            false => self.wants_none(&message.to),
        };
        self.connection
            .prepare_cached(
                "INSERT OR IGNORE INTO inbox (tracking_number, checkpoint, recipient, language, carrier_name,
                   estimated_delivery_date, phone_number_id, taken_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute((
                &message.tracking_number,
                message.checkpoint.rank(),
                &message.to,
                message.language,
                &message.parameters[1],
                &message.parameters[2],
                &message.phone_number_id,
                (!forbidden).then_some(self.now_ms),
            ))?;
        let subject = Subject::Checkpoint(message.checkpoint);
        if forbidden {
            return self.suppressed(&message.tracking_number, subject, &message.to);
        }
        if !self.memory.plants.spoil(&mut message) {
            return Ok(());
        }
        self.post(Post {
            tracking_number: &message.tracking_number,
            subject,
            phone_number_id: &message.phone_number_id,
            recipient: &message.to,
            body: message.body(),
        })
    }
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

/// Rank of the newest checkpoint taken of a parcel. A reminder's number is below all ranks.
pub(super) fn newest(connection: &Connection, parcel: &str) -> rusqlite::Result<Option<i64>> {
    connection
        .prepare_cached("SELECT max(checkpoint) FROM inbox WHERE tracking_number = ?1")?
        .query_row([parcel], |row| row.get(0))
}
