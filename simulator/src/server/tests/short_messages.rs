//! The SMS gateways at the rim: none of Graph's headers, and what was accepted is known when its answer is lost.

use base64::{Engine, engine::general_purpose::STANDARD};

use super::*;
use crate::sms::settings::{SmsFault, SmsFaultEffect, TwilioSettings};
use crate::sms::{Provider, SmsDecision, SmsFact};

/// A send through Twilio.
fn send() -> Vec<u8> {
    let twilio = TwilioSettings::default();
    let credentials = STANDARD.encode(format!("{}:{}", twilio.account_sid, twilio.auth_token));
    let body = "To=%2B5511987654321&From=%2B12015550123&Body=Hi";
    format!(
        "POST /sms/twilio/2010-04-01/Accounts/{}/Messages.json HTTP/1.1\r\nHost: api.twilio.com\r\n\
         Authorization: Basic {credentials}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        twilio.account_sid,
        body.len()
    )
    .into_bytes()
}

fn facts(seen: &Seen) -> Vec<SmsFact> {
    let short = |fact| match fact {
        Observation::Sms(fact) => Some(*fact),
        _ => None,
    };
    seen.all().into_iter().filter_map(short).collect()
}

fn lost(fact: &SmsFact) -> bool {
    matches!(fact, SmsFact::AnswerLost { request: 1, .. })
}

#[tokio::test]
async fn a_gateways_answer_has_none_of_graphs_headers() {
    let (rim, seen) = rim();
    let answer = told(&rim, &send()).await;
    assert!(answer.starts_with("HTTP/1.1 201 Created"), "{answer}");
    let lower = answer.to_ascii_lowercase();
    assert!(
        !lower.contains("x-fb-") && !lower.contains("facebook"),
        "{answer}"
    );
    assert!(
        header(&answer, "content-type")
            .unwrap()
            .starts_with("application/json")
    );
    let facts = facts(&seen);
    assert!(matches!(&facts[0], SmsFact::Sent(send) if send.decision == SmsDecision::Accepted));
    assert!(!facts.iter().any(lost));

    let refused = told(&rim, &call("GET /sms/aliyun/?Action=SendSms", "", "")).await;
    assert!(refused.starts_with("HTTP/1.1 400"), "{refused}");
    assert!(!refused.to_ascii_lowercase().contains("x-fb-"), "{refused}");
    let unknown = told(&rim, &call("OPTIONS /sms/twilio/x", "", "")).await;
    assert!(!unknown.contains("access-control"), "{unknown}");
    assert_eq!(rim.internal_errors(), 0);
}

#[tokio::test]
async fn an_answer_that_is_withheld_on_purpose_is_on_record_as_lost() {
    let fault = SmsFault {
        provider: Provider::Twilio,
        effect: SmsFaultEffect::DropAnswer,
        share: 1.0,
        from: Duration::ZERO,
        to: None,
    };
    let (rim, seen) = rim_with(|settings| settings.sms.faults.push(fault));
    assert_eq!(told(&rim, &send()).await, "");
    assert!(facts(&seen).iter().any(lost));
    let again = told(&rim, &send()).await;
    assert!(
        again.starts_with("HTTP/1.1 201"),
        "an honest retry: {again}"
    );
    assert_eq!(facts(&seen).iter().filter(|fact| lost(fact)).count(), 1);
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_on_record_as_lost() {
    let (rim, seen) = rim();
    let (mut stream, serving) = connect(&rim, 16);
    // The client goes before it has taken its answer.
    let client = tokio::spawn(async move {
        stream.write_all(&send()).await.unwrap();
        stream.read_exact(&mut [0; 8]).await.unwrap();
    });
    client.await.unwrap();
    serving.await.unwrap();
    assert!(facts(&seen).iter().any(lost), "{:?}", facts(&seen));
}

#[tokio::test]
async fn a_body_that_is_too_long_is_refused_as_a_load_balancer_would() {
    let (rim, seen) = rim();
    let length = format!("Content-Length: {}\r\n", MESSAGE_BYTES_MAX + 1);
    let (mut stream, _serving) = connect(&rim, WINDOW);
    let head = call("POST /sms/aliyun/", &length, "");
    stream.write_all(&head).await.unwrap();
    let mut start = [0; 12];
    stream.read_exact(&mut start).await.unwrap();
    assert_eq!(&start, b"HTTP/1.1 413");
    assert!(seen.all().is_empty(), "it is no refusal of Graph's");
}
