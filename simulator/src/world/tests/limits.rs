//! What stands around a send, through the world's own door: each limit and each fact of a customer, with its code.

use crate::observation::Status;
use serde_json::json;

use super::super::*;
use super::{NUMBER, code, due, post, settings, start, template_to, text_to, world};
use crate::graph::token::{Holder, Permission, Token};
use crate::limits::portfolio::Tier;
use crate::meta_switches::{MetaSwitches, Reengagement, ThrottleHttpStatus};
use crate::settings::{Customer, GraphSettings, NumberSeed};

fn with(graph: GraphSettings) -> World {
    world(Settings {
        graph,
        ..settings()
    })
}

fn seeded(seed: NumberSeed) -> World {
    with(GraphSettings {
        numbers: [(NUMBER.to_owned(), seed)].into(),
        ..GraphSettings::default()
    })
}

fn customer(known: Customer) -> World {
    with(GraphSettings {
        customers: vec![Customer {
            number: "5511987654321".into(),
            ..known
        }],
        ..GraphSettings::default()
    })
}

fn called(world: &World, method: &str, path: &str, body: &Value) -> Handled {
    let body = body.to_string();
    let request = Request::new(method, path).authorization("Bearer token");
    world.handle(start(), &request.json(body.as_bytes()))
}

#[test]
fn a_customer_of_whom_something_is_known_fails_with_its_own_code() {
    let hash = r#"{"messaging_product":"whatsapp","to":"5511987654321","recipient_identity_key_hash":"other","type":"template","template":{"name":"delivered","language":{"code":"pt_BR"},"components":[{"type":"body","parameters":[{"type":"text","text":"YT1"}]}]}}"#;
    let plain = template_to("5511987654321");
    let cases = [
        (
            Customer {
                not_on_whatsapp: true,
                ..Customer::default()
            },
            plain.as_str(),
            131_026,
        ),
        (
            Customer {
                blocked_business: true,
                ..Customer::default()
            },
            plain.as_str(),
            130_403,
        ),
        (
            Customer {
                identity_hash: Some("hash".into()),
                ..Customer::default()
            },
            hash,
            137_000,
        ),
    ];
    for (known, body, expected) in cases {
        let handled = post(&customer(known), start(), body);
        assert_eq!(handled.answer.status, 200, "{expected}: accepted first");
        assert_eq!(due(&handled), [(Status::Failed, Some(expected))]);
    }
}

#[test]
fn a_portfolio_of_250_takes_250_customers_a_day_and_refuses_the_next() {
    let world = with(GraphSettings {
        tier: Tier::Of250,
        ..GraphSettings::default()
    });
    let mut refused = 0;
    for n in 0..251u64 {
        let handled = post(
            &world,
            start().after(Duration::from_millis(n * 20)),
            &template_to(&format!("55119876{n:05}")),
        );
        refused += u64::from(code(&handled) == 131_048);
    }
    assert_eq!(refused, 1);
    let next_day = start().after(Duration::from_secs(25 * 3_600));
    assert_eq!(
        post(&world, next_day, &template_to("5511987699999"))
            .answer
            .status,
        200
    );
}

#[test]
fn a_test_number_writes_to_its_list_and_an_unregistered_one_to_nobody() {
    let world = seeded(NumberSeed {
        allowed: Some(vec!["5511987654321".into()]),
        ..NumberSeed::default()
    });
    assert_eq!(
        code(&post(&world, start(), &template_to("5511987654321"))),
        0
    );
    assert_eq!(
        code(&post(&world, start(), &template_to("5511987654322"))),
        131_030
    );
    let world = seeded(NumberSeed {
        unregistered: true,
        ..NumberSeed::default()
    });
    assert_eq!(
        code(&post(&world, start(), &template_to("5511987654321"))),
        133_010
    );
    let pin = json!({ "messaging_product": "whatsapp", "pin": "123456" });
    assert_eq!(
        called(&world, "POST", &format!("/v23.0/{NUMBER}/register"), &pin)
            .answer
            .status,
        200
    );
    assert_eq!(
        code(&post(&world, start(), &template_to("5511987654321"))),
        0
    );
}

#[test]
fn an_upgrade_refuses_for_its_minute_and_is_told_when_it_is_done() {
    let world = with(GraphSettings::default());
    let timer = world
        .upgrade_throughput(start(), NUMBER)
        .expect("a number of 80 a second");
    assert_eq!(
        code(&post(&world, start(), &template_to("5511987654321"))),
        131_057
    );
    let Due::Timer(timer) = timer else {
        panic!("{timer:?} is no timer")
    };
    let (_, told) = world.wake(timer.due, &timer.timer);
    let Some(Due::Notice(notice)) = told.first() else {
        panic!("{told:?} tells nothing")
    };
    assert_eq!(
        (notice.field, &(notice.body)(24)["event"]),
        ("phone_number_quality_update", &json!("THROUGHPUT_UPGRADE"))
    );
    assert_eq!(
        code(&post(&world, timer.due, &template_to("5511987654321"))),
        0
    );
}

#[test]
fn meta_s_contradictions_are_settled_by_their_switches() {
    let world = with(GraphSettings {
        switches: MetaSwitches {
            throttle_http_status: ThrottleHttpStatus::TooManyRequests,
            reengagement: Reengagement::Sync,
            seed_compat: true,
            ..MetaSwitches::default()
        },
        ..GraphSettings::default()
    });
    let late = post(&world, start(), &text_to("5511987654321"));
    assert_eq!((code(&late), late.answer.status), (131_047, 400));
    let last = (0..60)
        .map(|_| post(&world, start(), &template_to("5511987654321")))
        .last()
        .expect("sixty sends");
    assert_eq!((code(&last), last.answer.status), (131_056, 429));
    let unknown = template_to("5511987654322").replace("delivered", "unknown");
    assert_eq!(
        code(&post(&world, start(), &unknown)),
        131_047,
        "as the notes have it"
    );
}

#[test]
fn tokens_end_and_lack_permissions_with_graph_s_subcodes() {
    let token = |value: &str, expires: Option<Moment>, permissions: Vec<Permission>| Token {
        value: value.into(),
        app_id: "2".into(),
        holder: Holder::User,
        permissions,
        expires,
        ended_by: None,
    };
    let world = with(GraphSettings {
        tokens: vec![
            token("old", Some(start()), Vec::new()),
            token("bare", None, vec![Permission::WhatsappBusinessMessaging]),
        ],
        ..GraphSettings::default()
    });
    let asked = |value: &str| {
        let authorization = format!("Bearer {value}");
        let request =
            Request::new("GET", "/v23.0/10/message_templates").authorization(&authorization);
        let handled = world.handle(start(), &request);
        let body: Value = serde_json::from_slice(&handled.answer.body).expect("JSON");
        (
            handled.answer.status,
            body["error"]["code"].clone(),
            body["error"]["error_subcode"].clone(),
        )
    };
    assert_eq!(asked("old"), (401, json!(190), json!(463)));
    assert_eq!(asked("bare"), (403, json!(10), Value::Null));
    assert_eq!(asked("token").0, 200);
}

#[test]
fn a_reset_puts_the_world_back_to_its_start() {
    let world = with(GraphSettings::default());
    world.customer_changes("5511987654321", CustomerChange::LeavesWhatsapp);
    called(
        &world,
        "POST",
        &format!("/v23.0/{NUMBER}/deregister"),
        &json!({}),
    );
    assert_eq!(
        code(&post(&world, start(), &template_to("5511987654321"))),
        133_010
    );
    world.reset();
    let handled = post(&world, start(), &template_to("5511987654321"));
    assert_eq!(due(&handled)[0].0, Status::Sent);
}

#[test]
fn reactions_end_at_sent_and_a_link_to_nowhere_fails_later() {
    let world = world(settings());
    world.customer_writes(start(), NUMBER, "5511987654321");
    let target = world.customer_writes(start(), NUMBER, "5511987654321");
    let send = |body: Value| due(&post(&world, start(), &body.to_string()));
    let reaction = |target: &str| {
        json!({ "messaging_product": "whatsapp", "to": "5511987654321", "type": "reaction",
        "reaction": { "message_id": target, "emoji": "👍" } })
    };
    assert_eq!(send(reaction(&target)), [(Status::Sent, None)]);
    assert_eq!(
        send(reaction("wamid.unknown")),
        [(Status::Failed, Some(131_009))]
    );
    let image = json!({ "messaging_product": "whatsapp", "to": "5511987654321", "type": "image",
        "image": { "link": "https://pictures.invalid/a.jpg" } });
    assert_eq!(send(image), [(Status::Failed, Some(131_053))]);
}
