#![allow(clippy::unwrap_used)] // A test that cannot go on should stop.

use super::*;
use crate::settings::PhoneNumber;

fn wamid(send: u64) -> String {
    wamid::encode("5511987654321", wamid::Direction::Outbound, 7, send)
}

fn message(send: u64) -> Arc<MessageFacts> {
    Arc::new(MessageFacts {
        send,
        wamid: wamid(send),
        recipient: "5511987654321".into(),
        number: Arc::new(PhoneNumber {
            id: "1".into(),
            display: "15550783881".into(),
            verified_name: "Shop".into(),
        }),
        account_id: "10".into(),
        callback: None,
        category: "utility".into(),
        extras: None,
    })
}

fn status(
    message: &Arc<MessageFacts>,
    id: u64,
    status: Status,
    at_s: u64,
    forged: bool,
) -> StatusDue {
    StatusDue {
        id,
        status,
        happened: Moment::from_unix_s(at_s),
        due: Moment::from_unix_s(at_s + 1),
        code: None,
        forged,
        priced: false,
        message: Arc::clone(message),
    }
}

fn now(at_s: u64) -> Moment {
    Moment::from_unix_s(at_s)
}

#[test]
fn what_has_not_happened_yet_is_not_shown() {
    let history = History::default();
    let sent = message(1);
    let statuses = [
        status(&sent, 2, Status::Delivered, 20, false),
        status(&sent, 1, Status::Sent, 10, false),
        status(&sent, 3, Status::Read, 15, true),
    ];
    history.note_accepted(&sent, &statuses);
    let shown = |at_s: u64| -> Vec<Status> {
        let told = history.of_message(&wamid(1), now(at_s)).unwrap();
        told.events.iter().map(|event| event.status).collect()
    };
    assert_eq!(shown(9), []);
    assert_eq!(shown(10), [Status::Sent]);
    assert_eq!(shown(30), [Status::Sent, Status::Delivered]);
}

#[test]
fn a_history_is_found_by_its_id_until_it_is_forgotten() {
    let history = History::keeping(2);
    for send in [1, 2] {
        history.note_accepted(&message(send), &[]);
    }
    let first = history.of_message(&wamid(1), now(1)).unwrap().id;
    assert!(history.knows(&first));
    history.note_accepted(&message(3), &[]);
    assert!(!history.knows(&first));
    assert!(history.of_message(&wamid(1), now(1)).is_none());
    let newest: Vec<String> = history
        .newest("1", 5, now(1))
        .iter()
        .map(|told| told.message.wamid.clone())
        .collect();
    assert_eq!(newest, [wamid(3), wamid(2)]);
    for id in ["", "x", "1", "7000000000000001", "99999999999999999999999"] {
        assert!(!history.knows(id), "{id}");
    }
}

#[test]
fn the_webhooks_fate_is_told_with_its_app_and_address() {
    let history = History::default();
    let sent = message(1);
    history.note_accepted(&sent, &[status(&sent, 16, Status::Sent, 10, false)]);
    history.note_status(&status(&sent, 17, Status::Failed, 11, false));
    let (app, url): (Arc<str>, Arc<str>) = ("2".into(), "http://127.0.0.1/hook".into());
    history.note_webhook(16, &app, &url, WebhookState::Delivered);
    history.note_webhook(999, &app, &url, WebhookState::Failed);
    let told = history.of_message(&wamid(1), now(20)).unwrap();
    assert_eq!(told.events[0].webhook, WebhookState::Delivered);
    assert_eq!(told.events[0].url.as_deref(), Some("http://127.0.0.1/hook"));
    assert_eq!(told.events[1].webhook, WebhookState::Pending);
}
