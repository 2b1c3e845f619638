//! The direct injector: one task a slot, hyper's pooled client, nothing between a due shot and the socket.

use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::Request;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use simulator::outbox::chain;

use super::{ANSWER_BYTES_MAX, Hit, Injector, InjectorFailure, Range, Shot};

type HyperClient = Client<HttpConnector, Full<Bytes>>;

/// One task a slot.
#[derive(Debug, Default)]
pub struct DirectInjector;

/// Two clients that keep their connections: one writes header names in lower case, one in title case.
#[derive(Clone)]
pub struct Clients {
    plain: HyperClient,
    title_case: HyperClient,
}

impl Clients {
    /// Clients with at most this many idle connections each.
    pub fn new(connections_max: usize) -> Clients {
        let build = |title_case: bool| {
            let mut connector = HttpConnector::new();
            connector.set_nodelay(true);
            Client::builder(TokioExecutor::new())
                .pool_timer(TokioTimer::new())
                .pool_max_idle_per_host(connections_max)
                .http1_title_case_headers(title_case)
                .build(connector)
        };
        Clients {
            plain: build(false),
            title_case: build(true),
        }
    }
}

impl Injector for DirectInjector {
    async fn run(self, range: Range) -> Result<(), InjectorFailure> {
        let client = Arc::new(Clients::new(range.slots_max));
        let mut slots = tokio::task::JoinSet::new();
        for _ in 0..range.slots_max {
            let (range, client) = (range.clone(), Arc::clone(&client));
            slots.spawn(async move {
                while let Ok(shot) = range.shots.recv().await {
                    let taken = range.slots.take();
                    let hit = fire(&client, &shot).await;
                    drop(taken);
                    range.sink.hit(shot, hit);
                }
            });
        }
        while let Some(ended) = slots.join_next().await {
            ended.map_err(|error| InjectorFailure(error.to_string()))?;
        }
        Ok(())
    }
}

/// No whole answer.
#[derive(Debug)]
pub struct Failure {
    /// Whether anything may have reached the connector.
    pub connected: bool,
    /// In words.
    pub error: String,
}

/// One exchange, within the shot's time-out, scored.
pub async fn fire(clients: &Clients, shot: &Shot) -> Hit {
    let started = Instant::now();
    match exchange(clients, shot).await {
        Ok((status, body)) => Hit::answered(shot, started, status, &body),
        Err(failure) => Hit::failed(started, failure.connected, failure.error),
    }
}

/// One exchange, within the shot's time-out: status and body.
///
/// # Errors
/// When there was no whole answer.
pub async fn exchange(clients: &Clients, shot: &Shot) -> Result<(u16, Bytes), Failure> {
    let client = if shot.title_case {
        &clients.title_case
    } else {
        &clients.plain
    };
    let mut request = Request::builder()
        .method(shot.method)
        .uri(shot.url.as_ref());
    for (name, value) in shot.headers.iter() {
        request = request.header(name, value);
    }
    let request = request
        .body(Full::new(shot.body.clone()))
        .map_err(|error| Failure {
            connected: false,
            error: format!("the request cannot be made: {error}"),
        })?;
    let exchange = async {
        let response = client.request(request).await.map_err(|error| Failure {
            connected: !error.is_connect(),
            error: chain(&error),
        })?;
        let status = response.status().as_u16();
        let body = Limited::new(response.into_body(), ANSWER_BYTES_MAX)
            .collect()
            .await;
        let body = body.map_err(|error| Failure {
            connected: true,
            error: format!("the answer broke off: {error}"),
        })?;
        Ok((status, body.to_bytes()))
    };
    tokio::time::timeout(shot.timeout, exchange)
        .await
        .unwrap_or_else(|_| {
            Err(Failure {
                connected: true,
                error: format!("no answer within {} ms", shot.timeout.as_millis()),
            })
        })
}
