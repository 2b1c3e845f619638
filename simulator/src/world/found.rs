//! How a world comes to be: its accounts, numbers, apps, tokens and ids, as the settings have them.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, RwLock};
use std::time::Duration;

use foldhash::fast::FixedState;
use jiff::tz::TimeZone;

use super::{CarrierDesks, NumberState, Shard, World, lock};
use crate::chance::Chance;
use crate::clock::Moment;
use crate::graph::account::Account;
use crate::graph::account_card::AccountCards;
use crate::graph::app::{AppState, Apps};
use crate::graph::customers::Customers;
use crate::graph::derived;
use crate::graph::flow::Flows;
use crate::graph::group::Groups;
use crate::graph::history::History;
use crate::graph::media::Media;
use crate::graph::nodes::{NodeKind, Nodes};
use crate::graph::number::NumberCard;
use crate::graph::pending::PendingNumbers;
use crate::graph::records::Records;
use crate::graph::tally::Tally;
use crate::graph::template_life::Lives;
use crate::graph::time_zones;
use crate::graph::token::{Holder, Permission, Token, Tokens};
use crate::graph::trouble::Troubles;
use crate::graph::upload::Uploads;
use crate::limits::charge::{Calendar, ServiceAllowance};
use crate::limits::graph_usage::{GraphUsage, UsageRules};
use crate::limits::key;
use crate::limits::marketing::{Marketing, MarketingRules};
use crate::limits::pair::PairLimit;
use crate::limits::portfolio::{Portfolio, PortfolioRules, Tier};
use crate::limits::price::RateCard;
use crate::limits::price::cost::Cost;
use crate::limits::quotas::allow_list::AllowList;
use crate::limits::throughput::{Level, Throughput};
use crate::limits::windows::Windows;
use crate::settings::{self, NumberSeed, Settings};
use crate::sms::Gateways;
use crate::template::Catalog;

/// How long a test number's messages cost nothing (Meta, Cloud API, get started).
const TEST_NUMBER_FREE: Duration = Duration::from_secs(90 * 86_400);

impl World {
    /// A world at rest. `started` is its time zero: faults' windows count from it.
    pub fn new(settings: Settings, started: Moment) -> World {
        let chance = Chance::new(settings.seed);
        let run_tag = (chance.unit("run tag", 0) * f64::from(0x100_0000)) as u32;
        let history_max = settings.graph.history_max;
        let portfolio_counts = settings.graph.tier != Tier::Unlimited;
        let gateways = Gateways::new(settings.sms.clone(), chance, started);
        let world = World {
            gateways,
            accounts: settings.accounts.iter().map(account).collect(),
            shards: shards(&settings, started),
            settings,
            chance,
            desks: CarrierDesks::new(chance.seed(), started),
            started,
            run_tag,
            apps: Apps::default(),
            tokens: Tokens::default(),
            nodes: Nodes::default(),
            media: Media::default(),
            uploads: Uploads::default(),
            templates: Lives::default(),
            customers: Customers::default(),
            account_cards: AccountCards::default(),
            pending: PendingNumbers::default(),
            records: Records::default(),
            flows: Flows::default(),
            groups: Groups::default(),
            history: History::keeping(history_max),
            tally: Tally::default(),
            marketing: Mutex::new(Marketing::new(MarketingRules::default())),
            portfolio: Mutex::new(Portfolio::new(Tier::Unlimited, PortfolioRules::default())),
            portfolio_counts,
            cost: Mutex::new(Cost::default()),
            usage: Mutex::new(GraphUsage::new(UsageRules::default())),
            refusals: Mutex::new(Vec::new()),
            rates: RateCard::default(),
            calendar: Calendar::default(),
            next_send: AtomicU64::new(1),
            next_notice: AtomicU64::new(1),
            next_trace: AtomicU64::new(1),
            next_inbound: AtomicU64::new(1),
            next_node: AtomicU64::new(1),
        };
        world.found();
        world
    }

    /// Puts apps, tokens and ids as the settings have them.
    fn found(&self) {
        let apps: Vec<&settings::App> = std::iter::once(&self.settings.app)
            .chain(&self.settings.graph.more_apps)
            .collect();
        self.apps
            .replace(apps.iter().map(|app| self.app_at_rest(app)).collect());
        self.tokens.clear();
        self.nodes.clear();
        self.media.clear();
        self.uploads.clear();
        self.templates.found(&self.settings, self.started);
        self.account_cards.clear();
        self.pending.clear();
        self.records.clear();
        self.flows.clear();
        self.groups.clear();
        self.history.clear();
        self.tally.clear();
        self.customers.replace(&self.settings.graph.customers);
        self.limits_at_rest();
        for (id, shard) in &self.shards {
            let seed = self.settings.graph.numbers.get(id);
            *lock(&shard.state) = number_at_rest(&self.settings, seed);
            let registered = seed.is_none_or(|seed| !seed.unregistered);
            *lock(&shard.card) = NumberCard {
                registered,
                ..NumberCard::default()
            };
            shard.registered.store(registered, Ordering::Relaxed);
            shard.blocks.store(false, Ordering::Relaxed);
            let troubles = seed.map_or(&[][..], |seed| &seed.troubles);
            shard.troubles.replace(troubles);
        }
        self.accounts_at_rest();
        for token in &self.settings.graph.tokens {
            self.tokens.insert(token.clone());
        }
        for app in apps {
            self.nodes.insert(&app.id, NodeKind::App);
            self.tokens.insert(token_of(app, Holder::SystemUser));
            self.tokens.insert(token_of(app, Holder::App));
        }
        self.nodes
            .insert(&self.settings.graph.business_id, NodeKind::Business);
        let user = derived::user_id(&self.settings.app.access_token);
        self.nodes.insert(&user, NodeKind::Other("user"));
        for account in &self.settings.accounts {
            self.nodes.insert(&account.id, NodeKind::Account);
            self.account_cards.with(&account.id, |card| {
                card.users
                    .insert(user.clone(), vec!["FULL_CONTROL".to_owned()])
            });
            for number in &account.numbers {
                self.nodes.insert(&number.id, NodeKind::Number);
                let derived = [
                    (derived::profile_id(&number.id), "profile"),
                    (derived::bot_id(&number.id), "bot"),
                ];
                for (id, kind) in derived {
                    self.nodes.insert(&id, NodeKind::Other(kind));
                }
            }
            for template in &account.templates {
                self.nodes.insert(&template.id, NodeKind::Template);
            }
        }
    }

    /// Templates, time zones and troubles of all accounts.
    fn accounts_at_rest(&self) {
        for account in &self.settings.accounts {
            if let Some(state) = self.accounts.get(&account.id) {
                *state.catalog_mut() = Catalog::new(account.templates.iter().cloned());
                let stated = self.settings.graph.time_zones.get(&account.id);
                let zone = stated.copied().unwrap_or(time_zones::DEFAULT_ID);
                state.move_to(zone);
                let troubles = self.settings.graph.troubles.get(&account.id);
                state.troubles.replace(troubles.map_or(&[], Vec::as_slice));
                self.account_cards.with(&account.id, |card| {
                    card.timezone_id = zone.to_string();
                });
            }
        }
    }

    fn limits_at_rest(&self) {
        let graph = &self.settings.graph;
        *lock(&self.portfolio) = Portfolio::new(
            graph.tier,
            PortfolioRules {
                over_limit_code: graph.switches.over_tier_code,
                raise_after: graph.tier_raise_after,
            },
        );
        *lock(&self.marketing) = Marketing::new(MarketingRules {
            united_states_paused: graph.switches.us_marketing_paused,
            ..graph.marketing
        });
        *lock(&self.cost) = Cost::default();
        *lock(&self.usage) = GraphUsage::new(graph.usage);
        let business = key::of(&graph.business_id);
        for customer in graph.customers.iter().filter(|one| one.stopped_marketing) {
            lock(&self.marketing).opt_out(business, key::of(&customer.number));
        }
        let mut refusals = lock(&self.refusals);
        refusals.clone_from(&graph.refusals);
    }

    /// Puts everything back to where it was at the start. Ids go on: no two messages of a world share one.
    pub fn reset(&self) {
        self.found();
        self.gateways.reset();
        self.desks.clear();
    }

    fn app_at_rest(&self, app: &settings::App) -> AppState {
        AppState {
            id: app.id.as_str().into(),
            name: "connector".to_owned(),
            secret: app.secret.as_str().into(),
            verify_token: app.verify_token.clone(),
            callback: app.callback_url.as_deref().map(Into::into),
            version: app.version,
            fields: Vec::new(),
            accounts: self
                .settings
                .accounts
                .iter()
                .map(|account| (account.id.clone(), None))
                .collect(),
            numbers: HashMap::new(),
            needs_proof: app.needs_proof,
        }
    }
}

fn account(account: &settings::Account) -> (String, Account) {
    let catalog = Catalog::new(account.templates.iter().cloned());
    let state = Account {
        id: account.id.as_str().into(),
        catalog: RwLock::new(catalog),
        zone: RwLock::new(TimeZone::UTC),
        troubles: Troubles::default(),
    };
    (account.id.clone(), state)
}

fn shards(settings: &Settings, started: Moment) -> HashMap<String, Shard, FixedState> {
    let mut shards = HashMap::default();
    for account in &settings.accounts {
        let account_id: Arc<str> = account.id.as_str().into();
        for number in &account.numbers {
            let seed = settings.graph.numbers.get(&number.id);
            let since = started.before(seed.map_or(Duration::ZERO, |seed| seed.age));
            let test = seed.is_some_and(|seed| seed.allowed.is_some());
            let shard = Shard {
                since,
                free_until: test.then(|| since.after(TEST_NUMBER_FREE)),
                account_id: Arc::clone(&account_id),
                number: Arc::new(number.clone()),
                state: Mutex::new(number_at_rest(settings, None)),
                card: Mutex::new(NumberCard::default()),
                registered: AtomicBool::new(true),
                troubles: Troubles::default(),
                blocks: AtomicBool::new(false),
            };
            shards.insert(number.id.clone(), shard);
        }
    }
    shards
}

fn number_at_rest(settings: &Settings, seed: Option<&NumberSeed>) -> NumberState {
    let mps = seed
        .and_then(|seed| seed.throughput_mps)
        .unwrap_or(settings.throughput_mps);
    let level = match mps {
        20 => Level::Coexistence,
        80 => Level::Standard,
        1_000 => Level::High,
        other => Level::Custom(other),
    };
    let allowed = seed.and_then(|seed| seed.allowed.as_ref()).map(|numbers| {
        let mut list = AllowList::default();
        for number in numbers {
            list.add(key::of(number));
        }
        list
    });
    NumberState {
        throughput: Throughput::new(level),
        pairs: PairLimit::default(),
        windows: Windows::default(),
        allowance: ServiceAllowance::default(),
        allowed,
        struck: HashSet::new(),
    }
}

/// The token that an app has from the start: its system user's, or its own.
fn token_of(app: &settings::App, holder: Holder) -> Token {
    let value = match holder {
        Holder::App => format!("{}|{}", app.id, app.secret),
        Holder::SystemUser | Holder::User => app.access_token.clone(),
    };
    Token {
        value,
        app_id: app.id.clone(),
        holder,
        permissions: vec![
            Permission::WhatsappBusinessMessaging,
            Permission::WhatsappBusinessManagement,
            Permission::BusinessManagement,
        ],
        expires: None,
        ended_by: None,
    }
}
