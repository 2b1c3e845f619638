//! Pushes of the SMS gateways: by rules of their own, and only to permitted addresses.

use super::*;
use crate::sms::{Acked, PushKind, SmsDue, SmsErrand, SmsFact, SmsPush, SmsTimer};

fn push(kind: PushKind, url: &str) -> SmsPush {
    SmsPush {
        id: 7,
        kind,
        class: Class::Genuine,
        url: url.to_owned(),
        content_type: "application/json",
        headers: vec![("X-Hub-Signature-256".to_owned(), "of its own".to_owned())],
        body: b"{\"one\":1}".to_vec(),
        carries: vec![3, 4],
    }
}

fn due(outbox: &Outbox, errand: SmsErrand) -> Vec<Due> {
    let due = outbox.clock.now();
    vec![Due::Sms(SmsDue { due, errand })]
}

/// Waits until a push is given up; answers every attempt, and why.
async fn given_up(seen: &Seen) -> (Vec<(Attempt, Option<Acked>)>, &'static str) {
    loop {
        let (mut attempts, mut over) = (Vec::new(), None);
        for fact in seen.all() {
            match fact {
                Observation::Sms(fact) => match *fact {
                    SmsFact::PushAttempt { attempt, acked, .. } => attempts.push((attempt, acked)),
                    SmsFact::PushDropped { push, carries, why } => {
                        assert_eq!((push, carries), (7, vec![3, 4]));
                        over = Some(why);
                    }
                    _ => {}
                },
                other => panic!("{other:?}"),
            }
        }
        if let Some(why) = over {
            return (attempts, why);
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_report_is_offered_four_times_to_a_connector_that_says_ok_by_status_only() {
    let mut connector = Connector::start(&[]).await;
    let (outbox, seen) = outbox(Vec::new(), |_| {});
    let report = push(PushKind::SmsReport, &connector.url);
    outbox.schedule(due(&outbox, SmsErrand::Push(Box::new(report))));
    assert_eq!(outbox.pending(), 1);
    for _ in 0..4 {
        let posted = connector.next().await;
        assert_eq!(posted.body, json!({ "one": 1 }));
        assert_eq!(posted.signature, "of its own");
    }
    let (attempts, why) = given_up(&seen).await;
    assert_eq!(why, "its attempts are used up");
    let numbers: Vec<u32> = attempts.iter().map(|(attempt, _)| attempt.number).collect();
    assert_eq!(numbers, [1, 2, 3, 4]);
    for (attempt, acked) in &attempts {
        assert_eq!(
            (&attempt.outcome, attempt.http_status, *acked),
            (&Outcome::Nack, Some(200), Some(Acked::ByStatusOnly))
        );
        let error = attempt.error.as_deref().unwrap();
        assert!(error.contains("numeric `code`"), "{error}");
    }
    // A minute, five and ten, a thousand times as fast.
    let pause = |at: usize| attempts[at + 1].0.started.since(attempts[at].0.ended);
    for (at, minutes) in [(0, 1), (1, 5), (2, 10)] {
        assert!(pause(at) >= Duration::from_secs(minutes * 60), "{at}");
    }
}

#[tokio::test]
async fn a_callback_of_twilios_is_offered_once() {
    let mut connector = Connector::start(&[500]).await;
    let (outbox, seen) = outbox(Vec::new(), |_| {});
    let callback = push(PushKind::TwilioStatus, &connector.url);
    outbox.schedule(due(&outbox, SmsErrand::Push(Box::new(callback))));
    connector.next().await;
    let (attempts, _) = given_up(&seen).await;
    assert_eq!(attempts.len(), 1);
    assert_eq!(attempts[0].1, Some(Acked::No));
}

#[tokio::test]
async fn nothing_is_posted_to_an_address_that_is_not_permitted() {
    let connector = Connector::start(&[]).await;
    let (outbox, seen) = outbox(Vec::new(), |links| {
        links.permit = Arc::new(|url: &str| Err(format!("{url} is elsewhere")));
    });
    let callback = push(PushKind::TwilioStatus, &connector.url);
    outbox.schedule(due(&outbox, SmsErrand::Push(Box::new(callback))));
    let (attempts, why) = given_up(&seen).await;
    assert_eq!(why, "its address may not be posted to");
    let (attempt, acked) = &attempts[0];
    assert_eq!((&attempt.outcome, *acked), (&Outcome::DefiniteNo, None));
    assert!(attempt.error.as_deref().unwrap().contains("is elsewhere"));
}

/// Makes a push of every look.
struct Looks(String);

impl Wake for Looks {
    fn wake(&self, _: Moment, _: &Timer) -> (Vec<Observation>, Vec<Due>) {
        (Vec::new(), Vec::new())
    }

    fn wake_gateways(&self, now: Moment, _: &SmsTimer) -> (Vec<Observation>, Vec<Due>) {
        let push = push(PushKind::TwilioInbound, &self.0);
        let fact = SmsFact::Pushed {
            id: push.id,
            kind: push.kind,
            class: push.class,
            carries: push.carries.clone(),
        };
        let errand = SmsErrand::Push(Box::new(push));
        (
            vec![fact.into()],
            vec![Due::Sms(SmsDue { due: now, errand })],
        )
    }
}

#[tokio::test]
async fn a_look_of_the_gateways_is_on_record_before_its_push_leaves() {
    let mut connector = Connector::start(&[]).await;
    let url = connector.url.clone();
    let (outbox, seen) = outbox(Vec::new(), |links| links.reminded = Arc::new(Looks(url)));
    outbox.schedule(due(&outbox, SmsErrand::Wake(SmsTimer::AliyunReceipts)));
    assert_eq!(outbox.pending(), 1, "a push will come of it");
    connector.next().await;
    let facts = seen.all();
    assert!(
        matches!(&facts[0], Observation::Sms(fact) if matches!(**fact, SmsFact::Pushed { id: 7, .. }))
    );
}
