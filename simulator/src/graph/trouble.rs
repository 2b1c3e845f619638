//! What Meta holds against an account or a number: enforcement, billing, names. A world file or the control plane says
//! so; what comes of it is the business of sends, of health and of the endpoints concerned.
//!
//! Source: Meta, Cloud API, error codes, policy enforcement, health status.

use std::sync::atomic::{AtomicU32, Ordering};

/// One thing that Meta holds against an account or a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The account is restricted or disabled for violations: 368, and 141014 in its health.
    Disabled,
    /// The account is locked: 131031.
    Locked,
    /// The account has no valid payment method: 131042 for what costs, 131044 for customers' calls, 141006 in its health.
    Unpaid,
    /// The account's templates were classified wrongly too often: 131064 for templates and direct send.
    Misclassified,
    /// The account is not onboarded to the Marketing Messages API: 134102.
    NotOnboarded,
    /// The number's display name is not approved: 131037.
    Unnamed,
    /// The number was deleted: 33 for sends.
    Deleted,
    /// The number may not use groups: 131215.
    NoGroups,
}

impl Trouble {
    /// All of them.
    pub const ALL: [Trouble; 8] = [
        Trouble::Disabled,
        Trouble::Locked,
        Trouble::Unpaid,
        Trouble::Misclassified,
        Trouble::NotOnboarded,
        Trouble::Unnamed,
        Trouble::Deleted,
        Trouble::NoGroups,
    ];

    /// The word in world files and of triggers.
    pub fn word(self) -> &'static str {
        match self {
            Trouble::Disabled => "disabled",
            Trouble::Locked => "locked",
            Trouble::Unpaid => "unpaid",
            Trouble::Misclassified => "misclassified",
            Trouble::NotOnboarded => "not_onboarded",
            Trouble::Unnamed => "unnamed",
            Trouble::Deleted => "deleted",
            Trouble::NoGroups => "no_groups",
        }
    }

    /// By its word.
    pub fn of_word(word: &str) -> Option<Trouble> {
        Trouble::ALL.into_iter().find(|one| one.word() == word)
    }

    /// Whether it is a number's, not an account's.
    pub fn of_a_number(self) -> bool {
        matches!(
            self,
            Trouble::Unnamed | Trouble::Deleted | Trouble::NoGroups
        )
    }

    fn bit(self) -> u32 {
        1 << (self as u32)
    }
}

/// All that is held against one account or number. Every send asks: one atomic read.
#[derive(Debug, Default)]
pub struct Troubles(AtomicU32);

impl Troubles {
    /// Whether there is nothing.
    pub fn none(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }

    /// Whether this is held against it.
    pub fn has(&self, trouble: Trouble) -> bool {
        self.0.load(Ordering::Relaxed) & trouble.bit() != 0
    }

    /// From now on, or no longer.
    pub fn set(&self, trouble: Trouble, on: bool) {
        if on {
            self.0.fetch_or(trouble.bit(), Ordering::Relaxed);
        } else {
            self.0.fetch_and(!trouble.bit(), Ordering::Relaxed);
        }
    }

    /// These, and no others.
    pub fn replace(&self, troubles: &[Trouble]) {
        let bits = troubles.iter().fold(0, |bits, one| bits | one.bit());
        self.0.store(bits, Ordering::Relaxed);
    }

    /// All of them.
    pub fn all(&self) -> Vec<Trouble> {
        let held = Trouble::ALL.into_iter();
        held.filter(|trouble| self.has(*trouble)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn troubles_come_and_go_one_by_one_and_words_name_them() {
        let troubles = Troubles::default();
        assert!(troubles.none());
        troubles.set(Trouble::Locked, true);
        troubles.set(Trouble::NoGroups, true);
        troubles.set(Trouble::Locked, false);
        assert_eq!(troubles.all(), [Trouble::NoGroups]);
        for trouble in Trouble::ALL {
            assert_eq!(Trouble::of_word(trouble.word()), Some(trouble));
        }
    }
}
