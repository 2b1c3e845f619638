//! How a world comes to be: its accounts, numbers, apps, tokens and ids, as the settings have them.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, RwLock};

use super::{NumberState, Shard, World, lock};
use crate::chance::Chance;
use crate::clock::Moment;
use crate::graph::account::Account;
use crate::graph::app::{AppState, Apps};
use crate::graph::media::Media;
use crate::graph::nodes::{NodeKind, Nodes};
use crate::graph::number::NumberCard;
use crate::graph::token::{Holder, Permission, Token, Tokens};
use crate::graph::upload::Uploads;
use crate::settings::{self, Settings};
use crate::template::Catalog;
use crate::throttle::{PairLimit, Throughput};

impl World {
    /// A world at rest. `started` is its time zero: faults' windows count from it.
    pub fn new(settings: Settings, started: Moment) -> World {
        let chance = Chance::new(settings.seed);
        let run_tag = (chance.unit("run tag", 0) * f64::from(0x100_0000)) as u32;
        let world = World {
            accounts: settings.accounts.iter().map(account).collect(),
            shards: shards(&settings),
            settings,
            chance,
            started,
            run_tag,
            apps: Apps::default(),
            tokens: Tokens::default(),
            nodes: Nodes::default(),
            media: Media::default(),
            uploads: Uploads::default(),
            next_send: AtomicU64::new(1),
            next_status: AtomicU64::new(1),
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
            .chain(&self.settings.more_apps)
            .collect();
        self.apps
            .replace(apps.iter().map(|app| self.app_at_rest(app)).collect());
        self.tokens.clear();
        self.nodes.clear();
        self.media.clear();
        self.uploads.clear();
        for shard in self.shards.values() {
            *lock(&shard.card) = NumberCard::default();
        }
        for app in apps {
            self.nodes.insert(&app.id, NodeKind::App);
            self.tokens.insert(token_of(app, Holder::SystemUser));
            self.tokens.insert(token_of(app, Holder::App));
        }
        self.nodes
            .insert(&self.settings.business_id, NodeKind::Business);
        for account in &self.settings.accounts {
            self.nodes.insert(&account.id, NodeKind::Account);
            for number in &account.numbers {
                self.nodes.insert(&number.id, NodeKind::Number);
            }
            for template in &account.templates {
                self.nodes.insert(&template.id, NodeKind::Template);
            }
        }
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
            needs_proof: false,
        }
    }
}

fn account(account: &settings::Account) -> (String, Account) {
    let catalog = Catalog::new(account.templates.iter().cloned());
    let state = Account {
        id: account.id.as_str().into(),
        catalog: RwLock::new(catalog),
    };
    (account.id.clone(), state)
}

fn shards(settings: &Settings) -> HashMap<String, Shard> {
    let mut shards = HashMap::new();
    for account in &settings.accounts {
        let account_id: Arc<str> = account.id.as_str().into();
        for number in &account.numbers {
            let state = NumberState {
                throughput: Throughput::new(settings.throughput_mps),
                pairs: PairLimit::default(),
                last_inbound: HashMap::new(),
                struck: HashSet::new(),
            };
            let shard = Shard {
                account_id: Arc::clone(&account_id),
                number: Arc::new(number.clone()),
                state: Mutex::new(state),
                card: Mutex::new(NumberCard::default()),
            };
            shards.insert(number.id.clone(), shard);
        }
    }
    shards
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
