//! The world: a pure core. `handle(now, request)` gives an answer, the statuses that will fall due, and the
//! facts; the rims (`server`, `outbox`) do the talking. Same seed, same requests, same times: same bytes.
//!
//! State is sharded by phone number id: that is where Meta's limits live, and how the world would scale out.

mod access;
pub(crate) mod call;
mod carriers;
mod customers;
pub(crate) mod done;
mod found;
mod noted;
mod request;
mod sends;
pub(crate) mod standing;
mod statuses;
mod upgrades;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use foldhash::fast::FixedState;
use serde_json::{Value, json};

use crate::chance::Chance;
use crate::clock::Moment;
use crate::cloud_api::answer::{Answer, Refusal, fbtrace_id};
use crate::cloud_api::endpoint_table::{self, SENDS};
use crate::cloud_api::endpoints::{apps, groups};
use crate::cloud_api::{route, version};
use crate::due::{Due, Target, Timer};
use crate::graph::account::Account;
use crate::graph::account_card::AccountCards;
use crate::graph::app::Apps;
use crate::graph::customers::Customers;
use crate::graph::flow::Flows;
use crate::graph::group::Groups;
use crate::graph::history::History;
use crate::graph::media::{Media, Medium};
use crate::graph::nodes::{NodeKind, Nodes};
use crate::graph::number::NumberCard;
use crate::graph::pending::PendingNumbers;
use crate::graph::records::Records;
use crate::graph::tally::Tally;
use crate::graph::template_life::{self, Lives};
use crate::graph::token::Tokens;
use crate::graph::trouble::Troubles;
use crate::graph::upload::Uploads;
use crate::limits::charge::{Calendar, ServiceAllowance};
use crate::limits::graph_usage::{
    AccountHeader, AccountState, Decision as UsageDecision, Endpoint as UsageEndpoint, GraphUsage,
    app_usage,
};
use crate::limits::key;
use crate::limits::marketing::Marketing;
use crate::limits::pair::PairLimit;
use crate::limits::portfolio::Portfolio;
use crate::limits::price::RateCard;
use crate::limits::price::cost::Cost;
use crate::limits::quotas::allow_list::AllowList;
use crate::limits::throughput::Throughput;
use crate::limits::windows::Windows;
use crate::observation::Observation;
use crate::settings::{EndpointFault, PhoneNumber, Settings};
use crate::sms::Gateways;
use call::Call;
use carriers::CarrierDesks;
pub use carriers::{CARRIERS, CarrierSettings, asked_api, carrier_secret};
pub use customers::CustomerChange;
use done::{Done, Outcome};
pub use done::{Handshake, Saves};
pub use request::{HeaderLookup, NoHeaders, Request};
pub(crate) use statuses::{IDS_OF_A_MESSAGE, status_id};
pub use statuses::{MessageFacts, StatusDue};

/// What came of a request.
#[derive(Debug)]
pub struct Handled {
    /// What to answer.
    pub answer: Answer,
    /// Close the connection instead of answering: a fault.
    pub drop_answer: bool,
    /// The id of the send that was accepted, for telling whether its answer arrived.
    pub accepted: Option<u64>,
    /// The same for the sends of a batch.
    pub accepted_in_batch: Vec<u64>,
    /// Facts that have to be on record before the answer leaves.
    pub facts: Vec<Observation>,
    /// What will fall due.
    pub due: Vec<Due>,
    /// A callback that has to prove itself before this answer leaves; [`World::saved`] has what comes of it.
    pub handshake: Option<Handshake>,
}

impl Handled {
    fn plain(answer: Answer) -> Handled {
        Handled {
            answer,
            drop_answer: false,
            accepted: None,
            accepted_in_batch: Vec::new(),
            facts: Vec::new(),
            due: Vec::new(),
            handshake: None,
        }
    }
}

impl From<Done> for Handled {
    fn from(done: Done) -> Handled {
        Handled {
            facts: done.facts,
            due: done.due,
            accepted_in_batch: done.accepted,
            handshake: done.handshake,
            ..Handled::plain(done.answer)
        }
    }
}

/// The world.
#[derive(Debug)]
pub struct World {
    pub(crate) settings: Settings,
    pub(crate) chance: Chance,
    pub(crate) started: Moment,
    run_tag: u32,
    pub(crate) accounts: HashMap<String, Account, FixedState>,
    pub(crate) shards: HashMap<String, Shard, FixedState>,
    pub(crate) apps: Apps,
    pub(crate) tokens: Tokens,
    pub(crate) nodes: Nodes,
    pub(crate) media: Media,
    pub(crate) uploads: Uploads,
    pub(crate) templates: Lives,
    pub(crate) customers: Customers,
    pub(crate) account_cards: AccountCards,
    pub(crate) pending: PendingNumbers,
    pub(crate) records: Records,
    pub(crate) flows: Flows,
    pub(crate) groups: Groups,
    pub(crate) history: History,
    pub(crate) tally: Tally,
    pub(crate) marketing: Mutex<Marketing>,
    pub(crate) portfolio: Mutex<Portfolio>,
    /// Whether the portfolio has a limit at all: an unlimited one is not asked.
    pub(crate) portfolio_counts: bool,
    pub(crate) cost: Mutex<Cost>,
    pub(crate) usage: Mutex<GraphUsage>,
    /// Refusals on purpose that are still to come.
    pub(crate) refusals: Mutex<Vec<EndpointFault>>,
    pub(crate) gateways: Gateways,
    desks: CarrierDesks,
    rates: RateCard,
    calendar: Calendar,
    next_send: AtomicU64,
    next_notice: AtomicU64,
    next_trace: AtomicU64,
    next_inbound: AtomicU64,
    next_node: AtomicU64,
}

/// A business phone number: where Meta's limits on sends live.
#[derive(Debug)]
pub(crate) struct Shard {
    pub(crate) account_id: Arc<str>,
    pub(crate) number: Arc<PhoneNumber>,
    pub(crate) state: Mutex<NumberState>,
    pub(crate) card: Mutex<NumberCard>,
    /// Copied from the card: every send asks.
    pub(crate) registered: AtomicBool,
    /// What Meta holds against it.
    pub(crate) troubles: Troubles,
    /// When it was made.
    pub(crate) since: Moment,
    /// Free of charge until then: a test number.
    pub(crate) free_until: Option<Moment>,
    /// Copied from the card: whether it blocks anybody.
    pub(crate) blocks: AtomicBool,
}

#[derive(Debug)]
pub(crate) struct NumberState {
    throughput: Throughput,
    pairs: PairLimit,
    windows: Windows,
    allowance: ServiceAllowance,
    allowed: Option<AllowList>,
    struck: HashSet<u64>,
}

/// How long a customer's message opens the window for free text (Meta, Cloud API, customer service window).
pub const SERVICE_WINDOW: Duration = Duration::from_secs(24 * 3_600);
const STRUCK_MAX: usize = 2_000_000;

impl NumberState {
    /// Messages a second.
    pub(crate) fn throughput_mps(&self) -> u32 {
        self.throughput.level().per_second()
    }
}

impl World {
    /// Its settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The SMS gateways beside Meta's side.
    pub fn gateways(&self) -> &Gateways {
        &self.gateways
    }

    /// Answers a request that is complete at `now`.
    pub fn handle(&self, now: Moment, request: &Request<'_>) -> Handled {
        if let Err(refusal) = version::spoken(request.path, self.settings.app.version) {
            return self.refused(now, request, *refusal);
        }
        let path = route::path(request.path);
        let token = match self.authorized(now, request) {
            Ok(token) => token,
            Err(refusal) => return self.refused(now, request, *refusal),
        };
        if request.method == "POST"
            && SENDS.contains(&path.edge)
            && let Some(shard) = self.shards.get(path.node)
        {
            return self.send(now, request, shard);
        }
        let call = Call::new(now, request, path, token);
        match self.called(&call) {
            Ok(done) => done.into(),
            Err(refusal) => self.refused(now, request, *refusal),
        }
    }

    /// Every endpoint but sends.
    fn called(&self, call: &Call<'_>) -> Outcome {
        let kind = self.kind(call.node);
        let endpoint = endpoint_table::find(call.request.method, kind, call.edge)
            .ok_or_else(|| self.unsupported(call, kind))?;
        self.permitted(call, endpoint)?;
        self.refused_on_purpose(call)?;
        groups::counted(self, call, kind)?;
        let account = self.metered(call, kind)?;
        let mut done = (endpoint.handler)(self, call)?;
        self.tell_usage(call, account, &mut done);
        Ok(done)
    }

    /// The first matching refusal of the settings, while it lasts.
    fn refused_on_purpose(&self, call: &Call<'_>) -> Result<(), Box<Refusal>> {
        let mut refusals = lock(&self.refusals);
        let matches = |fault: &EndpointFault| {
            fault.times > 0
                && (fault.method.is_empty() || fault.method == call.request.method)
                && (fault.edge.is_empty() || fault.edge == call.edge)
        };
        let Some(fault) = refusals.iter_mut().find(|fault| matches(fault)) else {
            return Ok(());
        };
        fault.times -= 1;
        Err(Box::new(Refusal::new(
            fault.code,
            "",
            "a fault on purpose refuses this call",
        )))
    }

    /// Counts a call on management endpoints; answers the account that it counts for.
    fn metered<'w>(
        &'w self,
        call: &Call<'_>,
        kind: NodeKind,
    ) -> Result<Option<(&'w str, AccountState)>, Box<Refusal>> {
        let app = &call.token.app_id;
        let account = match kind {
            NodeKind::Account => self
                .accounts
                .get_key_value(call.node)
                .map(|(id, _)| id.as_str()),
            NodeKind::Number => self.shards.get(call.node).map(|shard| &*shard.account_id),
            _ => None,
        };
        let mut usage = lock(&self.usage);
        if let UsageDecision::Exceeded { code, .. } = usage.admit_app(call.now, app) {
            return Err(Box::new(Refusal::new(
                code,
                "",
                "the app made too many calls within an hour",
            )));
        }
        let Some(account) = account else {
            return Ok(None);
        };
        let active = self
            .shards
            .values()
            .any(|shard| &*shard.account_id == account && shard.registered.load(Ordering::Relaxed));
        let state = if active {
            AccountState::Active
        } else {
            AccountState::Idle
        };
        let endpoint = if call.edge == "message_templates" {
            UsageEndpoint::Templates
        } else {
            UsageEndpoint::Other
        };
        match usage.admit_account(call.now, app, account, state, endpoint) {
            UsageDecision::Admitted => Ok(Some((account, state))),
            UsageDecision::Exceeded { code, .. } => Err(Box::new(
                Refusal::new(code, "", "too many calls for this account within an hour")
                    .nearest("wait as long as x-business-use-case-usage says"),
            )),
        }
    }

    /// `x-app-usage` and `x-business-use-case-usage`.
    fn tell_usage(&self, call: &Call<'_>, account: Option<(&str, AccountState)>, done: &mut Done) {
        let mut usage = lock(&self.usage);
        let of_app = usage.app(call.now, &call.token.app_id);
        done.answer
            .headers
            .push(("x-app-usage", app_usage(&of_app)));
        if let Some((account, state)) = account {
            let of_account = usage.account(call.now, &call.token.app_id, account, state);
            let header = AccountHeader::new(account).management(&of_account);
            done.answer
                .headers
                .push(("x-business-use-case-usage", header.value()));
        }
    }

    /// What the accepted messages cost so far, US dollars.
    pub fn cost_usd(&self) -> f64 {
        lock(&self.cost).total().usd()
    }

    /// What an id is; a word counts as one when it stands for no object.
    pub(crate) fn kind(&self, id: &str) -> NodeKind {
        if id.is_empty() {
            return NodeKind::Root;
        }
        let kind = self.nodes.kind(id);
        kind.or_else(|| self.history.knows(id).then_some(NodeKind::History))
            .unwrap_or(NodeKind::Word)
    }

    /// The callback's handshake is over: saves it and gives the answer that waited, or says why not.
    pub fn saved(
        &self,
        now: Moment,
        request: &Request<'_>,
        handshake: &Handshake,
        proof: Result<(), String>,
        waiting: Answer,
    ) -> Handled {
        match proof {
            Ok(()) => {
                apps::save(self, handshake);
                Handled::plain(waiting)
            }
            Err(why) => self.refused(now, request, apps::unproven(&why)),
        }
    }

    /// A timer of the world's has fallen due: what comes of it.
    pub fn wake(&self, now: Moment, timer: &Timer) -> (Vec<Observation>, Vec<Due>) {
        match template_life::woken(self, now, timer) {
            Some(effects) => self.settled(now, effects),
            None => (Vec::new(), self.risen(now, timer)),
        }
    }

    /// Who gets a webhook of this account, number and field.
    pub fn targets(&self, account_id: &str, number_id: Option<&str>, field: &str) -> Vec<Target> {
        self.apps.targets(account_id, number_id, field)
    }

    /// The account and number behind a phone number id.
    pub fn number(&self, phone_number_id: &str) -> Option<(&str, &PhoneNumber)> {
        self.shards
            .get(phone_number_id)
            .map(|shard| (&*shard.account_id, &*shard.number))
    }

    /// Next fact id for a webhook that is no message's; never one of [`status_id`]'s.
    pub fn next_notice_id(&self) -> u64 {
        let number = self.next_notice.fetch_add(1, Ordering::Relaxed);
        number * IDS_OF_A_MESSAGE + IDS_OF_A_MESSAGE - 1
    }

    /// Keeps a medium under a new id.
    pub(crate) fn keep_medium(&self, medium: Medium) -> String {
        let id = self.new_id();
        self.nodes.insert(&id, NodeKind::Media);
        for gone in self.media.insert(id.clone(), medium) {
            self.nodes.remove(&gone);
        }
        id
    }

    /// A new trace id, for answers that carry an error beside a success.
    pub(crate) fn new_trace(&self) -> String {
        fbtrace_id(
            self.chance.seed(),
            self.next_trace.fetch_add(1, Ordering::Relaxed),
        )
    }

    /// Whether a customer wrote to a number within the last 24 hours.
    pub(crate) fn wrote_within_a_day(&self, now: Moment, shard: &Shard, user: &str) -> bool {
        lock(&shard.state).windows.open(now, 0, key::of(user))
    }

    /// The portfolio's messaging limit, in Meta's word.
    pub(crate) fn tier_word(&self) -> &'static str {
        lock(&self.portfolio).tier().word()
    }

    /// `health_status` of a number: its own, its account's, its portfolio's and the app's.
    pub(crate) fn health_of_number(&self, shard: &Shard) -> Value {
        let registered = lock(&shard.card).registered;
        let word = if registered { "AVAILABLE" } else { "BLOCKED" };
        let mut number = json!({ "entity_type": "PHONE_NUMBER", "id": shard.number.id, "can_send_message": word });
        if !registered {
            number["errors"] = json!([{
                "error_code": 141000,
                "error_description": "The phone number is not registered.",
                "possible_solution": "Register the number with POST /{phone-number-id}/register.",
            }]);
        }
        let (above, mut entities) = self.health_above(&shard.account_id);
        entities.insert(0, number);
        json!({ "can_send_message": standing::worse(word, above), "entities": entities })
    }

    /// A new object's id: 16 digits, the same for the same seed and sequence.
    pub(crate) fn new_id(&self) -> String {
        let sequence = self.next_node.fetch_add(1, Ordering::Relaxed);
        let drawn = self.chance.unit("node id", sequence);
        (1_000_000_000_000_000 + (drawn * 8.9e15) as u64).to_string()
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic elsewhere must not take the world down with it; the state is plain numbers and stays usable.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
