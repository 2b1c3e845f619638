//! Which customers may be written to freely: service windows and free entry points.
//!
//! Sources: Meta, Cloud API, "Send messages", customer service windows: a customer's message or call opens the
//! window for 24 hours, each new one afresh; outside it only templates go (131047). "Pricing", free entry points: a
//! customer who comes from an advertisement, and is answered within 24 hours, can be written to without charge for
//! 72 hours from that answer on; this does not extend the service window. Windows end on whole seconds.
//!
//! Memory: a service window takes a slot of 13 bytes (a million: 27 MB, twice that at worst), forgotten a day or two
//! after its last message; at most [`WINDOWS_MAX`], then the oldest go first, counted.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::aging::AgingMap;
use super::key;
use crate::clock::Moment;

/// How long a customer's message or call opens the window for free text.
pub const SERVICE_WINDOW: Duration = Duration::from_secs(24 * 3_600);
/// How long a free entry point lasts from the answer on.
pub const ENTRY_WINDOW: Duration = Duration::from_secs(72 * 3_600);
/// Service windows that are remembered.
pub const WINDOWS_MAX: usize = 4_000_000;
/// Free entry points that are remembered.
pub const ENTRIES_MAX: usize = 1_000_000;

/// What is open between a number and a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WindowState {
    /// End of the open service window.
    pub service_until: Option<Moment>,
    /// End of the open free entry point.
    pub entry_until: Option<Moment>,
}

impl WindowState {
    /// Whether a service window is open.
    pub fn in_service(&self) -> bool {
        self.service_until.is_some()
    }

    /// Whether a free entry point is open.
    pub fn in_entry(&self) -> bool {
        self.entry_until.is_some()
    }
}

/// Unix seconds of the click's message, and of the answer to it (0 = none yet).
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Entry {
    clicked_s: u32,
    answered_s: u32,
}

/// The windows between numbers and customers, each named by its key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Windows {
    /// Unix seconds of the latest message or call.
    service: AgingMap<u32>,
    entries: AgingMap<Entry>,
}

impl Default for Windows {
    fn default() -> Windows {
        Windows {
            service: AgingMap::new(SERVICE_WINDOW, WINDOWS_MAX),
            entries: AgingMap::new(SERVICE_WINDOW + ENTRY_WINDOW, ENTRIES_MAX),
        }
    }
}

impl Windows {
    /// A customer wrote to a number, or called it.
    pub fn note_inbound(&mut self, now: Moment, number: u64, customer: u64) {
        let pair = key::pair_of(number, customer);
        let latest = self.service.get(pair).unwrap_or(0).max(seconds(now));
        self.service.insert(now, pair, latest);
    }

    /// A customer wrote after a click on an advertisement or a page's button (the message carries a `referral`).
    pub fn note_ad_click(&mut self, now: Moment, number: u64, customer: u64) {
        self.note_inbound(now, number, customer);
        let pair = key::pair_of(number, customer);
        let entry = Entry {
            clicked_s: seconds(now),
            answered_s: 0,
        };
        // An entry point that is open goes on as it was; a new one opens with the first answer after it.
        if self.entry_until(now, pair).is_none() {
            self.entries.insert(now, pair, entry);
        }
    }

    /// The business writes to the customer: what is open for this very message. The first answer to a click opens
    /// the free entry point and is free itself.
    pub fn note_answer(&mut self, now: Moment, number: u64, customer: u64) -> WindowState {
        let pair = key::pair_of(number, customer);
        let waiting = self
            .entries
            .get(pair)
            .filter(|entry| entry.answered_s == 0 && open(now, entry.clicked_s, SERVICE_WINDOW));
        if let Some(entry) = waiting {
            let answered_s = seconds(now);
            self.entries.insert(
                now,
                pair,
                Entry {
                    answered_s,
                    ..entry
                },
            );
        }
        self.state(now, number, customer)
    }

    /// What is open at `now`.
    pub fn state(&self, now: Moment, number: u64, customer: u64) -> WindowState {
        let pair = key::pair_of(number, customer);
        WindowState {
            service_until: self
                .service
                .get(pair)
                .filter(|since| open(now, *since, SERVICE_WINDOW))
                .map(|since| end(since, SERVICE_WINDOW)),
            entry_until: self.entry_until(now, pair),
        }
    }

    /// Whether free text may be sent at `now`.
    pub fn open(&self, now: Moment, number: u64, customer: u64) -> bool {
        let since = self.service.get(key::pair_of(number, customer));
        since.is_some_and(|since| open(now, since, SERVICE_WINDOW))
    }

    /// Ends what is open between a number and a customer: a scenario's order.
    pub fn close(&mut self, number: u64, customer: u64) {
        let pair = key::pair_of(number, customer);
        self.service.remove(pair);
        self.entries.remove(pair);
    }

    /// Windows held in memory, open or lately closed.
    pub fn held(&self) -> usize {
        self.service.len() + self.entries.len()
    }

    /// Windows that were forgotten while they might have been open, for want of room.
    pub fn forgotten_early(&self) -> u64 {
        self.service.forgotten_early() + self.entries.forgotten_early()
    }

    fn entry_until(&self, now: Moment, pair: u64) -> Option<Moment> {
        let entry = self.entries.get(pair)?;
        let answered = entry.answered_s > 0 && open(now, entry.answered_s, ENTRY_WINDOW);
        answered.then(|| end(entry.answered_s, ENTRY_WINDOW))
    }
}

fn open(now: Moment, since_s: u32, lasts: Duration) -> bool {
    now.unix_s() < u64::from(since_s) + lasts.as_secs()
}

fn end(since_s: u32, lasts: Duration) -> Moment {
    Moment::from_unix_s(u64::from(since_s)).after(lasts)
}

/// Unix seconds in 32 bits: enough until 2106.
fn seconds(at: Moment) -> u32 {
    u32::try_from(at.unix_s()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
