#![allow(clippy::unwrap_used)] // a failed unwrap is a failed test

use super::*;

const BRAZILIAN: &str = "5511987654321";

fn at_h(hours: u64) -> Moment {
    Moment::from_unix_s(1_700_000_000 + hours * 3_600)
}

fn send(to: &str) -> MarketingSend<'_> {
    MarketingSend {
        account: 1,
        business: 10,
        from: "5511900000000",
        to,
        in_window: false,
    }
}

fn marketing() -> Marketing {
    Marketing::new(MarketingRules::default())
}

fn codes(marketing: &mut Marketing, sends: &[(u64, MarketingSend<'_>)]) -> Vec<Option<u32>> {
    sends
        .iter()
        .map(|(hour, send)| marketing.admit(at_h(*hour), send).code())
        .collect()
}

#[test]
fn two_a_day_from_all_businesses_together() {
    let mut marketing = marketing();
    let other = MarketingSend {
        account: 2,
        business: 20,
        ..send(BRAZILIAN)
    };
    let sends = [
        (0, send(BRAZILIAN)),
        (5, other),
        (6, send(BRAZILIAN)),
        (23, other),
        (24, other),
        (25, send(BRAZILIAN)),
        (29, send(BRAZILIAN)),
    ];
    let no = Some(131_049);
    assert_eq!(
        codes(&mut marketing, &sends),
        [None, None, no, no, None, no, None]
    );
}

#[test]
fn answers_in_a_service_window_do_not_count_and_are_not_stopped() {
    let mut marketing = marketing();
    let in_window = MarketingSend {
        in_window: true,
        ..send(BRAZILIAN)
    };
    for _ in 0..5 {
        assert_eq!(
            marketing.admit(at_h(0), &in_window),
            MarketingDecision::Delivered
        );
    }
    assert_eq!(
        marketing.admit(at_h(0), &send(BRAZILIAN)),
        MarketingDecision::Delivered
    );
}

#[test]
fn the_united_states_get_none_but_canada_does() {
    let mut marketing = marketing();
    let decision = marketing.admit(at_h(0), &send("12125550100"));
    assert_eq!(decision, MarketingDecision::NotDelivered(Why::UnitedStates));
    assert_eq!(
        marketing.admit(at_h(0), &send("14165550100")),
        MarketingDecision::Delivered
    );
    let mut open = Marketing::new(MarketingRules {
        united_states_paused: false,
        ..MarketingRules::default()
    });
    assert_eq!(
        open.admit(at_h(0), &send("12125550100")),
        MarketingDecision::Delivered
    );
}

#[test]
fn europe_japan_and_korea_have_no_limit() {
    for to in [
        "4915112345678",
        "447700900123",
        "819012345678",
        "821012345678",
        "35799123456",
    ] {
        let mut marketing = marketing();
        let sends = [(0, send(to)); 9];
        assert_eq!(codes(&mut marketing, &sends), [None; 9], "{to}");
    }
}

#[test]
fn a_customer_who_stopped_gets_none_from_that_business_until_it_resumes() {
    let mut marketing = marketing();
    let customer = key::of(BRAZILIAN);
    assert!(marketing.opt_out(10, customer));
    assert!(marketing.opt_out(10, customer), "twice is no error");
    assert_eq!(
        marketing.admit(at_h(0), &send(BRAZILIAN)).code(),
        Some(131_050)
    );
    let other = MarketingSend {
        business: 20,
        ..send(BRAZILIAN)
    };
    assert_eq!(marketing.admit(at_h(0), &other).code(), None);
    marketing.opt_in(10, customer);
    assert_eq!(marketing.admit(at_h(0), &send(BRAZILIAN)).code(), None);
}

#[test]
fn an_account_that_keeps_retrying_is_shut_out_from_that_customer_for_a_day() {
    let mut marketing = marketing();
    let full = [(0, send(BRAZILIAN)), (0, send(BRAZILIAN))];
    codes(&mut marketing, &full);
    // One refusal and three retries are borne, the fourth retry is one too many.
    for hour in [1, 2, 3, 4, 20] {
        let decision = marketing.admit(at_h(hour), &send(BRAZILIAN));
        let why = if hour < 20 { Why::Enough } else { Why::Retries };
        assert_eq!(decision, MarketingDecision::NotDelivered(why), "{hour}");
    }
    assert_eq!(
        marketing.admit(at_h(27), &send(BRAZILIAN)),
        MarketingDecision::NotDelivered(Why::Retries),
        "the day's limit is free again, the account is not"
    );
    let patient = MarketingSend {
        account: 2,
        ..send(BRAZILIAN)
    };
    assert_eq!(marketing.admit(at_h(27), &patient).code(), None);
    assert_eq!(marketing.admit(at_h(28), &send(BRAZILIAN)).code(), None);
}

#[test]
fn switched_off_nobody_is_limited() {
    let mut marketing = Marketing::new(MarketingRules {
        per_day: None,
        ..MarketingRules::default()
    });
    assert_eq!(codes(&mut marketing, &[(0, send(BRAZILIAN)); 9]), [None; 9]);
}

#[test]
fn a_million_customers_cost_less_than_sixty_four_megabytes() {
    let mut marketing = marketing();
    // A quarter of a million fills its table as far as a million would.
    for n in 0..250_000u64 {
        let to = (5_511_900_000_000 + n).to_string();
        marketing.admit(Moment::from_unix_s(1_700_000_000 + n / 50), &send(&to));
    }
    let bytes = marketing.delivered.bytes() * 4;
    assert!(bytes < 64_000_000, "{bytes}");
}
