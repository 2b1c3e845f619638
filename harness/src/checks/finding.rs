//! What one check found, before it is a verdict: counts, notes and witnesses, and whether it may conclude at all.

use reports::verdict::{CheckResult, Verdict, Witness};

use super::Check;
use super::bounds::upper_bound_95;
use super::context::Context;

/// Most witnesses of a check.
pub(crate) const WITNESSES: usize = 5;

/// What one check found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Finding {
    /// Cases seen.
    pub exercised: u64,
    /// Cases that violate the statement.
    pub violations: u64,
    /// Violations that are still a pass.
    pub tolerance: u64,
    /// Why the evidence carries neither pass nor fail.
    pub undecided: Option<String>,
    /// Remarks.
    pub notes: Vec<String>,
    /// Some of the violations.
    pub witnesses: Vec<Witness>,
}

impl Finding {
    /// A finding over this many cases, without violations yet.
    pub(crate) fn over(exercised: u64) -> Finding {
        Finding {
            exercised,
            ..Finding::default()
        }
    }

    /// Adds violations and some of their witnesses.
    pub(crate) fn violated(mut self, violations: u64, witnesses: Vec<Witness>) -> Finding {
        self.violations += violations;
        let room = WITNESSES.saturating_sub(self.witnesses.len());
        self.witnesses.extend(witnesses.into_iter().take(room));
        self
    }

    /// Adds a remark.
    pub(crate) fn note(mut self, note: impl Into<String>) -> Finding {
        self.notes.push(note.into());
        self
    }

    /// Adds a remark about a count, unless it is zero.
    pub(crate) fn note_count(self, count: u64, text: &str) -> Finding {
        if count == 0 {
            self
        } else {
            self.note(format!("{count} {text}"))
        }
    }

    /// Says that the evidence carries neither pass nor fail, and why. The first reason stays.
    pub(crate) fn cannot_conclude(mut self, why: impl Into<String>) -> Finding {
        self.undecided.get_or_insert(why.into());
        self
    }

    /// The verdict and its figures. The harness's own checks never fail: what they find makes the run unknown.
    pub(crate) fn into_result(
        self,
        check: &Check,
        context: &Context<'_>,
        mandatory: bool,
    ) -> CheckResult {
        let minimum = context
            .scenario
            .checks
            .minimum
            .get(check.id)
            .copied()
            .unwrap_or(1);
        let required = context
            .scenario
            .checks
            .required
            .iter()
            .any(|id| id == check.id);
        let harness = check.id.starts_with('H');
        let mut notes = self.notes;
        let verdict = if let Some(why) = self.undecided {
            notes.insert(0, why);
            Verdict::Unknown
        } else if self.violations > self.tolerance {
            if harness {
                Verdict::Unknown
            } else {
                Verdict::Fail
            }
        } else if self.exercised < minimum {
            notes.insert(
                0,
                format!("saw {} of the {minimum} cases it needs", self.exercised),
            );
            Verdict::Unknown
        } else {
            Verdict::Pass
        };
        CheckResult {
            id: check.id.into(),
            name: check.name.into(),
            statement: check.statement.into(),
            verdict,
            mandatory: mandatory || required,
            exercised: self.exercised,
            violations: self.violations,
            upper_bound_95: upper_bound_95(self.exercised, self.violations),
            notes,
            witnesses: self.witnesses,
        }
    }
}
