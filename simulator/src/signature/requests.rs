//! Signatures of API calls: what a provider expects of its callers, for the APIs that are played here.
//!
//! Webhooks are signed by [`super::Signer`]; these here are computed to be compared with what a caller sent.

use super::{hex, hmac_sha1, hmac_sha256};
use base64::{Engine, engine::general_purpose::STANDARD};
use md5::Md5;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Twilio's `X-Twilio-Signature`: base64 of HMAC-SHA1 over the URL and every sorted key with its sorted values
/// (Twilio, security, validating requests). The same value twice counts once.
pub fn twilio(token: &str, url: &str, form: &[(&str, &str)]) -> String {
    let mut sorted = form.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let mut text = url.to_owned();
    for (key, value) in sorted {
        text.push_str(key);
        text.push_str(value);
    }
    STANDARD.encode(hmac_sha1(token, text.as_bytes()))
}

/// Percent-encoding by RFC 3986: all but letters, digits and `-_.~`, as Alibaba Cloud asks for it.
fn strict(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 3 / 2);
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// A canonical query: sorted, strictly encoded.
fn canonical(params: &[(&str, &str)]) -> String {
    let sorted: BTreeMap<&str, &str> = params.iter().copied().collect();
    let pairs = sorted
        .into_iter()
        .map(|(key, value)| format!("{}={}", strict(key), strict(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// Alibaba Cloud's signature of RPC calls, version 1.0: base64 of HMAC-SHA1 over method and parameters without
/// `Signature` (Alibaba Cloud, SMS, request signatures).
pub fn acs_v1(secret: &str, method: &str, params: &[(&str, &str)]) -> String {
    let text = format!("{method}&%2F&{}", strict(&canonical(params)));
    STANDARD.encode(hmac_sha1(&format!("{secret}&"), text.as_bytes()))
}

/// Alibaba Cloud's `ACS3-HMAC-SHA256`: the hexadecimal signature over method, path `/`, query, the signed headers
/// (names in lower case) and the body's hash (Alibaba Cloud, V3 request signatures).
pub fn acs_v3(
    secret: &str,
    method: &str,
    query: &[(&str, &str)],
    headers: &[(&str, &str)],
    body: &[u8],
) -> String {
    let request = acs_v3_request(method, query, headers, body);
    let text = format!("ACS3-HMAC-SHA256\n{}", hex(&Sha256::digest(request)));
    hex(&hmac_sha256(secret, text.as_bytes()))
}

fn acs_v3_request(
    method: &str,
    query: &[(&str, &str)],
    headers: &[(&str, &str)],
    body: &[u8],
) -> String {
    let sorted: BTreeMap<&str, &str> = headers.iter().copied().collect();
    let lines: String = sorted
        .iter()
        .map(|(name, value)| format!("{name}:{}\n", value.trim()))
        .collect();
    let names: Vec<&str> = sorted.into_keys().collect();
    format!(
        "{method}\n/\n{}\n{lines}\n{}\n{}",
        canonical(query),
        names.join(";"),
        hex(&Sha256::digest(body))
    )
}

/// 4PX's `sign`: hexadecimal MD5 over the sorted parameters, the body and the secret. `sign`, `access_token` and
/// `language` are no part of it (integrators' public notes).
pub fn four_px(secret: &str, params: &[(&str, &str)], body: &str) -> String {
    const LEFT_OUT: [&str; 3] = ["sign", "access_token", "language"];
    let sorted: BTreeMap<&str, &str> = params.iter().copied().collect();
    let mut text = String::new();
    for (key, value) in sorted {
        if !LEFT_OUT.contains(&key) {
            text.push_str(key);
            text.push_str(value);
        }
    }
    hex(&Md5::digest(text + body + secret))
}

/// YunExpress's `sign` header: base64 of HMAC-SHA256 over body (unless it is a GET), date, method and path
/// (integrators' public notes).
pub fn yun_express_api(
    secret: &str,
    method: &str,
    path: &str,
    date: &str,
    body: Option<&str>,
) -> String {
    let body = body.map(|body| format!("body={body}&")).unwrap_or_default();
    let text = format!("{body}date={date}&method={method}&uri={path}");
    STANDARD.encode(hmac_sha256(secret, text.as_bytes()))
}

/// SF Express's `msgDigest`: base64 of MD5 over message, timestamp and check word, encoded as Java encodes forms
/// (unconfirmed).
pub fn sf_digest(message: &str, timestamp: &str, check_word: &str) -> String {
    let text = format!("{message}{timestamp}{check_word}");
    STANDARD.encode(Md5::digest(java_form(&text)))
}

/// `java.net.URLEncoder`: a space is a plus sign, and `*` stays.
fn java_form(text: &str) -> String {
    strict(text)
        .replace("%20", "+")
        .replace("%2A", "*")
        .replace('~', "%7E")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twilios_own_example() {
        let form = [
            ("CallSid", "CA1234567890ABCDE"),
            ("Caller", "+14158675309"),
            ("Digits", "1234"),
            ("From", "+14158675309"),
            ("To", "+18005551212"),
        ];
        let url = "https://mycompany.com/myapp.php?foo=1&bar=2";
        assert_eq!(twilio("12345", url, &form), "RSOYDt4T1cUTdK1PDd93/VVr8B8=");
    }

    #[test]
    fn alibabas_own_examples() {
        let params = [
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
        let signature = acs_v1("testSecret", "GET", &params);
        assert_eq!(signature, "zJDF+Lrzhj/ThnlvIToysFRq6t4=");

        let query = [
            (
                "ImageId",
                "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd",
            ),
            ("RegionId", "cn-shanghai"),
        ];
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let headers = [
            ("host", "ecs.cn-shanghai.aliyuncs.com"),
            ("x-acs-action", "RunInstances"),
            ("x-acs-content-sha256", empty),
            ("x-acs-date", "2023-10-26T10:22:32Z"),
            ("x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d"),
            ("x-acs-version", "2014-05-26"),
        ];
        let request = acs_v3_request("POST", &query, &headers, b"");
        assert_eq!(
            hex(&Sha256::digest(request)),
            "7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259"
        );
        assert_eq!(
            acs_v3("YourAccessKeySecret", "POST", &query, &headers, b""),
            "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
        );
    }

    #[test]
    fn calls_of_chinese_carriers() {
        let params = [
            ("app_key", "k1"),
            ("format", "json"),
            ("method", "tr.order.tracking.get"),
            ("timestamp", "1700000000000"),
            ("v", "1.0.0"),
            ("language", "en"),
        ];
        let body = r#"{"deliveryOrderNo":"4PX3000000000001CN"}"#;
        assert_eq!(
            four_px("sec1", &params, body),
            "025db7634ac282a1444abdffe9c265ea"
        );

        let date = "1700000000000";
        let path = "/v1/order/package/create";
        assert_eq!(
            yun_express_api("sec1", "POST", path, date, Some(r#"{"a":1}"#)),
            "llv+NnAnTvvQ09k8EiQ/jDyeY6ca/qCNLFoX/cAXk4k="
        );
        assert_eq!(
            yun_express_api("sec1", "GET", "/v1/track-service/info/get", date, None),
            "67F+MtfZkPj+v6JR44u3JYB84ic/goPp+Qigj++pSK8="
        );

        let message = r#"{"trackingType":"1","trackingNumber":["SF444003077898"]}"#;
        assert_eq!(sf_digest(message, date, "chk1"), "v7do79HRelka00djsUNY1Q==");
    }
}
