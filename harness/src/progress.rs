//! What a person sees while a run goes on: a bar on a terminal, plain lines elsewhere. To standard error, so that
//! standard output stays for results.

use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::journeys::{Pace, WindowFacts};

/// Where the load stands.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// `load`, `recover`, `confirm` or `drain`.
    pub phase: &'static str,
    /// Microseconds from the run's start.
    pub now_us: i64,
    /// When the planned load ends.
    pub ends_us: i64,
    /// The rate now.
    pub rate_per_min: f64,
}

/// A judged step.
#[derive(Debug, Clone)]
pub struct StepLine {
    /// Its rate.
    pub rate_per_min: f64,
    /// Whether it was held.
    pub held: bool,
    /// Its window.
    pub window: WindowFacts,
    /// Why not, or what was odd.
    pub note: String,
}

/// Who is told.
pub trait Progress: Send + Sync {
    /// A line for the person.
    fn line(&self, text: &str);
    /// Ten times a second; `pace` is only asked when something is shown.
    fn tick(&self, moment: &Moment, pace: &dyn Fn() -> Pace);
    /// A step was judged.
    fn step(&self, step: &StepLine);
    /// The drain goes on.
    fn drain(&self, outstanding: usize, webhooks: usize, notices: usize, left: Duration);
    /// Nothing more will be told.
    fn done(&self);
}

/// Tells nobody.
#[derive(Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn line(&self, _: &str) {}
    fn tick(&self, _: &Moment, _: &dyn Fn() -> Pace) {}
    fn step(&self, _: &StepLine) {}
    fn drain(&self, _: usize, _: usize, _: usize, _: Duration) {}
    fn done(&self) {}
}

/// A bar where standard error is a terminal, lines where it is not.
pub fn for_person() -> std::sync::Arc<dyn Progress> {
    if std::io::stderr().is_terminal() {
        std::sync::Arc::new(Bar::new())
    } else {
        std::sync::Arc::new(Lines::default())
    }
}

fn step_text(step: &StepLine) -> String {
    let mark = if step.held { "held" } else { "NOT HELD" };
    let note = if step.note.is_empty() {
        String::new()
    } else {
        format!("  {}", step.note)
    };
    format!(
        "{:>7.0}/min  {:<8}  offered {:>5}  completed {:>5}  backlog {:>5}  p95 {:>8.0} ms{note}",
        step.rate_per_min,
        mark,
        step.window.offered,
        step.window.completed,
        step.window.outstanding_now,
        step.window.latency_quantile_ms,
    )
}

fn pace_text(pace: &Pace) -> String {
    format!(
        "messages {:>6}  outstanding {:>5}  not acknowledged {:>4}  p95 {:>6.0} ms",
        pace.completed, pace.outstanding, pace.errors, pace.recent_p95_ms
    )
}

/// Plain lines: one a step, or one in 30 seconds.
#[derive(Debug, Default)]
struct Lines {
    next_us: AtomicI64,
    drain_said: AtomicI64,
}

const LINE_EVERY_US: i64 = 30_000_000;

impl Progress for Lines {
    fn line(&self, text: &str) {
        let _ = writeln!(std::io::stderr(), "{text}");
    }

    fn tick(&self, moment: &Moment, pace: &dyn Fn() -> Pace) {
        let next_us = self.next_us.load(Ordering::Relaxed);
        if next_us == 0 {
            self.next_us
                .store(moment.now_us + LINE_EVERY_US, Ordering::Relaxed);
        } else if moment.now_us >= next_us {
            self.next_us
                .store(moment.now_us + LINE_EVERY_US, Ordering::Relaxed);
            self.line(&format!(
                "{:>7.0} s  {:>7.0}/min  {}",
                moment.now_us as f64 / 1e6,
                moment.rate_per_min,
                pace_text(&pace())
            ));
        }
    }

    fn step(&self, step: &StepLine) {
        self.line(&step_text(step));
    }

    fn drain(&self, outstanding: usize, webhooks: usize, notices: usize, left: Duration) {
        if self.drain_said.swap(1, Ordering::Relaxed) == 0 {
            self.line(&format!(
                "draining: {outstanding} journeys, {webhooks} webhooks, {notices} notices open, at most {} s",
                left.as_secs()
            ));
        }
    }

    fn done(&self) {}
}

struct Bar {
    bar: ProgressBar,
    shown: Mutex<Option<std::time::Instant>>,
}

impl Bar {
    fn new() -> Bar {
        let bar = ProgressBar::with_draw_target(Some(1), ProgressDrawTarget::stderr_with_hz(5));
        let style = ProgressStyle::with_template("{spinner} {prefix:<8} [{bar:24}] {msg}")
            .expect("the template is valid");
        bar.set_style(style.progress_chars("=> "));
        Bar {
            bar,
            shown: Mutex::new(None),
        }
    }

    fn due(&self) -> bool {
        let mut shown = self
            .shown
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let now = std::time::Instant::now();
        let due = shown.is_none_or(|at| now.duration_since(at) >= Duration::from_millis(500));
        if due {
            *shown = Some(now);
        }
        due
    }
}

impl Progress for Bar {
    fn line(&self, text: &str) {
        self.bar.println(text);
    }

    fn tick(&self, moment: &Moment, pace: &dyn Fn() -> Pace) {
        if !self.due() {
            return;
        }
        let left_s = ((moment.ends_us - moment.now_us) / 1_000_000).max(0);
        self.bar
            .set_length((moment.ends_us / 1_000_000).max(1) as u64);
        self.bar
            .set_position((moment.now_us / 1_000_000).max(0) as u64);
        self.bar.set_prefix(moment.phase);
        self.bar.set_message(format!(
            "{:.0}/min  {}  at most {left_s} s left",
            moment.rate_per_min,
            pace_text(&pace())
        ));
    }

    fn step(&self, step: &StepLine) {
        self.line(&step_text(step));
    }

    fn drain(&self, outstanding: usize, webhooks: usize, notices: usize, left: Duration) {
        self.bar.set_prefix("drain");
        self.bar.set_message(format!(
            "open: {outstanding} journeys, {webhooks} webhooks, {notices} notices; at most {} s left",
            left.as_secs()
        ));
        self.bar.tick();
    }

    fn done(&self) {
        self.bar.finish_and_clear();
    }
}
