#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use hyper::HeaderMap;
use hyper::header::{HeaderName, HeaderValue};

use super::*;

fn keys(carrier: Carrier, secret: &str) -> Keys {
    let word = carrier.provider().word;
    Keys::new(&Secrets {
        access_token: String::new(),
        app_secret: "hush".to_owned(),
        verify_token: String::new(),
        carriers: [(word, secret.to_owned())].into(),
    })
}

/// Whether a push is the carrier's, by its secret.
fn proven(
    (carrier, secret): (Carrier, &str),
    headers: &[(&'static str, &str)],
    query: &str,
    body: &[u8],
) -> bool {
    let keys = keys(carrier, secret);
    let headers: HeaderMap = headers
        .iter()
        .map(|(name, value)| {
            let value = HeaderValue::from_str(value).unwrap();
            (HeaderName::from_static(name), value)
        })
        .collect();
    let push = Push {
        headers: &headers,
        query,
        body,
        secret,
    };
    let key = keys.of(carrier).unwrap();
    carrier.provider().scheme.proves(key, &push, body)
}

/// The right header, and four wrong ones: none, an empty one, half of it, another body's.
fn check(by: (Carrier, &str), header: &'static str, value: &str, body: &[u8]) {
    let with = |value: &str, body: &[u8]| proven(by, &[(header, value)], "", body);
    assert!(with(value, body), "{header}: {value}");
    assert!(!proven(by, &[], "", body), "no {header}");
    assert!(!with("", body), "empty {header}");
    assert!(!with(&value[..value.len() / 2], body), "half of {header}");
    let mut other = body.to_vec();
    other[0] ^= 1;
    assert!(!with(value, &other), "{header} of another body");
    assert!(
        !proven((by.0, "another secret"), &[(header, value)], "", body),
        "{header} of another secret"
    );
}

#[test]
fn known_signatures_are_right_and_nearly_known_ones_are_wrong() {
    // Computed with other implementations of the same digests.
    check(
        (Carrier::AfterShip, "test-secret"),
        "aftership-hmac-sha256",
        "FWmLXbL8o28lEEmtJnqaq73Q+ceuoT2H1LormBtGgVE=",
        br#"{"event":"tracking_update","ts":1700000000}"#,
    );
    check(
        (Carrier::SeventeenTrack, "test-key"),
        "sign",
        "28f729ce70210b66bf88500512e37e1ff2e4879d6e286b4388ffa49448e505d2",
        br#"{"event":"TRACKING_UPDATED","data":{"number":"RR123456785CN"}}"#,
    );
    for (carrier, header) in [
        (Carrier::FedEx, "fdx-signature"),
        (Carrier::Shopify, "x-shopify-hmac-sha256"),
    ] {
        let signature = "VnKUjZsLuN5iZWjn5EntcBVCF9kMN43LglzCE1/GSeY=";
        check((carrier, "hush"), header, signature, br#"{"id":1}"#);
    }
    check(
        (Carrier::Shippo, "shared"),
        "shippo-webhook-signature",
        "bc5658f03a6f8803fef07651c71d31ff886b9ed7dddc693ca0075b59bc3f156a",
        br#"{"event":1}"#,
    );
}

#[test]
fn easyposts_published_vector_is_right() {
    check(
        (Carrier::EasyPost, "sécret"),
        "x-hmac-signature",
        "hmac-sha256-hex=38f3f53c103713df81616a0a186d77141957323ec21d5fe9363db93840f527db",
        include_bytes!("tests/easypost-event-body.json"),
    );
}

#[test]
fn hexadecimal_signatures_are_in_lower_case() {
    let body = br#"{"event":"TRACKING_UPDATED","data":{"number":"RR123456785CN"}}"#;
    let upper = "28F729CE70210B66BF88500512E37E1FF2E4879D6E286B4388FFA49448E505D2";
    let by = (Carrier::SeventeenTrack, "test-key");
    assert!(!proven(by, &[("sign", upper)], "", body));
}

#[test]
fn yunexpress_signs_its_time_stamp_too() {
    let signature = "fec8b3300bc834c958e75957dbf14047b23124322e4ea55a635357a43c154b0c";
    let signed = |timestamp: &str| {
        let headers = [
            ("x-yunexpress-timestamp", timestamp),
            ("x-yunexpress-signature", signature),
        ];
        proven((Carrier::YunExpress, "shared"), &headers, "", br#"{"a":1}"#)
    };
    assert!(signed("1700000000000"));
    assert!(!signed("1700000000001"));
    let alone = [("x-yunexpress-signature", signature)];
    assert!(!proven(
        (Carrier::YunExpress, "shared"),
        &alone,
        "",
        br#"{"a":1}"#
    ));
}

#[test]
fn kuaidi100_signs_the_field_in_capitals() {
    let by = (Carrier::Kuaidi100, "salt1");
    let param = "%7B%22status%22%3A%22polling%22%2C%22lastResult%22%3A%7B%22nu%22%3A%22YT2113021272281270%22%7D%7D";
    let form = |sign: &str| format!("param={param}{sign}");
    let signed = |sign: &str| proven(by, &[], "", form(sign).as_bytes());
    assert!(signed("&sign=9B0727745CD12D86C3DC603D74233086"));
    assert!(!signed("&sign=9b0727745cd12d86c3dc603d74233086"));
    assert!(!signed("&sign="));
    assert!(!signed(""));
}

#[test]
fn tokens_are_compared_as_they_are() {
    let dhl = (Carrier::DhlUnified, "token");
    assert!(proven(dhl, &[("x-dhl-push-token", "token")], "", b"{}"));
    assert!(!proven(dhl, &[("x-dhl-push-token", "Token")], "", b"{}"));
    assert!(!proven(dhl, &[], "", b"{}"));
    let ups = (Carrier::Ups, "client");
    assert!(proven(ups, &[("x-api-key", "client")], "", b"{}"));
    assert!(proven(ups, &[("credential", "client")], "", b"{}"));
    assert!(!proven(ups, &[("authorization", "client")], "", b"{}"));
    let shippo = (Carrier::Shippo, "a b");
    assert!(proven(shippo, &[], "token=a+b", b"{}"));
    assert!(!proven(shippo, &[], "token=a", b"{}"));
    assert!(!proven(shippo, &[], "", b"{}"));
}

#[test]
fn a_carrier_that_signs_and_has_no_secret_is_not_set_up() {
    let keys = keys(Carrier::AfterShip, "");
    assert!(keys.of(Carrier::AfterShip).is_none());
    assert!(keys.of(Carrier::FedEx).is_none());
    assert!(keys.of(Carrier::SfExpress).is_some());
}

#[test]
fn metas_signature_needs_its_prefix_and_lower_case() {
    let hmac = STANDARD
        .decode("VnKUjZsLuN5iZWjn5EntcBVCF9kMN43LglzCE1/GSeY=")
        .unwrap();
    let digits = String::from_utf8(hex(&hmac)).unwrap();
    let keys = keys(Carrier::AfterShip, "a");
    let signed = |header: String| keys.meta_signed(Some(header.as_bytes()), br#"{"id":1}"#);
    assert!(signed(format!("sha256={digits}")));
    assert!(!signed(digits.clone()));
    assert!(!signed(format!("sha1={digits}")));
    assert!(!signed(format!("sha256={}", digits.to_uppercase())));
    assert!(!signed("sha256=".to_owned()));
}

#[test]
fn twilios_published_vector_is_right() {
    let field = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    let fields = [
        field("To", "+18005551212"),
        field("CallSid", "CA1234567890ABCDE"),
        field("Caller", "+14158675309"),
        field("Digits", "1234"),
        field("From", "+14158675309"),
        field("Digits", "1234"),
    ];
    let url = "https://mycompany.com/myapp.php?foo=1&bar=2";
    assert_eq!(
        twilio("12345", url, &fields),
        "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    );
}
