//! The rim, outbound: Meta's webhooks waiting to be posted, batched, signed, posted and retried; pushes of the SMS
//! gateways by rules of their own; and the world's reminders to itself, which wait in the same queue.
//!
//! Meta's rule: exactly 200 is success, anything else is offered again with growing pauses for up to seven days
//! (Meta, Cloud API, webhooks).

mod client;
mod directory;
mod handshake;
mod lanes;
mod posting;
mod queue;
mod retry;
mod secure;
mod short_messages;
mod wrap;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{Notify, Semaphore};

use crate::chance::Chance;
use crate::clock::Clock;
use crate::due::{Due, Target, Timer, WebhookDue};
use crate::observation::{Attempt, Class, Observation, Observer};
use crate::settings::Settings;
use crate::webhook::StatusShape;
use client::Client;
use lanes::Lanes;
use queue::{Load, Post, Queue, Waiting};

pub use directory::{Directory, NoReminders, OneCallback, Wake};
pub use retry::RetryProfile;
pub use secure::OutboxTls;
pub use wrap::WEBHOOK_BYTES_MAX;

/// Webhooks posted at the same time.
pub const IN_FLIGHT_MAX: usize = 128;
/// Things waiting, statuses and webhooks together; beyond it they are dropped, and that is a fact on record.
pub const WAITING_MAX: usize = 4_000_000;
/// Longest wait for an answer. Meta publishes none.
pub const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);
const AFTER_A_BUG: Duration = Duration::from_millis(10);

/// Says whether a callback's address may be called, and why not.
pub type Permit = Arc<dyn Fn(&str) -> Result<(), String> + Send + Sync>;

/// Webhooks waiting to be posted.
pub struct Outbox {
    clock: Clock,
    chance: Chance,
    observer: Arc<dyn Observer>,
    directory: Arc<dyn Directory>,
    reminded: Arc<dyn Wake>,
    permit: Permit,
    retry: RetryProfile,
    callback: Option<Arc<Target>>,
    duplicates: f64,
    shape: StatusShape,
    client: Client,
    /// Locked before `queue` where both are.
    lanes: Mutex<Lanes>,
    queue: Mutex<Queue>,
    wake: Notify,
    slots: Arc<Semaphore>,
    next_webhook: AtomicU64,
    in_flight: AtomicUsize,
}

/// Whom the outbox asks, and how it posts.
pub struct Links {
    /// Who listens.
    pub directory: Arc<dyn Directory>,
    /// Whom reminders wake.
    pub reminded: Arc<dyn Wake>,
    /// Which callbacks may be verified, and so be saved.
    pub permit: Permit,
    /// When webhooks are offered again.
    pub retry: RetryProfile,
    /// How https callbacks are reached.
    pub tls: OutboxTls,
}

impl Links {
    /// One app with the callback of the settings, no reminders.
    pub fn one_callback(settings: &Settings) -> Links {
        Links {
            directory: Arc::new(OneCallback::new(&settings.app)),
            reminded: Arc::new(NoReminders),
            permit: Arc::new(|_: &str| Ok(())),
            retry: RetryProfile::of(settings.graph.switches.webhook_retry),
            tls: OutboxTls::default(),
        }
    }
}

impl Outbox {
    /// An outbox for one callback, which posts nothing until [`Outbox::run`] is polled.
    pub fn new(settings: &Settings, clock: Clock, observer: Arc<dyn Observer>) -> Arc<Outbox> {
        Outbox::linked(settings, clock, observer, Links::one_callback(settings))
    }

    /// An outbox that asks who listens, and posts nothing until [`Outbox::run`] is polled.
    pub fn linked(
        settings: &Settings,
        clock: Clock,
        observer: Arc<dyn Observer>,
        links: Links,
    ) -> Arc<Outbox> {
        let callback = OneCallback::new(&settings.app).targets("", None, lanes::MESSAGES);
        let batch_max = settings.handsets.batch_max.clamp(1, 1_000);
        let batch_wait = match batch_max {
            1 => Duration::ZERO,
            _ => settings.handsets.batch_wait.div_f64(clock.scale()),
        };
        Arc::new(Outbox {
            clock,
            chance: Chance::new(settings.seed),
            observer,
            lanes: Mutex::new(Lanes::new(
                Arc::clone(&links.directory),
                batch_max,
                batch_wait,
            )),
            directory: links.directory,
            reminded: links.reminded,
            permit: links.permit,
            retry: links.retry,
            callback: callback.into_iter().next().map(Arc::new),
            duplicates: settings.handsets.duplicates,
            shape: StatusShape {
                version: settings.app.version,
                contacts: settings.graph.switches.contacts_in_statuses,
                contacts_on_failed: settings.graph.switches.status_contacts_on_failed,
            },
            client: Client::new(links.tls),
            queue: Mutex::new(Queue::default()),
            wake: Notify::new(),
            slots: Arc::new(Semaphore::new(IN_FLIGHT_MAX)),
            next_webhook: AtomicU64::new(1),
            in_flight: AtomicUsize::new(0),
        })
    }

    /// What will fall due. Where nobody listens to Meta its webhooks are not kept: nobody takes them.
    pub fn schedule(&self, due: Vec<Due>) {
        if due.is_empty() {
            return;
        }
        let listens = self.directory.listens();
        let mut queue = self.lock();
        let earliest = queue.next();
        let mut earlier = false;
        for due in due {
            if !listens && matches!(due, Due::Status(_) | Due::Notice(_)) {
                continue;
            }
            if queue.timers.len() + self.in_flight.load(Ordering::Relaxed) >= WAITING_MAX {
                self.observer.note(due.dropped("the outbox is full"));
                continue;
            }
            let at = self.clock.instant_of(due.at());
            earlier |= earliest.is_none_or(|earliest| at < earliest);
            queue.push(at, due.into());
        }
        drop(queue);
        if earlier {
            self.wake.notify_one();
        }
    }

    /// Statuses and webhooks not yet answered with success. Retries count while they wait; reminders do not.
    pub fn pending(&self) -> usize {
        let lanes = self.lanes();
        self.lock().webhooks() + lanes.waiting() + self.in_flight.load(Ordering::Relaxed)
    }

    /// Webhooks that wait for a further attempt, by how far away the next one is.
    pub fn pending_within(&self, horizon: Duration) -> usize {
        let until = self.clock.instant() + horizon;
        let lanes = self.lanes();
        let soon = self.lock().webhooks_until(until);
        soon + lanes.waiting() + self.in_flight.load(Ordering::Relaxed)
    }

    /// The id for a webhook that somebody else posts.
    pub fn next_webhook_id(&self) -> u64 {
        self.next_webhook.fetch_add(1, Ordering::Relaxed)
    }

    /// Posts a webhook with a customer's message now, and offers it again later like any other. Answers its id and
    /// how the first attempt went; None without a callback.
    pub async fn post_ready(
        self: &Arc<Outbox>,
        headers: Vec<(String, String)>,
        body: Vec<u8>,
    ) -> Option<(u64, Attempt)> {
        let target = Arc::clone(self.callback.as_ref()?);
        let webhook = self.next_webhook_id();
        self.observer.note(Observation::Webhook {
            id: webhook,
            class: Class::Genuine,
            variant: "",
            statuses: Vec::new(),
        });
        let posting = self.dispatch(Post {
            webhook,
            attempt: 1,
            first_at: self.clock.instant(),
            target,
            headers: headers.into(),
            body: body.into(),
            again: Some(Arc::new(Load::Ready)),
        });
        Some((webhook, posting.await.ok()??))
    }

    /// Posts a notice now to everybody who listens, whatever its time says, and offers it again later like any
    /// other. Answers with id and first attempt at each of them; empty where nobody listens.
    pub async fn post_notice(self: &Arc<Outbox>, notice: &WebhookDue) -> Vec<(u64, Attempt)> {
        let mut posts = Vec::new();
        self.wrap_notice(notice, self.clock.instant(), &mut posts);
        let posting: Vec<_> = posts
            .into_iter()
            .map(|post| (post.webhook, self.dispatch(post)))
            .collect();
        let mut attempts = Vec::new();
        for (webhook, posting) in posting {
            let attempt = posting.await.ok().flatten();
            attempts.extend(attempt.map(|attempt| (webhook, attempt)));
        }
        attempts
    }

    /// Posts what falls due, for ever.
    pub async fn run(self: Arc<Outbox>) {
        loop {
            // A bug in what the world makes of its webhooks must not end all webhooks.
            let turned = catch_unwind(AssertUnwindSafe(|| self.turn()));
            let next = turned.unwrap_or_else(|_| {
                self.observer.note(Observation::WebhookDropped {
                    webhook: 0,
                    why: "a mistake of the simulator's; please report it",
                });
                Some(self.clock.instant() + AFTER_A_BUG)
            });
            let woken = self.wake.notified();
            match next {
                Some(at) => {
                    tokio::select! {
                        () = tokio::time::sleep_until(at.into()) => {}
                        () = woken => {}
                    }
                }
                None => woken.await,
            }
        }
    }

    /// Moves due things on; answers when to look again.
    fn turn(self: &Arc<Outbox>) -> Option<Instant> {
        let now = self.clock.instant();
        // Held to the end: whoever counts what is pending must not look while things are in neither place.
        let mut lanes = self.lanes();
        let due: Vec<Waiting> = {
            let mut queue = self.lock();
            std::iter::from_fn(|| queue.pop(now)).collect()
        };
        lanes.refresh();
        let (mut batches, mut posts) = (Vec::new(), Vec::new());
        for waiting in due {
            match waiting {
                Waiting::Status(status) => lanes.add(status, now, &mut batches),
                Waiting::Notice(notice) => self.wrap_notice(&notice, now, &mut posts),
                Waiting::Post(post) => self.address(*post, &mut posts),
                Waiting::Reminder(timer) => self.remind(&timer),
                Waiting::SmsPush(post) => self.dispatch_sms(*post),
                Waiting::SmsTimer(timer) => {
                    let now = self.clock.now();
                    self.settle(self.reminded.wake_gateways(now, &timer));
                }
            }
        }
        lanes.flush(now, &mut batches);
        for batch in batches {
            self.wrap(batch, now, &mut posts);
        }
        for post in posts {
            self.dispatch(post);
        }
        [lanes.next(), self.lock().next()]
            .into_iter()
            .flatten()
            .min()
    }

    fn remind(self: &Arc<Outbox>, timer: &Timer) {
        self.settle(self.reminded.wake(self.clock.now(), timer));
    }

    /// What comes of a look falls due only once its facts are on record.
    fn settle(self: &Arc<Outbox>, (facts, due): (Vec<Observation>, Vec<Due>)) {
        if facts.is_empty() {
            return self.schedule(due);
        }
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        let outbox = Arc::clone(self);
        tokio::spawn(async move {
            outbox.observer.record(facts).await;
            outbox.schedule(due);
            outbox.in_flight.fetch_sub(1, Ordering::Relaxed);
        });
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lanes(&self) -> MutexGuard<'_, Lanes> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An error with its causes, on one line.
pub fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests;
