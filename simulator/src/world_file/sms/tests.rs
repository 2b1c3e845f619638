#![allow(clippy::unwrap_used)] // a failed unwrap is a failed test

use super::*;
use crate::chance::Chance;
use crate::clock::Moment;
use crate::sms::Gateways;
use crate::sms::settings::TemplateKind;

const NOW: Moment = Moment::from_unix_s(1_800_000_000);

fn applied(text: &str) -> Result<SmsSettings, WorldFileError> {
    let mut settings = SmsSettings::default();
    apply(&mut settings, toml::from_str(text)?)?;
    Ok(settings)
}

const WHOLE: &str = r#"
[aliyun]
report_url = "http://127.0.0.1:9/report"
account = "out_of_service"
balance = 7
timestamp_window_s = 0
opted_out = ["8613800138000"]
[[aliyun.access_key]]
id = "LTAI1"
secret = "s"
permitted = false
[[aliyun.sign]]
name = "Shop"
state = "rejected"
reason = "no licence"
[[aliyun.template]]
code = "SMS_1"
content = "Hi ${name}"
kind = "international"
state = "reviewing"
[aliyun.recipient_limits]
notification_day = 3
[aliyun.receipts]
receipt_after_ms = 10
failure_share = 0.5
failure_codes = ["UNDELIV"]

[twilio]
inbound_url = "http://127.0.0.1:9/in"
status_callback = "http://127.0.0.1:9/status"
verified_only = ["5511987654321"]
[[twilio.number]]
number = "+12015550100"
[[twilio.number]]
number = "+12015550101"
inbound_url = "http://127.0.0.1:9/other"
[[twilio.opted_out]]
sender = "+12015550100"
number = "+5511987654321"

[[fault]]
provider = "twilio"
code = "20429"
share = 0.1
to_s = 60
"#;

#[test]
fn every_key_reaches_the_settings() {
    let settings = applied(WHOLE).unwrap();
    let aliyun = &settings.aliyun;
    assert_eq!(
        aliyun.report_url.as_deref(),
        Some("http://127.0.0.1:9/report")
    );
    assert_eq!(
        (aliyun.account, aliyun.balance, aliyun.timestamp_window),
        (AliyunAccount::OutOfService, Some(7), None)
    );
    assert_eq!(aliyun.access_keys.len(), 1);
    assert!(!aliyun.access_keys[0].permitted);
    let rejected = Approval::Rejected("no licence".to_owned());
    assert_eq!(aliyun.signs[0].approval, rejected);
    assert_eq!(
        (aliyun.templates[0].kind, &aliyun.templates[0].approval),
        (TemplateKind::International, &Approval::Reviewing)
    );
    let limits = aliyun.recipient_limits.unwrap();
    assert_eq!((limits.notification_day, limits.verification_hour), (3, 5));
    assert_eq!(aliyun.receipts.failure_codes, ["UNDELIV"]);
    let numbers = settings.twilio.numbers.iter();
    let urls: Vec<_> = numbers
        .map(|one| one.inbound_url.as_deref().unwrap())
        .collect();
    assert_eq!(urls, ["http://127.0.0.1:9/in", "http://127.0.0.1:9/other"]);
    let service = &settings.twilio.services[0];
    assert_eq!(
        service.status_callback.as_deref(),
        Some("http://127.0.0.1:9/status")
    );
    assert_eq!(settings.faults.len(), 1);
}

#[test]
fn what_is_written_down_makes_the_same_gateways_again() {
    let settings = applied(WHOLE).unwrap();
    let gateways = Gateways::new(settings.clone(), Chance::new(1), NOW);
    let text = toml::to_string(&written(&gateways, &settings.faults)).unwrap();
    assert_eq!(applied(&text).unwrap(), settings, "{text}");
    // What was changed since is written down as well.
    assert!(gateways.aliyun().review_sign("Shop", Approval::Approved));
    gateways.customer_writes(
        NOW,
        Provider::Twilio,
        "4915112345678",
        "+12015550101",
        "STOP",
    );
    let text = toml::to_string(&written(&gateways, &[])).unwrap();
    let standing = applied(&text).unwrap();
    assert_eq!(standing.aliyun.signs[0].approval, Approval::Approved);
    assert_eq!(standing.twilio.opted_out.len(), 2);
    gateways.reset();
    let text = toml::to_string(&written(&gateways, &settings.faults)).unwrap();
    assert_eq!(applied(&text).unwrap(), settings, "after a reset");
}

#[test]
fn what_cannot_be_is_told_with_its_place_and_a_cure() {
    for (text, wanted) in [
        ("[aliyn]", "unknown field `aliyn`"),
        ("[aliyun]\nreport = 1", "unknown field `report`"),
        (
            "[aliyun]\naccount = \"x\"",
            "sms.aliyun.account: \"x\" is none; use one of active",
        ),
        ("[aliyun]\naccess_key = []", "sms.aliyun.access_key: "),
        (
            "[[aliyun.sign]]\nname = \"Shop\"\nstate = \"maybe\"",
            "sms.aliyun.sign Shop: state \"maybe\" is none; use approved",
        ),
        (
            "[aliyun.receipts]\nsilent_share = 2.0",
            "sms.aliyun.receipts.silent_share: 2 is no share",
        ),
        (
            "[twilio]\naccount_sid = \"AC1\"",
            "AC and 32 hexadecimal digits",
        ),
        ("[twilio]\nnumber = []", "sms.twilio.number: there is none"),
        (
            "[[twilio.number]]\nnumber = \"12\"",
            "a plus sign and 7 to 15 digits",
        ),
        ("[[fault]]\nprovider = \"x\"", "use aliyun or twilio"),
        ("[[fault]]\nprovider = \"twilio\"", "state one of code"),
        (
            "[[fault]]\nprovider = \"aliyun\"\ncode = \"isv.NONE\"",
            "\"isv.NONE\" is no code of aliyun",
        ),
    ] {
        let error = applied(text).unwrap_err().to_string();
        assert!(error.contains(wanted), "{text}: {error}");
    }
}
