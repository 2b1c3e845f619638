//! RSA key pairs for webhooks that are verified with a published key (ShipEngine, validating webhooks).
//!
//! A pair follows from a seed and is made when it is first used: nobody who does not play such a carrier waits for
//! it. It protects nothing, since the world is a stage; anybody with the seed can make it again.

use crate::chance::{Chance, index_of};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rsa::RsaPrivateKey;
use rsa::pkcs1v15::SigningKey;
use rsa::signature::{SignatureEncoding, Signer as _};
use rsa::traits::PublicKeyParts;
use sha1::Sha1;
use sha2::Sha256;
use std::sync::{Arc, Mutex, PoisonError};

/// Bits of a modulus, as in ShipEngine's published keys.
const BITS: usize = 2_048;
/// Pairs that are kept; the oldest one goes.
const KEPT_MAX: usize = 8;

static KEPT: Mutex<Vec<(String, Arc<RsaKey>)>> = Mutex::new(Vec::new());

/// A key pair and the name under which its public half is published.
#[derive(Debug)]
pub struct RsaKey {
    signing: SigningKey<Sha256>,
    signing_sha1: SigningKey<Sha1>,
    kid: String,
    jwks: String,
}

impl RsaKey {
    /// The pair of a seed. Making it takes a good part of a second, the first time.
    pub fn of(seed: &str) -> Arc<RsaKey> {
        let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, key)) = kept.iter().find(|(known, _)| known == seed) {
            return Arc::clone(key);
        }
        let key = Arc::new(RsaKey::made(seed));
        if kept.len() == KEPT_MAX {
            kept.remove(0);
        }
        kept.push((seed.to_owned(), Arc::clone(&key)));
        key
    }

    fn made(seed: &str) -> RsaKey {
        let mut draw = Chance::new(index_of(seed)).stream("webhook key", 0);
        let key = RsaPrivateKey::new(&mut draw, BITS).expect("2048 bits make a key");
        let kid = format!("{:016x}", index_of(&format!("kid of {seed}")));
        let encoded = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let (modulus, exponent) = (encoded(&key.n_bytes()), encoded(&key.e_bytes()));
        let jwks = format!(
            r#"{{"keys":[{{"kty":"RSA","use":"sig","alg":"RS256","kid":"{kid}","n":"{modulus}","e":"{exponent}"}}]}}"#
        );
        RsaKey {
            signing: SigningKey::new(key.clone()),
            signing_sha1: SigningKey::new(key),
            kid,
            jwks,
        }
    }

    /// The name of the key in the published set.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The published set (RFC 7517): this one key.
    pub fn jwks(&self) -> &str {
        &self.jwks
    }

    /// PKCS#1 v1.5 with SHA-256 over the bytes.
    pub(super) fn sign(&self, bytes: &[u8]) -> Vec<u8> {
        self.signing.sign(bytes).to_vec()
    }

    /// The same with SHA-1.
    pub(super) fn sign_sha1(&self, bytes: &[u8]) -> Vec<u8> {
        self.signing_sha1.sign(bytes).to_vec()
    }
}
