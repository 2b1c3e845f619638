//! Posting a webhook, and offering it again: with a pause that the profile says, to whoever listens by then.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use bytes::Bytes;
use hyper::Request;
use hyper::header::CONTENT_TYPE;
use tokio::task::JoinHandle;

use super::lanes::MESSAGES;
use super::queue::{Load, Post, Waiting};
use super::wrap::{reshaped, signed};
use super::{ANSWER_TIMEOUT, Outbox, WAITING_MAX};
use crate::due::Target;
use crate::observation::{Attempt, Observation, Outcome};
use crate::webhook::StatusShape;

impl Outbox {
    pub(super) fn dispatch(self: &Arc<Outbox>, post: Post) -> JoinHandle<Option<Attempt>> {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        let outbox = Arc::clone(self);
        tokio::spawn(async move {
            let slots = Arc::clone(&outbox.slots);
            let slot = slots.acquire_owned().await;
            let attempt = outbox.post(post).await;
            drop(slot);
            outbox.in_flight.fetch_sub(1, Ordering::Relaxed);
            Some(attempt)
        })
    }

    async fn post(&self, post: Post) -> Attempt {
        let started = self.clock.now();
        let result = self.exchange(&post).await;
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
        if let Some(Load::Statuses { ids, .. }) = post.again.as_deref() {
            self.directory.posted(ids, &post.target, acked);
        }
        self.observer.note(Observation::WebhookAttempt {
            webhook: post.webhook,
            attempt: attempt.clone(),
        });
        if !acked && post.again.is_some() {
            self.retry(post);
        }
        attempt
    }

    fn retry(&self, post: Post) {
        let pause = self.retry.pause(post.attempt);
        let jitter = 1.0
            + 0.2
                * self
                    .chance
                    .unit("webhook retry", post.webhook * 64 + u64::from(post.attempt));
        let at = self.clock.instant() + pause.mul_f64(jitter / self.clock.scale());
        if at.duration_since(post.first_at) > self.retry.span().div_f64(self.clock.scale()) {
            self.observer.note(Observation::WebhookDropped {
                webhook: post.webhook,
                why: self.retry.over(),
            });
            return;
        }
        let again = Post {
            attempt: post.attempt + 1,
            ..post
        };
        self.lock().push(at, Waiting::Post(Box::new(again)));
        self.wake.notify_one();
    }

    /// Where a post goes whose time has come: a further attempt goes to the app's callback as it is by now, and to
    /// every other subscribed app as well, which is a duplicate for them (Meta, webhooks overview).
    pub(super) fn address(&self, post: Post, out: &mut Vec<Post>) {
        let load = post.again.clone().filter(|_| post.attempt > 1);
        let targets = match load.as_deref() {
            None | Some(Load::Ready) => return out.push(post),
            Some(Load::Statuses {
                account_id, number, ..
            }) => self
                .directory
                .targets(account_id, Some(&number.id), MESSAGES),
            Some(Load::Notice(notice)) => {
                let number_id = notice.number_id.as_deref();
                self.directory
                    .targets(&notice.account_id, number_id, notice.field)
            }
        };
        let app_id = Arc::clone(&post.target.app_id);
        let (own, others): (Vec<Target>, Vec<Target>) = targets
            .into_iter()
            .partition(|target| target.app_id == app_id);
        for other in others {
            if self.lock().timers.len() >= WAITING_MAX {
                break;
            }
            let copy = Post {
                webhook: self.duplicate_of(&post),
                attempt: 1,
                ..readdressed(&post, other.clone(), self.shape(other.version))
            };
            out.push(Post {
                again: None,
                ..copy
            });
        }
        match own.into_iter().next() {
            Some(own) if own == *post.target => out.push(post),
            Some(own) => out.push(readdressed(&post, own.clone(), self.shape(own.version))),
            None => self.observer.note(Observation::WebhookDropped {
                webhook: post.webhook,
                why: "its app is not subscribed any more",
            }),
        }
    }

    async fn exchange(&self, post: &Post) -> Result<u16, (Outcome, String)> {
        let request = Request::post(&*post.target.url)
            .header(CONTENT_TYPE, "application/json")
            .header("user-agent", "facebookexternalua")
            .header("accept", "*/*");
        // The whole answer belongs to the exchange, but what it says does not matter to Meta.
        self.client
            .answered(request, &post.headers, post.body.clone(), ANSWER_TIMEOUT)
            .await
            .map(|(status, _)| status)
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
        timeout: std::time::Duration,
    ) -> Result<(u16, Bytes), (Outcome, String)> {
        let request = Request::builder().method(method).uri(url);
        self.client
            .answered(request, headers, body.into(), timeout)
            .await
    }
}

/// The same load for another app or callback, in its shape and with its signature.
fn readdressed(post: &Post, target: Target, shape: StatusShape) -> Post {
    let load = post.again.as_deref();
    let other_shape = (target.version != post.target.version)
        .then(|| load.and_then(|load| reshaped(load, shape)))
        .flatten();
    let (headers, body) = match other_shape {
        None if target.secret == post.target.secret => {
            (Arc::clone(&post.headers), post.body.clone())
        }
        None => signed(&target, post.body.to_vec(), None),
        Some(body) => signed(&target, body, None),
    };
    Post {
        target: Arc::new(target),
        headers,
        body,
        ..post.clone()
    }
}
