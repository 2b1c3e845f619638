//! What the harness did wrong makes a run unknown, and is never charged to the connector.

use reports::verdict::Verdict;

use super::{PARCELS, explain, judged, result};
use crate::checks::fixture::{SECOND, Story};
use crate::ledger::row::Row;

#[test]
fn what_the_harness_did_wrong_is_never_the_connectors_fault() {
    type Bend = fn(&mut Story);
    let cases: [(&str, Bend); 8] = [
        ("H01", |story| story.rows_lost = 1),
        ("H01", |story| {
            let detail = r#"{"queue":"ledger","lost":3}"#.to_string();
            story.rows.push(Row::Control {
                at_us: 5,
                kind: "overflow",
                detail,
            });
        }),
        ("H02", |story| {
            story
                .attempts
                .iter_mut()
                .for_each(|attempt| attempt.due_us -= 300_000)
        }),
        ("H04", |story| {
            story.status("wamid.nobodys", "sent", None, "genuine", SECOND)
        }),
        ("H04", |story| {
            let again = story
                .sends
                .iter()
                .find(|send| send.decision == "accepted")
                .unwrap()
                .wamid
                .clone();
            story
                .sends
                .iter_mut()
                .rfind(|send| send.decision == "accepted")
                .unwrap()
                .wamid = again;
        }),
        ("H10", |story| {
            for row in &mut story.rows {
                if let Row::SelfSample {
                    runtime_stall_us, ..
                } = row
                {
                    *runtime_stall_us = 80_000;
                }
            }
        }),
        ("H10", |story| {
            for row in &mut story.rows {
                if let Row::SelfSample {
                    queued_tickets,
                    busy_slots,
                    ..
                } = row
                {
                    (*queued_tickets, *busy_slots) = (9, 64);
                }
            }
        }),
        ("H10", |story| {
            for row in &mut story.rows {
                match row {
                    Row::SelfSample {
                        machine_cpu_percent,
                        ..
                    } => *machine_cpu_percent = 99.0,
                    Row::Resources {
                        who: "harness",
                        cpu_percent,
                        ..
                    } => *cpu_percent = 150.0,
                    _ => {}
                }
            }
        }),
    ];
    for (id, bend) in cases {
        let mut story = Story::clean(PARCELS);
        bend(&mut story);
        let record = judged(&story);
        assert_eq!(
            result(&record, id).verdict,
            Verdict::Unknown,
            "{id}: {}",
            explain(&record)
        );
        let accused = record
            .checks
            .iter()
            .find(|result| result.id == "C08" && result.verdict == Verdict::Fail);
        assert!(
            accused.is_none() && record.verdict != Verdict::Pass,
            "{id}: {}",
            explain(&record)
        );
        assert!(
            !record.harness.valid && !record.harness.notes.is_empty(),
            "{id}: {:?}",
            record.harness
        );
    }
}

#[test]
fn a_slow_connector_is_blamed_for_the_slots_it_holds() {
    let mut story = Story::clean(PARCELS);
    story
        .attempts
        .iter_mut()
        .for_each(|attempt| attempt.ended_us += 2 * SECOND);
    // Waiting for a slot, notices leave late as well.
    story.attempts.iter_mut().skip(9).for_each(|attempt| {
        attempt.started_us += 700_000;
        attempt.ended_us += 700_000;
    });
    for row in &mut story.rows {
        if let Row::SelfSample {
            queued_tickets,
            busy_slots,
            ..
        } = row
        {
            (*queued_tickets, *busy_slots) = (9, 64);
        }
    }
    let record = judged(&story);
    for id in ["H02", "H10"] {
        assert_eq!(
            result(&record, id).verdict,
            Verdict::Pass,
            "{id}: {}",
            explain(&record)
        );
    }
    assert_eq!(
        result(&record, "C57").verdict,
        Verdict::Fail,
        "{}",
        explain(&record)
    );
}
