#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod charges;
mod orders;

use serde_json::{Value, json};

use super::*;
use crate::cloud_api::endpoints::templates::tests::{
    ACCOUNT, Answered, NUMBER, approved, at, call, create, field, parcel, start, wake, world,
    world_of,
};
use crate::due::Timer;
use crate::observation::Status;
use crate::template::TemplateStatus;
use crate::world::World;

const HOUR: u64 = 3_600;

fn send(world: &World, now: Moment, name: &str, to: u64) -> Answered {
    let body = json!({
        "messaging_product": "whatsapp", "to": format!("55119876{to:05}"), "type": "template",
        "template": { "name": name, "language": { "code": "pt_BR" }, "components": [
            { "type": "body", "parameters": [{ "type": "text", "text": "YT1" }] }] },
    });
    call(world, now, "POST", &format!("{NUMBER}/messages"), &body)
}

fn said(answered: &Answered) -> String {
    let message = &answered.body["messages"][0];
    message["message_status"]
        .as_str()
        .unwrap_or("refused")
        .to_owned()
}

fn order(
    world: &World,
    now: Moment,
    id: &str,
    order: Ordered,
) -> (Vec<(&'static str, Value)>, Vec<Due>) {
    let effects = world.order_template(now, id, &order).unwrap();
    let due = world.settled(now, effects).1;
    (wake(world, due.clone(), now), due)
}

fn events(webhooks: &[(&'static str, Value)]) -> Vec<String> {
    let event = |value: &Value| value["event"].as_str().map(str::to_owned);
    let quality = |value: &Value| value["new_quality_score"].as_str().map(str::to_owned);
    let category = |value: &Value| value["new_category"].as_str().map(str::to_owned);
    webhooks
        .iter()
        .filter_map(|(_, value)| event(value).or(quality(value)).or(category(value)))
        .collect()
}

/// What became of messages: status and code.
fn fates(due: &[Due]) -> Vec<(Status, Option<u32>)> {
    due.iter()
        .filter_map(|due| match due {
            Due::Status(status) => Some((status.status, status.code)),
            _ => None,
        })
        .filter(|(status, _)| matches!(status, Status::Sent | Status::Failed))
        .collect()
}

#[test]
fn a_review_ends_in_approval_and_a_webhook() {
    let world = world();
    let created = create(&world, start(), &parcel("a"));
    assert_eq!(send(&world, start(), "a", 1).error().0, 132_001);
    let id = created.id();
    let webhooks = wake(&world, created.due, at(3));
    assert_eq!(
        webhooks,
        [(
            "message_template_status_update",
            json!({
                "event": "APPROVED", "message_template_id": id.parse::<u64>().unwrap(), "message_template_name": "a",
                "message_template_language": "pt_BR", "reason": "NONE", "message_template_category": "UTILITY",
            })
        )]
    );
    assert_eq!(said(&send(&world, at(4), "a", 1)), "accepted");
}

#[test]
fn names_order_rejections_with_their_reasons() {
    for reason in magic::REASONS {
        let world = world();
        let name = format!("a__rejected_{}", reason.to_ascii_lowercase());
        let created = create(&world, start(), &parcel(&name));
        let id = created.id();
        let webhooks = wake(&world, created.due, at(3));
        assert_eq!(
            (&webhooks[0].1["event"], &webhooks[0].1["reason"]),
            (&json!("REJECTED"), &json!(reason))
        );
        assert_eq!(
            webhooks[0].1.get("rejection_info").is_some(),
            reason == "INVALID_FORMAT"
        );
        assert_eq!(field(&world, &id, "status"), "REJECTED");
        assert_eq!(field(&world, &id, "rejected_reason"), reason);
    }
}

#[test]
fn variables_side_by_side_are_found_by_the_review() {
    let world = world();
    let mut body = parcel("a");
    body["components"][0] = json!({
        "type": "BODY", "text": "Your parcel {{1}} {{2}} is on its way to you today.",
        "example": { "body_text": [["YT1", "now"]] },
    });
    let webhooks = wake(&world, create(&world, start(), &body).due, at(3));
    assert_eq!(webhooks[0].1["reason"], "INVALID_FORMAT");
    assert!(
        webhooks[0].1["rejection_info"]["reason"]
            .as_str()
            .unwrap()
            .contains("{{1}}{{2}}")
    );
}

#[test]
fn chance_rejects_its_share_and_the_same_ones_again() {
    let tuning = TemplateSettings {
        rejected_share: 0.3,
        ..TemplateSettings::default()
    };
    let run = || -> Vec<Value> {
        let world = world_of(Vec::new(), tuning);
        (0..40)
            .map(|n| {
                field(
                    &world,
                    &approved(&world, &parcel(&format!("t{n}"))),
                    "rejected_reason",
                )
            })
            .collect()
    };
    let first = run();
    let rejected = first.iter().filter(|reason| **reason != "NONE").count();
    assert!((4..=22).contains(&rejected), "{rejected}");
    assert_eq!(first, run());
}

#[test]
fn a_utility_template_can_be_approved_as_marketing_and_loses_its_time_to_live() {
    let world = world();
    let mut body = parcel("a__recategorized_marketing");
    body["message_send_ttl_seconds"] = json!(3_600);
    let created = create(&world, start(), &body);
    let id = created.id();
    let webhooks = wake(&world, created.due, at(3));
    assert_eq!(webhooks[0].0, "template_category_update");
    assert_eq!(
        (
            &webhooks[0].1["previous_category"],
            &webhooks[0].1["new_category"]
        ),
        (&json!("UTILITY"), &json!("MARKETING"))
    );
    assert_eq!(
        (
            &webhooks[1].1["event"],
            &webhooks[1].1["message_template_category"]
        ),
        (&json!("APPROVED"), &json!("MARKETING"))
    );
    assert_eq!(field(&world, &id, "previous_category"), "UTILITY");
    assert_eq!(field(&world, &id, "message_send_ttl_seconds"), Value::Null);
}

#[test]
fn a_change_of_category_is_announced_a_day_before() {
    let world = world();
    let created = create(&world, start(), &parcel("a__recategorizing_marketing"));
    let id = created.id();
    let early = wake(&world, created.due.clone(), at(10));
    assert_eq!(events(&early), ["APPROVED", "UTILITY"]);
    assert_eq!(early[1].1["correct_category"], "MARKETING");
    assert_eq!(
        early[1].1["category_update_timestamp"],
        json!(at(3 + 24 * HOUR).unix_s())
    );
    assert_eq!(field(&world, &id, "correct_category"), "MARKETING");
    let (_, due) = order(&world, at(20), &id, Ordered::CategorySoon);
    let late = wake(&world, due, at(25 * HOUR));
    assert_eq!(events(&late), ["UTILITY", "MARKETING"]);
    assert_eq!(field(&world, &id, "category"), "MARKETING");
    assert_eq!(field(&world, &id, "correct_category"), Value::Null);
}

#[test]
fn bad_quality_pauses_three_hours_then_six_then_for_good() {
    let world = world();
    let id = approved(&world, &parcel("a"));
    let (told, due) = order(&world, at(HOUR), &id, Ordered::Quality(Quality::Red));
    assert_eq!(events(&told), ["RED", "PAUSED"]);
    assert_eq!(told[1].1["other_info"]["title"], "FIRST_PAUSE");
    assert_eq!(send(&world, at(2 * HOUR), "a", 1).error().0, 132_015);
    assert!(events(&wake(&world, due.clone(), at(4 * HOUR - 1))).len() == 2);
    let ended = wake(&world, due, at(4 * HOUR));
    assert_eq!(events(&ended)[2..], ["APPROVED", "UNKNOWN"]);
    assert_eq!(ended[2].1["other_info"]["title"], "UNPAUSE");
    let (told, due) = order(&world, at(5 * HOUR), &id, Ordered::Quality(Quality::Red));
    assert_eq!(told[1].1["other_info"]["title"], "SECOND_PAUSE");
    wake(&world, due, at(11 * HOUR));
    assert_eq!(field(&world, &id, "status"), "APPROVED");
    let (told, _) = order(&world, at(12 * HOUR), &id, Ordered::Quality(Quality::Red));
    assert_eq!(events(&told), ["RED", "DISABLED"]);
    assert_eq!(
        told[1].1["disable_info"]["disable_date"],
        json!(at(12 * HOUR).unix_s().to_string())
    );
    assert_eq!(send(&world, at(13 * HOUR), "a", 1).error().0, 132_016);
    let deletion = format!("{ACCOUNT}/message_templates?name=a");
    assert_eq!(
        call(&world, at(13 * HOUR), "DELETE", &deletion, &Value::Null)
            .error()
            .0,
        100
    );
}

#[test]
fn a_pause_is_ended_by_hand() {
    let world = world();
    let id = approved(&world, &parcel("a"));
    let path = format!("{id}/unpause");
    let idle = call(&world, at(20), "POST", &path, &Value::Null);
    assert_eq!(idle.body["success"], false);
    let (_, due) = order(&world, at(30), &id, Ordered::Status(TemplateStatus::Paused));
    let ended = call(&world, at(40), "POST", &path, &Value::Null);
    assert_eq!(ended.body, json!({ "success": true }));
    assert_eq!(events(&wake(&world, ended.due, at(40)))[0], "APPROVED");
    assert_eq!(field(&world, &id, "status"), "APPROVED");
    assert_eq!(
        events(&wake(&world, due, at(4 * HOUR))),
        ["RED", "PAUSED"],
        "the old timer is without effect"
    );
}

#[test]
fn middling_quality_flags_and_good_quality_reinstates() {
    let world = world();
    let id = approved(&world, &parcel("a"));
    assert_eq!(
        events(&order(&world, at(20), &id, Ordered::Quality(Quality::Yellow)).0),
        ["YELLOW", "FLAGGED"]
    );
    assert_eq!(
        events(&order(&world, at(30), &id, Ordered::Quality(Quality::Green)).0),
        ["GREEN", "REINSTATED"]
    );
    assert_eq!(
        events(&order(&world, at(40), &id, Ordered::Quality(Quality::Green)).0),
        [""; 0]
    );
    assert_eq!(
        field(&world, &id, "quality_score"),
        json!({ "score": "GREEN", "date": at(30).unix_s() })
    );
}

#[test]
fn every_status_can_be_ordered_and_tells_its_webhook() {
    let cases = [
        (TemplateStatus::Pending, "PENDING", "PENDING"),
        (TemplateStatus::Rejected, "REJECTED", "REJECTED"),
        (TemplateStatus::InAppeal, "IN_APPEAL", "IN_APPEAL"),
        (
            TemplateStatus::LimitExceeded,
            "LIMIT_EXCEEDED",
            "LIMIT_EXCEEDED",
        ),
        (TemplateStatus::Archived, "ARCHIVED", "ARCHIVED"),
        (TemplateStatus::Disabled, "DISABLED", "DISABLED"),
        (TemplateStatus::Paused, "PAUSED", "PAUSED"),
    ];
    for (status, word, event) in cases {
        let world = world();
        let id = approved(&world, &parcel("a"));
        let (told, _) = order(&world, at(20), &id, Ordered::Status(status));
        assert_eq!(events(&told).last().unwrap(), event);
        assert_eq!(field(&world, &id, "status"), word);
        let (told, _) = order(
            &world,
            at(30),
            &id,
            Ordered::Status(TemplateStatus::Approved),
        );
        let back = if status == TemplateStatus::Disabled {
            "REINSTATED"
        } else {
            "APPROVED"
        };
        assert!(events(&told).contains(&back.to_owned()), "{word}: {told:?}");
        assert_eq!(said(&send(&world, at(40), "a", 1)), "accepted", "{word}");
    }
}

#[test]
fn a_category_and_a_rejection_can_be_ordered() {
    let world = world();
    let id = approved(&world, &parcel("a"));
    let (told, _) = order(&world, at(20), &id, Ordered::Category("MARKETING"));
    assert_eq!(events(&told), ["MARKETING"]);
    assert!(
        order(&world, at(20), &id, Ordered::Category("MARKETING"))
            .0
            .is_empty()
    );
    let (told, _) = order(&world, at(20), &id, Ordered::Rejected("promotional".into()));
    assert_eq!(told[0].1["reason"], "PROMOTIONAL");
    assert!(
        world
            .order_template(at(20), "nothing", &Ordered::Release)
            .is_none()
    );
}

#[test]
fn a_paced_template_holds_what_follows_and_releases_it_when_readers_like_it() {
    let world = world();
    let id = approved(&world, &parcel("a__paced_green"));
    let sent: Vec<Answered> = (0..3)
        .map(|to| send(&world, at(20), "a__paced_green", to))
        .collect();
    let words: Vec<String> = sent.iter().map(said).collect();
    assert_eq!(
        words,
        [
            "accepted",
            "held_for_quality_assessment",
            "held_for_quality_assessment"
        ]
    );
    assert!(fates(&sent[1].due).is_empty());
    let timers: Vec<&Due> = sent
        .iter()
        .flat_map(|sent| &sent.due)
        .filter(|due| matches!(due, Due::Timer(_)))
        .collect();
    assert_eq!(timers.len(), 1, "the first held message opens the decision");
    assert_eq!(world.held_messages(), 2);
    let timer = Timer::PacingDecision {
        account: ACCOUNT.into(),
        template: id.clone(),
    };
    let (_, due) = world.wake(at(80), &timer);
    assert_eq!(fates(&due), [(Status::Sent, None); 2]);
    assert_eq!(events(&wake(&world, due, at(80))), ["GREEN"]);
    assert_eq!(
        (
            world.held_messages(),
            field(&world, &id, "quality_score")["score"].clone()
        ),
        (0, json!("GREEN"))
    );
    assert_eq!(said(&send(&world, at(90), "a__paced_green", 9)), "accepted");
}

#[test]
fn a_paced_template_that_readers_dislike_fails_what_it_held_and_waits_for_a_hand() {
    let world = world();
    let id = approved(&world, &parcel("a__paced_red"));
    let sent: Vec<Answered> = (0..3)
        .map(|to| send(&world, at(20), "a__paced_red", to))
        .collect();
    let due = sent.into_iter().flat_map(|sent| sent.due).collect();
    let webhooks = wake(&world, due, at(80));
    assert_eq!(events(&webhooks), ["RED", "PAUSED"]);
    assert_eq!(send(&world, at(90), "a__paced_red", 4).error().0, 132_015);
    assert_eq!(
        send(&world, at(24 * HOUR), "a__paced_red", 5).error().0,
        132_015
    );
    call(
        &world,
        at(25 * HOUR),
        "POST",
        &format!("{id}/unpause"),
        &Value::Null,
    );
    assert_eq!(
        said(&send(&world, at(25 * HOUR), "a__paced_red", 6)),
        "accepted"
    );
}

#[test]
fn held_messages_are_released_or_failed_on_order() {
    for (asked, expected) in [
        (Ordered::Release, (Status::Sent, None)),
        (Ordered::FailHeld, (Status::Failed, Some(132_015))),
    ] {
        let world = world();
        let id = approved(&world, &parcel("a__paced_green"));
        (0..3).for_each(|to| drop(send(&world, at(20), "a__paced_green", to)));
        let (_, due) = order(&world, at(30), &id, asked);
        assert_eq!(fates(&due), [expected; 2]);
        assert_eq!(world.held_messages(), 0);
    }
}

#[test]
fn a_marketing_template_is_paced_after_its_first_thousand_and_one_of_old_is_not() {
    let mut old = Template::utility("5".into(), "old", "pt_BR", "Buy {{1}} now".into());
    old.category = "MARKETING".into();
    let tuning = TemplateSettings {
        life: LifeRules {
            first: 10,
            ..LifeRules::default()
        },
        ..TemplateSettings::default()
    };
    let world = world_of(vec![old], tuning);
    let mut body = parcel("new");
    body["category"] = json!("MARKETING");
    approved(&world, &body);
    let held = |name: &str| {
        (0..12)
            .filter(|to| said(&send(&world, at(20), name, *to)) != "accepted")
            .count()
    };
    assert_eq!((held("new"), held("old")), (2, 0));
}

#[test]
fn a_template_whose_messages_are_under_way_is_deleted_when_they_have_arrived() {
    let world = world();
    let id = approved(&world, &parcel("a"));
    send(&world, at(20), "a", 1);
    let path = format!("{ACCOUNT}/message_templates?name=a");
    let deleted = call(&world, at(20), "DELETE", &path, &Value::Null);
    assert_eq!(deleted.body, json!({ "success": true }));
    assert_eq!(field(&world, &id, "status"), "PENDING_DELETION");
    assert_eq!(send(&world, at(21), "a", 2).error().0, 132_001);
    let webhooks = wake(&world, deleted.due, at(24 * HOUR));
    assert_eq!(events(&webhooks), ["PENDING_DELETION", "DELETED"]);
    assert_eq!(webhooks[0].1["reason"], Value::Null);
    assert_eq!(
        call(&world, at(24 * HOUR), "GET", &id, &Value::Null).error(),
        (100, 33)
    );
}

#[test]
fn the_end_of_a_pause_does_not_approve_what_is_under_review() {
    let world = world();
    let id = approved(&world, &parcel("a__pending").clone());
    order(
        &world,
        at(20),
        &id,
        Ordered::Status(TemplateStatus::Approved),
    );
    let (_, due) = order(&world, at(30), &id, Ordered::Status(TemplateStatus::Paused));
    let edit = json!({ "components": parcel("a")["components"] });
    assert_eq!(call(&world, at(40), "POST", &id, &edit).status, 200);
    wake(&world, due, at(4 * HOUR));
    assert_eq!(field(&world, &id, "status"), "PENDING");
}
