#![allow(clippy::unwrap_used)] // a missing row is the failure of the test
use std::time::Duration;

use reports::record::RunRecord;
use reports::verdict::Verdict;
use scenarios::scenario::{Criteria, Scenario, Shape};

use super::{judge, judge_ledger};
use crate::checks::fixture::{SECOND, Story};
use crate::ledger::row::Row;

/// A ramp of four-second holds after one-second settles. Each rate is `step` parcels a second, one message each;
/// the connector completes `capacity` a second at most, with 50 ms of its own.
struct Ramp {
    rates: Vec<i64>,
    capacity: i64,
    confirm: Option<i64>,
}

const SETTLE: i64 = SECOND;
const HOLD: i64 = 4 * SECOND;

fn ramp_scenario() -> Scenario {
    let mut scenario = Story::scenario();
    scenario.load.shape = Shape::Steps {
        start: 600.0,
        step: 600.0,
        ceiling: 6_000.0,
        settle: Duration::from_secs(1),
        hold: Duration::from_secs(4),
    };
    scenario.stop.latency_limit = Duration::from_secs(2);
    scenario.stop.error_rate_limit = 0.01;
    scenario
}

impl Ramp {
    fn story(&self) -> Story {
        let mut story = Story::clean(0);
        story.rows.clear();
        let mut at_us = 0;
        let mut free_us = 0;
        let mut parcel = 0;
        let mut planned: Vec<(i64, &'static str)> =
            self.rates.iter().map(|rate| (*rate, "hold")).collect();
        planned.extend(self.confirm.map(|rate| (rate, "confirm")));
        for (step, (rate, kind)) in (1..).zip(planned) {
            if kind == "confirm" {
                at_us = at_us.max(free_us) + SECOND;
            }
            for (kind, length) in [("settle", SETTLE), (kind, HOLD)] {
                let rate_per_min = rate as f64 * 60.0;
                story.rows.push(Row::Segment {
                    id: at_us,
                    step,
                    kind,
                    rate_per_min,
                    starts_us: at_us,
                    ends_us: at_us + length,
                    first_ticket: parcel,
                });
                for place in 0..rate * length / SECOND {
                    let due_us = at_us + place * SECOND / rate;
                    free_us = due_us.max(free_us) + SECOND / self.capacity;
                    story.single(parcel, due_us, free_us + 50_000);
                    parcel += 1;
                }
                at_us += length;
            }
        }
        story.load_to_us = at_us;
        story.self_samples();
        story
    }
}

fn ramp(rates: &[i64], capacity: i64, confirm: Option<i64>) -> RunRecord {
    let story = Ramp {
        rates: rates.to_vec(),
        capacity,
        confirm,
    }
    .story();
    judge_ledger(&story.ledger(), &ramp_scenario()).unwrap()
}

#[test]
fn capacity_is_the_highest_rate_that_was_sustained() {
    let record = ramp(&[10, 20, 30, 40, 50], 43, None);
    let held: Vec<(u64, bool)> = record
        .steps
        .iter()
        .map(|step| (step.rate_per_min, step.held))
        .collect();
    assert_eq!(
        held,
        [
            (600, true),
            (1_200, true),
            (1_800, true),
            (2_400, true),
            (3_000, false)
        ]
    );
    assert_eq!(record.capacity_per_min, Some(2_400));
    let reason = record
        .reasons
        .iter()
        .find(|reason| reason.starts_with("capacity 2400/min"))
        .unwrap();
    assert!(
        reason.contains("at 3000/min the backlog grew by 28"),
        "{reason}"
    );
    assert_eq!(record.throughput_per_min.offered, 3_000.0);
    assert_eq!(record.throughput_per_min.achieved, 2_580.0);
}

#[test]
fn a_confirmation_that_holds_is_the_capacity_and_one_that_does_not_is_none() {
    let record = ramp(&[20, 40, 60], 43, Some(40));
    assert_eq!(record.capacity_per_min, Some(2_400), "{:?}", record.reasons);
    assert!(record.steps.last().unwrap().confirmation && record.steps.last().unwrap().held);
    let record = ramp(&[20, 40, 60], 43, Some(60));
    assert_eq!(record.capacity_per_min, None);
    assert!(
        record
            .reasons
            .iter()
            .any(|reason| reason.contains("did not hold a second time")),
        "{:?}",
        record.reasons
    );
}

#[test]
fn the_overload_that_ends_a_ramp_is_not_held_against_latency_or_the_harness() {
    let mut story = Ramp {
        rates: vec![20, 40, 120],
        capacity: 43,
        confirm: Some(40),
    }
    .story();
    // In the overload the connector also answers notices slowly, which fills the slots.
    for attempt in story
        .attempts
        .iter_mut()
        .filter(|attempt| (11 * SECOND..15 * SECOND).contains(&attempt.due_us))
    {
        attempt.started_us += 900_000;
        attempt.ended_us += 2_500_000;
    }
    let record = judge_ledger(&story.ledger(), &ramp_scenario()).unwrap();
    for id in ["C08", "C57", "H02", "H10"] {
        let check = record.checks.iter().find(|check| check.id == id).unwrap();
        assert_eq!(check.verdict, Verdict::Pass, "{check:?}");
    }
    assert_eq!(record.capacity_per_min, Some(2_400), "{:?}", record.reasons);
}

#[test]
fn a_ramp_that_the_harness_slowed_down_has_no_capacity() {
    let mut story = Ramp {
        rates: vec![20, 40, 60],
        capacity: 43,
        confirm: None,
    }
    .story();
    for attempt in story
        .attempts
        .iter_mut()
        .filter(|attempt| attempt.due_us > 11 * SECOND)
    {
        attempt.started_us += 300_000;
        attempt.ended_us += 300_000;
    }
    let record = judge_ledger(&story.ledger(), &ramp_scenario()).unwrap();
    assert_eq!(
        (record.capacity_per_min, record.verdict),
        (None, Verdict::Unknown),
        "{:?}",
        record.reasons
    );
    assert!(!record.harness.valid);
}

#[test]
fn a_ramp_that_stops_leaves_out_what_was_planned_beyond_the_cut() {
    let mut story = Ramp {
        rates: vec![20, 40, 60],
        capacity: 43,
        confirm: None,
    }
    .story();
    let cut_us = 13 * SECOND;
    story.rows.push(Row::Cut {
        segment: 11 * SECOND,
        at_us: cut_us,
    });
    story.rows.push(Row::Segment {
        id: 99,
        step: 9,
        kind: "hold",
        rate_per_min: 4_800.0,
        starts_us: 20 * SECOND,
        ends_us: 24 * SECOND,
        first_ticket: 0,
    });
    let detail = r#"{"criterion":"latency","rate_per_min":3600,"value":2100.5}"#.to_string();
    story.rows.push(Row::Control {
        at_us: cut_us,
        kind: "stopped_by",
        detail,
    });
    story.forget_after(cut_us);
    let record = judge_ledger(&story.ledger(), &ramp_scenario()).unwrap();
    let last = record.steps.last().unwrap();
    assert_eq!(
        (record.steps.len(), last.hold_s, last.offered),
        (3, 2.0, 120)
    );
    assert_eq!(record.stopped_by.unwrap().rate_per_min, 3_600);
    assert_eq!(record.capacity_per_min, Some(2_400), "{:?}", record.reasons);
}

#[test]
fn criteria_are_judged_by_what_was_measured() {
    let mut scenario = Story::scenario();
    scenario.criteria = Criteria {
        peak_capacity_per_min: Some(250.0),
        end_to_end: Some(Duration::from_secs(5)),
        delivery_rate: Some(0.99),
        record_completeness: Some(0.995),
        record_visible: Some(Duration::from_secs(3)),
        send_success: Some(0.995),
        ..Criteria::default()
    };
    let mut story = Story::clean(24);
    for place in 0..20 {
        let visible_us = Some(1_000_000 + place * 100_000);
        story.rows.push(Row::RecordVisible {
            wamid: format!("wamid.{place}"),
            accepted_us: 1_000_000,
            visible_us,
        });
    }
    let record = judge_ledger(&story.ledger(), &scenario).unwrap();
    let verdicts: Vec<(&str, Verdict)> = record
        .criteria
        .iter()
        .map(|row| (row.name.as_str(), row.verdict))
        .collect();
    let pass = Verdict::Pass;
    assert_eq!(
        verdicts,
        [
            ("peak capacity", pass),
            ("end-to-end latency p50", pass),
            ("delivery rate", pass),
            ("record completeness", pass),
            ("send success", pass),
            ("record visible p95", pass),
        ],
        "{:?}",
        record.criteria
    );
    assert_eq!(record.criteria[2].measured, "100 % of 41");
    assert_eq!(record.go_live.len(), 5);
    assert_eq!(record.go_live[1].measured, "p95 1.80 s of 20");
    assert_eq!(record.go_live[4].measured, "not measured by this scenario");

    story.rows.push(Row::RecordVisible {
        wamid: "wamid.1".into(),
        accepted_us: 0,
        visible_us: None,
    });
    story.rows.push(Row::RecordVisible {
        wamid: "wamid.2".into(),
        accepted_us: 0,
        visible_us: None,
    });
    story.records.truncate(story.records.len() - 1);
    let record = judge_ledger(&story.ledger(), &scenario).unwrap();
    let failed: Vec<&str> = record
        .criteria
        .iter()
        .filter(|row| row.verdict == Verdict::Fail)
        .map(|row| row.name.as_str())
        .collect();
    assert_eq!(failed, ["record completeness", "record visible p95"]);
}

#[test]
fn the_record_says_what_the_ledger_says() {
    let mut story = Story::clean(24);
    story.rows.push(Row::Control {
        at_us: 1,
        kind: "note",
        detail: r#"{"text":"the clock was scaled"}"#.into(),
    });
    story.meta.insert("quick", "10 s instead of 60 s".into());
    let record = judge_ledger(&story.ledger(), &Story::scenario()).unwrap();
    assert_eq!(
        (
            record.tool.name.as_str(),
            record.tool.version.as_str(),
            record.seed
        ),
        ("shakedown", "0.1.0", 42)
    );
    assert_eq!(
        record.scenario.quick.as_deref(),
        Some("10 s instead of 60 s")
    );
    assert_eq!(record.remarks, ["the clock was scaled"]);
    // 24 parcels of the load, and eight with which the connector keeps its other promises.
    assert_eq!(record.totals.parcels, 32);
    assert_eq!(record.totals.messages_expected, 49);
    assert_eq!(record.totals.messages_accepted, 50);
    assert_eq!(record.steps.len(), 1);
    assert_eq!(record.latency_ms.end_to_end.count, 42);
    assert_eq!(record.latency_ms.end_to_end.p50, 20.0);
    assert_eq!(record.latency_ms.status_ack.max, 3.0);
    assert_eq!(
        record
            .resources
            .connector
            .as_ref()
            .map(|usage| usage.fds_max),
        Some(20)
    );
    // 42 delivered messages to Brazil at 0.003 USD.
    assert_eq!(record.cost.total, 0.126);
    assert_eq!(
        record
            .series
            .iter()
            .map(|point| point.offered_per_min)
            .sum::<f64>(),
        42.0 * 60.0
    );
    assert_eq!(record.series.last().map(|point| point.outstanding), Some(0));
    assert!(serde_json::to_string(&record).is_ok());
}

#[test]
fn judging_a_file_again_reaches_the_same_record_and_leaves_the_file_alone() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ledger.db");
    Story::clean(24).write(&path);
    let before = std::fs::read(&path).unwrap();
    let first = judge(&path, &Story::scenario()).unwrap();
    let second = judge(directory.path(), &Story::scenario()).unwrap();
    assert_eq!(first, second);
    assert_eq!(std::fs::read(&path).unwrap(), before);
}
