#![allow(clippy::unwrap_used)] // a failed unwrap is a failed test

use super::*;

const NUMBER: u64 = 1;
const CUSTOMER: u64 = 2;

fn at_h(hours: u64) -> Moment {
    Moment::from_unix_s(1_700_000_000 + hours * 3_600)
}

fn at_s(seconds: u64) -> Moment {
    Moment::from_unix_s(1_700_000_000 + seconds)
}

#[test]
fn a_message_opens_the_window_for_a_day_and_a_call_opens_it_afresh() {
    let mut windows = Windows::default();
    assert!(!windows.open(at_h(0), NUMBER, CUSTOMER));
    windows.note_inbound(at_h(0), NUMBER, CUSTOMER);
    assert!(windows.open(at_s(86_399), NUMBER, CUSTOMER));
    assert!(!windows.open(at_s(86_400), NUMBER, CUSTOMER));
    windows.note_inbound(at_h(20), NUMBER, CUSTOMER);
    let state = windows.state(at_h(30), NUMBER, CUSTOMER);
    assert_eq!(state.service_until, Some(at_h(44)));
    assert!(!windows.open(at_h(44), NUMBER, CUSTOMER));
}

#[test]
fn a_window_belongs_to_one_number_and_one_customer() {
    let mut windows = Windows::default();
    windows.note_inbound(at_h(0), NUMBER, CUSTOMER);
    assert!(!windows.open(at_h(0), CUSTOMER, NUMBER));
    assert!(!windows.open(at_h(0), NUMBER, 3));
    windows.close(NUMBER, CUSTOMER);
    assert!(!windows.open(at_h(0), NUMBER, CUSTOMER));
}

#[test]
fn an_answer_within_a_day_of_the_click_opens_the_entry_point_for_three_days() {
    let mut windows = Windows::default();
    windows.note_ad_click(at_h(0), NUMBER, CUSTOMER);
    assert!(!windows.state(at_h(1), NUMBER, CUSTOMER).in_entry());
    let answer = windows.note_answer(at_h(10), NUMBER, CUSTOMER);
    assert_eq!(answer.entry_until, Some(at_h(82)));
    let soon = windows.note_answer(at_h(12), NUMBER, CUSTOMER);
    assert_eq!(soon.entry_until, Some(at_h(82)), "not prolonged");
    let later = windows.note_answer(at_h(60), NUMBER, CUSTOMER);
    assert_eq!(later.entry_until, Some(at_h(82)), "not prolonged");
    assert!(!later.in_service(), "the service window ended long ago");
    assert!(!windows.state(at_h(82), NUMBER, CUSTOMER).in_entry());
}

#[test]
fn an_answer_a_day_late_opens_no_entry_point() {
    let mut windows = Windows::default();
    windows.note_ad_click(at_h(0), NUMBER, CUSTOMER);
    let answer = windows.note_answer(at_h(24), NUMBER, CUSTOMER);
    assert_eq!(answer, WindowState::default());
}

#[test]
fn a_second_click_opens_a_new_entry_point_once_the_first_is_over() {
    let mut windows = Windows::default();
    windows.note_ad_click(at_h(0), NUMBER, CUSTOMER);
    windows.note_answer(at_h(1), NUMBER, CUSTOMER);
    windows.note_ad_click(at_h(70), NUMBER, CUSTOMER);
    assert_eq!(
        windows.note_answer(at_h(71), NUMBER, CUSTOMER).entry_until,
        Some(at_h(73))
    );
    windows.note_ad_click(at_h(80), NUMBER, CUSTOMER);
    assert_eq!(
        windows.note_answer(at_h(81), NUMBER, CUSTOMER).entry_until,
        Some(at_h(153))
    );
}

#[test]
fn a_late_clock_does_not_shorten_a_window() {
    let mut windows = Windows::default();
    windows.note_inbound(at_h(5), NUMBER, CUSTOMER);
    windows.note_inbound(at_h(4), NUMBER, CUSTOMER);
    assert!(windows.open(at_h(28), NUMBER, CUSTOMER));
}

#[test]
fn a_million_windows_cost_less_than_sixty_four_megabytes_even_refreshed_daily() {
    let mut windows = Windows::default();
    for day in 0..2 {
        // A quarter of a million fills its tables as far as a million would.
        for customer in 0..250_000u64 {
            let now = at_s(day * 86_400 + customer / 3);
            windows.note_inbound(now, NUMBER, customer);
        }
    }
    let bytes = windows.service.bytes() * 4;
    assert!(bytes < 64_000_000, "{bytes}");
    assert!(windows.open(at_s(2 * 86_400), NUMBER, 249_999));
}

#[test]
fn stored_windows_are_still_open() {
    let mut windows = Windows::default();
    windows.note_ad_click(at_h(0), NUMBER, CUSTOMER);
    windows.note_answer(at_h(1), NUMBER, CUSTOMER);
    let stored = serde_json::to_string(&windows).unwrap();
    let again: Windows = serde_json::from_str(&stored).unwrap();
    assert_eq!(
        again.state(at_h(2), NUMBER, CUSTOMER),
        windows.state(at_h(2), NUMBER, CUSTOMER)
    );
}
