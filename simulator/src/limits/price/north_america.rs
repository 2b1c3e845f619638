//! Who is who behind the calling code 1: the area code tells the United States from Canada and the islands.
//!
//! Source: North American Numbering Plan, area codes in service; Meta's pricing page for the markets.

use super::destination::{Country, Destination, UNKNOWN};
use super::market::Market;

const CANADA: &[u16] = &[
    204, 226, 236, 249, 250, 257, 263, 289, 306, 343, 354, 365, 367, 368, 382, 387, 403, 416, 418,
    428, 431, 437, 438, 450, 460, 468, 474, 506, 514, 519, 548, 568, 579, 581, 584, 587, 604, 613,
    639, 647, 672, 683, 705, 709, 742, 753, 778, 780, 782, 807, 819, 825, 867, 873, 879, 902, 905,
    942,
];
const DOMINICAN_REPUBLIC: &[u16] = &[809, 829, 849];
const JAMAICA: &[u16] = &[658, 876];
const PUERTO_RICO: &[u16] = &[787, 939];
/// Islands and territories without a market of their own.
const ISLANDS: &[u16] = &[
    242, 246, 264, 268, 284, 340, 345, 441, 473, 649, 664, 670, 671, 684, 721, 758, 767, 784, 868,
    869,
];

/// Where a number (E.164 digits that begin with 1) is; the United States when its area code is nobody else's.
pub(super) fn destination(digits: &str) -> Destination {
    let Some(area) = digits.get(1..4).and_then(|area| area.parse::<u16>().ok()) else {
        return UNKNOWN;
    };
    let of = |alpha2, market| Destination {
        country: Country(alpha2),
        market,
    };
    if CANADA.contains(&area) {
        of(*b"CA", Market::NorthAmerica)
    } else if DOMINICAN_REPUBLIC.contains(&area) {
        of(*b"DO", Market::RestOfLatinAmerica)
    } else if JAMAICA.contains(&area) {
        of(*b"JM", Market::RestOfLatinAmerica)
    } else if PUERTO_RICO.contains(&area) {
        of(*b"PR", Market::RestOfLatinAmerica)
    } else if ISLANDS.contains(&area) {
        UNKNOWN
    } else {
        of(*b"US", Market::NorthAmerica)
    }
}
