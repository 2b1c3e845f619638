//! Apps, and where their webhooks go. Precedence: a number's override, then an account's, then the app's own callback;
//! overrides hold for the field `messages` alone (Meta, Cloud API, webhooks, overrides).

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
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
        apps.iter_mut().find(|app| &*app.id == id).map(change)
    }

    /// A copy of all, for listings and snapshots.
    pub(crate) fn all(&self) -> Vec<AppState> {
        self.all
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(crate) fn replace(&self, apps: Vec<AppState>) {
        self.needs_proof
            .store(apps.iter().any(|app| app.needs_proof), Ordering::Relaxed);
        *self.all.write().unwrap_or_else(PoisonError::into_inner) = apps;
    }

    pub(crate) fn any_needs_proof(&self) -> bool {
        self.needs_proof.load(Ordering::Relaxed)
    }
}

impl AppState {
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
