//! The one call that this connector makes: `POST /v23.0/{phone-number-id}/messages` (Meta, Cloud API, messages).

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use hyper::{Request, StatusCode};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde::Deserialize;

use crate::config::Config;

/// An answer to a send is a few hundred bytes.
const ANSWER_BYTES_MAX: usize = 64 * 1024;
/// A connection that takes longer is none, and certainly carried no request.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// What came back.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// Accepted under this message id.
    Accepted(String),
    Refused {
        http: u16,
        code: Option<i64>,
    },
    /// Nothing reached the Cloud API.
    NotSent,
    /// The request went out and no whole answer came: it may have been accepted.
    InDoubt,
}

impl Answer {
    /// Meta's code of a refusal.
    pub(super) fn code(&self) -> Option<i64> {
        match self {
            Answer::Refused { code, .. } => *code,
            _ => None,
        }
    }
}

pub(super) struct CloudApi {
    client: Client<HttpConnector, Full<Bytes>>,
    url: String,
    authorization: HeaderValue,
    request_timeout: Duration,
}

impl CloudApi {
    pub(super) fn new(config: &Config) -> CloudApi {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        connector.set_connect_timeout(Some(CONNECT_TIMEOUT));
        let client = Client::builder(TokioExecutor::new())
            .pool_max_idle_per_host(config.sends_in_flight_max)
            .build(connector);
        let bearer = format!("Bearer {}", config.secrets.access_token);
        let mut authorization =
            HeaderValue::from_str(&bearer).unwrap_or_else(|_| HeaderValue::from_static("Bearer"));
        authorization.set_sensitive(true);
        let url = config.cloud_api_url.clone();
        CloudApi {
            client,
            url,
            authorization,
            request_timeout: config.timing.request_timeout,
        }
    }

    /// Sends once.
    pub(super) async fn send(&self, phone_number_id: &str, body: Bytes) -> Answer {
        let request = Request::post(format!("{}/v23.0/{phone_number_id}/messages", self.url))
            .header(AUTHORIZATION, self.authorization.clone())
            .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
            .body(Full::new(body));
        let Ok(request) = request else {
            return Answer::NotSent;
        };
        match tokio::time::timeout(self.request_timeout, self.exchange(request)).await {
            Ok(answer) => answer,
            Err(_) => Answer::InDoubt,
        }
    }

    async fn exchange(&self, request: Request<Full<Bytes>>) -> Answer {
        let response = match self.client.request(request).await {
            Ok(response) => response,
            Err(error) if error.is_connect() => return Answer::NotSent,
            Err(_) => return Answer::InDoubt,
        };
        let status = response.status();
        match Limited::new(response.into_body(), ANSWER_BYTES_MAX)
            .collect()
            .await
        {
            Ok(body) => read(status, &body.to_bytes()),
            // A refusal is known by its status line; an acceptance without its id is worth nothing.
            Err(_) if status.is_success() => Answer::InDoubt,
            Err(_) => Answer::Refused {
                http: status.as_u16(),
                code: None,
            },
        }
    }
}

#[derive(Deserialize)]
struct Sent {
    messages: Vec<SentMessage>,
}

#[derive(Deserialize)]
struct SentMessage {
    id: String,
}

#[derive(Deserialize)]
struct Envelope {
    error: GraphError,
}

#[derive(Deserialize)]
struct GraphError {
    code: i64,
}

fn read(status: StatusCode, body: &[u8]) -> Answer {
    if status.is_success() {
        let sent = serde_json::from_slice::<Sent>(body).ok();
        let message = sent.and_then(|sent| sent.messages.into_iter().next());
        return message.map_or(Answer::InDoubt, |message| Answer::Accepted(message.id));
    }
    let code = serde_json::from_slice::<Envelope>(body)
        .ok()
        .map(|envelope| envelope.error.code);
    Answer::Refused {
        http: status.as_u16(),
        code,
    }
}
