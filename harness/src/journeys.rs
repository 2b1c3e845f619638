//! Journeys as they happen: what is outstanding, and how the current window of the load does. For the engine and
//! the progress line only; the verdict comes from the ledger.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use foldhash::fast::FixedState;
use hdrhistogram::Histogram;

/// Short messages that are waited for at once; the drain does not wait for more.
const OWED_MAX: usize = 200_000;

/// Longest latency that the histograms tell apart; longer ones count as this.
pub const LATENCY_US_MAX: u64 = 3_600_000_000;

/// A histogram of latencies in microseconds with three significant digits.
pub fn histogram() -> Histogram<u64> {
    Histogram::new_with_bounds(1, LATENCY_US_MAX, 3).expect("the bounds are valid")
}

/// Outstanding journeys and the current window.
#[derive(Debug)]
pub struct Journeys {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    outstanding: HashMap<i64, i64, FixedState>,
    expectations: HashSet<i64, FixedState>,
    window: Window,
    recent: Histogram<u64>,
    begun: u64,
    completed: u64,
    errors: u64,
    wait_until_us: i64,
    /// Short messages that are owed, by parcel: until when each may take.
    owed: HashMap<i64, Vec<i64>>,
}

#[derive(Debug)]
struct Window {
    from_us: i64,
    to_us: i64,
    offered: u64,
    completed_inside: u64,
    errors: u64,
    outstanding_start: u64,
    /// Of journeys due in the window.
    latency: Histogram<u64>,
    /// Of journeys completed in the window, whenever they were due.
    seen: Histogram<u64>,
}

/// How the current window does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WindowFacts {
    /// Journeys due in the window so far.
    pub offered: u64,
    /// Journeys completed while it lasted.
    pub completed: u64,
    /// Journeys due in it whose first notice was not acknowledged.
    pub errors: u64,
    /// Outstanding when it began.
    pub outstanding_start: u64,
    /// Outstanding now: due, and not completed.
    pub outstanding_now: u64,
    /// Median latency of the window's journeys; those outstanding count with their age.
    pub latency_p50_ms: f64,
    /// The quantile asked for, likewise.
    pub latency_quantile_ms: f64,
    /// The quantile over what is seen now: journeys completed in the window, and everything outstanding with its
    /// age. A short window's own journeys cannot be older than the window; a backlog shows here.
    pub seen_quantile_ms: f64,
}

/// Totals and the recent pace, for the progress line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pace {
    /// Journeys begun.
    pub begun: u64,
    /// Journeys completed.
    pub completed: u64,
    /// Journeys whose first notice was not acknowledged.
    pub errors: u64,
    /// Journeys outstanding.
    pub outstanding: usize,
    /// 95th percentile of the journeys completed since the last look, milliseconds.
    pub recent_p95_ms: f64,
}

impl Default for Journeys {
    fn default() -> Journeys {
        Journeys {
            state: Mutex::new(State {
                outstanding: HashMap::default(),
                expectations: HashSet::default(),
                window: Window::new(0, 0),
                recent: histogram(),
                begun: 0,
                completed: 0,
                errors: 0,
                wait_until_us: 0,
                owed: HashMap::new(),
            }),
        }
    }
}

impl State {
    fn complete(&mut self, id: i64, at_us: i64) -> Option<u64> {
        let intended_us = self.outstanding.remove(&id)?;
        let latency = (at_us - intended_us).max(1) as u64;
        self.completed += 1;
        self.recent.saturating_record(latency);
        let window = &mut self.window;
        if window.holds(at_us) {
            window.completed_inside += 1;
            window.seen.saturating_record(latency);
        }
        if window.holds(intended_us) {
            window.offered += 1;
            window.latency.saturating_record(latency);
        }
        Some(latency)
    }
}

impl Window {
    fn new(from_us: i64, to_us: i64) -> Window {
        Window {
            from_us,
            to_us,
            offered: 0,
            completed_inside: 0,
            errors: 0,
            outstanding_start: 0,
            latency: histogram(),
            seen: histogram(),
        }
    }

    fn holds(&self, at_us: i64) -> bool {
        (self.from_us..self.to_us).contains(&at_us)
    }
}

impl Journeys {
    /// Expectations and journeys that a ticket brings. Journeys count as outstanding from their intended time.
    pub fn begin(&self, expectations: &[i64], journeys: &[(i64, i64)]) {
        let mut state = self.lock();
        state.expectations.extend(expectations);
        for (id, intended_us) in journeys {
            state.outstanding.insert(*id, *intended_us);
            state.begun += 1;
        }
    }

    /// Something may still come until this moment: the drain waits for it.
    pub fn wait_until(&self, at_us: i64) {
        let mut state = self.lock();
        state.wait_until_us = state.wait_until_us.max(at_us);
    }

    /// A parcel's message cannot arrive: a short message is owed, until this moment.
    pub fn owe(&self, parcel: i64, until_us: i64) {
        let mut state = self.lock();
        if state.owed.len() < OWED_MAX {
            state.owed.entry(parcel).or_default().push(until_us);
        }
    }

    /// A short message about a parcel was accepted, or refused for good.
    pub fn paid(&self, parcel: i64) {
        let mut state = self.lock();
        if let Some(owed) = state.owed.get_mut(&parcel) {
            owed.pop();
            if owed.is_empty() {
                state.owed.remove(&parcel);
            }
        }
    }

    /// Until when something may still come.
    pub fn waits_until_us(&self) -> i64 {
        let state = self.lock();
        let owed = state.owed.values().flatten().copied().max();
        state.wait_until_us.max(owed.unwrap_or(0))
    }

    /// Whether an expectation with this id exists; `completed_us` completes its journey.
    pub fn expects(&self, expectation: i64, completed_us: Option<i64>) -> bool {
        let mut state = self.lock();
        let expected = state.expectations.contains(&expectation);
        if let Some(at_us) = completed_us.filter(|_| expected) {
            state.complete(expectation, at_us);
        }
        expected
    }

    /// The first completion of a journey; later ones are ignored. Answers its latency in microseconds.
    pub fn complete(&self, id: i64, at_us: i64) -> Option<u64> {
        self.lock().complete(id, at_us)
    }

    /// The first notice of a journey was not acknowledged.
    pub fn failed_first(&self, intended_us: i64) {
        let mut state = self.lock();
        state.errors += 1;
        if state.window.holds(intended_us) {
            state.window.errors += 1;
        }
    }

    /// Starts to watch a window of intended times.
    pub fn watch(&self, from_us: i64, to_us: i64) {
        self.lock().window = Window::new(from_us, to_us);
    }

    /// The watched window begins: what is outstanding now was inherited.
    pub fn window_begins(&self, now_us: i64) {
        let outstanding = self.outstanding(now_us) as u64;
        self.lock().window.outstanding_start = outstanding;
    }

    /// How the watched window does at `now_us`.
    pub fn window(&self, now_us: i64, quantile: f64) -> WindowFacts {
        let state = self.lock();
        let window = &state.window;
        let mut latency = window.latency.clone();
        let mut seen = window.seen.clone();
        let mut offered = window.offered;
        let mut outstanding_now = 0;
        for intended_us in state
            .outstanding
            .values()
            .filter(|intended| **intended <= now_us)
        {
            outstanding_now += 1;
            let age = (now_us - intended_us).max(1) as u64;
            seen.saturating_record(age);
            if window.holds(*intended_us) {
                offered += 1;
                latency.saturating_record(age);
            }
        }
        WindowFacts {
            offered,
            completed: window.completed_inside,
            errors: window.errors,
            outstanding_start: window.outstanding_start,
            outstanding_now,
            latency_p50_ms: latency.value_at_quantile(0.5) as f64 / 1e3,
            latency_quantile_ms: latency.value_at_quantile(quantile) as f64 / 1e3,
            seen_quantile_ms: seen.value_at_quantile(quantile) as f64 / 1e3,
        }
    }

    /// Journeys that are due and not completed at `now_us`.
    pub fn outstanding(&self, now_us: i64) -> usize {
        self.lock()
            .outstanding
            .values()
            .filter(|intended| **intended <= now_us)
            .count()
    }

    /// Forgets journeys that were planned and will not be offered any more.
    pub fn forget_due_after(&self, at_us: i64) {
        self.lock()
            .outstanding
            .retain(|_, intended| *intended < at_us);
    }

    /// Totals, and the pace since the last call.
    pub fn pace(&self, now_us: i64) -> Pace {
        let mut state = self.lock();
        let recent_p95_ms = state.recent.value_at_quantile(0.95) as f64 / 1e3;
        state.recent.reset();
        Pace {
            begun: state.begun,
            completed: state.completed,
            errors: state.errors,
            outstanding: state
                .outstanding
                .values()
                .filter(|intended| **intended <= now_us)
                .count(),
            recent_p95_ms,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latency_counts_from_the_intended_time_and_outstanding_journeys_count_with_their_age() {
        let journeys = Journeys::default();
        journeys.watch(0, 10_000_000);
        journeys.begin(&[1, 2], &[(1, 1_000_000), (2, 2_000_000)]);
        assert_eq!(journeys.complete(1, 1_500_000), Some(500_000));
        let facts = journeys.window(8_000_000, 0.95);
        assert_eq!(
            (facts.offered, facts.completed, facts.outstanding_now),
            (2, 1, 1)
        );
        assert!(
            (facts.latency_quantile_ms - 6_000.0).abs() < 10.0,
            "{facts:?}"
        );
    }

    #[test]
    fn a_journey_completes_once() {
        let journeys = Journeys::default();
        journeys.begin(&[1], &[(1, 1_000_000)]);
        assert!(journeys.complete(1, 2_000_000).is_some());
        assert!(journeys.complete(1, 3_000_000).is_none());
        assert!(journeys.expects(1, None) && !journeys.expects(2, None));
    }

    #[test]
    fn what_is_owed_is_waited_for_until_it_is_paid() {
        let journeys = Journeys::default();
        journeys.wait_until(3);
        journeys.owe(7, 10);
        journeys.owe(7, 12);
        assert_eq!(journeys.waits_until_us(), 12);
        journeys.paid(7);
        assert_eq!(journeys.waits_until_us(), 10);
        journeys.paid(7);
        journeys.paid(7);
        assert_eq!(journeys.waits_until_us(), 3);
    }

    #[test]
    fn journeys_that_are_not_due_yet_are_not_outstanding() {
        let journeys = Journeys::default();
        journeys.begin(&[1], &[(1, 5_000_000)]);
        assert_eq!(
            (
                journeys.outstanding(4_000_000),
                journeys.outstanding(5_000_000)
            ),
            (0, 1)
        );
    }
}
