#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use super::*;

fn planted(defect: &str) -> Defects {
    Defects::parse(&[defect.to_owned()]).unwrap()
}

fn refused(http: u16, code: i64) -> Answer {
    Answer::Refused {
        http,
        code: Some(code),
    }
}

#[test]
fn an_answer_decides_what_happens_to_a_message() {
    let cases = [
        (
            Answer::Accepted("wamid.1".to_owned()),
            Decision::Accepted("wamid.1".to_owned()),
        ),
        (refused(400, 131026), Decision::GiveUp),
        (refused(404, 132001), Decision::GiveUp),
        (refused(400, 100), Decision::GiveUp),
        (
            Answer::Refused {
                http: 403,
                code: None,
            },
            Decision::GiveUp,
        ),
        (refused(400, 130429), Decision::RetryLater),
        (refused(429, 131208), Decision::RetryLater),
        (refused(503, 2), Decision::RetryLater),
        (
            Answer::Refused {
                http: 502,
                code: None,
            },
            Decision::RetryLater,
        ),
        (Answer::NotSent, Decision::RetryLater),
        (Answer::InDoubt, Decision::RetryLater),
        (refused(401, 190), Decision::TokenRefused),
        (refused(400, 104), Decision::TokenRefused),
        (
            Answer::Refused {
                http: 401,
                code: None,
            },
            Decision::TokenRefused,
        ),
    ];
    for (answer, expected) in cases {
        let name = format!("{answer:?}");
        assert_eq!(
            decide(&mut Tries::default(), answer, Defects::default()),
            expected,
            "{name}"
        );
    }
}

#[test]
fn the_eighth_passing_failure_and_the_second_doubt_are_the_last() {
    let mut tries = Tries {
        attempts: 6,
        ..Tries::default()
    };
    assert_eq!(
        decide(&mut tries, refused(503, 2), Defects::default()),
        Decision::RetryLater
    );
    assert_eq!(
        decide(&mut tries, refused(503, 2), Defects::default()),
        Decision::GiveUp
    );
    let mut tries = Tries::default();
    assert_eq!(
        decide(&mut tries, Answer::InDoubt, Defects::default()),
        Decision::RetryLater
    );
    assert_eq!(
        decide(&mut tries, Answer::InDoubt, Defects::default()),
        Decision::AwaitProof
    );
}

#[test]
fn a_refused_token_costs_no_attempt() {
    let mut tries = Tries::default();
    for _ in 0..100 {
        assert_eq!(
            decide(&mut tries, refused(401, 190), Defects::default()),
            Decision::TokenRefused
        );
    }
    assert_eq!(tries.attempts, 0);
}

#[test]
fn gaps_have_a_floor_a_doubling_bound_and_a_ceiling() {
    let timing = Timing::default();
    let mut chance = Chance::from_process();
    for (attempts, bound_s) in [(1, 1.5), (2, 2.5), (3, 4.5), (7, 60.5), (255, 60.5)] {
        let gaps: Vec<f64> = (0..200)
            .map(|_| gap(&timing, attempts, &mut chance).as_secs_f64())
            .collect();
        let longest = gaps.iter().copied().fold(0.0, f64::max);
        assert!(
            gaps.iter().all(|gap| (0.5..=bound_s).contains(gap)),
            "attempt {attempts}: {gaps:?}"
        );
        assert!(
            longest > 0.5 + (bound_s - 0.5) / 2.0,
            "attempt {attempts}: no gap over {longest} s"
        );
    }
}

#[test]
fn retry_permanent_repeats_a_refusal_for_good_three_times() {
    let mut tries = Tries::default();
    let defects = planted("retry-permanent");
    for _ in 0..3 {
        let again = Decision::RetryAfter(Duration::from_secs(1));
        assert_eq!(decide(&mut tries, refused(400, 131026), defects), again);
    }
    assert_eq!(
        decide(&mut tries, refused(400, 131026), defects),
        Decision::GiveUp
    );
}

#[test]
fn give_up_on_503_takes_passing_refusals_for_final_and_nothing_else() {
    let defects = planted("give-up-on-503");
    assert_eq!(
        decide(&mut Tries::default(), refused(503, 2), defects),
        Decision::GiveUp
    );
    assert_eq!(
        decide(&mut Tries::default(), refused(400, 130429), defects),
        Decision::GiveUp
    );
    assert_eq!(
        decide(&mut Tries::default(), Answer::NotSent, defects),
        Decision::RetryLater
    );
    assert_eq!(
        decide(&mut Tries::default(), refused(401, 190), defects),
        Decision::TokenRefused
    );
}
