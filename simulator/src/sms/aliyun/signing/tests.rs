#![allow(clippy::unwrap_used)] // a failed unwrap is a failed test

use super::*;
use crate::world::{HeaderLookup, Request};

#[derive(Debug)]
struct Headers(Vec<(&'static str, String)>);

impl HeaderLookup for Headers {
    fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.as_str())
    }
}

fn settings(id: &str, secret: &str) -> AliyunSettings {
    AliyunSettings {
        access_keys: vec![AccessKey {
            id: id.to_owned(),
            secret: secret.to_owned(),
            permitted: true,
        }],
        ..AliyunSettings::default()
    }
}

/// Aliyun's published example of version 1.0.
const PUBLISHED: [(&str, &str); 14] = [
    ("AccessKeyId", "testId"),
    ("Timestamp", "2017-07-12T02:42:19Z"),
    ("SignatureMethod", "HMAC-SHA1"),
    ("SignatureVersion", "1.0"),
    ("SignatureNonce", "45e25e9b-0a6f-4070-8c85-2956eda1b466"),
    ("Format", "XML"),
    ("Action", "SendSms"),
    ("Version", "2017-05-25"),
    ("RegionId", "cn-hangzhou"),
    ("PhoneNumbers", "15300000001"),
    ("SignName", "阿里云短信测试专用"),
    ("TemplateParam", r#"{"customer":"test"}"#),
    ("TemplateCode", "SMS_71390007"),
    ("OutId", "123"),
];
const PUBLISHED_SIGNATURE: &str = "zJDF+Lrzhj/ThnlvIToysFRq6t4=";

fn published_at() -> Moment {
    calendar::parse_iso_z("2017-07-12T02:42:19Z").unwrap()
}

fn published_query(signature: &str) -> String {
    let signed = PUBLISHED
        .iter()
        .copied()
        .chain([("Signature", signature)])
        .collect::<Vec<_>>();
    joined(signed)
}

#[test]
fn the_published_request_of_version_1_is_signed_rightly() {
    let query = published_query(PUBLISHED_SIGNATURE);
    let request = Request::new("GET", "/sms/aliyun/").query(&query);
    let settings = settings("testId", "testSecret");
    let signed = check(&settings, &Call::read(published_at(), &request)).unwrap();
    assert_eq!(signed.key.id, "testId");
}

#[test]
fn the_same_parameters_in_a_form_are_signed_with_the_method_post() {
    let text = rpc_string_to_sign("POST", PUBLISHED.into_iter());
    let signature = mac::sha1_base64("testSecret&", &text);
    let form = published_query(&signature);
    let request = Request {
        content_type: Some("application/x-www-form-urlencoded; charset=UTF-8"),
        body: form.as_bytes(),
        ..Request::new("POST", "/sms/aliyun")
    };
    let settings = settings("testId", "testSecret");
    assert!(check(&settings, &Call::read(published_at(), &request)).is_ok());
}

#[test]
fn a_wrong_signature_is_told_what_should_have_been_signed() {
    let query = published_query("wrong");
    let request = Request::new("GET", "/").query(&query);
    let settings = settings("testId", "testSecret");
    let refused = check(&settings, &Call::read(published_at(), &request)).unwrap_err();
    assert_eq!(
        (refused.code.as_str(), refused.http),
        ("SignatureDoesNotMatch", 400)
    );
    let (_, told) = refused.message.split_once(':').unwrap();
    assert_eq!(told, rpc_string_to_sign("GET", PUBLISHED.into_iter()));
    assert!(told.starts_with("GET&%2F&AccessKeyId%3DtestId%26Action%3DSendSms%26"));
}

#[test]
fn keys_times_and_methods_are_checked_before_the_signature() {
    let cases: [(&str, &str, &str); 5] = [
        ("AccessKeyId", "other", "InvalidAccessKeyId.NotFound"),
        (
            "Timestamp",
            "2017-07-12T02:27:18Z",
            "InvalidTimeStamp.Expired",
        ),
        (
            "Timestamp",
            "2017-07-12T10:42:19+08:00",
            "InvalidTimeStamp.Format",
        ),
        ("SignatureMethod", "MD5", "IncompleteSignature"),
        ("SignatureNonce", "", "MissingSignatureNonce"),
    ];
    let settings = settings("testId", "testSecret");
    for (name, value, code) in cases {
        let mut pairs = PUBLISHED.to_vec();
        pairs.push(("Signature", PUBLISHED_SIGNATURE));
        pairs.iter_mut().find(|pair| pair.0 == name).unwrap().1 = value;
        let query = joined(pairs);
        let request = Request::new("GET", "/").query(&query);
        let refused = check(&settings, &Call::read(published_at(), &request)).unwrap_err();
        assert_eq!(refused.code, code, "{name}={value}");
    }
}

const EMPTY_SHA256: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
/// Aliyun's published example of version 3.
const ACS3_SIGNED: &str =
    "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version";
const ACS3_SIGNATURE: &str = "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0";
const ACS3_QUERY: &str =
    "ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai";

fn acs3_headers() -> Headers {
    Headers(vec![
        ("host", "ecs.cn-shanghai.aliyuncs.com".to_owned()),
        ("x-acs-action", "RunInstances".to_owned()),
        ("x-acs-version", "2014-05-26".to_owned()),
        ("x-acs-date", "2023-10-26T10:22:32Z".to_owned()),
        (
            "x-acs-signature-nonce",
            "3156853299f313e23d1673dc12e1703d".to_owned(),
        ),
        ("x-acs-content-sha256", EMPTY_SHA256.to_owned()),
    ])
}

#[test]
fn the_published_request_of_version_3_is_signed_rightly() {
    let headers = acs3_headers();
    let authorization = format!(
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders={ACS3_SIGNED},Signature={ACS3_SIGNATURE}"
    );
    let request = Request {
        authorization: Some(&authorization),
        headers: &headers,
        query: ACS3_QUERY,
        ..Request::new("POST", "/sms/aliyun/")
    };
    let now = calendar::parse_iso_z("2023-10-26T10:30:00Z").unwrap();
    let call = Call::read(now, &request);
    assert_eq!(
        mac::digest_hex(canonical(&call, "/", ACS3_SIGNED, EMPTY_SHA256).as_bytes()),
        "7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259"
    );
    let settings = settings("YourAccessKeyId", "YourAccessKeySecret");
    assert!(check(&settings, &call).is_ok());
    assert_eq!(call.action(), Some("RunInstances"));
    let changed = Request {
        body: b"x",
        ..request
    };
    let refused = check(&settings, &Call::read(now, &changed)).unwrap_err();
    assert_eq!(refused.code, "SignatureDoesNotMatch", "another body");
    assert!(
        refused
            .message
            .contains("server string to sign is:ACS3-HMAC-SHA256\n")
    );
}

#[test]
fn a_header_of_version_3_without_its_parts_is_incomplete() {
    let headers = acs3_headers();
    for authorization in [
        "ACS3-HMAC-SHA256",
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId",
        "ACS3-HMAC-SM3 Credential=YourAccessKeyId,SignedHeaders=host,Signature=00",
    ] {
        let request = Request {
            authorization: Some(authorization),
            headers: &headers,
            ..Request::new("POST", "/sms/aliyun/")
        };
        let now = calendar::parse_iso_z("2023-10-26T10:30:00Z").unwrap();
        let settings = settings("YourAccessKeyId", "YourAccessKeySecret");
        let refused = check(&settings, &Call::read(now, &request)).unwrap_err();
        assert_eq!(refused.code, "IncompleteSignature", "{authorization}");
    }
}
