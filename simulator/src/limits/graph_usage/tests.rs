#![allow(clippy::unwrap_used)] // a failed unwrap is a failed test

use super::*;

fn at_s(seconds: u64) -> Moment {
    Moment::from_unix_s(1_700_000_040 + seconds)
}

fn calls(
    usage: &mut GraphUsage,
    state: AccountState,
    endpoint: Endpoint,
    times: usize,
) -> Decision {
    let mut last = Decision::Admitted;
    for _ in 0..times {
        last = usage.admit_account(at_s(0), "app", "102290129340398", state, endpoint);
    }
    last
}

#[test]
fn an_idle_account_has_two_hundred_calls_an_hour_an_active_one_five_thousand() {
    let until = at_s(3_600);
    for (state, limit) in [(AccountState::Idle, 200), (AccountState::Active, 5_000)] {
        let mut usage = GraphUsage::new(UsageRules::default());
        assert_eq!(
            calls(&mut usage, state, Endpoint::Other, limit),
            Decision::Admitted
        );
        let refused = calls(&mut usage, state, Endpoint::Other, 1);
        let code = 80_007;
        assert_eq!(refused, Decision::Exceeded { code, until });
        let templates = calls(&mut usage, state, Endpoint::Templates, 1);
        let code = 80_008;
        assert_eq!(templates, Decision::Exceeded { code, until });
        let later = usage.admit_account(until, "app", "102290129340398", state, Endpoint::Other);
        assert_eq!(later, Decision::Admitted);
    }
}

#[test]
fn apps_and_accounts_are_counted_apart() {
    let mut usage = GraphUsage::new(UsageRules::default());
    calls(&mut usage, AccountState::Idle, Endpoint::Other, 200);
    for (app, account) in [("other", "102290129340398"), ("app", "1")] {
        let decision =
            usage.admit_account(at_s(0), app, account, AccountState::Idle, Endpoint::Other);
        assert_eq!(decision, Decision::Admitted);
    }
}

#[test]
fn an_app_has_two_hundred_calls_an_hour_for_each_user() {
    let mut usage = GraphUsage::new(UsageRules {
        users: 2,
        ..UsageRules::default()
    });
    for _ in 0..400 {
        assert_eq!(usage.admit_app(at_s(0), "app"), Decision::Admitted);
    }
    let until = at_s(3_600);
    assert_eq!(
        usage.admit_app(at_s(1), "app"),
        Decision::Exceeded { code: 4, until }
    );
}

#[test]
fn the_headers_are_metas_to_the_byte() {
    let usage = Usage {
        call_count: 28,
        total_cputime: 1,
        total_time: 1,
        minutes_to_regain_access: 0,
    };
    assert_eq!(
        AccountHeader::new("102290129340398")
            .management(&usage)
            .value(),
        r#"{"102290129340398":[{"type":"whatsapp_business_management","call_count":28,"total_cputime":1,"total_time":1,"estimated_time_to_regain_access":0}]}"#
    );
    assert_eq!(
        AccountHeader::new("1")
            .messaging(&usage)
            .management(&Usage::default())
            .value(),
        r#"{"1":[{"type":"whatsapp","call_count":28,"total_cputime":1,"total_time":1,"estimated_time_to_regain_access":0},{"type":"whatsapp_business_management","call_count":0,"total_cputime":0,"total_time":0,"estimated_time_to_regain_access":0}]}"#
    );
    assert_eq!(
        app_usage(&usage),
        r#"{"call_count":28,"total_cputime":1,"total_time":1}"#
    );
}

#[test]
fn an_id_cannot_break_out_of_the_header() {
    let header = AccountHeader::new("1\"\r\nx: y").value();
    assert_eq!(header, r#"{"1xy":[]}"#);
}

#[test]
fn a_used_up_hour_says_how_many_minutes_are_left() {
    let mut usage = GraphUsage::new(UsageRules::default());
    calls(&mut usage, AccountState::Idle, Endpoint::Other, 56);
    let read = |usage: &mut GraphUsage, at| {
        usage.account(at, "app", "102290129340398", AccountState::Idle)
    };
    let some = read(&mut usage, at_s(0));
    assert_eq!((some.call_count, some.total_time), (28, 1));
    assert_eq!(some.minutes_to_regain_access, 0);
    calls(&mut usage, AccountState::Idle, Endpoint::Other, 144);
    let full = read(&mut usage, at_s(90));
    assert_eq!((full.call_count, full.total_time), (100, 4));
    assert_eq!(full.minutes_to_regain_access, 59);
    assert_eq!(read(&mut usage, at_s(3_600)), Usage::default());
}

#[test]
fn meters_are_bounded_and_what_is_beyond_is_let_through() {
    let mut usage = GraphUsage::new(UsageRules::default());
    for app in 0..METERS_MAX + 5 {
        assert_eq!(
            usage.admit_app(at_s(0), &app.to_string()),
            Decision::Admitted
        );
    }
    assert_eq!(usage.apps.len(), METERS_MAX);
}
