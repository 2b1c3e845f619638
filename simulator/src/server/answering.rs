//! From a request to its answer: the body within its limits, the world's decision, the record, the answer. What the
//! rim itself refuses is Graph-shaped and on record like any refusal, so that it can be explained.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue, IF_NONE_MATCH};
use hyper::http::request::Parts;
use hyper::{Method, Request, Response};

use super::body::{self, Unread};
use super::watched::{Doubt, Pending};
use super::{Rim, Scheme, carriers, headers, plain, short_messages};
use crate::cloud_api::answer::{Answer, JSON, Refusal, fbtrace_id};
use crate::observation::{Observation, Rejection};
use crate::sms::Gateways;
use crate::world::{self, Handled, Handshake};

/// Trace ids of the rim's own refusals must not meet those of the world's, nor those of answers.
const REFUSALS_FROM: u64 = 1 << 56;

/// The fault that withholds an answer: hyper closes the connection when a service fails.
#[derive(Debug, thiserror::Error)]
#[error("the answer is withheld on purpose")]
pub(super) struct Withheld;

pub(super) async fn answer(
    request: Request<Incoming>,
    scheme: Scheme,
    rim: &Rim,
    pending: &Pending,
) -> Result<Response<Full<Bytes>>, Withheld> {
    let (head, incoming) = request.into_parts();
    let path = head.uri.path();
    let lookup = Headers {
        head: &head,
        scheme,
    };
    // Nearly every request has a Graph version, and need not be looked at twice.
    let versioned = path.starts_with("/v");
    if !versioned && Gateways::provider_of(&request_of(&head, &lookup, &[])).is_some() {
        return short_messages::answer(&head, &lookup, incoming, rim, pending).await;
    }
    if head.method == Method::OPTIONS {
        return Ok(preflight(rim, path));
    }
    if let Some(api) = world::asked_api(path) {
        return carriers::answer(api, &head, incoming, scheme, rim).await;
    }
    let method = head.method.as_str();
    let bytes_max = body::longest(method, path);
    let whole = match body::whole(incoming, bytes_max, &rim.budget, &rim.clock).await {
        Ok(whole) => whole,
        Err(unread) => return unreadable(rim, &head, unread).await,
    };
    let slot = match rim.budget.download(method, path).await {
        Ok(slot) => slot,
        Err(unread) => return unreadable(rim, &head, unread).await,
    };
    let request = request_of(&head, &lookup, &whole.bytes);
    let now = rim.clock.now();
    let mut handled = caught(rim, &request, || rim.world.handle(now, &request));
    if let Some(handshake) = handled.handshake.take() {
        handled = proven(rim, &request, handled, &handshake).await;
    }
    // The connection can read on into the buffer that the body was in, and needs no new one.
    drop(whole);
    let mut doubt = Doubt {
        send: handled.accepted.unwrap_or(0),
        batch: handled.accepted_in_batch,
        rim,
        settled: false,
    };
    if !handled.facts.is_empty() {
        rim.observer.record(handled.facts).await;
    }
    rim.outbox.schedule(handled.due);
    if handled.drop_answer {
        return Err(Withheld);
    }
    doubt.hand_over(pending);
    let answer = handled.answer;
    let reads = head.method == Method::GET || head.method == Method::HEAD;
    Ok(match (reads, slot) {
        (_, Some(slot)) => headers::download(rim, path, answer, slot),
        (true, None) => headers::read(rim, path, answer, head.headers.get(IF_NONE_MATCH)),
        _ => headers::response(rim, path, answer),
    })
}

/// A callback that is to be saved proves itself before the answer leaves.
async fn proven(
    rim: &Rim,
    request: &world::Request<'_>,
    asked: Handled,
    handshake: &Handshake,
) -> Handled {
    let (url, token) = (&handshake.url, &handshake.verify_token);
    let proof = rim.outbox.verify(url, token, &handshake.challenge).await;
    let now = rim.clock.now();
    let mut saved = caught(rim, request, || {
        rim.world
            .saved(now, request, handshake, proof, asked.answer)
    });
    saved.facts.splice(0..0, asked.facts);
    saved.due.splice(0..0, asked.due);
    saved
}

pub(super) fn request_of<'a>(
    head: &'a Parts,
    lookup: &'a Headers<'a>,
    body: &'a [u8],
) -> world::Request<'a> {
    let text = |value: Option<&'a HeaderValue>| value.and_then(|value| value.to_str().ok());
    world::Request {
        // Graph answers HEAD as it would GET; hyper leaves the body out.
        method: match head.method {
            Method::HEAD => "GET",
            _ => head.method.as_str(),
        },
        path: head.uri.path(),
        query: head.uri.query().unwrap_or(""),
        authorization: text(head.headers.get(AUTHORIZATION)),
        content_type: text(head.headers.get(CONTENT_TYPE)),
        headers: lookup,
        body,
    }
}

/// The world's decision. A mistake of ours is answered like Graph's own, and must not take the connection with it.
pub(super) fn caught(
    rim: &Rim,
    request: &world::Request<'_>,
    decide: impl FnOnce() -> Handled,
) -> Handled {
    catch_unwind(AssertUnwindSafe(decide)).unwrap_or_else(|_| {
        let (answer, fact) = panicked(rim, request);
        Handled {
            answer,
            drop_answer: false,
            accepted: None,
            accepted_in_batch: Vec::new(),
            facts: vec![fact],
            due: Vec::new(),
            handshake: None,
        }
    })
}

/// Graph's answer to a mistake of ours, and the fact that explains it.
pub(super) fn panicked(rim: &Rim, request: &world::Request<'_>) -> (Answer, Observation) {
    rim.internal_errors.fetch_add(1, Ordering::Relaxed);
    let rule =
        "a mistake of the simulator's: it panicked at this request, and standard error says where";
    let refusal = Refusal {
        message: "An unknown error occurred".to_owned(),
        ..Refusal::new(1, "", rule).nearest("please report it together with the request")
    };
    let asked = format!("{} {}", request.method, request.path);
    refused(rim, &asked, &refusal, 500)
}

async fn unreadable(
    rim: &Rim,
    head: &Parts,
    unread: Unread,
) -> Result<Response<Full<Bytes>>, Withheld> {
    let status = unread.status().ok_or(Withheld)?;
    let refusal = match unread {
        Unread::TooLong(bytes) => {
            let rule = format!("the body of this call has at most {bytes} bytes");
            Refusal {
                message: "(#100) The request body is too large".to_owned(),
                ..Refusal::new(100, "body", rule).nearest("a shorter body")
            }
        }
        Unread::TooSlow | Unread::Broken => Refusal {
            message: "(#100) The request body did not arrive in time".to_owned(),
            ..Refusal::new(
                100,
                "body",
                "a body has to be there within 30 s and at 32 KiB a second",
            )
            .nearest("send the whole body without pauses")
        },
        Unread::Busy => Refusal {
            message: "Service temporarily unavailable".to_owned(),
            ..Refusal::new(2, "body", "too many long bodies at the same time")
                .nearest("the same call again, a little later")
        },
    };
    let path = head.uri.path();
    let asked = format!("{} {path}", head.method);
    let (answer, fact) = refused(rim, &asked, &refusal, status.as_u16());
    rim.observer.record(vec![fact]).await;
    Ok(headers::response(rim, path, answer))
}

/// The answer of a refusal with another status, and the fact that explains it.
fn refused(rim: &Rim, asked: &str, refusal: &Refusal, status: u16) -> (Answer, Observation) {
    let number = rim.answers.fetch_add(1, Ordering::Relaxed);
    let trace = fbtrace_id(rim.world.settings().seed, REFUSALS_FROM + number);
    let rejection = Rejection {
        fbtrace_id: trace.clone(),
        at_unix_s: rim.clock.now().unix_s(),
        request: asked.chars().take(300).collect(),
        code: refusal.code.code,
        rule: refusal.rule.clone(),
        field: refusal.field.clone(),
        got: refusal.got.clone(),
        nearest: refusal.nearest.clone(),
    };
    let answer = Answer {
        status,
        ..refusal.answer(&trace)
    };
    (answer, Observation::Rejected(Box::new(rejection)))
}

/// What a browser asks before a call from a page; Graph allows it (seen, not documented).
fn preflight(rim: &Rim, path: &str) -> Response<Full<Bytes>> {
    let answer = Answer {
        status: 200,
        content_type: JSON,
        headers: vec![
            (
                "access-control-allow-methods",
                "GET, POST, DELETE, OPTIONS".to_owned(),
            ),
            (
                "access-control-allow-headers",
                "Authorization, Content-Type, file_offset".to_owned(),
            ),
            ("allow", "GET, POST, DELETE, OPTIONS".to_owned()),
        ],
        body: Vec::new(),
    };
    let mut response = plain(hyper::StatusCode::OK);
    headers::dress(rim, path, &answer, response.headers_mut());
    response
}

/// The request's headers. A whole URL in the request line beats the `Host` header (RFC 9112, section 3.2.2), and what
/// came over TLS says so as a proxy would.
#[derive(Debug)]
pub(super) struct Headers<'a> {
    pub(super) head: &'a Parts,
    pub(super) scheme: Scheme,
}

impl world::HeaderLookup for Headers<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        match (name, self.head.uri.authority(), self.scheme) {
            ("host", Some(authority), _) => return Some(authority.as_str()),
            ("x-forwarded-proto", _, Scheme::Https) => return Some("https"),
            _ => {}
        }
        self.head.headers.get(name)?.to_str().ok()
    }
}
