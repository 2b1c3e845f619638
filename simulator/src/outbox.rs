//! The rim, outbound: Meta's webhooks waiting to be posted, batched, signed, posted and retried.
//!
//! Meta's rule: exactly 200 is success, anything else is offered again with growing pauses for up to seven days
//! (Meta, Cloud API, webhooks). Meta's schedule is not published; ours doubles from 5 s to 6 h with jitter.

mod queue;

use std::cmp::Reverse;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::Request;
use hyper::header::CONTENT_TYPE;
use hyper::http::request::Builder;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::sync::{Notify, Semaphore};
use tokio::task::JoinHandle;

use crate::chance::Chance;
use crate::clock::Clock;
use crate::due::Due;
use crate::observation::{Attempt, Class, Observation, Observer, Outcome};
use crate::settings::Settings;
use crate::signature::{self, Forgery};
use crate::webhook;
use crate::world::StatusDue;
use queue::{Post, Queue, Waiting};

/// Webhooks posted at the same time.
pub const IN_FLIGHT_MAX: usize = 128;
/// Things waiting, statuses and webhooks together; beyond it they are dropped, and that is a fact on record.
pub const WAITING_MAX: usize = 4_000_000;
/// Longest wait for an answer. Meta publishes none.
pub const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);
const ANSWER_BYTES_MAX: usize = 64 * 1024;
const RETRY_FIRST: Duration = Duration::from_secs(5);
const RETRY_PAUSE_MAX: Duration = Duration::from_secs(6 * 3_600);
const RETRY_FOR: Duration = Duration::from_secs(7 * 24 * 3_600);
const DUPLICATE_AFTER: Duration = Duration::from_millis(700);

/// Webhooks waiting to be posted.
pub struct Outbox {
    clock: Clock,
    chance: Chance,
    observer: Arc<dyn Observer>,
    url: Option<String>,
    app_secret: String,
    app_version: u32,
    batch_max: usize,
    batch_wait: Duration,
    duplicates: f64,
    client: Client<HttpConnector, Full<Bytes>>,
    queue: Mutex<Queue>,
    wake: Notify,
    slots: Arc<Semaphore>,
    next_webhook: AtomicU64,
    in_flight: AtomicUsize,
}

impl Outbox {
    /// An outbox that posts nothing until [`Outbox::run`] is polled.
    pub fn new(settings: &Settings, clock: Clock, observer: Arc<dyn Observer>) -> Arc<Outbox> {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        connector.set_connect_timeout(Some(ANSWER_TIMEOUT));
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_max_idle_per_host(IN_FLIGHT_MAX)
            .build(connector);
        Arc::new(Outbox {
            clock,
            chance: Chance::new(settings.seed),
            observer,
            url: settings.app.callback_url.clone(),
            app_secret: settings.app.secret.clone(),
            app_version: settings.app.version,
            batch_max: settings.handsets.batch_max.clamp(1, 1_000),
            batch_wait: settings.handsets.batch_wait.div_f64(clock.scale()),
            duplicates: settings.handsets.duplicates,
            client,
            queue: Mutex::new(Queue::default()),
            wake: Notify::new(),
            slots: Arc::new(Semaphore::new(IN_FLIGHT_MAX)),
            next_webhook: AtomicU64::new(1),
            in_flight: AtomicUsize::new(0),
        })
    }

    /// Statuses that will fall due. Without a callback they are dropped: the connector takes no webhooks.
    pub fn schedule(&self, due: Vec<Due>) {
        if due.is_empty() || self.url.is_none() {
            return;
        }
        let mut queue = self.lock();
        let earliest = queue.timers.peek().map(|Reverse(timer)| timer.at);
        let mut earlier = false;
        for due in due {
            let Due::Status(status) = due else { continue };
            if queue.timers.len() >= WAITING_MAX {
                self.observer.note(Observation::WebhookDropped {
                    webhook: 0,
                    why: "the outbox is full",
                });
                continue;
            }
            let at = self.clock.instant_of(status.due);
            earlier |= earliest.is_none_or(|earliest| at < earliest);
            queue.push(at, Waiting::Status(status));
        }
        drop(queue);
        if earlier {
            self.wake.notify_one();
        }
    }

    /// Statuses and webhooks not yet answered with success. Retries count while they wait.
    pub fn pending(&self) -> usize {
        let queue = self.lock();
        queue.timers.len() + queue.batch.len() + self.in_flight.load(Ordering::Relaxed)
    }

    /// Webhooks that wait for a further attempt, by how far away the next one is.
    pub fn pending_within(&self, horizon: Duration) -> usize {
        let until = self.clock.instant() + horizon;
        let queue = self.lock();
        let soon = queue
            .timers
            .iter()
            .filter(|Reverse(timer)| timer.at <= until)
            .count();
        soon + queue.batch.len() + self.in_flight.load(Ordering::Relaxed)
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
            headers: headers.into(),
            body: body.into(),
            again: true,
        });
        Some((webhook, posting.await.ok()??))
    }

    /// One exchange of another kind, with an address that the caller has checked.
    ///
    /// # Errors
    /// How it failed, and why, when there was no whole answer.
    pub async fn call(
        &self,
        method: &str,
        url: &str,
        headers: &[(String, String)],
        body: Vec<u8>,
        timeout: Duration,
    ) -> Result<(u16, Bytes), (Outcome, String)> {
        let request = Request::builder().method(method).uri(url);
        self.answered(request, headers, body.into(), timeout).await
    }

    /// Posts what falls due, for ever.
    pub async fn run(self: Arc<Outbox>) {
        loop {
            let next = self.turn();
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
        let mut batches = Vec::new();
        let mut posts = Vec::new();
        let next = {
            let mut queue = self.lock();
            while queue
                .timers
                .peek()
                .is_some_and(|Reverse(timer)| timer.at <= now)
            {
                let Some(Reverse(timer)) = queue.timers.pop() else {
                    break;
                };
                match timer.what {
                    Waiting::Post(post) => posts.push(post),
                    Waiting::Status(status) if status.forged => batches.push(vec![status]),
                    Waiting::Status(status) => {
                        queue.batch_since.get_or_insert(now);
                        queue.batch.push(status);
                        if queue.batch.len() >= self.batch_max {
                            batches.push(queue.take_batch());
                        }
                    }
                }
            }
            if queue
                .batch_since
                .is_some_and(|since| self.batch_max == 1 || now >= since + self.batch_wait)
            {
                batches.push(queue.take_batch());
            }
            let batch_due = queue.batch_since.map(|since| since + self.batch_wait);
            let timer_due = queue.timers.peek().map(|Reverse(timer)| timer.at);
            [batch_due, timer_due].into_iter().flatten().min()
        };
        for batch in batches {
            posts.push(self.wrap(&batch, now));
        }
        for post in posts {
            self.dispatch(post);
        }
        next
    }

    /// A signed webhook for a batch.
    fn wrap(&self, batch: &[StatusDue], now: Instant) -> Post {
        let webhook = self.next_webhook_id();
        let forged = batch.iter().any(|status| status.forged);
        let forgery = forged.then(|| Forgery::ALL[webhook as usize % Forgery::ALL.len()]);
        let body = signature::meta_escape(&webhook::statuses(batch, self.app_version));
        let (headers, body) = signature::meta_headers(&self.app_secret, body, forgery);
        let again = !forged
            && self
                .chance
                .happens("webhook twice", webhook, self.duplicates);
        self.observer.note(Observation::Webhook {
            id: webhook,
            class: if forged {
                Class::Forged
            } else {
                Class::Genuine
            },
            variant: forgery.map_or("", Forgery::word),
            statuses: batch.iter().map(|status| status.id).collect(),
        });
        if again {
            let copy = self.next_webhook_id();
            self.observer.note(Observation::Webhook {
                id: copy,
                class: Class::Duplicate,
                variant: "",
                statuses: batch.iter().map(|status| status.id).collect(),
            });
            let (headers, body): (Arc<[_]>, Bytes) = (headers.clone().into(), body.clone().into());
            let at = now + DUPLICATE_AFTER;
            let post = Post {
                webhook: copy,
                attempt: 1,
                first_at: at,
                headers,
                body,
                again: true,
            };
            self.lock().push(at, Waiting::Post(post));
        }
        Post {
            webhook,
            attempt: 1,
            first_at: now,
            headers: headers.into(),
            body: body.into(),
            again: !forged,
        }
    }

    fn dispatch(self: &Arc<Outbox>, post: Post) -> JoinHandle<Option<Attempt>> {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        let outbox = Arc::clone(self);
        tokio::spawn(async move {
            let slots = Arc::clone(&outbox.slots);
            let slot = slots.acquire_owned().await;
            let attempt = outbox.post(post).await;
            drop(slot);
            outbox.in_flight.fetch_sub(1, Ordering::Relaxed);
            attempt
        })
    }

    async fn post(&self, post: Post) -> Option<Attempt> {
        let url = self.url.as_ref()?;
        let started = self.clock.now();
        let result = self.exchange(url, &post).await;
        let ended = self.clock.now();
        let (outcome, http_status, error) = match result {
            Ok(200) => (Outcome::Ack, Some(200), None),
            Ok(status) => (
                Outcome::Nack,
                Some(status),
                Some(format!("answered {status}, Meta takes 200 only")),
            ),
            Err((outcome, error)) => (outcome, None, Some(error)),
        };
        let acked = outcome == Outcome::Ack;
        let attempt = Attempt {
            number: post.attempt,
            started,
            ended,
            outcome,
            http_status,
            error,
        };
        self.observer.note(Observation::WebhookAttempt {
            webhook: post.webhook,
            attempt: attempt.clone(),
        });
        if !acked && post.again {
            self.retry(post);
        }
        Some(attempt)
    }

    fn retry(&self, post: Post) {
        let pause = RETRY_FIRST
            .saturating_mul(1 << (post.attempt - 1).min(20))
            .min(RETRY_PAUSE_MAX);
        let jitter = 1.0
            + 0.2
                * self
                    .chance
                    .unit("webhook retry", post.webhook * 64 + u64::from(post.attempt));
        let at = self.clock.instant() + pause.mul_f64(jitter / self.clock.scale());
        if at.duration_since(post.first_at) > RETRY_FOR.div_f64(self.clock.scale()) {
            self.observer.note(Observation::WebhookDropped {
                webhook: post.webhook,
                why: "seven days of retries are over",
            });
            return;
        }
        let again = Post {
            attempt: post.attempt + 1,
            ..post
        };
        self.lock().push(at, Waiting::Post(again));
        self.wake.notify_one();
    }

    async fn exchange(&self, url: &str, post: &Post) -> Result<u16, (Outcome, String)> {
        let request = Request::post(url)
            .header(CONTENT_TYPE, "application/json")
            .header("user-agent", "facebookexternalua")
            .header("accept", "*/*");
        // The whole answer belongs to the exchange, but what it says does not matter to Meta.
        self.answered(request, &post.headers, post.body.clone(), ANSWER_TIMEOUT)
            .await
            .map(|(status, _)| status)
    }

    async fn answered(
        &self,
        mut request: Builder,
        headers: &[(String, String)],
        body: Bytes,
        timeout: Duration,
    ) -> Result<(u16, Bytes), (Outcome, String)> {
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let request = request.body(Full::new(body)).map_err(|error| {
            (
                Outcome::DefiniteNo,
                format!("the webhook address is unusable: {error}"),
            )
        })?;
        let answer = async {
            let response = self.client.request(request).await.map_err(|error| {
                let outcome = if error.is_connect() {
                    Outcome::DefiniteNo
                } else {
                    Outcome::Indefinite
                };
                (outcome, chain(&error))
            })?;
            let status = response.status().as_u16();
            let body = Limited::new(response.into_body(), ANSWER_BYTES_MAX)
                .collect()
                .await;
            body.map(|body| (status, body.to_bytes())).map_err(|error| {
                (
                    Outcome::Indefinite,
                    format!("the answer broke off: {error}"),
                )
            })
        };
        match tokio::time::timeout(timeout, answer).await {
            Ok(result) => result,
            Err(_) => Err((
                Outcome::Indefinite,
                format!("no answer within {} s", timeout.as_secs()),
            )),
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
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
