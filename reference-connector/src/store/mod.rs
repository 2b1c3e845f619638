//! What the connector must not forget, in one SQLite file: which checkpoints it took (`inbox`), which messages are
//! still to be sent (`outbox`), what became of those that were (`records`), and what customers wrote (`inbound`).
//!
//! One thread writes. It takes whatever is queued, does it in one transaction, and only then wakes those who wait, so
//! a commit is shared by all requests of the moment and no timer is needed. WAL with `synchronous=NORMAL` survives
//! the end of the process, kill -9 included. Another thread reads.

mod reader;
mod schema;
mod writer;
mod writes;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::JoinHandle;

use tokio::sync::{mpsc, oneshot};

use crate::defects::Defects;
use crate::message::Message;
use crate::meta::Webhook;
use crate::sender::{Inbox, Job};

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

/// Jobs that are queued, sent right now or waiting for a retry: added by the writer, taken off by the sender.
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

/// Opens or makes the database. Also returns the jobs that an earlier process left.
pub(crate) fn open(
    path: &Path,
    defects: Defects,
    sender: Inbox,
    backlog: Backlog,
) -> Result<(Store, Threads, Vec<Job>), StoreError> {
    let failed = |error: rusqlite::Error| StoreError::Open {
        path: path.to_owned(),
        reason: error.to_string(),
    };
    let connection = schema::open_to_write(path).map_err(failed)?;
    let left = writes::jobs_left(&connection).map_err(failed)?;
    backlog.store(left.len(), Ordering::Relaxed);
    let read_connection = schema::open_to_read(path).map_err(failed)?;
    let (writes, to_write) = mpsc::channel(WRITES_QUEUED_MAX);
    let (reads, to_read) = mpsc::channel(READS_QUEUED_MAX);
    let writer = writer::Writer::new(connection, defects, sender, backlog);
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

    /// A job's message will never be sent.
    pub(crate) async fn refused(&self, job: i64) -> Result<(), StoreError> {
        self.write(writer::Write::Refused { job }).await.map(drop)
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
