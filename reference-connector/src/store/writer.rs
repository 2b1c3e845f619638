//! The thread that writes: whatever is queued becomes one transaction.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{SystemTime, UNIX_EPOCH};

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

use super::books::{Books, Out};
use super::memory::Memory;
use super::{Backlog, StoreError, takes};
use crate::carriers::{Consent, News};
use crate::checkpoint::Checkpoint;
use crate::config::Config;
use crate::errands;
use crate::message::Message;
use crate::meta::Webhook;
use crate::sender;

/// Writes in one transaction: enough to share a commit, few enough to answer soon.
const BATCH_MAX: usize = 512;

/// Something to write.
pub(super) enum Write {
    Take(Message),
    TakeUnchecked(Message),
    TakeAgain(Message),
    Taken(String, Checkpoint),
    News(Vec<News>),
    Point(String),
    Fetched {
        id: i64,
        news: Vec<News>,
    },
    OptOut {
        number: String,
    },
    Consent {
        number: String,
        consent: Consent,
    },
    Accepted {
        job: i64,
        wamid: String,
    },
    Refused {
        job: i64,
        code: Option<i64>,
    },
    Prove {
        job: i64,
    },
    Webhook(Webhook),
    Remind,
    Photo {
        media_id: String,
        mime_type: String,
        bytes: Option<bytes::Bytes>,
    },
    SmsLeaves {
        id: i64,
    },
    SmsSent {
        id: i64,
        status: &'static str,
        reference: Option<String>,
    },
    SmsReported {
        tracking_number: String,
        checkpoint: Checkpoint,
        status: &'static str,
    },
}

/// What came of it.
pub(super) enum Reply {
    Done,
    Known(bool),
    /// When to ask again, in milliseconds since 1970.
    NextAt(Option<i64>),
}

type Waiter = oneshot::Sender<Result<Reply, StoreError>>;
/// A write and who waits for it.
pub(super) type Queued = (Write, Waiter);

pub(super) struct Writer {
    connection: Connection,
    memory: Memory,
    sender: sender::Inbox,
    errands: errands::Inbox,
    backlog: Backlog,
}

impl Writer {
    pub(super) fn new(
        connection: Connection,
        config: Arc<Config>,
        sender: sender::Inbox,
        errands: errands::Inbox,
        backlog: Backlog,
    ) -> rusqlite::Result<Writer> {
        Ok(Writer {
            memory: Memory::of(&connection, config, now_ms())?,
            connection,
            sender,
            errands,
            backlog,
        })
    }

    /// Runs until nobody is left who could write.
    pub(super) fn run(mut self, mut queue: mpsc::Receiver<Queued>) {
        let mut batch = Vec::with_capacity(BATCH_MAX);
        while queue.blocking_recv_many(&mut batch, BATCH_MAX) > 0 {
            let (writes, waiters): (Vec<Write>, Vec<Waiter>) = batch.drain(..).unzip();
            match self.commit(writes) {
                Ok((replies, out)) => {
                    // The writer itself hands jobs on: whoever waits for the notice may have hung up.
                    let added = out.jobs.len() + out.errands.len();
                    self.backlog.fetch_add(added, Ordering::Relaxed);
                    out.jobs.into_iter().for_each(|job| self.sender.add(job));
                    out.errands
                        .into_iter()
                        .for_each(|errand| self.errands.add(errand));
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

    fn commit(&mut self, batch: Vec<Write>) -> Result<(Vec<Reply>, Out), StoreError> {
        let done = self.transact(batch);
        if done.is_err() && !self.connection.is_autocommit() {
            // A failed roll-back leaves nothing better to do; the next transaction will say so.
            let _ = self.connection.execute_batch("ROLLBACK");
        }
        done.map_err(|error| StoreError::Write(error.to_string()))
    }

    fn transact(&mut self, batch: Vec<Write>) -> rusqlite::Result<(Vec<Reply>, Out)> {
        let mut out = Out::default();
        let mut replies = Vec::with_capacity(batch.len());
        self.connection
            .prepare_cached("BEGIN IMMEDIATE")?
            .execute([])?;
        let mut books = Books {
            connection: &self.connection,
            memory: &mut self.memory,
            out: &mut out,
            now_ms: now_ms(),
        };
        for write in batch {
            replies.push(books.write(write)?);
        }
        self.connection.prepare_cached("COMMIT")?.execute([])?;
        Ok((replies, out))
    }
}

impl Books<'_> {
    fn write(&mut self, write: Write) -> rusqlite::Result<Reply> {
        match write {
            Write::Take(message) => self.take(message)?,
            Write::TakeUnchecked(message) => self.take_unchecked(message)?,
            Write::TakeAgain(message) => self.take_again(message)?,
            Write::Taken(parcel, checkpoint) => {
                let known = takes::taken(self.connection, &parcel, checkpoint)?;
                return Ok(Reply::Known(known));
            }
            Write::News(news) => {
                for one in news {
                    self.news(one)?;
                }
            }
            Write::Point(url) => self.point(url)?,
            Write::Fetched { id, news } => self.fetched(id, news)?,
            Write::OptOut { number } => self.opt_out(&number)?,
            Write::Consent { number, consent } => self.consent(&number, consent)?,
            Write::Accepted { job, wamid } => self.accepted(job, &wamid)?,
            Write::Refused { job, code } => self.refused(job, code)?,
            Write::Prove { job } => return Ok(Reply::Known(self.prove(job)?)),
            Write::Webhook(webhook) => self.apply(&webhook)?,
            Write::Remind => return Ok(Reply::NextAt(self.remind()?)),
            Write::Photo {
                media_id,
                mime_type,
                bytes,
            } => self.photo(&media_id, &mime_type, bytes.as_deref())?,
            Write::SmsLeaves { id } => self.sms_leaves(id)?,
            Write::SmsSent {
                id,
                status,
                reference,
            } => self.sms_sent(id, status, reference.as_deref())?,
            Write::SmsReported {
                tracking_number,
                checkpoint,
                status,
            } => self.sms_reported(&tracking_number, checkpoint, status)?,
        }
        Ok(Reply::Done)
    }
}

fn now_ms() -> i64 {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH);
    since_1970.map_or(0, |time| {
        i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
    })
}
