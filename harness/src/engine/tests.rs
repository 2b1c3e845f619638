use super::*;
use crate::plan::schedule::Schedule;
use scenarios::scenario::{Arrivals, Load};
use simulator::chance::Chance;

/// Drives the engine against a connector that takes exactly `capacity` messages a minute, first come first served,
/// as arithmetic: what it decided, the capacity it confirmed, and when it stopped.
struct Model {
    schedule: Schedule,
    engine: Engine,
    capacity_per_s: f64,
}

#[derive(Debug, Default)]
struct Course {
    stopped_at: Option<(String, f64)>,
    confirmed: Vec<(f64, bool)>,
    finished_s: f64,
}

fn shape() -> Shape {
    Shape::Steps {
        start: 500.0,
        step: 400.0,
        ceiling: 8_900.0,
        settle: Duration::from_secs(1),
        hold: Duration::from_secs(3),
    }
}

fn stop() -> Stop {
    Stop {
        latency_quantile: 0.95,
        latency_limit: Duration::from_secs(5),
        error_rate_limit: 0.01,
    }
}

impl Model {
    fn new(capacity_per_min: f64) -> Model {
        let load = Load {
            shape: shape(),
            arrivals: Arrivals::Uniform,
            in_flight_max: 64,
        };
        Model {
            schedule: Schedule::new(&load, 0, 0.0, Chance::new(1)),
            engine: Engine::new(&load.shape, &stop()),
            capacity_per_s: capacity_per_min / 60.0,
        }
    }

    fn run(mut self) -> Course {
        let mut course = Course::default();
        let journeys = crate::journeys::Journeys::default();
        let (mut ticket, mut served, mut credit) =
            (0u64, std::collections::VecDeque::new(), 0.0f64);
        let mut confirming = false;
        for tick in 0..6_000i64 {
            let now_us = tick * 50_000;
            while let Some(due_us) = self
                .schedule
                .due_us(ticket)
                .filter(|due_us| *due_us <= now_us)
            {
                journeys.begin(&[], &[(ticket as i64, due_us)]);
                served.push_back(ticket as i64);
                ticket += 1;
            }
            credit = (credit + self.capacity_per_s * 0.05).min(1.0 + served.len() as f64);
            while credit >= 1.0 && !served.is_empty() {
                credit -= 1.0;
                journeys.complete(served.pop_front().unwrap_or(0), now_us);
            }
            let segments = self.schedule.segments().to_vec();
            let window = journeys.window(now_us, 0.95);
            let look = Look {
                now_us,
                segments: &segments,
                window,
                outstanding: served.len(),
            };
            for act in self.engine.tick(&look) {
                match act {
                    Act::Watch { from_us, to_us } => journeys.watch(from_us, to_us),
                    Act::WindowBegins => journeys.window_begins(now_us),
                    Act::Judged {
                        rate_per_min, held, ..
                    } if confirming => course.confirmed.push((rate_per_min, held)),
                    Act::Judged { .. } => {}
                    Act::Stop {
                        criterion,
                        rate_per_min,
                        ..
                    } => {
                        course.stopped_at = Some((criterion.to_owned(), rate_per_min));
                        self.schedule.cut(now_us);
                    }
                    Act::Confirm {
                        rate_per_min,
                        settle,
                        hold,
                    } => {
                        confirming = true;
                        let at = self.schedule.push(
                            99,
                            SegmentKind::Settle,
                            rate_per_min,
                            now_us,
                            settle,
                        );
                        self.schedule
                            .push(99, SegmentKind::Confirm, rate_per_min, at, hold);
                    }
                    Act::Finish => {
                        course.finished_s = now_us as f64 / 1e6;
                        return course;
                    }
                }
            }
        }
        course
    }
}

#[test]
fn a_ramp_confirms_the_highest_rate_below_the_capacity() {
    for (capacity, expected) in [
        (1_700.0, 1_300.0..=1_700.0),
        (2_600.0, 2_200.0..=2_600.0),
        (3_400.0, 3_000.0..=3_400.0),
    ] {
        let course = Model::new(capacity).run();
        let (criterion, rate) = course.stopped_at.clone().unwrap_or_default();
        assert_eq!(criterion, "latency", "{capacity}: {course:?}");
        assert!(rate > capacity, "{capacity}: {course:?}");
        let confirmed = course.confirmed.last().copied().unwrap_or_default();
        assert!(
            confirmed.1 && expected.contains(&confirmed.0),
            "{capacity}: {course:?}"
        );
    }
}

#[test]
fn a_ramp_that_meets_no_limit_ends_at_its_ceiling() {
    let course = Model::new(1e9).run();
    assert!(
        course.stopped_at.is_none() && course.confirmed.is_empty(),
        "{course:?}"
    );
    assert!((course.finished_s - 88.0).abs() < 1.0, "{course:?}");
}

#[test]
fn a_connector_that_takes_nothing_stops_the_ramp_without_a_capacity() {
    let course = Model::new(0.001).run();
    assert!(
        course.stopped_at.is_some() && course.confirmed.is_empty(),
        "{course:?}"
    );
}

#[test]
fn a_constant_load_ends_with_its_hold() {
    let constant = Shape::Constant {
        rate: 600.0,
        duration: Duration::from_secs(2),
    };
    let load = Load {
        shape: constant.clone(),
        arrivals: Arrivals::Uniform,
        in_flight_max: 64,
    };
    let model = Model {
        schedule: Schedule::new(&load, 0, 0.0, Chance::new(1)),
        engine: Engine::new(&constant, &stop()),
        capacity_per_s: 1e6,
    };
    let course = model.run();
    assert!((course.finished_s - 2.0).abs() < 0.2, "{course:?}");
}
