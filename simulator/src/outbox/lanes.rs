//! Statuses that fell due, on their way into webhooks: one lane for each app and callback, so that a webhook is
//! signed with one secret and goes to one address. A lane holds a batch until it is full or has waited long enough.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::directory::Directory;
use crate::due::Target;
use crate::settings::PhoneNumber;
use crate::world::StatusDue;

/// The webhook field of statuses and of customers' messages.
pub(super) const MESSAGES: &str = "messages";
const ROUTES_MAX: usize = 10_000;

/// Statuses for one webhook.
pub(super) struct Batch {
    pub(super) target: Arc<Target>,
    pub(super) statuses: Vec<StatusDue>,
    /// Whether other apps get the same statuses.
    pub(super) shared: bool,
}

pub(super) struct Lanes {
    directory: Arc<dyn Directory>,
    generation: u64,
    batch_max: usize,
    batch_wait: Duration,
    lanes: Vec<Lane>,
    routes: HashMap<Key, Route>,
    /// Statuses of one number come in rows.
    last: Option<Route>,
}

struct Lane {
    target: Arc<Target>,
    batch: Vec<StatusDue>,
    shared: bool,
    since: Option<Instant>,
}

/// Where the account's id and the number are kept. A route holds on to both, so that no other can take the place.
type Key = (usize, usize);

#[derive(Clone)]
struct Route {
    account_id: Arc<str>,
    number: Arc<PhoneNumber>,
    /// Indices of lanes.
    to: Arc<[usize]>,
}

fn key(account_id: &Arc<str>, number: &Arc<PhoneNumber>) -> Key {
    (
        Arc::as_ptr(account_id).cast::<u8>().addr(),
        Arc::as_ptr(number).addr(),
    )
}

impl Route {
    fn fits(&self, status: &StatusDue) -> bool {
        let message = &status.message;
        Arc::ptr_eq(&self.number, &message.number)
            && Arc::ptr_eq(&self.account_id, &message.account_id)
    }
}

impl Lanes {
    pub(super) fn new(
        directory: Arc<dyn Directory>,
        batch_max: usize,
        batch_wait: Duration,
    ) -> Lanes {
        Lanes {
            generation: directory.generation(),
            directory,
            batch_max,
            batch_wait,
            lanes: Vec::new(),
            routes: HashMap::new(),
            last: None,
        }
    }

    /// Forgets routes that may have become wrong; what waits in a lane keeps its address.
    pub(super) fn refresh(&mut self) {
        let generation = self.directory.generation();
        if generation != self.generation || self.routes.len() >= ROUTES_MAX {
            self.generation = generation;
            self.routes.clear();
            self.last = None;
            self.lanes.retain(|lane| !lane.batch.is_empty());
        }
    }

    /// Puts a status into the lanes of everybody who listens; full batches go to `out`.
    pub(super) fn add(&mut self, status: StatusDue, now: Instant, out: &mut Vec<Batch>) {
        let route = match &self.last {
            Some(route) if route.fits(&status) => Arc::clone(&route.to),
            _ => self.route(&status),
        };
        let Some((last, others)) = route.split_last() else {
            return;
        };
        let shared = !others.is_empty();
        for lane in others {
            self.put(*lane, status.clone(), shared, now, out);
        }
        self.put(*last, status, shared, now, out);
    }

    fn put(
        &mut self,
        lane: usize,
        status: StatusDue,
        shared: bool,
        now: Instant,
        out: &mut Vec<Batch>,
    ) {
        let lane = &mut self.lanes[lane];
        if status.forged {
            // A forger signs one status, and nothing that is right travels with it.
            out.push(Batch {
                target: Arc::clone(&lane.target),
                statuses: vec![status],
                shared,
            });
            return;
        }
        lane.since.get_or_insert(now);
        lane.shared |= shared;
        lane.batch.push(status);
        if lane.batch.len() >= self.batch_max {
            out.push(lane.take());
        }
    }

    /// Batches that have waited long enough go to `out`.
    pub(super) fn flush(&mut self, now: Instant, out: &mut Vec<Batch>) {
        for lane in &mut self.lanes {
            if lane
                .since
                .is_some_and(|since| now >= since + self.batch_wait)
            {
                out.push(lane.take());
            }
        }
    }

    /// When the next batch has waited long enough.
    pub(super) fn next(&self) -> Option<Instant> {
        let since = self.lanes.iter().filter_map(|lane| lane.since).min();
        since.map(|since| since + self.batch_wait)
    }

    /// Statuses that wait for company.
    pub(super) fn waiting(&self) -> usize {
        self.lanes.iter().map(|lane| lane.batch.len()).sum()
    }

    fn route(&mut self, status: &StatusDue) -> Arc<[usize]> {
        let message = &status.message;
        let key = key(&message.account_id, &message.number);
        if let Some(route) = self.routes.get(&key) {
            self.last = Some(route.clone());
            return Arc::clone(&route.to);
        }
        let number_id = Some(message.number.id.as_str());
        let targets = self
            .directory
            .targets(&message.account_id, number_id, MESSAGES);
        let to: Vec<usize> = targets
            .into_iter()
            .map(|target| self.lane(target))
            .collect();
        let route = Route {
            account_id: Arc::clone(&message.account_id),
            number: Arc::clone(&message.number),
            to: to.into(),
        };
        self.routes.insert(key, route.clone());
        let to = Arc::clone(&route.to);
        self.last = Some(route);
        to
    }

    fn lane(&mut self, target: Target) -> usize {
        let known = self.lanes.iter().position(|lane| *lane.target == target);
        known.unwrap_or_else(|| {
            self.lanes.push(Lane {
                target: Arc::new(target),
                batch: Vec::new(),
                shared: false,
                since: None,
            });
            self.lanes.len() - 1
        })
    }
}

impl Lane {
    fn take(&mut self) -> Batch {
        self.since = None;
        Batch {
            target: Arc::clone(&self.target),
            statuses: std::mem::take(&mut self.batch),
            shared: std::mem::take(&mut self.shared),
        }
    }
}
