//! Pacing of a whole portfolio: a small sender's large campaign goes out in batches.
//!
//! Source: Meta, Cloud API, "Business portfolio pacing" (since December 2025): portfolios with fewer than 500,000
//! template messages in 365 days; an initial set goes, the rest answer `held_for_quality_assessment` and are
//! delivered in batches, each after feedback on the one before; bad feedback drops all that is held with 132015 and
//! bars the portfolio from templates until it was reviewed. The sizes of set and batch are not published: ours.
//!
//! Memory: 365 counters, an hour of minutes, and eight bytes a held message, at most `held_max`.

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::rolling::RollingCount;
use crate::clock::Moment;

/// Graph code of a template send by a portfolio under review: temporarily blocked for policy violations.
pub const BARRED_CODE: u32 = 368;

/// When and how a portfolio is paced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PacingRules {
    /// Whether portfolios are paced at all.
    pub on: bool,
    /// Template messages in 365 days from which on a portfolio is paced no more.
    pub known_from: u64,
    /// Messages in an hour that go at once.
    pub first: u64,
    /// Messages held at most; those beyond go.
    pub held_max: usize,
}

impl Default for PacingRules {
    fn default() -> PacingRules {
        PacingRules {
            on: true,
            known_from: 500_000,
            first: 10_000,
            held_max: 500_000,
        }
    }
}

/// What becomes of a template message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PortfolioVerdict {
    /// Goes.
    Goes,
    /// Accepted but held.
    Held {
        /// The first of a campaign: the caller plans the first batch now.
        opens: bool,
    },
    /// Refused with [`BARRED_CODE`].
    Barred,
}

/// Pacing of one portfolio.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PortfolioPacing {
    rules: PacingRules,
    year: RollingCount,
    hour: RollingCount,
    held: VecDeque<u64>,
    barred: bool,
}

impl PortfolioPacing {
    /// A portfolio that sent nothing yet.
    pub fn new(rules: PacingRules) -> PortfolioPacing {
        PortfolioPacing {
            rules,
            year: RollingCount::new(Duration::from_secs(86_400), 365),
            hour: RollingCount::new(Duration::from_secs(60), 60),
            held: VecDeque::new(),
            barred: false,
        }
    }

    /// What the portfolio sent before the world began.
    pub fn note_history(&mut self, now: Moment, messages: u32) {
        self.year.note(now, messages);
    }

    /// What becomes of a template message. `message` is the caller's own id for it.
    pub fn admit(&mut self, now: Moment, message: u64) -> PortfolioVerdict {
        if self.barred {
            return PortfolioVerdict::Barred;
        }
        let paced = self.rules.on && self.year.count(now) < self.rules.known_from;
        let campaign = !self.held.is_empty() || self.hour.count(now) >= self.rules.first;
        if paced && campaign && self.held.len() < self.rules.held_max {
            self.held.push_back(message);
            return PortfolioVerdict::Held {
                opens: self.held.len() == 1,
            };
        }
        self.year.note(now, 1);
        self.hour.note(now, 1);
        PortfolioVerdict::Goes
    }

    /// Good feedback: the next `batch` held messages go, the oldest first.
    pub fn release(&mut self, now: Moment, batch: usize) -> Vec<u64> {
        let released: Vec<u64> = self.held.drain(..batch.min(self.held.len())).collect();
        let count = u32::try_from(released.len()).unwrap_or(u32::MAX);
        self.year.note(now, count);
        self.hour.note(now, count);
        released
    }

    /// Bad feedback: every held message fails with 132015, and the portfolio is barred.
    pub fn fail(&mut self) -> Vec<u64> {
        self.barred = true;
        self.held.drain(..).collect()
    }

    /// The review ended well.
    pub fn lift(&mut self) {
        self.barred = false;
    }

    /// Messages held now.
    pub fn held(&self) -> usize {
        self.held.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_s(seconds: u64) -> Moment {
        Moment::from_unix_s(1_700_000_000 + seconds)
    }

    fn small() -> PortfolioPacing {
        PortfolioPacing::new(PacingRules {
            first: 3,
            known_from: 100,
            ..PacingRules::default()
        })
    }

    fn held_of(pacing: &mut PortfolioPacing, messages: std::ops::Range<u64>) -> usize {
        messages
            .filter(|message| pacing.admit(at_s(0), *message) != PortfolioVerdict::Goes)
            .count()
    }

    #[test]
    fn a_campaign_goes_out_in_batches_in_its_order() {
        let mut pacing = small();
        assert_eq!(held_of(&mut pacing, 0..10), 7);
        assert_eq!(pacing.release(at_s(60), 4), [3, 4, 5, 6]);
        assert_eq!(
            pacing.admit(at_s(61), 10),
            PortfolioVerdict::Held { opens: false }
        );
        assert_eq!(pacing.release(at_s(120), 100), [7, 8, 9, 10]);
        assert_eq!(pacing.admit(at_s(4_000), 11), PortfolioVerdict::Goes);
    }

    #[test]
    fn bad_feedback_fails_all_that_is_held_and_bars_the_portfolio() {
        let mut pacing = small();
        held_of(&mut pacing, 0..6);
        assert_eq!(pacing.fail(), [3, 4, 5]);
        assert_eq!(pacing.admit(at_s(9_999), 7), PortfolioVerdict::Barred);
        pacing.lift();
        assert_eq!(pacing.admit(at_s(9_999), 8), PortfolioVerdict::Goes);
    }

    #[test]
    fn a_portfolio_that_is_known_or_a_switch_that_is_off_paces_nothing() {
        let mut known = small();
        known.note_history(at_s(0), 100);
        assert_eq!(held_of(&mut known, 0..50), 0);
        let mut off = PortfolioPacing::new(PacingRules {
            on: false,
            first: 0,
            ..PacingRules::default()
        });
        assert_eq!(held_of(&mut off, 0..50), 0);
    }
}
