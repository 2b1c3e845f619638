//! Sends what the outbox holds: in order within a parcel, no faster than the numbers may, again where a retry can
//! help. One task decides (`queue`, which is pure); each send is a task of its own.

mod cloud_api;
mod gate;
mod pace;
mod queue;
mod retry;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;

use crate::chance::Chance;
use crate::config::Config;
use crate::defects::Planted;
use crate::store::{Backlog, Store};
use cloud_api::CloudApi;
use queue::{Next, Queue};
use retry::{Decision, Tries};

/// A message on its way.
#[derive(Debug, Clone)]
pub(crate) struct Job {
    /// Its row in the outbox.
    id: i64,
    parcel: Arc<str>,
    phone_number_id: Arc<str>,
    body: Bytes,
    tries: Tries,
    /// Its place in the order of arrival in this process.
    arrival: u64,
}

impl Job {
    pub(crate) fn new(id: i64, parcel: &str, phone_number_id: &str, body: Bytes) -> Job {
        let (parcel, phone_number_id) = (parcel.into(), phone_number_id.into());
        Job {
            id,
            parcel,
            phone_number_id,
            body,
            tries: Tries::default(),
            arrival: 0,
        }
    }
}

/// Where jobs go in. Its length is bounded by the backlog, which notices are refused for.
#[derive(Clone)]
pub(crate) struct Inbox(mpsc::UnboundedSender<Told>);

/// The other end of an [`Inbox`].
pub(crate) struct Outlet(mpsc::UnboundedReceiver<Told>);

/// What the deciding task is told.
enum Told {
    New(Job),
    Ended(Job, Ended),
}

/// How an attempt ended.
enum Ended {
    /// Accepted or given up; the outbox no longer has it.
    Done,
    RetryLater,
    RetryAfter(Duration),
    TokenRefused,
}

impl Inbox {
    /// An inbox and its other end.
    pub(crate) fn new() -> (Inbox, Outlet) {
        let (told, to_hear) = mpsc::unbounded_channel();
        (Inbox(told), Outlet(to_hear))
    }

    /// Adds a job; after the sender stopped it stays in the outbox for the next start.
    pub(crate) fn add(&self, job: Job) {
        let _ = self.0.send(Told::New(job));
    }
}

/// Sends until `draining` turns true, and then what is queued, for as long as the configuration grants.
pub(crate) async fn run(
    config: Arc<Config>,
    store: Store,
    backlog: Backlog,
    inbox: Inbox,
    mut outlet: Outlet,
    left: Vec<Job>,
    mut draining: watch::Receiver<bool>,
) {
    let mut queue = Queue::new(&config);
    let mut chance = Chance::from_process();
    let attempts = Arc::new(Attempts {
        api: CloudApi::new(&config),
        store,
        config,
        inbox,
    });
    let config = &attempts.config;
    for mut job in left {
        // An earlier process may have sent it; a status can tell.
        job.tries.doubts = 1;
        queue.add_later(job, Instant::now() + config.timing.restart_grace);
    }
    let mut told = Vec::new();
    let mut stop_at: Option<Instant> = None;
    loop {
        let wake_at = loop {
            match queue.next(Instant::now()) {
                Next::Send(job) => drop(tokio::spawn(attempts.clone().attempt(job))),
                Next::At(instant) => break Some(instant),
                Next::Nothing => break None,
            }
        };
        let sent = queue.is_empty() && outlet.0.is_empty();
        if stop_at.is_some_and(|deadline| sent || deadline <= Instant::now()) {
            return;
        }
        let wake_at = wake_at.into_iter().chain(stop_at).min();
        tokio::select! {
            _ = outlet.0.recv_many(&mut told, 256) => (),
            () = tokio::time::sleep_until(wake_at.unwrap_or_else(Instant::now)), if wake_at.is_some() => (),
            _ = draining.wait_for(|draining| *draining), if stop_at.is_none() => {
                stop_at = Some(Instant::now() + config.timing.stop_grace);
            }
        }
        let now = Instant::now();
        for told in told.drain(..) {
            match told {
                Told::New(job) if config.defects.has(Planted::UnorderedWorkers) => {
                    queue.add_loose(job, now + chance.up_to(Duration::from_secs(3)));
                }
                Told::New(job) => queue.add(job),
                Told::Ended(job, ended) => {
                    backlog.fetch_sub(usize::from(matches!(ended, Ended::Done)), Ordering::Relaxed);
                    let gap = retry::gap(&config.timing, job.tries.attempts, &mut chance);
                    end(&mut queue, job, ended, now, gap);
                }
            }
        }
    }
}

fn end(queue: &mut Queue, job: Job, ended: Ended, now: Instant, gap: Duration) {
    match ended {
        Ended::Done => queue.done(job),
        Ended::RetryLater => queue.retry(job, now + gap),
        Ended::RetryAfter(wait) => queue.retry(job, now + wait),
        Ended::TokenRefused => queue.token_refused(job, now),
    }
}

/// What an attempt needs.
struct Attempts {
    api: CloudApi,
    store: Store,
    config: Arc<Config>,
    inbox: Inbox,
}

impl Attempts {
    async fn attempt(self: Arc<Self>, mut job: Job) {
        let ended = self.ended(&mut job).await.unwrap_or_else(|error| {
            // The job is still in the outbox; the next start sends it.
            eprintln!("reference connector: the outcome of a send is not recorded: {error}");
            Ended::Done
        });
        let _ = self.inbox.0.send(Told::Ended(job, ended));
    }

    async fn ended(&self, job: &mut Job) -> Result<Ended, crate::store::StoreError> {
        if job.tries.doubts > 0 && self.store.proven(job.id).await? {
            return Ok(Ended::Done);
        }
        if job.tries.doubts > retry::DOUBTS_MAX {
            self.store.refused(job.id, None).await?;
            return Ok(Ended::Done);
        }
        let answer = self.api.send(&job.phone_number_id, job.body.clone()).await;
        let code = answer.code();
        Ok(
            match retry::decide(&mut job.tries, answer, self.config.defects) {
                Decision::Accepted(wamid) => {
                    self.store.accepted(job.id, wamid).await?;
                    Ended::Done
                }
                Decision::GiveUp => {
                    self.store.refused(job.id, code).await?;
                    Ended::Done
                }
                Decision::RetryLater => Ended::RetryLater,
                Decision::RetryAfter(wait) => Ended::RetryAfter(wait),
                Decision::AwaitProof => Ended::RetryAfter(self.config.timing.proof_wait),
                Decision::TokenRefused => Ended::TokenRefused,
            },
        )
    }
}
