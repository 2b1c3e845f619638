//! Requests in a window of time, as carriers count them: so many from the first one on, then the next window.

use std::time::Duration;

use super::sheet::Limit;
use crate::clock::Moment;

/// The window that is open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Window {
    began: Moment,
    requests: u32,
}

/// How a request stands to its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) admitted: bool,
    pub(crate) remaining: u32,
    /// Until the next window.
    pub(crate) resets_in: Duration,
    pub(crate) resets_at: Moment,
}

impl Standing {
    /// Whole seconds until the next window, rounded up.
    pub(crate) fn wait_s(&self) -> u64 {
        self.resets_in.as_micros().div_ceil(1_000_000) as u64
    }
}

impl Window {
    /// Counts a request. What is refused does not count.
    pub(crate) fn admit(&mut self, now: Moment, limit: Limit) -> Standing {
        if now.since(self.began) >= limit.per || self.requests == 0 {
            (self.began, self.requests) = (now, 0);
        }
        let admitted = self.requests < limit.requests;
        self.requests += u32::from(admitted);
        let resets_at = self.began.after(limit.per);
        Standing {
            admitted,
            remaining: limit.requests - self.requests,
            resets_in: resets_at.since(now),
            resets_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_ends_and_the_next_one_is_empty() {
        let limit = Limit {
            requests: 2,
            per: Duration::from_secs(60),
            confirmed: true,
        };
        let mut window = Window::default();
        let mut at = |second| {
            let standing = window.admit(Moment::from_unix_s(second), limit);
            (
                standing.admitted,
                standing.remaining,
                standing.resets_in.as_secs(),
            )
        };
        assert_eq!(at(1_000), (true, 1, 60));
        assert_eq!(at(1_030), (true, 0, 30));
        assert_eq!(at(1_059), (false, 0, 1));
        assert_eq!(at(1_060), (true, 1, 60));
    }
}
