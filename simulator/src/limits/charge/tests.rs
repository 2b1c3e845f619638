#![allow(clippy::unwrap_used)] // a failed unwrap is a failed test

use super::*;

fn at(date: &str) -> Moment {
    let at: jiff::Timestamp = format!("{date}T00:00:00Z").parse().unwrap();
    Moment::from_unix_s(at.as_second() as u64)
}

fn windows(service: bool, entry: bool) -> WindowState {
    WindowState {
        service_until: service.then_some(Moment(u64::MAX)),
        entry_until: entry.then_some(Moment(u64::MAX)),
    }
}

fn charged(date: &str, kind: SendKind, state: WindowState) -> (bool, &'static str, &'static str) {
    let mut allowance = ServiceAllowance::default();
    let charge = classify(at(date), kind, &state, &Calendar::default(), &mut allowance);
    (
        charge.billable(),
        charge.kind.word(),
        charge.category.word(),
    )
}

const MARKETING: SendKind = SendKind::Template(Category::Marketing);
const UTILITY: SendKind = SendKind::Template(Category::Utility);
const AUTHENTICATION: SendKind = SendKind::Template(Category::Authentication);

#[test]
fn the_calendar_turns_at_midnight_of_the_published_days() {
    let calendar = Calendar::default();
    assert_eq!(calendar.by_message_from, at("2025-07-01"));
    assert_eq!(calendar.service_charged_from, at("2026-10-01"));
}

#[test]
fn templates_outside_a_window_are_charged_at_their_own_rate() {
    for date in ["2025-06-30", "2025-07-01", "2026-10-01"] {
        let outside = windows(false, false);
        assert_eq!(
            charged(date, MARKETING, outside),
            (true, "regular", "marketing")
        );
        assert_eq!(
            charged(date, UTILITY, outside),
            (true, "regular", "utility")
        );
        assert_eq!(
            charged(date, AUTHENTICATION, outside),
            (true, "regular", "authentication")
        );
    }
}

#[test]
fn utility_in_the_window_is_free_from_july_2025_to_september_2026() {
    let inside = windows(true, false);
    let free = (false, "free_customer_service", "utility");
    let regular = (true, "regular", "utility");
    assert_eq!(charged("2025-06-30", UTILITY, inside), regular);
    assert_eq!(charged("2025-07-01", UTILITY, inside), free);
    assert_eq!(charged("2026-09-30", UTILITY, inside), free);
    assert_eq!(charged("2026-10-01", UTILITY, inside), regular);
}

#[test]
fn marketing_and_authentication_are_charged_inside_the_window_too() {
    let inside = windows(true, false);
    assert_eq!(
        charged("2026-01-01", MARKETING, inside),
        (true, "regular", "marketing")
    );
    assert_eq!(
        charged("2026-01-01", AUTHENTICATION, inside),
        (true, "regular", "authentication")
    );
}

#[test]
fn everything_is_free_inside_a_free_entry_point() {
    for date in ["2025-07-01", "2026-10-01"] {
        for kind in [MARKETING, UTILITY, AUTHENTICATION, SendKind::FreeForm] {
            for service in [true, false] {
                assert_eq!(
                    charged(date, kind, windows(service, true)),
                    (false, "free_entry_point", "referral_conversion")
                );
            }
        }
    }
}

#[test]
fn from_october_2026_a_number_has_a_thousand_free_service_messages_a_month() {
    let calendar = Calendar::default();
    let mut allowance = ServiceAllowance::default();
    let mut billable = |date, messages| {
        (0..messages)
            .filter(|_| {
                let inside = windows(true, false);
                classify(
                    at(date),
                    SendKind::FreeForm,
                    &inside,
                    &calendar,
                    &mut allowance,
                )
                .billable()
            })
            .count()
    };
    assert_eq!(billable("2026-09-30", 5_000), 0, "free before");
    assert_eq!(billable("2026-10-01", 1_000), 0);
    assert_eq!(billable("2026-10-31", 10), 10);
    assert_eq!(billable("2026-11-01", 1_001), 1);
}

#[test]
fn the_model_of_old_charges_by_conversation() {
    let model = |date| {
        classify(
            at(date),
            UTILITY,
            &WindowState::default(),
            &Calendar::default(),
            &mut ServiceAllowance::default(),
        )
        .model
        .word()
    };
    assert_eq!(model("2025-06-30"), "CBP");
    assert_eq!(model("2025-07-01"), "PMP");
}

#[test]
fn a_templates_category_is_read_in_either_case() {
    assert_eq!(Category::of_template("UTILITY"), Some(Category::Utility));
    assert_eq!(
        Category::of_template("marketing"),
        Some(Category::Marketing)
    );
    assert_eq!(Category::of_template("service"), None);
    assert_eq!(
        Category::AuthenticationInternational.origin_word(),
        "authentication_international"
    );
}
