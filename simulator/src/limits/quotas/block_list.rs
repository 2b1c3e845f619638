//! Customers that a number has blocked: at most 64,000, and only such as wrote to it in the last day.
//!
//! Source: Meta, Cloud API, "Block users" (139100 for a request that failed in part, 139101 for a full list, 131047
//! for a customer who did not write). What "64k" is exactly is not published; 64,000 is ours. A list can be kept by
//! key here; whoever shows it keeps the numbers. Memory: a slot of 9 bytes a customer.

use serde::{Deserialize, Serialize};

use crate::clock::Moment;
use crate::limits::key::KeySet;
use crate::limits::windows::SERVICE_WINDOW;

/// Customers that a list holds.
pub const BLOCKED_MAX: usize = 64_000;
/// Graph code of a request of which a part failed.
pub const PARTLY_FAILED_CODE: u32 = 139_100;

/// What became of one customer of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockDecision {
    /// Blocked now.
    Blocked,
    /// Was blocked before; Meta reports it as added too.
    BlockedBefore,
    /// Did not write in the last day.
    NotActive,
    /// The list is full.
    Full,
}

impl BlockDecision {
    /// Graph code in `failed_users`.
    pub fn code(self) -> Option<u32> {
        match self {
            BlockDecision::Blocked | BlockDecision::BlockedBefore => None,
            BlockDecision::NotActive => Some(131_047),
            BlockDecision::Full => Some(139_101),
        }
    }
}

/// The block list of one number.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct BlockList {
    blocked: KeySet,
}

impl BlockList {
    /// Blocks a customer whose latest message came at `last_inbound`.
    pub fn block(
        &mut self,
        now: Moment,
        customer: u64,
        last_inbound: Option<Moment>,
    ) -> BlockDecision {
        if self.is_blocked(customer) {
            return BlockDecision::BlockedBefore;
        }
        if last_inbound.is_none_or(|at| now.since(at) >= SERVICE_WINDOW) {
            return BlockDecision::NotActive;
        }
        if self.blocked.len() >= BLOCKED_MAX {
            return BlockDecision::Full;
        }
        self.blocked.insert(customer.into());
        BlockDecision::Blocked
    }

    /// Unblocks a customer; false when it was not blocked.
    pub fn unblock(&mut self, customer: u64) -> bool {
        self.blocked.remove(&customer.into())
    }

    /// Whether a customer is blocked.
    pub fn is_blocked(&self, customer: u64) -> bool {
        self.blocked.contains(&customer.into())
    }

    /// Customers on the list.
    pub fn len(&self) -> usize {
        self.blocked.len()
    }

    /// Whether nobody is on the list.
    pub fn is_empty(&self) -> bool {
        self.blocked.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_h(hours: u64) -> Moment {
        Moment::from_unix_s(1_700_000_000 + hours * 3_600)
    }

    #[test]
    fn only_customers_who_wrote_in_the_last_day_can_be_blocked() {
        let mut list = BlockList::default();
        let never = list.block(at_h(30), 1, None);
        let too_long_ago = list.block(at_h(30), 1, Some(at_h(6)));
        assert_eq!(
            (never.code(), too_long_ago.code()),
            (Some(131_047), Some(131_047))
        );
        let lately = list.block(at_h(30), 1, Some(at_h(7)));
        assert_eq!(lately, BlockDecision::Blocked);
        assert_eq!(list.block(at_h(99), 1, None), BlockDecision::BlockedBefore);
        assert!(list.is_blocked(1) && list.unblock(1));
        assert!(!list.is_blocked(1) && !list.unblock(1) && list.is_empty());
    }

    #[test]
    fn the_list_is_full_at_sixty_four_thousand() {
        let mut list = BlockList::default();
        for customer in 0..64_000 {
            assert_eq!(
                list.block(at_h(0), customer, Some(at_h(0))),
                BlockDecision::Blocked
            );
        }
        let full = list.block(at_h(0), 64_000, Some(at_h(0)));
        assert_eq!(full.code(), Some(139_101));
        assert_eq!(list.len(), 64_000);
    }
}
