//! Sending a flow whose endpoint is unwell: 132069 once 10 messages went in the last hour, 132068 when it is blocked.
//!
//! Source: Meta, Cloud API, "Error codes", and Flows, "Health monitoring": Meta throttles a flow whose endpoint is
//! slow or fails, and blocks it when that goes on. Who decides that is the caller. Memory: at most 10 moments a flow.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clock::Moment;
use crate::limits::rolling::RecentTimes;

/// How a flow is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum FlowHealth {
    /// Sent without limit.
    #[default]
    Well,
    /// 10 messages an hour.
    Throttled,
    /// None.
    Blocked,
}

/// What the limit says to a send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlowDecision {
    /// Goes on.
    Admitted,
    /// 132069.
    Throttled {
        /// When the next one is admitted.
        until: Moment,
    },
    /// 132068.
    Blocked,
}

impl FlowDecision {
    /// Graph code of the refusal.
    pub fn code(self) -> Option<u32> {
        match self {
            FlowDecision::Admitted => None,
            FlowDecision::Throttled { .. } => Some(132_069),
            FlowDecision::Blocked => Some(132_068),
        }
    }
}

/// Sends of one flow.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FlowThrottle {
    health: FlowHealth,
    hour: RecentTimes,
}

impl Default for FlowThrottle {
    fn default() -> FlowThrottle {
        FlowThrottle {
            health: FlowHealth::Well,
            hour: RecentTimes::new(10, Duration::from_secs(3_600)),
        }
    }
}

impl FlowThrottle {
    /// How the flow is.
    pub fn health(&self) -> FlowHealth {
        self.health
    }

    /// Its endpoint got worse or better. The hour of a throttled flow begins anew.
    pub fn set_health(&mut self, health: FlowHealth) {
        self.health = health;
        self.hour.clear();
    }

    /// Counts a send.
    pub fn admit(&mut self, now: Moment) -> FlowDecision {
        match self.health {
            FlowHealth::Well => FlowDecision::Admitted,
            FlowHealth::Blocked => FlowDecision::Blocked,
            FlowHealth::Throttled => match self.hour.admit(now) {
                Ok(()) => FlowDecision::Admitted,
                Err(until) => FlowDecision::Throttled { until },
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_throttled_flow_sends_ten_an_hour_a_blocked_one_none() {
        let now = Moment::from_unix_s(1_700_000_000);
        let mut flow = FlowThrottle::default();
        let admitted = |flow: &mut FlowThrottle| {
            (0..50)
                .filter(|_| flow.admit(now) == FlowDecision::Admitted)
                .count()
        };
        assert_eq!(admitted(&mut flow), 50);
        flow.set_health(FlowHealth::Throttled);
        assert_eq!(admitted(&mut flow), 10);
        let refused = flow.admit(now);
        assert_eq!(refused.code(), Some(132_069));
        let later = now.after(Duration::from_secs(3_600));
        assert_eq!(flow.admit(later), FlowDecision::Admitted);
        flow.set_health(FlowHealth::Blocked);
        assert_eq!(flow.admit(later).code(), Some(132_068));
    }
}
