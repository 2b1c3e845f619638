#![allow(clippy::unwrap_used)] // a failed unwrap is a failed test

use proptest::prelude::*;

use super::*;

const MINUTE: Duration = Duration::from_secs(60);

fn at_s(seconds: u64) -> Moment {
    Moment::from_unix_s(1_700_000_040 + seconds)
}

#[test]
fn an_hour_of_calls_is_forgotten_an_hour_later() {
    let mut calls = RollingCount::new(MINUTE, 60);
    calls.note(at_s(0), 150);
    calls.note(at_s(1_800), 50);
    assert_eq!(calls.count(at_s(3_540)), 200);
    assert_eq!(calls.count(at_s(3_600)), 50);
    assert_eq!(calls.count(at_s(100_000)), 0);
}

#[test]
fn the_moment_of_relief_is_when_enough_of_the_oldest_have_left() {
    let mut calls = RollingCount::new(MINUTE, 60);
    calls.note(at_s(0), 150);
    calls.note(at_s(600), 50);
    for limit in [200, 51, 50, 1] {
        let relief = calls.below_at(at_s(700), limit);
        let mut later = calls.clone();
        assert!(later.count(relief) < limit, "{limit}");
        let mut earlier = calls.clone();
        assert!(
            earlier.count(relief.before(Duration::from_micros(1))) >= limit,
            "{limit}"
        );
    }
    assert_eq!(calls.below_at(at_s(700), 201), at_s(700));
}

#[test]
fn the_eleventh_in_three_days_waits_for_the_first_to_leave() {
    let mut times = RecentTimes::new(10, Duration::from_secs(72 * 3_600));
    for n in 0..10 {
        times.admit(at_s(n)).unwrap();
    }
    assert_eq!(times.admit(at_s(20)), Err(at_s(72 * 3_600)));
    assert_eq!(times.admit(at_s(72 * 3_600)), Ok(()));
    assert_eq!(times.count(at_s(72 * 3_600)), 10);
}

proptest! {
    #[test]
    fn no_window_holds_more_than_the_limit(
        gaps in prop::collection::vec(0u64..40_000_000, 1..200), limit in 1usize..12,
    ) {
        let mut times = RecentTimes::new(limit, MINUTE);
        let mut now = at_s(0);
        let mut admitted = Vec::new();
        for gap in gaps {
            now = Moment(now.0 + gap);
            if times.admit(now).is_ok() {
                admitted.push(now);
            }
        }
        for from in &admitted {
            let inside = admitted.iter().filter(|at| at.0 >= from.0 && at.since(*from) < MINUTE).count();
            prop_assert!(inside <= limit);
        }
    }
}
