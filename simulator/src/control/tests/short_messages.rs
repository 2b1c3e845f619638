//! Short messages: what was sent, what customers write, how reviews go.

use super::*;
use crate::sms::{SmsFact, TWILIO_MOUNT};

impl Plane {
    /// A send through Twilio: its answer.
    fn sms(&self, to: &str) -> Value {
        use base64::{Engine, engine::general_purpose::STANDARD};
        let twilio = &self.world.settings().sms.twilio;
        let pair = format!("{}:{}", twilio.account_sid, twilio.auth_token);
        let authorization = format!("Basic {}", STANDARD.encode(pair));
        let path = format!(
            "{TWILIO_MOUNT}/2010-04-01/Accounts/{}/Messages.json",
            twilio.account_sid
        );
        let form = format!("To=%2B{to}&From=%2B12015550123&Body=Parcel+YT1");
        let request = world::Request {
            body: form.as_bytes(),
            ..world::Request::new("POST", &path)
        };
        let handled = self
            .world
            .gateways()
            .handle(self.now, &request.authorization(&authorization));
        let answer = serde_json::from_slice(&handled.answer.body).unwrap();
        let facts = handled.facts.into_iter().map(Into::into).collect();
        drop(self.recent.record(facts));
        answer
    }
}

#[test]
fn what_was_sent_and_what_was_refused_is_listed_and_found() {
    let plane = plane(None);
    let made = plane.sms("5511987654321");
    let refused = plane.sms("999021610000001");
    assert_eq!(refused["code"], 21610);
    let (status, list) = plane.ask("GET /sms", "");
    assert_eq!((status, list["kept"].as_u64()), (200, Some(2)));
    let newest = &list["sms"][0];
    assert_eq!(
        (&newest["decision"], &newest["code"]),
        (&json!("refused"), &json!("21610"))
    );
    assert!(
        newest["cause"].as_str().unwrap().contains("STOP"),
        "{newest}"
    );
    let (_, found) = plane.ask("GET /sms?to=%2B5511987654321&decision=accepted", "");
    let sent = &found["sms"][0];
    assert_eq!(
        (&sent["reference"], &sent["text"]),
        (&made["sid"], &json!("Parcel YT1"))
    );
    let receipts = sent["receipts"].as_array().unwrap();
    assert_eq!(receipts.last().unwrap()["status"], "delivered");
    assert_eq!(receipts[0]["push"], "not pushed: no address");
    let (_, none) = plane.ask("GET /sms?provider=aliyun", "");
    assert_eq!(none["sms"], json!([]));
}

#[test]
fn a_customers_short_message_ends_consent_until_the_world_is_reset() {
    let plane = plane(None);
    let body = r#"{"provider":"twilio","from":"+55 11 98765-4321","text":"stop"}"#;
    let (status, told) = plane.ask("POST /customer-sms", body);
    assert_eq!((status, &told["consent"]), (200, &json!("ended")));
    assert_eq!(
        (&told["pushed"], &told["to"]),
        (&json!(false), &json!("+12015550123"))
    );
    assert!(
        told["next"]
            .as_str()
            .unwrap()
            .contains("sms.twilio.inbound_url")
    );
    assert_eq!(plane.sms("5511987654321")["code"], 21610);
    let snapshot = plane.handle("GET /snapshot", "");
    let Handled::Answer(snapshot) = snapshot else {
        panic!("{snapshot:?}");
    };
    let text = String::from_utf8(snapshot.body).unwrap();
    assert!(text.contains("[[sms.twilio.opted_out]]"), "{text}");
    plane.ask("POST /reset", "");
    assert!(plane.sms("5511987654321")["sid"].is_string());
    let (_, list) = plane.ask("GET /sms", "");
    assert_eq!(list["kept"], 1, "a reset forgets what was sent before");
}

#[test]
fn a_customers_short_message_falls_due_as_a_push() {
    let plane = plane_with(None, |settings| {
        settings.sms.aliyun.inbound_url = Some("http://127.0.0.1:9/up".to_owned());
    });
    let body = r#"{"what":"customer.sms","provider":"aliyun","from":"8613800138000","text":"Hi"}"#;
    let Handled::Ordered(answer, due) = plane.handle("POST /trigger", body) else {
        panic!("nothing falls due");
    };
    assert_eq!(
        (read(&answer).1["pushed"].clone(), due.len()),
        (json!(true), 1)
    );
    let Due::Sms(due) = &due[0] else {
        panic!("{due:?}");
    };
    let crate::sms::SmsErrand::Wake(timer) = &due.errand else {
        panic!("{due:?}");
    };
    let woken = plane.world.gateways().wake(due.due, timer);
    assert!(matches!(woken.facts[..], [SmsFact::Pushed { .. }]));
}

#[test]
fn reviews_of_signs_and_templates_go_as_they_are_told() {
    let plane = plane(None);
    let body = r#"{"what":"sms.sign_review","sign":"Shakedown","state":"rejected","reason":"no"}"#;
    assert_eq!(plane.ask("POST /trigger", body).0, 200);
    let body = r#"{"what":"sms.template_review","template":"SMS_100000003","state":"reviewing"}"#;
    assert_eq!(plane.ask("POST /trigger", body).0, 200);
    let Handled::Answer(snapshot) = plane.handle("GET /snapshot", "") else {
        panic!("no snapshot");
    };
    let text = String::from_utf8(snapshot.body).unwrap();
    assert!(
        text.contains("state = \"rejected\"\nreason = \"no\""),
        "{text}"
    );
    assert!(text.contains("state = \"reviewing\""), "{text}");
}

/// Body, and what the answer's error and hint hold.
type Misspelt = (Value, &'static str, &'static str);

fn refused(plane: &Plane, line: &str, cases: &[Misspelt]) {
    for (body, error, hint) in cases {
        let (status, told) = plane.ask(line, &body.to_string());
        let said = |name: &str| told[name].as_str().unwrap_or("").to_owned();
        assert!((400..500).contains(&status), "{line} {body}: {told}");
        assert!(
            said("error").contains(error) && said("hint").contains(hint),
            "{line} {body}: {told}"
        );
    }
}

#[test]
fn a_misspelt_short_message_is_refused_with_what_would_be_right() {
    let write = |provider: &str, from: &str, to: &str, text: &str| json!({ "provider": provider, "from": from, "to": to, "text": text });
    let (ours, customer) = ("+12015550123", "5511987654321");
    let cases = [
        (
            write("nexmo", customer, ours, "x"),
            "provider: \"nexmo\"",
            "aliyun or twilio",
        ),
        (
            write("twilio", "12", ours, "x"),
            "from: \"12\"",
            "country code",
        ),
        (write("twilio", customer, "+1", "x"), "to: \"+1\"", ours),
        (
            write("twilio", customer, ours, ""),
            "text: 0 characters",
            "write 1 to 1600",
        ),
        (json!({ "from": customer }), "cannot be read", "such as"),
    ];
    refused(&plane(None), "POST /customer-sms", &cases);
}

#[test]
fn a_misspelt_review_is_refused_with_what_would_be_right() {
    let sign = |name: &str, state: &str| json!({ "what": "sms.sign_review", "sign": name, "state": state });
    let cases = [
        (
            sign("Nobody", "approved"),
            "sign: \"Nobody\"",
            "GET /snapshot",
        ),
        (
            sign("Shakedown", "fine"),
            "state: \"fine\"",
            "approved, reviewing",
        ),
    ];
    refused(&plane(None), "POST /trigger", &cases);
}

#[test]
fn a_misspelt_filter_of_short_messages_is_refused_with_what_would_be_right() {
    let plane = plane(None);
    for (line, error, hint) in [
        ("GET /sms?number=1", "number", "use to, provider"),
        ("GET /sms?provider=x", "provider", "aliyun or twilio"),
        ("GET /sms?decision=x", "decision", "accepted or refused"),
        ("DELETE /sms", "does not take DELETE", "use GET /sms"),
    ] {
        refused(&plane, line, &[(json!({}), error, hint)]);
    }
}
