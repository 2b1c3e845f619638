use super::*;

/// Sends until `end` with a timer that wakes `late` after it should.
fn count(mut pace: Pace, late: Duration, end: Duration) -> u32 {
    let start = Instant::now();
    let (mut now, mut sent) = (start, 0);
    while now - start < end {
        while pace.free_at(now) <= now {
            pace.take(now);
            sent += 1;
        }
        now = pace.free_at(now) + late;
    }
    sent
}

#[test]
fn a_numbers_pace_is_exact_over_time_even_with_late_timers() {
    for late in [0, 1, 20] {
        let sent = count(
            Pace::per_second(75.0),
            Duration::from_millis(late),
            Duration::from_secs(60),
        );
        // A tenth of a second's worth on top: 7.5 sends.
        assert!(
            (4500..=4508).contains(&sent),
            "{sent} sends with timers {late} ms late"
        );
    }
}

#[test]
fn silence_earns_a_tenth_of_a_second_and_no_more() {
    let mut pace = Pace::per_second(50.0);
    let start = Instant::now();
    pace.take(start);
    let later = start + Duration::from_secs(3_600);
    let burst =
        std::iter::from_fn(|| (pace.free_at(later) <= later).then(|| pace.take(later))).count();
    assert_eq!(burst, 6);
}

#[test]
fn the_capacity_defects_pace_is_even_and_exact() {
    let sent = count(
        Pace::per_minute_evenly(2_600),
        Duration::from_millis(1),
        Duration::from_secs(60),
    );
    assert!((2_600..=2_601).contains(&sent), "{sent} sends");
}
