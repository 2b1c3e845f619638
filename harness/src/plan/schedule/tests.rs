#![allow(clippy::unwrap_used, reason = "a test may panic")]
use super::*;
use proptest::prelude::*;

fn load(shape: Shape, arrivals: Arrivals) -> Load {
    Load {
        shape,
        arrivals,
        in_flight_max: 256,
    }
}

fn seconds(s: f64) -> Duration {
    Duration::from_secs_f64(s)
}

fn daily(duration_s: f64) -> Shape {
    Shape::Daily(Daily {
        mean: 60.0,
        peak_factor: 3.0,
        peaks: vec![(9.0, 11.0), (19.0, 21.0)],
        time_zone: "UTC".into(),
        starts_at_hour: Some(0.0),
        day: seconds(86_400.0),
        duration: seconds(duration_s),
    })
}

#[test]
fn a_constant_rate_is_evenly_spaced_to_the_microsecond() {
    let shape = Shape::Constant {
        rate: 600.0,
        duration: seconds(10.0),
    };
    let schedule = Schedule::new(
        &load(shape, Arrivals::Uniform),
        1_000_000,
        0.0,
        Chance::new(1),
    );
    assert_eq!(schedule.tickets(), 100);
    for ticket in 0..100 {
        assert_eq!(
            schedule.due_us(ticket),
            Some(1_000_000 + ticket as i64 * 100_000)
        );
    }
    assert_eq!(schedule.due_us(100), None);
}

#[test]
fn a_staircase_settles_and_holds_at_each_rate() {
    let shape = Shape::Steps {
        start: 500.0,
        step: 200.0,
        ceiling: 1_000.0,
        settle: seconds(15.0),
        hold: seconds(60.0),
    };
    let schedule = Schedule::new(&load(shape, Arrivals::Uniform), 0, 0.0, Chance::new(1));
    let rates: Vec<(u32, &str, f64)> = schedule
        .segments()
        .iter()
        .map(|s| (s.step, s.kind.word(), s.rate_per_min))
        .collect();
    assert_eq!(
        rates,
        [
            (1, "settle", 500.0),
            (1, "hold", 500.0),
            (2, "settle", 700.0),
            (2, "hold", 700.0),
            (3, "settle", 900.0),
            (3, "hold", 900.0)
        ]
    );
    assert_eq!(schedule.segments()[1].first_ticket, 125);
    assert_eq!(schedule.tickets(), 625 + 875 + 1_125);
}

#[test]
fn a_day_has_its_mean_and_its_peaks() {
    let schedule = Schedule::new(
        &load(daily(86_400.0), Arrivals::Uniform),
        0,
        0.0,
        Chance::new(1),
    );
    assert_eq!(schedule.tickets(), 86_400);
    let due: Vec<i64> = (0..schedule.tickets())
        .map(|ticket| schedule.due_us(ticket).unwrap())
        .collect();
    let in_hour = |hour: i64| {
        due.iter()
            .filter(|at| (hour * 3_600_000_000..(hour + 1) * 3_600_000_000).contains(*at))
            .count()
    };
    assert!(
        in_hour(10) > 2 * in_hour(14),
        "{} against {}",
        in_hour(10),
        in_hour(14)
    );
    assert!(in_hour(20) > 2 * in_hour(2));
}

#[test]
fn a_cut_forgets_what_was_not_due_yet_and_a_confirmation_goes_on_from_there() {
    let shape = Shape::Constant {
        rate: 600.0,
        duration: seconds(10.0),
    };
    let mut schedule = Schedule::new(&load(shape, Arrivals::Uniform), 0, 0.0, Chance::new(1));
    schedule.cut(4_000_000);
    assert_eq!(schedule.tickets(), 40);
    schedule.push(2, SegmentKind::Confirm, 300.0, 9_000_000, seconds(2.0));
    assert_eq!(schedule.tickets(), 50);
    assert_eq!(schedule.due_us(39), Some(3_900_000));
    assert_eq!(schedule.due_us(40), Some(9_000_000));
    assert_eq!(schedule.segments().last().unwrap().first_ticket, 40);
}

#[test]
fn bursts_come_together() {
    let shape = Shape::Constant {
        rate: 600.0,
        duration: seconds(10.0),
    };
    let schedule = Schedule::new(
        &load(shape, Arrivals::Bursts { size: 10 }),
        0,
        0.0,
        Chance::new(1),
    );
    assert_eq!(schedule.due_us(10), schedule.due_us(19));
    assert!(schedule.due_us(20) > schedule.due_us(19));
}

proptest! {
    #[test]
    fn tickets_are_due_in_order_inside_the_load(rate in 1.0f64..20_000.0, length in 0.5f64..20.0, poisson: bool, seed: u64) {
        let arrivals = if poisson { Arrivals::Poisson } else { Arrivals::Uniform };
        let shape = Shape::Constant { rate, duration: seconds(length) };
        let schedule = Schedule::new(&load(shape, arrivals), 500, 0.0, Chance::new(seed));
        let due: Vec<i64> = (0..schedule.tickets()).map(|ticket| schedule.due_us(ticket).unwrap()).collect();
        prop_assert!(due.windows(2).all(|pair| pair[0] <= pair[1]));
        prop_assert!(due.iter().all(|at| *at >= 500 && *at <= schedule.ends_us()));
        prop_assert!((due.len() as f64 - rate / 60.0 * length).abs() <= 1.0);
    }

    #[test]
    fn a_linear_piece_is_inverted_exactly(from in 0.0f64..100.0, to in 0.0f64..100.0, share in 0.0f64..1.0) {
        prop_assume!(from + to > 1.0);
        let piece = Piece { starts_us: 0, ends_us: 10_000_000, from, to, before: 0.0 };
        let area = piece.area() * share;
        let t = piece.when(area);
        let back = from * t + (to - from) / 10.0 * t * t / 2.0;
        prop_assert!((back - area).abs() < 1e-6 * (1.0 + area), "{back} {area}");
    }
}
