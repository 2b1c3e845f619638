#![allow(clippy::unwrap_used)] // A test that cannot go on should stop.

use super::*;
use crate::cloud_api::error_code::RetryClass;
use crate::observation::{Decision, StatusMade};

fn now() -> Moment {
    Moment::from_unix_s(1_800_000_000)
}

fn send(id: u64, decision: Decision) -> Observation {
    Observation::Send(Box::new(Send {
        id,
        at: now(),
        phone_number_id: "1".into(),
        kind: "template".into(),
        subkind: None,
        to: "5511987654321".into(),
        template: None,
        language: None,
        parameters: Vec::new(),
        text: None,
        callback: None,
        reply_to: None,
        body_hash: 0,
        decision,
        http_status: 200,
    }))
}

fn accepted(id: u64) -> Vec<Observation> {
    let wamid = format!("wamid.{id}");
    let made = StatusMade {
        id: id * 10,
        send: id,
        status: Status::Sent,
        code: None,
        class: Class::Genuine,
        due: now(),
    };
    vec![
        send(id, Decision::Accepted(wamid)),
        Observation::StatusMade(made),
    ]
}

fn webhook(id: u64, class: Class, statuses: Vec<u64>) -> Observation {
    let variant = "";
    Observation::Webhook {
        id,
        class,
        variant,
        statuses,
    }
}

fn attempt(webhook: u64, number: u32, outcome: Outcome) -> Observation {
    let attempt = Attempt {
        number,
        started: now(),
        ended: now(),
        outcome,
        http_status: None,
        error: None,
    };
    Observation::WebhookAttempt { webhook, attempt }
}

fn keep(recent: &Recent, facts: Vec<Observation>) {
    // Resolved already: the world never waits for this observer.
    drop(recent.record(facts));
}

fn wamids(recent: &Recent) -> Vec<String> {
    let found = recent.messages(100, |_| true);
    found
        .items
        .into_iter()
        .map(|message| message.wamid)
        .collect()
}

#[test]
fn the_newest_come_first_and_the_oldest_go_first() {
    let recent = Recent::keeping(now(), 3);
    (1..=5).for_each(|id| keep(&recent, accepted(id)));
    assert_eq!(wamids(&recent), ["wamid.5", "wamid.4", "wamid.3"]);
    let found = recent.messages(1, |_| true);
    assert_eq!((found.items.len(), found.kept, found.forgotten), (1, 3, 2));
}

#[test]
fn a_message_knows_how_its_statuses_were_taken() {
    let recent = Recent::new(now());
    keep(&recent, accepted(1));
    recent.note(webhook(7, Class::Genuine, vec![10]));
    recent.note(attempt(7, 1, Outcome::Nack));
    recent.note(attempt(7, 2, Outcome::Ack));
    let status = recent.messages(1, |_| true).items[0].statuses[0].clone();
    assert_eq!((status.attempts, status.outcome), (2, Some(Outcome::Ack)));
    let attempts = recent.attempts(10, |_| true).items;
    let named = vec![("wamid.1".to_owned(), Status::Sent)];
    for posted in &attempts {
        let subject = Subject::Statuses {
            webhook: 7,
            named: named.clone(),
            count: 1,
            class: Class::Genuine,
        };
        assert_eq!(posted.subject, subject);
    }
}

#[test]
fn a_copy_that_is_refused_does_not_undo_an_ack() {
    let recent = Recent::new(now());
    keep(&recent, accepted(1));
    recent.note(webhook(7, Class::Genuine, vec![10]));
    recent.note(webhook(8, Class::Duplicate, vec![10]));
    recent.note(attempt(7, 1, Outcome::Ack));
    recent.note(attempt(8, 1, Outcome::Nack));
    let status = recent.messages(1, |_| true).items[0].statuses[0].clone();
    assert_eq!((status.attempts, status.outcome), (2, Some(Outcome::Ack)));
}

#[test]
fn an_attempt_whose_message_is_forgotten_is_still_kept() {
    let recent = Recent::keeping(now(), 1);
    keep(&recent, accepted(1));
    recent.note(webhook(7, Class::Genuine, vec![10]));
    keep(&recent, accepted(2));
    recent.note(attempt(7, 1, Outcome::Ack));
    recent.note(attempt(99, 1, Outcome::Ack));
    assert_eq!(
        recent.attempts(1, |_| true).items[0].subject,
        Subject::Forgotten { webhook: 99 }
    );
    assert_eq!(
        recent.facts.lock().unwrap().status_count(),
        1,
        "no status outlives its message"
    );
}

#[test]
fn clearing_forgets_facts_and_keeps_counters() {
    let recent = Recent::new(now());
    keep(&recent, accepted(1));
    keep(
        &recent,
        vec![send(
            2,
            Decision::Refused {
                code: 131_056,
                class: RetryClass::Transient,
            },
        )],
    );
    recent.clear();
    assert!(wamids(&recent).is_empty());
    let text = recent.metrics(3, 2);
    for line in [
        "shakedown_sends_accepted_total 1",
        "shakedown_sends_refused_total{code=\"131056\"} 1",
        "shakedown_statuses_total{status=\"sent\",class=\"genuine\"} 1",
        "shakedown_webhooks_pending 3",
        "shakedown_internal_errors_total 2",
        "process_start_time_seconds 1800000000.0",
        "# EOF",
    ] {
        assert!(
            text.lines().any(|known| known == line),
            "{line} is not in\n{text}"
        );
    }
    keep(&recent, accepted(3));
    assert_eq!(wamids(&recent), ["wamid.3"]);
}
