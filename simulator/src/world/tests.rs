mod limits;
mod memory;
mod noise;
mod pricing;

use super::*;
use crate::magic;
use crate::observation::Status;
use crate::settings::{Account, App, Handsets, SendFault, SendFaultEffect};
use crate::template::Template;

const NUMBER: &str = "106540352242922";

fn settings() -> Settings {
    Settings {
        seed: 7,
        graph: crate::settings::GraphSettings::default(),
        app: App {
            id: "2".into(),
            secret: "secret".into(),
            access_token: "token".into(),
            verify_token: "verify".into(),
            callback_url: None,
            version: 24,

            needs_proof: false,
        },
        accounts: vec![Account {
            id: "10".into(),
            numbers: vec![PhoneNumber {
                id: NUMBER.into(),
                display: "15550783881".into(),
                verified_name: "Shop".into(),
            }],
            templates: vec![Template::utility(
                "1".into(),
                "delivered",
                "pt_BR",
                "{{1}}".into(),
            )],
        }],
        handsets: Handsets::default(),
        throughput_mps: 80,
        pair_limit: true,
        faults: Vec::new(),
        forged_statuses: 0.0,
        sms: crate::sms::SmsSettings::default(),
    }
}

fn start() -> Moment {
    Moment::from_unix_s(1_800_000_000)
}

fn world(settings: Settings) -> World {
    World::new(settings, start())
}

fn template_to(to: &str) -> String {
    format!(
        r#"{{"messaging_product":"whatsapp","to":"{to}","type":"template","template":{{"name":"delivered","language":{{"code":"pt_BR"}},"components":[{{"type":"body","parameters":[{{"type":"text","text":"YT1"}}]}}]}}}}"#
    )
}

fn text_to(to: &str) -> String {
    format!(
        r#"{{"messaging_product":"whatsapp","to":"{to}","type":"text","text":{{"body":"hi"}}}}"#
    )
}

fn post(world: &World, now: Moment, body: &str) -> Handled {
    request(
        world,
        now,
        Some("Bearer token"),
        &format!("/v23.0/{NUMBER}/messages"),
        body,
    )
}

fn request(
    world: &World,
    now: Moment,
    authorization: Option<&str>,
    path: &str,
    body: &str,
) -> Handled {
    world.handle(
        now,
        &Request {
            authorization,
            ..Request::new("POST", path).json(body.as_bytes())
        },
    )
}

fn code(handled: &Handled) -> u64 {
    let body: serde_json::Value = serde_json::from_slice(&handled.answer.body).expect("JSON");
    body["error"]["code"].as_u64().unwrap_or(0)
}

fn statuses(handled: &Handled) -> impl Iterator<Item = &StatusDue> {
    handled.due.iter().filter_map(|due| match due {
        Due::Status(status) => Some(status),
        Due::Notice(_) | Due::Timer(_) | Due::Sms(_) => None,
    })
}

fn due(handled: &Handled) -> Vec<(Status, Option<u32>)> {
    statuses(handled)
        .map(|status| (status.status, status.code))
        .collect()
}

#[test]
fn a_template_message_is_accepted_and_gets_statuses() {
    let handled = post(&world(settings()), start(), &template_to("5511987654321"));
    assert_eq!(handled.answer.status, 200);
    let body: serde_json::Value = serde_json::from_slice(&handled.answer.body).expect("JSON");
    assert_eq!(body["messages"][0]["message_status"], "accepted");
    assert_eq!(body["contacts"][0]["wa_id"], "5511987654321");
    assert_eq!(due(&handled)[0].0, Status::Sent);
    let sends = handled
        .facts
        .iter()
        .filter(|fact| matches!(fact, Observation::Send(_)))
        .count();
    assert_eq!(sends, 1);
}

#[test]
fn the_same_seed_requests_and_times_give_the_same_bytes() {
    let run = |seed: u64| {
        let world = world(Settings { seed, ..settings() });
        (0..50)
            .map(|n| {
                let now = start().after(Duration::from_millis(n * 20));
                let handled = post(&world, now, &template_to(&format!("55119876{n:05}")));
                (
                    handled.answer.body,
                    handled.due.iter().map(Due::at).collect::<Vec<_>>(),
                )
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(run(7), run(7));
    assert_ne!(run(7), run(8));
}

#[test]
fn a_missing_a_wrong_and_an_unknown_number_are_told_apart() {
    let world = world(settings());
    let body = template_to("5511987654321");
    let path = format!("/v23.0/{NUMBER}/messages");
    let none = request(&world, start(), None, &path, &body);
    assert_eq!((code(&none), none.answer.status), (104, 401));
    let wrong = request(&world, start(), Some("Bearer other"), &path, &body);
    assert_eq!((code(&wrong), wrong.answer.status), (190, 401));
    let unknown = request(
        &world,
        start(),
        Some("Bearer token"),
        "/v23.0/1/messages",
        &body,
    );
    assert_eq!((code(&unknown), unknown.answer.status), (100, 400));
    let text = String::from_utf8(unknown.answer.body).expect("UTF-8");
    assert!(text.contains(r#""error_subcode":33"#), "{text}");
    assert!(matches!(unknown.facts[0], Observation::Rejected(_)));
}

#[test]
fn the_eighty_first_message_in_a_second_hits_the_throughput() {
    let world = world(settings());
    let codes: Vec<u64> = (0..81)
        .map(|n| {
            code(&post(
                &world,
                start(),
                &template_to(&format!("55119876{n:05}")),
            ))
        })
        .collect();
    assert_eq!(codes.iter().filter(|code| **code == 0).count(), 80);
    assert_eq!(codes[80], 130_429);
}

#[test]
fn the_forty_sixth_message_to_one_customer_hits_the_pair_limit() {
    let world = world(settings());
    let codes: Vec<u64> = (0..46)
        .map(|_| code(&post(&world, start(), &template_to("5511987654321"))))
        .collect();
    assert_eq!((codes[44], codes[45]), (0, 131_056));
}

#[test]
fn magic_recipients_force_their_codes() {
    let world = world(settings());
    let refused = post(&world, start(), &template_to(&magic::number(131_030, 1)));
    assert_eq!(code(&refused), 131_030);
    for async_code in [131_026, 131_049] {
        let failed = post(&world, start(), &template_to(&magic::number(async_code, 1)));
        assert_eq!(failed.answer.status, 200);
        assert_eq!(due(&failed), [(Status::Failed, Some(async_code))]);
    }
}

#[test]
fn free_text_needs_a_customer_who_wrote_within_a_day() {
    let world = world(settings());
    let closed = post(&world, start(), &text_to("5511987654321"));
    assert_eq!(due(&closed), [(Status::Failed, Some(131_047))]);
    world.customer_writes(start(), NUMBER, "5511987654321");
    let open = post(
        &world,
        start().after(Duration::from_secs(3_600)),
        &text_to("5511987654321"),
    );
    assert_eq!(due(&open)[0].0, Status::Sent);
    let late = post(
        &world,
        start().after(SERVICE_WINDOW),
        &text_to("5511987654321"),
    );
    assert_eq!(due(&late), [(Status::Failed, Some(131_047))]);
}

#[test]
fn a_fault_strikes_a_message_once_so_that_an_honest_retry_succeeds() {
    let effects = [
        (SendFaultEffect::Refuse(131_016), 500, false),
        (SendFaultEffect::Http(503), 503, false),
        (SendFaultEffect::DropAnswer, 200, true),
    ];
    for (effect, status, dropped) in effects {
        let fault = SendFault {
            effect,
            share: 1.0,
            from: Duration::ZERO,
            to: None,
        };
        let world = world(Settings {
            faults: vec![fault],
            ..settings()
        });
        let first = post(&world, start(), &template_to("5511987654321"));
        assert_eq!(
            (first.answer.status, first.drop_answer),
            (status, dropped),
            "{effect:?}"
        );
        let second = post(&world, start(), &template_to("5511987654321"));
        assert_eq!(
            (second.answer.status, second.drop_answer),
            (200, false),
            "{effect:?}"
        );
    }
}

#[test]
fn a_fault_keeps_to_its_window() {
    let fault = SendFault {
        effect: SendFaultEffect::Http(503),
        share: 1.0,
        from: Duration::from_secs(10),
        to: Some(Duration::from_secs(20)),
    };
    let world = world(Settings {
        faults: vec![fault],
        ..settings()
    });
    let at = |s: u64, to: &str| {
        post(
            &world,
            start().after(Duration::from_secs(s)),
            &template_to(to),
        )
        .answer
        .status
    };
    assert_eq!(
        (
            at(9, "5511987654321"),
            at(10, "5511987654322"),
            at(20, "5511987654323")
        ),
        (200, 503, 200)
    );
}

#[test]
fn a_forged_status_goes_to_a_message_that_is_never_read() {
    let world = world(Settings {
        forged_statuses: 1.0,
        ..settings()
    });
    let handled = post(&world, start(), &template_to("5511987654321"));
    let genuine: Vec<Status> = statuses(&handled)
        .filter(|status| !status.forged)
        .map(|status| status.status)
        .collect();
    let forged: Vec<Status> = statuses(&handled)
        .filter(|status| status.forged)
        .map(|status| status.status)
        .collect();
    assert!(!genuine.contains(&Status::Read));
    assert_eq!(forged, [Status::Read]);
}

#[test]
fn hostile_bodies_are_refused_and_never_panic() {
    let world = world(settings());
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    for body in [
        "",
        "null",
        "[]",
        "{}",
        "\u{feff}{}",
        "{\"to\":",
        "{\"to\":1e400}",
        deep.as_str(),
    ] {
        let handled = post(&world, start(), body);
        assert_eq!(handled.answer.status, 400, "{body:.20}");
    }
}
