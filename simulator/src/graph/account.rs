//! A WhatsApp business account: its templates, which come and go while the world runs.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::template::Catalog;

/// An account as it stands.
#[derive(Debug)]
pub struct Account {
    /// Its id.
    pub id: Arc<str>,
    /// Its templates. Read for every template send, written rarely.
    pub catalog: RwLock<Catalog>,
}

impl Account {
    pub(crate) fn catalog(&self) -> RwLockReadGuard<'_, Catalog> {
        self.catalog.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn catalog_mut(&self) -> RwLockWriteGuard<'_, Catalog> {
        self.catalog.write().unwrap_or_else(PoisonError::into_inner)
    }
}
