#![allow(clippy::unwrap_used)] // a missing result is the failure of the test
use std::collections::BTreeMap;

use proptest::prelude::*;
use reports::record::RunRecord;
use reports::verdict::{CheckResult, Verdict};
use scenarios::scenario::Scenario;

mod harness;

use super::ALL;
use super::fixture::{ODDITIES, SECOND, Story, mutations};
use crate::judge::judge_ledger;
use crate::ledger::row::Row;

/// Enough parcels for two rounds of the twelve kinds.
const PARCELS: i64 = 24;

fn judged(story: &Story) -> RunRecord {
    judged_by(story, &Story::scenario())
}

fn judged_by(story: &Story, scenario: &Scenario) -> RunRecord {
    judge_ledger(&story.ledger(), scenario).unwrap()
}

fn result<'a>(record: &'a RunRecord, id: &str) -> &'a CheckResult {
    record.checks.iter().find(|result| result.id == id).unwrap()
}

/// Ids of the checks with a verdict other than pass.
fn not_passed(record: &RunRecord) -> BTreeMap<String, Verdict> {
    let odd = record
        .checks
        .iter()
        .filter(|result| result.verdict != Verdict::Pass);
    odd.map(|result| (result.id.clone(), result.verdict))
        .collect()
}

fn explain(record: &RunRecord) -> String {
    let odd = record
        .checks
        .iter()
        .filter(|result| result.verdict != Verdict::Pass);
    odd.map(|result| {
        format!(
            "{} {:?} {:?} {:?}\n",
            result.id, result.verdict, result.notes, result.witnesses
        )
    })
    .collect()
}

#[test]
fn a_clean_run_passes_every_check_and_every_check_saw_its_case() {
    let record = judged(&Story::clean(PARCELS));
    assert!(not_passed(&record).is_empty(), "{}", explain(&record));
    assert_eq!(record.verdict, Verdict::Pass, "{:?}", record.reasons);
    assert_eq!(record.checks.len(), ALL.len());
    for check in &record.checks {
        assert!(
            check.exercised > 0 && check.violations == 0 && check.mandatory,
            "{check:?}"
        );
        assert!(check.witnesses.is_empty(), "{check:?}");
    }
}

#[test]
fn every_defect_is_found_by_its_check_and_by_no_other() {
    for (name, id, plant) in mutations() {
        let mut story = Story::clean(PARCELS);
        plant(&mut story, 1);
        let record = judged(&story);
        check_single_failure(name, id, &record);
        assert_eq!(
            record.verdict,
            Verdict::Fail,
            "{name}: {:?}",
            record.reasons
        );
        assert!(
            record.reasons[0].contains(id),
            "{name}: {:?}",
            record.reasons
        );
    }
}

/// Only this check fails; the others pass, or are unknown where a message cannot be traced.
fn check_single_failure(name: &str, id: &str, record: &RunRecord) {
    let odd = not_passed(record);
    let failed: Vec<&String> = odd
        .iter()
        .filter(|(_, verdict)| **verdict == Verdict::Fail)
        .map(|(id, _)| id)
        .collect();
    assert_eq!(failed, [id], "{name}: {}", explain(record));
    let untraced = ["C01", "C02", "C03", "C04", "C06", "C08", "C55"];
    let expected =
        |other: &&String| *other == id || (id == "C05" && untraced.contains(&other.as_str()));
    assert!(
        odd.keys().all(|other| expected(&other)),
        "{name}: {}",
        explain(record)
    );
    let found = result(record, id);
    assert!(
        found.exercised > 0 && found.violations > 0,
        "{name}: {found:?}"
    );
    let has_rows = found
        .witnesses
        .iter()
        .all(|witness| !witness.rows.is_empty() && witness.rows.len() <= 20);
    assert!(has_rows && found.witnesses.len() <= 5, "{name}: {found:?}");
    if !matches!(id, "C08" | "C57") {
        assert!(!found.witnesses.is_empty(), "{name}: {found:?}");
    }
}

#[test]
fn legal_oddities_are_not_flagged() {
    for (name, bend) in ODDITIES {
        let mut story = Story::clean(PARCELS);
        bend(&mut story, 1);
        let record = judged(&story);
        assert!(
            not_passed(&record).is_empty(),
            "{name}: {}",
            explain(&record)
        );
    }
}

#[test]
fn a_witness_names_the_parcel_and_the_rows_that_prove_it() {
    let mut story = Story::clean(PARCELS);
    let key = Story::key(11, "out_for_delivery");
    story.forget_sends(|send| send.expectation == Some(key));
    let record = judged(&story);
    let witness = &result(&record, "C01").witnesses[0];
    assert_eq!(
        witness.summary,
        "parcel LX000000011CN, out_for_delivery: the notice was acknowledged and no message was sent"
    );
    assert_eq!(
        witness.rows[0].text,
        "valid notice from aftership, attempt 1: ack (HTTP 200) after 3.7 ms"
    );
}

#[test]
fn without_a_case_a_check_is_unknown() {
    // One plain parcel of the twelfth kind: nothing is repeated, forged, stale, refused or failed.
    let mut story = Story::clean(0);
    story.load_to_us = 10 * SECOND;
    let record = judged(&story);
    for check in record
        .checks
        .iter()
        .filter(|result| result.id.starts_with('C'))
    {
        assert_eq!(check.verdict, Verdict::Unknown, "{check:?}");
    }
    assert_eq!(record.verdict, Verdict::Unknown);
    assert_eq!(
        record.reasons[0].split(':').next(),
        Some("unknown"),
        "{:?}",
        record.reasons
    );
}

#[test]
fn a_run_without_a_clean_end_is_never_a_pass() {
    let mut cut_off = Story::clean(PARCELS);
    cut_off.cut_off = true;
    cut_off.quiet = None;
    let record = judged(&cut_off);
    assert_eq!(record.verdict, Verdict::Unknown, "{}", explain(&record));
    assert_eq!(result(&record, "C01").verdict, Verdict::Unknown);
    assert_eq!(result(&record, "H01").verdict, Verdict::Unknown);

    let key = Story::key(11, "out_for_delivery");
    let mut lost = cut_off.clone();
    lost.forget_sends(|send| send.expectation == Some(key));
    assert_eq!(
        judged(&lost).verdict,
        Verdict::Unknown,
        "an absence proves nothing"
    );

    cut_off.repeat_send(key, SECOND);
    let record = judged(&cut_off);
    assert_eq!(
        record.verdict,
        Verdict::Fail,
        "a second message is a proof by itself"
    );
    assert_eq!(result(&record, "C02").verdict, Verdict::Fail);
}

#[test]
fn a_drain_that_does_not_become_quiet_leaves_late_cases_open() {
    let mut story = Story::clean(PARCELS);
    story.quiet = Some(false);
    // The drain ends 20 s after the load and its limit is 20 s: what was acknowledged after the load is still open.
    let last = Story::key(23, "delivered");
    story.forget_sends(|send| send.expectation == Some(last));
    story
        .attempts
        .iter_mut()
        .filter(|attempt| attempt.due_us > 8 * SECOND)
        .for_each(|attempt| attempt.ended_us += 5 * SECOND);
    assert_eq!(result(&judged(&story), "C01").verdict, Verdict::Unknown);
    let early = Story::key(11, "out_for_delivery");
    story.forget_sends(|send| send.expectation == Some(early));
    let record = judged(&story);
    assert_eq!(
        (
            result(&record, "C01").verdict,
            result(&record, "C01").violations
        ),
        (Verdict::Fail, 1)
    );
}

#[test]
fn an_interrupted_run_is_unknown_at_best() {
    let mut story = Story::clean(PARCELS);
    story.rows.push(Row::Control {
        at_us: 5,
        kind: "interrupted",
        detail: r#"{"signal":"SIGINT"}"#.into(),
    });
    let record = judged(&story);
    assert_eq!(record.verdict, Verdict::Unknown);
    assert!(
        record
            .reasons
            .iter()
            .any(|reason| reason.contains("SIGINT")),
        "{:?}",
        record.reasons
    );
}

#[test]
fn messages_that_cannot_be_traced_make_their_checks_unknown_where_the_policy_asks_for_no_trace() {
    let mut story = Story::clean(PARCELS);
    let capabilities = story.meta.get_mut("capabilities").unwrap();
    *capabilities = capabilities.replace("\"traceable\":true", "\"traceable\":false");
    for send in story
        .sends
        .iter_mut()
        .filter(|send| send.decision == "accepted")
    {
        (send.expectation, send.parcel, send.traced_by) = (None, None, "none");
    }
    let record = judged(&story);
    for id in ["C01", "C02", "C03", "C04", "C05", "C06"] {
        assert_eq!(
            result(&record, id).verdict,
            Verdict::Unknown,
            "{}",
            explain(&record)
        );
    }
}

#[test]
fn too_few_cases_for_the_scenarios_minimum_make_the_check_and_h08_unknown() {
    let mut scenario = Story::scenario();
    scenario.checks.minimum.insert("C30".into(), 1_000);
    let record = judged_by(&Story::clean(PARCELS), &scenario);
    assert_eq!(
        not_passed(&record).keys().collect::<Vec<_>>(),
        ["C30", "H08"]
    );
    assert_eq!(record.verdict, Verdict::Unknown);
}

#[test]
fn a_check_that_the_connector_file_makes_inapplicable_does_not_count() {
    let mut story = Story::clean(PARCELS);
    let capabilities = story.meta.get_mut("capabilities").unwrap();
    *capabilities = capabilities
        .replace("records\":true", "records\":false")
        .replace("suppress", "allow");
    let record = judged(&story);
    for id in ["C11", "C13", "C14", "C15"] {
        let check = result(&record, id);
        assert_eq!(
            (check.verdict, check.mandatory),
            (Verdict::Unknown, false),
            "{check:?}"
        );
    }
    assert_eq!(record.verdict, Verdict::Pass, "{}", explain(&record));

    let mut scenario = Story::scenario();
    scenario.checks.required.push("C13".into());
    assert_eq!(judged_by(&story, &scenario).verdict, Verdict::Unknown);
}

#[test]
fn a_check_that_the_scenario_does_not_exercise_by_design_does_not_count() {
    let mut scenario = Story::scenario();
    (scenario.mix.forged, scenario.mix.forged_webhooks) = (0.0, 0.0);
    let mut story = Story::clean(PARCELS);
    story.rows.retain(|row| {
        !matches!(
            row,
            Row::Inbound {
                class: "forged",
                ..
            }
        )
    });
    let forged: Vec<i64> = story
        .posts
        .iter()
        .filter(|post| post.class == "forged")
        .map(|post| post.id)
        .collect();
    story.posts.retain(|post| !forged.contains(&post.id));
    story
        .attempts
        .retain(|attempt| attempt.http_status != Some(401));
    let notices: Vec<i64> = story
        .attempts
        .iter()
        .map(|attempt| attempt.notice)
        .collect();
    story
        .rows
        .retain(|row| !matches!(row, Row::Notice { id, .. } if !notices.contains(id)));
    let record = judged_by(&story, &scenario);
    assert_eq!(
        (
            result(&record, "C30").verdict,
            result(&record, "C30").mandatory
        ),
        (Verdict::Unknown, false)
    );
    assert_eq!(record.verdict, Verdict::Pass, "{}", explain(&record));
}

#[test]
fn every_check_has_its_own_id_name_and_words() {
    let ids: std::collections::BTreeSet<&str> = ALL.iter().map(|check| check.id).collect();
    let names: std::collections::BTreeSet<&str> = ALL.iter().map(|check| check.name).collect();
    assert_eq!((ids.len(), names.len()), (ALL.len(), ALL.len()));
    let planted: std::collections::BTreeSet<&str> =
        mutations().iter().map(|(_, id, _)| *id).collect();
    for check in ALL {
        assert!(
            check.statement.ends_with('.') && check.about.ends_with('.'),
            "{}",
            check.id
        );
        assert!(
            check.id.starts_with('H') || planted.contains(check.id),
            "{} has no defect that it catches",
            check.id
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_random_single_defect_is_judged_exactly(parcels in 24_i64..37, round in 0_i64..2, pick in 0_usize..1_000) {
        let all = mutations();
        let (name, id, plant) = all[pick % all.len()];
        let mut story = Story::clean(parcels);
        plant(&mut story, round);
        check_single_failure(name, id, &judged(&story));
    }

    #[test]
    fn random_legal_histories_never_fail(picks in proptest::collection::vec((0_usize..1_000, 0_i64..3), 0..8)) {
        let mut story = Story::clean(36);
        let mut bent = std::collections::BTreeSet::new();
        for (pick, round) in picks {
            // One oddity a round: two may contradict each other on the same parcel.
            if bent.insert(round) {
                ODDITIES[pick % ODDITIES.len()].1(&mut story, round);
            }
        }
        let record = judged(&story);
        let failed = record.checks.iter().any(|result| result.verdict == Verdict::Fail);
        prop_assert!(!failed, "{}", explain(&record));
    }
}
