#![allow(clippy::unwrap_used)] // a failed unwrap is a failed test

use proptest::prelude::*;

use super::*;

fn at_ms(ms: u64) -> Moment {
    Moment(1_000_000_000 + ms * 1_000)
}

#[test]
fn forty_five_in_a_burst_then_one_in_six_seconds() {
    let mut pair = PairLimit::default();
    let burst = (0..60)
        .filter(|_| pair.admit("5511987654321", at_ms(0)))
        .count();
    assert_eq!(burst, 45);
    assert!(!pair.admit("5511987654321", at_ms(5_999)));
    assert!(pair.admit("5511987654321", at_ms(6_000)));
    assert!(!pair.admit("5511987654321", at_ms(6_001)));
    assert!(
        pair.admit("4915112345678", at_ms(6_001)),
        "another customer is not affected"
    );
}

#[test]
fn memory_holds_only_pairs_in_debt() {
    let mut pair = PairLimit::default();
    for n in 0..100_000u64 {
        assert!(pair.admit(&n.to_string(), at_ms(n * 10)));
    }
    assert!(pair.pairs() <= 20_001, "{}", pair.pairs());
}

#[test]
fn a_burst_of_twenty_is_paid_back_after_two_minutes() {
    let mut pair = PairLimit::default();
    (0..20).for_each(|_| assert!(pair.admit("1", at_ms(0))));
    let again = |pair: &PairLimit, ms| {
        let mut pair = pair.clone();
        (0..60).filter(|_| pair.admit("1", at_ms(ms))).count()
    };
    assert_eq!(again(&pair, 119_999), 44);
    assert_eq!(again(&pair, 120_000), 45);
}

#[test]
fn a_refused_pair_knows_when_it_is_free() {
    let mut pair = PairLimit::default();
    let customer = key::of("1");
    assert_eq!(pair.free_at(customer, at_ms(0)), None);
    (0..45).for_each(|_| assert!(pair.admit_key(customer, at_ms(0))));
    assert_eq!(pair.free_at(customer, at_ms(100)), Some(at_ms(6_000)));
    assert_eq!(pair.free_at(customer, at_ms(6_000)), None);
}

#[test]
fn retries_wait_four_times_longer_each_time() {
    let waits: Vec<u64> = (0..5).map(|x| retry_after(x).as_secs()).collect();
    assert_eq!(waits, [1, 4, 16, 64, 256]);
    assert_eq!(retry_after(u32::MAX), retry_after(10));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_window_lets_more_through_than_the_burst_and_the_rate(
        gaps in prop::collection::vec(prop_oneof![Just(0u64), 0u64..12_000], 1..300),
    ) {
        let mut pair = PairLimit::default();
        let mut ms = 0;
        let mut times = Vec::new();
        for gap in gaps {
            ms += gap;
            if pair.admit("5511987654321", at_ms(ms)) {
                times.push(ms);
            }
        }
        for (first, from) in times.iter().enumerate() {
            for (last, to) in times.iter().enumerate().skip(first) {
                let sent = (last - first + 1) as u64;
                prop_assert!(sent <= u64::from(PAIR_BURST) + (to - from) / 6_000);
            }
        }
    }

    #[test]
    fn sweeping_changes_no_decision(customers in prop::collection::vec(0u64..6, 1..300), crowd in 0u64..2) {
        let mut crowded = PairLimit::default();
        let mut alone = PairLimit::default();
        for (n, customer) in customers.iter().enumerate() {
            let now = at_ms(n as u64 * 700);
            if crowd == 1 && n % 100 == 0 {
                (0..12_000).for_each(|other| { crowded.admit_key(1_000 + other, now); });
            }
            prop_assert_eq!(crowded.admit_key(*customer, now), alone.admit_key(*customer, now));
        }
    }
}
