//! The engine: decides, from one look a tick, when a ramp stops, what its capacity seems to be, and when that is
//! confirmed. A pure state machine: no clock, no channel. The verdict is not its business; the judge computes the
//! steps again from the ledger.

use std::time::Duration;

use scenarios::scenario::{Shape, Stop};

use crate::journeys::WindowFacts;
use crate::judge::step::{StepFacts, judge_step};
use crate::plan::schedule::{Segment, SegmentKind};

/// What a tick shows.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// Microseconds from the run's start.
    pub now_us: i64,
    /// The stretches of the load so far.
    pub segments: &'a [Segment],
    /// The watched window.
    pub window: WindowFacts,
    /// Journeys due and not completed.
    pub outstanding: usize,
}

/// What has to be done.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// Watch this window of intended times.
    Watch {
        /// Its start.
        from_us: i64,
        /// Its end.
        to_us: i64,
    },
    /// The watched window begins now.
    WindowBegins,
    /// A step was judged, for the progress line.
    Judged {
        /// Its rate.
        rate_per_min: f64,
        /// Whether it was held.
        held: bool,
        /// Its window.
        window: WindowFacts,
        /// Why not, or what was odd.
        note: String,
    },
    /// The ramp stops: offer nothing from now on.
    Stop {
        /// `latency` or `errors`.
        criterion: &'static str,
        /// The rate at which it was crossed.
        rate_per_min: f64,
        /// Milliseconds, or a share.
        value: f64,
        /// The segment that is cut.
        segment: usize,
    },
    /// Offer this rate once more, to confirm it.
    Confirm {
        /// The rate.
        rate_per_min: f64,
        /// Time at the rate before it counts.
        settle: Duration,
        /// Time that counts.
        hold: Duration,
    },
    /// Nothing more will be offered.
    Finish,
}

/// Longest wait for the backlog to clear before a confirmation.
const RECOVER_MAX: Duration = Duration::from_secs(60);
/// How often a confirmation may fail and the next lower step be tried.
const CONFIRMATIONS_MAX: u32 = 3;
/// Journeys that a window needs before a ramp may stop in the middle of it.
const EARLY_STOP_MIN: u64 = 20;

#[derive(Debug, Clone, PartialEq)]
enum Phase {
    /// Before or inside the segment with this index.
    Load {
        next: usize,
        begun: bool,
    },
    /// Waiting for the backlog to clear.
    Recover {
        since_us: i64,
    },
    /// Confirming; the confirmation is the segment with this index.
    Confirm {
        segment: usize,
        begun: bool,
    },
    Done,
}

/// The state machine.
#[derive(Debug)]
pub struct Engine {
    shape: Shape,
    stop: Stop,
    phase: Phase,
    watched: Option<usize>,
    held: Vec<f64>,
    confirmations: u32,
}

impl Engine {
    /// An engine for a load that is about to begin.
    pub fn new(shape: &Shape, stop: &Stop) -> Engine {
        Engine {
            shape: shape.clone(),
            stop: stop.clone(),
            phase: Phase::Load {
                next: 0,
                begun: false,
            },
            watched: None,
            held: Vec::new(),
            confirmations: 0,
        }
    }

    /// The word for what it is doing.
    pub fn phase(&self) -> &'static str {
        match self.phase {
            Phase::Load { .. } => "load",
            Phase::Recover { .. } => "recover",
            Phase::Confirm { .. } => "confirm",
            Phase::Done => "drain",
        }
    }

    /// One look; what has to be done, in order.
    pub fn tick(&mut self, look: &Look<'_>) -> Vec<Act> {
        match self.phase.clone() {
            Phase::Load { next, begun } => self.load(look, next, begun),
            Phase::Recover { since_us } => self.recover(look, since_us),
            Phase::Confirm { segment, begun } => self.confirm(look, segment, begun),
            Phase::Done => Vec::new(),
        }
    }

    fn load(&mut self, look: &Look<'_>, next: usize, begun: bool) -> Vec<Act> {
        let judged =
            (next..look.segments.len()).find(|at| look.segments[*at].kind == SegmentKind::Hold);
        let Some(at) = judged else {
            self.phase = Phase::Done;
            return vec![Act::Finish];
        };
        let hold = look.segments[at];
        let mut acts = Vec::new();
        if self.watched != Some(at) {
            self.watched = Some(at);
            acts.push(Act::Watch {
                from_us: hold.starts_us,
                to_us: hold.ends_us,
            });
        }
        if look.now_us < hold.starts_us {
            return acts;
        }
        if !begun {
            self.phase = Phase::Load { next, begun: true };
            acts.push(Act::WindowBegins);
            return acts;
        }
        let over = look.now_us >= hold.ends_us;
        let ramp = matches!(self.shape, Shape::Steps { .. });
        if ramp && let Some(stop) = self.stops(look, &hold, at, over) {
            if over {
                acts.push(self.judged(look, &hold).1);
            }
            acts.push(stop);
            self.phase = Phase::Recover {
                since_us: look.now_us,
            };
            return acts;
        }
        if over {
            let (held, act) = self.judged(look, &hold);
            if held {
                self.held.push(hold.rate_per_min);
            }
            acts.push(act);
            self.phase = Phase::Load {
                next: at + 1,
                begun: false,
            };
        }
        acts
    }

    fn stops(&self, look: &Look<'_>, hold: &Segment, at: usize, over: bool) -> Option<Act> {
        let window = &look.window;
        if window.offered == 0 || (!over && window.offered < EARLY_STOP_MIN) {
            return None;
        }
        let act = |criterion, value| Act::Stop {
            criterion,
            rate_per_min: hold.rate_per_min,
            value,
            segment: at,
        };
        let limit_ms = self.stop.latency_limit.as_secs_f64() * 1e3;
        if window.seen_quantile_ms > limit_ms {
            return Some(act("latency", window.seen_quantile_ms));
        }
        let error_rate = window.errors as f64 / window.offered as f64;
        (error_rate > self.stop.error_rate_limit).then(|| act("errors", error_rate))
    }

    fn judged(&self, look: &Look<'_>, hold: &Segment) -> (bool, Act) {
        let window = look.window;
        let judgement = judge_step(&StepFacts {
            rate_per_min: hold.rate_per_min,
            hold_s: (hold.ends_us - hold.starts_us) as f64 / 1e6,
            offered: window.offered,
            completed: window.completed,
            outstanding_start: window.outstanding_start,
            outstanding_end: window.outstanding_now,
            errors: window.errors,
            latency_p50_ms: window.latency_p50_ms,
            latency_quantile_ms: window.latency_quantile_ms,
            quantile_limit_ms: self.stop.latency_limit.as_secs_f64() * 1e3,
            error_rate_limit: self.stop.error_rate_limit,
        });
        let act = Act::Judged {
            rate_per_min: hold.rate_per_min,
            held: judgement.held,
            window,
            note: judgement.note,
        };
        (judgement.held, act)
    }

    fn recover(&mut self, look: &Look<'_>, since_us: i64) -> Vec<Act> {
        let Shape::Steps { settle, hold, .. } = self.shape else {
            return self.finish();
        };
        let Some(rate_per_min) = self.held.last().copied() else {
            return self.finish();
        };
        let few = (rate_per_min / 60.0 * 0.25).max(3.0) as usize;
        if look.outstanding > few {
            let waited = Duration::from_micros((look.now_us - since_us).max(0) as u64);
            return if waited > RECOVER_MAX {
                self.finish()
            } else {
                Vec::new()
            };
        }
        self.confirmations += 1;
        let settles = usize::from(!settle.is_zero());
        self.phase = Phase::Confirm {
            segment: look.segments.len() + settles,
            begun: false,
        };
        vec![Act::Confirm {
            rate_per_min,
            settle,
            hold,
        }]
    }

    fn confirm(&mut self, look: &Look<'_>, at: usize, begun: bool) -> Vec<Act> {
        let Some(hold) = look.segments.get(at).copied() else {
            return Vec::new();
        };
        if self.watched != Some(at) {
            self.watched = Some(at);
            return vec![Act::Watch {
                from_us: hold.starts_us,
                to_us: hold.ends_us,
            }];
        }
        if look.now_us < hold.starts_us {
            return Vec::new();
        }
        if !begun {
            self.phase = Phase::Confirm {
                segment: at,
                begun: true,
            };
            return vec![Act::WindowBegins];
        }
        if look.now_us < hold.ends_us {
            return Vec::new();
        }
        let (held, act) = self.judged(look, &hold);
        let mut acts = vec![act];
        self.held.pop();
        if held || self.confirmations >= CONFIRMATIONS_MAX || self.held.is_empty() {
            acts.extend(self.finish());
        } else {
            self.phase = Phase::Recover {
                since_us: look.now_us,
            };
        }
        acts
    }

    fn finish(&mut self) -> Vec<Act> {
        self.phase = Phase::Done;
        vec![Act::Finish]
    }
}

#[cfg(test)]
mod tests;
