//! Which request gets which answer.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{HeaderMap, Method, Request, Response, StatusCode};

use crate::body::{self, BodyError};
use crate::carriers::{Carrier, NoticeError};
use crate::checkpoint::Checkpoint;
use crate::config::Config;
use crate::defects::{Defects, Planted, Plants};
use crate::message::Message;
use crate::signature::{Keys, reserialised};
use crate::store::{Backlog, Store, StoreError};
use crate::{meta, policy, records};

/// How long the defect `dedup-race` looks away, and how long `slow-ack` dawdles.
const RACE_GAP: Duration = Duration::from_millis(30);
const SLOW_ACK: Duration = Duration::from_millis(1_500);

/// What answering needs.
pub(crate) struct Desk {
    pub(crate) config: Arc<Config>,
    pub(crate) keys: Keys,
    pub(crate) store: Store,
    pub(crate) backlog: Backlog,
}

/// Why a request is not served.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("the signature is missing or wrong")]
    Signature,
    #[error("the verify token is missing or wrong")]
    VerifyToken,
    #[error("{0}")]
    Notice(#[from] NoticeError),
    #[error("the webhook is no JSON of the expected form: {0}")]
    Webhook(#[from] serde_json::Error),
    #[error("the body is longer than {} bytes", body::BYTES_MAX)]
    TooLong,
    #[error("the body broke off")]
    Broken,
    #[error("`{0}` has to be a number that is not negative")]
    Number(&'static str),
    #[error("there is no such record")]
    NoRecord,
    #[error("there is nothing at this path")]
    NoPath,
    #[error("this path takes other methods")]
    Method,
    #[error("too many messages wait to be sent; offer the notice again later")]
    Backlog,
    #[error("{0}")]
    Store(#[from] StoreError),
}

pub(crate) type Answer = Response<Full<Bytes>>;

/// Answers a request.
pub(crate) async fn answer(desk: &Desk, request: Request<Incoming>) -> Answer {
    serve(desk, request).await.unwrap_or_else(|refusal| {
        let text = serde_json::Value::from(refusal.to_string());
        json(status(&refusal), format!("{{\"error\":{text}}}"))
    })
}

/// An answer in JSON.
pub(crate) fn json(status: StatusCode, body: impl Into<Bytes>) -> Answer {
    with_type(status, body, "application/json")
}

async fn serve(desk: &Desk, request: Request<Incoming>) -> Result<Answer, Refusal> {
    let (head, body) = request.into_parts();
    let query = head.uri.query().unwrap_or_default();
    let carrier = match head.uri.path() {
        "/health" if head.method == Method::GET => {
            return Ok(json(StatusCode::OK, "{\"status\":\"ok\"}"));
        }
        "/webhooks/whatsapp" if head.method == Method::GET => return handshake(desk, query),
        "/webhooks/whatsapp" if head.method == Method::POST => {
            let body = read_body(body).await?;
            return whatsapp(desk, &head.headers, &body).await;
        }
        "/webhooks/aftership" => Carrier::AfterShip,
        "/webhooks/17track" => Carrier::SeventeenTrack,
        "/webhooks/yunexpress" => Carrier::YunExpress,
        path if head.method == Method::GET => {
            return records::answer(&desk.store, path, query).await;
        }
        "/health" | "/webhooks/whatsapp" => return Err(Refusal::Method),
        _ => return Err(Refusal::NoPath),
    };
    if head.method != Method::POST {
        return Err(Refusal::Method);
    }
    let body = read_body(body).await?;
    notice(desk, carrier, &head.headers, &body).await
}

/// Meta's handshake: the bare challenge for whoever knows the word.
fn handshake(desk: &Desk, query: &str) -> Result<Answer, Refusal> {
    let value = |name: &str| records::parameter(query, name);
    let known =
        value("hub.verify_token").is_some_and(|token| token == desk.config.secrets.verify_token);
    match value("hub.challenge") {
        Some(challenge) if known && value("hub.mode").is_some_and(|mode| mode == "subscribe") => {
            Ok(with_type(
                StatusCode::OK,
                challenge,
                "text/plain; charset=utf-8",
            ))
        }
        _ => Err(Refusal::VerifyToken),
    }
}

async fn whatsapp(desk: &Desk, headers: &HeaderMap, body: &[u8]) -> Result<Answer, Refusal> {
    let defects = desk.config.defects;
    let header = headers
        .get("x-hub-signature-256")
        .map(|value| value.as_bytes());
    let signed = match defects.has(Planted::ReserialisedSignature) {
        true => desk.keys.meta_signed(header, &reserialised(body)),
        false => desk.keys.meta_signed(header, body),
    };
    if !signed && !defects.has(Planted::NoSignatureCheck) {
        return Err(Refusal::Signature);
    }
    let webhook = match defects.has(Planted::FirstStatusOfBatchOnly) {
        true => meta::read_first_only(body)?,
        false => meta::read(body)?,
    };
    if !(webhook.statuses.is_empty() && webhook.inbound.is_empty()) {
        desk.store.apply(webhook).await?;
    }
    Ok(acknowledgement(defects).await)
}

async fn notice(
    desk: &Desk,
    carrier: Carrier,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Answer, Refusal> {
    let defects = desk.config.defects;
    let rewritten = carrier == Carrier::AfterShip && defects.has(Planted::ReserialisedSignature);
    let signed = match rewritten {
        true => carrier.signed(&desk.keys, headers, &reserialised(body)),
        false => carrier.signed(&desk.keys, headers, body),
    };
    if !signed && !defects.has(Planted::NoSignatureCheck) {
        return Err(Refusal::Signature);
    }
    let template = |checkpoint: Checkpoint| {
        policy::template(checkpoint).or_else(|| Plants::extra_template(defects, checkpoint))
    };
    if let Some(notice) = carrier.read(body, &|checkpoint| template(checkpoint).is_some())?
        && let Some(template) = template(notice.checkpoint)
    {
        if desk.backlog.load(Ordering::Relaxed) >= desk.config.backlog_max {
            return Err(Refusal::Backlog);
        }
        take(desk, Message::new(notice, template, &desk.config)).await?;
    }
    Ok(acknowledgement(defects).await)
}

async fn take(desk: &Desk, message: Message) -> Result<(), StoreError> {
    if !desk.config.defects.has(Planted::DedupRace) {
        return desk.store.take(message).await;
    }
    if desk.store.taken(&message).await? {
        return Ok(());
    }
    tokio::time::sleep(RACE_GAP).await;
    desk.store.take_unchecked(message).await
}

async fn acknowledgement(defects: Defects) -> Answer {
    if defects.has(Planted::SlowAck) {
        tokio::time::sleep(SLOW_ACK).await;
    }
    json(StatusCode::OK, "{\"status\":\"ok\"}")
}

async fn read_body(body: Incoming) -> Result<Bytes, Refusal> {
    body::read(body).await.map_err(|error| match error {
        BodyError::TooLong => Refusal::TooLong,
        BodyError::Broken => Refusal::Broken,
    })
}

fn status(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::Signature => StatusCode::UNAUTHORIZED,
        Refusal::VerifyToken => StatusCode::FORBIDDEN,
        Refusal::Notice(_) | Refusal::Webhook(_) | Refusal::Broken | Refusal::Number(_) => {
            StatusCode::BAD_REQUEST
        }
        Refusal::TooLong => StatusCode::PAYLOAD_TOO_LARGE,
        Refusal::NoRecord | Refusal::NoPath => StatusCode::NOT_FOUND,
        Refusal::Method => StatusCode::METHOD_NOT_ALLOWED,
        Refusal::Backlog => StatusCode::SERVICE_UNAVAILABLE,
        Refusal::Store(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

fn with_type(status: StatusCode, body: impl Into<Bytes>, content_type: &'static str) -> Answer {
    let mut answer = Response::new(Full::new(body.into()));
    *answer.status_mut() = status;
    answer
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    answer
}
