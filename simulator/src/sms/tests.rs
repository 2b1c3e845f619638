#![allow(clippy::unwrap_used)] // a failed unwrap is a failed test

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};

use super::*;
use crate::sms::settings::{SmsFault, SmsFaultEffect};
use crate::world::HeaderLookup;

const START: Moment = Moment::from_unix_s(1_795_615_385);

#[derive(Debug)]
struct Acs;

impl HeaderLookup for Acs {
    fn get(&self, name: &str) -> Option<&str> {
        (name == "x-acs-action").then_some("SendSms")
    }
}

fn twilio(gateways: &Gateways, now: Moment, form: &str) -> SmsHandled {
    let settings = settings::TwilioSettings::default();
    let pair = format!("{}:{}", settings.account_sid, settings.auth_token);
    let authorization = format!("Basic {}", STANDARD.encode(pair));
    let path = format!(
        "/2010-04-01/Accounts/{}/Messages.json",
        settings.account_sid
    );
    let request = Request {
        body: form.as_bytes(),
        ..Request::new("POST", &path)
    };
    gateways.handle(now, &request.authorization(&authorization))
}

#[test]
fn requests_find_their_gateway_by_mount_or_by_what_the_clients_cannot_change() {
    let of = |path| Gateways::provider_of(&Request::new("GET", path));
    assert_eq!(of("/sms/aliyun"), Some(Provider::Aliyun));
    assert_eq!(of("/sms/aliyun/"), Some(Provider::Aliyun));
    assert_eq!(of("/sms/aliyunx"), None);
    assert_eq!(of("/sms/twilio/anything"), Some(Provider::Twilio));
    assert_eq!(
        of("/2010-04-01/Accounts/AC0/Messages.json"),
        Some(Provider::Twilio)
    );
    assert_eq!(of("/v23.0/123/messages"), None);
    assert_eq!(of("/"), None);
    let signed = Request::new("GET", "/").query("Action=SendSms&SignatureNonce=1");
    assert_eq!(Gateways::provider_of(&signed), Some(Provider::Aliyun));
    let headed = Request {
        headers: &Acs,
        ..Request::new("POST", "/")
    };
    assert_eq!(Gateways::provider_of(&headed), Some(Provider::Aliyun));
}

#[test]
fn the_same_seed_calls_and_times_give_the_same_bytes() {
    let run = |seed| {
        let gateways = Gateways::new(SmsSettings::default(), Chance::new(seed), START);
        let form = "To=%2B5511987654321&From=%2B12015550123&Body=Parcel&StatusCallback=http%3A%2F%2F127.0.0.1%3A1%2F";
        let handled = twilio(&gateways, START, form);
        let dues: Vec<Moment> = handled.due.iter().map(|due| due.due).collect();
        (handled.answer, handled.facts, dues)
    };
    assert_eq!(run(1), run(1));
    assert_ne!(run(1).0, run(2).0);
}

#[test]
fn a_dropped_answer_is_an_accepted_send_and_a_bare_status_is_not() {
    let fault = |effect| SmsSettings {
        faults: vec![SmsFault {
            provider: Provider::Twilio,
            effect,
            share: 1.0,
            from: Duration::ZERO,
            to: None,
        }],
        ..SmsSettings::default()
    };
    let form = "To=%2B5511987654321&From=%2B12015550123&Body=Parcel";
    let dropping = Gateways::new(fault(SmsFaultEffect::DropAnswer), Chance::new(1), START);
    let handled = twilio(&dropping, START, form);
    assert!(handled.drop_answer && handled.answer.status == 201);
    assert!(!twilio(&dropping, START, form).drop_answer, "the retry");
    let bare = Gateways::new(fault(SmsFaultEffect::Http(502)), Chance::new(1), START);
    let handled = twilio(&bare, START, form);
    assert_eq!(handled.answer.status, 502);
    assert!(matches!(&handled.facts[0], SmsFact::Sent(send)
        if send.decision == SmsDecision::Refused { code: "http.502".to_owned(), transient: true }));
}
