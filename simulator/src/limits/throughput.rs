//! Throughput of one phone number: 130429 when its rate is used up, 131057 while it is being upgraded.
//!
//! A token bucket over messages out and in together. Source: Meta, Cloud API, "Throughput": 80 messages per second,
//! 1,000 after an upgrade that takes at most a minute, 20 for numbers that the Business app uses too; what is over
//! is rejected at once, not queued. The averaging window is not published: a bucket of one second is ours.
//! Exact integer arithmetic in millionths of a message. Memory: one small value a number.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::portfolio::Tier;
use super::quality::Quality;
use super::stored;
use crate::clock::Moment;

/// How much a number may send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Level {
    /// Shared with the Business app: 20 a second.
    Coexistence,
    /// As registered: 80 a second.
    Standard,
    /// After the upgrade: 1,000 a second.
    High,
    /// A rate of our own, messages per second.
    Custom(u32),
}

impl Level {
    /// Messages per second, at least 1.
    pub fn per_second(self) -> u32 {
        match self {
            Level::Coexistence => 20,
            Level::Standard => 80,
            Level::High => 1_000,
            Level::Custom(rate) => rate.max(1),
        }
    }

    /// The word of `throughput.level`. Meta has none for coexistence; it shows as not applicable.
    pub fn word(self) -> &'static str {
        match self {
            Level::Coexistence => "NOT_APPLICABLE",
            Level::Standard | Level::Custom(_) => "STANDARD",
            Level::High => "HIGH",
        }
    }
}

/// What the limit says to a send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Goes on.
    Admitted,
    /// The rate is used up: 130429.
    Exceeded,
    /// The number is being upgraded: 131057.
    Maintenance {
        /// When the upgrade will be done.
        until: Moment,
    },
}

impl Decision {
    /// Graph code of the refusal.
    pub fn code(self) -> Option<u32> {
        match self {
            Decision::Admitted => None,
            Decision::Exceeded => Some(130_429),
            Decision::Maintenance { .. } => Some(131_057),
        }
    }
}

/// What the automatic upgrade looks at. Source: Meta, Cloud API, "Throughput", eligibility.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UpgradeSigns {
    /// Messaging limit of the portfolio.
    pub tier: Tier,
    /// Users outside a service window that the number wrote to first in a moving 24 hours.
    pub unique_users: u64,
    /// Quality rating of the number.
    pub quality: Quality,
}

/// Users in 24 hours from which on a number is upgraded.
pub const UPGRADE_USERS: u64 = 100_000;
/// Longest time that an upgrade takes.
pub const UPGRADE_MAX: Duration = Duration::from_secs(60);

const MESSAGE: i64 = 1_000_000;

/// The bucket of one phone number.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Throughput {
    level: Level,
    bucket_us: i64,
    tokens: i64,
    #[serde(with = "stored::moment")]
    filled_at: Moment,
    #[serde(with = "stored::moment_or_none")]
    upgraded_at: Option<Moment>,
}

impl Throughput {
    /// A full bucket of one second.
    pub fn new(level: Level) -> Throughput {
        Throughput::with_bucket(level, Duration::from_secs(1))
    }

    /// A full bucket that holds `bucket` (up to an hour) of the rate, at least one message.
    pub fn with_bucket(level: Level, bucket: Duration) -> Throughput {
        let mut throughput = Throughput {
            level,
            bucket_us: bucket.min(Duration::from_secs(3_600)).as_micros() as i64,
            tokens: 0,
            filled_at: Moment(0),
            upgraded_at: None,
        };
        throughput.tokens = throughput.capacity();
        throughput
    }

    /// The level; during an upgrade still the old one.
    pub fn level(&self) -> Level {
        self.level
    }

    /// Sets a level by hand, with a full bucket. An upgrade under way is called off.
    pub fn set_level(&mut self, level: Level) {
        self.level = level;
        self.upgraded_at = None;
        self.tokens = self.capacity();
    }

    /// Takes one message's token.
    pub fn admit(&mut self, now: Moment) -> Decision {
        self.settle(now);
        if let Some(until) = self.upgraded_at {
            return Decision::Maintenance { until };
        }
        self.fill(now);
        if self.tokens < MESSAGE {
            return Decision::Exceeded;
        }
        self.tokens -= MESSAGE;
        Decision::Admitted
    }

    /// A customer's message uses the rate too. It cannot be refused, so it may leave a debt, of at most one bucket:
    /// a flood from outside slows a number down, but does not silence it for long (the bound is ours).
    pub fn note_inbound(&mut self, now: Moment) {
        self.settle(now);
        self.fill(now);
        self.tokens = (self.tokens - MESSAGE).max(-self.capacity());
    }

    /// Starts the upgrade to [`Level::High`], which takes `takes` (at most [`UPGRADE_MAX`]); gives its end. None
    /// when the number is there already or on its way.
    pub fn begin_upgrade(&mut self, now: Moment, takes: Duration) -> Option<Moment> {
        self.settle(now);
        if self.level == Level::High || self.upgraded_at.is_some() {
            return None;
        }
        self.upgraded_at = Some(now.after(takes.min(UPGRADE_MAX)));
        self.upgraded_at
    }

    /// Completes an upgrade whose time has come; true once for each, for the webhook `THROUGHPUT_UPGRADE`. A send
    /// that comes first completes it as well, so ask at the moment that [`Throughput::begin_upgrade`] gave.
    pub fn settle(&mut self, now: Moment) -> bool {
        let done = self.upgraded_at.is_some_and(|at| at <= now);
        if done {
            self.level = Level::High;
            self.upgraded_at = None;
            self.tokens = self.capacity();
            self.filled_at = self.filled_at.max(now);
        }
        done
    }

    /// Whether the automatic upgrade is due. A coexistence number or one with a rate of ours stays as it is.
    pub fn upgrade_due(&self, signs: &UpgradeSigns) -> bool {
        self.level == Level::Standard
            && self.upgraded_at.is_none()
            && signs.tier == Tier::Unlimited
            && signs.unique_users >= UPGRADE_USERS
            && signs.quality.at_least_yellow()
    }

    fn capacity(&self) -> i64 {
        self.bucket_us
            .saturating_mul(i64::from(self.level.per_second()))
            .max(MESSAGE)
    }

    fn fill(&mut self, now: Moment) {
        let passed_us = now.since(self.filled_at).as_micros().min(1 << 40) as i64;
        let filled = passed_us.saturating_mul(i64::from(self.level.per_second()));
        self.tokens = self.tokens.saturating_add(filled).min(self.capacity());
        self.filled_at = self.filled_at.max(now);
    }
}

#[cfg(test)]
mod tests;
