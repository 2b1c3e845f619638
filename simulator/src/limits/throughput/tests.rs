#![allow(clippy::unwrap_used)] // a failed unwrap is a failed test

use proptest::prelude::*;

use super::*;

fn at_ms(ms: u64) -> Moment {
    Moment(1_000_000_000 + ms * 1_000)
}

fn admitted(throughput: &mut Throughput, now: Moment) -> bool {
    throughput.admit(now) == Decision::Admitted
}

#[test]
fn each_level_lets_a_second_of_its_rate_through_at_once() {
    for (level, rate) in [
        (Level::Coexistence, 20),
        (Level::Standard, 80),
        (Level::High, 1_000),
        (Level::Custom(7), 7),
        (Level::Custom(0), 1),
    ] {
        let mut throughput = Throughput::new(level);
        let at_once = (0..2_000)
            .filter(|_| admitted(&mut throughput, at_ms(0)))
            .count();
        assert_eq!(at_once, rate, "{level:?}");
    }
}

#[test]
fn the_largest_rate_and_bucket_overflow_nothing() {
    let hour = Duration::from_secs(3_600);
    let mut throughput = Throughput::with_bucket(Level::Custom(u32::MAX), hour);
    assert!(admitted(&mut throughput, at_ms(0)));
    throughput.note_inbound(Moment(u64::MAX / 2));
    assert!(admitted(&mut throughput, Moment(u64::MAX / 2)));
}

#[test]
fn one_message_is_back_after_its_share_of_a_second() {
    let mut throughput = Throughput::new(Level::Standard);
    while admitted(&mut throughput, at_ms(0)) {}
    assert_eq!(throughput.admit(at_ms(12)).code(), Some(130_429));
    assert!(
        admitted(&mut throughput, at_ms(13)),
        "one token is back after an eightieth of a second"
    );
    assert!(!admitted(&mut throughput, at_ms(13)));
}

#[test]
fn a_steady_rate_at_the_limit_is_never_refused() {
    let mut throughput = Throughput::new(Level::Standard);
    assert!((0..8_000).all(|n| admitted(&mut throughput, Moment(1_000_000_000 + n * 12_500))));
}

#[test]
fn customers_messages_use_the_rate_but_a_flood_costs_one_bucket_at_most() {
    let mut throughput = Throughput::new(Level::Standard);
    (0..79).for_each(|_| throughput.note_inbound(at_ms(0)));
    assert!(admitted(&mut throughput, at_ms(0)));
    assert!(!admitted(&mut throughput, at_ms(0)));
    (0..100_000).for_each(|_| throughput.note_inbound(at_ms(0)));
    assert!(!admitted(&mut throughput, at_ms(1_000)));
    assert!(admitted(&mut throughput, at_ms(1_013)));
}

#[test]
fn an_upgrade_refuses_everything_for_its_time_then_lets_a_thousand_through() {
    let mut throughput = Throughput::new(Level::Standard);
    let until = throughput
        .begin_upgrade(at_ms(0), Duration::from_secs(600))
        .unwrap();
    assert_eq!(until, at_ms(60_000), "never longer than a minute");
    assert_eq!(throughput.begin_upgrade(at_ms(1), UPGRADE_MAX), None);
    assert_eq!(
        throughput.admit(at_ms(59_999)),
        Decision::Maintenance { until }
    );
    assert_eq!(throughput.admit(at_ms(59_999)).code(), Some(131_057));
    assert!(!throughput.settle(at_ms(59_999)));
    assert!(throughput.settle(until));
    assert!(!throughput.settle(until), "announced once");
    assert_eq!(throughput.level().word(), "HIGH");
    let at_once = (0..2_000)
        .filter(|_| admitted(&mut throughput, until))
        .count();
    assert_eq!(at_once, 1_000);
    assert_eq!(throughput.begin_upgrade(until, UPGRADE_MAX), None);
}

#[test]
fn the_automatic_upgrade_needs_all_three_signs() {
    let ready = UpgradeSigns {
        tier: Tier::Unlimited,
        unique_users: 100_000,
        quality: Quality::Yellow,
    };
    let standard = Throughput::new(Level::Standard);
    assert!(standard.upgrade_due(&ready));
    let lacking = [
        UpgradeSigns {
            tier: Tier::Of100K,
            ..ready
        },
        UpgradeSigns {
            unique_users: 99_999,
            ..ready
        },
        UpgradeSigns {
            quality: Quality::Red,
            ..ready
        },
        UpgradeSigns {
            quality: Quality::Unknown,
            ..ready
        },
    ];
    for signs in lacking {
        assert!(!standard.upgrade_due(&signs), "{signs:?}");
    }
    assert!(!Throughput::new(Level::Coexistence).upgrade_due(&ready));
    assert!(!Throughput::new(Level::High).upgrade_due(&ready));
}

#[test]
fn stored_state_goes_on_where_it_was() {
    let mut throughput = Throughput::new(Level::Standard);
    (0..50).for_each(|_| assert!(admitted(&mut throughput, at_ms(0))));
    let stored = serde_json::to_string(&throughput).unwrap();
    let mut again: Throughput = serde_json::from_str(&stored).unwrap();
    let left = (0..100).filter(|_| admitted(&mut again, at_ms(0))).count();
    assert_eq!(left, 30);
}

proptest! {
    #[test]
    fn no_window_lets_more_through_than_a_bucket_and_the_rate(
        gaps in prop::collection::vec(0u64..50_000, 1..400), rate in 1u32..200, bucket_ms in 1u64..3_000,
    ) {
        let mut throughput = Throughput::with_bucket(Level::Custom(rate), Duration::from_millis(bucket_ms));
        let mut now = at_ms(0);
        let mut times = Vec::new();
        for gap in gaps {
            now = Moment(now.0 + gap);
            if admitted(&mut throughput, now) {
                times.push(now.0);
            }
        }
        // In millionths of a message, so that nothing is rounded.
        let burst = (u128::from(bucket_ms) * 1_000 * u128::from(rate)).max(1_000_000);
        for (first, from) in times.iter().enumerate() {
            for (last, to) in times.iter().enumerate().skip(first) {
                let sent = (last - first + 1) as u128 * 1_000_000;
                prop_assert!(sent <= burst + u128::from(to - from) * u128::from(rate));
            }
        }
    }

    #[test]
    fn a_clock_that_steps_back_gives_nothing_away(steps in prop::collection::vec(0u64..2_000, 1..400)) {
        let mut throughput = Throughput::new(Level::Standard);
        let sent = steps.iter().filter(|ms| admitted(&mut throughput, at_ms(**ms))).count();
        prop_assert!(sent <= 80 + 80 * 2);
    }
}
