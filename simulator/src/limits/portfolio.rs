//! Messaging limit of a business portfolio: how many different customers its numbers together may write to first,
//! outside a service window, in a moving day.
//!
//! Source: Meta, Cloud API, "Messaging limits": 250, then 2,000 after verification or 2,000 delivered messages of
//! good quality to different customers in 30 days; then one level more within 6 hours once at least half of the
//! limit was used in 7 days with good quality. Meta documents no code for the refusal; 131048 is our default.
//! What is ours: a customer counts from acceptance (Meta: from delivery), in buckets of a minute.
//!
//! Memory: [`UniqueUsers`] of a day for at most [`USERS_MAX`], and two small ones that stop at their goal.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::quality::Quality;
use super::stored;
use super::unique_users::UniqueUsers;
use crate::clock::Moment;

/// A messaging limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Tier {
    /// 250 customers, the start.
    Of250,
    /// 2,000.
    Of2K,
    /// 10,000.
    Of10K,
    /// 100,000.
    Of100K,
    /// No limit.
    Unlimited,
}

impl Tier {
    /// Customers in a moving day; None = no limit.
    pub fn limit(self) -> Option<u64> {
        match self {
            Tier::Of250 => Some(250),
            Tier::Of2K => Some(2_000),
            Tier::Of10K => Some(10_000),
            Tier::Of100K => Some(100_000),
            Tier::Unlimited => None,
        }
    }

    /// The word of `whatsapp_business_manager_messaging_limit`.
    pub fn word(self) -> &'static str {
        match self {
            Tier::Of250 => "TIER_250",
            Tier::Of2K => "TIER_2K",
            Tier::Of10K => "TIER_10K",
            Tier::Of100K => "TIER_100K",
            Tier::Unlimited => "TIER_UNLIMITED",
        }
    }

    /// The limit with this word; None for a word that is none.
    pub fn of_word(word: &str) -> Option<Tier> {
        [
            Tier::Of250,
            Tier::Of2K,
            Tier::Of10K,
            Tier::Of100K,
            Tier::Unlimited,
        ]
        .into_iter()
        .find(|tier| tier.word() == word)
    }

    /// One level more.
    pub fn next(self) -> Option<Tier> {
        match self {
            Tier::Of250 => Some(Tier::Of2K),
            Tier::Of2K => Some(Tier::Of10K),
            Tier::Of10K => Some(Tier::Of100K),
            Tier::Of100K => Some(Tier::Unlimited),
            Tier::Unlimited => None,
        }
    }
}

/// What the limit says to a send that starts a conversation outside a service window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Goes on, and the customer is counted.
    Admitted,
    /// The limit is reached.
    Exceeded {
        /// Graph code of the refusal.
        code: u32,
    },
}

/// A limit that was raised, for `business_capability_update`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TierRaised {
    /// The limit before.
    pub from: Tier,
    /// The limit now.
    pub to: Tier,
}

/// How a portfolio's limit behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortfolioRules {
    /// Graph code of the refusal.
    pub over_limit_code: u32,
    /// Time from a condition met to the raise; Meta promises 6 hours at most.
    pub raise_after: Duration,
}

impl Default for PortfolioRules {
    fn default() -> PortfolioRules {
        PortfolioRules {
            over_limit_code: 131_048,
            raise_after: Duration::from_secs(6 * 3_600),
        }
    }
}

/// Customers of a day that are told apart; an unlimited portfolio stops counting there.
pub const USERS_MAX: usize = 4_000_000;
/// Customers that a portfolio has to reach in 30 days for its first raise.
pub const FIRST_RAISE_USERS: usize = 2_000;

/// The limit of one portfolio.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Portfolio {
    rules: PortfolioRules,
    tier: Tier,
    quality: Quality,
    day: UniqueUsers,
    week: UniqueUsers,
    month_delivered: UniqueUsers,
    #[serde(with = "stored::moment_or_none")]
    raise_at: Option<Moment>,
}

impl Portfolio {
    /// A portfolio that wrote to nobody yet, of good quality.
    pub fn new(tier: Tier, rules: PortfolioRules) -> Portfolio {
        Portfolio {
            rules,
            tier,
            quality: Quality::Green,
            day: UniqueUsers::of_a_day(USERS_MAX),
            week: UniqueUsers::of_days(7, half(tier)),
            month_delivered: UniqueUsers::of_days(30, FIRST_RAISE_USERS),
            raise_at: None,
        }
    }

    /// The limit in force.
    pub fn tier(&self) -> Tier {
        self.tier
    }

    /// Customers counted in the day that ends at `now`.
    pub fn used(&mut self, now: Moment) -> u64 {
        self.day.count(now)
    }

    /// Counts a send to a customer outside a service window. The last question before acceptance: a send that is
    /// refused afterwards has used the limit all the same.
    pub fn admit(&mut self, now: Moment, customer: u64) -> Decision {
        let full = match self.tier.limit() {
            Some(limit) => self.day.count(now) >= limit && !self.day.contains(now, customer),
            None => false,
        };
        if full {
            return Decision::Exceeded {
                code: self.rules.over_limit_code,
            };
        }
        self.day.note(now, customer);
        self.note_use(now, customer);
        Decision::Admitted
    }

    /// A message outside a window was delivered. From a template of high quality it counts for the first raise.
    pub fn note_delivered(
        &mut self,
        now: Moment,
        customer: u64,
        template: Quality,
    ) -> Option<TierRaised> {
        if self.tier != Tier::Of250 || template != Quality::Green {
            return None;
        }
        self.month_delivered.note(now, customer);
        let reached = self.month_delivered.count(now) >= FIRST_RAISE_USERS as u64;
        reached.then(|| self.raise()).flatten()
    }

    /// The business was verified: a limit of 250 becomes 2,000 at once.
    pub fn note_verified(&mut self) -> Option<TierRaised> {
        (self.tier == Tier::Of250).then(|| self.raise()).flatten()
    }

    /// The quality across all numbers: a raise needs [`Quality::Green`] when it falls due.
    pub fn set_quality(&mut self, quality: Quality) {
        self.quality = quality;
    }

    /// Sets the limit by hand; what was used before counts for no raise.
    pub fn set_tier(&mut self, tier: Tier) {
        self.tier = tier;
        self.raise_at = None;
        self.week = UniqueUsers::of_days(7, half(tier));
    }

    /// When [`Portfolio::advance`] has something to do.
    pub fn next_due(&self) -> Option<Moment> {
        self.raise_at
    }

    /// Raises the limit when the time has come and the quality is still good.
    pub fn advance(&mut self, now: Moment) -> Option<TierRaised> {
        self.raise_at.filter(|at| *at <= now)?;
        self.raise_at = None;
        (self.quality == Quality::Green)
            .then(|| self.raise())
            .flatten()
    }

    fn note_use(&mut self, now: Moment, customer: u64) {
        if self.tier == Tier::Of250 || self.tier == Tier::Unlimited {
            return;
        }
        self.week.note(now, customer);
        let used_half = self.week.count(now) >= half(self.tier) as u64;
        if used_half && self.raise_at.is_none() && self.quality == Quality::Green {
            self.raise_at = Some(now.after(self.rules.raise_after));
        }
    }

    fn raise(&mut self) -> Option<TierRaised> {
        let from = self.tier;
        let to = from.next()?;
        self.tier = to;
        self.raise_at = None;
        self.week.raise_most(half(to));
        Some(TierRaised { from, to })
    }
}

/// Customers of seven days that make a raise. Counting stops there, so those beyond it do not count for the next
/// level; they were over before it began.
fn half(tier: Tier) -> usize {
    tier.limit().map_or(0, |limit| limit as usize / 2)
}

#[cfg(test)]
mod tests;
