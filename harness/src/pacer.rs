//! The pacer: a thread of its own that plans a little ahead and releases every shot at its intended time. A late
//! shot goes out at once with its original time: nothing is skipped, nothing is re-based.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use simulator::clock::Clock;

use crate::injector::Shot;
use crate::journeys::Journeys;
use crate::ledger::Ledger;
use crate::plan::schedule::{Schedule, SegmentKind};
use crate::plan::stimuli::{Later, Plan, Stimuli};

/// How far ahead of their first request tickets are planned and written to the ledger.
pub const AHEAD_US: i64 = 300_000;
/// Due shots that may wait for a slot before further tickets are planned. Tickets beyond it keep their intended times
/// and are planned when there is room: a dead connector costs time on record, not memory.
pub const QUEUED_MAX: usize = 4_000;
/// Once planning goes on it goes this much further: tickets are planned some at a time, not each with a wake-up of its
/// own.
const PLANNED_TOGETHER_US: i64 = 10_000;
/// Longest sleep, so that a change of the schedule is seen soon.
const NAP_MAX: Duration = Duration::from_millis(5);

/// The schedule as it stands, shared with the engine that may cut or extend it.
pub struct Course {
    schedule: Mutex<Schedule>,
    changes: AtomicU64,
    cut_us: AtomicU64,
    over: AtomicBool,
    pending: AtomicUsize,
}

impl Course {
    /// A course that follows this schedule.
    pub fn new(schedule: Schedule) -> Arc<Course> {
        Arc::new(Course {
            schedule: Mutex::new(schedule),
            changes: AtomicU64::new(0),
            cut_us: AtomicU64::new(u64::MAX),
            over: AtomicBool::new(false),
            pending: AtomicUsize::new(0),
        })
    }

    /// The schedule now.
    pub fn schedule(&self) -> MutexGuard<'_, Schedule> {
        self.schedule.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Nothing is offered from `at_us` on, until the schedule is extended.
    pub fn cut(&self, at_us: i64) {
        self.schedule().cut(at_us);
        self.cut_us.store(at_us.max(0) as u64, Ordering::Release);
        self.changes.fetch_add(1, Ordering::Release);
    }

    /// Adds a stretch; answers its end.
    pub fn extend(
        &self,
        step: u32,
        kind: SegmentKind,
        rate_per_min: f64,
        starts_us: i64,
        length: Duration,
    ) -> i64 {
        let ends_us = self
            .schedule()
            .push(step, kind, rate_per_min, starts_us, length);
        self.changes.fetch_add(1, Ordering::Release);
        ends_us
    }

    /// No stretch will be added any more: the pacer ends with the last shot.
    pub fn finish(&self) {
        self.over.store(true, Ordering::Release);
    }

    /// Shots planned and not yet released.
    pub fn pending(&self) -> usize {
        self.pending.load(Ordering::Relaxed)
    }
}

/// What waits for its time.
enum Waiting {
    /// A request, ready.
    Shot(Box<Shot>),
    /// What a customer does then.
    Later(Later),
}

struct Due(Waiting, i64, u64);

impl PartialEq for Due {
    fn eq(&self, other: &Due) -> bool {
        (self.1, self.2) == (other.1, other.2)
    }
}
impl Eq for Due {}
impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Due) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Due {
    fn cmp(&self, other: &Due) -> std::cmp::Ordering {
        (self.1, self.2).cmp(&(other.1, other.2))
    }
}

/// What the pacer works with.
pub struct Pacer {
    /// What each ticket brings.
    pub plan: Arc<Plan>,
    /// When.
    pub course: Arc<Course>,
    /// Where due shots go.
    pub shots: async_channel::Sender<Shot>,
    /// Where rows go, before their shots.
    pub ledger: Ledger,
    /// Where journeys begin.
    pub journeys: Arc<Journeys>,
    /// The run's clock.
    pub clock: Clock,
}

impl Pacer {
    /// Starts the thread; it ends when the course is finished and the last shot released.
    pub fn start(self) -> std::thread::JoinHandle<()> {
        let name = "pacer".to_owned();
        std::thread::Builder::new()
            .name(name)
            .spawn(move || self.run())
            .expect("a thread can be started")
    }

    fn run(self) {
        let mut heap: BinaryHeap<Reverse<Due>> = BinaryHeap::new();
        // A cut leaves planned tickets behind that will not be offered; their numbers are not used again, so the
        // plan's number runs ahead of the schedule's.
        let (mut ticket, mut abandoned) = (0u64, 0u64);
        let mut next_due = None;
        let mut planning = true;
        let mut seen = u64::MAX;
        let mut sequence = 0u64;
        loop {
            let changes = self.course.changes.load(Ordering::Acquire);
            if changes != seen {
                seen = changes;
                let cut_us = self.course.cut_us.swap(u64::MAX, Ordering::AcqRel);
                if cut_us != u64::MAX {
                    heap.retain(|Reverse(due)| due.1 < cut_us as i64);
                    self.journeys.forget_due_after(cut_us as i64);
                    let kept = self
                        .course
                        .schedule()
                        .tickets_before(cut_us as i64)
                        .min(ticket);
                    abandoned += ticket - kept;
                    ticket = kept;
                }
                next_due = self.course.schedule().due_us(ticket);
            }
            let now_us = self.clock.elapsed_us();
            while heap.peek().is_some_and(|Reverse(due)| due.1 <= now_us) {
                let Some(Reverse(Due(waiting, ..))) = heap.pop() else {
                    break;
                };
                let released = match waiting {
                    Waiting::Shot(shot) => self.shots.try_send(*shot).is_ok(),
                    Waiting::Later(later) => {
                        self.take(self.plan.later(&later), &mut heap, &mut sequence);
                        true
                    }
                };
                if !released {
                    return;
                }
            }
            self.course.pending.store(heap.len(), Ordering::Relaxed);
            let room = self.shots.len() < QUEUED_MAX;
            match next_due {
                Some(due_us) if room && due_us <= self.planned_until_us(now_us, planning) => {
                    planning = true;
                    self.plan_ticket(ticket + abandoned, due_us, &mut heap, &mut sequence);
                    ticket += 1;
                    next_due = self.course.schedule().due_us(ticket);
                }
                None if heap.is_empty() && self.course.over.load(Ordering::Acquire) => return,
                _ => {
                    planning = false;
                    let release_us = heap.peek().map(|Reverse(due)| due.1);
                    self.nap(release_us, next_due.filter(|_| room));
                }
            }
        }
    }

    /// Tickets that are due until then are planned now: further ahead once planning goes on.
    fn planned_until_us(&self, now_us: i64, planning: bool) -> i64 {
        let until_us = now_us + AHEAD_US + self.plan.lead_us();
        if planning {
            until_us + PLANNED_TOGETHER_US
        } else {
            until_us
        }
    }

    fn plan_ticket(
        &self,
        ticket: u64,
        due_us: i64,
        heap: &mut BinaryHeap<Reverse<Due>>,
        sequence: &mut u64,
    ) {
        self.take(self.plan.ticket(ticket, due_us), heap, sequence);
    }

    /// Writes down what is planned, and lets it wait for its time.
    fn take(&self, stimuli: Stimuli, heap: &mut BinaryHeap<Reverse<Due>>, sequence: &mut u64) {
        self.ledger.append(stimuli.rows);
        self.journeys
            .begin(&stimuli.expectations, &stimuli.journeys);
        if let Some(at_us) = stimuli.not_before_us {
            self.journeys.wait_until(at_us);
        }
        let mut wait = |waiting, due_us| {
            *sequence += 1;
            heap.push(Reverse(Due(waiting, due_us, *sequence)));
        };
        for shot in stimuli.shots {
            let due_us = shot.due_us;
            wait(Waiting::Shot(Box::new(shot)), due_us);
        }
        for later in stimuli.later {
            wait(Waiting::Later(later), later.due_us());
        }
    }

    fn nap(&self, release_us: Option<i64>, plan_us: Option<i64>) {
        let now_us = self.clock.elapsed_us();
        let until_us = self.planned_until_us(now_us, false);
        let plan_us = plan_us.map(|due_us| now_us + due_us - until_us);
        let wake_us = [release_us, plan_us].into_iter().flatten().min();
        let nap = wake_us.map_or(NAP_MAX, |wake_us| {
            Duration::from_micros((wake_us - now_us).max(0) as u64)
        });
        if !nap.is_zero() {
            std::thread::sleep(nap.min(NAP_MAX));
        }
    }
}
