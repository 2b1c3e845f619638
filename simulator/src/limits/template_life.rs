//! The life of one approved template under its customers' judgement: paced, paused, disabled.
//!
//! Sources: Meta, Cloud API, "Template quality rating", "Template pausing", "Template pacing". A template of low
//! quality is paused for 3 hours, the next time for 6, the third time disabled. A new, unpaused or not yet green
//! marketing template is paced: the first messages go, the rest are held; good feedback releases them all, bad
//! feedback fails each and pauses the template until somebody unpauses it by hand; without enough feedback they are
//! released in time (99 % of campaigns within an hour). Utility templates are paced only for the 7 days after one of
//! the account's was paused ([`UtilityWatch`]). How many go first is not published: 1,000 is ours.
//!
//! A pure state machine: the caller draws the feedback and its time, calls [`TemplateLife::decide`] then, calls
//! [`TemplateLife::advance`] at [`TemplateLife::next_due`], and turns every [`Change`] into webhooks and statuses.
//! Memory: eight bytes a held message, at most `held_max` of them.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::charge::Category;
use super::quality::Quality;
use super::stored;
use crate::clock::Moment;

mod utility_watch;

pub use utility_watch::UtilityWatch;

/// Graph code of a template that is paused, and of each held message that failed.
pub const PAUSED_CODE: u32 = 132_015;
/// Graph code of a template that is disabled.
pub const DISABLED_CODE: u32 = 132_016;

/// How templates live.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LifeRules {
    /// Whether templates are paced at all.
    pub pacing: bool,
    /// Messages of a paced template that go at once.
    pub first: u32,
    /// From the first held message to its release when nobody decided.
    pub decide_within: Duration,
    /// The first and the second pause; the third is for good.
    pub pauses: [Duration; 2],
    /// Messages held at most; those beyond go, as after a decision.
    pub held_max: usize,
}

impl Default for LifeRules {
    fn default() -> LifeRules {
        LifeRules {
            pacing: true,
            first: 1_000,
            decide_within: Duration::from_secs(3_600),
            pauses: [
                Duration::from_secs(3 * 3_600),
                Duration::from_secs(6 * 3_600),
            ],
            held_max: 100_000,
        }
    }
}

/// What becomes of a message of this template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Goes: `message_status` is `accepted`.
    Goes,
    /// Accepted but held: `message_status` is `held_for_quality_assessment`.
    Held {
        /// When it is released if nobody decides before.
        decide_by: Moment,
        /// The first one: the caller draws feedback now, and when it comes.
        opens: bool,
    },
    /// Refused with [`PAUSED_CODE`].
    Paused {
        /// The pause's end; None = until somebody unpauses it.
        until: Option<Moment>,
    },
    /// Refused with [`DISABLED_CODE`].
    Disabled,
}

impl Verdict {
    /// Graph code of the refusal.
    pub fn code(self) -> Option<u32> {
        match self {
            Verdict::Goes | Verdict::Held { .. } => None,
            Verdict::Paused { .. } => Some(PAUSED_CODE),
            Verdict::Disabled => Some(DISABLED_CODE),
        }
    }
}

/// Feedback on a paced template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feedback {
    /// Customers like it.
    Good,
    /// They do not.
    Bad,
}

/// Something that happened to the template, in the order in which to tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// `message_template_quality_update`.
    QualityChanged {
        /// The score before.
        from: Quality,
        /// The score now.
        to: Quality,
    },
    /// `message_template_status_update` with `PAUSED`.
    Paused {
        /// The pause's end; None = until somebody unpauses it.
        until: Option<Moment>,
    },
    /// `message_template_status_update` with `APPROVED`: it may be sent again.
    Unpaused,
    /// `message_template_status_update` with `DISABLED`.
    Disabled,
    /// Held messages go now.
    Released {
        /// As given to [`TemplateLife::admit`], in that order.
        messages: Vec<u64>,
    },
    /// Held messages fail now, each with [`PAUSED_CODE`].
    HeldFailed {
        /// As given to [`TemplateLife::admit`], in that order.
        messages: Vec<u64>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Standing {
    Active,
    Paused {
        #[serde(with = "stored::moment_or_none")]
        until: Option<Moment>,
    },
    Disabled,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Pacing {
    /// Begins with the next message that is subject to it.
    Ahead,
    Running {
        sent: u32,
        held: Vec<u64>,
        #[serde(with = "stored::moment_or_none")]
        decide_by: Option<Moment>,
    },
    /// Decided; not paced again until it is unpaused or its quality falls.
    Over,
}

/// One template in one language.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TemplateLife {
    rules: LifeRules,
    category: Category,
    quality: Quality,
    standing: Standing,
    pacing: Pacing,
    pauses: usize,
}

impl TemplateLife {
    /// A template that was just approved: no quality score yet.
    pub fn new(category: Category, rules: LifeRules) -> TemplateLife {
        TemplateLife {
            rules,
            category,
            quality: Quality::Unknown,
            standing: Standing::Active,
            pacing: Pacing::Ahead,
            pauses: 0,
        }
    }

    /// A template of old with good feedback, which is not paced.
    pub fn established(category: Category, rules: LifeRules) -> TemplateLife {
        TemplateLife {
            quality: Quality::Green,
            pacing: Pacing::Over,
            ..TemplateLife::new(category, rules)
        }
    }

    /// Its quality score.
    pub fn quality(&self) -> Quality {
        self.quality
    }

    /// The word of its status in the REST interface.
    pub fn status_word(&self) -> &'static str {
        match self.standing {
            Standing::Active => "APPROVED",
            Standing::Paused { .. } => "PAUSED",
            Standing::Disabled => "DISABLED",
        }
    }

    /// Messages held now.
    pub fn held(&self) -> usize {
        match &self.pacing {
            Pacing::Running { held, .. } => held.len(),
            Pacing::Ahead | Pacing::Over => 0,
        }
    }

    /// What becomes of a message. `message` is the caller's own id for it, given back when it is released or fails.
    pub fn admit(&mut self, now: Moment, message: u64, watch: &UtilityWatch) -> Verdict {
        match self.standing {
            Standing::Paused { until } => return Verdict::Paused { until },
            Standing::Disabled => return Verdict::Disabled,
            Standing::Active => {}
        }
        if self.pacing == Pacing::Ahead && self.subject_to_pacing(now, watch) {
            self.pacing = Pacing::Running {
                sent: 0,
                held: Vec::new(),
                decide_by: None,
            };
        }
        let Pacing::Running {
            sent,
            held,
            decide_by,
        } = &mut self.pacing
        else {
            return Verdict::Goes;
        };
        if *sent < self.rules.first || held.len() >= self.rules.held_max {
            *sent = sent.saturating_add(1);
            return Verdict::Goes;
        }
        held.push(message);
        let opens = decide_by.is_none();
        let decide_by = *decide_by.get_or_insert(now.after(self.rules.decide_within));
        Verdict::Held { decide_by, opens }
    }

    /// Feedback on a paced template. Without effect when nothing is being paced.
    pub fn decide(&mut self, feedback: Feedback) -> Vec<Change> {
        if !matches!(self.pacing, Pacing::Running { .. }) {
            return Vec::new();
        }
        match feedback {
            Feedback::Good => {
                let mut changes = self.score(Quality::Green);
                changes.extend(self.release());
                changes
            }
            Feedback::Bad => self.fall(None),
        }
    }

    /// A new quality score, whatever it comes from. Red pauses an active template.
    pub fn set_quality(&mut self, now: Moment, to: Quality) -> Vec<Change> {
        let paced = matches!(self.pacing, Pacing::Running { .. });
        match to {
            Quality::Red if self.standing != Standing::Active => self.score(to),
            Quality::Red if paced => self.fall(None),
            Quality::Red => {
                let pause = self.rules.pauses.get(self.pauses).copied();
                self.fall(pause.map(|pause| now.after(pause)))
            }
            Quality::Green if paced => self.decide(Feedback::Good),
            _ => {
                if to == Quality::Yellow && self.quality == Quality::Green {
                    self.pacing = Pacing::Ahead;
                }
                self.score(to)
            }
        }
    }

    /// Somebody unpauses it: `POST /{template}/unpause`. Empty when it is not paused.
    pub fn unpause(&mut self) -> Vec<Change> {
        if !matches!(self.standing, Standing::Paused { .. }) {
            return Vec::new();
        }
        self.standing = Standing::Active;
        self.pacing = Pacing::Ahead;
        let mut changes = vec![Change::Unpaused];
        changes.extend(self.score(Quality::Unknown));
        changes
    }

    /// It was edited and approved again: active and unjudged; what it did before still counts towards disabling.
    pub fn approved_again(&mut self) {
        self.standing = Standing::Active;
        self.quality = Quality::Unknown;
        if !matches!(self.pacing, Pacing::Running { .. }) {
            self.pacing = Pacing::Ahead;
        }
    }

    /// Its category is another one now: what is paced goes on, what comes is judged anew.
    pub fn set_category(&mut self, category: Category) {
        self.category = category;
    }

    /// Disabled for good, whatever it did before. Empty when it is already.
    pub fn disable(&mut self) -> Vec<Change> {
        if self.standing == Standing::Disabled {
            return Vec::new();
        }
        self.pauses = self.rules.pauses.len();
        self.fall(None)
    }

    /// When [`TemplateLife::advance`] has something to do.
    pub fn next_due(&self) -> Option<Moment> {
        match (&self.standing, &self.pacing) {
            (Standing::Paused { until }, _) => *until,
            (Standing::Active, Pacing::Running { decide_by, .. }) => *decide_by,
            _ => None,
        }
    }

    /// What time alone brings: the end of a pause, the release of messages that nobody decided on.
    pub fn advance(&mut self, now: Moment) -> Vec<Change> {
        if self.next_due().is_none_or(|due| due > now) {
            return Vec::new();
        }
        match self.standing {
            Standing::Paused { .. } => self.unpause(),
            Standing::Active | Standing::Disabled => self.release().into_iter().collect(),
        }
    }

    fn subject_to_pacing(&self, now: Moment, watch: &UtilityWatch) -> bool {
        let by_category = match self.category {
            Category::Marketing | Category::MarketingLite => true,
            Category::Utility => watch.is_on(now),
            _ => false,
        };
        self.rules.pacing && by_category && self.quality != Quality::Green
    }

    /// Low quality: pauses until `until`, or disables after the last pause; held messages fail.
    fn fall(&mut self, until: Option<Moment>) -> Vec<Change> {
        let mut changes = self.score(Quality::Red);
        if self.pauses < self.rules.pauses.len() {
            self.standing = Standing::Paused { until };
            changes.push(Change::Paused { until });
        } else {
            self.standing = Standing::Disabled;
            changes.push(Change::Disabled);
        }
        self.pauses += 1;
        if let Pacing::Running { held, .. } = std::mem::replace(&mut self.pacing, Pacing::Over)
            && !held.is_empty()
        {
            changes.push(Change::HeldFailed { messages: held });
        }
        changes
    }

    fn release(&mut self) -> Option<Change> {
        match std::mem::replace(&mut self.pacing, Pacing::Over) {
            Pacing::Running { held, .. } if !held.is_empty() => {
                Some(Change::Released { messages: held })
            }
            _ => None,
        }
    }

    fn score(&mut self, to: Quality) -> Vec<Change> {
        let from = std::mem::replace(&mut self.quality, to);
        if from == to {
            return Vec::new();
        }
        vec![Change::QualityChanged { from, to }]
    }
}

#[cfg(test)]
mod tests;
