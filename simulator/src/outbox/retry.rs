//! When a webhook that was not taken is offered again. Arithmetic only.
//!
//! Meta says for how long, not when: up to seven days (Meta, webhooks overview), 36 hours (Meta, Graph API webhooks,
//! and the Cloud API's page until 2025), one hour for numbers without storage (Meta, no-storage). The pauses are ours.

use std::str::FromStr;
use std::time::Duration;

use crate::meta_switches::WebhookRetry;

const HOUR: Duration = Duration::from_secs(3_600);
/// More pauses of this length make no difference to a connector.
const PAUSE_MAX: Duration = Duration::from_secs(6 * 3_600);
const FIRST: Duration = Duration::from_secs(5);

/// For how long, and how often, a webhook is offered again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RetryProfile {
    /// Seven days; pauses double from 5 s to 6 h.
    #[default]
    Meta7d,
    /// 36 hours; once more at once, then pauses double from a minute to 6 h.
    Graph36h,
    /// One hour; pauses double from 5 s.
    NoStorage1h,
}

impl RetryProfile {
    /// The profile of a world's switch.
    pub fn of(switch: WebhookRetry) -> RetryProfile {
        match switch {
            WebhookRetry::Meta7d => RetryProfile::Meta7d,
            WebhookRetry::Graph36h => RetryProfile::Graph36h,
            WebhookRetry::NoStorage1h => RetryProfile::NoStorage1h,
        }
    }

    /// All of them.
    pub const ALL: [RetryProfile; 3] = [
        RetryProfile::Meta7d,
        RetryProfile::Graph36h,
        RetryProfile::NoStorage1h,
    ];

    /// The word in a world file.
    pub fn word(self) -> &'static str {
        match self {
            RetryProfile::Meta7d => "meta-7d",
            RetryProfile::Graph36h => "graph-36h",
            RetryProfile::NoStorage1h => "no-storage-1h",
        }
    }

    /// The pause after the attempt with this number, from 1, before jitter.
    pub fn pause(self, attempt: u32) -> Duration {
        let doubled = |first: Duration, times: u32| first.saturating_mul(1 << times.min(20));
        let pause = match (self, attempt) {
            (RetryProfile::Graph36h, ..=1) => Duration::ZERO,
            (RetryProfile::Graph36h, _) => doubled(Duration::from_secs(60), attempt - 2),
            _ => doubled(FIRST, attempt.saturating_sub(1)),
        };
        pause.min(PAUSE_MAX)
    }

    /// No attempt begins later than this after the first one.
    pub fn span(self) -> Duration {
        match self {
            RetryProfile::Meta7d => 7 * 24 * HOUR,
            RetryProfile::Graph36h => 36 * HOUR,
            RetryProfile::NoStorage1h => HOUR,
        }
    }

    /// Why a webhook is given up once the span is over.
    pub(super) fn over(self) -> &'static str {
        match self {
            RetryProfile::Meta7d => "seven days of retries are over",
            RetryProfile::Graph36h => "36 hours of retries are over",
            RetryProfile::NoStorage1h => "an hour of retries is over",
        }
    }
}

impl FromStr for RetryProfile {
    type Err = String;

    fn from_str(text: &str) -> Result<RetryProfile, String> {
        let known = RetryProfile::ALL.map(RetryProfile::word);
        RetryProfile::ALL
            .into_iter()
            .find(|profile| profile.word() == text)
            .ok_or_else(|| {
                format!(
                    "{text:?} is no retry profile; it is one of {}",
                    known.join(", ")
                )
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pauses without jitter until the span is over.
    fn attempts(profile: RetryProfile) -> (u32, Duration) {
        let (mut attempt, mut at) = (1, Duration::ZERO);
        while at + profile.pause(attempt) <= profile.span() {
            at += profile.pause(attempt);
            attempt += 1;
        }
        (attempt, at)
    }

    #[test]
    fn pauses_double_up_to_six_hours_for_seven_days() {
        let seconds = |attempt| RetryProfile::Meta7d.pause(attempt).as_secs();
        assert_eq!(
            [seconds(1), seconds(2), seconds(3), seconds(12), seconds(13)],
            [5, 10, 20, 10_240, 20_480]
        );
        assert_eq!([seconds(14), seconds(4_000_000_000)], [21_600, 21_600]);
        let (attempts, last) = attempts(RetryProfile::Meta7d);
        assert!((40..45).contains(&attempts), "{attempts}");
        assert!(last > 6 * 24 * HOUR && last <= 7 * 24 * HOUR);
    }

    #[test]
    fn graphs_first_retry_is_immediate_and_the_last_within_36_hours() {
        assert_eq!(RetryProfile::Graph36h.pause(1), Duration::ZERO);
        assert_eq!(RetryProfile::Graph36h.pause(2).as_secs(), 60);
        let (attempts, last) = attempts(RetryProfile::Graph36h);
        assert!((10..20).contains(&attempts), "{attempts}");
        assert!(last > 24 * HOUR && last <= 36 * HOUR);
    }

    #[test]
    fn a_number_without_storage_gives_up_within_the_hour() {
        let (attempts, last) = attempts(RetryProfile::NoStorage1h);
        assert_eq!((attempts, last.as_secs()), (10, 2_555));
    }

    #[test]
    fn profiles_have_words() {
        for profile in RetryProfile::ALL {
            assert_eq!(profile.word().parse(), Ok(profile));
        }
        let error = "meta-8d".parse::<RetryProfile>().expect_err("no such one");
        assert!(error.contains("meta-7d"), "{error}");
    }
}
