//! A hyper server with nothing behind it: the yardstick, and the connector that costs nothing.

use std::convert::Infallible;
use std::net::Ipv4Addr;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

use super::peer;

/// What it does with a body before it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Does {
    /// Parses it as JSON.
    Parses,
    /// Reads it and no more.
    Reads,
}

/// As long as an acceptance by the Cloud API.
const ANSWER: &[u8] = br#"{"contacts":[{"input":"5511987654321","wa_id":"5511987654321"}],"messages":[{"id":"wamid.HBgNNTUxMTk4NzY1NDMyMRUCABEYEkFGQkQ3MTE0RUY5NjUyNTkxMAA=","message_status":"accepted"}],"messaging_product":"whatsapp"}"#;

/// Serves until this process is no longer wanted.
#[expect(
    clippy::disallowed_methods,
    reason = "a peer that has started nothing of its own"
)]
pub(crate) fn serve(does: Does) {
    super::runtime().block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("a free port");
        peer::say(listener.local_addr().expect("a bound listener"));
        tokio::spawn(accept(listener, does));
        let _ = tokio::task::spawn_blocking(peer::wait_for_the_end).await;
        std::process::exit(0);
    });
}

async fn accept(listener: TcpListener, does: Does) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        let _ = stream.set_nodelay(true);
        let service = service_fn(move |request| answer(request, does));
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

async fn answer(
    request: Request<Incoming>,
    does: Does,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let body = request.into_body().collect().await;
    let body = body
        .map(http_body_util::Collected::to_bytes)
        .unwrap_or_default();
    if does == Does::Parses {
        let parsed: Result<serde_json::Value, _> = serde_json::from_slice(&body);
        std::hint::black_box(&parsed);
    }
    let mut response = Response::new(Full::new(Bytes::from_static(ANSWER)));
    response.headers_mut().insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/json; charset=UTF-8"),
    );
    Ok(response)
}
