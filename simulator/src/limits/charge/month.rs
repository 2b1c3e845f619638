//! Months of the calendar, UTC: what monthly allowances and volume tiers count by.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::clock::Moment;

/// A month of a year.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Month {
    /// Months since January 1970.
    since_1970: u32,
}

impl Month {
    /// The month of a moment, in UTC.
    pub fn of(at: Moment) -> Month {
        // Days to civil dates, in years that begin in March so that the leap day is the last (Hinnant's algorithm).
        let days = at.unix_s() / 86_400 + 719_468;
        let era = days / 146_097;
        let of_era = days % 146_097;
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let since_march = (5 * of_year + 2) / 153;
        let months = (era * 400 + year_of_era) * 12 + since_march + 2;
        Month {
            since_1970: (months - 1_970 * 12) as u32,
        }
    }

    /// The year, such as 2026.
    pub fn year(self) -> u32 {
        1_970 + self.since_1970 / 12
    }

    /// The month of the year, 1 to 12.
    pub fn number(self) -> u32 {
        self.since_1970 % 12 + 1
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.number())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // a failed unwrap is a failed test

    use super::*;

    #[test]
    fn months_turn_where_the_calendar_turns_them() {
        for (moment, month) in [
            ("1970-01-01T00:00:00Z", "1970-01"),
            ("2024-02-29T23:59:59Z", "2024-02"),
            ("2024-03-01T00:00:00Z", "2024-03"),
            ("2026-09-30T23:59:59Z", "2026-09"),
            ("2026-10-01T00:00:00Z", "2026-10"),
            ("2026-12-31T23:59:59Z", "2026-12"),
            ("2027-01-01T00:00:00Z", "2027-01"),
        ] {
            let at: jiff::Timestamp = moment.parse().unwrap();
            let at = Moment::from_unix_s(at.as_second() as u64);
            assert_eq!(Month::of(at).to_string(), month);
        }
    }

    #[test]
    fn every_day_of_two_centuries_is_in_the_month_that_the_calendar_says() {
        for day in 0..73_000u64 {
            let at = Moment::from_unix_s(day * 86_400 + 40_000);
            let date = jiff::Timestamp::from_second(at.unix_s() as i64)
                .unwrap()
                .to_zoned(jiff::tz::TimeZone::UTC);
            let expected = format!("{:04}-{:02}", date.year(), date.month());
            assert_eq!(Month::of(at).to_string(), expected);
        }
    }
}
