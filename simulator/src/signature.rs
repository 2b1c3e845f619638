//! Signatures of webhooks: the right ones, the wrong ones on purpose, and odd forms that are still right.
//!
//! A signer knows one provider's scheme. It signs the bytes that are sent, whatever they are; it never parses
//! them to sign them. Checking signatures is the connector's work and happens nowhere in here.

mod bytes;
mod forgery;
mod keyed_text;
mod meta;
mod oddity;
mod requests;
mod rsa_key;

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256};

pub use forgery::{Forgery, forge};
pub use keyed_text::compatible;
pub use meta::{meta_escape, meta_headers};
pub use oddity::Oddity;
pub use requests::{acs_v1, acs_v3, four_px, sf_digest, twilio, yun_express_api};
pub use rsa_key::RsaKey;

/// A scheme together with what it needs to sign.
#[derive(Debug, Clone, Copy)]
pub enum Signer<'a> {
    /// Base64 of HMAC-SHA256 over the body (AfterShip, webhook signature; Shopify and FedEx sign so too).
    HmacBase64 {
        /// Shared secret, used as UTF-8 text.
        secret: &'a str,
    },
    /// Lower-case hexadecimal of HMAC-SHA256 over the body (Meta, webhooks).
    HmacHex {
        /// Shared secret, used as UTF-8 text.
        secret: &'a str,
    },
    /// Lower-case hexadecimal of SHA-256 over body, slash, key (17TRACK, webhook).
    BodySlashKey {
        /// The account's API key.
        key: &'a str,
    },
    /// Lower-case hexadecimal of SHA-256 over timestamp, key, body (YunExpress push; unconfirmed).
    TimestampKeyBody {
        /// What the timestamp header says.
        timestamp: &'a str,
        /// Shared key.
        key: &'a str,
    },
    /// Upper-case hexadecimal of MD5 over text and salt (Kuaidi100, push).
    TextSaltMd5 {
        /// The salt that was given with the subscription.
        salt: &'a str,
    },
    /// Base64 of an RSA signature (PKCS#1 v1.5, SHA-256) over timestamp, dot, body (ShipEngine, validating
    /// webhooks). Nothing is shared: the key pair follows from a seed, and the public half is published.
    TimestampDotRsa {
        /// What the timestamp header says.
        timestamp: &'a str,
        /// What the key pair is made from.
        seed: &'a str,
    },
    /// A fixed text that the receiver knows, whatever the body is (DHL Unified Push, UPS Track Alert).
    Token {
        /// The text.
        token: &'a str,
    },
}

impl<'a> Signer<'a> {
    /// The signature of a body, as the header carries it.
    pub fn sign(&self, body: &[u8]) -> String {
        match *self {
            Signer::HmacBase64 { secret } => STANDARD.encode(hmac_sha256(secret, body)),
            Signer::HmacHex { secret } => hex(&hmac_sha256(secret, body)),
            Signer::BodySlashKey { .. } | Signer::TimestampKeyBody { .. } => {
                hex(&self.digest::<Sha256>(body))
            }
            Signer::TextSaltMd5 { .. } => hex(&self.digest::<Md5>(body)).to_ascii_uppercase(),
            Signer::TimestampDotRsa { seed, .. } => {
                STANDARD.encode(RsaKey::of(seed).sign(&self.parts(body).concat()))
            }
            Signer::Token { token } => token.to_owned(),
        }
    }

    /// The same scheme with SHA-1 in the place of its own hash.
    fn sign_sha1(&self, body: &[u8]) -> String {
        match *self {
            Signer::HmacBase64 { secret } => STANDARD.encode(hmac_sha1(secret, body)),
            Signer::HmacHex { secret } => hex(&hmac_sha1(secret, body)),
            Signer::BodySlashKey { .. } | Signer::TimestampKeyBody { .. } => {
                hex(&self.digest::<Sha1>(body))
            }
            Signer::TextSaltMd5 { .. } => hex(&self.digest::<Sha1>(body)).to_ascii_uppercase(),
            Signer::TimestampDotRsa { seed, .. } => {
                STANDARD.encode(RsaKey::of(seed).sign_sha1(&self.parts(body).concat()))
            }
            Signer::Token { token } => hex(&Sha1::digest(token)),
        }
    }

    fn digest<D: Digest>(&self, body: &[u8]) -> Vec<u8> {
        let parts = self.parts(body);
        let digest = parts.iter().fold(D::new(), D::chain_update);
        digest.finalize().to_vec()
    }

    /// Whether the signature says anything about the body.
    fn covers_the_body(&self) -> bool {
        !matches!(self, Signer::Token { .. })
    }

    /// What a scheme without HMAC hashes, one after the other.
    fn parts<'b>(&self, body: &'b [u8]) -> [&'b [u8]; 3]
    where
        'a: 'b,
    {
        match *self {
            Signer::BodySlashKey { key } => [body, b"/", key.as_bytes()],
            Signer::TimestampKeyBody { timestamp, key } => {
                [timestamp.as_bytes(), key.as_bytes(), body]
            }
            Signer::TextSaltMd5 { salt } => [body, salt.as_bytes(), b""],
            Signer::TimestampDotRsa { timestamp, .. } => [timestamp.as_bytes(), b".", body],
            Signer::HmacBase64 { .. } | Signer::HmacHex { .. } | Signer::Token { .. } => {
                [body, b"", b""]
            }
        }
    }

    /// The same scheme with another secret.
    fn with_secret<'b>(&self, secret: &'b str) -> Signer<'b>
    where
        'a: 'b,
    {
        match *self {
            Signer::HmacBase64 { .. } => Signer::HmacBase64 { secret },
            Signer::HmacHex { .. } => Signer::HmacHex { secret },
            Signer::BodySlashKey { .. } => Signer::BodySlashKey { key: secret },
            Signer::TimestampKeyBody { timestamp, .. } => Signer::TimestampKeyBody {
                timestamp,
                key: secret,
            },
            Signer::TextSaltMd5 { .. } => Signer::TextSaltMd5 { salt: secret },
            Signer::TimestampDotRsa { timestamp, .. } => Signer::TimestampDotRsa {
                timestamp,
                seed: secret,
            },
            Signer::Token { .. } => Signer::Token { token: secret },
        }
    }
}

/// A body and the value of its signature header; `None` where a forger leaves the header out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The header's value.
    pub signature: Option<String>,
    /// The bytes to send, which a forger may have changed.
    pub body: Vec<u8>,
}

/// Signs a body as its provider does.
pub fn seal(signer: &Signer, body: Vec<u8>) -> Sealed {
    Sealed {
        signature: Some(signer.sign(&body)),
        body,
    }
}

fn hmac_sha256(secret: &str, body: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key of any length");
    mac.update(body);
    mac.finalize().into_bytes().into()
}

fn hmac_sha1(secret: &str, body: &[u8]) -> [u8; 20] {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret.as_bytes()).expect("a key of any length");
    mac.update(body);
    mac.finalize().into_bytes().into()
}

/// Lower-case hexadecimal.
fn hex(digest: &[u8]) -> String {
    let mut text = String::with_capacity(digest.len() * 2);
    for byte in digest {
        for nibble in [byte >> 4, byte & 15] {
            text.push(char::from(bytes::HEX[usize::from(nibble)]));
        }
    }
    text
}

#[cfg(test)]
mod tests;
