//! Whether an account's utility templates are paced: for 7 days after one of them was paused.
//!
//! Source: Meta, Cloud API, "Template pacing", utility templates. Memory: one moment an account.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clock::Moment;
use crate::limits::charge::Category;
use crate::limits::stored;

/// How long the watch lasts.
pub(super) const UTILITY_WATCH: Duration = Duration::from_secs(7 * 86_400);

/// One account's watch over its utility templates.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct UtilityWatch {
    #[serde(with = "stored::moment_or_none")]
    until: Option<Moment>,
}

impl UtilityWatch {
    /// A template of the account was paused; other categories than utility do not matter.
    pub fn note_paused(&mut self, now: Moment, category: Category) {
        if category == Category::Utility {
            self.until = Some(now.after(UTILITY_WATCH));
        }
    }

    /// Whether the watch is on.
    pub fn is_on(&self, now: Moment) -> bool {
        self.until.is_some_and(|until| now < until)
    }
}
