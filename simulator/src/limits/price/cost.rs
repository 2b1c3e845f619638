//! What a run's messages cost, added up by month, country, category and type.
//!
//! One for each portfolio, because volume tiers are shared within a portfolio. Memory: one line for each combination
//! that occurred, at most [`LINES_MAX`]; messages beyond count in the total only.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::destination::{Country, Destination};
use super::market::Market;
use super::{MICROS, RateCard};
use crate::clock::Moment;
use crate::limits::charge::{Category, Charge, Month, PricingType};
use crate::limits::stored;

/// Lines that are kept apart.
pub const LINES_MAX: usize = 20_000;

/// What a line adds up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LineKey {
    /// In which month.
    pub month: Month,
    /// To customers of which country.
    pub country: Country,
    /// Under which category.
    pub category: Category,
    /// Billable or why not.
    pub kind: PricingType,
}

/// Messages and money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Sum {
    /// Messages.
    pub messages: u64,
    /// Millionths of a US dollar.
    pub micros: u64,
}

impl Sum {
    /// US dollars.
    pub fn usd(&self) -> f64 {
        self.micros as f64 / MICROS
    }

    fn add(&mut self, micros: u64) {
        self.messages += 1;
        self.micros += micros;
    }
}

/// The bill of one portfolio.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Cost {
    #[serde(with = "stored::pairs")]
    lines: BTreeMap<LineKey, Sum>,
    /// Charged messages by month, market and category: what volume tiers look at.
    #[serde(with = "stored::pairs")]
    sold: BTreeMap<(Month, Market, Category), u64>,
    total: Sum,
}

impl Cost {
    /// Adds one message; gives its price in millionths of a US dollar, 0 when it is free.
    pub fn add(&mut self, now: Moment, to: Destination, charge: &Charge, card: &RateCard) -> u64 {
        let month = Month::of(now);
        let micros = if charge.billable() {
            let sold = self
                .sold
                .entry((month, to.market, charge.category))
                .or_insert(0);
            let micros = card.micros(to.market, charge.category, *sold);
            *sold += 1;
            micros
        } else {
            0
        };
        let key = LineKey {
            month,
            country: to.country,
            category: charge.category,
            kind: charge.kind,
        };
        if self.lines.len() < LINES_MAX || self.lines.contains_key(&key) {
            self.lines.entry(key).or_default().add(micros);
        }
        self.total.add(micros);
        micros
    }

    /// Charged messages of a month so far: what a volume tier is chosen by.
    pub fn sold(&self, month: Month, market: Market, category: Category) -> u64 {
        let key = (month, market, category);
        self.sold.get(&key).copied().unwrap_or(0)
    }

    /// All lines, by month, country, category and type.
    pub fn lines(&self) -> impl Iterator<Item = (&LineKey, &Sum)> {
        self.lines.iter()
    }

    /// All messages and what they cost.
    pub fn total(&self) -> Sum {
        self.total
    }
}
