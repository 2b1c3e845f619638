//! Quality of a number or a template, and how customers' signals make it.
//!
//! Meta publishes the words and what follows from them, not how they come about. The rule here is ours and simple:
//! what share of the last seven days' deliveries was answered with a block or a report. Memory: two rings of seven
//! counters each.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::rolling::RollingCount;
use crate::clock::Moment;

/// A quality rating. Source: Meta, Cloud API, "Phone numbers" and "Template quality rating".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Quality {
    /// High: little or no bad feedback.
    Green,
    /// Medium.
    Yellow,
    /// Low: templates are paused.
    Red,
    /// Not enough feedback yet.
    Unknown,
    /// Has no rating, such as a number that is not connected.
    NotApplicable,
}

impl Quality {
    /// The word in the REST interface and in webhooks.
    pub fn word(self) -> &'static str {
        match self {
            Quality::Green => "GREEN",
            Quality::Yellow => "YELLOW",
            Quality::Red => "RED",
            Quality::Unknown => "UNKNOWN",
            Quality::NotApplicable => "NA",
        }
    }

    /// The rating with this word; None for a word that is none.
    pub fn of_word(word: &str) -> Option<Quality> {
        [
            Quality::Green,
            Quality::Yellow,
            Quality::Red,
            Quality::Unknown,
            Quality::NotApplicable,
        ]
        .into_iter()
        .find(|quality| quality.word() == word)
    }

    /// Medium or better, known to be so.
    pub fn at_least_yellow(self) -> bool {
        matches!(self, Quality::Green | Quality::Yellow)
    }
}

/// A rating that went from one word to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QualityChange {
    /// The rating before.
    pub from: Quality,
    /// The rating now.
    pub to: Quality,
}

/// From which shares of bad signals on a rating is yellow or red. All figures are ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct QualityRule {
    /// Deliveries that are needed for a judgement, unless there are three bad signals before.
    pub enough: u64,
    /// Yellow from this many bad signals in a thousand deliveries on.
    pub yellow_per_mille: u64,
    /// Red from this many on.
    pub red_per_mille: u64,
}

impl Default for QualityRule {
    fn default() -> QualityRule {
        QualityRule {
            enough: 100,
            yellow_per_mille: 5,
            red_per_mille: 20,
        }
    }
}

/// What a customer does that counts against a sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadSignal {
    /// Blocked the business; counts once.
    Blocked,
    /// Blocked and reported it; counts twice.
    Reported,
}

const FEW: u64 = 3;

/// Deliveries and bad signals of the last seven days.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Signals {
    delivered: RollingCount,
    bad: RollingCount,
}

impl Default for Signals {
    fn default() -> Signals {
        let week = || RollingCount::new(Duration::from_secs(86_400), 7);
        Signals {
            delivered: week(),
            bad: week(),
        }
    }
}

impl Signals {
    /// Counts deliveries.
    pub fn note_delivered(&mut self, now: Moment, messages: u32) {
        self.delivered.note(now, messages);
    }

    /// Counts a bad signal.
    pub fn note_bad(&mut self, now: Moment, signal: BadSignal) {
        let weight = match signal {
            BadSignal::Blocked => 1,
            BadSignal::Reported => 2,
        };
        self.bad.note(now, weight);
    }

    /// The rating that the signals give; `before` while they are too few to tell.
    pub fn judge(&mut self, now: Moment, rule: &QualityRule, before: Quality) -> Quality {
        let delivered = self.delivered.count(now);
        let bad = self.bad.count(now);
        if delivered < rule.enough && bad < FEW {
            return before;
        }
        let per_mille = bad * 1_000 / delivered.max(1);
        if per_mille >= rule.red_per_mille {
            Quality::Red
        } else if per_mille >= rule.yellow_per_mille {
            Quality::Yellow
        } else {
            Quality::Green
        }
    }
}
