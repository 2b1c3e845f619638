//! What an API has at hand when it is asked: the world's parcels, its secret, and what it was told before.

use std::collections::{BTreeMap, VecDeque};

use serde_json::Value;

use super::sheet::{Limit, Sheet};
use super::window::Window;
use crate::clock::Moment;
use crate::parcels::{Known, Parcels};

/// Numbers that a client may have registered with an API; the oldest goes when there are more.
pub(super) const REGISTERED_MAX: usize = 20_000;

/// Everything an API may look at.
#[derive(Debug)]
pub struct Desk<'a> {
    /// The world's parcels.
    pub parcels: &'a Parcels,
    /// What a client has to know.
    pub secret: &'a str,
    /// Requests in the API's window, when they are not the sheet's: 0 for as many as wanted.
    pub requests: Option<u32>,
    /// What was told before.
    pub state: &'a mut State,
}

/// What an API keeps between two requests.
#[derive(Debug, Default)]
pub struct State {
    pub(super) window: Window,
    pub(super) registered: Registered,
}

/// A number that a client registered.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Registration {
    /// Since when.
    pub(super) at: Moment,
    /// What the client said about it.
    pub(super) said: Value,
    /// Nobody looks any more.
    pub(super) stopped: bool,
    /// How often it was taken up again.
    pub(super) retracked: u32,
    /// How the client says that it ended.
    pub(super) ended: Option<&'static str>,
}

impl Registration {
    pub(super) fn new(at: Moment, said: Value) -> Registration {
        Registration {
            at,
            said,
            stopped: false,
            retracked: 0,
            ended: None,
        }
    }
}

/// Registered numbers, in the order of registration.
#[derive(Debug, Default)]
pub(super) struct Registered {
    all: BTreeMap<String, Registration>,
    order: VecDeque<String>,
    /// Registered ever; ids are made of it.
    pub(super) count: u64,
}

impl Registered {
    pub(super) fn get(&self, number: &str) -> Option<&Registration> {
        self.all.get(number)
    }

    pub(super) fn get_mut(&mut self, number: &str) -> Option<&mut Registration> {
        self.all.get_mut(number)
    }

    pub(super) fn put(&mut self, number: &str, registration: Registration) {
        if self.all.insert(number.to_owned(), registration).is_some() {
            return;
        }
        self.count += 1;
        self.order.push_back(number.to_owned());
        if self.order.len() > REGISTERED_MAX
            && let Some(oldest) = self.order.pop_front()
        {
            self.all.remove(&oldest);
        }
    }

    pub(super) fn remove(&mut self, number: &str) -> Option<Registration> {
        let gone = self.all.remove(number)?;
        self.order.retain(|kept| kept != number);
        Some(gone)
    }

    /// Number and registration, the newest first.
    pub(super) fn newest(&self) -> impl Iterator<Item = (&String, &Registration)> {
        let numbers = self.order.iter().rev();
        numbers.filter_map(|number| self.all.get_key_value(number))
    }
}

impl Desk<'_> {
    /// The parcel with this number: one that a carrier told of, or one whose number forces a life.
    pub(super) fn find(&self, number: &str, now: Moment) -> Option<Known> {
        self.parcels.find(number, now)
    }

    /// The same, if this courier carries it.
    pub(super) fn find_of(&self, courier: &str, number: &str, now: Moment) -> Option<Known> {
        self.find(number, now)
            .filter(|known| known.parcel.courier.name == courier)
    }

    /// How often the API may be asked.
    pub(super) fn limit(&self, sheet: &Sheet) -> Option<Limit> {
        let limit = sheet.limit?;
        match self.requests {
            None => Some(limit),
            Some(0) => None,
            Some(requests) => Some(Limit { requests, ..limit }),
        }
    }
}
