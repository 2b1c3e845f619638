//! Meta's send limits as arithmetic on (state, now): no clock, no lock.

use std::collections::HashMap;
use std::time::Duration;

use crate::clock::Moment;

/// Throughput of one phone number: a token bucket that holds one second of the rate.
/// Source: Meta, Cloud API, throughput (80 messages per second, 1,000 after an upgrade, 20 for coexistence). The
/// averaging window is not published; one second is ours.
#[derive(Debug, Clone)]
pub struct Throughput {
    per_second: f64,
    tokens: f64,
    filled_at: Moment,
}

impl Throughput {
    /// A full bucket. `per_second` must be at least 1.
    pub fn new(per_second: u32) -> Throughput {
        let per_second = f64::from(per_second.max(1));
        Throughput {
            per_second,
            tokens: per_second,
            filled_at: Moment(0),
        }
    }

    /// Messages a second.
    pub fn mps(&self) -> u32 {
        self.per_second as u32
    }

    /// Takes one message's token; false when the rate is used up.
    pub fn admit(&mut self, now: Moment) -> bool {
        let passed = now.since(self.filled_at).as_secs_f64();
        self.tokens = (self.tokens + passed * self.per_second).min(self.per_second);
        self.filled_at = self.filled_at.max(now);
        let admitted = self.tokens >= 1.0;
        if admitted {
            self.tokens -= 1.0;
        }
        admitted
    }
}

/// Pair limit: one message in 6 seconds from a number to a customer, bursts of up to 45 that borrow from the
/// future. A GCRA: one stored time per pair. Source: Meta, Cloud API, "about the platform", pair rate limits.
#[derive(Debug, Default)]
pub struct PairLimit {
    free_at: HashMap<String, Moment>,
    next_sweep: usize,
}

/// Time that one message costs a pair.
pub const PAIR_INTERVAL: Duration = Duration::from_secs(6);
/// Messages that a pair may send at once.
pub const PAIR_BURST: u32 = 45;
const SWEEP_FROM: usize = 10_000;

impl PairLimit {
    /// Counts one message to `recipient`; false when the pair has none left.
    pub fn admit(&mut self, recipient: &str, now: Moment) -> bool {
        if self.free_at.len() > self.next_sweep.max(SWEEP_FROM) {
            // Pairs whose debt is paid need no memory; doubling keeps the sweep amortised.
            self.free_at.retain(|_, free_at| *free_at > now);
            self.next_sweep = self.free_at.len() * 2;
        }
        let tolerance = PAIR_INTERVAL * (PAIR_BURST - 1);
        match self.free_at.get_mut(recipient) {
            Some(free_at) => {
                let start = (*free_at).max(now);
                if start.since(now) > tolerance {
                    return false;
                }
                *free_at = start.after(PAIR_INTERVAL);
            }
            None => {
                self.free_at
                    .insert(recipient.to_owned(), now.after(PAIR_INTERVAL));
            }
        }
        true
    }

    /// Pairs held in memory.
    pub fn pairs(&self) -> usize {
        self.free_at.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_ms(ms: u64) -> Moment {
        Moment(1_000_000_000 + ms * 1_000)
    }

    #[test]
    fn eighty_messages_fit_in_a_second_and_the_next_is_refused() {
        let mut throughput = Throughput::new(80);
        let admitted = (0..100).filter(|_| throughput.admit(at_ms(0))).count();
        assert_eq!(admitted, 80);
        assert!(
            throughput.admit(at_ms(13)),
            "one token is back after an eightieth of a second"
        );
        assert!(!throughput.admit(at_ms(13)));
    }

    #[test]
    fn a_steady_rate_at_the_limit_is_never_refused() {
        let mut throughput = Throughput::new(80);
        assert!((0..8_000).all(|n| throughput.admit(Moment(1_000_000_000 + n * 12_500))));
    }

    #[test]
    fn forty_five_in_a_burst_then_one_in_six_seconds() {
        let mut pair = PairLimit::default();
        let burst = (0..60)
            .filter(|_| pair.admit("5511987654321", at_ms(0)))
            .count();
        assert_eq!(burst, 45);
        assert!(!pair.admit("5511987654321", at_ms(5_999)));
        assert!(pair.admit("5511987654321", at_ms(6_000)));
        assert!(!pair.admit("5511987654321", at_ms(6_001)));
        assert!(
            pair.admit("4915112345678", at_ms(6_001)),
            "another customer is not affected"
        );
    }

    #[test]
    fn memory_holds_only_pairs_in_debt() {
        let mut pair = PairLimit::default();
        for n in 0..100_000u64 {
            assert!(pair.admit(&n.to_string(), at_ms(n * 10)));
        }
        assert!(pair.pairs() <= 20_001, "{}", pair.pairs());
    }
}
