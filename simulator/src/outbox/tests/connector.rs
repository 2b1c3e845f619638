//! A connector for tests: answers with given statuses in turn, and tells what was posted to it.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

/// One webhook as it came in.
pub(super) struct Posted {
    pub(super) uri: String,
    pub(super) signature: String,
    pub(super) body: Value,
}

/// A connector that answers with these statuses in turn, then with 200.
pub(super) struct Connector {
    pub(super) url: String,
    posted: mpsc::UnboundedReceiver<Posted>,
}

impl Connector {
    pub(super) async fn start(statuses: &[u16]) -> Connector {
        Connector::over("http", statuses, |stream| async { Some(stream) }).await
    }

    pub(super) async fn over<S, F>(
        scheme: &str,
        statuses: &[u16],
        accept: impl Fn(TcpStream) -> F + Send + 'static,
    ) -> Connector
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
        F: Future<Output = Option<S>> + Send,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (sender, posted) = mpsc::unbounded_channel();
        let statuses = Arc::new(Mutex::new(VecDeque::from(statuses.to_vec())));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let Some(stream) = accept(stream).await else {
                    continue;
                };
                let (sender, statuses) = (sender.clone(), Arc::clone(&statuses));
                let service =
                    service_fn(move |request| take(request, sender.clone(), Arc::clone(&statuses)));
                let connection = hyper::server::conn::http1::Builder::new()
                    .serve_connection(TokioIo::new(stream), service);
                tokio::spawn(connection);
            }
        });
        Connector {
            url: format!("{scheme}://localhost:{port}/hook"),
            posted,
        }
    }

    pub(super) async fn next(&mut self) -> Posted {
        self.posted.recv().await.unwrap()
    }
}

async fn take(
    request: Request<Incoming>,
    sender: mpsc::UnboundedSender<Posted>,
    statuses: Arc<Mutex<VecDeque<u16>>>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    let signature = head.headers.get("x-hub-signature-256");
    let signature = signature.map_or("", |value| value.to_str().unwrap());
    let _ = sender.send(Posted {
        uri: head.uri.to_string(),
        signature: signature.to_owned(),
        body: serde_json::from_slice(&body).unwrap_or_default(),
    });
    let challenge = head.uri.query().and_then(|query| {
        query
            .split('&')
            .find_map(|pair| pair.strip_prefix("hub.challenge="))
    });
    let mut response = Response::new(Full::from(challenge.unwrap_or("ok").to_owned()));
    let status = statuses.lock().unwrap().pop_front().unwrap_or(200);
    *response.status_mut() = status.try_into().unwrap();
    Ok(response)
}
