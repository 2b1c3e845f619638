//! What messages cost: a rate card by market and category, and the sum of a run.
//!
//! Source of the structure: Meta, Cloud API, "Pricing": one rate per delivered message, by the market of the
//! customer's calling code and the category; utility and authentication have volume tiers by market, category and
//! month, shared by a portfolio. Amounts are millionths of a US dollar, so that sums are exact.

use std::collections::BTreeMap;

use super::charge::Category;

mod calling_codes;
pub mod cost;
pub mod destination;
pub mod market;
mod north_america;
mod rates;

use market::Market;

/// Millionths of a US dollar in a dollar.
pub const MICROS: f64 = 1e6;

/// From how many messages of a month on another rate holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VolumeTier {
    /// Charged messages of the month that went before.
    pub from: u64,
    /// Rate in millionths of a US dollar.
    pub micros: u64,
}

/// Rates by market and category.
#[derive(Debug, Clone)]
pub struct RateCard {
    /// When the figures held, such as `2026-01`.
    pub as_of: String,
    /// Whether somebody checked the figures against Meta's own card. False for the built-in ones.
    pub confirmed: bool,
    /// The first tier of each begins at 0; ascending.
    rates: BTreeMap<(Market, Category), Vec<VolumeTier>>,
}

impl Default for RateCard {
    fn default() -> RateCard {
        rates::illustrative()
    }
}

impl RateCard {
    /// A card without any rate: everything costs nothing until it is set.
    pub fn empty(as_of: &str) -> RateCard {
        RateCard {
            as_of: as_of.to_owned(),
            confirmed: false,
            rates: BTreeMap::new(),
        }
    }

    /// Sets one rate and drops its volume tiers.
    pub fn set(&mut self, market: Market, category: Category, micros: u64) {
        let list = VolumeTier { from: 0, micros };
        self.rates.insert((market, category), vec![list]);
    }

    /// Sets the lower rates of a market and category after its list rate.
    pub fn set_tiers(&mut self, market: Market, category: Category, tiers: &[VolumeTier]) {
        let rate = self.rates.entry((market, category)).or_default();
        rate.truncate(1);
        rate.extend(tiers.iter().copied().filter(|tier| tier.from > 0));
        rate.sort_by_key(|tier| tier.from);
    }

    /// What the next message costs when `sold` were charged this month. 0 where the card has no rate.
    pub fn micros(&self, market: Market, category: Category, sold: u64) -> u64 {
        self.tier(market, category, sold)
            .map_or(0, |(_, tier)| tier.micros)
    }

    /// The volume tier of the next message as Meta writes it, such as `0:750000` or `0:MAX`.
    pub fn tier_word(&self, market: Market, category: Category, sold: u64) -> String {
        let Some((index, tier)) = self.tier(market, category, sold) else {
            return "0:MAX".to_owned();
        };
        // Meta's own samples begin the first tier at 0 and the others one after the last of the one before.
        let lower = if tier.from == 0 { 0 } else { tier.from + 1 };
        match self.rates[&(market, priced_as(category))].get(index + 1) {
            Some(next) => format!("{lower}:{}", next.from),
            None => format!("{lower}:MAX"),
        }
    }

    fn tier(&self, market: Market, category: Category, sold: u64) -> Option<(usize, VolumeTier)> {
        let tiers = self.rates.get(&(market, priced_as(category)))?;
        let index = tiers.iter().rposition(|tier| tier.from <= sold)?;
        Some((index, tiers[index]))
    }
}

/// `/marketing_messages` costs what marketing costs unless a card says otherwise; free entry points cost nothing.
fn priced_as(category: Category) -> Category {
    match category {
        Category::MarketingLite => Category::Marketing,
        other => other,
    }
}

#[cfg(test)]
mod tests;
