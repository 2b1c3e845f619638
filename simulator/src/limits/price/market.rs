//! The markets of the rate card: countries with rates of their own, and regions for the rest.

use serde::{Deserialize, Serialize};

macro_rules! markets {
    ($($name:ident $word:literal),* $(,)?) => {
        /// A market. Source: Meta, Cloud API, "Pricing", country calling codes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Market {
            $(#[doc = $word] $name),*
        }

        impl Market {
            /// All of them, in the card's order.
            pub const ALL: &'static [Market] = &[$(Market::$name),*];

            /// The market of that name; None for a name that is none.
            pub fn of_word(word: &str) -> Option<Market> {
                Market::ALL.iter().copied().find(|market| market.word() == word)
            }

            /// Meta's name of it.
            pub fn word(self) -> &'static str {
                match self {
                    $(Market::$name => $word),*
                }
            }
        }
    };
}

markets! {
    Argentina "Argentina",
    Brazil "Brazil",
    Chile "Chile",
    Colombia "Colombia",
    Egypt "Egypt",
    France "France",
    Germany "Germany",
    India "India",
    Indonesia "Indonesia",
    Israel "Israel",
    Italy "Italy",
    Malaysia "Malaysia",
    Mexico "Mexico",
    Netherlands "Netherlands",
    Nigeria "Nigeria",
    Pakistan "Pakistan",
    Peru "Peru",
    Russia "Russia",
    SaudiArabia "Saudi Arabia",
    SouthAfrica "South Africa",
    Spain "Spain",
    Turkey "Turkey",
    UnitedArabEmirates "United Arab Emirates",
    UnitedKingdom "United Kingdom",
    NorthAmerica "North America",
    RestOfAfrica "Rest of Africa",
    RestOfAsiaPacific "Rest of Asia Pacific",
    RestOfCentralAndEasternEurope "Rest of Central & Eastern Europe",
    RestOfLatinAmerica "Rest of Latin America",
    RestOfMiddleEast "Rest of Middle East",
    RestOfWesternEurope "Rest of Western Europe",
    Other "Other",
}
