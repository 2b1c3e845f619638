//! Countries that customers live in: codes, languages, clocks, cities, names and phone numbers.
//!
//! Enough to make believable recipients; no postal directory. Offsets from UTC are fixed (no summer time), so
//! that the same moment is always written in the same way.

mod table;

use crate::permutation::SPACE;
pub use table::ALL;

/// A country of destination.
#[derive(Debug, PartialEq, Eq)]
pub struct Country {
    /// ISO 3166-1 alpha-2, such as `BR`.
    pub alpha2: &'static str,
    /// ISO 3166-1 alpha-3, such as `BRA`.
    pub alpha3: &'static str,
    /// English name.
    pub name: &'static str,
    /// E.164 calling code without the plus sign.
    pub calling_code: &'static str,
    /// Template language of the official language (Meta, Cloud API, supported languages).
    pub language: &'static str,
    /// Offset of local time from UTC, such as `-03:00`.
    pub utc_offset: &'static str,
    /// The same offset in minutes.
    pub utc_offset_minutes: i32,
    /// Cities with a postal code of theirs.
    pub cities: &'static [City],
    /// First words of full names, in the order in which names are written there.
    pub name_heads: &'static [&'static str],
    /// Second words of full names.
    pub name_tails: &'static [&'static str],
    /// What the local courier writes when a parcel is on its last way, in the official language.
    pub out_for_delivery_words: &'static str,
    /// What the local courier writes when a parcel was handed over.
    pub delivered_words: &'static str,
    /// The shape of mobile numbers.
    mobile: Mobile,
}

/// A city and a postal code in it.
#[derive(Debug, PartialEq, Eq)]
pub struct City {
    /// Its name, as people write it there or as carriers do.
    pub name: &'static str,
    /// One of its postal codes.
    pub postal_code: &'static str,
}

/// National mobile numbers: a prefix, then a fixed number of digits from a lowest value on.
#[derive(Debug, PartialEq, Eq)]
struct Mobile {
    prefixes: &'static [&'static str],
    digits: usize,
    lowest: u64,
}

impl Country {
    /// The country that a number belongs to, by its calling code. Digits may be separated.
    pub fn of_number(number: &str) -> Option<&'static Country> {
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        let known = ALL
            .iter()
            .filter(|country| digits.starts_with(country.calling_code));
        known.max_by_key(|country| country.calling_code.len())
    }

    /// The country with this alpha-2 code.
    pub fn find(alpha2: &str) -> Option<&'static Country> {
        ALL.iter().find(|country| country.alpha2 == alpha2)
    }

    /// A mobile number as E.164 digits without the plus sign. Different serials (below 10^8) give different
    /// numbers, and no two countries share one.
    pub fn mobile_number(&self, serial: u64) -> String {
        assert!(
            serial < SPACE,
            "a mobile number's serial is below 10^8, not {serial}"
        );
        let per_prefix = SPACE.div_ceil(self.mobile.prefixes.len() as u64);
        let prefix = self.mobile.prefixes[(serial / per_prefix) as usize];
        let subscriber = self.mobile.lowest + serial % per_prefix;
        let width = self.mobile.digits;
        format!("{}{prefix}{subscriber:0width$}", self.calling_code)
    }

    /// A full name; the same draw gives the same name.
    pub fn full_name(&self, draw: u64) -> String {
        let heads = self.name_heads.len() as u64;
        let head = self.name_heads[(draw % heads) as usize];
        let tail = self.name_tails[(draw / heads % self.name_tails.len() as u64) as usize];
        format!("{head} {tail}")
    }

    /// A city; the same draw gives the same city.
    pub fn city(&self, draw: u64) -> &'static City {
        &self.cities[(draw % self.cities.len() as u64) as usize]
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // A test that cannot go on should stop.

    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    #[test]
    fn the_two_forms_of_an_offset_agree() {
        for country in &ALL {
            let minutes = country.utc_offset_minutes;
            let sign = if minutes < 0 { '-' } else { '+' };
            let text = format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60);
            assert_eq!(text, country.utc_offset, "{}", country.name);
        }
    }

    #[test]
    fn every_prefix_has_room_for_its_share_of_serials() {
        for country in &ALL {
            let mobile = &country.mobile;
            let room = 10u64.pow(mobile.digits as u32) - mobile.lowest;
            assert!(
                SPACE.div_ceil(mobile.prefixes.len() as u64) <= room,
                "{}",
                country.name
            );
            let last = country.mobile_number(SPACE - 1);
            assert!((10..=15).contains(&last.len()), "{last}");
        }
    }

    #[test]
    fn calling_codes_cannot_be_mistaken_for_each_other() {
        for a in &ALL {
            for b in ALL.iter().filter(|b| b.alpha2 != a.alpha2) {
                assert!(
                    !b.calling_code.starts_with(a.calling_code),
                    "{} {}",
                    a.name,
                    b.name
                );
            }
        }
    }

    #[test]
    fn there_are_names_beyond_ascii_in_most_countries() {
        let beyond = ALL
            .iter()
            .filter(|country| !country.name_heads.iter().all(|name| name.is_ascii()));
        assert!(beyond.count() * 2 > ALL.len());
        let names: HashSet<String> = (0..144).map(|draw| ALL[0].full_name(draw)).collect();
        assert_eq!(names.len(), 144);
    }

    #[test]
    fn a_template_language_follows_the_country() {
        let expected = [
            ("BR", "pt_BR"),
            ("ID", "id"),
            ("MX", "es_MX"),
            ("IN", "hi"),
            ("DE", "de"),
            ("US", "en_US"),
        ];
        for (alpha2, language) in expected {
            assert_eq!(Country::find(alpha2).unwrap().language, language);
        }
        assert_eq!(Country::find("XX"), None);
    }

    proptest! {
        #[test]
        fn different_serials_have_different_numbers(a in 0..SPACE, b in 0..SPACE, which in 0..ALL.len()) {
            let country = &ALL[which];
            prop_assert_eq!(a == b, country.mobile_number(a) == country.mobile_number(b));
        }
    }
}
