//! Signatures of those who call us, over the raw bytes of a body, compared in constant time.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::config::Secrets;

/// The keys, made ready once: setting up an HMAC costs as much as signing a small body.
pub(crate) struct Keys {
    meta: Hmac<Sha256>,
    aftership: Hmac<Sha256>,
    seventeentrack: String,
    yunexpress: String,
}

impl Keys {
    pub(crate) fn new(secrets: &Secrets) -> Keys {
        Keys {
            meta: keyed(&secrets.app_secret),
            aftership: keyed(&secrets.aftership),
            seventeentrack: secrets.seventeentrack.clone(),
            yunexpress: secrets.yunexpress.clone(),
        }
    }

    /// Meta: `X-Hub-Signature-256: sha256=<lower-case hex>` (Meta, webhooks, validating payloads).
    pub(crate) fn meta_signed(&self, header: Option<&[u8]>, body: &[u8]) -> bool {
        let Some(given) = header.and_then(|header| header.strip_prefix(b"sha256=")) else {
            return false;
        };
        let expected = self.meta.clone().chain_update(body).finalize().into_bytes();
        same(&hex(&expected), given)
    }

    /// AfterShip: `aftership-hmac-sha256` in base64 (AfterShip, tracking webhooks, webhook signature).
    pub(crate) fn aftership_signed(&self, header: Option<&[u8]>, body: &[u8]) -> bool {
        let Some(given) = header else { return false };
        let expected = self
            .aftership
            .clone()
            .chain_update(body)
            .finalize()
            .into_bytes();
        same(STANDARD.encode(expected).as_bytes(), given)
    }

    /// 17TRACK: `sign` = hex SHA-256 of body, slash, key (17TRACK, API v2.4, push notification).
    pub(crate) fn seventeentrack_signed(&self, header: Option<&[u8]>, body: &[u8]) -> bool {
        let Some(given) = header else { return false };
        let digest = Sha256::new().chain_update(body).chain_update(b"/");
        same(
            &hex(&digest.chain_update(&self.seventeentrack).finalize()),
            given,
        )
    }

    /// YunExpress: `X-YunExpress-Signature` = hex SHA-256 of time stamp, shared key, body. The vendor publishes no
    /// text on it; integrators agree on this form.
    pub(crate) fn yunexpress_signed(
        &self,
        header: Option<&[u8]>,
        timestamp: Option<&[u8]>,
        body: &[u8],
    ) -> bool {
        let (Some(given), Some(timestamp)) = (header, timestamp) else {
            return false;
        };
        let digest = Sha256::new()
            .chain_update(timestamp)
            .chain_update(&self.yunexpress);
        same(&hex(&digest.chain_update(body).finalize()), given)
    }
}

/// The body as a program would write it that parsed it first: no white space, characters instead of escapes. Only
/// the defect `reserialised-signature` needs this; Meta signs the escaped form.
pub(crate) fn reserialised(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some((&byte, after)) = rest.split_first() {
        if byte == b'"' {
            let length = string_length(rest);
            match serde_json::from_slice::<String>(&rest[..length]) {
                Ok(text) => out.extend(serde_json::Value::from(text).to_string().bytes()),
                Err(_) => out.extend(&rest[..length]),
            }
            rest = &rest[length..];
            continue;
        }
        if !byte.is_ascii_whitespace() {
            out.push(byte);
        }
        rest = after;
    }
    out
}

/// Length of the string literal that `text` begins with, quotes included.
fn string_length(text: &[u8]) -> usize {
    let mut at = 1;
    while at < text.len() {
        match text[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    text.len()
}

fn keyed(secret: &str) -> Hmac<Sha256> {
    Hmac::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length")
}

fn hex(bytes: &[u8]) -> Vec<u8> {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = |byte: &u8| {
        [
            DIGITS[usize::from(byte >> 4)],
            DIGITS[usize::from(byte & 15)],
        ]
    };
    bytes.iter().flat_map(digits).collect()
}

/// Equal, found out in a time that does not tell how much of it is.
fn same(expected: &[u8], given: &[u8]) -> bool {
    let difference = expected
        .iter()
        .zip(given)
        .fold(0, |sum, (a, b)| sum | (a ^ b));
    expected.len() == given.len() && std::hint::black_box(difference) == 0
}

#[cfg(test)]
mod tests;
