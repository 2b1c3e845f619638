#![allow(clippy::unwrap_used)] // A test that cannot go on should stop.

use serde_json::Value;

mod parcels;
mod routes;
mod short_messages;
mod trigger;

use super::*;
use crate::due::Due;
use crate::observation::{Observer, Outcome};
use crate::settings::{Account, App, Handsets, PhoneNumber, Settings};
use crate::template::Template;
use crate::world;

const NUMBER: &str = "106540352242922";
const CALLBACK: &str = "http://127.0.0.1:8000/webhooks/whatsapp";

struct Plane {
    control: Control,
    world: Arc<World>,
    recent: Arc<Recent>,
    now: Moment,
}

fn plane(callback: Option<&str>) -> Plane {
    plane_with(callback, |_| {})
}

fn plane_with(callback: Option<&str>, change: impl FnOnce(&mut Settings)) -> Plane {
    let templates = vec![Template::utility(
        "1".into(),
        "parcel_delivered",
        "pt_BR",
        "Pacote {{1}} entregue.".into(),
    )];
    let number = PhoneNumber {
        id: NUMBER.into(),
        display: "15550783881".into(),
        verified_name: "Shop".into(),
    };
    let mut settings = Settings {
        seed: 7,
        graph: crate::settings::GraphSettings::default(),
        app: App {
            id: crate::settings::APP_ID.to_owned(),
            secret: "secret".into(),
            access_token: "token".into(),
            verify_token: "ver/ify".into(),
            callback_url: callback.map(str::to_owned),
            version: 24,

            needs_proof: false,
        },
        accounts: vec![Account {
            id: "10".into(),
            numbers: vec![number],
            templates,
        }],
        handsets: Handsets::default(),
        throughput_mps: 80,
        pair_limit: true,
        faults: Vec::new(),
        forged_statuses: 0.0,
        sms: crate::sms::SmsSettings::default(),
    };
    change(&mut settings);
    let clock = Clock::start(1.0);
    let now = clock.wall_at_start();
    let world = Arc::new(World::new(settings, now));
    let recent = Arc::new(Recent::new(now));
    let guard: UrlGuard = Arc::new(|url| {
        let ours = url.starts_with("http://127.0.0.1:");
        if ours {
            Ok(())
        } else {
            Err(format!("{url} is refused"))
        }
    });
    let secrets = vec![(crate::carriers::Carrier::AfterShip, "shared".to_owned())];
    let control = Control::new(
        Arc::clone(&world),
        Arc::clone(&recent),
        clock,
        "open".to_owned(),
        secrets,
        guard,
    );
    Plane {
        control,
        world,
        recent,
        now,
    }
}

impl Plane {
    fn handle(&self, line: &str, body: &str) -> Handled {
        let (method, target) = line.split_once(' ').unwrap();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let request = Request {
            method,
            path,
            query,
            host: Some("127.0.0.1:4801"),
            authorization: Some("Bearer open"),
            body: body.as_bytes(),
        };
        self.control.handle(
            Present {
                now: self.now,
                pending: 0,
                internal_errors: 0,
            },
            &request,
        )
    }

    fn ask(&self, line: &str, body: &str) -> (u16, Value) {
        match self.handle(line, body) {
            Handled::Answer(answer) | Handled::Ordered(answer, _) => read(&answer),
            Handled::Errand(errand) => panic!("{line} wants to post: {errand:?}"),
        }
    }

    fn errand(&self, line: &str, body: &str) -> Errand {
        match self.handle(line, body) {
            Handled::Errand(errand) => *errand,
            Handled::Answer(answer) | Handled::Ordered(answer, _) => {
                panic!("{line} was answered {:?}", read(&answer))
            }
        }
    }

    /// A template send to the data plane: its answer.
    fn send(&self, template: &str, callback: &str) -> Value {
        let body = json!({
            "messaging_product": "whatsapp", "to": "5511987654321", "type": "template",
            "biz_opaque_callback_data": callback,
            "template": { "name": template, "language": { "code": "pt_BR" }, "components": [
                { "type": "body", "parameters": [{ "type": "text", "text": "YT1" }] }
            ] },
        });
        let body = body.to_string();
        let handled = self.world.handle(
            self.now,
            &world::Request {
                authorization: Some("Bearer token"),
                ..world::Request::new("POST", &format!("/v23.0/{NUMBER}/messages"))
                    .json(body.as_bytes())
            },
        );
        drop(self.recent.record(handled.facts));
        serde_json::from_slice(&handled.answer.body).unwrap()
    }

    fn returned(&self, http_status: Option<u16>, body: &str) -> Returned {
        let attempt = Attempt {
            number: 1,
            started: self.now,
            ended: self.now,
            outcome: if http_status.is_some() {
                Outcome::Ack
            } else {
                Outcome::DefiniteNo
            },
            http_status,
            error: http_status
                .is_none()
                .then(|| "connection refused".to_owned()),
        };
        Returned {
            attempt,
            webhook: Some(1),
            body: body.as_bytes().to_vec(),
        }
    }
}

fn read(answer: &Answer) -> (u16, Value) {
    (answer.status, serde_json::from_slice(&answer.body).unwrap())
}

#[test]
fn nothing_but_health_is_told_without_the_token_or_to_another_host() {
    let plane = plane(None);
    for route in ROUTES {
        for (host, authorization, status) in [
            ("127.0.0.1:4801", None, 401),
            ("127.0.0.1:4801", Some("Bearer token"), 401),
            ("rebound.example:4801", Some("Bearer open"), 403),
        ] {
            let request = Request {
                method: route.method,
                path: route.path,
                query: "",
                host: Some(host),
                authorization,
                body: b"",
            };
            let handled = plane.control.handle(
                Present {
                    now: plane.now,
                    pending: 0,
                    internal_errors: 0,
                },
                &request,
            );
            let Handled::Answer(answer) = handled else {
                panic!("{} posts for a stranger", route.path);
            };
            let expected = if route.path == "/health" && status == 401 {
                200
            } else {
                status
            };
            assert_eq!(
                answer.status, expected,
                "{} {host} {authorization:?}",
                route.path
            );
        }
    }
}

#[test]
fn a_message_is_shown_as_the_customer_sees_it() {
    let plane = plane(Some(CALLBACK));
    let wamid = plane.send("parcel_delivered", "YT1:delivered")["messages"][0]["id"].clone();
    let (status, list) = plane.ask("GET /messages?to=%2B5511987654321", "");
    assert_eq!(
        (status, &list["messages"][0]["text"]),
        (200, &json!("Pacote YT1 entregue."))
    );
    assert_eq!(list["messages"][0]["statuses"][0]["webhook"], "waiting");
    let path = wamid.as_str().unwrap().replace('=', "%3D");
    let (status, one) = plane.ask(&format!("GET /messages/{path}"), "");
    assert_eq!(
        (status, &one["biz_opaque_callback_data"]),
        (200, &json!("YT1:delivered"))
    );
    assert_eq!(
        plane.ask("GET /messages?to=4915112345678", "").1["messages"],
        json!([])
    );
    let (status, none) = plane.ask("GET /messages/wamid.X", "");
    assert_eq!(status, 404);
    assert!(
        none["hint"]
            .as_str()
            .unwrap()
            .contains("1 messages are kept"),
        "{none}"
    );
}

#[test]
fn a_refusal_is_explained_with_rule_field_got_and_nearest() {
    let plane = plane(None);
    let trace = plane.send("parcel_deliverd", "")["error"]["fbtrace_id"].clone();
    let (status, why) = plane.ask(&format!("GET /explain/{}", trace.as_str().unwrap()), "");
    assert_eq!(
        (status, &why["code"], &why["retry"]),
        (200, &json!(132_001), &json!("permanent"))
    );
    assert_eq!(
        (&why["field"], &why["nearest"]),
        (&json!("template"), &json!("parcel_delivered"))
    );
    assert!(
        why["got"].as_str().unwrap().contains("parcel_deliverd"),
        "{why}"
    );
    assert_eq!(plane.ask("GET /rejections?code=132001", "").1["kept"], 1);
    assert_eq!(
        plane.ask("GET /rejections?code=100", "").1["rejections"],
        json!([])
    );
    assert_eq!(plane.ask("GET /explain/A", "").0, 404);
    assert_eq!(plane.ask("POST /reset", "").0, 200);
    assert_eq!(plane.ask("GET /rejections", "").1["kept"], 0);
}

#[test]
fn every_webhook_on_the_list_can_be_triggered() {
    let plane = plane(Some(CALLBACK));
    for word in plane.ask("GET /trigger", "").1["words"].as_array().unwrap() {
        let posts = word["field"]
            .as_str()
            .is_some_and(|field| !field.is_empty());
        let asked = json!({ "what": word["what"] }).to_string();
        let handled = plane.handle("POST /trigger", &asked);
        assert!(!posts || matches!(handled, Handled::Errand(_)), "{word}");
    }
}

#[test]
fn a_misspelt_question_is_refused_with_what_would_be_right() {
    let plane = plane(Some(CALLBACK));
    let parcel = |checkpoint: &str, url: &str| {
        json!({ "carrier": "aftership", "checkpoint": checkpoint, "url": url }).to_string()
    };
    for (line, body, status, hint) in [
        ("GET /message", String::new(), 404, "GET / lists them"),
        ("POST /messages", String::new(), 405, "use GET /messages"),
        ("GET /parcel", String::new(), 405, "use POST /parcel"),
        (
            "GET /messages?too=1",
            String::new(),
            400,
            "use to, wamid, limit",
        ),
        ("GET /messages?limit=0", String::new(), 400, "leave it out"),
        ("GET /webhooks?outcome=ok", String::new(), 400, "use ack"),
        ("POST /parcel", "{}".to_owned(), 400, "such as {"),
        (
            "POST /parcel",
            parcel("arrived", "http://127.0.0.1:1/"),
            400,
            "out_for_delivery",
        ),
        (
            "POST /parcel",
            parcel("delivered", "http://10.0.0.1/"),
            400,
            "this machine only",
        ),
        (
            "POST /customer-message",
            json!({ "from": "Ana", "text": "x" }).to_string(),
            400,
            "country code",
        ),
        (
            "POST /customer-message",
            json!({ "from": "5511987654321", "text": "" }).to_string(),
            400,
            "1 to 4096",
        ),
        (
            "POST /customer-message",
            json!({ "from": "5511987654321", "txt": "x" }).to_string(),
            400,
            "such as {",
        ),
    ] {
        let (got, problem) = plane.ask(line, &body);
        let told = problem["hint"].as_str().unwrap();
        assert_eq!(got, status, "{line} {body}: {problem}");
        assert!(told.contains(hint), "{line} {body}: {problem}");
    }
}

#[test]
fn a_customers_message_is_signed_and_opens_the_service_window() {
    let plane = plane(Some(CALLBACK));
    let errand = plane.errand(
        "POST /customer-message",
        r#"{"from":"+55 11 98765-4321","text":"Cadê?"}"#,
    );
    let [Exchange::Webhook { headers, body }] = errand.exchanges.as_slice() else {
        panic!("one webhook to the callback, not {errand:?}");
    };
    let signed = crate::signature::meta_headers("secret", body.clone(), None);
    assert_eq!((headers, body), (&signed.0, &signed.1));
    assert!(String::from_utf8_lossy(body).contains("Cad\\u00ea?"));
    let answer = plane
        .control
        .conclude(errand, &[plane.returned(Some(200), "")]);
    assert_eq!(read(&answer).1["connector"]["outcome"], "ack");

    let text = r#"{"messaging_product":"whatsapp","to":"5511987654321","type":"text","text":{"body":"hi"}}"#;
    let handled = plane.world.handle(
        plane.now,
        &world::Request {
            authorization: Some("Bearer token"),
            ..world::Request::new("POST", &format!("/v23.0/{NUMBER}/messages"))
                .json(text.as_bytes())
        },
    );
    assert!(
        handled
            .due
            .iter()
            .all(|due| matches!(due, Due::Status(status) if status.code.is_none())),
        "the window is open"
    );
}

#[test]
fn without_a_callback_nobody_can_write_or_verify() {
    let plane = plane(None);
    let message = r#"{"from":"5511987654321","text":"x"}"#;
    for (line, body) in [("POST /customer-message", message), ("POST /verify", "")] {
        let (status, problem) = plane.ask(line, body);
        assert_eq!(status, 409);
        assert!(
            problem["hint"].as_str().unwrap().contains("--callback"),
            "{problem}"
        );
    }
}

#[test]
fn a_parcel_can_be_pushed_again_for_its_next_checkpoint() {
    let plane = plane(None);
    let push = |checkpoint: &str, more: &str| {
        let body = format!(
            r#"{{"carrier":"aftership","checkpoint":"{checkpoint}","country":"br","url":"http://127.0.0.1:8000/a"{more}}}"#
        );
        let errand = plane.errand("POST /parcel", &body);
        let Exchange::Call(call) = errand.exchanges[0].clone() else {
            panic!("a notice is no webhook of Meta's");
        };
        let answer = plane
            .control
            .conclude(errand, &[plane.returned(Some(204), "")]);
        (call, read(&answer).1)
    };
    let (call, first) = push("out_for_delivery", "");
    let (_, other) = push("out_for_delivery", "");
    let (_, again) = push("delivered", r#","parcel":0,"to":"+5511987654321""#);
    assert!(
        call.headers
            .iter()
            .any(|(name, _)| name == "aftership-hmac-sha256")
    );
    assert_eq!(
        (&first["parcel"], &other["parcel"], &again["parcel"]),
        (&json!(0), &json!(1), &json!(0))
    );
    assert_eq!(first["tracking_number"], again["tracking_number"]);
    assert_ne!(first["tracking_number"], other["tracking_number"]);
    assert_eq!(first["recipient"]["country"], "BR");
    assert_eq!(again["recipient"]["phone"], "5511987654321");
    assert_eq!(
        plane.ask("GET /webhooks?outcome=ack", "").1["webhooks"][2]["tracking_number"],
        first["tracking_number"]
    );
}

#[test]
fn a_carriers_own_rule_says_whether_a_notice_was_taken() {
    let plane = plane(None);
    let push = |carrier: &str| {
        let body = json!({ "carrier": carrier, "checkpoint": "delivered", "url": "http://127.0.0.1:8000/a" });
        let errand = plane.errand("POST /parcel", &body.to_string());
        let answer = plane
            .control
            .conclude(errand, &[plane.returned(Some(202), "later")]);
        read(&answer).1
    };
    assert_eq!(push("aftership")["connector"]["outcome"], "ack");
    let refused = push("17track");
    assert_eq!(
        (&refused["connector"]["outcome"], &refused["body"]),
        (&json!("nack"), &json!("later"))
    );
    assert_eq!(
        refused["connector"]["error"],
        "answered 202; 17TRACK takes 200 for success"
    );
}

#[test]
fn the_handshake_passes_only_for_a_bare_challenge_and_the_right_token() {
    let plane = plane(Some(CALLBACK));
    let (challenge, no) = ((Some(200), "1158201444"), (Some(403), ""));
    for (right, wrong, passed, cure) in [
        (challenge, no, true, ""),
        ((Some(200), "\"1158201444\""), no, false, "plain text"),
        (no, no, false, "plain text"),
        (challenge, challenge, false, "compare hub.verify_token"),
        ((None, ""), (None, ""), false, "start the connector"),
    ] {
        let errand = plane.errand("POST /verify", "");
        let Exchange::Call(call) = &errand.exchanges[0] else {
            panic!("a handshake is a GET");
        };
        assert!(
            call.url.ends_with("&hub.verify_token=ver%2Fify"),
            "{}",
            call.url
        );
        let returned = [
            plane.returned(right.0, right.1),
            plane.returned(wrong.0, wrong.1),
        ];
        let (_, told) = read(&plane.control.conclude(errand, &returned));
        assert_eq!(told["passed"], passed, "{right:?} {wrong:?}: {told}");
        assert!(told["hint"].as_str().unwrap().contains(cure), "{told}");
    }
}
