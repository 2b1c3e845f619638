//! Questions to the carriers: the body within its limits, the carrier's answer, the record. No header of Graph's is on
//! these answers, and what the rim itself refuses is in the carrier's own shape.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Response, StatusCode};

use super::answering::{Headers, Withheld};
use super::body::{self, Unread};
use super::{Rim, Scheme, plain};
use crate::carriers::query::{Answered, Api, Asked, Refused};
use crate::carriers::ship_engine;
use crate::world::{CARRIERS, World};

/// Longest body: forty numbers with everything that can be said about each. The carriers publish none.
const BODY_BYTES_MAX: usize = 1024 * 1024;
/// The header by which a refusal is explained.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

pub(super) async fn answer(
    api: Option<Api>,
    head: &Parts,
    incoming: Incoming,
    scheme: Scheme,
    rim: &Rim,
) -> Result<Response<Full<Bytes>>, Withheld> {
    let Some(api) = api else {
        return Ok(nobody());
    };
    let whole = body::whole(incoming, BODY_BYTES_MAX, &rim.budget, &rim.clock).await;
    if api == Api::ShipEngine && head.uri.path().ends_with("/jwks") {
        // A key pair takes its time when it is made; it is kept then.
        let secret = rim.world.carrier_secret(api).to_owned();
        let _ = tokio::task::spawn_blocking(move || ship_engine::jwks(&secret)).await;
    }
    let lookup = Headers { head, scheme };
    let number = rim.answers.fetch_add(1, Ordering::Relaxed);
    let request_id = rim.world.carrier_request_id(number);
    let base = format!("http://{}{CARRIERS}/{}", host(&lookup), api.word());
    let path = head.uri.path();
    let asked = Asked {
        now: rim.clock.now(),
        method: match head.method.as_str() {
            "HEAD" => "GET",
            method => method,
        },
        path: path
            .get(CARRIERS.len() + 1 + api.word().len()..)
            .unwrap_or(""),
        query: head.uri.query().unwrap_or(""),
        headers: &lookup,
        body: whole.as_ref().map_or(&[], |whole| &whole.bytes),
        base: &base,
        request_id: &request_id,
    };
    let answered = match whole {
        Ok(_) => caught(rim, api, &asked),
        Err(Unread::Broken) => return Err(Withheld),
        Err(Unread::TooLong(most)) => api.refuse(&asked, Refused::too_long(most)),
        Err(Unread::TooSlow) => api.refuse(
            &asked,
            Refused::unavailable("the body did not arrive in time"),
        ),
        Err(Unread::Busy) => api.refuse(
            &asked,
            Refused::unavailable("too many long bodies at the same time"),
        ),
    };
    let facts = rim.world.carrier_facts(api, &asked, &answered);
    rim.observer.record(facts).await;
    Ok(response(answered, &request_id))
}

/// A mistake of ours must not take the connection with it.
fn caught(rim: &Rim, api: Api, asked: &Asked<'_>) -> Answered {
    catch_unwind(AssertUnwindSafe(|| rim.world.ask_carrier(api, asked))).unwrap_or_else(|_| {
        rim.internal_errors.fetch_add(1, Ordering::Relaxed);
        World::carrier_mistake(api, asked)
    })
}

fn host<'a>(lookup: &'a Headers<'_>) -> &'a str {
    use crate::world::HeaderLookup as _;
    lookup.get("host").unwrap_or("127.0.0.1")
}

fn response(answered: Answered, request_id: &str) -> Response<Full<Bytes>> {
    let status = StatusCode::from_u16(answered.status);
    let mut response = plain(status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
    let headers = response.headers_mut();
    if answered.status != 204 {
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static(answered.content_type),
        );
    }
    let own = answered
        .headers
        .iter()
        .map(|(name, value)| (*name, value.as_str()));
    for (name, value) in own {
        let name = HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_bytes(value.as_bytes())) {
            headers.insert(name, value);
        }
    }
    if let Ok(value) = HeaderValue::from_str(request_id) {
        headers.insert(REQUEST_ID, value);
    }
    if answered.status == 204 {
        headers.remove(CONTENT_LENGTH);
    }
    *response.body_mut() = Full::new(Bytes::from(answered.body));
    response
}

/// No carrier has this word.
fn nobody() -> Response<Full<Bytes>> {
    let mut response = plain(StatusCode::NOT_FOUND);
    let words: Vec<&str> = Api::ALL.into_iter().map(Api::word).collect();
    let text = format!(
        "no carrier of this word can be asked here; known are {}\n",
        words.join(", ")
    );
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, kind);
    *response.body_mut() = Full::new(Bytes::from(text));
    response
}
