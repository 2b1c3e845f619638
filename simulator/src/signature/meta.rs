//! Meta's webhooks: the bytes that Meta signs, and the two headers that carry the signatures.

use super::forgery::{FORGERS_SECRET, Forgery, forge};
use super::{Signer, bytes, hex, hmac_sha1};

/// JSON as Meta sends and signs it: ASCII only, with lower-case `\uXXXX` and with `\/` (Meta, Graph API
/// webhooks, validating payloads). What is escaped already is not escaped again.
pub fn meta_escape(json: &str) -> Vec<u8> {
    bytes::escape(json, b"\\/")
}

/// The signature headers of a webhook and the body to send with them: `X-Hub-Signature-256` and the legacy
/// `X-Hub-Signature`. A forger gets both of them wrong and may have changed the body.
pub fn meta_headers(
    app_secret: &str,
    body: Vec<u8>,
    forgery: Option<Forgery>,
) -> (Vec<(String, String)>, Vec<u8>) {
    let signer = Signer::HmacHex { secret: app_secret };
    let Some(forgery) = forgery else {
        let new = format!("sha256={}", signer.sign(&body));
        let legacy = format!("sha1={}", hex(&hmac_sha1(app_secret, &body)));
        return (headers(new, legacy), body);
    };
    let sealed = forge(&signer, body, forgery);
    let legacy = format!("sha1={}", hex(&hmac_sha1(FORGERS_SECRET, &sealed.body)));
    let headers = match sealed.signature {
        None => Vec::new(),
        Some(empty) if empty.is_empty() => headers(String::new(), String::new()),
        // The downgrade: the name of the weaker hash, and its right value.
        Some(weaker) if forgery == Forgery::Sha1Instead => {
            headers(format!("sha1={weaker}"), legacy)
        }
        Some(wrong) => headers(format!("sha256={wrong}"), legacy),
    };
    (headers, sealed.body)
}

fn headers(new: String, legacy: String) -> Vec<(String, String)> {
    vec![
        ("X-Hub-Signature-256".to_owned(), new),
        ("X-Hub-Signature".to_owned(), legacy),
    ]
}
