//! When somebody is reminded, and of what. Pure: time is a parameter, in milliseconds since 1970 on this machine's clock.

use std::time::Duration;

use crate::checkpoint::Checkpoint;
use crate::policy::REMINDER_AFTER;
use crate::subject::Subject;

/// An accepted message, as far as a reminder depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) subject: Subject,
    pub(crate) accepted_at_ms: i64,
    /// The customer tapped the button that shows the parcel.
    pub(crate) viewed: bool,
}

/// What to do about a message now.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Due {
    /// Remind.
    Now,
    /// Look again at this time.
    At(i64),
    /// Never.
    No,
}

/// World time on this machine's clock, on which `scale` seconds of the world take one.
pub(crate) fn real_ms(world: Duration, scale: f64) -> i64 {
    (world.as_secs_f64() * 1_000.0 / scale).round() as i64
}

/// What to do about a message.
pub(crate) fn due(told: Told, now_ms: i64, scale: f64) -> Due {
    let reminds = matches!(
        told.subject,
        Subject::Checkpoint(Checkpoint::OutForDelivery | Checkpoint::Delivered)
    );
    let at = told.accepted_at_ms + real_ms(REMINDER_AFTER, scale);
    match () {
        () if !reminds => Due::No,
        () if now_ms < at => Due::At(at),
        () if told.viewed => Due::No,
        () => Due::Now,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY_MS: i64 = 24 * 3_600 * 1_000;

    fn told(checkpoint: Checkpoint) -> Told {
        Told {
            subject: Subject::Checkpoint(checkpoint),
            accepted_at_ms: 5_000,
            viewed: false,
        }
    }

    #[test]
    fn a_reminder_is_due_a_day_after_the_message_and_no_moment_sooner() {
        for checkpoint in [Checkpoint::OutForDelivery, Checkpoint::Delivered] {
            let told = told(checkpoint);
            let at = 5_000 + DAY_MS;
            assert_eq!(due(told, 5_000, 1.0), Due::At(at));
            assert_eq!(due(told, at - 1, 1.0), Due::At(at));
            assert_eq!(due(told, at, 1.0), Due::Now);
        }
    }

    #[test]
    fn the_worlds_day_is_shorter_where_its_clock_runs_faster() {
        let told = told(Checkpoint::Delivered);
        assert_eq!(due(told, 5_000, 3_600.0), Due::At(5_000 + 24_000));
        assert_eq!(due(told, 5_000 + 24_000, 3_600.0), Due::Now);
    }

    #[test]
    fn who_looked_is_not_reminded_and_other_messages_have_no_reminder() {
        let viewed = Told {
            viewed: true,
            ..told(Checkpoint::Delivered)
        };
        assert_eq!(due(viewed, 5_000 + DAY_MS, 1.0), Due::No);
        for subject in [
            Subject::Checkpoint(Checkpoint::Exception),
            Subject::Reminder,
            Subject::Answer,
        ] {
            let told = Told {
                subject,
                ..told(Checkpoint::Delivered)
            };
            assert_eq!(due(told, 5_000 + DAY_MS, 1.0), Due::No);
        }
    }
}
