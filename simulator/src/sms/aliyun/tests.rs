#![allow(clippy::unwrap_used)] // a failed unwrap is a failed test

use serde_json::{Value, json};

use super::signing::rpc_string_to_sign;
use super::*;
use crate::sms::fact::{Provider, SmsDecision, SmsFact, SmsSend, SmsStatus};
use crate::sms::percent::joined;
use crate::sms::push::{Acked, PushKind, SmsDue, SmsErrand, SmsPush};
use crate::sms::settings::{
    AliyunAccount, RecipientLimits, SmsFault, SmsFaultEffect, SmsSettings, TemplateKind,
};
use crate::sms::{Gateways, calendar, mac, magic};

const START: Moment = Moment::from_unix_s(1_795_615_385);
const NOTICE: &str = "SMS_100000002";
const CODE: &str = "SMS_100000001";
const ABROAD: &str = "SMS_100000003";
const PARAMETERS: &str = r#"{"tracking_number":"YT2613700000000001","carrier_name":"YunExpress","estimated_delivery_date":"2026-11-25"}"#;

/// A client that signs by version 1.0.
struct Client {
    gateways: Gateways,
    now: Moment,
    nonce: u32,
}

impl Client {
    fn with(change: impl FnOnce(&mut SmsSettings)) -> Client {
        let mut settings = SmsSettings::default();
        settings.aliyun.report_url = Some("http://127.0.0.1:1/report".to_owned());
        settings.aliyun.inbound_url = Some("http://127.0.0.1:1/up".to_owned());
        change(&mut settings);
        Client {
            gateways: Gateways::new(settings, Chance::new(7), START),
            now: START,
            nonce: 0,
        }
    }

    fn call(&mut self, action: &str, parameters: &[(&str, &str)]) -> SmsHandled {
        self.nonce += 1;
        let nonce = self.nonce.to_string();
        let time = calendar::iso(self.now);
        let settings = &self.gateways.aliyun.settings;
        let key = settings.access_keys[0].clone();
        let mut pairs: Vec<(&str, &str)> = vec![
            ("AccessKeyId", &key.id),
            ("Action", action),
            ("Format", "JSON"),
            ("SignatureMethod", "HMAC-SHA1"),
            ("SignatureNonce", &nonce),
            ("SignatureVersion", "1.0"),
            ("Timestamp", &time),
            ("Version", VERSION),
        ];
        pairs.extend(parameters.iter().filter(|(name, _)| *name != "Format"));
        if let Some(format) = parameters.iter().find(|(name, _)| *name == "Format") {
            pairs.iter_mut().find(|pair| pair.0 == "Format").unwrap().1 = format.1;
        }
        let text = rpc_string_to_sign("GET", pairs.iter().copied());
        let signature = mac::sha1_base64(&format!("{}&", key.secret), &text);
        pairs.push(("Signature", &signature));
        let query = joined(pairs);
        let request = Request::new("GET", "/sms/aliyun/").query(&query);
        self.gateways.handle(self.now, &request)
    }

    fn send(&mut self, to: &str, template: &str, parameters: &str) -> SmsHandled {
        self.call(
            "SendSms",
            &[
                ("PhoneNumbers", to),
                ("SignName", "Shakedown"),
                ("TemplateCode", template),
                ("TemplateParam", parameters),
                ("OutId", "YT1:delivered"),
            ],
        )
    }

    fn later(&mut self, seconds: u64) {
        self.now = self.now.after(Duration::from_secs(seconds));
    }
}

fn body(handled: &SmsHandled) -> Value {
    serde_json::from_slice(&handled.answer.body).unwrap()
}

fn code(handled: &SmsHandled) -> String {
    body(handled)["Code"].as_str().unwrap().to_owned()
}

fn sends(handled: &SmsHandled) -> Vec<&SmsSend> {
    let sent = handled.facts.iter().filter_map(|fact| match fact {
        SmsFact::Sent(send) => Some(&**send),
        _ => None,
    });
    sent.collect()
}

fn pushes(due: &[SmsDue]) -> Vec<&SmsPush> {
    let pushes = due.iter().filter_map(|due| match &due.errand {
        SmsErrand::Push(push) => Some(&**push),
        SmsErrand::Wake(_) => None,
    });
    pushes.collect()
}

fn rows(push: &SmsPush) -> Vec<Value> {
    serde_json::from_slice(&push.body).unwrap()
}

#[test]
fn an_accepted_send_has_a_biz_id_and_one_fact_per_recipient() {
    let mut client = Client::with(|_| {});
    let handled = client.send("13800138000,8613800138001", NOTICE, PARAMETERS);
    let answer = body(&handled);
    assert_eq!(
        (handled.answer.status, &answer["Message"]),
        (200, &json!("OK"))
    );
    let biz_id = answer["BizId"].as_str().unwrap();
    assert!(biz_id.ends_with("^0") && biz_id.len() == 20, "{biz_id}");
    let sends = sends(&handled);
    let to: Vec<&str> = sends.iter().map(|send| send.to.as_str()).collect();
    assert_eq!(to, ["8613800138000", "8613800138001"]);
    assert_eq!(sends[0].request, sends[1].request);
    assert!(
        sends[0]
            .text
            .starts_with("【Shakedown】您的包裹YT2613700000000001由")
    );
    assert_eq!(sends[0].out_id.as_deref(), Some("YT1:delivered"));
    assert_eq!(sends[0].decision, SmsDecision::Accepted);
}

#[test]
fn every_business_code_is_reached_by_its_magic_recipient_and_by_a_fault() {
    let mut client = Client::with(|_| {});
    for known in codes::BUSINESS {
        let to = crate::magic::number(known.number, 3);
        let handled = client.send(&to, NOTICE, PARAMETERS);
        assert_eq!(code(&handled), known.code, "{to}");
        assert_eq!(handled.answer.status, 200, "business refusals are HTTP 200");
        assert!(body(&handled).get("BizId").is_none());
    }
    for known in codes::BUSINESS.iter().chain(codes::GATEWAY) {
        let mut client = Client::with(|settings| {
            settings.faults.push(SmsFault {
                provider: Provider::Aliyun,
                effect: SmsFaultEffect::Refuse(known.code.to_owned()),
                share: 1.0,
                from: Duration::ZERO,
                to: None,
            });
        });
        let struck = client.send("13800138000", NOTICE, PARAMETERS);
        assert_eq!(
            (code(&struck).as_str(), struck.answer.status),
            (known.code, known.http)
        );
        let retried = client.send("13800138000", NOTICE, PARAMETERS);
        assert_eq!(code(&retried), "OK", "an honest retry succeeds");
    }
}

#[test]
fn the_states_of_account_key_sign_and_template_refuse() {
    type Change = fn(&mut SmsSettings);
    let cases: [(&str, Change); 10] = [
        ("isv.OUT_OF_SERVICE", |s| {
            s.aliyun.account = AliyunAccount::OutOfService
        }),
        ("isv.PRODUCT_UN_SUBSCRIPT", |s| {
            s.aliyun.account = AliyunAccount::NotACustomer
        }),
        ("isv.PRODUCT_UNSUBSCRIBE", |s| {
            s.aliyun.account = AliyunAccount::NotSubscribed
        }),
        ("isv.ACCOUNT_NOT_EXISTS", |s| {
            s.aliyun.account = AliyunAccount::Unknown
        }),
        ("isv.ACCOUNT_ABNORMAL", |s| {
            s.aliyun.account = AliyunAccount::Abnormal
        }),
        ("isp.RAM_PERMISSION_DENY", |s| {
            s.aliyun.access_keys[0].permitted = false
        }),
        ("isv.SMS_SIGNATURE_ILLEGAL", |s| {
            s.aliyun.signs[0].approval = Approval::Reviewing
        }),
        ("isv.SMS_TEMPLATE_ILLEGAL", |s| {
            s.aliyun.templates[1].approval = Approval::Rejected("too vague".to_owned());
        }),
        ("isv.AMOUNT_NOT_ENOUGH", |s| s.aliyun.balance = Some(0)),
        ("isv.DAY_LIMIT_CONTROL", |s| s.aliyun.day_limit = Some(0)),
    ];
    for (expected, change) in cases {
        let mut client = Client::with(change);
        let handled = client.send("13800138000", NOTICE, PARAMETERS);
        assert_eq!(code(&handled), expected);
        assert!(matches!(
            &sends(&handled)[0].decision, SmsDecision::Refused { code, .. } if code == expected
        ));
    }
}

#[test]
fn a_review_changes_what_may_be_sent_and_what_is_told_of_it() {
    let mut client = Client::with(|_| {});
    let why = || Approval::Rejected("含变量过多".to_owned());
    assert!(client.gateways.aliyun().review_template(NOTICE, why()));
    assert!(!client.gateways.aliyun().review_sign("unknown", why()));
    let refused = client.send("13800138000", NOTICE, PARAMETERS);
    assert_eq!(code(&refused), "isv.SMS_TEMPLATE_ILLEGAL");
    let told = body(&client.call("QuerySmsTemplate", &[("TemplateCode", NOTICE)]));
    assert_eq!(
        (
            &told["TemplateStatus"],
            &told["Reason"],
            &told["TemplateType"]
        ),
        (&json!(2), &json!("含变量过多"), &json!(1))
    );
    let listed = body(&client.call("QuerySmsTemplateList", &[]));
    assert_eq!(
        listed["SmsTemplateList"][1]["AuditStatus"],
        "AUDIT_STATE_NOT_PASS"
    );
    let sign = body(&client.call("QuerySmsSign", &[("SignName", "Shakedown")]));
    assert_eq!(sign["SignStatus"], 1);
}

#[test]
fn the_gateway_refuses_replay_unknown_actions_and_missing_parameters() {
    let mut client = Client::with(|s| s.aliyun.requests_per_second = Some(4));
    let missing = client.call("SendSms", &[("PhoneNumbers", "13800138000")]);
    assert_eq!(
        (code(&missing).as_str(), missing.answer.status),
        ("MissingSignName", 400)
    );
    let unknown = client.call("SendVoice", &[]);
    assert_eq!(
        (code(&unknown).as_str(), unknown.answer.status),
        ("InvalidAction.NotFound", 404)
    );
    client.nonce -= 1;
    let replayed = client.send("13800138000", NOTICE, PARAMETERS);
    assert_eq!(code(&replayed), "SignatureNonceUsed");
    assert_eq!(
        sends(&replayed)[0].to,
        "13800138000",
        "a refused send is a fact"
    );
    let codes: Vec<String> = (0..3)
        .map(|_| code(&client.send("13800138000", NOTICE, PARAMETERS)))
        .collect();
    assert_eq!(codes, ["OK", "OK", "Throttling.User"]);
}

#[test]
fn more_than_a_thousand_numbers_or_a_hundred_in_a_batch_are_too_many() {
    let mut client = Client::with(|_| {});
    let numbers = |count: usize| vec!["13800138000"; count];
    assert_eq!(
        code(&client.send(&numbers(1_000).join(","), NOTICE, PARAMETERS)),
        "OK"
    );
    let over = client.send(&numbers(1_001).join(","), NOTICE, PARAMETERS);
    assert_eq!(code(&over), "isv.MOBILE_COUNT_OVER_LIMIT");
    let mut batch = |phones: usize, signs: usize| {
        code(&client.call(
            "SendBatchSms",
            &[
                ("PhoneNumberJson", &json!(numbers(phones)).to_string()),
                ("SignNameJson", &json!(vec!["Shakedown"; signs]).to_string()),
                ("TemplateCode", CODE),
                (
                    "TemplateParamJson",
                    &json!(vec![json!({"code": "123456"}); phones]).to_string(),
                ),
            ],
        ))
    };
    assert_eq!(batch(100, 100), "OK");
    assert_eq!(batch(101, 101), "isv.MOBILE_COUNT_OVER_LIMIT");
    assert_eq!(batch(2, 1), "isv.INVALID_PARAMETERS");
}

#[test]
fn limits_per_recipient_name_the_window_that_is_full() {
    let mut client = Client::with(|s| s.aliyun.recipient_limits = Some(RecipientLimits::default()));
    let parameters = r#"{"code":"123456"}"#;
    assert_eq!(code(&client.send("13800138000", CODE, parameters)), "OK");
    let refused = client.send("13800138000", CODE, parameters);
    assert_eq!(code(&refused), "isv.BUSINESS_LIMIT_CONTROL");
    assert_eq!(body(&refused)["Message"], "触发分钟级流控Permits:1");
    client.later(60);
    assert_eq!(code(&client.send("13800138000", CODE, parameters)), "OK");
}

#[test]
fn a_balance_pays_for_parts() {
    let mut client = Client::with(|s| s.aliyun.balance = Some(3));
    let handled = client.send("5511987654321", ABROAD, PARAMETERS);
    assert_eq!(sends(&handled)[0].segments, 1);
    let two = client.send("5511987654321,5511987654322", ABROAD, PARAMETERS);
    assert_eq!(code(&two), "OK");
    let over = client.send("5511987654321", ABROAD, PARAMETERS);
    assert_eq!(code(&over), "isv.AMOUNT_NOT_ENOUGH");
}

#[test]
fn receipts_that_have_happened_go_into_one_push_and_each_goes_once() {
    let mut client = Client::with(|_| {});
    let failing = crate::magic::number(40_207, 0);
    let handled = client.send(&format!("13800138000,{failing}"), NOTICE, PARAMETERS);
    assert_eq!(handled.due.len(), 2);
    let made: Vec<_> = handled
        .facts
        .iter()
        .filter_map(|fact| match fact {
            SmsFact::ReceiptMade(made) => Some((made.status, made.code.as_str(), made.told)),
            _ => None,
        })
        .collect();
    assert_eq!(
        made,
        [
            (SmsStatus::Delivered, "DELIVERED", true),
            (SmsStatus::Undelivered, "MB:1077", true)
        ]
    );
    let last = handled.due.iter().map(|due| due.due).max().unwrap();
    assert!(
        client.gateways.aliyun.push_receipts(START).due.is_empty(),
        "none has happened"
    );
    let pushed = client
        .gateways
        .wake(last, &crate::sms::SmsTimer::AliyunReceipts);
    let pushes = pushes(&pushed.due);
    assert_eq!(pushes.len(), 1);
    let push = pushes[0];
    assert_eq!((push.kind, push.carries.len()), (PushKind::SmsReport, 2));
    assert_eq!(
        push.kind.profile().ack.judge(200, b"OK"),
        Acked::ByStatusOnly
    );
    let rows = rows(push);
    let of = |name: &str| rows.iter().find(|row| row["phone_number"] == name).unwrap();
    let delivered = of("13800138000");
    assert_eq!(delivered["success"], true);
    assert_eq!(
        (&delivered["sms_size"], &delivered["err_code"]),
        (&json!("1"), &json!("DELIVERED"))
    );
    assert_eq!(delivered["send_time"], "2026-11-25 22:03:05");
    assert_eq!(delivered["biz_id"], body(&handled)["BizId"]);
    assert_eq!(of(&failing)["success"], false);
    assert!(
        client.gateways.aliyun.push_receipts(last).due.is_empty(),
        "pushed already"
    );
}

#[test]
fn magic_recipients_hold_receipts_back_or_double_them() {
    let mut client = Client::with(|_| {});
    let silent = client.send(&crate::magic::number(magic::SILENT, 0), NOTICE, PARAMETERS);
    assert!(silent.due.is_empty() && silent.facts.len() == 1);
    let twice = client.send(&crate::magic::number(magic::TWICE, 0), NOTICE, PARAMETERS);
    let pushed = client.gateways.aliyun.push_receipts(twice.due[0].due);
    let pushes = pushes(&pushed.due);
    assert_eq!(pushes.len(), 2);
    assert_eq!(pushes[0].body, pushes[1].body);
    assert_ne!(pushes[0].class, pushes[1].class);
}

#[test]
fn details_wait_for_the_receipt_and_are_found_by_day_and_biz_id() {
    let mut client = Client::with(|_| {});
    let sent = client.send("13800138000", NOTICE, PARAMETERS);
    client.send("13800138000", NOTICE, PARAMETERS);
    let biz_id = body(&sent)["BizId"].as_str().unwrap().to_owned();
    let query = |client: &mut Client, day: &str, biz_id: &str, size: &str| {
        body(&client.call(
            "QuerySendDetails",
            &[
                ("PhoneNumber", "8613800138000"),
                ("SendDate", day),
                ("PageSize", size),
                ("CurrentPage", "1"),
                ("BizId", biz_id),
            ],
        ))
    };
    let waiting = query(&mut client, "20261125", &biz_id, "10");
    let row = &waiting["SmsSendDetailDTOs"]["SmsSendDetailDTO"][0];
    assert_eq!(
        (&waiting["TotalCount"], &row["SendStatus"]),
        (&json!("1"), &json!(1))
    );
    assert!(row.get("ErrCode").is_none());
    client.later(3_600);
    let both = query(&mut client, "20261125", "", "1");
    let row = &both["SmsSendDetailDTOs"]["SmsSendDetailDTO"][0];
    assert_eq!(
        (&both["TotalCount"], &row["SendStatus"]),
        (&json!("2"), &json!(3))
    );
    assert_eq!(
        (&row["ErrCode"], &row["OutId"]),
        (&json!("DELIVERED"), &json!("YT1:delivered"))
    );
    assert_eq!(query(&mut client, "20261124", "", "10")["TotalCount"], "0");
    assert_eq!(
        query(&mut client, "2026-11", "", "10")["Code"],
        "isv.INVALID_PARAMETERS"
    );
    assert_eq!(
        query(&mut client, "20261125", "", "51")["Code"],
        "isv.INVALID_PARAMETERS"
    );
}

#[test]
fn a_customer_who_opts_out_is_pushed_and_not_reached_any_more() {
    let mut client = Client::with(|settings| {
        let mut promotion = settings.aliyun.templates[1].clone();
        promotion.code = "SMS_9".to_owned();
        promotion.kind = TemplateKind::Promotion;
        settings.aliyun.templates.push(promotion);
    });
    let handled =
        client
            .gateways
            .customer_writes(START, Provider::Aliyun, "8613800138000", "1069001", "td");
    assert!(
        matches!(&handled.facts[0], SmsFact::Inbound(inbound) if inbound.consent == Some(false))
    );
    let pushed = client
        .gateways
        .wake(handled.due[0].due, &crate::sms::SmsTimer::AliyunInbound);
    let row = rows(pushes(&pushed.due)[0])[0].clone();
    assert_eq!(
        (&row["phone_number"], &row["content"], &row["dest_code"]),
        (&json!("13800138000"), &json!("td"), &json!("1069001"))
    );
    let sent = client.send("13800138000", NOTICE, PARAMETERS);
    let refused = sent
        .facts
        .iter()
        .any(|fact| matches!(fact, SmsFact::ReceiptMade(made) if made.code == "USER_REJECT"));
    assert!(refused);
    let promotion = client.send("13800138000", "SMS_9", PARAMETERS);
    assert_eq!(code(&promotion), "isv.CUSTOMER_REFUSED");
    client.gateways.reset();
    let promotion = client.send("13800138000", "SMS_9", PARAMETERS);
    assert_eq!(code(&promotion), "OK", "a reset forgets it");
}

#[test]
fn older_clients_are_answered_in_xml() {
    let mut client = Client::with(|_| {});
    let handled = client.call(
        "QuerySmsSign",
        &[("SignName", "Shakedown"), ("Format", "XML")],
    );
    let text = String::from_utf8(handled.answer.body).unwrap();
    assert!(
        text.contains("<QuerySmsSignResponse><Code>OK</Code>"),
        "{text}"
    );
    let refused = client.call("QuerySmsSign", &[("SignName", "none"), ("Format", "XML")]);
    let text = String::from_utf8(refused.answer.body).unwrap();
    assert!(
        text.contains("<Code>isv.SMS_SIGNATURE_ILLEGAL</Code>"),
        "{text}"
    );
}
