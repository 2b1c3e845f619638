//! What one customer gets of marketing, from all businesses together: 131049 and 131050, both after acceptance.
//!
//! Sources: Meta, Cloud API, "Per-user marketing template message limits". The real limit adapts to each customer
//! and is not published; ours is a fixed number in a moving day (two by default). Marketing that answers inside a
//! service window does not count. Customers in the United States get none since April 2025. Senders and customers
//! in the European Economic Area, the United Kingdom, Japan and South Korea have no limit. Since April 2026 an
//! account that keeps retrying a customer at its limit is shut out from that customer for up to 24 hours.
//!
//! Memory: customers of the last two days, at most [`USERS_MAX`] entries of 25 bytes; retries likewise;
//! opt-outs for ever, at most [`OPT_OUTS_MAX`].

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::aging::AgingMap;
use super::key::{self, KeySet};
use super::price::destination::is_united_states;
use crate::clock::Moment;

mod exempt;

/// Customers whose recent marketing is remembered.
pub const USERS_MAX: usize = 2_000_000;
/// Customers who stopped marketing of a business.
pub const OPT_OUTS_MAX: usize = 1_000_000;
/// Highest limit that can be set.
pub const PER_DAY_MAX: usize = 4;

const DAY: Duration = Duration::from_secs(86_400);

/// How marketing is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarketingRules {
    /// Marketing messages that a customer gets in a moving day, from all businesses, 1 to [`PER_DAY_MAX`]; None =
    /// no limit.
    pub per_day: Option<usize>,
    /// Whether customers in the United States get none.
    pub united_states_paused: bool,
    /// Whether the limit leaves out the regions that Meta leaves out.
    pub regions_exempt: bool,
    /// Refused retries in a day after which an account is shut out from a customer; None = never.
    pub retries: Option<u8>,
}

impl Default for MarketingRules {
    fn default() -> MarketingRules {
        MarketingRules {
            per_day: Some(2),
            united_states_paused: true,
            regions_exempt: true,
            retries: Some(3),
        }
    }
}

/// An accepted marketing message on its way to a customer.
#[derive(Debug, Clone, Copy)]
pub struct MarketingSend<'a> {
    /// Key of the WhatsApp business account.
    pub account: u64,
    /// Key of the business number (or portfolio) that opt-outs are kept for.
    pub business: u64,
    /// The business number, E.164 digits.
    pub from: &'a str,
    /// The customer, E.164 digits.
    pub to: &'a str,
    /// Whether a service window was open.
    pub in_window: bool,
}

/// What becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarketingDecision {
    /// Delivered as any other.
    Delivered,
    /// `failed` with 131049.
    NotDelivered(Why),
    /// `failed` with 131050: the customer stopped marketing of this business.
    OptedOut,
}

/// Why it was not delivered. Meta does not tell senders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The customer had enough for the day.
    Enough,
    /// The customer is in the United States.
    UnitedStates,
    /// The account retried too often.
    Retries,
}

impl MarketingDecision {
    /// Graph code of the `failed` status.
    pub fn code(self) -> Option<u32> {
        match self {
            MarketingDecision::Delivered => None,
            MarketingDecision::NotDelivered(_) => Some(131_049),
            MarketingDecision::OptedOut => Some(131_050),
        }
    }
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Retries {
    since_s: u32,
    count: u8,
    shut_out_until_s: u32,
}

/// Marketing to all customers of a world.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Marketing {
    rules: MarketingRules,
    /// Seconds of the latest deliveries, 0 = none.
    delivered: AgingMap<[u32; PER_DAY_MAX]>,
    retries: AgingMap<Retries>,
    stopped: KeySet,
}

impl Marketing {
    /// Nobody got anything yet.
    pub fn new(rules: MarketingRules) -> Marketing {
        Marketing {
            rules,
            delivered: AgingMap::new(DAY, USERS_MAX),
            retries: AgingMap::new(DAY * 2, USERS_MAX),
            stopped: KeySet::default(),
        }
    }

    /// Decides on an accepted marketing message, and counts it when it is delivered.
    pub fn admit(&mut self, now: Moment, send: &MarketingSend<'_>) -> MarketingDecision {
        let customer = key::of(send.to);
        if self.has_stopped(send.business, customer) {
            return MarketingDecision::OptedOut;
        }
        if self.rules.united_states_paused && is_united_states(send.to) {
            return MarketingDecision::NotDelivered(Why::UnitedStates);
        }
        let exempt = self.rules.regions_exempt
            && (exempt::is_exempt(send.from) || exempt::is_exempt(send.to));
        let (Some(limit), false) = (self.rules.per_day, exempt || send.in_window) else {
            return MarketingDecision::Delivered;
        };
        let pair = key::pair_of(send.account, customer);
        let shut_out = self.retries.get(pair).map_or(0, |it| it.shut_out_until_s);
        if now.unix_s() < u64::from(shut_out) {
            return MarketingDecision::NotDelivered(Why::Retries);
        }
        let mut times = self.delivered.get(customer).unwrap_or_default();
        times.sort_unstable_by(|a, b| b.cmp(a));
        let oldest_that_counts = times[limit.clamp(1, PER_DAY_MAX) - 1];
        if u64::from(oldest_that_counts) + DAY.as_secs() > now.unix_s() {
            self.note_retry(now, pair);
            return MarketingDecision::NotDelivered(Why::Enough);
        }
        times[PER_DAY_MAX - 1] = seconds(now);
        self.delivered.insert(now, customer, times);
        MarketingDecision::Delivered
    }

    /// A customer stops marketing of a business: `user_preferences` with `stop`. False when no more can be kept.
    pub fn opt_out(&mut self, business: u64, customer: u64) -> bool {
        let pair = key::pair_of(business, customer).into();
        if self.stopped.len() >= OPT_OUTS_MAX && !self.stopped.contains(&pair) {
            return false;
        }
        self.stopped.insert(pair);
        true
    }

    /// A customer wants it again: `user_preferences` with `resume`.
    pub fn opt_in(&mut self, business: u64, customer: u64) {
        self.stopped
            .remove(&key::pair_of(business, customer).into());
    }

    /// Whether a customer stopped marketing of a business.
    pub fn has_stopped(&self, business: u64, customer: u64) -> bool {
        self.stopped
            .contains(&key::pair_of(business, customer).into())
    }

    fn note_retry(&mut self, now: Moment, pair: u64) {
        let Some(allowed) = self.rules.retries else {
            return;
        };
        let fresh = Retries {
            since_s: seconds(now),
            count: 0,
            shut_out_until_s: 0,
        };
        let mut retries = self
            .retries
            .get(pair)
            .filter(|it| u64::from(it.since_s) + DAY.as_secs() > now.unix_s())
            .unwrap_or(fresh);
        // The first refusal is no retry yet.
        if retries.count >= allowed {
            retries.shut_out_until_s = seconds(now.after(DAY));
        }
        retries.count = retries.count.saturating_add(1);
        self.retries.insert(now, pair, retries);
    }
}

/// Unix seconds in 32 bits: enough until 2106.
fn seconds(at: Moment) -> u32 {
    u32::try_from(at.unix_s()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
