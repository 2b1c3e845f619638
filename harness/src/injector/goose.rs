//! The goose injector: goose's users as in-flight slots. The only file that names goose.
//!
//! Goose is closed-model: its users loop. Ours loop over one transaction that takes the next due shot, so the
//! schedule stays ours and latency counts from the intended time. Goose's own pacing, thresholds, synthetic
//! samples and reports are off; its telnet and WebSocket doors, which have no lock, stay shut.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use goose::client::GooseClientBuilder;
use goose::config::GooseConfiguration;
use goose::goose::{
    GooseMethod, GooseRequest, GooseUser, Scenario, Transaction, TransactionFunction,
};
use goose::{GooseAttack, GooseError};

use super::{ANSWER_BYTES_MAX, Hit, Injector, InjectorFailure, Range, Shot};

/// Goose's users as slots. One attack a process: goose keeps its switch for stopping in a global.
#[derive(Debug, Default)]
pub struct GooseInjector;

/// How long a user waits for a shot before it looks whether goose wants it to leave. It wants that only after the queue
/// was closed, which users notice at once; and each look of each user costs processor time.
const POLL: Duration = Duration::from_secs(10);
/// How long a user that knows the end waits for goose to end it.
const LEAVING: Duration = Duration::from_secs(1);

impl Injector for GooseInjector {
    async fn run(self, range: Range) -> Result<(), InjectorFailure> {
        let failed = |error: GooseError| InjectorFailure(error.to_string());
        // One client, and so one pool of connections, for all users. No redirects and no proxy of the
        // environment's: traffic goes to the connector or nowhere.
        let client = Clients {
            plain: client(range.slots_max, false)?,
            title_case: client(range.slots_max, true)?,
        };
        let users = range.slots_max.to_string();
        // Nothing of ours is read from goose's own metrics: the ledger has it all.
        let arguments = [
            "--host",
            "http://127.0.0.1",
            "--users",
            &users,
            "--increase-time",
            "1s",
            "--no-telnet",
            "--no-metrics",
            "--quiet",
            "--quiet",
        ];
        let configuration = GooseConfiguration::parse_args_default(&arguments).map_err(failed)?;
        let scenario =
            Scenario::new("slots").register_transaction(Transaction::new(slot(range, client)));
        // Left to itself, goose would build a client for each user, and read the machine's root certificates each time.
        let unused = GooseClientBuilder::new().without_cookies();
        let attack = GooseAttack::initialize_with_config(configuration).map_err(failed)?;
        attack
            .set_client_builder_without_cookies(unused)
            .map_err(failed)?
            .register_scenario(scenario)
            .execute()
            .await
            .map_err(failed)?;
        Ok(())
    }
}

/// One writes header names in lower case, one in title case.
#[derive(Clone)]
struct Clients {
    plain: reqwest::Client,
    title_case: reqwest::Client,
}

fn client(connections_max: usize, title_case: bool) -> Result<reqwest::Client, InjectorFailure> {
    let mut builder = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .tcp_nodelay(true)
        .pool_max_idle_per_host(connections_max);
    if title_case {
        builder = builder.http1_title_case_headers();
    }
    builder
        .build()
        .map_err(|error| InjectorFailure(error.to_string()))
}

/// The transaction of every user: take a due shot, fire it, tell.
fn slot(range: Range, client: Clients) -> TransactionFunction {
    let leaving = Arc::new(AtomicUsize::new(0));
    Arc::new(move |user: &mut GooseUser| {
        let (range, client, leaving) = (range.clone(), client.clone(), Arc::clone(&leaving));
        Box::pin(async move {
            match tokio::time::timeout(POLL, range.shots.recv()).await {
                Err(_) => {}
                Ok(Ok(shot)) => {
                    let taken = range.slots.take();
                    let hit = guarded(user, &client, &shot).await;
                    drop(taken);
                    range.sink.hit(shot, hit);
                }
                Ok(Err(_closed)) => {
                    if leaving.fetch_add(1, Ordering::Relaxed) == 0 {
                        goose::trigger_killswitch("the schedule is complete");
                    }
                    tokio::time::sleep(LEAVING).await;
                }
            }
            Ok(())
        })
    })
}

/// A panic would end a goose user without a word, and with it a slot.
async fn guarded(user: &mut GooseUser, clients: &Clients, shot: &Shot) -> Hit {
    let started = Instant::now();
    let fired = futures_catch(AssertUnwindSafe(fire(user, clients, shot))).await;
    fired.unwrap_or_else(|| Hit::failed(started, true, "the injector's slot panicked".to_owned()))
}

async fn futures_catch<F: Future + std::panic::UnwindSafe>(future: F) -> Option<F::Output> {
    let mut future = Box::pin(future);
    std::future::poll_fn(move |cx| {
        let polled = std::panic::catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx)));
        match polled {
            Ok(poll) => poll.map(Some),
            Err(_) => std::task::Poll::Ready(None),
        }
    })
    .await
}

async fn fire(user: &mut GooseUser, clients: &Clients, shot: &Shot) -> Hit {
    let client = if shot.title_case {
        &clients.title_case
    } else {
        &clients.plain
    };
    let method =
        reqwest::Method::from_bytes(shot.method.as_bytes()).unwrap_or(reqwest::Method::POST);
    let goose_method = match shot.method {
        "GET" => GooseMethod::Get,
        "PUT" => GooseMethod::Put,
        "PATCH" => GooseMethod::Patch,
        _ => GooseMethod::Post,
    };
    let mut builder = client
        .request(method, shot.url.as_ref())
        .timeout(shot.timeout)
        .body(shot.body.clone());
    for (name, value) in shot.headers.iter() {
        builder = builder.header(name, value);
    }
    let request = GooseRequest::builder()
        .method(goose_method)
        .path(shot.row)
        .name(shot.row)
        .set_request_builder(builder)
        .build();
    let started = Instant::now();
    let answer = match user.request(request).await {
        Ok(answer) => answer.response,
        Err(error) => {
            return Hit::failed(
                started,
                false,
                format!("goose refused the request: {error}"),
            );
        }
    };
    let response = match answer {
        Ok(response) => response,
        Err(error) => {
            return Hit::failed(
                started,
                !error.is_connect() && !error.is_builder(),
                words(&error, shot),
            );
        }
    };
    let status = response.status().as_u16();
    match body_of(response).await {
        Ok(body) => Hit::answered(shot, started, status, &body),
        Err(error) => Hit::failed(started, true, error),
    }
}

async fn body_of(mut response: reqwest::Response) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| format!("the answer broke off: {error}"))?
    {
        if body.len() + chunk.len() > ANSWER_BYTES_MAX {
            return Err(format!("the answer has more than {ANSWER_BYTES_MAX} bytes"));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn words(error: &reqwest::Error, shot: &Shot) -> String {
    if error.is_timeout() {
        return format!("no answer within {} ms", shot.timeout.as_millis());
    }
    simulator::outbox::chain(error)
}
