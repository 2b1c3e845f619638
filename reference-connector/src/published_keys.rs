//! Signatures with keys that the signer publishes: ShipEngine's RSA (ShipStation, validating webhooks). A key set is
//! fetched when a key is first named, kept, and fetched again when an unknown key is named.
//!
//! The time stamp is signed, but its age is not judged: a push that is offered again hours later is as genuine, and
//! counts once anyway.

use std::collections::HashMap;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use serde::Deserialize;
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::carriers::Push;
use crate::http::Http;

/// Whoever names unknown keys must not make us ask without end.
const FETCH_GAP: Duration = Duration::from_secs(1);
/// Keys of a set that are kept.
const KEYS_MAX: usize = 32;

/// The key set cannot be had, so nobody knows whether the signature is right.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the carrier's published keys cannot be fetched from {url}; offer the notice again later")]
pub(crate) struct NoKeys {
    url: String,
}

/// ShipEngine's keys.
pub(crate) struct PublishedKeys {
    url: String,
    http: Http,
    set: Mutex<Set>,
}

#[derive(Default)]
struct Set {
    keys: HashMap<String, RsaKey>,
    fetched: Option<Instant>,
}

/// Modulus and exponent, big-endian.
#[derive(Clone)]
struct RsaKey {
    n: Vec<u8>,
    e: Vec<u8>,
}

impl PublishedKeys {
    pub(crate) fn at(url: String, http: Http) -> PublishedKeys {
        let set = Mutex::default();
        PublishedKeys { url, http, set }
    }

    /// Whether ShipEngine signed the push.
    ///
    /// # Errors
    /// The key set cannot be fetched.
    pub(crate) async fn signed(&self, push: &Push<'_>) -> Result<bool, NoKeys> {
        let text = |name: &str| std::str::from_utf8(push.header(name)?).ok();
        let (Some(kid), Some(timestamp), Some(signature)) = (
            text("x-shipengine-rsa-sha256-key-id"),
            text("x-shipengine-timestamp"),
            text("x-shipengine-rsa-sha256-signature"),
        ) else {
            return Ok(false);
        };
        let Ok(signature) = STANDARD.decode(signature) else {
            return Ok(false);
        };
        let key = self.key(kid).await?;
        let signed = [timestamp.as_bytes(), b".", push.body].concat();
        Ok(key.is_some_and(|key| key.verifies(&signed, &signature)))
    }

    async fn key(&self, kid: &str) -> Result<Option<RsaKey>, NoKeys> {
        let mut set = self.set.lock().await;
        let stale = set.fetched.is_none_or(|at| at.elapsed() >= FETCH_GAP);
        if !set.keys.contains_key(kid) && stale {
            match self.fetch().await {
                Some(keys) => {
                    set.keys = keys;
                    set.fetched = Some(Instant::now());
                }
                None => {
                    let url = self.url.clone();
                    return Err(NoKeys { url });
                }
            }
        }
        Ok(set.keys.get(kid).cloned())
    }

    async fn fetch(&self) -> Option<HashMap<String, RsaKey>> {
        let answer = self.http.get(&self.url, &[]).await.ok()?;
        if !answer.status.is_success() {
            return None;
        }
        read(&answer.body)
    }
}

impl RsaKey {
    fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let key = RsaPublicKeyComponents {
            n: &self.n,
            e: &self.e,
        };
        key.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
            .is_ok()
    }
}

#[derive(Deserialize)]
struct Jwks {
    keys: Vec<Jwk>,
}

#[derive(Deserialize)]
struct Jwk {
    kty: String,
    kid: Option<String>,
    n: Option<String>,
    e: Option<String>,
}

/// The RSA keys of a set (RFC 7517), by their names.
fn read(body: &[u8]) -> Option<HashMap<String, RsaKey>> {
    let set: Jwks = serde_json::from_slice(body).ok()?;
    let number = |text: Option<String>| {
        let bytes = URL_SAFE_NO_PAD.decode(text?).ok()?;
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        Some(bytes[zeros..].to_vec())
    };
    let keys = set.keys.into_iter().filter(|key| key.kty == "RSA");
    let named = keys.filter_map(|key| {
        let (n, e) = (number(key.n)?, number(key.e)?);
        Some((key.kid?, RsaKey { n, e }))
    });
    Some(named.take(KEYS_MAX).collect())
}

#[cfg(test)]
mod tests;
