//! How often a number may be registered and deregistered: 10 times in 72 hours, 133016 beyond.
//!
//! Source: Meta, Cloud API, "Registration" and "Error codes". Memory: at most 10 moments a number.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clock::Moment;
use crate::limits::rolling::RecentTimes;

/// Graph code of the refusal.
pub const CODE: u32 = 133_016;

/// Calls of `register` and `deregister` of one number.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Registrations {
    times: RecentTimes,
}

impl Default for Registrations {
    fn default() -> Registrations {
        Registrations {
            times: RecentTimes::new(10, Duration::from_secs(72 * 3_600)),
        }
    }
}

impl Registrations {
    /// Counts a call.
    ///
    /// # Errors
    /// Refused with [`CODE`]: the moment from which on it is admitted.
    pub fn admit(&mut self, now: Moment) -> Result<(), Moment> {
        self.times.admit(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eleventh_call_in_three_days_is_refused_until_the_first_is_three_days_old() {
        let at_h = |hours: u64| Moment::from_unix_s(1_700_000_000 + hours * 3_600);
        let mut calls = Registrations::default();
        for hour in 0..10 {
            assert_eq!(calls.admit(at_h(hour)), Ok(()));
        }
        assert_eq!(calls.admit(at_h(71)), Err(at_h(72)));
        assert_eq!(calls.admit(at_h(72)), Ok(()));
        assert_eq!(calls.admit(at_h(72)), Err(at_h(73)));
    }
}
