use super::{StepFacts, judge_step};

/// A hold of `hold_s` at `rate` with these counts and a median latency; the limits are the usual 5 s and 1 %.
fn hold(rate: f64, hold_s: f64, counts: [u64; 4], p50_ms: f64, p95_ms: f64) -> StepFacts {
    StepFacts {
        rate_per_min: rate,
        hold_s,
        offered: counts[0],
        completed: counts[1],
        outstanding_start: counts[2],
        outstanding_end: counts[3],
        errors: 0,
        latency_p50_ms: p50_ms,
        latency_quantile_ms: p95_ms,
        quantile_limit_ms: 5_000.0,
        error_rate_limit: 0.01,
    }
}

#[test]
fn a_rate_is_held_when_the_backlog_stays_and_the_limits_are_kept() {
    let cases = [
        (
            "a short overload of 12 %",
            hold(2_900.0, 3.0, [145, 130, 5, 20], 290.0, 450.0),
            false,
        ),
        (
            "just below capacity",
            hold(2_500.0, 3.0, [125, 125, 0, 2], 20.0, 60.0),
            true,
        ),
        (
            "just below capacity, the other way",
            hold(2_500.0, 3.0, [125, 123, 0, 2], 20.0, 60.0),
            true,
        ),
        (
            "a slow connector in balance",
            hold(5_000.0, 3.0, [250, 250, 29, 29], 350.0, 380.0),
            true,
        ),
        (
            "a slow connector, more in flight",
            hold(5_000.0, 3.0, [250, 238, 23, 35], 350.0, 380.0),
            true,
        ),
        (
            "a slow connector, fewer in flight",
            hold(5_000.0, 3.0, [250, 262, 35, 23], 350.0, 380.0),
            true,
        ),
        (
            "poisson arrivals",
            hold(2_500.0, 3.0, [148, 143, 3, 8], 70.0, 180.0),
            true,
        ),
        (
            "poisson arrivals, long hold",
            hold(2_500.0, 60.0, [2_547, 2_541, 1, 7], 70.0, 200.0),
            true,
        ),
        (
            "an overload of 4 % for a minute",
            hold(2_700.0, 60.0, [2_700, 2_600, 3, 103], 1_150.0, 2_300.0),
            false,
        ),
        (
            "an inherited backlog that drains",
            hold(2_700.0, 60.0, [2_700, 2_850, 200, 50], 900.0, 4_000.0),
            true,
        ),
        (
            "the same, too slow",
            hold(2_700.0, 60.0, [2_700, 2_850, 200, 50], 3_000.0, 6_000.0),
            false,
        ),
        (
            "latency over the limit",
            hold(500.0, 60.0, [500, 500, 40, 40], 4_800.0, 5_001.0),
            false,
        ),
        (
            "latency at the limit",
            hold(500.0, 60.0, [500, 500, 40, 40], 4_800.0, 5_000.0),
            true,
        ),
        (
            "a connector that does nothing",
            hold(500.0, 3.0, [25, 0, 8, 33], 2_000.0, 4_000.0),
            false,
        ),
        (
            "a lost message in each hold",
            hold(500.0, 120.0, [1_000, 999, 4, 5], 20.0, 30.0),
            true,
        ),
    ];
    for (name, facts, held) in cases {
        let judgement = judge_step(&facts);
        assert_eq!(
            judgement.held,
            held,
            "{name}: {} (noise {:.1})",
            judgement.note,
            facts.noise()
        );
        assert_eq!(judgement.note.is_empty(), held, "{name}");
    }
}

#[test]
fn errors_over_the_limit_end_a_rate() {
    let mut facts = hold(1_000.0, 60.0, [1_000, 1_000, 5, 5], 20.0, 40.0);
    facts.errors = 10;
    assert!(judge_step(&facts).held);
    facts.errors = 11;
    assert_eq!(judge_step(&facts).note, "error rate 1.10 % over 1.00 %");
}

#[test]
fn a_latency_that_an_inherited_backlog_explains_says_so() {
    let facts = hold(2_700.0, 60.0, [2_700, 2_850, 200, 50], 3_000.0, 6_000.0);
    assert!(
        judge_step(&facts)
            .note
            .contains("a backlog of 200 from before was worked off")
    );
}

#[test]
fn a_hold_without_load_is_not_held() {
    let facts = hold(500.0, 60.0, [0, 0, 0, 0], 0.0, 0.0);
    assert!(!judge_step(&facts).held);
}

#[test]
fn chance_alone_hardly_ever_ends_a_rate_far_below_capacity() {
    // Arrivals and completions of a connector with a constant delay, under independent arrivals from fixed seeds.
    let mut seed = 7_u64;
    let mut uniform = move || {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((seed >> 11) as f64 + 1.0) / (1_u64 << 53) as f64
    };
    let mut misjudged = 0;
    for delay_s in [0.01, 0.1, 0.35, 1.0] {
        for _ in 0..100 {
            let (rate, settle, hold_s) = (5_000.0 / 60.0, 2.0, 3.0);
            let (mut at, mut arrivals) = (0.0, Vec::new());
            while at < settle + hold_s {
                at -= uniform().ln() / rate;
                arrivals.push(at);
            }
            let before = |moment: f64, shift: f64| {
                arrivals.iter().filter(|at| **at + shift < moment).count() as u64
            };
            let (from, to) = (settle, settle + hold_s);
            let counts = [
                before(to, 0.0) - before(from, 0.0),
                before(to, delay_s) - before(from, delay_s),
                before(from, 0.0) - before(from, delay_s),
                before(to, 0.0) - before(to, delay_s),
            ];
            let facts = hold(5_000.0, hold_s, counts, delay_s * 1e3, delay_s * 1e3);
            misjudged += u32::from(!judge_step(&facts).held);
        }
    }
    assert!(misjudged <= 8, "{misjudged} of 400");
}
