//! The control plane: what a developer asks of a world while a connector is tried against it. A pure handler:
//! a request value becomes an answer, or an [`Errand`] whose exchanges the rim carries out and whose outcome
//! [`Control::conclude`] turns into the answer.
//!
//! It shows recent facts, lets a customer write or a carrier push, and clears. It changes no limits and no faults,
//! and it is no part of a run. Every request but `/health` needs the token, and the `Host` header has to name this
//! machine: a web page whose name was rebound to 127.0.0.1 must not reach it (DNS rebinding).

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use serde::Serialize;
use serde_json::json;

use crate::clock::{Clock, Moment};
use crate::cloud_api::answer::Answer;
use crate::due::Due;
use crate::observation::Attempt;
use crate::recent::{Recent, metrics};
use crate::sms::Provider;
use crate::world::World;

mod access;
mod errands;
mod problem;
mod reads;
mod show;

pub use errands::{Call, Errand, Exchange};
use problem::Problem;

/// Longest body of a request to the control plane.
pub const BODY_BYTES_MAX: usize = 64 * 1024;

/// Says whether a URL may be posted to: `Err` has the reason and the cure.
pub type UrlGuard = Arc<dyn Fn(&str) -> Result<(), String> + Send + Sync>;

/// What carriers sign with: the carrier's word and its secret.
pub type CarrierSecrets = Vec<(crate::carriers::Carrier, String)>;

/// The control plane of a world.
pub struct Control {
    world: Arc<World>,
    recent: Arc<Recent>,
    clock: Clock,
    token: String,
    secrets: CarrierSecrets,
    guard: UrlGuard,
    next_parcel: AtomicU64,
}

/// A request as it left the wire.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Upper-case method.
    pub method: &'a str,
    /// Path without the query.
    pub path: &'a str,
    /// The query, without the question mark; empty when there is none.
    pub query: &'a str,
    /// The `Host` header.
    pub host: Option<&'a str>,
    /// The `Authorization` header.
    pub authorization: Option<&'a str>,
    /// The whole body.
    pub body: &'a [u8],
}

/// How things stand when a request arrives.
#[derive(Debug, Clone, Copy)]
pub struct Present {
    /// The world's time.
    pub now: Moment,
    /// Statuses and webhooks that are not acknowledged yet.
    pub pending: usize,
    /// Requests that a mistake of ours answered with 500, since the world began.
    pub internal_errors: u64,
}

/// What comes of a request.
#[derive(Debug)]
pub enum Handled {
    /// It is answered.
    Answer(Answer),
    /// Something has to be posted first.
    Errand(Box<Errand>),
    /// It is answered, and things fall due.
    Ordered(Answer, Vec<Due>),
}

/// What came back of one [`Exchange`].
#[derive(Debug, Clone, PartialEq)]
pub struct Returned {
    /// How it went.
    pub attempt: Attempt,
    /// Of a webhook: its id.
    pub webhook: Option<u64>,
    /// The answer's body; of a webhook it is not kept.
    pub body: Vec<u8>,
}

const ROUTES: [Route; 17] = [
    route("GET", "/health", "is it up; needs no token"),
    route("GET", "/metrics", "counters in the OpenMetrics text format"),
    route(
        "GET",
        "/messages",
        "accepted messages, newest first; ?to=&wamid=&limit=",
    ),
    route(
        "GET",
        "/messages/{wamid}",
        "one message as the customer sees it, with its statuses",
    ),
    route(
        "GET",
        "/sms",
        "short messages, accepted or refused, newest first; ?to=&provider=&decision=&reference=&limit=",
    ),
    route(
        "GET",
        "/webhooks",
        "what was posted to the connector, newest first; ?wamid=&outcome=&limit=",
    ),
    route(
        "GET",
        "/rejections",
        "refused requests, newest first; ?code=&limit=",
    ),
    route(
        "GET",
        "/explain/{fbtrace_id}",
        "why a request was refused, and what would be valid",
    ),
    route(
        "GET",
        "/queries",
        "what carriers were asked, newest first; ?carrier=&refused=&limit=",
    ),
    route(
        "POST",
        "/customer-message",
        "a customer writes to the connector: from, text, name, ...",
    ),
    route(
        "POST",
        "/customer-sms",
        "a customer writes a short message: provider, from, text, to",
    ),
    route(
        "POST",
        "/parcel",
        "a carrier pushes a notice of a parcel: carrier, checkpoint, country, url, tracking_number, ...",
    ),
    route(
        "GET",
        "/trigger",
        "the words of everything that can be made to happen",
    ),
    route(
        "POST",
        "/trigger",
        "makes one thing happen: what (a word), and what that word takes",
    ),
    route(
        "GET",
        "/snapshot",
        "the world as a world file, to start another one with",
    ),
    route("POST", "/verify", "the webhook handshake with the callback"),
    route(
        "POST",
        "/reset",
        "puts the world back to its start, and forgets recent facts",
    ),
];

const fn route(method: &'static str, path: &'static str, does: &'static str) -> Route {
    Route { method, path, does }
}

impl Control {
    /// The control plane of `world`, whose observer is `recent`.
    pub fn new(
        world: Arc<World>,
        recent: Arc<Recent>,
        clock: Clock,
        token: String,
        secrets: CarrierSecrets,
        guard: UrlGuard,
    ) -> Control {
        Control {
            world,
            recent,
            clock,
            token,
            secrets,
            guard,
            next_parcel: AtomicU64::new(0),
        }
    }

    /// Answers a request, or says what has to be posted for its answer.
    pub fn handle(&self, present: Present, request: &Request<'_>) -> Handled {
        self.routed(present, request)
            .unwrap_or_else(|problem| Handled::Answer(problem.answer()))
    }

    fn routed(&self, present: Present, request: &Request<'_>) -> Result<Handled, Problem> {
        access::check_host(request.host)?;
        if request.path != "/health" {
            access::check_token(request.authorization, &self.token)?;
        }
        let segments: Vec<&str> = request
            .path
            .split('/')
            .filter(|part| !part.is_empty())
            .collect();
        let answer = match (request.method, segments.as_slice()) {
            ("GET", []) => json_answer(&json!({ "routes": ROUTES })),
            ("GET", ["health"]) => self.health(present),
            ("GET", ["metrics"]) => Answer {
                content_type: metrics::CONTENT_TYPE,
                ..Answer::ok(
                    self.recent
                        .metrics(present.pending, present.internal_errors)
                        .into_bytes(),
                )
            },
            ("GET", ["messages"]) => self.messages(request.query)?,
            // Base64 may hold a slash.
            ("GET", ["messages", ..]) => self.message(&request.path["/messages/".len()..])?,
            ("GET", ["sms"]) => self.short_messages(request.query)?,
            ("GET", ["webhooks"]) => self.webhooks(request.query)?,
            ("GET", ["rejections"]) => self.rejections(request.query)?,
            ("GET", ["queries"]) => self.queries(request.query)?,
            ("GET", ["explain", fbtrace_id]) => self.explain(fbtrace_id)?,
            ("POST", ["customer-message"]) => {
                return self.customer_message(present.now, request.body);
            }
            ("POST", ["customer-sms"]) => return self.customer_sms(present.now, request.body),
            ("GET", ["snapshot"]) => Answer {
                content_type: "application/toml; charset=utf-8",
                ..Answer::ok(crate::world_file::snapshot(&self.world, present.now).into_bytes())
            },
            ("GET", ["trigger"]) => self.triggers(),
            ("POST", ["trigger"]) => return self.trigger(present.now, request.body),
            ("POST", ["parcel"]) => return self.parcel(present.now, request.body),
            ("POST", ["verify"]) => return self.verify(),
            ("POST", ["reset"]) => {
                self.world.reset();
                self.recent.clear();
                json_answer(&json!({ "reset": true }))
            }
            _ => return Err(unrouted(request, &segments)),
        };
        Ok(Handled::Answer(answer))
    }

    fn health(&self, present: Present) -> Answer {
        let up = present.now.since(self.clock.wall_at_start());
        json_answer(&Health {
            status: "ok",
            up_s: up.div_f64(self.clock.scale()).as_secs(),
            world_time: show::time(present.now),
            clock_scale: self.clock.scale(),
            webhooks_pending: present.pending,
        })
    }
}

#[derive(Serialize)]
struct Health {
    status: &'static str,
    /// Real time.
    up_s: u64,
    world_time: String,
    clock_scale: f64,
    webhooks_pending: usize,
}

/// The answer to a request whose body could not be read whole, under the status that says why.
pub fn unread(http_status: u16) -> Answer {
    let most = BODY_BYTES_MAX / 1024;
    Problem::new(http_status, "the request's body could not be read whole")
        .hint(format!("send at most {most} KiB, without long pauses"))
        .answer()
}

/// A gateway by its word.
fn provider(word: &str) -> Result<Provider, Problem> {
    let found = Provider::ALL.into_iter().find(|one| one.word() == word);
    found.ok_or_else(|| {
        let shown: String = word.chars().take(40).collect();
        let known = Provider::ALL.map(Provider::word);
        Problem::new(400, format!("provider: {shown:?} is not known"))
            .hint(format!("use {}", known.join(" or ")))
    })
}

/// Pretty-printed: it is people with curl who read it.
fn json_answer(value: &impl Serialize) -> Answer {
    let mut body = serde_json::to_vec_pretty(value).expect("plain values always serialise");
    body.push(b'\n');
    Answer {
        content_type: "application/json",
        ..Answer::ok(body)
    }
}

#[derive(Serialize)]
struct Route {
    method: &'static str,
    path: &'static str,
    does: &'static str,
}

/// 405 where another method would do, 404 elsewhere.
fn unrouted(request: &Request<'_>, segments: &[&str]) -> Problem {
    let fits = |path: &str| {
        let mut known = path.split('/').filter(|part| !part.is_empty());
        segments.iter().all(|part| {
            known
                .next()
                .is_some_and(|known| known == *part || known.starts_with('{'))
        }) && known.next().is_none()
    };
    match ROUTES.iter().find(|route| fits(route.path)) {
        Some(Route { method, path, .. }) => {
            let problem = Problem::new(405, format!("{path} does not take {}", request.method));
            problem.hint(format!("use {method} {path}"))
        }
        None => {
            let shown: String = request.path.chars().take(100).collect();
            Problem::new(404, format!("{shown} is no route of the control plane"))
                .hint("GET / lists them; the Cloud API is on the data plane, another port")
        }
    }
}

#[cfg(test)]
mod tests;
