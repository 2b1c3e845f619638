//! Apps, and where their webhooks go. Precedence: a number's override, then an account's, then the app's own callback;
//! overrides hold for the field `messages` alone (Meta, Cloud API, webhooks, overrides).

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use crate::due::Target;

/// Longest callback address (Meta, Cloud API, webhooks, overrides).
pub const CALLBACK_MAX: usize = 200;

/// An app as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppState {
    /// Its id.
    pub id: Arc<str>,
    /// Its name.
    pub name: String,
    /// Key of every webhook's signature.
    pub secret: Arc<str>,
    /// Token of its webhook handshake.
    pub verify_token: String,
    /// Its own callback.
    pub callback: Option<Arc<str>>,
    /// Graph version: decides the shape of webhooks.
    pub version: u32,
    /// The fields it wants; empty: all.
    pub fields: Vec<String>,
    /// The accounts it is subscribed to, with an override each if it has one.
    pub accounts: HashMap<String, Option<Arc<str>>>,
    /// Overrides of numbers.
    pub numbers: HashMap<String, Arc<str>>,
    /// Whether calls must bring `appsecret_proof`.
    pub needs_proof: bool,
}

/// All apps, in the order of the settings.
#[derive(Debug, Default)]
pub(crate) struct Apps {
    all: RwLock<Vec<AppState>>,
    /// Whether any app demands a proof: asked at every request.
    needs_proof: AtomicBool,
    /// Whether anybody takes webhooks: asked at every send.
    listens: AtomicBool,
    /// Grows with every change: the outbox keeps what `targets` says until then.
    generation: AtomicU64,
}

impl Apps {
    /// Who gets a webhook of this account, number and field.
    pub(crate) fn targets(&self, account: &str, number: Option<&str>, field: &str) -> Vec<Target> {
        let apps = self.all.read().unwrap_or_else(PoisonError::into_inner);
        apps.iter()
            .filter_map(|app| app.target(account, number, field))
            .collect()
    }

    pub(crate) fn with<R>(&self, id: &str, look: impl FnOnce(&AppState) -> R) -> Option<R> {
        let apps = self.all.read().unwrap_or_else(PoisonError::into_inner);
        apps.iter().find(|app| &*app.id == id).map(look)
    }

    pub(crate) fn change<R>(&self, id: &str, change: impl FnOnce(&mut AppState) -> R) -> Option<R> {
        let mut apps = self.all.write().unwrap_or_else(PoisonError::into_inner);
        let changed = apps.iter_mut().find(|app| &*app.id == id).map(change);
        self.changed(&apps);
        changed
    }

    /// A copy of all, for listings and snapshots.
    pub(crate) fn all(&self) -> Vec<AppState> {
        self.all
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(crate) fn replace(&self, apps: Vec<AppState>) {
        let mut all = self.all.write().unwrap_or_else(PoisonError::into_inner);
        *all = apps;
        self.changed(&all);
    }

    /// While `all` is locked, so that nobody sees the old apps under the new generation.
    fn changed(&self, apps: &[AppState]) {
        let (proof, listens) = (
            apps.iter().any(|app| app.needs_proof),
            apps.iter().any(AppState::listens),
        );
        self.needs_proof.store(proof, Ordering::Relaxed);
        self.listens.store(listens, Ordering::Relaxed);
        self.generation.fetch_add(1, Ordering::Release);
    }

    /// Another number after every change of an app.
    pub(crate) fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    pub(crate) fn any_listens(&self) -> bool {
        self.listens.load(Ordering::Relaxed)
    }

    pub(crate) fn any_needs_proof(&self) -> bool {
        self.needs_proof.load(Ordering::Relaxed)
    }
}

impl AppState {
    fn listens(&self) -> bool {
        let overrides = self.accounts.values().any(Option::is_some) || !self.numbers.is_empty();
        self.callback.is_some() || overrides
    }

    fn target(&self, account: &str, number: Option<&str>, field: &str) -> Option<Target> {
        let of_account = self.accounts.get(account)?;
        if !self.fields.is_empty() && !self.fields.iter().any(|wanted| wanted == field) {
            return None;
        }
        let overriding = (field == "messages")
            .then(|| {
                number
                    .and_then(|id| self.numbers.get(id))
                    .or(of_account.as_ref())
            })
            .flatten();
        let url = overriding.or(self.callback.as_ref())?;
        Some(Target {
            app_id: Arc::clone(&self.id),
            url: Arc::clone(url),
            secret: Arc::clone(&self.secret),
            version: self.version,
        })
    }
}
