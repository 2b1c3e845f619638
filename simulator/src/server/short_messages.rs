//! From a request to an SMS gateway to its answer. None of Graph's headers and none of its error shapes: what the rim
//! itself refuses is a bare status, as a load balancer in front of the gateway would give it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Response, StatusCode};

use super::answering::{Headers, Withheld, panicked, request_of};
use super::watched::{Doubt, Pending, SMS};
use super::{Rim, body, plain};
use crate::cloud_api::answer::Answer;
use crate::observation::Observation;
use crate::sms::{SmsDecision, SmsFact, SmsHandled};

/// Longest body: a thousand numbers, or a batch of a hundred with their parameters. Neither gateway publishes one.
const BODY_BYTES_MAX: usize = super::MESSAGE_BYTES_MAX;
const WITHHELD: &str = "a fault withheld the answer on purpose";

pub(super) async fn answer(
    head: &Parts,
    lookup: &Headers<'_>,
    incoming: Incoming,
    rim: &Rim,
    pending: &Pending,
) -> Result<Response<Full<Bytes>>, Withheld> {
    let whole = match body::whole(incoming, BODY_BYTES_MAX, &rim.budget, &rim.clock).await {
        Ok(whole) => whole,
        Err(unread) => {
            let status = unread.status().ok_or(Withheld)?;
            return Ok(response(Answer::html(status.as_u16())));
        }
    };
    let request = request_of(head, lookup, &whole.bytes);
    let now = rim.clock.now();
    let decided = catch_unwind(AssertUnwindSafe(|| {
        rim.world.gateways().handle(now, &request)
    }));
    let Ok(mut handled) = decided else {
        let (_, fact) = panicked(rim, &request);
        rim.observer.record(vec![fact]).await;
        return Ok(response(Answer::html(500)));
    };
    let accepted = accepted(&handled);
    if let Some(request) = accepted.filter(|_| handled.drop_answer) {
        handled.facts.push(SmsFact::AnswerLost {
            request,
            at: now,
            why: WITHHELD,
        });
    }
    let mut doubt = Doubt {
        send: accepted.map_or(0, |request| request | SMS),
        batch: Vec::new(),
        rim,
        settled: handled.drop_answer,
    };
    let (answer, drop_answer) = (
        std::mem::replace(&mut handled.answer, Answer::ok(Vec::new())),
        handled.drop_answer,
    );
    let (facts, due): (Vec<Observation>, _) = handled.into_effects();
    if !facts.is_empty() {
        rim.observer.record(facts).await;
    }
    rim.outbox.schedule(due);
    if drop_answer {
        return Err(Withheld);
    }
    doubt.hand_over(pending);
    Ok(response(answer))
}

/// The number of the request, if it sent something.
fn accepted(handled: &SmsHandled) -> Option<u64> {
    handled.facts.iter().find_map(|fact| match fact {
        SmsFact::Sent(send) if send.decision == SmsDecision::Accepted => Some(send.request),
        _ => None,
    })
}

fn response(answer: Answer) -> Response<Full<Bytes>> {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = plain(status);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(answer.content_type));
    for (name, value) in answer.headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    *response.body_mut() = Full::new(Bytes::from(answer.body));
    response
}
