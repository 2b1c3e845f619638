//! Which message of the connector a customer saw last, so that the next answer can quote it. Only for customers in a
//! dialogue, and only while the run lasts.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Customers remembered at once; later ones quote nothing.
const CUSTOMERS_MAX: usize = 200_000;

/// The last message to each customer in a dialogue.
#[derive(Debug, Default)]
pub struct Threads {
    last: Mutex<HashMap<String, Option<String>>>,
}

impl Threads {
    /// A dialogue with this customer begins.
    pub fn begin(&self, number: &str) {
        let mut last = self.lock();
        if last.len() < CUSTOMERS_MAX {
            last.entry(number.to_owned()).or_default();
        }
    }

    /// The connector's message with this id was accepted for a customer.
    pub fn heard(&self, number: &str, wamid: &str) {
        if let Some(known) = self.lock().get_mut(number) {
            *known = Some(wamid.to_owned());
        }
    }

    /// The last message to this customer.
    pub fn last(&self, number: &str) -> Option<String> {
        self.lock().get(number).cloned().flatten()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Option<String>>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
