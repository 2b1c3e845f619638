//! Limits on calls of the Graph API itself: by app and account (80007, 80008), by app (4), and the headers that tell
//! how much of them is used.
//!
//! Sources: Meta, Cloud API, "About the platform", rate limits: 200 calls in a rolling hour for each app and account
//! to the account's management endpoints, 5,000 once the account has a registered number; Graph API, "Rate limits":
//! 200 calls an hour for each user of an app. Sends are governed by throughput and do not count here. What is ours:
//! the hour moves by minutes, refused calls do not count, and time and CPU are a fixed share of the calls.
//!
//! Memory: 60 counters for an app and for an app and account, at most [`METERS_MAX`] of each.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::key::{self, Keyed};
use super::rolling::RollingCount;
use crate::clock::Moment;

mod headers;

pub use headers::{AccountHeader, Usage, app_usage};

/// Apps that are counted apart, and as many apps with an account. Those beyond are let through uncounted.
pub const METERS_MAX: usize = 10_000;

/// Calls in an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsageRules {
    /// By app and account without a registered number.
    pub idle_account: u64,
    /// By app and account with one.
    pub active_account: u64,
    /// By app, for each of its users.
    pub per_user: u64,
    /// Users of an app. Meta counts those of the last day; an app that only machines use has few.
    pub users: u64,
}

impl Default for UsageRules {
    fn default() -> UsageRules {
        UsageRules {
            idle_account: 200,
            active_account: 5_000,
            per_user: 200,
            users: 50,
        }
    }
}

/// Whether an account has a registered number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountState {
    /// It has none.
    Idle,
    /// It has at least one.
    Active,
}

/// Which management endpoint is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endpoint {
    /// `message_templates`: refused with 80008.
    Templates,
    /// Any other: refused with 80007.
    Other,
}

/// What the limits say to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Goes on.
    Admitted,
    /// Over a limit.
    Exceeded {
        /// Graph code: 4, 80007 or 80008.
        code: u32,
        /// When the next call is admitted.
        until: Moment,
    },
}

/// The meters of all apps and accounts of a world.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GraphUsage {
    rules: UsageRules,
    apps: Keyed<RollingCount>,
    accounts: Keyed<RollingCount>,
}

impl GraphUsage {
    /// Nothing was called yet.
    pub fn new(rules: UsageRules) -> GraphUsage {
        GraphUsage {
            rules,
            apps: Keyed::default(),
            accounts: Keyed::default(),
        }
    }

    /// Counts a call of an app that no other limit governs.
    pub fn admit_app(&mut self, now: Moment, app: &str) -> Decision {
        let limit = self.app_limit();
        counted(&mut self.apps, key::of(app), now, limit, 4)
    }

    /// Counts a call of an app to a management endpoint of an account.
    pub fn admit_account(
        &mut self,
        now: Moment,
        app: &str,
        account: &str,
        state: AccountState,
        endpoint: Endpoint,
    ) -> Decision {
        let limit = self.account_limit(state);
        let code = match endpoint {
            Endpoint::Templates => 80_008,
            Endpoint::Other => 80_007,
        };
        counted(
            &mut self.accounts,
            key::pair(app, account),
            now,
            limit,
            code,
        )
    }

    /// How much of an app's hour is used: for `x-app-usage`.
    pub fn app(&mut self, now: Moment, app: &str) -> Usage {
        let limit = self.app_limit();
        let meter = self.apps.get_mut(&key::of(app).into());
        meter.map_or(Usage::default(), |meter| Usage::of(meter, now, limit))
    }

    /// How much of an app's hour with an account is used: for `x-business-use-case-usage`.
    pub fn account(&mut self, now: Moment, app: &str, account: &str, state: AccountState) -> Usage {
        let limit = self.account_limit(state);
        let meter = self.accounts.get_mut(&key::pair(app, account).into());
        meter.map_or(Usage::default(), |meter| Usage::of(meter, now, limit))
    }

    fn app_limit(&self) -> u64 {
        (self.rules.per_user * self.rules.users).max(1)
    }

    fn account_limit(&self, state: AccountState) -> u64 {
        match state {
            AccountState::Idle => self.rules.idle_account,
            AccountState::Active => self.rules.active_account,
        }
        .max(1)
    }
}

fn counted(
    meters: &mut Keyed<RollingCount>,
    key: u64,
    now: Moment,
    limit: u64,
    code: u32,
) -> Decision {
    if meters.len() >= METERS_MAX && !meters.contains_key(&key.into()) {
        return Decision::Admitted;
    }
    let meter = meters
        .entry(key.into())
        .or_insert_with(|| RollingCount::new(Duration::from_secs(60), 60));
    let until = meter.below_at(now, limit);
    if until > now {
        return Decision::Exceeded { code, until };
    }
    meter.note(now, 1);
    Decision::Admitted
}

#[cfg(test)]
mod tests;
