#![allow(clippy::unwrap_used)] // a test that cannot be set up has failed

mod connector;
mod over_tls;
mod short_messages;

use serde_json::{Value, json};

use super::*;
use crate::clock::Moment;
use crate::due::TimerDue;
use crate::observation::{Outcome, Status};
use crate::server::stand::{ACCOUNT, NUMBER, Seen, settings};
use crate::settings::PhoneNumber;
use crate::world::{MessageFacts, StatusDue};
use connector::{Connector, Posted};

/// Whoever is named here listens to everything.
#[derive(Default)]
struct Listeners {
    targets: Mutex<Vec<Target>>,
    generation: AtomicU64,
}

impl Listeners {
    fn set(&self, targets: Vec<Target>) {
        *self.targets.lock().unwrap() = targets;
        self.generation.fetch_add(1, Ordering::Relaxed);
    }
}

impl Directory for Listeners {
    fn targets(&self, _: &str, _: Option<&str>, _: &str) -> Vec<Target> {
        self.targets.lock().unwrap().clone()
    }

    fn generation(&self) -> u64 {
        self.generation.load(Ordering::Relaxed)
    }

    fn listens(&self) -> bool {
        true
    }
}

fn target(app: &str, url: &str, version: u32) -> Target {
    Target {
        app_id: app.into(),
        url: url.into(),
        secret: format!("secret of {app}").into(),
        version,
    }
}

/// An outbox at work, a thousand times as fast as the world, for these apps.
fn outbox(targets: Vec<Target>, links: impl FnOnce(&mut Links)) -> (Arc<Outbox>, Arc<Seen>) {
    let (seen, mut settings) = (Arc::new(Seen::default()), settings(None));
    settings.handsets.batch_max = 2;
    let listeners = Arc::new(Listeners::default());
    listeners.set(targets);
    let mut linked = Links::one_callback(&settings);
    linked.directory = listeners;
    links(&mut linked);
    let observer = Arc::clone(&seen) as Arc<dyn Observer>;
    let outbox = Outbox::linked(&settings, Clock::start(1_000.0), observer, linked);
    tokio::spawn(Arc::clone(&outbox).run());
    (outbox, seen)
}

fn status(outbox: &Outbox, id: u64, callback: &str) -> StatusDue {
    let now = outbox.clock.now();
    StatusDue {
        id,
        status: Status::Sent,
        happened: now,
        due: now,
        code: None,
        forged: false,
        priced: true,
        message: Arc::new(MessageFacts {
            send: id,
            wamid: format!("wamid.{id}"),
            recipient: "5511987654321".into(),
            number: Arc::new(PhoneNumber {
                id: NUMBER.into(),
                display: "15550783881".into(),
                verified_name: "Shop".into(),
            }),
            account_id: ACCOUNT.into(),
            extras: None,
            callback: Some(callback.into()),
            category: "utility".into(),
        }),
    }
}

fn two_statuses(outbox: &Outbox) -> Vec<Due> {
    [1, 2]
        .map(|id| Due::Status(status(outbox, id, "YT1:delivered")))
        .into()
}

fn notice(field: &'static str) -> WebhookDue {
    WebhookDue {
        id: 9,
        due: Moment::from_unix_s(1_795_000_000),
        account_id: ACCOUNT.into(),
        number_id: None,
        field,
        body: Arc::new(|version| json!({ "event": "APPROVED", "shape": version })),
    }
}

fn statuses_of(posted: &Posted) -> &Vec<Value> {
    posted.body["entry"][0]["changes"][0]["value"]["statuses"]
        .as_array()
        .unwrap()
}

fn classes(seen: &Seen) -> Vec<(Class, Vec<u64>)> {
    let webhook = |fact| match fact {
        Observation::Webhook {
            class, statuses, ..
        } => Some((class, statuses)),
        _ => None,
    };
    seen.all().into_iter().filter_map(webhook).collect()
}

#[tokio::test]
async fn each_subscribed_app_gets_statuses_in_its_shape_and_with_its_signature() {
    let (mut one, mut two) = (Connector::start(&[]).await, Connector::start(&[]).await);
    let targets = vec![target("1", &one.url, 23), target("2", &two.url, 24)];
    let (outbox, seen) = outbox(targets, |_| ());
    outbox.schedule(two_statuses(&outbox));
    let (old, new) = (one.next().await, two.next().await);
    assert_eq!((statuses_of(&old).len(), statuses_of(&new).len()), (2, 2));
    assert!(statuses_of(&old)[0].get("conversation").is_some());
    assert!(statuses_of(&new)[0].get("conversation").is_none());
    assert_ne!(old.signature, new.signature);
    assert_eq!(
        classes(&seen),
        [(Class::Genuine, vec![1, 2]), (Class::Genuine, vec![1, 2])]
    );
}

#[tokio::test]
async fn a_retry_goes_to_the_other_apps_as_well_and_is_a_duplicate_there() {
    let (mut failing, mut other) = (Connector::start(&[500]).await, Connector::start(&[]).await);
    let targets = vec![target("1", &failing.url, 24), target("2", &other.url, 24)];
    let (outbox, seen) = outbox(targets, |_| ());
    outbox.schedule(two_statuses(&outbox));
    let (first, again) = (failing.next().await, failing.next().await);
    assert_eq!((first.signature, first.body), (again.signature, again.body));
    let (genuine, duplicate) = (other.next().await, other.next().await);
    assert_eq!(genuine.signature, duplicate.signature);
    let duplicates: Vec<_> = classes(&seen)
        .into_iter()
        .filter(|(class, _)| *class == Class::Duplicate)
        .collect();
    assert_eq!(duplicates, [(Class::Duplicate, vec![1, 2])]);
}

#[tokio::test]
async fn one_apps_retry_is_no_duplicate() {
    let mut only = Connector::start(&[500, 202]).await;
    let (outbox, seen) = outbox(vec![target("1", &only.url, 24)], |_| ());
    outbox.schedule(two_statuses(&outbox));
    for _ in 0..3 {
        only.next().await;
    }
    assert_eq!(classes(&seen), [(Class::Genuine, vec![1, 2])]);
}

#[tokio::test]
async fn a_retry_goes_to_the_callback_as_it_is_by_then() {
    let (mut old, mut new) = (Connector::start(&[404]).await, Connector::start(&[]).await);
    let listeners = Arc::new(Listeners::default());
    listeners.set(vec![target("1", &old.url, 23)]);
    let directory = Arc::clone(&listeners) as Arc<dyn Directory>;
    // A retry after 5 s of the world's is in 5 ms: time enough would be luck, so the new one is there before.
    let (outbox, seen) = outbox(Vec::new(), |links| links.directory = directory);
    let post = {
        let mut batches = Vec::new();
        let mut lanes = outbox.lanes();
        lanes.refresh();
        for due in two_statuses(&outbox) {
            let Due::Status(status) = due else {
                unreachable!("statuses only")
            };
            lanes.add(status, outbox.clock.instant(), &mut batches);
        }
        let mut posts = Vec::new();
        outbox.wrap(batches.remove(0), outbox.clock.instant(), &mut posts);
        posts.remove(0)
    };
    listeners.set(vec![target("1", &new.url, 24)]);
    outbox.dispatch(post);
    assert_eq!(statuses_of(&old.next().await).len(), 2);
    assert_eq!(statuses_of(&new.next().await).len(), 2);
    assert_eq!(classes(&seen).len(), 1);
}

#[tokio::test]
async fn a_notice_travels_alone_with_its_time() {
    let mut only = Connector::start(&[]).await;
    let (outbox, seen) = outbox(vec![target("1", &only.url, 22)], |_| ());
    let field = "message_template_status_update";
    outbox.schedule(vec![Due::Notice(Box::new(notice(field)))]);
    let posted = only.next().await;
    let entry = json!({ "id": ACCOUNT, "time": 1_795_000_000, "changes": [
        { "field": field, "value": { "event": "APPROVED", "shape": 22 } }
    ] });
    assert_eq!(
        posted.body,
        json!({ "object": "whatsapp_business_account", "entry": [entry] })
    );
    assert_eq!(classes(&seen), [(Class::Genuine, vec![])]);
    outbox.schedule(vec![Due::Notice(Box::new(notice("messages")))]);
    let timeless = only.next().await;
    assert!(timeless.body["entry"][0].get("time").is_none());
}

#[tokio::test]
async fn a_notice_posted_now_says_how_it_went_with_everybody() {
    let (one, two) = (
        Connector::start(&[]).await,
        Connector::start(&[503, 503, 503]).await,
    );
    let targets = vec![target("1", &one.url, 24), target("2", &two.url, 24)];
    let (outbox, _) = outbox(targets, |_| ());
    let attempts = outbox.post_notice(&notice("account_update")).await;
    let outcomes: Vec<_> = attempts
        .into_iter()
        .map(|(_, attempt)| attempt.outcome)
        .collect();
    assert_eq!(outcomes, [Outcome::Ack, Outcome::Nack]);
}

/// Lets a notice follow each reminder.
struct Follows;

impl Wake for Follows {
    fn wake(&self, now: Moment, timer: &Timer) -> (Vec<Observation>, Vec<Due>) {
        let Timer::UpgradeDone { number } = timer else {
            return (Vec::new(), Vec::new());
        };
        let notice = WebhookDue {
            due: now,
            number_id: Some(number.as_str().into()),
            ..notice("phone_number_quality_update")
        };
        let why = "a fact to be on record first";
        let fact = Observation::AnswerLost {
            send: 1,
            at: now,
            why,
        };
        (vec![fact], vec![Due::Notice(Box::new(notice))])
    }
}

fn reminder(due: Moment) -> Vec<Due> {
    let timer = Timer::UpgradeDone {
        number: NUMBER.into(),
    };
    vec![Due::Timer(TimerDue { due, timer })]
}

#[tokio::test]
async fn a_reminder_wakes_the_world_and_what_follows_is_posted() {
    let mut only = Connector::start(&[]).await;
    let (outbox, seen) = outbox(vec![target("1", &only.url, 24)], |links| {
        links.reminded = Arc::new(Follows);
    });
    outbox.schedule(reminder(outbox.clock.now()));
    let posted = only.next().await;
    let field = &posted.body["entry"][0]["changes"][0]["field"];
    assert_eq!(field, "phone_number_quality_update");
    assert!(matches!(seen.all()[0], Observation::AnswerLost { .. }));
}

#[tokio::test]
async fn reminders_are_kept_though_nobody_listens_and_are_not_outstanding() {
    let settings = settings(None);
    let seen = Arc::new(Seen::default());
    let outbox = Outbox::new(&settings, Clock::start(1.0), seen);
    outbox.schedule(reminder(Moment(u64::MAX / 2)));
    outbox.schedule(two_statuses(&outbox));
    assert_eq!(outbox.lock().timers.len(), 1);
    assert_eq!(outbox.pending(), 0);
    assert_eq!(
        outbox.pending_within(Duration::from_secs(u32::MAX.into())),
        0
    );
}

#[tokio::test]
async fn a_webhook_has_at_most_three_megabytes() {
    let (outbox, _) = outbox(Vec::new(), |_| ());
    let long = "ä".repeat(700);
    let statuses = (1..=1_000).map(|id| status(&outbox, id, &long)).collect();
    let batch = lanes::Batch {
        target: Arc::new(target("1", "http://127.0.0.1:9/", 24)),
        statuses,
        shared: false,
    };
    let mut posts = Vec::new();
    outbox.wrap(batch, outbox.clock.instant(), &mut posts);
    assert!(posts.len() > 1);
    assert!(
        posts
            .iter()
            .all(|post| post.body.len() <= WEBHOOK_BYTES_MAX)
    );
    let carried: Vec<u64> = posts
        .iter()
        .flat_map(|post| match post.again.as_deref() {
            Some(Load::Statuses { ids, .. }) => ids.clone(),
            _ => Vec::new(),
        })
        .collect();
    assert_eq!(carried, (1..=1_000).collect::<Vec<u64>>());
}

#[tokio::test]
async fn a_callback_is_saved_only_when_it_returns_the_bare_challenge() {
    let mut good = Connector::start(&[]).await;
    let (outbox, _) = outbox(Vec::new(), |links| {
        links.permit = Arc::new(|url: &str| match url.contains("localhost") {
            true => Ok(()),
            false => Err("not this machine".to_owned()),
        });
    });
    assert_eq!(
        outbox.verify(&good.url, "a b&c", "1158201444").await,
        Ok(())
    );
    let uri = good.next().await.uri;
    assert_eq!(
        uri,
        "/hook?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=a%20b%26c"
    );
    let refusing = Connector::start(&[403]).await;
    let error = outbox.verify(&refusing.url, "t", "1").await.unwrap_err();
    assert!(error.contains("answered 403"), "{error}");
    let talkative = format!("{}?hub.challenge=other", good.url);
    let error = outbox.verify(&talkative, "t", "1").await.unwrap_err();
    assert!(error.contains("not the bare challenge"), "{error}");
    let error = outbox.verify("http://example.com/", "t", "1").await;
    assert_eq!(error, Err("not this machine".to_owned()));
}
