//! The built-in rate card.
//!
//! **Illustrative.** The figures approximate Meta's public card of January 2026 in US dollars as it was repeated by
//! third parties; nobody here has checked them against Meta's own file, hence `confirmed: false`. Replace any of them
//! with [`RateCard::set`]. Two columns are derived: service messages (charged since October 2026) cost what utility
//! costs, and there are no volume tiers built in.

use super::market::Market;
use super::{RateCard, market};
use crate::limits::charge::Category;

/// Market, marketing, utility, authentication, authentication from abroad (where priced apart); millionths of a US
/// dollar.
type Row = (Market, u64, u64, u64, Option<u64>);

const ROWS: &[Row] = {
    use market::Market::*;
    &[
        (Argentina, 61_800, 26_000, 26_000, None),
        (Brazil, 62_500, 6_800, 6_800, None),
        (Chile, 88_900, 20_000, 20_000, None),
        (Colombia, 12_500, 800, 800, None),
        (Egypt, 64_400, 3_600, 3_600, Some(65_000)),
        (France, 85_900, 30_000, 30_000, None),
        (Germany, 136_500, 55_000, 55_000, None),
        (India, 11_800, 1_400, 1_400, Some(28_000)),
        (Indonesia, 41_100, 25_000, 25_000, Some(136_000)),
        (Israel, 35_300, 5_300, 5_300, None),
        (Italy, 69_100, 30_000, 30_000, None),
        (Malaysia, 86_000, 14_000, 14_000, Some(41_800)),
        (Mexico, 30_500, 8_500, 8_500, None),
        (Netherlands, 159_700, 50_000, 50_000, None),
        (Nigeria, 51_600, 6_700, 6_700, Some(75_000)),
        (Pakistan, 47_300, 5_400, 5_400, Some(75_000)),
        (Peru, 70_300, 20_000, 20_000, None),
        (Russia, 80_200, 40_000, 40_000, None),
        (SaudiArabia, 45_500, 10_700, 10_700, Some(59_800)),
        (SouthAfrica, 37_900, 7_600, 7_600, Some(20_000)),
        (Spain, 61_500, 20_000, 20_000, None),
        (Turkey, 10_900, 5_300, 5_300, None),
        (UnitedArabEmirates, 49_900, 15_700, 15_700, Some(51_000)),
        (UnitedKingdom, 52_900, 22_000, 22_000, None),
        (NorthAmerica, 25_000, 3_400, 3_400, None),
        (RestOfAfrica, 22_500, 4_000, 4_000, None),
        (RestOfAsiaPacific, 73_200, 11_300, 11_300, None),
        (RestOfCentralAndEasternEurope, 86_000, 21_200, 21_200, None),
        (RestOfLatinAmerica, 74_000, 11_300, 11_300, None),
        (RestOfMiddleEast, 34_100, 9_100, 9_100, None),
        (RestOfWesternEurope, 59_200, 17_100, 17_100, None),
        (Other, 60_400, 7_700, 7_700, None),
    ]
};

pub(super) fn illustrative() -> RateCard {
    let mut card = RateCard::empty("2026-01");
    for &(market, marketing, utility, authentication, from_abroad) in ROWS {
        card.set(market, Category::Marketing, marketing);
        card.set(market, Category::Utility, utility);
        card.set(market, Category::Service, utility);
        card.set(market, Category::Authentication, authentication);
        let from_abroad = from_abroad.unwrap_or(authentication);
        card.set(market, Category::AuthenticationInternational, from_abroad);
    }
    card
}
