//! What a write works on: the database inside the writer's transaction, the writer's memory, and what the writer hands
//! on once the transaction is committed.

use rusqlite::Connection;

use super::memory::Memory;
use crate::defects::{Defects, Planted};
use crate::errands::Errand;
use crate::sender::Job;
use crate::status::Status;
use crate::subject::Subject;

/// What follows from a transaction.
#[derive(Default)]
pub(super) struct Out {
    pub(super) jobs: Vec<Job>,
    pub(super) errands: Vec<Errand>,
}

pub(super) struct Books<'a> {
    pub(super) connection: &'a Connection,
    pub(super) memory: &'a mut Memory,
    pub(super) out: &'a mut Out,
    /// Milliseconds since 1970.
    pub(super) now_ms: i64,
}

/// A send as the outbox keeps it.
pub(super) struct Post<'a> {
    pub(super) tracking_number: &'a str,
    pub(super) subject: Subject,
    pub(super) phone_number_id: &'a str,
    pub(super) recipient: &'a str,
    pub(super) body: bytes::Bytes,
}

impl Books<'_> {
    pub(super) fn defects(&self) -> Defects {
        self.memory.plants.defects
    }

    pub(super) fn has(&self, planted: Planted) -> bool {
        self.defects().has(planted)
    }

    /// Whether the policy lets a template go to a number now; if so it counts.
    pub(super) fn admits(&mut self, number: &str, template: &str) -> bool {
        if self.wants_none(number) {
            return false;
        }
        self.memory.frequency.admit(number, template, self.now_ms)
            || self.has(Planted::FourthSameTemplate)
    }

    /// Whether the customer with this number wants no messages.
    pub(super) fn wants_none(&self, number: &str) -> bool {
        self.memory.opted_out.contains(number) && !self.has(Planted::OptOutIgnored)
    }

    /// Puts a send into the outbox.
    pub(super) fn post(&mut self, post: Post<'_>) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "INSERT INTO outbox (tracking_number, checkpoint, phone_number_id, recipient, body)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute((
                post.tracking_number,
                post.subject.code(),
                post.phone_number_id,
                post.recipient,
                post.body.as_ref(),
            ))?;
        self.out.jobs.push(Job::new(
            self.connection.last_insert_rowid(),
            queued_behind(post.tracking_number, post.recipient),
            post.phone_number_id,
            post.body,
        ));
        Ok(())
    }

    /// Records a message that the policy forbids.
    pub(super) fn suppressed(
        &mut self,
        tracking_number: &str,
        subject: Subject,
        recipient: &str,
    ) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "INSERT INTO records (tracking_number, checkpoint, recipient, status, history)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute((
                tracking_number,
                subject.code(),
                recipient,
                Status::Suppressed.rank(),
                Status::Suppressed.digit(),
            ))?;
        Ok(())
    }
}

/// Messages of a parcel go one after the other; those about none, of a customer.
pub(super) fn queued_behind<'a>(tracking_number: &'a str, recipient: &'a str) -> &'a str {
    if tracking_number.is_empty() {
        recipient
    } else {
        tracking_number
    }
}
