//! The rim, inbound: accepts connections, reads requests within limits, and puts the world's answers on the wire
//! once their facts are on record. Knows when an answer did not reach the connector.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use crate::clock::Clock;
use crate::cloud_api::route;
use crate::observation::{Observation, Observer};
use crate::outbox::Outbox;
use crate::world::{self, World};

/// Connections at the same time; further ones wait in the kernel's queue.
pub const CONNECTIONS_MAX: usize = 4_096;
/// Longest request body. Meta's own limit for JSON is not published.
pub const BODY_BYTES_MAX: usize = 5 * 1024 * 1024;
/// A request's head has to be complete within this time (slow-loris).
pub const HEAD_TIMEOUT: Duration = Duration::from_secs(15);
/// A request's body has to be complete within this time.
pub const BODY_TIMEOUT: Duration = Duration::from_secs(30);
const HEADERS_MAX: usize = 100;

pub mod control_rim;

/// What the rim needs of the world.
pub struct Rim {
    /// The core.
    pub world: Arc<World>,
    /// The world's clock.
    pub clock: Clock,
    /// Where facts go.
    pub observer: Arc<dyn Observer>,
    /// Where statuses wait.
    pub outbox: Arc<Outbox>,
}

/// Serves until `stop` resolves; open connections end with it.
pub async fn serve(listener: TcpListener, rim: Arc<Rim>, stop: impl Future<Output = ()>) {
    let each = |stream| serve_connection(stream, Arc::clone(&rim));
    accept(listener, CONNECTIONS_MAX, stop, each).await;
}

async fn accept<F>(
    listener: TcpListener,
    connections_max: usize,
    stop: impl Future<Output = ()>,
    each: impl Fn(TcpStream) -> F,
) where
    F: Future<Output = ()> + Send + 'static,
{
    let slots = Arc::new(Semaphore::new(connections_max));
    let mut stop = std::pin::pin!(stop);
    let mut connections = tokio::task::JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        let Ok(slot) = Arc::clone(&slots).acquire_owned().await else {
            return;
        };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => return,
        };
        match accepted {
            Ok((stream, _)) => {
                let serving = each(stream);
                connections.spawn(async move {
                    serving.await;
                    drop(slot);
                });
            }
            // Out of descriptors or a connection that was gone at once: neither is a reason to stop.
            Err(_) => tokio::time::sleep(Duration::from_millis(5)).await,
        }
    }
}

async fn serve_connection(stream: TcpStream, rim: Arc<Rim>) {
    let _ = stream.set_nodelay(true);
    let pending = Arc::new(AtomicU64::new(0));
    let watched = Watched {
        stream,
        pending: Arc::clone(&pending),
        rim: Arc::clone(&rim),
    };
    let service = service_fn(move |request| {
        let (rim, pending) = (Arc::clone(&rim), Arc::clone(&pending));
        async move { answer(request, &rim, &pending).await }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_headers(HEADERS_MAX)
        .keep_alive(true)
        .serve_connection(TokioIo::new(watched), service);
    // A broken connection is the connector's business; what it left in doubt is noted when `Watched` is dropped.
    let _ = connection.await;
}

/// The fault that withholds an answer: hyper closes the connection when a service fails.
#[derive(Debug, thiserror::Error)]
#[error("the answer is withheld on purpose")]
struct Withheld;

async fn answer(
    request: Request<Incoming>,
    rim: &Rim,
    pending: &AtomicU64,
) -> Result<Response<Full<Bytes>>, Withheld> {
    let (head, body) = request.into_parts();
    let body = match whole(body, BODY_BYTES_MAX).await {
        Ok(body) => body,
        Err(Some(status)) => return Ok(plain(status)),
        Err(None) => return Err(Withheld),
    };
    let request = world::Request {
        method: head.method.as_str(),
        path: head.uri.path(),
        query: head.uri.query().unwrap_or(""),
        authorization: head
            .headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok()),
        content_type: head
            .headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok()),
        headers: &Headers(&head.headers),
        body: &body,
    };
    let handled = rim.world.handle(rim.clock.now(), &request);
    let mut doubt = Doubt {
        send: handled.accepted.unwrap_or(0),
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
    pending.store(doubt.send, Ordering::Relaxed);
    doubt.settled = true;
    Ok(response(handled.answer, head.uri.path()))
}

#[derive(Debug)]
struct Headers<'a>(&'a hyper::HeaderMap);

impl world::HeaderLookup for Headers<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.to_str().ok()
    }
}

/// A whole body within its limits; else the status to answer, or None when the connection broke.
async fn whole(body: Incoming, bytes_max: usize) -> Result<Bytes, Option<StatusCode>> {
    let limited = Limited::new(body, bytes_max);
    match tokio::time::timeout(BODY_TIMEOUT, limited.collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.downcast_ref::<LengthLimitError>().is_some() => {
            Err(Some(StatusCode::PAYLOAD_TOO_LARGE))
        }
        Ok(Err(_)) => Err(None),
        Err(_) => Err(Some(StatusCode::REQUEST_TIMEOUT)),
    }
}

/// Notes an accepted send as in doubt when the connector hangs up before its answer is ready.
struct Doubt<'a> {
    send: u64,
    rim: &'a Rim,
    settled: bool,
}

impl Drop for Doubt<'_> {
    fn drop(&mut self) {
        if self.send != 0 && !self.settled {
            let why = "the connection ended before the answer";
            self.rim.observer.note(Observation::AnswerLost {
                send: self.send,
                at: self.rim.clock.now(),
                why,
            });
        }
    }
}

fn plain(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::new()));
    *response.status_mut() = status;
    response
}

fn response(answer: crate::cloud_api::answer::Answer, path: &str) -> Response<Full<Bytes>> {
    let mut response =
        plain(StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(answer.content_type));
    let version = route::version(path).and_then(|version| HeaderValue::from_str(version).ok());
    headers.insert(
        "facebook-api-version",
        version.unwrap_or(HeaderValue::from_static("v24.0")),
    );
    headers.insert(
        "cache-control",
        HeaderValue::from_static("private, no-cache, no-store, must-revalidate"),
    );
    for (name, value) in answer.headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    *response.body_mut() = Full::new(Bytes::from(answer.body));
    response
}

/// A connection that knows whether the answer to an accepted send was written out whole.
struct Watched {
    stream: TcpStream,
    /// Id of the accepted send whose answer is on its way; 0 when there is none.
    pending: Arc<AtomicU64>,
    rim: Arc<Rim>,
}

impl Drop for Watched {
    fn drop(&mut self) {
        let send = self.pending.load(Ordering::Relaxed);
        if send != 0 {
            let why = "the connection broke while the answer was written";
            self.rim.observer.note(Observation::AnswerLost {
                send,
                at: self.rim.clock.now(),
                why,
            });
        }
    }
}

impl AsyncRead for Watched {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Watched {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        // hyper flushes the stream once its own buffer, head and body of the answer, has gone out.
        let flushed = Pin::new(&mut self.stream).poll_flush(cx);
        if let Poll::Ready(Ok(())) = flushed {
            self.pending.store(0, Ordering::Relaxed);
        }
        flushed
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// An answer that nothing can refuse: for handlers outside the world.
pub type PlainAnswer = Result<Response<Full<Bytes>>, Infallible>;
