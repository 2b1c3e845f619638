//! The load: pacer, injector and engine at work, until the engine says finish or a signal says stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicI32, AtomicU32, Ordering};
use std::time::Duration;

use scenarios::scenario::Shape;
use serde_json::json;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use super::setup::Set;
use super::{InjectorKind, sampling};
use crate::engine::{Act, Engine, Look};
use crate::injector::direct::DirectInjector;
use crate::injector::goose::GooseInjector;
use crate::injector::{Injector, InjectorFailure, Range, Shot, Slots};
use crate::ledger::Row;
use crate::pacer::{Course, Pacer};
use crate::plan::schedule::{Schedule, Segment, SegmentKind};
use crate::progress::{Moment, StepLine};
use crate::scorer::Scorer;

/// How often the engine looks.
const TICK: Duration = Duration::from_millis(100);
/// Time for the injector's slots to come up before the first ticket is due.
const RUN_UP: Duration = Duration::from_millis(1_500);
/// Ctrl-C at a terminal.
pub(super) const SIGINT: i32 = 2;
/// What a supervisor sends.
pub(super) const SIGTERM: i32 = 15;

/// What the load leaves behind for the drain.
pub(super) struct Loaded {
    pub(super) shots: async_channel::Sender<Shot>,
    pub(super) scorer: Arc<Scorer>,
    pub(super) slots: Arc<Slots>,
    pub(super) course: Arc<Course>,
    pub(super) injector: Option<JoinHandle<Result<(), InjectorFailure>>>,
    pub(super) pacer: Option<std::thread::JoinHandle<()>>,
}

/// Signals that a person or a supervisor sends.
pub(super) struct Signals {
    first: Arc<AtomicI32>,
    second: Arc<AtomicI32>,
    count: Arc<AtomicU32>,
    arrived: Arc<Notify>,
}

impl Signals {
    /// Listens from now on. Has to be called before the injector starts.
    pub(super) fn listen() -> Signals {
        // Goose would take Ctrl-C for itself: its users would leave in mid-load, and a second one would end the process
        // without a word. There is one seat for such a handler in a process, and now it is taken.
        let _ = ctrlc::set_handler(|| {});
        let signals = Signals {
            first: Arc::new(AtomicI32::new(0)),
            second: Arc::new(AtomicI32::new(0)),
            count: Arc::new(AtomicU32::new(0)),
            arrived: Arc::new(Notify::new()),
        };
        for (kind, number) in [
            (tokio::signal::unix::SignalKind::interrupt(), SIGINT),
            (tokio::signal::unix::SignalKind::terminate(), SIGTERM),
        ] {
            let Ok(mut stream) = tokio::signal::unix::signal(kind) else {
                continue;
            };
            let (first, second) = (Arc::clone(&signals.first), Arc::clone(&signals.second));
            let (count, arrived) = (Arc::clone(&signals.count), Arc::clone(&signals.arrived));
            tokio::spawn(async move {
                while stream.recv().await.is_some() {
                    let slot = if count.fetch_add(1, Ordering::Relaxed) == 0 {
                        &first
                    } else {
                        &second
                    };
                    slot.store(number, Ordering::Relaxed);
                    arrived.notify_waiters();
                }
            });
        }
        signals
    }

    /// The first signal's number.
    pub(super) fn first(&self) -> Option<i32> {
        Some(self.first.load(Ordering::Relaxed)).filter(|number| *number != 0)
    }

    /// The second signal's number: a person insists.
    pub(super) fn second(&self) -> Option<i32> {
        Some(self.second.load(Ordering::Relaxed)).filter(|number| *number != 0)
    }
}

/// Offers the load.
pub(super) async fn load(set: &Set, signals: &Signals) -> Loaded {
    // Nothing before a ticket's own time is late from the start.
    let starts_us = set.clock.elapsed_us() + RUN_UP.as_micros() as i64 + set.plan.lead_us();
    let schedule = Schedule::new(
        &set.scenario.load,
        starts_us,
        local_hour(set),
        set.plan.chance,
    );
    set.control("phase", json!({ "phase": "load" }));
    write_segments(set, schedule.segments(), 0);
    let loaded = begin(set, schedule);
    let mut engine = Engine::new(&set.scenario.load.shape, &set.scenario.stop);
    let mut ticker = tokio::time::interval(TICK);
    ticker.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    let mut said = engine.phase();
    loop {
        ticker.tick().await;
        if let Some(signal) = signals.first() {
            interrupt(set, &loaded, signal);
            break;
        }
        if set.connector.has_exited().is_some_and(|how| {
            set.connector_ended(&how);
            true
        }) {
            cut_here(set, &loaded);
            break;
        }
        if loaded
            .injector
            .as_ref()
            .is_some_and(JoinHandle::is_finished)
        {
            injector_ended(set);
            cut_here(set, &loaded);
            break;
        }
        if let Some(failure) = set.ledger.failure() {
            set.progress.line(&failure);
            cut_here(set, &loaded);
            break;
        }
        let finished = turn(set, &loaded, &mut engine);
        if engine.phase() != said {
            said = engine.phase();
            if said != "drain" {
                set.control("phase", json!({ "phase": said }));
            }
        }
        tell(set, &loaded, said);
        if finished {
            break;
        }
    }
    loaded.course.finish();
    loaded
}

/// Nobody takes tickets any more: what follows would not be the connector's doing.
fn injector_ended(set: &Set) {
    let why = "the injector ended before the load did";
    set.control(
        "overflow",
        json!({ "queue": "injector", "lost": 1, "why": why }),
    );
    set.progress.line(why);
}

fn local_hour(set: &Set) -> f64 {
    let Shape::Daily(daily) = &set.scenario.load.shape else {
        return 0.0;
    };
    let zone = jiff::tz::TimeZone::get(&daily.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let now = jiff::Timestamp::now().to_zoned(zone);
    f64::from(now.hour()) + f64::from(now.minute()) / 60.0
}

fn begin(set: &Set, schedule: Schedule) -> Loaded {
    // Bounded by what fills it: the pacer holds back beyond `QUEUED_MAX`, and a retry is a notice of the past.
    let (shots, due) = async_channel::unbounded();
    let scorer = Arc::new(Scorer::new(
        set.ledger.clone(),
        set.clock,
        set.plan.chance,
        Arc::clone(&set.journeys),
        shots.clone(),
        set.plan.driven_by_inbound,
    ));
    let slots = Arc::new(Slots::default());
    let slots_max = set.scenario.load.in_flight_max;
    let range = Range {
        shots: due,
        sink: Arc::clone(&scorer) as _,
        slots_max,
        slots: Arc::clone(&slots),
    };
    let injector = match set.options.injector {
        InjectorKind::Goose => GooseInjector.start(range),
        InjectorKind::Direct => DirectInjector.start(range),
    };
    let course = Course::new(schedule);
    let pacer = Pacer {
        plan: Arc::clone(&set.plan),
        course: Arc::clone(&course),
        shots: shots.clone(),
        ledger: set.ledger.clone(),
        journeys: Arc::clone(&set.journeys),
        clock: set.clock,
    };
    sampling::watch_slots(set, &slots, &shots);
    Loaded {
        shots,
        scorer,
        slots,
        course,
        injector: Some(injector),
        pacer: Some(pacer.start()),
    }
}

fn write_segments(set: &Set, segments: &[Segment], from: usize) {
    let rows = segments
        .iter()
        .enumerate()
        .skip(from)
        .map(|(at, segment)| Row::Segment {
            id: at as i64 + 1,
            step: i64::from(segment.step),
            kind: segment.kind.word(),
            rate_per_min: segment.rate_per_min,
            starts_us: segment.starts_us,
            ends_us: segment.ends_us,
            first_ticket: segment.first_ticket as i64,
        });
    set.ledger.append(rows.collect());
}

/// One look of the engine; true when nothing more will be offered.
fn turn(set: &Set, loaded: &Loaded, engine: &mut Engine) -> bool {
    let now_us = set.clock.elapsed_us();
    let segments: Vec<Segment> = loaded.course.schedule().segments().to_vec();
    let window = set
        .journeys
        .window(now_us, set.scenario.stop.latency_quantile);
    let outstanding = window.outstanding_now as usize;
    let mut finished = false;
    for act in engine.tick(&Look {
        now_us,
        segments: &segments,
        window,
        outstanding,
    }) {
        match act {
            Act::Watch { from_us, to_us } => set.journeys.watch(from_us, to_us),
            Act::WindowBegins => set.journeys.window_begins(now_us),
            Act::Judged {
                rate_per_min,
                held,
                window,
                note,
            } => {
                set.progress.step(&StepLine {
                    rate_per_min,
                    held,
                    window,
                    note,
                });
            }
            Act::Stop {
                criterion,
                rate_per_min,
                value,
                segment,
            } => {
                let detail = json!({ "criterion": criterion, "rate_per_min": rate_per_min.round() as u64, "value": value });
                set.control("stopped_by", detail);
                cut(set, loaded, &segments, segment, now_us);
            }
            Act::Confirm {
                rate_per_min,
                settle,
                hold,
            } => confirm(set, loaded, rate_per_min, settle, hold),
            Act::Finish => finished = true,
        }
    }
    finished
}

fn cut(set: &Set, loaded: &Loaded, segments: &[Segment], from: usize, now_us: i64) {
    loaded.course.cut(now_us);
    let rows = segments
        .iter()
        .enumerate()
        .skip(from)
        .filter(|(_, segment)| segment.ends_us > now_us);
    set.ledger.append(
        rows.map(|(at, _)| Row::Cut {
            segment: at as i64 + 1,
            at_us: now_us,
        })
        .collect(),
    );
}

fn cut_here(set: &Set, loaded: &Loaded) {
    let segments: Vec<Segment> = loaded.course.schedule().segments().to_vec();
    cut(set, loaded, &segments, 0, set.clock.elapsed_us());
}

fn interrupt(set: &Set, loaded: &Loaded, signal: i32) {
    let name = if signal == 2 { "SIGINT" } else { "SIGTERM" };
    set.control("interrupted", json!({ "signal": name }));
    set.progress.line(&format!(
        "{name}: the load stops; draining and judging what was seen (a second signal ends at once)"
    ));
    cut_here(set, loaded);
}

fn confirm(set: &Set, loaded: &Loaded, rate_per_min: f64, settle: Duration, hold: Duration) {
    let (from, step) = {
        let schedule = loaded.course.schedule();
        (
            schedule.segments().len(),
            schedule.segments().last().map_or(1, |last| last.step + 1),
        )
    };
    let mut at_us = set.clock.elapsed_us() + crate::pacer::AHEAD_US + set.plan.lead_us();
    if !settle.is_zero() {
        at_us = loaded
            .course
            .extend(step, SegmentKind::Settle, rate_per_min, at_us, settle);
    }
    loaded
        .course
        .extend(step, SegmentKind::Confirm, rate_per_min, at_us, hold);
    let segments: Vec<Segment> = loaded.course.schedule().segments().to_vec();
    write_segments(set, &segments, from);
}

fn tell(set: &Set, loaded: &Loaded, phase: &'static str) {
    let now_us = set.clock.elapsed_us();
    let schedule = loaded.course.schedule();
    let current = schedule
        .segments()
        .iter()
        .rfind(|segment| segment.starts_us <= now_us);
    let moment = Moment {
        phase,
        now_us,
        ends_us: schedule.ends_us(),
        rate_per_min: current.map_or(0.0, |segment| segment.rate_per_min),
    };
    drop(schedule);
    set.progress.tick(&moment, &|| set.journeys.pace(now_us));
}
