//! How many templates an account may have and create, and how often one may be edited.
//!
//! Sources: Meta, Cloud API, "Templates overview" (100 created an hour; 250 templates for an unverified business,
//! 6,000 for a verified one with an approved display name: 2388019 beyond) and "Template management" (only approved,
//! rejected and paused templates can be edited; an approved one once in 24 hours and 10 times in 30 days). Meta
//! documents no code for too many creations or edits: ours are 80008 and 2388039.
//!
//! Memory: at most 100 moments an account, 10 a template.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::standing::Standing;
use crate::clock::Moment;
use crate::limits::rolling::RecentTimes;

/// What the limits say to a creation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreateDecision {
    /// Goes on.
    Admitted,
    /// 100 in this hour already.
    TooFast {
        /// When the next one is admitted.
        until: Moment,
    },
    /// The account is full.
    TooMany,
}

impl CreateDecision {
    /// Graph code of the refusal. A creation's own codes come as `error_subcode` of 100.
    pub fn code(self) -> Option<u32> {
        match self {
            CreateDecision::Admitted => None,
            CreateDecision::TooFast { .. } => Some(80_008),
            CreateDecision::TooMany => Some(2_388_019),
        }
    }
}

/// Templates created in one account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Creations {
    hour: RecentTimes,
}

impl Default for Creations {
    fn default() -> Creations {
        Creations {
            hour: RecentTimes::new(100, Duration::from_secs(3_600)),
        }
    }
}

impl Creations {
    /// Counts a creation in an account that has `existing` templates.
    pub fn admit(&mut self, now: Moment, existing: usize, standing: Standing) -> CreateDecision {
        if existing >= standing.templates() {
            return CreateDecision::TooMany;
        }
        match self.hour.admit(now) {
            Ok(()) => CreateDecision::Admitted,
            Err(until) => CreateDecision::TooFast { until },
        }
    }
}

/// What the limits say to an edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditDecision {
    /// Goes on.
    Admitted,
    /// Its status allows no edit.
    WrongStatus,
    /// Edited too often.
    TooOften {
        /// When the next edit is admitted.
        until: Moment,
    },
}

impl EditDecision {
    /// Graph code of the refusal, as `error_subcode` of 100.
    pub fn code(self) -> Option<u32> {
        match self {
            EditDecision::Admitted => None,
            EditDecision::WrongStatus | EditDecision::TooOften { .. } => Some(2_388_039),
        }
    }
}

/// Edits of one template. Those of a rejected or paused template are not limited and do not count.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Edits {
    day: RecentTimes,
    month: RecentTimes,
}

impl Default for Edits {
    fn default() -> Edits {
        Edits {
            day: RecentTimes::new(1, Duration::from_secs(86_400)),
            month: RecentTimes::new(10, Duration::from_secs(30 * 86_400)),
        }
    }
}

impl Edits {
    /// Counts an edit of a template whose status has this word (`APPROVED`, `PENDING`, ...).
    pub fn admit(&mut self, now: Moment, status: &str) -> EditDecision {
        match status {
            "REJECTED" | "PAUSED" => return EditDecision::Admitted,
            "APPROVED" => {}
            _ => return EditDecision::WrongStatus,
        }
        match self.day.free_at(now).max(self.month.free_at(now)) {
            Some(until) => EditDecision::TooOften { until },
            None => {
                // There is room in both: that was just asked.
                let _ = (self.day.admit(now), self.month.admit(now));
                EditDecision::Admitted
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_h(hours: u64) -> Moment {
        Moment::from_unix_s(1_700_000_000 + hours * 3_600)
    }

    #[test]
    fn a_hundred_creations_an_hour() {
        let mut creations = Creations::default();
        for existing in 0..100 {
            let decision = creations.admit(at_h(0), existing, Standing::Unverified);
            assert_eq!(decision, CreateDecision::Admitted);
        }
        let decision = creations.admit(at_h(0), 100, Standing::Unverified);
        assert_eq!(decision, CreateDecision::TooFast { until: at_h(1) });
        let decision = creations.admit(at_h(1), 100, Standing::Unverified);
        assert_eq!(decision, CreateDecision::Admitted);
    }

    #[test]
    fn verification_makes_room_for_six_thousand_templates() {
        let mut creations = Creations::default();
        let full = creations.admit(at_h(0), 250, Standing::Unverified);
        assert_eq!(full.code(), Some(2_388_019));
        let more = creations.admit(at_h(0), 250, Standing::Verified);
        assert_eq!(more.code(), None);
        let full = creations.admit(at_h(0), 6_000, Standing::Verified);
        assert_eq!(full, CreateDecision::TooMany);
    }

    #[test]
    fn an_approved_template_is_edited_once_a_day_and_ten_times_in_thirty_days() {
        let mut edits = Edits::default();
        for day in 0..10 {
            assert_eq!(edits.admit(at_h(day * 24), "APPROVED").code(), None);
            let again = edits.admit(at_h(day * 24 + 23), "APPROVED");
            let until = at_h(if day < 9 { (day + 1) * 24 } else { 720 });
            assert_eq!(again, EditDecision::TooOften { until }, "{day}");
        }
        assert_eq!(edits.admit(at_h(720), "APPROVED"), EditDecision::Admitted);
    }

    #[test]
    fn rejected_and_paused_templates_are_edited_freely_others_not_at_all() {
        let mut edits = Edits::default();
        for status in ["REJECTED", "PAUSED", "REJECTED", "APPROVED"] {
            assert_eq!(edits.admit(at_h(0), status), EditDecision::Admitted);
        }
        for status in ["PENDING", "DISABLED", "IN_APPEAL", "PENDING_DELETION", ""] {
            let decision = edits.admit(at_h(0), status);
            assert_eq!(decision.code(), Some(2_388_039), "{status}");
        }
    }
}
