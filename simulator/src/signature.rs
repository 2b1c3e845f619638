//! Signatures of webhooks: the right ones, the wrong ones on purpose, and odd forms that are still right.
//!
//! A signer knows one provider's scheme. It signs the bytes that are sent, whatever they are; it never parses
//! them to sign them. Checking signatures is the connector's work and happens nowhere in here.

mod bytes;
mod meta;
mod oddity;

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};

pub use meta::{meta_escape, meta_headers};
pub use oddity::Oddity;

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
}

/// Names of the secret that a forger has instead of the real one.
const FORGERS_SECRET: &str = "a-secret-that-nobody-shares";

impl<'a> Signer<'a> {
    /// The signature of a body, as the header carries it.
    pub fn sign(&self, body: &[u8]) -> String {
        match *self {
            Signer::HmacBase64 { secret } => STANDARD.encode(hmac_sha256(secret, body)),
            Signer::HmacHex { secret } => hex(&hmac_sha256(secret, body)),
            Signer::BodySlashKey { .. } | Signer::TimestampKeyBody { .. } => {
                let digest = self
                    .parts(body)
                    .iter()
                    .fold(Sha256::new(), Sha256::chain_update);
                hex(&digest.finalize())
            }
        }
    }

    /// The same scheme with SHA-1 in the place of SHA-256.
    fn sign_sha1(&self, body: &[u8]) -> String {
        match *self {
            Signer::HmacBase64 { secret } => STANDARD.encode(hmac_sha1(secret, body)),
            Signer::HmacHex { secret } => hex(&hmac_sha1(secret, body)),
            Signer::BodySlashKey { .. } | Signer::TimestampKeyBody { .. } => {
                let digest = self
                    .parts(body)
                    .iter()
                    .fold(Sha1::new(), Sha1::chain_update);
                hex(&digest.finalize())
            }
        }
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
            Signer::HmacBase64 { .. } | Signer::HmacHex { .. } => [body, b"", b""],
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
        }
    }
}

/// A way to send what the provider never signed. Every one of them has to be refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Forgery {
    /// There is no signature header.
    NoHeader,
    /// The signature header is empty.
    EmptyHeader,
    /// Signed with a secret that nobody shares.
    WrongSecret,
    /// The first half of the right signature.
    Truncated,
    /// The right signature of another body.
    OtherBody,
    /// One byte of the body was changed after signing.
    ByteFlipped,
    /// A wrong signature in capital letters.
    UppercaseOfWrong,
    /// The right secret, and SHA-1 in the place of SHA-256.
    Sha1Instead,
}

impl Forgery {
    /// All of them.
    pub const ALL: [Forgery; 8] = [
        Forgery::NoHeader,
        Forgery::EmptyHeader,
        Forgery::WrongSecret,
        Forgery::Truncated,
        Forgery::OtherBody,
        Forgery::ByteFlipped,
        Forgery::UppercaseOfWrong,
        Forgery::Sha1Instead,
    ];

    /// The word in the ledger.
    pub fn word(self) -> &'static str {
        match self {
            Forgery::NoHeader => "no_header",
            Forgery::EmptyHeader => "empty_header",
            Forgery::WrongSecret => "wrong_secret",
            Forgery::Truncated => "truncated",
            Forgery::OtherBody => "other_body",
            Forgery::ByteFlipped => "byte_flipped",
            Forgery::UppercaseOfWrong => "uppercase_of_wrong",
            Forgery::Sha1Instead => "sha1_instead",
        }
    }

    /// What is wrong, in a sentence's words.
    pub fn about(self) -> &'static str {
        match self {
            Forgery::NoHeader => "the signature header is missing",
            Forgery::EmptyHeader => "the signature header is empty",
            Forgery::WrongSecret => "signed with another secret",
            Forgery::Truncated => "only the first half of the right signature",
            Forgery::OtherBody => "the right signature of another body",
            Forgery::ByteFlipped => "one byte of the body changed after signing",
            Forgery::UppercaseOfWrong => "a wrong signature in capital letters",
            Forgery::Sha1Instead => "SHA-1 with the right secret where SHA-256 is due",
        }
    }

    /// The forgery with this word.
    pub fn parse(word: &str) -> Option<Forgery> {
        Forgery::ALL
            .into_iter()
            .find(|forgery| forgery.word() == word)
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

/// Signs a body as a forger does: the result never verifies under the signer's scheme and secret.
pub fn forge(signer: &Signer, mut body: Vec<u8>, forgery: Forgery) -> Sealed {
    let wrong = |body: &[u8]| signer.with_secret(FORGERS_SECRET).sign(body);
    let signature = match forgery {
        Forgery::NoHeader => None,
        Forgery::EmptyHeader => Some(String::new()),
        Forgery::WrongSecret => Some(wrong(&body)),
        Forgery::Truncated => {
            let mut signature = signer.sign(&body);
            signature.truncate(signature.len() / 2);
            Some(signature)
        }
        Forgery::OtherBody => {
            let other = [b"{}", body.as_slice()].concat();
            Some(signer.sign(&other))
        }
        Forgery::ByteFlipped => {
            let signature = signer.sign(&body);
            bytes::flip_one(&mut body);
            Some(signature)
        }
        Forgery::UppercaseOfWrong => Some(wrong(&body).to_ascii_uppercase()),
        Forgery::Sha1Instead => Some(signer.sign_sha1(&body)),
    };
    Sealed { signature, body }
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
