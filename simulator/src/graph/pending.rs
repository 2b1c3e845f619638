//! Phone numbers added while the world runs: verified and registered like others, and yet unable to send, because the
//! world's senders are made with the world.
//!
//! Source: Meta, Cloud API, phone numbers (adding a number), registration.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Most numbers of a portfolio (Meta, Cloud API, phone numbers: 2, after verification 20).
pub const NUMBERS_MAX: usize = 20;

/// A number that was added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingNumber {
    /// The account it belongs to.
    pub account_id: String,
    /// The number itself, E.164 digits without plus.
    pub display: String,
    /// Its calling code.
    pub calling_code: String,
    /// The name asked for.
    pub verified_name: String,
    /// A code is on its way.
    pub code_sent: bool,
    /// It has proved that it belongs to the business.
    pub verified: bool,
    /// Registered for the Cloud API.
    pub registered: bool,
    /// PIN of two-step verification.
    pub pin: Option<String>,
}

/// All numbers added while the world runs, by id.
#[derive(Debug, Default)]
pub(crate) struct PendingNumbers {
    by_id: Mutex<BTreeMap<String, PendingNumber>>,
}

impl PendingNumbers {
    pub(crate) fn insert(&self, id: String, number: PendingNumber) {
        self.lock().insert(id, number);
    }

    pub(crate) fn with<R>(
        &self,
        id: &str,
        look: impl FnOnce(&mut PendingNumber) -> R,
    ) -> Option<R> {
        self.lock().get_mut(id).map(look)
    }

    /// Those of an account, by id.
    pub(crate) fn of(&self, account: &str) -> Vec<(String, PendingNumber)> {
        self.lock()
            .iter()
            .filter(|(_, number)| number.account_id == account)
            .map(|(id, number)| (id.clone(), number.clone()))
            .collect()
    }

    pub(crate) fn len(&self) -> usize {
        self.lock().len()
    }

    pub(crate) fn has(&self, display: &str) -> bool {
        self.lock().values().any(|number| number.display == display)
    }

    pub(crate) fn clear(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, PendingNumber>> {
        self.by_id.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
