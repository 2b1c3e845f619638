//! Names of deleted templates, which stay blocked for 30 days.
//!
//! Source: Meta, Cloud API, "Template management". Memory: at most [`NAMES_MAX`] names an account; the oldest go first.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clock::Moment;

/// How long a name is blocked.
pub const BLOCKED_FOR: Duration = Duration::from_secs(30 * 86_400);
/// Names that are remembered.
pub const NAMES_MAX: usize = 10_000;

/// The deleted names of one account.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct DeletedNames {
    /// Name to the Unix microseconds until which it is blocked.
    until_us: BTreeMap<String, u64>,
}

impl DeletedNames {
    /// All languages of a name were deleted.
    pub fn note_deleted(&mut self, now: Moment, name: &str) {
        if self.until_us.len() >= NAMES_MAX {
            self.until_us.retain(|_, until| *until > now.0);
        }
        if self.until_us.len() >= NAMES_MAX {
            let oldest = self.until_us.iter().min_by_key(|(_, until)| **until);
            if let Some(name) = oldest.map(|(name, _)| name.clone()) {
                self.until_us.remove(&name);
            }
        }
        self.until_us
            .insert(name.to_owned(), now.after(BLOCKED_FOR).0);
    }

    /// Until when a name is blocked; None when it is free.
    pub fn blocked_until(&self, now: Moment, name: &str) -> Option<Moment> {
        let until = *self.until_us.get(name)?;
        (until > now.0).then_some(Moment(until))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_day(day: u64) -> Moment {
        Moment::from_unix_s((20_000 + day) * 86_400)
    }

    #[test]
    fn a_deleted_name_is_free_again_after_thirty_days() {
        let mut names = DeletedNames::default();
        names.note_deleted(at_day(0), "parcel_delivered");
        let until = names.blocked_until(at_day(29), "parcel_delivered");
        assert_eq!(until, Some(at_day(30)));
        assert_eq!(names.blocked_until(at_day(30), "parcel_delivered"), None);
        assert_eq!(names.blocked_until(at_day(0), "parcel_exception"), None);
    }

    #[test]
    fn no_more_names_are_kept_than_the_limit() {
        let mut names = DeletedNames::default();
        for name in 0..NAMES_MAX + 2 {
            names.note_deleted(Moment(at_day(0).0 + name as u64), &name.to_string());
        }
        assert_eq!(names.until_us.len(), NAMES_MAX);
        assert_eq!(names.blocked_until(at_day(1), "1"), None);
        assert!(names.blocked_until(at_day(1), "2").is_some());
    }
}
