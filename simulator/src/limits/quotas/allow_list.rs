//! Whom a test number may write to: five recipients that were added before, 131030 for anybody else.
//!
//! Source: Meta, Cloud API, "Get started" and "Error codes". Memory: five keys a number.

use serde::{Deserialize, Serialize};

/// Graph code of a send to anybody else.
pub const CODE: u32 = 131_030;
/// Recipients of a test number.
pub const RECIPIENTS_MAX: usize = 5;

/// The recipients of one test number.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AllowList {
    recipients: Vec<u64>,
}

impl AllowList {
    /// Adds a recipient; false when there are five others already.
    pub fn add(&mut self, recipient: u64) -> bool {
        if self.admits(recipient) {
            return true;
        }
        let room = self.recipients.len() < RECIPIENTS_MAX;
        if room {
            self.recipients.push(recipient);
        }
        room
    }

    /// Takes a recipient off the list.
    pub fn remove(&mut self, recipient: u64) {
        self.recipients.retain(|known| *known != recipient);
    }

    /// Whether the number may write to this recipient; if not, refuse with [`CODE`].
    pub fn admits(&self, recipient: u64) -> bool {
        self.recipients.contains(&recipient)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_recipients_and_no_sixth() {
        let mut list = AllowList::default();
        assert!(!list.admits(1));
        assert!((1..=5).all(|recipient| list.add(recipient)));
        assert!(!list.add(6) && !list.admits(6));
        assert!(list.add(5) && list.admits(5), "added twice is no error");
        list.remove(1);
        assert!(list.add(6) && !list.admits(1));
    }
}
