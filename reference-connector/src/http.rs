//! Calls to others than the Cloud API: fetches, and the SMS gateways. Plain HTTP, bounded answers, one attempt.

use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::{HeaderMap, Request, StatusCode};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

/// Photos go up to 5 MB (Meta, Cloud API, media); nothing else comes close.
const ANSWER_BYTES_MAX: usize = 6 * 1024 * 1024;
/// A connection that takes longer is none, and certainly carried no request.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// Connections that wait for further use, per host.
const IDLE_MAX: usize = 8;

/// An answer.
#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// There is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unanswered {
    /// Nothing reached the other side.
    NotSent,
    /// The request went out: it may have had its effect.
    InDoubt,
}

/// A client. Clones share its connections.
#[derive(Clone)]
pub(crate) struct Http {
    client: Client<HttpConnector, Full<Bytes>>,
    timeout: Duration,
}

impl Http {
    pub(crate) fn new(timeout: Duration) -> Http {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        connector.set_connect_timeout(Some(CONNECT_TIMEOUT));
        Http {
            client: Client::builder(TokioExecutor::new())
                .pool_max_idle_per_host(IDLE_MAX)
                .build(connector),
            timeout,
        }
    }

    /// `GET` with headers.
    pub(crate) async fn get(
        &self,
        url: &str,
        headers: &[(&str, &str)],
    ) -> Result<Answered, Unanswered> {
        let request = headers
            .iter()
            .fold(Request::get(url), |request, (name, value)| {
                request.header(*name, *value)
            });
        self.call(request.body(Full::default())).await
    }

    /// `POST` of a form.
    pub(crate) async fn post_form(
        &self,
        url: &str,
        headers: &[(&str, &str)],
        form: String,
    ) -> Result<Answered, Unanswered> {
        let request =
            Request::post(url).header("content-type", "application/x-www-form-urlencoded");
        let request = headers.iter().fold(request, |request, (name, value)| {
            request.header(*name, *value)
        });
        self.call(request.body(Full::from(form))).await
    }

    async fn call(
        &self,
        request: Result<Request<Full<Bytes>>, hyper::http::Error>,
    ) -> Result<Answered, Unanswered> {
        let request = request.map_err(|_| Unanswered::NotSent)?;
        let exchanged = tokio::time::timeout(self.timeout, self.exchange(request)).await;
        exchanged.unwrap_or(Err(Unanswered::InDoubt))
    }

    async fn exchange(&self, request: Request<Full<Bytes>>) -> Result<Answered, Unanswered> {
        let answer = self.client.request(request).await.map_err(|error| {
            if error.is_connect() {
                Unanswered::NotSent
            } else {
                Unanswered::InDoubt
            }
        })?;
        let (head, body) = answer.into_parts();
        let body = Limited::new(body, ANSWER_BYTES_MAX).collect().await;
        Ok(Answered {
            status: head.status,
            headers: head.headers,
            body: body.map_err(|_| Unanswered::InDoubt)?.to_bytes(),
        })
    }
}

impl Answered {
    /// How long the other side wants to be left alone (`Retry-After`, `X-Rate-Limit-Reset`, both in seconds).
    pub(crate) fn wait(&self) -> Option<Duration> {
        ["retry-after", "x-rate-limit-reset"]
            .into_iter()
            .filter_map(|name| self.headers.get(name)?.to_str().ok()?.parse().ok())
            .map(Duration::from_secs)
            .next()
    }
}
