//! Which request gets which answer.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{HeaderMap, Method, Request, Response, StatusCode};

use crate::body::{self, BodyError};
use crate::carriers::{Carrier, NoticeError};
use crate::config::Config;
use crate::defects::{Defects, Planted};
use crate::published_keys::{NoKeys, PublishedKeys};
use crate::signature::{Keys, reserialised};
use crate::sms::callbacks;
use crate::store::{Backlog, Store, StoreError};
use crate::{meta, notices, records};

/// How long the defect `slow-ack` dawdles.
const SLOW_ACK: Duration = Duration::from_millis(1_500);

/// What answering needs.
pub(crate) struct Desk {
    pub(crate) config: Arc<Config>,
    pub(crate) keys: Keys,
    /// ShipEngine's; none: nobody told where they are.
    pub(crate) published_keys: Option<PublishedKeys>,
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
    Keys(#[from] NoKeys),
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
    let path = head.uri.path();
    let posted = head.method == Method::POST;
    if let Some(word) = path.strip_prefix("/webhooks/")
        && let Some(carrier) = Carrier::parse(word)
    {
        if !posted {
            return Err(Refusal::Method);
        }
        let body = read_body(body).await?;
        return notices::notice(desk, carrier, &head.headers, query, &body).await;
    }
    match path {
        "/webhooks/whatsapp" if posted => {
            let body = read_body(body).await?;
            whatsapp(desk, &head.headers, &body).await
        }
        "/webhooks/aliyun/report" if posted => {
            callbacks::aliyun_report(desk, &read_body(body).await?).await
        }
        "/webhooks/aliyun/up" if posted => {
            callbacks::aliyun_up(desk, &read_body(body).await?).await
        }
        "/webhooks/twilio" if posted => {
            let body = read_body(body).await?;
            callbacks::twilio_callback(desk, &head.uri, &head.headers, &body).await
        }
        "/health" if head.method == Method::GET => Ok(json(StatusCode::OK, "{\"status\":\"ok\"}")),
        "/webhooks/whatsapp" if head.method == Method::GET => handshake(desk, query),
        path if head.method == Method::GET && path.starts_with("/records/") => {
            records::answer(&desk.store, path, query).await
        }
        "/health"
        | "/webhooks/whatsapp"
        | "/webhooks/twilio"
        | "/webhooks/aliyun/report"
        | "/webhooks/aliyun/up" => Err(Refusal::Method),
        _ => Err(Refusal::NoPath),
    }
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

/// The answer for those who look at the status alone.
pub(crate) async fn acknowledgement(defects: Defects) -> Answer {
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
        Refusal::Backlog | Refusal::Keys(_) => StatusCode::SERVICE_UNAVAILABLE,
        Refusal::Store(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// An answer with a content type.
pub(crate) fn with_type(
    status: StatusCode,
    body: impl Into<Bytes>,
    content_type: &'static str,
) -> Answer {
    let mut answer = Response::new(Full::new(body.into()));
    *answer.status_mut() = status;
    answer
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    answer
}
