#![allow(clippy::unwrap_used)] // a failed unwrap is a failed test

use proptest::prelude::*;

use super::*;

const HOUR: Duration = Duration::from_secs(3_600);

fn at_h(hours: u64) -> Moment {
    Moment::from_unix_s(1_700_000_000 + hours * 3_600)
}

fn few() -> LifeRules {
    LifeRules {
        first: 2,
        ..LifeRules::default()
    }
}

fn sent(template: &mut TemplateLife, now: Moment, messages: std::ops::Range<u64>) -> Vec<Verdict> {
    messages
        .map(|message| template.admit(now, message, &UtilityWatch::default()))
        .collect()
}

fn scored(from: Quality, to: Quality) -> Change {
    Change::QualityChanged { from, to }
}

#[test]
fn a_new_marketing_template_sends_the_first_and_holds_the_rest() {
    let mut template = TemplateLife::new(Category::Marketing, few());
    let decide_by = at_h(1);
    let held = |opens| Verdict::Held { decide_by, opens };
    assert_eq!(
        sent(&mut template, at_h(0), 0..4),
        [Verdict::Goes, Verdict::Goes, held(true), held(false)]
    );
    assert_eq!(template.held(), 2);
    assert_eq!(template.next_due(), Some(decide_by));
}

#[test]
fn good_feedback_releases_the_held_and_ends_the_pacing() {
    let mut template = TemplateLife::new(Category::Marketing, few());
    sent(&mut template, at_h(0), 0..4);
    assert_eq!(
        template.decide(Feedback::Good),
        [
            scored(Quality::Unknown, Quality::Green),
            Change::Released {
                messages: vec![2, 3]
            }
        ]
    );
    assert_eq!(sent(&mut template, at_h(0), 4..9), [Verdict::Goes; 5]);
    assert_eq!(template.decide(Feedback::Bad), [], "decided already");
}

#[test]
fn bad_feedback_fails_the_held_and_pauses_until_somebody_unpauses() {
    let mut template = TemplateLife::new(Category::Marketing, few());
    sent(&mut template, at_h(0), 0..4);
    assert_eq!(
        template.decide(Feedback::Bad),
        [
            scored(Quality::Unknown, Quality::Red),
            Change::Paused { until: None },
            Change::HeldFailed {
                messages: vec![2, 3]
            }
        ]
    );
    assert_eq!(template.next_due(), None);
    assert_eq!(template.advance(at_h(1_000)), []);
    let refused = template.admit(at_h(1_000), 9, &UtilityWatch::default());
    assert_eq!(refused.code(), Some(132_015));
    assert_eq!(
        template.unpause(),
        [Change::Unpaused, scored(Quality::Red, Quality::Unknown)]
    );
    assert_eq!(template.unpause(), []);
    sent(&mut template, at_h(1_000), 10..13);
    assert_eq!(template.held(), 1, "paced again");
}

#[test]
fn held_messages_go_after_an_hour_without_a_decision() {
    let mut template = TemplateLife::new(Category::Marketing, few());
    sent(&mut template, at_h(0), 0..4);
    assert_eq!(template.advance(at_h(1).before(Duration::from_secs(1))), []);
    let released = Change::Released {
        messages: vec![2, 3],
    };
    assert_eq!(template.advance(at_h(1)), [released]);
    assert_eq!(template.quality(), Quality::Unknown);
    assert_eq!(sent(&mut template, at_h(1), 4..9), [Verdict::Goes; 5]);
}

#[test]
fn low_quality_pauses_three_hours_then_six_then_for_good() {
    let mut template = TemplateLife::established(Category::Utility, LifeRules::default());
    for (from, pause) in [(Quality::Green, 3), (Quality::Unknown, 6)] {
        let until = at_h(pause);
        assert_eq!(
            template.set_quality(at_h(0), Quality::Red),
            [
                scored(from, Quality::Red),
                Change::Paused { until: Some(until) }
            ]
        );
        assert_eq!(template.status_word(), "PAUSED");
        assert_eq!(template.set_quality(at_h(0), Quality::Red), [], "once");
        assert_eq!(template.advance(until.before(HOUR)), []);
        assert_eq!(
            template.advance(until),
            [Change::Unpaused, scored(Quality::Red, Quality::Unknown)]
        );
    }
    assert_eq!(
        template.set_quality(at_h(0), Quality::Red),
        [scored(Quality::Unknown, Quality::Red), Change::Disabled]
    );
    let refused = template.admit(at_h(9_999), 0, &UtilityWatch::default());
    assert_eq!(refused.code(), Some(132_016));
    assert_eq!(template.advance(at_h(9_999)), []);
    assert_eq!(template.unpause(), []);
    template.approved_again();
    assert_eq!(sent(&mut template, at_h(9_999), 0..1), [Verdict::Goes]);
}

#[test]
fn utility_templates_are_paced_only_in_the_week_after_a_pause() {
    let mut watch = UtilityWatch::default();
    let held = |watch: &UtilityWatch, now| {
        let mut template = TemplateLife::new(Category::Utility, few());
        (0..5).for_each(|message| {
            template.admit(now, message, watch);
        });
        template.held()
    };
    assert_eq!(held(&watch, at_h(0)), 0);
    watch.note_paused(at_h(0), Category::Marketing);
    assert_eq!(held(&watch, at_h(0)), 0);
    watch.note_paused(at_h(0), Category::Utility);
    assert_eq!(held(&watch, at_h(7 * 24 - 1)), 3);
    assert_eq!(held(&watch, at_h(7 * 24)), 0);
}

#[test]
fn authentication_and_green_templates_are_never_paced_nor_is_any_when_switched_off() {
    let off = LifeRules {
        pacing: false,
        ..few()
    };
    for mut template in [
        TemplateLife::new(Category::Authentication, few()),
        TemplateLife::established(Category::Marketing, few()),
        TemplateLife::new(Category::Marketing, off),
    ] {
        assert_eq!(sent(&mut template, at_h(0), 0..9), [Verdict::Goes; 9]);
    }
}

#[test]
fn no_more_is_held_than_the_limit() {
    let rules = LifeRules {
        held_max: 3,
        ..few()
    };
    let mut template = TemplateLife::new(Category::Marketing, rules);
    sent(&mut template, at_h(0), 0..100);
    assert_eq!(template.held(), 3);
}

#[test]
fn stored_state_goes_on_where_it_was() {
    let mut template = TemplateLife::new(Category::Marketing, few());
    sent(&mut template, at_h(0), 0..4);
    let stored = serde_json::to_string(&template).unwrap();
    let mut again: TemplateLife = serde_json::from_str(&stored).unwrap();
    assert_eq!(again.decide(Feedback::Bad), template.decide(Feedback::Bad));
}

proptest! {
    #[test]
    fn every_held_message_comes_back_exactly_once(
        steps in prop::collection::vec(0u8..9, 1..200),
    ) {
        let mut template = TemplateLife::new(Category::Marketing, few());
        let mut held = Vec::new();
        let mut back = Vec::new();
        for (n, step) in steps.iter().enumerate() {
            let now = at_h(n as u64);
            let changes = match step {
                0 => template.decide(Feedback::Good),
                1 => template.decide(Feedback::Bad),
                2 => template.unpause(),
                3 => template.set_quality(now, Quality::Yellow),
                4 => template.advance(now),
                _ => {
                    if let Verdict::Held { .. } = template.admit(now, n as u64, &UtilityWatch::default()) {
                        held.push(n as u64);
                    }
                    Vec::new()
                }
            };
            for change in changes {
                if let Change::Released { messages } | Change::HeldFailed { messages } = change {
                    back.extend(messages);
                }
            }
        }
        prop_assert_eq!(back.len() + template.held(), held.len());
        prop_assert_eq!(&back[..], &held[..back.len()]);
    }
}
