//! Time in the world. The only reader of the machine's clocks in this crate.
//!
//! The world may run faster than real time (retries, handsets, service windows); `Clock` converts. Everything
//! else in the crate takes a [`Moment`] as a parameter.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A point in the world's time: microseconds since the Unix epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Moment(pub u64);

impl Moment {
    /// From whole seconds since the Unix epoch.
    pub const fn from_unix_s(seconds: u64) -> Moment {
        Moment(seconds * 1_000_000)
    }

    /// Whole seconds since the Unix epoch, as webhook timestamps carry them.
    pub const fn unix_s(self) -> u64 {
        self.0 / 1_000_000
    }

    /// Later by `by`.
    pub fn after(self, by: Duration) -> Moment {
        Moment(self.0 + by.as_micros() as u64)
    }

    /// Earlier by `by`; the epoch when that would be before it.
    pub fn before(self, by: Duration) -> Moment {
        Moment(self.0.saturating_sub(by.as_micros() as u64))
    }

    /// How long after `earlier`; zero when it is not.
    pub fn since(self, earlier: Moment) -> Duration {
        Duration::from_micros(self.0.saturating_sub(earlier.0))
    }
}

/// The world's clock: wall time at its start, then monotonic, `scale` times as fast as real time.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    started: Instant,
    wall_at_start: Moment,
    scale: f64,
}

impl Clock {
    /// Starts now. `scale` is how many world seconds pass in a real second; at least a thousandth.
    pub fn start(scale: f64) -> Clock {
        let wall = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Clock {
            started: Instant::now(),
            wall_at_start: Moment(wall.as_micros() as u64),
            scale: scale.max(0.001),
        }
    }

    /// The world's time.
    pub fn now(&self) -> Moment {
        self.at(self.instant())
    }

    /// The real instant that is now, for timers.
    pub fn instant(&self) -> Instant {
        Instant::now()
    }

    /// The world's time at a real instant; the start for instants before it.
    pub fn at(&self, instant: Instant) -> Moment {
        let real = instant.saturating_duration_since(self.started);
        Moment(self.wall_at_start.0 + (real.as_secs_f64() * self.scale * 1e6) as u64)
    }

    /// The real instant at which the world's time will be `moment`.
    pub fn instant_of(&self, moment: Moment) -> Instant {
        let world = moment.since(self.wall_at_start);
        self.started + world.div_f64(self.scale)
    }

    /// Real microseconds since the start, on the monotonic clock: the times of a ledger.
    pub fn elapsed_us(&self) -> i64 {
        self.started.elapsed().as_micros() as i64
    }

    /// Real microseconds since the start at an instant.
    pub fn us_at(&self, instant: Instant) -> i64 {
        instant.saturating_duration_since(self.started).as_micros() as i64
    }

    /// The real instant at `us` microseconds since the start.
    pub fn instant_at_us(&self, us: i64) -> Instant {
        self.started + Duration::from_micros(us.max(0) as u64)
    }

    /// How many world seconds pass in a real second.
    pub fn scale(&self) -> f64 {
        self.scale
    }

    /// The wall time at which it was started.
    pub fn wall_at_start(&self) -> Moment {
        self.wall_at_start
    }
}
