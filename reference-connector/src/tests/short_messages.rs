//! Claims about short messages: one where WhatsApp failed, none anywhere else.

use super::*;
use crate::config::{SmsAccount, SmsGateway};
use crate::form;

fn aliyun() -> SmsGateway {
    SmsGateway {
        url: "{here}/sms".to_owned(),
        account: SmsAccount::Aliyun {
            key_id: "key".to_owned(),
            key_secret: "secret".to_owned(),
            sign: "Shakedown".to_owned(),
            template: "SMS_PARCEL".to_owned(),
        },
    }
}

fn twilio() -> SmsGateway {
    SmsGateway {
        url: "{here}/sms".to_owned(),
        account: SmsAccount::Twilio {
            account_sid: "AC1".to_owned(),
            auth_token: "12345".to_owned(),
            from: "+12015550123".to_owned(),
        },
    }
}

fn with(gateway: SmsGateway, config: Config) -> Config {
    Config {
        sms: Some(gateway),
        ..config
    }
}

async fn mount(fixture: &Fixture, answer: ResponseTemplate, times: u64) {
    Mock::given(method("POST"))
        .and(path_regex("^/sms/"))
        .respond_with(answer)
        .up_to_n_times(times)
        .mount(&fixture.cloud_api)
        .await;
}

fn ok() -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(json!({"Code": "OK", "Message": "OK", "BizId": "9^0"}))
}

fn failed(nth: usize, code: i64) -> String {
    let status = json!({"id": wamid(nth), "status": "failed", "errors": [{"code": code}]});
    envelope(vec![change(json!({"statuses": [status]}))]).to_string()
}

/// Forms that the gateway got, once a journey's short message has this status.
async fn forms(fixture: &Fixture, status: &str) -> Vec<Vec<(String, String)>> {
    let asked = async {
        while fixture.all("/records/sms", 1).await[0]["status"] != status {
            tokio::task::yield_now().await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(10), asked).await;
    waited.unwrap_or_else(|_| panic!("no short message was {status}"));
    let requests = fixture.requests("/sms/").await;
    requests
        .iter()
        .map(|request| form::fields(&request.body))
        .collect()
}

fn field<'a>(fields: &'a [(String, String)], name: &str) -> &'a str {
    let found = fields.iter().find(|(key, _)| key == name);
    found.map_or("", |(_, value)| value)
}

#[tokio::test]
async fn a_message_that_fails_later_is_made_up_for_by_one_short_message() {
    let mut fixture = Fixture::start(with(aliyun(), config())).await;
    mount(&fixture, ok(), 9).await;
    fixture.notice("A", "delivered").await;
    fixture.sent().await;
    fixture.recorded(0).await;
    for _ in 0..2 {
        assert_eq!(fixture.meta(failed(0, 131_026)).await, 200);
    }
    let forms = forms(&fixture, "accepted").await;
    assert_eq!(forms.len(), 1);
    let fields = &forms[0];
    assert_eq!(field(fields, "PhoneNumbers"), "5565");
    assert_eq!(field(fields, "OutId"), "A:delivered");
    assert_eq!(field(fields, "TemplateCode"), "SMS_PARCEL");
    assert_eq!(field(fields, "SignName"), "Shakedown");
    let parameters: Value = serde_json::from_str(field(fields, "TemplateParam")).unwrap();
    assert_eq!(
        parameters,
        json!({"tracking_number": "A", "carrier_name": "China Post"})
    );
    assert_eq!(
        fixture.requests("/sms/").await[0].url.path(),
        "/sms/aliyun/"
    );
    let record = fixture.records().await.remove(0);
    assert_eq!(
        (&record["status"], &record["code"]),
        (&json!("failed"), &json!(131_026))
    );

    let report = json!([{"phone_number": "5565", "success": true, "err_code": "DELIVERED", "biz_id": "9^0",
        "out_id": "A:delivered", "sms_size": "1"}]);
    for _ in 0..2 {
        let (status, body) = fixture.push("aliyun/report", &[], report.to_string()).await;
        assert_eq!((status, body.as_str()), (200, r#"{"code":0,"msg":"ok"}"#));
    }
    let expected = json!({"id": 1, "tracking_number": "A", "checkpoint": "delivered", "to": "5565", "status": "delivered"});
    assert_eq!(fixture.all("/records/sms", 1).await, [expected]);
}

#[tokio::test]
async fn a_message_that_is_refused_at_once_is_made_up_for_too_and_another_code_is_not() {
    let script = |nth| match nth {
        0 => refused(400, 131_026),
        1 => refused(400, 131_050),
        _ => accepted(nth),
    };
    let mut fixture = Fixture::start_with(with(aliyun(), config()), Box::new(script)).await;
    mount(&fixture, ok(), 9).await;
    fixture.notice("A", "delivered").await;
    fixture.notice("B", "delivered").await;
    fixture.notice("C", "delivered").await;
    fixture.all_sent().await;
    fixture.meta(failed(2, 131_053)).await;
    assert_eq!(forms(&fixture, "accepted").await.len(), 1);
    let unsent = fixture.all("/records/unsent", 2).await;
    let codes: Vec<&Value> = unsent.iter().map(|record| &record["code"]).collect();
    assert_eq!(codes, [&json!(131_026), &json!(131_050)]);
    assert_eq!(fixture.all("/records/sms", 1).await.len(), 1);
}

#[tokio::test]
async fn a_failure_that_overtakes_its_answer_is_made_up_for_and_one_after_delivery_is_not() {
    let mut fixture = Fixture::start(with(aliyun(), config())).await;
    mount(&fixture, ok(), 9).await;
    fixture.meta(failed(0, 131_026)).await;
    fixture.notice("A", "delivered").await;
    fixture.notice("B", "delivered").await;
    fixture.all_sent().await;
    fixture.statuses(&[(1, "delivered")]).await;
    fixture.meta(failed(1, 131_026)).await;
    let forms = forms(&fixture, "accepted").await;
    assert_eq!(forms.len(), 1);
    assert_eq!(field(&forms[0], "OutId"), "A:delivered");
}

#[tokio::test]
async fn a_short_message_is_sent_again_after_a_refusal_that_passes() {
    let mut fixture = Fixture::start(with(aliyun(), config())).await;
    mount(&fixture, ResponseTemplate::new(503), 1).await;
    let busy = json!({"Code": "isv.BUSINESS_LIMIT_CONTROL", "Message": "Permits:1"});
    mount(&fixture, ResponseTemplate::new(200).set_body_json(busy), 1).await;
    mount(&fixture, ok(), 9).await;
    fixture.notice("A", "delivered").await;
    fixture.sent().await;
    fixture.recorded(0).await;
    fixture.meta(failed(0, 131_026)).await;
    let forms = forms(&fixture, "accepted").await;
    let mut nonces: Vec<&str> = forms
        .iter()
        .map(|fields| field(fields, "SignatureNonce"))
        .collect();
    nonces.dedup();
    assert_eq!(nonces.len(), 3);
}

#[tokio::test]
async fn a_short_message_in_doubt_or_refused_for_good_is_not_sent_again() {
    let refusal = json!({"Code": "isv.MOBILE_NUMBER_ILLEGAL", "Message": "no"});
    let unreadable = ResponseTemplate::new(200).set_body_string("<html>");
    let refusal = ResponseTemplate::new(200).set_body_json(refusal);
    for (answer, status) in [(unreadable, "unknown"), (refusal, "failed")] {
        let mut fixture = Fixture::start(with(aliyun(), config())).await;
        mount(&fixture, answer, 9).await;
        fixture.notice("A", "delivered").await;
        fixture.sent().await;
        fixture.recorded(0).await;
        fixture.meta(failed(0, 131_026)).await;
        assert_eq!(forms(&fixture, status).await.len(), 1, "{status}");
    }
}

#[tokio::test]
async fn twilio_gets_a_text_and_its_signed_callbacks_count() {
    let mut fixture = Fixture::start(with(twilio(), config())).await;
    let answer =
        ResponseTemplate::new(201).set_body_json(json!({"sid": "SM1", "status": "queued"}));
    mount(&fixture, answer, 9).await;
    fixture.notice("A", "out_for_delivery").await;
    fixture.sent().await;
    fixture.recorded(0).await;
    fixture.meta(failed(0, 131_026)).await;
    let forms = forms(&fixture, "accepted").await;
    assert_eq!(forms.len(), 1);
    assert_eq!(field(&forms[0], "To"), "+5565");
    assert_eq!(
        field(&forms[0], "Body"),
        "Parcel A (China Post): out for delivery"
    );
    let request = fixture.requests("/sms/").await.remove(0);
    assert_eq!(
        request.url.path(),
        "/sms/twilio/2010-04-01/Accounts/AC1/Messages.json"
    );
    let callback = field(&forms[0], "StatusCallback");
    assert!(callback.starts_with(&fixture.address), "{callback}");

    let fields = [("MessageSid", "SM1"), ("MessageStatus", "delivered")];
    let owned = fields.map(|(key, value)| (key.to_owned(), value.to_owned()));
    let path = callback.strip_prefix(&fixture.address).unwrap();
    for (token, expected) in [("wrong", 401), ("12345", 200)] {
        let signature = crate::signature::twilio(token, callback, &owned);
        let headers = [("X-Twilio-Signature", signature)];
        let body = form::written(&fields);
        let (status, _) = fixture.exchange(Method::POST, path, &headers, body).await;
        assert_eq!(status.as_u16(), expected);
    }
    assert_eq!(
        fixture.all("/records/sms", 1).await[0]["status"],
        "delivered"
    );
}

#[tokio::test]
async fn without_a_gateway_and_after_an_opt_out_there_is_no_short_message() {
    let script = |nth| {
        if nth == 0 {
            refused(400, 131_026)
        } else {
            accepted(nth)
        }
    };
    let mut fixture = Fixture::start_with(config(), Box::new(script)).await;
    fixture.notice("A", "delivered").await;
    fixture.all_sent().await;
    assert_eq!(
        fixture.get("/records/sms").await.1,
        json!({"records": [], "next": null})
    );

    let mut fixture = Fixture::start(with(aliyun(), config())).await;
    mount(&fixture, ok(), 9).await;
    fixture.notice("A", "delivered").await;
    fixture.sent().await;
    fixture.recorded(0).await;
    let up = json!([{"phone_number": "5565", "content": "TD", "dest_code": "1", "sequence_id": 1}]);
    assert_eq!(fixture.push("aliyun/up", &[], up.to_string()).await.0, 200);
    fixture.meta(failed(0, 131_026)).await;
    fixture.all_sent().await;
    assert_eq!(fixture.get("/records/sms").await.1["records"], json!([]));
}

#[tokio::test]
async fn sms_twice_sends_two_and_sms_never_none() {
    for (defect, expected) in [("sms-twice", 2), ("sms-never", 0)] {
        let mut fixture = Fixture::start(with(aliyun(), planted(defect))).await;
        mount(&fixture, ok(), 9).await;
        fixture.notice("A", "delivered").await;
        fixture.sent().await;
        fixture.recorded(0).await;
        fixture.meta(failed(0, 131_026)).await;
        fixture.all_sent().await;
        let asked = async {
            while fixture.requests("/sms/").await.len() < expected {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), asked)
            .await
            .unwrap();
        assert_eq!(fixture.requests("/sms/").await.len(), expected, "{defect}");
    }
}
