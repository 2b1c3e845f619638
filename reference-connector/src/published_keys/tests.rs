#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::time::Duration;

use hyper::HeaderMap;
use serde_json::json;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::*;

// A key pair made for this test with OpenSSL, which also signed.
const MODULUS: &str = "7XopYeA40Wxv_2YEQ0kl8_AdY_eWcDLe7QgZcqWx0v201isv2Wzwt4UnZhDf6MUIK181G2Pct8VC2QnIkE-CFfkBeHfH3NJ8v7GZ9GMoN-Q1kNKSxhv1a-P473z8NfKy9q3_kGH7-hGbLTtcwI6HGelYl-1DKiFdnRkKLGNGnQ-rU21DYVPxgBKz4iPdB9gLYi3Uac7cF4YYlI_Kcw1ICyhKgtjG5HVH6AFMmXiSClFJh99ZK7X9Vu0FX-mUwwhTguaRtTvvZL7LVNBCZv1Wzm_MsCF3NT-4QjQ3Km7uDLX-TozwJQC-g0dcyu0tjHHMowDZsIj6f_0ccuGkjMKToQ";
const BODY: &[u8] = br#"{"resource_type":"API_TRACK"}"#;
const TIMESTAMP: &str = "2026-08-07T16:10:01Z";
const SIGNATURE: &str = "M6Kpod7ZdlodeCPgHfFoBXRfu0qM5zDYfS/EGYzuyMs8QAYqaUi7r5Robv6kR9AuwFLHbbKYF2onnFWLN3xfWy1HRys6l7IzUH4Grb3nkeimrFlt7P+iWhAEYV123ohPqsU//PJNgku8yJOj9Y+a+gmmmV8vbKVZMzVnELBuDK71t5SswIi+5PaZ560PsETvFMacZ28rvZfM67J3DRU07+HsTI/5cRCyYKHDLzWxDHBVYJvWVjA82w8thVF79oxkqcWvlMWgIzUdoRGNNMDQRYOFdksQvfmH7BX1p8ZKhNBStPBO8cO3J5JwD5SI6eI1knqtS50AAtULAQ6Pz52xwQ==";
const SHA1_SIGNATURE: &str = "DcXvGIwmv57f8uYftJx9e+mF14OHn49CyWwNObdNLqvLBOexQNNqNHg/xETmTCl1P+JfTVtE4BJyqDnk9iMO8k6kB/8WRr1xh8z/bBEOWvOnIvwhDOFnczSDiJxw1xdHiS3/VWxQYxNKx+2H1YZp90yvmDItJhKLKuaN1rlNr6j8JgG8gH8Gr0JGxnHwt1CbEziu5NGDvsBS9x6I5hMFzjxAQ5YqIvUORWxWNrcM+R49sI4o0Vmm8a4+or6PPxZ+rZmZn/y73+QSZpYKU1YtqEOnJmOUKZGKCf63SVM3kKN1+k4vws9JlxvqDaa8a15t7ghCtbqontwk7Wz4uMksdQ==";

async fn carrier(keys: serde_json::Value, fetches: u64) -> (MockServer, PublishedKeys) {
    let server = MockServer::start().await;
    Mock::given(method("GET"))
        .and(path("/jwks"))
        .respond_with(ResponseTemplate::new(200).set_body_json(json!({"keys": keys})))
        .expect(fetches)
        .mount(&server)
        .await;
    let http = Http::new(Duration::from_secs(5));
    let keys = PublishedKeys::at(format!("{}/jwks", server.uri()), http);
    (server, keys)
}

fn key(kid: &str) -> serde_json::Value {
    json!({"kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid, "n": MODULUS, "e": "AQAB"})
}

async fn signed(
    keys: &PublishedKeys,
    kid: &'static str,
    timestamp: &'static str,
    signature: &str,
    body: &[u8],
) -> Result<bool, NoKeys> {
    let mut headers = HeaderMap::new();
    headers.insert("x-shipengine-rsa-sha256-key-id", kid.parse().unwrap());
    headers.insert("x-shipengine-timestamp", timestamp.parse().unwrap());
    headers.insert(
        "x-shipengine-rsa-sha256-signature",
        signature.parse().unwrap(),
    );
    let push = Push {
        headers: &headers,
        query: "",
        body,
        secret: "",
    };
    keys.signed(&push).await
}

#[tokio::test]
async fn a_signature_is_right_for_its_key_time_and_body_alone() {
    let other = json!({"kty": "EC", "kid": "b", "x": "", "y": ""});
    let (_server, keys) = carrier(json!([other, key("a")]), 1).await;
    assert_eq!(
        signed(&keys, "a", TIMESTAMP, SIGNATURE, BODY).await,
        Ok(true)
    );
    let half = &SIGNATURE[..SIGNATURE.len() / 2];
    for signature in [SHA1_SIGNATURE, half, "", "no base64!"] {
        assert_eq!(
            signed(&keys, "a", TIMESTAMP, signature, BODY).await,
            Ok(false)
        );
    }
    let later = "2026-08-07T16:10:02Z";
    assert_eq!(signed(&keys, "a", later, SIGNATURE, BODY).await, Ok(false));
    assert_eq!(
        signed(&keys, "a", TIMESTAMP, SIGNATURE, b"{}").await,
        Ok(false)
    );
    // The set was fetched a moment ago, so an unknown key is not asked for again.
    assert_eq!(
        signed(&keys, "c", TIMESTAMP, SIGNATURE, BODY).await,
        Ok(false)
    );
}

#[tokio::test]
async fn without_headers_nothing_is_signed_and_nothing_is_fetched() {
    let (_server, keys) = carrier(json!([key("a")]), 0).await;
    let push = Push {
        headers: &HeaderMap::new(),
        query: "",
        body: BODY,
        secret: "",
    };
    assert_eq!(keys.signed(&push).await, Ok(false));
}

#[tokio::test]
async fn keys_that_cannot_be_fetched_are_no_wrong_signature() {
    let server = MockServer::start().await;
    let http = Http::new(Duration::from_secs(5));
    let keys = PublishedKeys::at(format!("{}/jwks", server.uri()), http);
    let outcome = signed(&keys, "a", TIMESTAMP, SIGNATURE, BODY).await;
    assert!(
        outcome
            .unwrap_err()
            .to_string()
            .contains("cannot be fetched")
    );
}
