//! Where a customer is, by the calling code of the number: that decides the rate.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::calling_codes::CALLING_CODES;
use super::market::Market;
use super::north_america;

/// A country by its ISO 3166-1 alpha-2 code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Country(pub [u8; 2]);

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", char::from(self.0[0]), char::from(self.0[1]))
    }
}

/// A customer's country and the market that prices it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Destination {
    /// The country.
    pub country: Country,
    /// The market.
    pub market: Market,
}

/// A number whose calling code is not in the table, such as a magic recipient's 999: `ZZ`, in "Other".
pub const UNKNOWN: Destination = Destination {
    country: Country(*b"ZZ"),
    market: Market::Other,
};

impl Destination {
    /// From E.164 digits without the plus sign.
    pub fn of(digits: &str) -> Destination {
        match digits.as_bytes() {
            [b'1', ..] => return north_america::destination(digits),
            // Kazakhstan shares Russia's code and has none of its rates.
            [b'7', b'6' | b'7', ..] => {
                return Destination {
                    country: Country(*b"KZ"),
                    ..UNKNOWN
                };
            }
            _ => {}
        }
        // No calling code begins another one, so the first that is found is the only one.
        (1..=3)
            .filter_map(|length| digits.get(..length)?.parse::<u16>().ok())
            .find_map(|code| {
                let index = CALLING_CODES.binary_search_by_key(&code, |(code, _)| *code);
                index.ok().map(|index| CALLING_CODES[index].1)
            })
            .unwrap_or(UNKNOWN)
    }
}

/// Whether a number (E.164 digits) has an area code of the United States.
pub fn is_united_states(digits: &str) -> bool {
    digits.starts_with('1') && north_america::destination(digits).country == Country(*b"US")
}
