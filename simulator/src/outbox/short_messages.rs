//! Pushes of the SMS gateways: posted by each kind's own rules of what counts as an answer and when to try again. The
//! address was named by settings or by the connector, so it is asked about before every attempt.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use bytes::Bytes;
use hyper::Request;
use hyper::header::CONTENT_TYPE;

use super::Outbox;
use super::queue::Waiting;
use crate::carriers::RetryPlan;
use crate::observation::{Attempt, Outcome};
use crate::sms::{Acked, SmsFact, SmsPush};

/// A push and its next attempt.
pub(super) struct SmsPost {
    push: SmsPush,
    body: Bytes,
    /// From 1.
    attempt: u32,
}

/// How an attempt went: outcome, HTTP status, what the answer said, what was wrong.
type Went = (Outcome, Option<u16>, Option<Acked>, Option<String>);

impl SmsPost {
    pub(super) fn first(mut push: SmsPush) -> SmsPost {
        let body = Bytes::from(std::mem::take(&mut push.body));
        SmsPost {
            push,
            body,
            attempt: 1,
        }
    }

    fn retry(&self) -> &'static RetryPlan {
        &self.push.kind.profile().retry
    }
}

impl Outbox {
    pub(super) fn dispatch_sms(self: &Arc<Outbox>, post: SmsPost) {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        let outbox = Arc::clone(self);
        tokio::spawn(async move {
            let slot = Arc::clone(&outbox.slots).acquire_owned().await;
            outbox.post_sms(post).await;
            drop(slot);
            outbox.in_flight.fetch_sub(1, Ordering::Relaxed);
        });
    }

    async fn post_sms(&self, post: SmsPost) {
        let started = self.clock.now();
        let permitted = (self.permit)(&post.push.url);
        let (outcome, http_status, acked, error) = match &permitted {
            Ok(()) => self.exchange_sms(&post).await,
            Err(why) => (Outcome::DefiniteNo, None, None, Some(why.clone())),
        };
        let taken = outcome == Outcome::Ack;
        let attempt = Attempt {
            number: post.attempt,
            started,
            ended: self.clock.now(),
            outcome,
            http_status,
            error,
        };
        let fact = SmsFact::PushAttempt {
            push: post.push.id,
            attempt,
            acked,
        };
        self.observer.note(fact.into());
        match permitted {
            Ok(()) if taken => {}
            Ok(()) => self.retry_sms(post),
            Err(_) => self.drop_sms(&post, "its address may not be posted to"),
        }
    }

    async fn exchange_sms(&self, post: &SmsPost) -> Went {
        let push = &post.push;
        let request = Request::post(&push.url).header(CONTENT_TYPE, push.content_type);
        let (body, timeout) = (post.body.clone(), post.retry().timeout);
        let answered = self
            .client
            .answered(request, &push.headers, body, timeout)
            .await;
        let (status, body) = match answered {
            Ok(answer) => answer,
            Err((outcome, error)) => return (outcome, None, None, Some(error)),
        };
        let ack = push.kind.profile().ack;
        let said = ack.judge(status, &body);
        let (outcome, error) = match said {
            Acked::Yes => (Outcome::Ack, None),
            Acked::ByStatusOnly | Acked::No => {
                let (who, rule) = (push.kind.profile().word, ack.words());
                let error = format!("answered {status}; {who} takes {rule} for success");
                (Outcome::Nack, Some(error))
            }
        };
        (outcome, Some(status), Some(said), error)
    }

    fn retry_sms(&self, post: SmsPost) {
        let plan = post.retry();
        let Some(delay) = plan.delays.get(post.attempt as usize - 1) else {
            return self.drop_sms(&post, "its attempts are used up");
        };
        let index = post.push.id * 64 + u64::from(post.attempt);
        let jitter = 1.0 + plan.jitter * (2.0 * self.chance.unit("sms retry", index) - 1.0);
        let at = self.clock.instant() + delay.mul_f64(jitter / self.clock.scale());
        let again = SmsPost {
            attempt: post.attempt + 1,
            ..post
        };
        self.lock().push(at, Waiting::SmsPush(Box::new(again)));
        self.wake.notify_one();
    }

    fn drop_sms(&self, post: &SmsPost, why: &'static str) {
        let fact = SmsFact::PushDropped {
            push: post.push.id,
            carries: post.push.carries.clone(),
            why,
        };
        self.observer.note(fact.into());
    }
}
