//! The world: a pure core. `handle(now, request)` gives an answer, the statuses that will fall due, and the
//! facts; the rims (`server`, `outbox`) do the talking. Same seed, same requests, same times: same bytes.
//!
//! State is sharded by phone number id: that is where Meta's limits live, and how the world would scale out.

mod nodes;
mod sends;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::json;

use crate::chance::Chance;
use crate::clock::Moment;
use crate::cloud_api::answer::{Answer, Refusal, fbtrace_id};
use crate::cloud_api::route::{self, Endpoint};
use crate::cloud_api::templates;
use crate::cloud_api::wamid::{self, Direction};
use crate::observation::{Observation, Rejection, Status};
use crate::settings::{PhoneNumber, Settings};
use crate::template::Catalog;
use crate::throttle::{PairLimit, Throughput};
use nodes::{number_node, unknown_object};

/// A request as it left the wire.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Upper-case method.
    pub method: &'a str,
    /// Path without the query.
    pub path: &'a str,
    /// The query, without the question mark; empty when there is none.
    pub query: &'a str,
    /// The `Authorization` header.
    pub authorization: Option<&'a str>,
    /// The whole body.
    pub body: &'a [u8],
}

/// What came of a request.
#[derive(Debug)]
pub struct Handled {
    /// What to answer.
    pub answer: Answer,
    /// Close the connection instead of answering: a fault.
    pub drop_answer: bool,
    /// The id of the send that was accepted, for telling whether its answer arrived.
    pub accepted: Option<u64>,
    /// Facts that have to be on record before the answer leaves.
    pub facts: Vec<Observation>,
    /// Statuses that will fall due.
    pub due: Vec<StatusDue>,
}

impl Handled {
    fn plain(answer: Answer) -> Handled {
        Handled {
            answer,
            drop_answer: false,
            accepted: None,
            facts: Vec::new(),
            due: Vec::new(),
        }
    }
}

/// A status on its way to the connector.
#[derive(Debug, Clone, PartialEq)]
pub struct StatusDue {
    /// The fact's id.
    pub id: u64,
    /// Which status.
    pub status: Status,
    /// When it happened.
    pub happened: Moment,
    /// When its webhook falls due.
    pub due: Moment,
    /// Graph code of a failed one.
    pub code: Option<u32>,
    /// To be signed wrongly.
    pub forged: bool,
    /// Whether it carries `pricing`: on `sent` and on the first of delivered and read.
    pub priced: bool,
    /// Its message.
    pub message: Arc<MessageFacts>,
}

/// What every status of a message repeats.
#[derive(Debug, PartialEq)]
pub struct MessageFacts {
    /// Its id.
    pub wamid: String,
    /// The customer's number.
    pub recipient: String,
    /// The sending number.
    pub number: Arc<PhoneNumber>,
    /// The WhatsApp business account.
    pub account_id: Arc<str>,
    /// `biz_opaque_callback_data`.
    pub callback: Option<String>,
    /// Pricing category, lower case.
    pub category: String,
}

/// The world.
#[derive(Debug)]
pub struct World {
    settings: Settings,
    chance: Chance,
    started: Moment,
    run_tag: u32,
    catalogs: HashMap<String, Catalog>,
    shards: HashMap<String, Shard>,
    next_send: AtomicU64,
    next_status: AtomicU64,
    next_trace: AtomicU64,
    next_inbound: AtomicU64,
}

#[derive(Debug)]
struct Shard {
    account_id: Arc<str>,
    number: Arc<PhoneNumber>,
    state: Mutex<NumberState>,
}

#[derive(Debug)]
struct NumberState {
    throughput: Throughput,
    pairs: PairLimit,
    last_inbound: HashMap<String, Moment>,
    struck: HashSet<u64>,
}

/// How long a customer's message opens the window for free text (Meta, Cloud API, customer service window).
pub const SERVICE_WINDOW: Duration = Duration::from_secs(24 * 3_600);
const WINDOWS_MAX: usize = 2_000_000;
const STRUCK_MAX: usize = 2_000_000;

impl World {
    /// A world at rest. `started` is its time zero: faults' windows count from it.
    pub fn new(settings: Settings, started: Moment) -> World {
        let mut catalogs = HashMap::new();
        let mut shards = HashMap::new();
        for account in &settings.accounts {
            catalogs.insert(
                account.id.clone(),
                Catalog::new(account.templates.iter().cloned()),
            );
            for number in &account.numbers {
                let state = NumberState {
                    throughput: Throughput::new(settings.throughput_mps),
                    pairs: PairLimit::default(),
                    last_inbound: HashMap::new(),
                    struck: HashSet::new(),
                };
                let shard = Shard {
                    account_id: account.id.as_str().into(),
                    number: Arc::new(number.clone()),
                    state: Mutex::new(state),
                };
                shards.insert(number.id.clone(), shard);
            }
        }
        let chance = Chance::new(settings.seed);
        let run_tag = (chance.unit("run tag", 0) * f64::from(0x100_0000)) as u32;
        World {
            settings,
            chance,
            started,
            run_tag,
            catalogs,
            shards,
            next_send: AtomicU64::new(1),
            next_status: AtomicU64::new(1),
            next_trace: AtomicU64::new(1),
            next_inbound: AtomicU64::new(1),
        }
    }

    /// Its settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Answers a request that is complete at `now`.
    pub fn handle(&self, now: Moment, request: &Request<'_>) -> Handled {
        let endpoint = route::endpoint(request.method, request.path);
        if let Err(refusal) = self.authorized(request) {
            return self.refused(now, request, *refusal);
        }
        match endpoint {
            Endpoint::Messages { phone_number_id } => match self.shards.get(phone_number_id) {
                Some(shard) => self.send(now, request, shard),
                None => self.refused(
                    now,
                    request,
                    unknown_object("post", phone_number_id, &self.shards),
                ),
            },
            Endpoint::ListTemplates { account_id } => match self.catalogs.get(account_id) {
                Some(catalog) => Handled::plain(templates::list(catalog, request.query)),
                None => self.refused(
                    now,
                    request,
                    unknown_object("get", account_id, &self.catalogs),
                ),
            },
            Endpoint::ListNumbers { account_id } => self.numbers(now, request, account_id),
            Endpoint::Number { phone_number_id } => match self.shards.get(phone_number_id) {
                Some(shard) => {
                    Handled::plain(Answer::ok(number_node(shard).to_string().into_bytes()))
                }
                None => self.refused(
                    now,
                    request,
                    unknown_object("get", phone_number_id, &self.shards),
                ),
            },
            Endpoint::Unknown { node } => {
                let method = request.method.to_ascii_lowercase();
                self.refused(now, request, unknown_object(&method, node, &self.shards))
            }
        }
    }

    /// A customer writes: opens the service window, and gives the message an id.
    pub fn customer_writes(&self, now: Moment, phone_number_id: &str, from: &str) -> String {
        if let Some(shard) = self.shards.get(phone_number_id) {
            let mut state = lock(&shard.state);
            if state.last_inbound.len() >= WINDOWS_MAX {
                state
                    .last_inbound
                    .retain(|_, at| now.since(*at) < SERVICE_WINDOW);
            }
            state.last_inbound.insert(from.to_owned(), now);
        }
        let sequence = self.next_inbound.fetch_add(1, Ordering::Relaxed);
        wamid::encode(from, Direction::Inbound, self.run_tag, sequence)
    }

    /// The account and number behind a phone number id.
    pub fn number(&self, phone_number_id: &str) -> Option<(&str, &PhoneNumber)> {
        self.shards
            .get(phone_number_id)
            .map(|shard| (&*shard.account_id, &*shard.number))
    }

    /// Next fact id for a webhook or status made outside a send.
    pub fn next_status_id(&self) -> u64 {
        self.next_status.fetch_add(1, Ordering::Relaxed)
    }

    fn authorized(&self, request: &Request<'_>) -> Result<(), Box<Refusal>> {
        let token = request
            .authorization
            .and_then(bearer)
            .map(Cow::Borrowed)
            .or_else(|| route::query_value(request.query, "access_token").map(Cow::Owned))
            .filter(|token| !token.is_empty());
        match token {
            None => Err(Box::new(Refusal {
                message: "An access token is required to request this resource.".to_owned(),
                ..Refusal::new(104, "Authorization", "every call needs a token")
                    .nearest("Authorization: Bearer <token>")
            })),
            Some(token) if token == self.settings.app.access_token => Ok(()),
            Some(token) => Err(Box::new(Refusal {
                message: "Invalid OAuth access token - Cannot parse access token".to_owned(),
                ..Refusal::new(190, "Authorization", "this world did not issue the token")
                    .got(token.chars().take(6).collect::<String>() + "…")
                    .nearest("the token that the world prints at its start")
            })),
        }
    }

    fn numbers(&self, now: Moment, request: &Request<'_>, account_id: &str) -> Handled {
        if !self.catalogs.contains_key(account_id) {
            return self.refused(
                now,
                request,
                unknown_object("get", account_id, &self.catalogs),
            );
        }
        let mut of_account: Vec<&Shard> = self
            .shards
            .values()
            .filter(|shard| &*shard.account_id == account_id)
            .collect();
        of_account.sort_by(|a, b| a.number.id.cmp(&b.number.id));
        let data: Vec<_> = of_account.into_iter().map(number_node).collect();
        Handled::plain(Answer::ok(
            json!({ "data": data, "paging": {} })
                .to_string()
                .into_bytes(),
        ))
    }

    fn refused(&self, now: Moment, request: &Request<'_>, refusal: Refusal) -> Handled {
        let trace = fbtrace_id(
            self.chance.seed(),
            self.next_trace.fetch_add(1, Ordering::Relaxed),
        );
        let rejection = Rejection {
            fbtrace_id: trace.clone(),
            at_unix_s: now.unix_s(),
            request: format!("{} {}", request.method, request.path)
                .chars()
                .take(300)
                .collect(),
            code: refusal.code.code,
            rule: refusal.rule.clone(),
            field: refusal.field.clone(),
            got: refusal.got.clone(),
            nearest: refusal.nearest.clone(),
        };
        let mut handled = Handled::plain(refusal.answer(&trace));
        handled
            .facts
            .push(Observation::Rejected(Box::new(rejection)));
        handled
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic elsewhere must not take the world down with it; the state is plain numbers and stays usable.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The token of an `Authorization` header.
fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("oauth"))
        .then(|| token.trim())
}

#[cfg(test)]
mod tests;
