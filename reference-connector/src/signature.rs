//! Signatures of those who call us, over the raw bytes of a body, compared in constant time.

mod rewriting;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use crate::carriers::{Carrier, Push};
use crate::config::Secrets;
use crate::form;

pub(crate) use rewriting::reserialised;

/// How a carrier's push proves where it is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scheme {
    /// Base64 of HMAC-SHA256 over the body.
    HmacBase64 { header: &'static str },
    /// Hexadecimal of HMAC-SHA256 over the body, behind a prefix. The secret is used in Unicode's compatibility
    /// decomposition (NFKD).
    HmacHex {
        header: &'static str,
        prefix: &'static str,
    },
    /// Hexadecimal of SHA-256 over body, slash, key.
    BodySlashKey { header: &'static str },
    /// Hexadecimal of SHA-256 over time stamp, key, body.
    TimestampKeyBody {
        header: &'static str,
        timestamp: &'static str,
    },
    /// RSA with a key that the carrier publishes: see `published_keys`.
    PublishedKey,
    /// Upper-case hexadecimal of MD5 over one form field and the salt, in another field.
    FormMd5 {
        field: &'static str,
        sign: &'static str,
    },
    /// The secret itself, in one of these headers.
    Token { headers: &'static [&'static str] },
    /// The secret itself in a query parameter, or hexadecimal HMAC-SHA256 over the body in a header.
    ParameterOrHmacHex {
        parameter: &'static str,
        header: &'static str,
    },
    /// It does not.
    Unsigned,
}

/// The keys, made ready once: setting up an HMAC costs as much as signing a small body.
pub(crate) struct Keys {
    meta: Hmac<Sha256>,
    /// In the order of [`Carrier::ALL`]; none: the carrier is not set up.
    carriers: [Option<Key>; Carrier::ALL.len()],
}

/// A carrier's key.
pub(crate) struct Key {
    hmac: Hmac<Sha256>,
    pub(crate) secret: String,
}

impl Keys {
    pub(crate) fn new(secrets: &Secrets) -> Keys {
        Keys {
            meta: keyed(&secrets.app_secret),
            carriers: Carrier::ALL.map(|carrier| {
                let provider = carrier.provider();
                let secret = secrets.carriers.get(provider.word).cloned();
                let shared = !matches!(provider.scheme, Scheme::Unsigned | Scheme::PublishedKey);
                // An empty secret would verify what anybody signs.
                let secret = match secret {
                    Some(secret) if !secret.is_empty() => secret,
                    given if !shared => given.unwrap_or_default(),
                    _ => return None,
                };
                Some(Key {
                    hmac: keyed(&provider.scheme.ready(&secret)),
                    secret,
                })
            }),
        }
    }

    /// A carrier's key; none for carriers that are not set up.
    pub(crate) fn of(&self, carrier: Carrier) -> Option<&Key> {
        self.carriers[carrier as usize].as_ref()
    }

    /// Meta: `X-Hub-Signature-256: sha256=<lower-case hex>` (Meta, webhooks, validating payloads).
    pub(crate) fn meta_signed(&self, header: Option<&[u8]>, body: &[u8]) -> bool {
        let Some(given) = header.and_then(|header| header.strip_prefix(b"sha256=")) else {
            return false;
        };
        same(&hex(&signed_with(&self.meta, body)), given)
    }
}

impl Scheme {
    fn ready(self, secret: &str) -> String {
        match self {
            Scheme::HmacHex { .. } => secret.nfkd().collect(),
            _ => secret.to_owned(),
        }
    }

    /// Whether a push with this body (as it came, or as a defect sees it) is the carrier's. Published keys are looked up
    /// elsewhere; without a scheme everything is.
    pub(crate) fn proves(self, key: &Key, push: &Push<'_>, body: &[u8]) -> bool {
        let secret = key.secret.as_bytes();
        match self {
            Scheme::HmacBase64 { header } => push.header(header).is_some_and(|given| {
                same(
                    STANDARD.encode(signed_with(&key.hmac, body)).as_bytes(),
                    given,
                )
            }),
            Scheme::HmacHex { header, prefix } => push
                .header(header)
                .and_then(|given| given.strip_prefix(prefix.as_bytes()))
                .is_some_and(|given| same(&hex(&signed_with(&key.hmac, body)), given)),
            Scheme::BodySlashKey { header } => push.header(header).is_some_and(|given| {
                let digest = Sha256::new().chain_update(body).chain_update(b"/");
                same(&hex(&digest.chain_update(secret).finalize()), given)
            }),
            Scheme::TimestampKeyBody { header, timestamp } => {
                let (Some(given), Some(timestamp)) = (push.header(header), push.header(timestamp))
                else {
                    return false;
                };
                let digest = Sha256::new().chain_update(timestamp).chain_update(secret);
                same(&hex(&digest.chain_update(body).finalize()), given)
            }
            Scheme::FormMd5 { field, sign } => {
                let part = |name| form::bytes_of(body, name);
                let (Some(text), Some(given)) = (part(field), part(sign)) else {
                    return false;
                };
                let digest = Md5::new()
                    .chain_update(text)
                    .chain_update(secret)
                    .finalize();
                same(&hex(&digest).to_ascii_uppercase(), &given)
            }
            Scheme::Token { headers } => headers
                .iter()
                .filter_map(|header| push.header(header))
                .any(|given| same(secret, given)),
            Scheme::ParameterOrHmacHex { parameter, header } => {
                let token = form::bytes_of(push.query.as_bytes(), parameter);
                token.is_some_and(|given| same(secret, &given))
                    || push
                        .header(header)
                        .is_some_and(|given| same(&hex(&signed_with(&key.hmac, body)), given))
            }
            Scheme::PublishedKey => false,
            Scheme::Unsigned => true,
        }
    }
}

/// Twilio: base64 of HMAC-SHA1 over the address that it called and every sorted field (Twilio, webhooks security). The
/// same field with the same value twice counts once.
pub(crate) fn twilio(token: &str, url: &str, fields: &[(String, String)]) -> String {
    let mut sorted: Vec<_> = fields.iter().collect();
    sorted.sort_unstable();
    sorted.dedup();
    let text = sorted
        .into_iter()
        .fold(url.to_owned(), |text, (key, value)| text + key + value);
    STANDARD.encode(hmac_sha1(token, &text))
}

/// Base64 of HMAC-SHA1 is what Alibaba Cloud's and Twilio's older signatures are made of.
pub(crate) fn hmac_sha1(key: &str, text: &str) -> Vec<u8> {
    let mac: Hmac<Sha1> =
        Hmac::new_from_slice(key.as_bytes()).expect("HMAC takes keys of any length");
    mac.chain_update(text).finalize().into_bytes().to_vec()
}

fn signed_with(key: &Hmac<Sha256>, body: &[u8]) -> [u8; 32] {
    key.clone()
        .chain_update(body)
        .finalize()
        .into_bytes()
        .into()
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
pub(crate) fn same(expected: &[u8], given: &[u8]) -> bool {
    let difference = expected
        .iter()
        .zip(given)
        .fold(0, |sum, (a, b)| sum | (a ^ b));
    expected.len() == given.len() && std::hint::black_box(difference) == 0
}

#[cfg(test)]
mod tests;
