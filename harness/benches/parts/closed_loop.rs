//! A closed-loop client: connections that are kept, each with one request on its way at a time.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// Bodies to send, in turn, to one path.
pub(crate) struct Load {
    /// Of every request.
    pub(crate) path: &'static str,
    /// The `Authorization` header.
    pub(crate) authorization: String,
    /// Sent one after the other, over and over.
    pub(crate) bodies: Vec<Bytes>,
}

/// A client at work.
pub(crate) struct Client {
    answered: Arc<AtomicU64>,
    over: Arc<AtomicBool>,
    tasks: tokio::task::JoinSet<()>,
}

impl Client {
    /// Connects and starts.
    pub(crate) fn start(address: SocketAddr, connections: usize, load: &Arc<Load>) -> Client {
        let mut client = Client {
            answered: Arc::default(),
            over: Arc::default(),
            tasks: tokio::task::JoinSet::new(),
        };
        let next = Arc::new(AtomicU64::new(0));
        for _ in 0..connections {
            let (load, next) = (Arc::clone(load), Arc::clone(&next));
            let (answered, over) = (Arc::clone(&client.answered), Arc::clone(&client.over));
            client.tasks.spawn(async move {
                let mut sender = connect(address).await;
                while !over.load(Ordering::Relaxed) {
                    let at = next.fetch_add(1, Ordering::Relaxed) as usize;
                    let status = exchange(&mut sender, address, &load, at).await;
                    assert_eq!(status, StatusCode::OK, "every send is a good one");
                    answered.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        client
    }

    /// Requests answered so far.
    pub(crate) fn answered(&self) -> u64 {
        self.answered.load(Ordering::Relaxed)
    }

    /// Stops; panics when a connection did.
    pub(crate) async fn stop(mut self) {
        self.over.store(true, Ordering::Relaxed);
        while let Some(ended) = self.tasks.join_next().await {
            ended.expect("no connection fails");
        }
    }
}

async fn connect(address: SocketAddr) -> SendRequest<Full<Bytes>> {
    let stream = TcpStream::connect(address).await.expect("the peer listens");
    let _ = stream.set_nodelay(true);
    let (sender, connection) = handshake(TokioIo::new(stream)).await.expect("HTTP/1.1");
    tokio::spawn(connection);
    sender
}

async fn exchange(
    sender: &mut SendRequest<Full<Bytes>>,
    address: SocketAddr,
    load: &Load,
    at: usize,
) -> StatusCode {
    let request = Request::post(load.path)
        .header(HOST, address.to_string())
        .header(AUTHORIZATION, &load.authorization)
        .header(CONTENT_TYPE, "application/json")
        .body(Full::new(load.bodies[at % load.bodies.len()].clone()))
        .expect("a request of constants");
    let answer = sender.send_request(request).await.expect("an answer");
    let status = answer.status();
    answer.into_body().collect().await.expect("a whole answer");
    status
}
