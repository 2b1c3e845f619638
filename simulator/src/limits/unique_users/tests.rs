#![allow(clippy::unwrap_used)] // a failed unwrap is a failed test

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::limits::key;

const DAY: u64 = 86_400;

fn at_s(seconds: u64) -> Moment {
    Moment::from_unix_s(1_700_000_040 + seconds)
}

#[test]
fn a_user_counts_once_and_for_a_day_after_the_latest_message() {
    let mut users = UniqueUsers::of_a_day(1_000);
    assert!(users.note(at_s(0), 1));
    assert!(users.note(at_s(3_600), 1));
    assert!(users.note(at_s(3_600), 2));
    assert_eq!(users.count(at_s(3_600)), 2);
    assert_eq!(users.count(at_s(DAY)), 2);
    assert!(users.contains(at_s(DAY + 3_599), 1));
    assert_eq!(users.count(at_s(DAY + 3_600)), 0);
    assert!(!users.contains(at_s(DAY + 3_600), 1));
}

#[test]
fn a_full_count_lets_known_users_in_and_no_others() {
    let mut users = UniqueUsers::of_a_day(2);
    assert!(users.note(at_s(0), 1) && users.note(at_s(0), 2));
    assert!(!users.note(at_s(1), 3));
    assert!(users.note(at_s(1), 2));
    users.raise_most(3);
    assert!(users.note(at_s(1), 3));
}

#[test]
fn a_million_users_cost_tens_of_megabytes() {
    let mut users = UniqueUsers::of_a_day(4_000_000);
    // A quarter of a million fills its table as far as a million would.
    for n in 0..250_000u64 {
        users.note(at_s(n / 12), key::pair_of(n, 0));
    }
    assert_eq!(users.count(at_s(20_833)), 250_000);
    let bytes = key::table_bytes(&users.last) * 4;
    assert!(bytes < 30_000_000, "{bytes}");
}

#[test]
fn a_sweep_forgets_nobody_who_still_counts() {
    let mut users = UniqueUsers::of_a_day(4_000_000);
    users.note(at_s(0), 0);
    for user in 1..50_000u64 {
        users.note(at_s(DAY - 61), user);
    }
    assert!(users.contains(at_s(DAY - 61), 0));
    assert!(users.note(at_s(DAY - 61), 0));
    assert_eq!(users.count(at_s(DAY - 61)), 50_000);
}

#[test]
fn users_of_the_past_are_swept_out() {
    let mut users = UniqueUsers::of_a_day(4_000_000);
    for day in 0..20u64 {
        for n in 0..10_000u64 {
            users.note(at_s(day * DAY * 2), day * 1_000_000 + n);
        }
    }
    assert!(users.held() <= 20_001, "{}", users.held());
}

proptest! {
    #[test]
    fn the_count_is_that_of_a_naive_model(
        messages in prop::collection::vec((0u64..7_000, 0u64..12), 1..400),
    ) {
        let mut users = UniqueUsers::new(Duration::from_secs(60), 60, 100);
        let mut latest: BTreeMap<u64, u64> = BTreeMap::new();
        let mut second = 0;
        for (gap, user) in messages {
            second += gap / 10;
            prop_assert!(users.note(at_s(second), user));
            latest.insert(user, second);
            let minute = |s: u64| at_s(s).unix_s() / 60;
            let bucketed = latest.values().filter(|at| minute(second) - minute(**at) < 60).count();
            prop_assert_eq!(users.count(at_s(second)), bucketed as u64);
            // Against the exact window: never longer than an hour, never shorter than an hour less a minute.
            let within = |window: u64| latest.values().filter(|at| second - **at < window).count() as u64;
            prop_assert!(users.count(at_s(second)) <= within(3_600));
            prop_assert!(users.count(at_s(second)) >= within(3_541));
        }
    }
}
