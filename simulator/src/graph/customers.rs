//! Customers of whom something is known. Everybody else is on WhatsApp and has nothing against the business.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock};

use crate::settings::Customer;

/// Most customers of whom something is known.
pub const CUSTOMERS_MAX: usize = 1_000_000;

/// The customers, by number.
#[derive(Debug, Default)]
pub(crate) struct Customers {
    by_number: RwLock<HashMap<String, Customer>>,
    /// Most worlds have none: every send asks.
    any: AtomicBool,
}

impl Customers {
    /// Looks at a customer of whom something is known.
    pub(crate) fn look<R>(&self, number: &str, look: impl FnOnce(&Customer) -> R) -> Option<R> {
        if !self.any.load(Ordering::Relaxed) {
            return None;
        }
        let customers = self
            .by_number
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        customers.get(number).map(look)
    }

    /// Changes what is known; false when there are too many.
    pub(crate) fn change(&self, number: &str, change: impl FnOnce(&mut Customer)) -> bool {
        let mut customers = self
            .by_number
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if customers.len() >= CUSTOMERS_MAX && !customers.contains_key(number) {
            return false;
        }
        let customer = customers
            .entry(number.to_owned())
            .or_insert_with(|| Customer {
                number: number.to_owned(),
                ..Customer::default()
            });
        change(customer);
        self.any.store(true, Ordering::Relaxed);
        true
    }

    /// All, sorted by number.
    pub(crate) fn all(&self) -> Vec<Customer> {
        let customers = self
            .by_number
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<Customer> = customers.values().cloned().collect();
        all.sort_by(|a, b| a.number.cmp(&b.number));
        all
    }

    pub(crate) fn replace(&self, customers: &[Customer]) {
        let map: HashMap<String, Customer> = customers
            .iter()
            .take(CUSTOMERS_MAX)
            .map(|customer| (customer.number.clone(), customer.clone()))
            .collect();
        self.any.store(!map.is_empty(), Ordering::Relaxed);
        *self
            .by_number
            .write()
            .unwrap_or_else(PoisonError::into_inner) = map;
    }
}
