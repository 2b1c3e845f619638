//! How long a template's message may wait for its delivery before it is dropped without a word.
//!
//! Source: Meta, Cloud API, "Template time-to-live" (`message_send_ttl_seconds`): authentication 30 to 900 seconds,
//! 10 minutes by default; utility 30 to 43,200 seconds; marketing 43,200 to 2,592,000 seconds and only by way of
//! `/marketing_messages`; -1 means 30 days for authentication and utility; 30 days for all else. A message that is
//! undelivered at the end gets no status at all.

use std::time::Duration;

use crate::limits::charge::Category;

/// What holds where nothing else is said, in seconds: 30 days.
pub const DAYS_30: u32 = 2_592_000;

/// The seconds that a template of this category may set; None = the property is not for it.
pub fn range(category: Category) -> Option<std::ops::RangeInclusive<u32>> {
    match category {
        Category::Authentication | Category::AuthenticationInternational => Some(30..=900),
        Category::Utility => Some(30..=43_200),
        Category::Marketing | Category::MarketingLite => Some(43_200..=DAYS_30),
        Category::Service | Category::ReferralConversion => None,
    }
}

/// Whether a template of this category may set `seconds`.
pub fn admits(category: Category, seconds: i64) -> bool {
    let for_ever = seconds == -1
        && matches!(
            category,
            Category::Authentication | Category::AuthenticationInternational | Category::Utility
        );
    let inside = range(category)
        .zip(u32::try_from(seconds).ok())
        .is_some_and(|(range, seconds)| range.contains(&seconds));
    for_ever || inside
}

/// How long a message waits: of a template of this category that set `seconds`, or of any other message.
pub fn lasts(category: Category, seconds: Option<i64>) -> Duration {
    let by_default = match category {
        Category::Authentication | Category::AuthenticationInternational => 600,
        _ => DAYS_30,
    };
    let lasts = match seconds {
        None => by_default,
        Some(seconds) => u32::try_from(seconds).unwrap_or(DAYS_30),
    };
    Duration::from_secs(u64::from(lasts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_category_has_its_range() {
        for (category, inside, outside) in [
            (Category::Authentication, [30, 900, -1], [29, 901, 0]),
            (Category::Utility, [30, 43_200, -1], [29, 43_201, -2]),
            (
                Category::Marketing,
                [43_200, 86_400, 2_592_000],
                [43_199, 2_592_001, -1],
            ),
        ] {
            for seconds in inside {
                assert!(admits(category, seconds), "{category:?} {seconds}");
            }
            for seconds in outside {
                assert!(!admits(category, seconds), "{category:?} {seconds}");
            }
        }
        assert!(!admits(Category::Service, 60));
    }

    #[test]
    fn passcodes_wait_ten_minutes_and_all_else_thirty_days_unless_told() {
        assert_eq!(lasts(Category::Authentication, None).as_secs(), 600);
        assert_eq!(
            lasts(Category::Authentication, Some(-1)).as_secs(),
            2_592_000
        );
        assert_eq!(lasts(Category::Utility, None).as_secs(), 2_592_000);
        assert_eq!(lasts(Category::Utility, Some(60)).as_secs(), 60);
    }
}
