//! Forgeries: what is sent with a signature that must not verify.

use super::{Sealed, Signer, bytes};

/// The secret that a forger has instead of the real one.
pub(super) const FORGERS_SECRET: &str = "a-secret-that-nobody-shares";

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
        // A token is right for every body, so only another token is wrong.
        Forgery::OtherBody if !signer.covers_the_body() => Some(wrong(&body)),
        Forgery::OtherBody => {
            let other = [b"{}", body.as_slice()].concat();
            Some(signer.sign(&other))
        }
        Forgery::ByteFlipped => {
            let signature = if signer.covers_the_body() {
                signer.sign(&body)
            } else {
                wrong(&body)
            };
            bytes::flip_one(&mut body);
            Some(signature)
        }
        Forgery::UppercaseOfWrong => Some(wrong(&body).to_ascii_uppercase()),
        Forgery::Sha1Instead => Some(signer.sign_sha1(&body)),
    };
    Sealed { signature, body }
}
