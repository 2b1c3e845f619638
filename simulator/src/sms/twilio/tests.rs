#![allow(clippy::unwrap_used)] // a failed unwrap is a failed test

use std::time::Duration;

use serde_json::{Value, json};

use super::*;
use crate::cloud_api::route::query_pairs;
use crate::observation::Class;
use crate::sms::fact::{Provider, SmsDecision, SmsFact, SmsStatus};
use crate::sms::percent::joined;
use crate::sms::push::{PushKind, SmsErrand, SmsPush};
use crate::sms::settings::SmsSettings;
use crate::sms::{Gateways, magic};

const START: Moment = Moment::from_unix_s(1_795_615_385);
const FROM: &str = "+12015550123";
const TO: &str = "+5511987654321";
const CALLBACK: &str = "http://127.0.0.1:1/status?parcel=YT1";

struct Client {
    gateways: Gateways,
    now: Moment,
}

impl Client {
    fn with(change: impl FnOnce(&mut SmsSettings)) -> Client {
        let mut settings = SmsSettings::default();
        settings.twilio.numbers[0].inbound_url = Some("http://127.0.0.1:1/in".to_owned());
        change(&mut settings);
        Client {
            gateways: Gateways::new(settings, Chance::new(7), START),
            now: START,
        }
    }

    fn ask(&self, method: &str, path: &str, query: &str, form: &str) -> SmsHandled {
        let settings = &self.gateways.twilio.settings;
        let pair = format!("{}:{}", settings.account_sid, settings.auth_token);
        let authorization = format!("Basic {}", STANDARD.encode(pair));
        let path = format!(
            "/sms/twilio/2010-04-01/Accounts/{}/{path}",
            settings.account_sid
        );
        let request = Request {
            content_type: Some("application/x-www-form-urlencoded"),
            body: form.as_bytes(),
            query,
            ..Request::new(method, &path)
        };
        self.gateways
            .handle(self.now, &request.authorization(&authorization))
    }

    fn post(&self, pairs: &[(&str, &str)]) -> SmsHandled {
        self.ask("POST", "Messages.json", "", &joined(pairs.iter().copied()))
    }

    fn send(&self, to: &str) -> SmsHandled {
        self.post(&[
            ("To", to),
            ("From", FROM),
            ("Body", "Parcel"),
            ("StatusCallback", CALLBACK),
        ])
    }

    /// The pushes that come of everything that falls due.
    fn pushes(&self, handled: &SmsHandled) -> Vec<SmsPush> {
        let mut pushes = Vec::new();
        for due in &handled.due {
            match &due.errand {
                SmsErrand::Push(push) => pushes.push((**push).clone()),
                SmsErrand::Wake(timer) => {
                    pushes.extend(self.pushes(&self.gateways.wake(due.due, timer)));
                }
            }
        }
        pushes
    }
}

fn body(handled: &SmsHandled) -> Value {
    serde_json::from_slice(&handled.answer.body).unwrap()
}

fn error(handled: &SmsHandled) -> (u64, u16) {
    let body = body(handled);
    assert_eq!(body["status"], handled.answer.status);
    let code = body["code"].as_u64().unwrap();
    assert_eq!(
        body["more_info"],
        format!("https://www.twilio.com/docs/errors/{code}")
    );
    (code, handled.answer.status)
}

fn parameter(push: &SmsPush, name: &str) -> Option<String> {
    let text = std::str::from_utf8(&push.body).unwrap();
    query_pairs(text)
        .find(|pair| pair.0 == name)
        .map(|pair| pair.1)
}

#[test]
fn a_message_lives_from_queued_to_delivered_and_each_step_is_called_back() {
    let mut client = Client::with(|_| {});
    let handled = client.send(TO);
    assert_eq!(handled.answer.status, 201);
    let made = body(&handled);
    let sid = made["sid"].as_str().unwrap().to_owned();
    assert!(sid.starts_with("SM") && sid.len() == 34);
    assert_eq!(
        (&made["status"], &made["num_segments"]),
        (&json!("queued"), &json!("1"))
    );
    assert_eq!(
        (&made["date_sent"], &made["price"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(made["date_created"], "Wed, 25 Nov 2026 14:03:05 +0000");
    let pushes = client.pushes(&handled);
    let words: Vec<String> = pushes
        .iter()
        .map(|p| parameter(p, "MessageStatus").unwrap())
        .collect();
    assert_eq!(words, ["sending", "sent", "delivered"]);
    let last = pushes.last().unwrap();
    assert_eq!(last.kind, PushKind::TwilioStatus);
    assert_eq!(
        parameter(last, "RawDlrDoneDate").as_deref(),
        Some("2611251403")
    );
    assert_eq!(parameter(last, "SmsSid").as_deref(), Some(sid.as_str()));
    assert_eq!(parameter(last, "ErrorCode"), None);
    client.now = START.after(Duration::from_secs(60));
    let read = body(&client.ask("GET", &format!("Messages/{sid}.json"), "", ""));
    assert_eq!(
        (&read["status"], &read["price"]),
        (&json!("delivered"), &json!("-0.00790"))
    );
}

#[test]
fn callbacks_are_signed_over_url_and_parameters() {
    let client = Client::with(|_| {});
    let pushes = client.pushes(&client.send(TO));
    let parameters: Vec<(String, String)> =
        query_pairs(std::str::from_utf8(&pushes[0].body).unwrap()).collect();
    let token = &client.gateways.twilio.settings.auth_token;
    let expected = signature::sign(token, CALLBACK, &parameters);
    assert!(
        pushes[0]
            .headers
            .contains(&("X-Twilio-Signature".to_owned(), expected))
    );
    assert_eq!(pushes[0].url, CALLBACK);
}

#[test]
fn every_refusal_is_reached_by_its_magic_recipient_and_so_is_every_failure() {
    let client = Client::with(|_| {});
    for known in codes::REFUSALS {
        let handled = client.send(&format!("+{}", crate::magic::number(known.code, 1)));
        assert_eq!(error(&handled), (u64::from(known.code), known.http));
        assert!(matches!(
            &handled.facts[0],
            SmsFact::Sent(send) if matches!(&send.decision, SmsDecision::Refused { code, transient }
                if *code == known.code.to_string() && *transient == known.transient)
        ));
    }
    for known in codes::FAILURES {
        let handled = client.send(&format!("+{}", crate::magic::number(known.code, 1)));
        let pushes = client.pushes(&handled);
        let last = pushes.last().unwrap();
        let word = if known.stays { "failed" } else { "undelivered" };
        assert_eq!(parameter(last, "MessageStatus").as_deref(), Some(word));
        assert_eq!(parameter(last, "ErrorCode"), Some(known.code.to_string()));
    }
}

#[test]
fn twilios_own_test_numbers_answer_as_at_twilio() {
    let client = Client::with(|_| {});
    for (to, code) in [
        ("+15005550001", 21211),
        ("+15005550002", 21612),
        ("+15005550003", 21408),
        ("+15005550004", 21610),
        ("+15005550009", 21614),
    ] {
        assert_eq!(error(&client.send(to)), (code, 400), "{to}");
    }
    let from = |from: &str| client.post(&[("To", TO), ("From", from), ("Body", "x")]);
    for (number, code) in [
        ("+15005550001", 21212),
        ("+15005550007", 21606),
        ("+15005550008", 21611),
    ] {
        assert_eq!(error(&from(number)), (code, 400), "{number}");
    }
    assert_eq!(from("+15005550006").answer.status, 201);
}

#[test]
fn the_rules_of_a_send_are_checked() {
    let client = Client::with(|settings| {
        settings.twilio.permitted_prefixes = vec!["+55".to_owned(), "1".to_owned()];
    });
    let long = "a".repeat(1_601);
    let service = client.gateways.twilio.settings.services[0].sid.clone();
    let cases: [(&[(&str, &str)], u64); 14] = [
        (&[("From", FROM), ("Body", "x")], 21604),
        (&[("To", TO), ("Body", "x")], 21603),
        (&[("To", TO), ("From", FROM)], 21602),
        (&[("To", TO), ("From", FROM), ("Body", &long)], 21617),
        (
            &[("To", "11987654321"), ("From", FROM), ("Body", "x")],
            21211,
        ),
        (
            &[("To", "+4915112345678"), ("From", FROM), ("Body", "x")],
            21408,
        ),
        (&[("To", FROM), ("From", FROM), ("Body", "x")], 21266),
        (
            &[("To", TO), ("From", "+12015550124"), ("Body", "x")],
            21606,
        ),
        (
            &[
                ("To", "whatsapp:+5511987654321"),
                ("From", FROM),
                ("Body", "x"),
            ],
            63007,
        ),
        (
            &[
                ("To", TO),
                ("From", FROM),
                ("Body", "x"),
                ("StatusCallback", "here"),
            ],
            21609,
        ),
        (
            &[("To", TO), ("MessagingServiceSid", "MG0"), ("Body", "x")],
            21701,
        ),
        (&[("To", TO), ("From", FROM), ("MediaUrl", "x")], 21620),
        (
            &[
                ("To", TO),
                ("From", FROM),
                ("Body", "x"),
                ("ValidityPeriod", "0"),
            ],
            21624,
        ),
        (
            &[
                ("To", TO),
                ("MessagingServiceSid", &service),
                ("Body", "x"),
                ("ScheduleType", "fixed"),
            ],
            35111,
        ),
    ];
    for (pairs, code) in cases {
        assert_eq!(error(&client.post(pairs)).0, code, "{pairs:?}");
    }
}

#[test]
fn wrong_credentials_and_too_many_requests_are_refused() {
    let client = Client::with(|settings| settings.twilio.requests_per_second = Some(2));
    let path = format!(
        "/sms/twilio/2010-04-01/Accounts/{}/Messages.json",
        client.gateways.twilio.settings.account_sid
    );
    let anonymous = client.gateways.handle(START, &Request::new("GET", &path));
    assert_eq!(error(&anonymous), (20003, 401));
    assert!(
        anonymous
            .answer
            .headers
            .iter()
            .any(|(name, _)| *name == "www-authenticate")
    );
    let statuses: Vec<u16> = (0..3).map(|_| client.send(TO).answer.status).collect();
    assert_eq!(statuses, [201, 201, 429]);
    assert_eq!(error(&client.send(TO)), (20429, 429));
}

#[test]
fn stop_ends_consent_for_number_and_service_until_start() {
    let client = Client::with(|_| {});
    let service = client.gateways.twilio.settings.services[0].sid.clone();
    let writes = |text| {
        client
            .gateways
            .customer_writes(START, Provider::Twilio, TO, FROM, text)
    };
    let handled = writes(" Stop ");
    let push = &client.pushes(&handled)[0];
    assert_eq!(push.kind, PushKind::TwilioInbound);
    assert_eq!(parameter(push, "Body").as_deref(), Some(" Stop "));
    assert_eq!(parameter(push, "SmsStatus").as_deref(), Some("received"));
    assert_eq!(error(&client.send(TO)).0, 21610);
    let by_service = [
        ("To", TO),
        ("MessagingServiceSid", service.as_str()),
        ("Body", "x"),
    ];
    assert_eq!(error(&client.post(&by_service)).0, 21610);
    writes("where is my parcel?");
    assert!(!client.gateways.twilio().consented(FROM, TO));
    writes("START");
    assert_eq!(client.post(&by_service).answer.status, 201);
}

#[test]
fn a_message_of_a_service_is_accepted_without_a_sender_first() {
    let client = Client::with(|settings| {
        settings.twilio.services[0].status_callback = Some(CALLBACK.to_owned());
    });
    let service = client.gateways.twilio.settings.services[0].sid.clone();
    let handled = client.post(&[("To", TO), ("MessagingServiceSid", &service), ("Body", "x")]);
    let made = body(&handled);
    assert_eq!(
        (&made["status"], &made["from"], &made["num_segments"]),
        (&json!("accepted"), &Value::Null, &json!("0"))
    );
    let words: Vec<_> = client
        .pushes(&handled)
        .iter()
        .map(|p| parameter(p, "SmsStatus").unwrap())
        .collect();
    assert_eq!(words, ["queued", "sending", "sent", "delivered"]);
}

#[test]
fn a_scheduled_message_can_be_called_back_before_its_time_only() {
    let mut client = Client::with(|_| {});
    let service = client.gateways.twilio.settings.services[0].sid.clone();
    let at = |at: &str| {
        client.post(&[
            ("To", TO),
            ("MessagingServiceSid", &service),
            ("Body", "x"),
            ("ScheduleType", "fixed"),
            ("SendAt", at),
            ("StatusCallback", CALLBACK),
        ])
    };
    assert_eq!(error(&at("2026-11-25T14:04:05Z")).0, 35114);
    let (kept, canceled) = (at("2026-11-25T15:03:05Z"), at("2026-11-25T15:03:05Z"));
    assert_eq!(body(&canceled)["status"], "scheduled");
    let path =
        |handled: &SmsHandled| format!("Messages/{}.json", body(handled)["sid"].as_str().unwrap());
    let cancel = client.ask("POST", &path(&canceled), "", "Status=canceled");
    assert_eq!(body(&cancel)["status"], "canceled");
    assert!(
        matches!(&cancel.facts[0], SmsFact::ReceiptMade(made) if made.status == SmsStatus::Canceled)
    );
    assert!(client.pushes(&canceled).is_empty());
    assert_eq!(client.pushes(&kept).len(), 4);
    client.now = START.after(Duration::from_secs(7_200));
    let late = client.ask("POST", &path(&kept), "", "Status=canceled");
    assert_eq!(error(&late).0, 30409);
}

#[test]
fn a_list_is_paged_newest_first_and_narrowed_by_numbers_and_days() {
    let mut client = Client::with(|_| {});
    for serial in 0..5 {
        client.send(&format!("+551198765432{}", serial % 2));
    }
    client.now = START.after(Duration::from_secs(60));
    let listed = |query: &str| body(&client.ask("GET", "Messages.json", query, ""));
    let first = listed("PageSize=2");
    assert_eq!(first["messages"].as_array().unwrap().len(), 2);
    assert_eq!(first["messages"][0]["to"], "+5511987654320");
    let next = first["next_page_uri"]
        .as_str()
        .unwrap()
        .split_once('?')
        .unwrap()
        .1;
    let second = listed(next);
    assert_ne!(second["messages"][0]["sid"], first["messages"][1]["sid"]);
    assert_eq!((&second["page"], &second["start"]), (&json!(1), &json!(2)));
    let count = |query: &str| listed(query)["messages"].as_array().unwrap().len();
    assert_eq!(count("To=%2B5511987654321"), 2);
    assert_eq!(count("DateSent=2026-11-25"), 5);
    assert_eq!(count("DateSent%3E=2026-11-26"), 0);
    assert_eq!(count("From=%2B12015550199"), 0);
}

#[test]
fn a_message_is_redacted_and_deleted_when_it_is_through() {
    let mut client = Client::with(|_| {});
    let sid = body(&client.send(TO))["sid"].as_str().unwrap().to_owned();
    let path = format!("Messages/{sid}.json");
    assert_eq!(error(&client.ask("DELETE", &path, "", "")), (20009, 409));
    client.now = START.after(Duration::from_secs(600));
    assert_eq!(body(&client.ask("POST", &path, "", "Body="))["body"], "");
    assert_eq!(client.ask("DELETE", &path, "", "").answer.status, 204);
    assert_eq!(error(&client.ask("GET", &path, "", "")), (20404, 404));
    assert_eq!(
        error(&client.ask("GET", "Messages/SMé.json", "", "")).0,
        20404
    );
    assert_eq!(error(&client.ask("GET", "Calls.json", "", "")).0, 20404);
}

#[test]
fn a_senders_queue_delays_messages_and_overflows_after_four_hours() {
    let client = Client::with(|settings| settings.twilio.segments_per_second = Some(1));
    let sending = |handled: &SmsHandled| handled.due[0].due.since(START).as_secs();
    assert_eq!(sending(&client.send(TO)), 0);
    assert_eq!(sending(&client.send(TO)), 1);
    let body = "a".repeat(1_530);
    let long = || client.post(&[("To", TO), ("From", FROM), ("Body", &body)]);
    let accepted = (0..2_000)
        .take_while(|_| long().answer.status == 201)
        .count();
    assert_eq!(accepted, 1_440, "ten parts each");
    assert_eq!(error(&long()).0, 21611);
}

#[test]
fn magic_recipients_hold_receipts_back_or_double_them() {
    let client = Client::with(|_| {});
    let silent = client.send(&format!("+{}", crate::magic::number(magic::SILENT, 0)));
    assert_eq!(client.pushes(&silent).len(), 2, "sending and sent");
    let twice = client.send(&format!("+{}", crate::magic::number(magic::TWICE, 0)));
    let pushes = client.pushes(&twice);
    let doubled = pushes
        .iter()
        .filter(|push| push.class == Class::Duplicate)
        .count();
    assert_eq!((pushes.len(), doubled), (4, 1));
}
