//! Guesses at a number's two-step PIN: 133005 for a wrong one, 133009 for guessing too fast, 133008 for too often.
//!
//! Source of the codes: Meta, Cloud API, "Error codes". Meta publishes no figures; ours: a second guess 5 seconds
//! after a wrong one at the earliest, and after 10 wrong ones in a day none until a day after the last.
//! Memory: at most 10 moments a number.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clock::Moment;
use crate::limits::rolling::RecentTimes;
use crate::limits::stored;

/// Wrong guesses in a day after which none is admitted.
pub const WRONG_MAX: usize = 10;
/// Shortest time between a wrong guess and the next.
pub const GAP: Duration = Duration::from_secs(5);

const DAY: Duration = Duration::from_secs(86_400);

/// Graph code of a wrong guess.
pub const MISMATCH_CODE: u32 = 133_005;

/// What the limits say to a guess, before anybody looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PinDecision {
    /// May be compared.
    Admitted,
    /// Too many wrong guesses: 133008.
    TooMany {
        /// When the next guess is admitted.
        until: Moment,
    },
    /// Too soon after a wrong guess: 133009.
    TooFast {
        /// When the next guess is admitted.
        until: Moment,
    },
}

impl PinDecision {
    /// Graph code of the refusal.
    pub fn code(self) -> Option<u32> {
        match self {
            PinDecision::Admitted => None,
            PinDecision::TooMany { .. } => Some(133_008),
            PinDecision::TooFast { .. } => Some(133_009),
        }
    }
}

/// Guesses at one number's PIN.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PinGuesses {
    wrong: RecentTimes,
    #[serde(with = "stored::moment")]
    locked_until: Moment,
    #[serde(with = "stored::moment")]
    next_at: Moment,
}

impl Default for PinGuesses {
    fn default() -> PinGuesses {
        PinGuesses {
            wrong: RecentTimes::new(WRONG_MAX, DAY),
            locked_until: Moment(0),
            next_at: Moment(0),
        }
    }
}

impl PinGuesses {
    /// Whether a guess may be compared now.
    pub fn admit(&self, now: Moment) -> PinDecision {
        if now < self.locked_until {
            let until = self.locked_until;
            return PinDecision::TooMany { until };
        }
        if now < self.next_at {
            let until = self.next_at;
            return PinDecision::TooFast { until };
        }
        PinDecision::Admitted
    }

    /// The guess was wrong: refuse it with [`MISMATCH_CODE`].
    pub fn note_wrong(&mut self, now: Moment) {
        self.next_at = now.after(GAP);
        let _ = self.wrong.admit(now);
        if self.wrong.count(now) >= WRONG_MAX {
            self.locked_until = now.after(DAY);
        }
    }

    /// The guess was right: the wrong ones are forgotten.
    pub fn note_right(&mut self) {
        *self = PinGuesses::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_s(seconds: u64) -> Moment {
        Moment::from_unix_s(1_700_000_000 + seconds)
    }

    #[test]
    fn a_guess_right_after_a_wrong_one_is_too_fast() {
        let mut guesses = PinGuesses::default();
        assert_eq!(guesses.admit(at_s(0)), PinDecision::Admitted);
        guesses.note_wrong(at_s(0));
        assert_eq!(guesses.admit(at_s(4)).code(), Some(133_009));
        assert_eq!(guesses.admit(at_s(5)), PinDecision::Admitted);
    }

    #[test]
    fn ten_wrong_guesses_lock_for_a_day_and_a_right_one_clears() {
        let mut guesses = PinGuesses::default();
        (0..9).for_each(|n| guesses.note_wrong(at_s(n * 10)));
        guesses.note_right();
        (0..9).for_each(|n| guesses.note_wrong(at_s(100 + n * 10)));
        assert_eq!(guesses.admit(at_s(190)), PinDecision::Admitted);
        guesses.note_wrong(at_s(190));
        let until = at_s(190 + 86_400);
        assert_eq!(guesses.admit(at_s(200)), PinDecision::TooMany { until });
        assert_eq!(guesses.admit(at_s(200)).code(), Some(133_008));
        assert_eq!(guesses.admit(until), PinDecision::Admitted);
    }
}
