//! The rim, inbound: accepts connections, reads requests within limits, and puts the world's answers on the wire
//! once their facts are on record. Knows when an answer did not reach the connector.

mod answering;
mod body;
mod carriers;
pub mod control_rim;
mod headers;
mod short_messages;
mod watched;

use std::convert::Infallible;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use crate::clock::Clock;
use crate::observation::Observer;
use crate::outbox::Outbox;
use crate::world::World;
use body::Budget;
use watched::{Pending, Watched};

pub use body::{JSON_BYTES_MAX, MESSAGE_BYTES_MAX, UPLOAD_BYTES_MAX};

/// Connections at the same time, of all listeners together; further ones wait in the kernel's queue.
pub const CONNECTIONS_MAX: usize = 4_096;
/// A request's head has to be complete within this time (slow-loris); so has a TLS handshake.
pub const HEAD_TIMEOUT: Duration = Duration::from_secs(15);
const HEADERS_MAX: usize = 100;
const HEAD_BYTES_MAX: usize = 64 * 1024;

/// What the rim needs of the world, shared by all of its listeners.
pub struct Rim {
    /// The core.
    pub world: Arc<World>,
    /// The world's clock.
    pub clock: Clock,
    /// Where facts go.
    pub observer: Arc<dyn Observer>,
    /// Where statuses wait.
    pub outbox: Arc<Outbox>,
    connections: Arc<Semaphore>,
    budget: Budget,
    answers: AtomicU64,
    internal_errors: AtomicU64,
}

impl Rim {
    /// A rim without connections.
    pub fn new(
        world: Arc<World>,
        clock: Clock,
        observer: Arc<dyn Observer>,
        outbox: Arc<Outbox>,
    ) -> Rim {
        Rim {
            world,
            clock,
            observer,
            outbox,
            connections: Arc::new(Semaphore::new(CONNECTIONS_MAX)),
            budget: Budget::default(),
            answers: AtomicU64::new(0),
            internal_errors: AtomicU64::new(0),
        }
    }

    /// Requests that a mistake of ours answered with 500. Each is on record as a rejection with code 1, too.
    pub fn internal_errors(&self) -> u64 {
        self.internal_errors.load(Ordering::Relaxed)
    }

    pub(crate) fn connections(&self) -> Arc<Semaphore> {
        Arc::clone(&self.connections)
    }
}

/// How a connection came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scheme {
    /// As it is.
    Http,
    /// Through the TLS listener.
    Https,
}

/// Serves until `stop` resolves; open connections end with it.
pub async fn serve(listener: TcpListener, rim: Arc<Rim>, stop: impl Future<Output = ()>) {
    let slots = rim.connections();
    let each = |stream: TcpStream| {
        let _ = stream.set_nodelay(true);
        serve_stream(stream, Scheme::Http, Arc::clone(&rim))
    };
    accept(listener, slots, stop, each).await;
}

/// Serves each connection in a task of its own, as many at a time as there are slots.
pub(crate) async fn accept<F>(
    listener: TcpListener,
    slots: Arc<Semaphore>,
    stop: impl Future<Output = ()>,
    each: impl Fn(TcpStream) -> F,
) where
    F: Future<Output = ()> + Send + 'static,
{
    let mut stop = std::pin::pin!(stop);
    let mut connections = tokio::task::JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        let accepting = async {
            let slot = Arc::clone(&slots).acquire_owned().await;
            (slot, listener.accept().await)
        };
        let (slot, accepted) = tokio::select! {
            accepted = accepting => accepted,
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

/// Serves one connection over any stream. A half-closed one counts as closed: only so is an answer that nobody waits
/// for noticed in time.
pub(crate) async fn serve_stream<S>(stream: S, scheme: Scheme, rim: Arc<Rim>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let pending = Arc::new(Pending::default());
    let watched = Watched::new(stream, Arc::clone(&pending), Arc::clone(&rim));
    let service = service_fn(move |request| {
        let (rim, pending) = (Arc::clone(&rim), Arc::clone(&pending));
        async move { answering::answer(request, scheme, &rim, &pending).await }
    });
    let connection = builder().serve_connection(TokioIo::new(watched), service);
    // A broken connection is the connector's business; what it left in doubt is noted when `Watched` is dropped.
    let _ = connection.await;
}

fn builder() -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_headers(HEADERS_MAX)
        .max_buf_size(HEAD_BYTES_MAX)
        .keep_alive(true);
    builder
}

fn plain(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::new()));
    *response.status_mut() = status;
    response
}

/// An answer that nothing can refuse: for handlers outside the world.
pub type PlainAnswer = Result<Response<Full<Bytes>>, Infallible>;

#[cfg(test)]
pub(crate) mod stand;
#[cfg(test)]
mod tests;
