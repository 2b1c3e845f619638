//! The client under the outbox: one exchange at a time, whole or not at all, over plain TCP or TLS.

use std::sync::OnceLock;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::Request;
use hyper::http::request::Builder;
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};

use super::secure::OutboxTls;
use super::{ANSWER_TIMEOUT, IN_FLIGHT_MAX, chain};
use crate::observation::Outcome;

const ANSWER_BYTES_MAX: usize = 64 * 1024;

type Secure = legacy::Client<HttpsConnector<HttpConnector>, Full<Bytes>>;

pub(super) struct Client {
    plain: legacy::Client<HttpConnector, Full<Bytes>>,
    tls: OutboxTls,
    /// Made for the first https callback: reading the machine's authorities takes longer than a start may.
    secure: OnceLock<Result<Secure, String>>,
}

impl Client {
    pub(super) fn new(tls: OutboxTls) -> Client {
        Client {
            plain: builder().build(connector()),
            tls,
            secure: OnceLock::new(),
        }
    }

    /// Sends a request, and answers with status and body once both are there.
    pub(super) async fn answered(
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
        let answering = async {
            let response = self.sent(request).await?;
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
        match tokio::time::timeout(timeout, answering).await {
            Ok(result) => result,
            Err(_) => Err((
                Outcome::Indefinite,
                format!("no answer within {} s", timeout.as_secs()),
            )),
        }
    }

    async fn sent(
        &self,
        request: Request<Full<Bytes>>,
    ) -> Result<hyper::Response<hyper::body::Incoming>, (Outcome, String)> {
        let sending = if request.uri().scheme_str() == Some("https") {
            let secure = self.secure.get_or_init(|| self.secure());
            let secure = secure
                .as_ref()
                .map_err(|error| (Outcome::DefiniteNo, error.clone()))?;
            secure.request(request)
        } else {
            self.plain.request(request)
        };
        sending.await.map_err(|error| {
            let outcome = if error.is_connect() {
                Outcome::DefiniteNo
            } else {
                Outcome::Indefinite
            };
            (outcome, chain(&error))
        })
    }

    fn secure(&self) -> Result<Secure, String> {
        let mut plain = connector();
        plain.enforce_http(false);
        let https = hyper_rustls::HttpsConnectorBuilder::new()
            .with_tls_config(self.tls.config()?)
            .https_only()
            .enable_http1()
            .wrap_connector(plain);
        Ok(builder().build(https))
    }
}

fn connector() -> HttpConnector {
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    connector.set_connect_timeout(Some(ANSWER_TIMEOUT));
    connector
}

fn builder() -> legacy::Builder {
    let mut builder = legacy::Client::builder(TokioExecutor::new());
    builder
        .pool_timer(TokioTimer::new())
        .pool_max_idle_per_host(IN_FLIGHT_MAX);
    builder
}
