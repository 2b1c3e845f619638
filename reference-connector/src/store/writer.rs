//! The thread that writes: whatever is queued becomes one transaction.

use std::sync::atomic::Ordering;

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::{Backlog, StoreError, writes};
use crate::checkpoint::Checkpoint;
use crate::defects::{Defects, Plants};
use crate::message::Message;
use crate::meta::Webhook;
use crate::sender::{Inbox, Job};

/// Writes in one transaction: enough to share a commit, few enough to answer soon.
const BATCH_MAX: usize = 512;

/// Something to write.
pub(super) enum Write {
    Take(Message),
    TakeUnchecked(Message),
    Taken(String, Checkpoint),
    Accepted { job: i64, wamid: String },
    Refused { job: i64 },
    Prove { job: i64 },
    Webhook(Webhook),
}

/// What came of it.
pub(super) enum Reply {
    Done,
    Known(bool),
}

type Waiter = oneshot::Sender<Result<Reply, StoreError>>;
/// A write and who waits for it.
pub(super) type Queued = (Write, Waiter);

pub(super) struct Writer {
    connection: Connection,
    plants: Plants,
    sender: Inbox,
    backlog: Backlog,
}

impl Writer {
    pub(super) fn new(
        connection: Connection,
        defects: Defects,
        sender: Inbox,
        backlog: Backlog,
    ) -> Writer {
        Writer {
            connection,
            plants: Plants::new(defects),
            sender,
            backlog,
        }
    }

    /// Runs until nobody is left who could write.
    pub(super) fn run(mut self, mut queue: mpsc::Receiver<Queued>) {
        let mut batch = Vec::with_capacity(BATCH_MAX);
        while queue.blocking_recv_many(&mut batch, BATCH_MAX) > 0 {
            let (writes, waiters): (Vec<Write>, Vec<Waiter>) = batch.drain(..).unzip();
            match self.commit(writes) {
                Ok((replies, jobs)) => {
                    // The writer itself hands jobs on: whoever waits for the notice may have hung up.
                    self.backlog.fetch_add(jobs.len(), Ordering::Relaxed);
                    jobs.into_iter().for_each(|job| self.sender.add(job));
                    for (waiter, reply) in waiters.into_iter().zip(replies) {
                        let _ = waiter.send(Ok(reply));
                    }
                }
                Err(error) => {
                    eprintln!("reference connector: {error}");
                    waiters
                        .into_iter()
                        .for_each(|waiter| drop(waiter.send(Err(error.clone()))));
                }
            }
        }
    }

    fn commit(&mut self, batch: Vec<Write>) -> Result<(Vec<Reply>, Vec<Job>), StoreError> {
        let done = self.transact(batch);
        if done.is_err() && !self.connection.is_autocommit() {
            // A failed roll-back leaves nothing better to do; the next transaction will say so.
            let _ = self.connection.execute_batch("ROLLBACK");
        }
        done.map_err(|error| StoreError::Write(error.to_string()))
    }

    fn transact(&mut self, batch: Vec<Write>) -> rusqlite::Result<(Vec<Reply>, Vec<Job>)> {
        let mut jobs = Vec::new();
        let mut replies = Vec::with_capacity(batch.len());
        self.connection
            .prepare_cached("BEGIN IMMEDIATE")?
            .execute([])?;
        for write in batch {
            replies.push(self.write(write, &mut jobs)?);
        }
        self.connection.prepare_cached("COMMIT")?.execute([])?;
        Ok((replies, jobs))
    }

    fn write(&mut self, write: Write, jobs: &mut Vec<Job>) -> rusqlite::Result<Reply> {
        let (connection, plants) = (&self.connection, &mut self.plants);
        match write {
            Write::Take(message) => jobs.extend(writes::take(connection, plants, message)?),
            Write::TakeUnchecked(message) => {
                jobs.extend(writes::take_unchecked(connection, plants, message)?);
            }
            Write::Taken(parcel, checkpoint) => {
                return Ok(Reply::Known(writes::taken(
                    connection, &parcel, checkpoint,
                )?));
            }
            Write::Accepted { job, wamid } => writes::accepted(connection, plants, job, &wamid)?,
            Write::Refused { job } => writes::refused(connection, job)?,
            Write::Prove { job } => {
                return Ok(Reply::Known(writes::prove(connection, plants, job)?));
            }
            Write::Webhook(webhook) => writes::apply(connection, plants.defects, &webhook)?,
        }
        Ok(Reply::Done)
    }
}
