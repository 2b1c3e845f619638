//! Dialogues, reminders, crowds, spoiled numbers and second sources: what the plan makes of them.

use simulator::webhook::MediaKind;

use super::*;
use crate::dialogue;
use crate::policy::{DialoguePolicy, Frequency, PolicyMessage, Priority, Reminder};

fn promising(seed: u64) -> Plan {
    let mut plan = plan(seed);
    let file = |handover| DialoguePolicy {
        priority: Some(Priority::High),
        handover,
        answer: false,
    };
    plan.policy.dialogues = DialogueKind::ALL
        .map(|kind| (kind, file(kind != DialogueKind::WhereIsIt)))
        .into();
    plan.policy.reminder = Some(Reminder {
        after: Duration::from_secs(60),
        checkpoints: [Checkpoint::OutForDelivery, Checkpoint::Delivered].into(),
        message: PolicyMessage {
            template: "parcel_reminder".into(),
            parameters: Vec::new(),
        },
        unless: Some("view".into()),
    });
    plan.policy.frequency = Some(Frequency {
        max: 3,
        within: Duration::from_secs(86_400),
    });
    plan
}

/// Everything that tickets bring, what follows them included.
fn whole(plan: &Plan, tickets: u64) -> Vec<Row> {
    let mut rows = Vec::new();
    for stimuli in all(plan, tickets) {
        rows.extend(stimuli.rows);
        for later in stimuli.later {
            rows.extend(plan.later(&later).rows);
        }
    }
    rows
}

#[tokio::test]
async fn a_dialogue_is_a_notice_and_then_a_customer_whose_words_say_what_is_expected() {
    let mut plan = promising(1);
    plan.dialogues.share = 1.0;
    let rows = whole(&plan, 400);
    let mut bodies = BTreeMap::new();
    let mut photos = 0;
    for row in &rows {
        if let Row::Inbound { id, body, kind, .. } = row {
            assert!(bodies.insert(*id, body.clone()).is_none(), "inbound {id}");
            photos += u32::from(*kind == MediaKind::Image.word());
        }
    }
    let mut seen = BTreeSet::new();
    let mut dialogues = BTreeSet::new();
    for row in &rows {
        let Row::Dialogue {
            inbound,
            dialogue,
            language,
            tag,
            handover,
            ..
        } = row
        else {
            continue;
        };
        let words = dialogue::book(language).kind_of(&bodies[inbound]);
        let expected = DialogueKind::parse(tag).unwrap();
        let heard = words.first().copied().unwrap_or(DialogueKind::Other);
        assert_eq!(
            (words.len() <= 1, heard),
            (true, expected),
            "{}",
            bodies[inbound]
        );
        assert_eq!(*handover, expected != DialogueKind::WhereIsIt);
        seen.insert(*tag);
        dialogues.insert(*dialogue);
    }
    assert_eq!(dialogues.len(), 400);
    assert_eq!(seen.len(), DialogueKind::ALL.len());
    assert!(
        bodies.len() > 500 && photos > 15,
        "{} {photos}",
        bodies.len()
    );
}

#[tokio::test]
async fn a_dialogue_is_one_journey_whoever_drives_the_connector() {
    let mut plan = promising(2);
    plan.dialogues.share = 1.0;
    for (ticket, stimuli) in all(&plan, 200).iter().enumerate() {
        assert_eq!(stimuli.journeys.len(), 1, "ticket {ticket}");
    }
    plan.driven_by_inbound = true;
    for stimuli in all(&plan, 200) {
        assert_eq!(stimuli.journeys.len(), 1);
        let first = plan.later(&stimuli.later[0]);
        assert_eq!(first.shots[0].journey, Some(stimuli.journeys[0].0));
        assert_eq!(first.shots[0].due_us, stimuli.journeys[0].1);
    }
}

#[tokio::test]
async fn who_opts_out_is_tempted_after_the_grace_and_is_nobody_elses_recipient() {
    let mut plan = promising(3);
    plan.dialogues.share = 0.5;
    plan.dialogues.kinds = [(DialogueKind::OptOut, 1.0)].into();
    let rows = whole(&plan, 400);
    let mut recipients: BTreeMap<String, BTreeSet<i64>> = BTreeMap::new();
    let (mut wishes, mut temptations) = (BTreeMap::new(), BTreeMap::new());
    let mut wrote: BTreeMap<i64, i64> = BTreeMap::new();
    for row in &rows {
        match row {
            Row::Parcel { id, recipient, .. } => {
                recipients.entry(recipient.clone()).or_default().insert(*id);
            }
            Row::Dialogue {
                inbound, parcel, ..
            } => {
                wishes.insert(*parcel, *inbound);
            }
            Row::Expectation {
                parcel,
                want: "opted_out",
                intended_us,
                ..
            } => {
                temptations.insert(*parcel, *intended_us);
            }
            Row::Inbound {
                id, intended_us, ..
            } => {
                wrote.insert(*id, *intended_us);
            }
            _ => {}
        }
    }
    assert!(wishes.len() > 150, "{}", wishes.len());
    for (parcel, inbound) in wishes {
        let after_us = temptations[&parcel] - wrote[&inbound];
        assert_eq!(after_us, 6_000_000);
        let mut own = recipients
            .values()
            .filter(|parcels| parcels.contains(&parcel));
        assert_eq!(own.next().unwrap().len(), 1, "parcel {parcel}");
    }
}

#[tokio::test]
async fn a_parcel_has_one_reminder_however_many_messages_it_has() {
    let plan = promising(4);
    let mut reminded = BTreeSet::new();
    for row in whole(&plan, 2_000) {
        if let Row::Reminder { parcel, .. } = row {
            assert!(reminded.insert(parcel), "parcel {parcel} twice");
        }
    }
    assert!(reminded.len() > 800, "{}", reminded.len());
}

#[tokio::test]
async fn reminders_beyond_the_end_of_the_run_are_not_expected() {
    let mut plan = promising(5);
    plan.ends_us = 10_000_000;
    let rows = whole(&plan, 500);
    assert!(!rows.iter().any(|row| matches!(row, Row::Reminder { .. })));
}

#[tokio::test]
async fn a_tap_names_its_parcel_and_comes_after_its_notice() {
    let mut plan = promising(6);
    plan.mix.taps = 1.0;
    for stimuli in all(&plan, 100) {
        let due_us = stimuli.journeys[0].1;
        for later in stimuli.later {
            assert!(later.due_us() >= due_us + 1_000_000);
            let rows = plan.later(&later).rows;
            let Some(Row::Tap {
                payload, parcel, ..
            }) = rows.last()
            else {
                panic!("no tap but {rows:?}")
            };
            let parcel = plan.population.parcel(*parcel as u64);
            assert_eq!(*payload, format!("view:{}", parcel.tracking_number));
        }
    }
}

#[tokio::test]
async fn a_crowd_gets_as_many_messages_as_the_policy_allows_and_its_notices_are_apart() {
    let mut plan = promising(7);
    plan.numbers.crowded = 0.5;
    let mut crowds: BTreeMap<String, Vec<(i64, &str)>> = BTreeMap::new();
    for row in whole(&plan, 1_400) {
        let Row::Expectation {
            parcel,
            intended_us,
            want: want @ ("message" | "capped"),
            ..
        } = row
        else {
            continue;
        };
        let Turn::Crowd(crowded) = plan.turn(intended_us as u64 / 10_000) else {
            continue;
        };
        if crowded.parcel == parcel as u64 {
            let owner = plan.population.parcel(crowded.owner).recipient.phone;
            crowds.entry(owner).or_default().push((intended_us, want));
        }
    }
    assert!(crowds.len() > 50, "{}", crowds.len());
    for all in crowds.values() {
        let wants: Vec<&str> = all.iter().map(|(_, want)| *want).collect();
        assert_eq!(wants, ["message", "message", "message", "capped", "capped"]);
        // Seven tickets of 10 ms: the stride of this plan.
        assert!(all.windows(2).all(|two| two[1].0 - two[0].0 == 70_000));
    }
}

#[tokio::test]
async fn spoiled_numbers_have_their_codes_and_the_true_number_is_on_record() {
    let mut plan = promising(8);
    plan.mix.refused = 0.0;
    (plan.numbers.no_country_code, plan.numbers.virtual_number) = (0.2, 0.2);
    plan.numbers.opted_out = 0.2;
    let mut outcomes: BTreeMap<String, u32> = BTreeMap::new();
    for row in whole(&plan, 2_000) {
        let Row::Parcel {
            id,
            outcome,
            recipient,
            ..
        } = row
        else {
            continue;
        };
        assert!(!recipient.starts_with('0'), "{recipient}");
        if outcome == "refuse:131009" {
            assert_eq!(recipient, plan.population.parcel(id as u64).recipient.phone);
            assert!(plan.parcel(id as u64).recipient.phone.starts_with('0'));
        }
        *outcomes.entry(outcome).or_default() += 1;
    }
    for code in ["refuse:131009", "fail:131026", "fail:131050", "deliver"] {
        assert!(
            outcomes.get(code).is_some_and(|count| *count > 150),
            "{outcomes:?}"
        );
    }
}

#[tokio::test]
async fn a_second_source_tells_the_same_parcel_in_other_words() {
    let mut plan = promising(9);
    plan.mix.two_sources = 1.0;
    let mut seconds = 0;
    for stimuli in all(&plan, 300) {
        let mut sources: BTreeMap<i64, BTreeSet<String>> = BTreeMap::new();
        for row in &stimuli.rows {
            if let Row::Notice {
                expectation,
                source,
                variant,
                ..
            } = row
            {
                sources
                    .entry(*expectation)
                    .or_default()
                    .insert(source.clone());
                seconds += u32::from(*variant == "second-source");
            }
        }
        let journey = stimuli.journeys[0].0;
        assert_eq!(sources[&journey].len(), 2, "{sources:?}");
    }
    assert_eq!(seconds, 300);
}

#[tokio::test]
async fn beside_dialogues_every_expectation_is_of_a_parcel_that_appeared() {
    let mut plan = promising(2);
    plan.dialogues.share = 0.5;
    plan.mix.stale = 0.5;
    let (mut parcels, mut stale) = (BTreeSet::new(), 0);
    let rows = whole(&plan, 400);
    for row in &rows {
        if let Row::Parcel { id, .. } = row {
            parcels.insert(*id);
        }
    }
    for row in &rows {
        if let Row::Expectation { parcel, want, .. } = row {
            assert!(parcels.contains(parcel), "parcel {parcel}");
            stale += u32::from(*want == "suppress");
        }
    }
    assert!(stale > 5, "{stale}");
}
