//! The world: a pure core. `handle(now, request)` gives an answer, the statuses that will fall due, and the
//! facts; the rims (`server`, `outbox`) do the talking. Same seed, same requests, same times: same bytes.
//!
//! State is sharded by phone number id: that is where Meta's limits live, and how the world would scale out.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::json;

use crate::chance::Chance;
use crate::clock::Moment;
use crate::cloud_api::answer::{Answer, Refusal, fbtrace_id};
use crate::cloud_api::error_code::{self, RetryClass, Stage};
use crate::cloud_api::messages::{self, Accepted, Message};
use crate::cloud_api::route::{self, Endpoint};
use crate::cloud_api::templates;
use crate::cloud_api::wamid::{self, Direction};
use crate::handset::{self, Fate};
use crate::magic;
use crate::observation::{Class, Decision, Observation, Rejection, Send, Status, StatusMade};
use crate::settings::{PhoneNumber, SendFaultEffect, Settings};
use crate::template::Catalog;
use crate::throttle::{PairLimit, Throughput};

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
    pub number: PhoneNumber,
    /// The WhatsApp business account.
    pub account_id: String,
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
    account_id: String,
    number: PhoneNumber,
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
                    account_id: account.id.clone(),
                    number: number.clone(),
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
            .map(|shard| (shard.account_id.as_str(), &shard.number))
    }

    /// Next fact id for a webhook or status made outside a send.
    pub fn next_status_id(&self) -> u64 {
        self.next_status.fetch_add(1, Ordering::Relaxed)
    }

    fn authorized(&self, request: &Request<'_>) -> Result<(), Box<Refusal>> {
        let scheme = |text: &str| {
            let (scheme, token) = text.split_once(' ')?;
            (scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("oauth"))
                .then(|| token.trim().to_owned())
        };
        let token = request
            .authorization
            .and_then(scheme)
            .or_else(|| route::query_value(request.query, "access_token"))
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
            .filter(|shard| shard.account_id == account_id)
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

    fn send(&self, now: Moment, request: &Request<'_>, shard: &Shard) -> Handled {
        let catalog = &self.catalogs[&shard.account_id];
        let (message, judged) = messages::read(request.body, catalog);
        let message = match judged {
            Ok(Accepted::Read { .. }) => {
                return Handled::plain(Answer::ok(br#"{"success":true}"#.to_vec()));
            }
            Ok(Accepted::Message(accepted)) => accepted,
            Err(refusal) => return self.refuse_send(now, request, shard, &message, *refusal),
        };
        if message.to == shard.number.display {
            let refusal =
                Refusal::new(131021, "to", "a number cannot write to itself").got(&message.to);
            return self.refuse_send(now, request, shard, &message, refusal);
        }
        let forced = magic::forced_code(&message.to).and_then(error_code::find);
        if let Some(code) = forced.filter(|code| code.stage == Stage::Sync) {
            let refusal = Refusal::new(code.code, "to", "a magic recipient forces this code")
                .got(&message.to);
            return self.refuse_send(now, request, shard, &message, refusal);
        }
        let fault = match self.admit(now, shard, &message) {
            Ok(fault) => fault,
            Err(refusal) => return self.refuse_send(now, request, shard, &message, *refusal),
        };
        match fault {
            Some(SendFaultEffect::Refuse(code)) => {
                let refusal = Refusal::new(
                    code,
                    "",
                    "a fault on purpose refuses the first send of this message",
                );
                self.refuse_send(now, request, shard, &message, refusal)
            }
            Some(SendFaultEffect::Http(status)) => {
                let mut handled = Handled::plain(Answer::html(status));
                let decision = Decision::Refused {
                    code: 0,
                    class: RetryClass::Transient,
                };
                handled
                    .facts
                    .push(self.send_fact(now, request, shard, &message, decision, status));
                handled
            }
            dropped => {
                let mut handled =
                    self.accept(now, request, shard, message, forced.map(|code| code.code));
                handled.drop_answer = dropped.is_some();
                handled
            }
        }
    }

    /// Limits and faults, in Meta's order: the number's throughput, then the pair.
    fn admit(
        &self,
        now: Moment,
        shard: &Shard,
        message: &Message,
    ) -> Result<Option<SendFaultEffect>, Box<Refusal>> {
        let mut state = lock(&shard.state);
        if !state.throughput.admit(now) {
            return Err(Box::new(
                Refusal::new(
                    130429,
                    "",
                    format!(
                        "at most {} messages a second from this number",
                        self.settings.throughput_mps
                    ),
                )
                .nearest("back off and send again"),
            ));
        }
        if self.settings.pair_limit && !state.pairs.admit(&message.to, now) {
            return Err(Box::new(
                Refusal::new(
                    131056,
                    "to",
                    "one message in 6 seconds to the same customer, bursts of 45",
                )
                .got(&message.to)
                .nearest("wait 4^X seconds, X from 0, and send again"),
            ));
        }
        Ok(self.fault(now, &mut state, message))
    }

    fn fault(
        &self,
        now: Moment,
        state: &mut NumberState,
        message: &Message,
    ) -> Option<SendFaultEffect> {
        if self.settings.faults.is_empty() || state.struck.len() >= STRUCK_MAX {
            return None;
        }
        let key = message_key(message);
        if state.struck.contains(&key) {
            return None;
        }
        let since = now.since(self.started);
        let strikes = |index: usize, share: f64| {
            self.chance.happens(
                "send fault",
                key.wrapping_add(index as u64 * 0x9e37_79b9),
                share,
            )
        };
        let hit = self
            .settings
            .faults
            .iter()
            .enumerate()
            .find(|(index, fault)| {
                since >= fault.from
                    && fault.to.is_none_or(|to| since < to)
                    && strikes(*index, fault.share)
            });
        let effect = hit.map(|(_, fault)| fault.effect);
        if effect.is_some() {
            state.struck.insert(key);
        }
        effect
    }

    fn refuse_send(
        &self,
        now: Moment,
        request: &Request<'_>,
        shard: &Shard,
        message: &Message,
        refusal: Refusal,
    ) -> Handled {
        let code = refusal.code;
        let mut handled = self.refused(now, request, refusal);
        if message.kind != "read" {
            let decision = Decision::Refused {
                code: code.code,
                class: code.retry,
            };
            let fact = self.send_fact(
                now,
                request,
                shard,
                message,
                decision,
                handled.answer.status,
            );
            handled.facts.push(fact);
        }
        handled
    }

    fn accept(
        &self,
        now: Moment,
        request: &Request<'_>,
        shard: &Shard,
        message: Message,
        forced: Option<u32>,
    ) -> Handled {
        let id = self.next_send.fetch_add(1, Ordering::Relaxed);
        let fate = self.fate(now, shard, &message, forced, id);
        let wamid = wamid::encode(&message.to, Direction::Outbound, self.run_tag, id);
        let fact = send_fact(
            id,
            now,
            request,
            shard,
            &message,
            Decision::Accepted(wamid.clone()),
            200,
        );
        let facts = Arc::new(MessageFacts {
            wamid: wamid.clone(),
            recipient: message.to.clone(),
            number: shard.number.clone(),
            account_id: shard.account_id.clone(),
            callback: message.callback.clone(),
            category: message
                .category
                .as_deref()
                .unwrap_or("service")
                .to_ascii_lowercase(),
        });
        let due = self.statuses(now, &facts, fate, id);
        let mut body = json!({
            "messaging_product": "whatsapp",
            "contacts": [{ "input": message.input, "wa_id": message.to }],
            "messages": [{ "id": wamid }],
        });
        if message.kind == "template" {
            body["messages"][0]["message_status"] = json!("accepted");
        }
        let mut handled = Handled::plain(Answer::ok(body.to_string().into_bytes()));
        handled.accepted = Some(id);
        handled.facts.push(fact);
        handled.facts.extend(
            due.iter()
                .map(|status| Observation::StatusMade(status_fact(status))),
        );
        handled.due = due;
        handled
    }

    fn fate(
        &self,
        now: Moment,
        shard: &Shard,
        message: &Message,
        forced: Option<u32>,
        id: u64,
    ) -> Fate {
        if let Some(code) = forced {
            return Fate::Fails(code);
        }
        if message.kind != "template" {
            let state = lock(&shard.state);
            let open = state
                .last_inbound
                .get(&message.to)
                .is_some_and(|at| now.since(*at) < SERVICE_WINDOW);
            if !open {
                return Fate::Fails(131_047);
            }
        }
        if self
            .chance
            .happens("forged status", id, self.settings.forged_statuses)
        {
            return Fate::StaysUnread;
        }
        Fate::Reaches
    }

    fn statuses(
        &self,
        now: Moment,
        message: &Arc<MessageFacts>,
        fate: Fate,
        send: u64,
    ) -> Vec<StatusDue> {
        let mut chance = self.chance.stream("handset", send);
        let planned = handset::plan(&self.settings.handsets, fate, now, &mut chance);
        let code = match fate {
            Fate::Fails(code) => Some(code),
            _ => None,
        };
        let mut priced_arrival = false;
        let mut due: Vec<StatusDue> = planned
            .iter()
            .map(|status| {
                let arrival = matches!(status.status, Status::Delivered | Status::Read);
                let priced = status.status == Status::Sent || (arrival && !priced_arrival);
                priced_arrival |= arrival;
                StatusDue {
                    id: self.next_status_id(),
                    status: status.status,
                    happened: status.happened,
                    due: status.due,
                    code,
                    forged: false,
                    priced,
                    message: Arc::clone(message),
                }
            })
            .collect();
        if fate == Fate::StaysUnread {
            let last = planned.last().map_or(now, |status| status.due);
            let forged_at = last.after(Duration::from_millis(300));
            due.push(StatusDue {
                id: self.next_status_id(),
                status: Status::Read,
                happened: forged_at,
                due: forged_at,
                code: None,
                forged: true,
                priced: false,
                message: Arc::clone(message),
            });
        }
        due
    }

    fn send_fact(
        &self,
        now: Moment,
        request: &Request<'_>,
        shard: &Shard,
        message: &Message,
        decision: Decision,
        http_status: u16,
    ) -> Observation {
        let id = self.next_send.fetch_add(1, Ordering::Relaxed);
        send_fact(id, now, request, shard, message, decision, http_status)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic elsewhere must not take the world down with it; the state is plain numbers and stays usable.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn send_fact(
    id: u64,
    now: Moment,
    request: &Request<'_>,
    shard: &Shard,
    message: &Message,
    decision: Decision,
    http_status: u16,
) -> Observation {
    let mut hasher = DefaultHasher::new();
    request.body.hash(&mut hasher);
    Observation::Send(Box::new(Send {
        id,
        at: now,
        phone_number_id: shard.number.id.clone(),
        kind: message.kind.clone(),
        to: message.to.clone(),
        template: message.template.clone(),
        language: message.language.clone(),
        parameters: message.parameters.clone(),
        callback: message.callback.clone(),
        reply_to: message.reply_to.clone(),
        body_hash: hasher.finish() >> 1,
        decision,
        http_status,
    }))
}

fn status_fact(due: &StatusDue) -> StatusMade {
    StatusMade {
        id: due.id,
        wamid: due.message.wamid.clone(),
        status: due.status,
        code: due.code,
        class: if due.forged {
            Class::Forged
        } else {
            Class::Genuine
        },
        due: due.due,
    }
}

/// The same for every attempt to send the same message.
fn message_key(message: &Message) -> u64 {
    let mut hasher = DefaultHasher::new();
    (&message.to, &message.template, &message.callback).hash(&mut hasher);
    for parameter in &message.parameters {
        parameter.text.hash(&mut hasher);
    }
    hasher.finish()
}

fn number_node(shard: &Shard) -> serde_json::Value {
    json!({
        "verified_name": shard.number.verified_name,
        "code_verification_status": "VERIFIED",
        "display_phone_number": format!("+{}", shard.number.display),
        "quality_rating": "GREEN",
        "platform_type": "CLOUD_API",
        "throughput": { "level": "STANDARD" },
        "status": "CONNECTED",
        "id": shard.number.id,
    })
}

fn unknown_object<V>(method: &str, id: &str, known: &HashMap<String, V>) -> Refusal {
    let shown: String = id.chars().take(64).collect();
    let mut nearest: Vec<&str> = known.keys().map(String::as_str).collect();
    nearest.sort_unstable();
    nearest.truncate(5);
    Refusal {
        subcode: Some(33),
        message: format!(
            "Unsupported {method} request. Object with ID '{shown}' does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api"
        ),
        ..Refusal::new(
            100,
            "path",
            "no such object, or it does not support this operation",
        )
        .got(&shown)
        .nearest(nearest.join(", "))
    }
}

#[cfg(test)]
mod tests;
