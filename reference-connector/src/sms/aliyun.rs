//! Aliyun Dysmsapi `SendSms`, with signature version 1 (Alibaba Cloud, RPC request signatures).

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::json;

use super::{Sent, ShortMessage};
use crate::form::{encode, written};
use crate::http::{Answered, Http};
use crate::signature::hmac_sha1;

/// Codes of refusals that pass: flow control and trouble inside (Aliyun, SMS, error codes).
const PASSING: [&str; 5] = [
    "isp.SYSTEM_ERROR",
    "isv.BUSINESS_LIMIT_CONTROL",
    "isv.OUT_OF_SERVICE",
    "ServiceUnavailable",
    "InternalError",
];

/// Whose account sends.
pub(super) struct Account<'a> {
    pub(super) key_id: &'a str,
    pub(super) key_secret: &'a str,
    pub(super) sign: &'a str,
    pub(super) template: &'a str,
}

pub(super) async fn send(
    http: &Http,
    url: &str,
    account: &Account<'_>,
    message: &ShortMessage,
) -> Sent {
    let now = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ");
    let form = form(account, message, &now.to_string(), &nonce());
    match http.post_form(&format!("{url}/aliyun/"), &[], form).await {
        Ok(answer) => read(&answer),
        Err(unanswered) => unanswered.into(),
    }
}

/// All parameters with their signature.
fn form(account: &Account<'_>, message: &ShortMessage, now: &str, nonce: &str) -> String {
    let parameters = json!({
        "tracking_number": message.tracking_number,
        "carrier_name": message.carrier_name,
    })
    .to_string();
    let reference = message.reference();
    let fields = [
        ("AccessKeyId", account.key_id),
        ("Action", "SendSms"),
        ("Format", "JSON"),
        ("OutId", &reference),
        ("PhoneNumbers", &message.to),
        ("RegionId", "cn-hangzhou"),
        ("SignName", account.sign),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureNonce", nonce),
        ("SignatureVersion", "1.0"),
        ("TemplateCode", account.template),
        ("TemplateParam", &parameters),
        ("Timestamp", now),
        ("Version", "2017-05-25"),
    ];
    let signature = signature(account.key_secret, "POST", &fields);
    format!("{}&Signature={}", written(&fields), encode(&signature))
}

/// Base64 of HMAC-SHA1 over the method and the sorted, encoded parameters.
fn signature(secret: &str, method: &str, fields: &[(&str, &str)]) -> String {
    let sorted: BTreeMap<&str, &str> = fields.iter().copied().collect();
    let canonical = written(&sorted.into_iter().collect::<Vec<_>>());
    let text = format!("{method}&{}&{}", encode("/"), encode(&canonical));
    STANDARD.encode(hmac_sha1(&format!("{secret}&"), &text))
}

/// Never the same twice, in this process or another.
fn nonce() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let random = || RandomState::new().hash_one(count);
    format!("{:016x}{:016x}", random(), random())
}

#[derive(Deserialize)]
struct Reply {
    #[serde(rename = "Code")]
    code: String,
    #[serde(rename = "BizId")]
    biz_id: Option<String>,
}

/// A refusal comes with status 200, too.
fn read(answer: &Answered) -> Sent {
    let reply: Option<Reply> = serde_json::from_slice(&answer.body).ok();
    match reply {
        Some(reply) if reply.code == "OK" => Sent::Accepted(reply.biz_id.unwrap_or_default()),
        Some(reply) if reply.code.starts_with("Throttling") => Sent::Later,
        Some(reply) if PASSING.contains(&reply.code.as_str()) => Sent::Later,
        Some(_) => Sent::Never,
        None if answer.status.is_success() => Sent::InDoubt,
        None if answer.status.is_server_error() || answer.status.as_u16() == 429 => Sent::Later,
        None => Sent::Never,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vendors_example_has_the_vendors_signature() {
        let fields = [
            ("AccessKeyId", "testId"),
            ("Action", "SendSms"),
            ("Format", "XML"),
            ("OutId", "123"),
            ("PhoneNumbers", "15300000001"),
            ("RegionId", "cn-hangzhou"),
            ("SignName", "阿里云短信测试专用"),
            ("SignatureMethod", "HMAC-SHA1"),
            ("SignatureNonce", "45e25e9b-0a6f-4070-8c85-2956eda1b466"),
            ("SignatureVersion", "1.0"),
            ("TemplateCode", "SMS_71390007"),
            ("TemplateParam", r#"{"customer":"test"}"#),
            ("Timestamp", "2017-07-12T02:42:19Z"),
            ("Version", "2017-05-25"),
        ];
        let signed = signature("testSecret", "GET", &fields);
        assert_eq!(signed, "zJDF+Lrzhj/ThnlvIToysFRq6t4=");
    }

    #[test]
    fn an_answer_means_what_its_body_says() {
        let read = |status: u16, body: &str| {
            read(&Answered {
                status: hyper::StatusCode::from_u16(status).unwrap_or_default(),
                headers: hyper::HeaderMap::new(),
                body: body.to_owned().into(),
            })
        };
        let accepted = r#"{"Code":"OK","Message":"OK","RequestId":"r","BizId":"9^0"}"#;
        assert_eq!(read(200, accepted), Sent::Accepted("9^0".to_owned()));
        assert_eq!(
            read(200, r#"{"Code":"isv.MOBILE_NUMBER_ILLEGAL"}"#),
            Sent::Never
        );
        assert_eq!(
            read(200, r#"{"Code":"isv.BUSINESS_LIMIT_CONTROL"}"#),
            Sent::Later
        );
        assert_eq!(read(400, r#"{"Code":"Throttling.User"}"#), Sent::Later);
        assert_eq!(
            read(400, r#"{"Code":"SignatureDoesNotMatch"}"#),
            Sent::Never
        );
        assert_eq!(read(503, "<html>"), Sent::Later);
        assert_eq!(read(200, "<html>"), Sent::InDoubt);
        assert_eq!(read(403, "<html>"), Sent::Never);
    }

    #[test]
    fn no_two_sends_have_the_same_nonce() {
        let mut nonces: Vec<String> = (0..1_000).map(|_| nonce()).collect();
        nonces.sort();
        nonces.dedup();
        assert_eq!(nonces.len(), 1_000);
    }
}
