//! What the connector must not forget, in one SQLite file: which checkpoints it took (`inbox`), which messages are
//! still to be sent (`outbox`), what became of those that were (`records`), and what customers wrote (`inbound`); beside
//! them what few messages need: short messages, pointers, photos, news that wait for a customer.
//!
//! One thread writes. It takes whatever is queued, does it in one transaction, and only then wakes those who wait, so
//! a commit is shared by all requests of the moment and no timer is needed. WAL with `synchronous=NORMAL` survives
//! the end of the process, kill -9 included. Another thread reads.

mod books;
mod customers;
mod fetches;
mod memory;
mod outcomes;
mod parcels;
mod reader;
mod reminders;
mod schema;
mod short_messages;
mod statuses;
mod takes;
mod writer;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::JoinHandle;

use tokio::sync::{mpsc, oneshot};

use crate::carriers::{Consent, News};
use crate::checkpoint::Checkpoint;
use crate::config::Config;
use crate::errands::{self, Errand};
use crate::message::Message;
use crate::meta::Webhook;
use crate::sender::{self, Job};

pub(crate) use reader::Query;

/// Writes that may wait for the writer; who comes later waits to queue up.
const WRITES_QUEUED_MAX: usize = 4_096;
const READS_QUEUED_MAX: usize = 64;

/// Something went wrong with the database.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum StoreError {
    #[error("database {path}: {reason}")]
    Open { path: PathBuf, reason: String },
    #[error("cannot write to the database: {0}")]
    Write(String),
    #[error("cannot read from the database: {0}")]
    Read(String),
    #[error("the database is closed")]
    Closed,
}

/// Jobs and errands that are queued, under way or waiting for a retry: added by the writer, taken off by those who end
/// them.
pub(crate) type Backlog = Arc<AtomicUsize>;

/// The database, as requests and sends see it. Clones share it.
#[derive(Clone)]
pub(crate) struct Store {
    writes: mpsc::Sender<writer::Queued>,
    reads: mpsc::Sender<reader::Queued>,
}

/// The store's threads, to be joined after the last [`Store`] is gone.
pub(crate) struct Threads {
    writer: JoinHandle<()>,
    reader: JoinHandle<()>,
}

/// What an earlier process left undone.
pub(crate) struct Left {
    pub(crate) jobs: Vec<Job>,
    pub(crate) errands: Vec<Errand>,
}

/// Opens or makes the database.
pub(crate) fn open(
    path: &Path,
    config: &Arc<Config>,
    sender: sender::Inbox,
    errands: errands::Inbox,
    backlog: Backlog,
) -> Result<(Store, Threads, Left), StoreError> {
    let failed = |error: rusqlite::Error| StoreError::Open {
        path: path.to_owned(),
        reason: error.to_string(),
    };
    let connection = schema::open_to_write(path).map_err(failed)?;
    let mut left = Left {
        jobs: outcomes::jobs_left(&connection).map_err(failed)?,
        errands: fetches::left(&connection).map_err(failed)?,
    };
    let queued = short_messages::left(&connection).map_err(failed)?;
    left.errands.extend(queued);
    backlog.store(left.jobs.len() + left.errands.len(), Ordering::Relaxed);
    let read_connection = schema::open_to_read(path).map_err(failed)?;
    let (writes, to_write) = mpsc::channel(WRITES_QUEUED_MAX);
    let (reads, to_read) = mpsc::channel(READS_QUEUED_MAX);
    let writer = writer::Writer::new(connection, config.clone(), sender, errands, backlog);
    let writer = writer.map_err(failed)?;
    let threads = Threads {
        writer: std::thread::spawn(move || writer.run(to_write)),
        reader: std::thread::spawn(move || reader::run(&read_connection, to_read)),
    };
    Ok((Store { writes, reads }, threads, left))
}

impl Threads {
    /// Waits until everything queued is written.
    pub(crate) fn join(self) {
        // A thread that panicked has said so on standard error already.
        let _ = self.writer.join();
        let _ = self.reader.join();
    }
}

impl Store {
    /// Takes a notice for notification, once, unless a newer checkpoint of its parcel was taken before.
    pub(crate) async fn take(&self, message: Message) -> Result<(), StoreError> {
        self.write(writer::Write::Take(message)).await.map(drop)
    }

    /// Takes a notice whose uniqueness somebody else looked after (the defect `dedup-race`).
    pub(crate) async fn take_unchecked(&self, message: Message) -> Result<(), StoreError> {
        self.write(writer::Write::TakeUnchecked(message))
            .await
            .map(drop)
    }

    /// Takes a notice again if it was taken before (the defect `message-per-history-entry`).
    pub(crate) async fn take_again(&self, message: Message) -> Result<(), StoreError> {
        self.write(writer::Write::TakeAgain(message))
            .await
            .map(drop)
    }

    /// Takes parts of notices, and puts them together with what is known.
    pub(crate) async fn news(&self, news: Vec<News>) -> Result<(), StoreError> {
        self.write(writer::Write::News(news)).await.map(drop)
    }

    /// Notes an address that is to be fetched.
    pub(crate) async fn point(&self, url: String) -> Result<(), StoreError> {
        self.write(writer::Write::Point(url)).await.map(drop)
    }

    /// Takes what was found behind a pointer, which is done with.
    pub(crate) async fn fetched(&self, id: i64, news: Vec<News>) -> Result<(), StoreError> {
        self.write(writer::Write::Fetched { id, news })
            .await
            .map(drop)
    }

    /// A customer (digits) wrote elsewhere that no more messages are wanted.
    pub(crate) async fn opt_out(&self, number: String) -> Result<(), StoreError> {
        self.write(writer::Write::OptOut { number }).await.map(drop)
    }

    /// A shop says whether a customer (digits) wants messages.
    pub(crate) async fn consent(&self, number: String, consent: Consent) -> Result<(), StoreError> {
        self.write(writer::Write::Consent { number, consent })
            .await
            .map(drop)
    }

    /// Whether a parcel's checkpoint was taken before (for the defect `dedup-race`).
    pub(crate) async fn taken(&self, message: &Message) -> Result<bool, StoreError> {
        let parcel = message.tracking_number.clone();
        let reply = self
            .write(writer::Write::Taken(parcel, message.checkpoint))
            .await?;
        Ok(matches!(reply, writer::Reply::Known(true)))
    }

    /// A job's message was accepted.
    pub(crate) async fn accepted(&self, job: i64, wamid: String) -> Result<(), StoreError> {
        self.write(writer::Write::Accepted { job, wamid })
            .await
            .map(drop)
    }

    /// A job's message will never be sent; Meta's code says why.
    pub(crate) async fn refused(&self, job: i64, code: Option<i64>) -> Result<(), StoreError> {
        self.write(writer::Write::Refused { job, code })
            .await
            .map(drop)
    }

    /// Reminds of what is due. When to ask again, in milliseconds since 1970; none: nothing waits.
    pub(crate) async fn remind(&self) -> Result<Option<i64>, StoreError> {
        match self.write(writer::Write::Remind).await? {
            writer::Reply::NextAt(at) => Ok(at),
            writer::Reply::Done | writer::Reply::Known(_) => Ok(None),
        }
    }

    /// Stores a photo; without bytes it could not be had.
    pub(crate) async fn photo(
        &self,
        media_id: String,
        mime_type: String,
        bytes: Option<bytes::Bytes>,
    ) -> Result<(), StoreError> {
        let write = writer::Write::Photo {
            media_id,
            mime_type,
            bytes,
        };
        self.write(write).await.map(drop)
    }

    /// A short message is about to leave.
    pub(crate) async fn sms_leaves(&self, id: i64) -> Result<(), StoreError> {
        self.write(writer::Write::SmsLeaves { id }).await.map(drop)
    }

    /// What the gateway said to a short message.
    pub(crate) async fn sms_sent(
        &self,
        id: i64,
        status: &'static str,
        reference: Option<String>,
    ) -> Result<(), StoreError> {
        let write = writer::Write::SmsSent {
            id,
            status,
            reference,
        };
        self.write(write).await.map(drop)
    }

    /// What the gateway reports of a journey's short message.
    pub(crate) async fn sms_reported(
        &self,
        tracking_number: String,
        checkpoint: Checkpoint,
        status: &'static str,
    ) -> Result<(), StoreError> {
        let write = writer::Write::SmsReported {
            tracking_number,
            checkpoint,
            status,
        };
        self.write(write).await.map(drop)
    }

    /// Looks whether a status tells that a job's message was accepted although no answer came, and if so records it.
    pub(crate) async fn proven(&self, job: i64) -> Result<bool, StoreError> {
        let reply = self.write(writer::Write::Prove { job }).await?;
        Ok(matches!(reply, writer::Reply::Known(true)))
    }

    /// Applies what a post of Meta brought.
    pub(crate) async fn apply(&self, webhook: Webhook) -> Result<(), StoreError> {
        self.write(writer::Write::Webhook(webhook)).await.map(drop)
    }

    /// The answer to a question, as JSON; none when there is no such record.
    pub(crate) async fn query(&self, query: Query) -> Result<Option<Vec<u8>>, StoreError> {
        let (reply, answer) = oneshot::channel();
        self.reads
            .send((query, reply))
            .await
            .map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    async fn write(&self, write: writer::Write) -> Result<writer::Reply, StoreError> {
        let (reply, answer) = oneshot::channel();
        self.writes
            .send((write, reply))
            .await
            .map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }
}
