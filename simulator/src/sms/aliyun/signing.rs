//! Who signed a request, by either scheme, and whether it is fresh.
//!
//! Sources: Aliyun, OpenAPI, "RPC signature" (version 1.0, HMAC-SHA1) and "V3 request body and signature"
//! (ACS3-HMAC-SHA256). A nonce counts once it came with a right signature.

use crate::chance::index_of;
use crate::clock::Moment;
use crate::sms::percent::{encoded, joined};
use crate::sms::settings::{AccessKey, AliyunSettings};
use crate::sms::{calendar, mac};

use super::call::Call;
use super::refused::Refused;

/// A right signature.
#[derive(Debug)]
pub(super) struct Signed<'a> {
    pub(super) key: &'a AccessKey,
    /// Hash of key and nonce.
    pub(super) nonce: u64,
}

/// Checks key, time and signature.
pub(super) fn check<'a>(
    settings: &'a AliyunSettings,
    call: &Call<'_>,
) -> Result<Signed<'a>, Refused> {
    if call.is_acs3() {
        acs3(settings, call)
    } else {
        rpc(settings, call)
    }
}

fn rpc<'a>(settings: &'a AliyunSettings, call: &Call<'_>) -> Result<Signed<'a>, Refused> {
    let wanted = |name: &'static str| call.get(name).ok_or_else(|| Refused::missing(name));
    let key = known_key(settings, wanted("AccessKeyId")?)?;
    let signature = wanted("Signature")?;
    let nonce = wanted("SignatureNonce")?;
    let time = wanted("Timestamp")?;
    let method = (
        wanted("SignatureMethod")?.to_ascii_uppercase(),
        wanted("SignatureVersion")?,
    );
    if (method.0.as_str(), method.1) != ("HMAC-SHA1", "1.0") {
        return Err(Refused::known("IncompleteSignature"));
    }
    fresh(settings, call.now, time)?;
    let text = rpc_string_to_sign(
        call.request.method,
        call.parameters
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str())),
    );
    if mac::sha1_base64(&format!("{}&", key.secret), &text) != signature {
        return Err(Refused::known("SignatureDoesNotMatch").saying(format!(
            "Specified signature is not matched with our calculation. server string to sign is:{text}"
        )));
    }
    Ok(Signed {
        key,
        nonce: hash(&key.id, nonce),
    })
}

/// What version 1.0 signs: method, path (always the root) and the sorted parameters, encoded twice.
pub(super) fn rpc_string_to_sign<'a>(
    method: &str,
    parameters: impl Iterator<Item = (&'a str, &'a str)>,
) -> String {
    let mut pairs: Vec<(&str, &str)> = parameters
        .filter(|(name, _)| *name != "Signature")
        .collect();
    pairs.sort_unstable();
    format!("{method}&%2F&{}", encoded(&joined(pairs)))
}

fn acs3<'a>(settings: &'a AliyunSettings, call: &Call<'_>) -> Result<Signed<'a>, Refused> {
    let incomplete = || Refused::known("IncompleteSignature");
    let header = call.header("authorization").unwrap_or_default();
    let parts = header
        .strip_prefix("ACS3-HMAC-SHA256 ")
        .ok_or_else(incomplete)?;
    let part = |name: &str| {
        let found = parts
            .split(',')
            .filter_map(|part| part.trim().split_once('='));
        found
            .into_iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
    };
    let key = known_key(settings, part("Credential").ok_or_else(incomplete)?)?;
    let signed = part("SignedHeaders").ok_or_else(incomplete)?;
    let signature = part("Signature").ok_or_else(incomplete)?;
    let wanted = |name: &'static str| call.header(name).ok_or_else(|| Refused::missing(name));
    let nonce = wanted("x-acs-signature-nonce")?;
    fresh(settings, call.now, wanted("x-acs-date")?)?;
    let payload = mac::digest_hex(call.request.body);
    let stated = wanted("x-acs-content-sha256")?;
    // A client that can change its host but no path signs the root; one that knows our path signs that.
    let canonical = |path| canonical(call, path, signed, stated);
    let texts = [canonical(call.path), canonical(call.request.path)];
    let matches = texts
        .iter()
        .any(|text| mac::sha256_hex(&key.secret, &string_to_sign(text)) == signature);
    if !matches || payload != stated {
        return Err(
            Refused::known("SignatureDoesNotMatch").saying(acs3_mismatch(&texts[0], &payload))
        );
    }
    Ok(Signed {
        key,
        nonce: hash(&key.id, nonce),
    })
}

fn acs3_mismatch(canonical: &str, payload: &str) -> String {
    format!(
        "Specified signature is not matched with our calculation. server string to sign is:{}, \
         server canonical request is:{canonical}, server body hash is:{payload}",
        string_to_sign(canonical)
    )
}

/// Version 3's canonical request.
fn canonical(call: &Call<'_>, path: &str, signed: &str, payload: &str) -> String {
    let query = joined(
        call.query
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str())),
    );
    let headers: String = signed
        .split(';')
        .map(|name| format!("{name}:{}\n", call.header(name).unwrap_or_default().trim()))
        .collect();
    let method = call.request.method;
    format!("{method}\n{path}\n{query}\n{headers}\n{signed}\n{payload}")
}

fn string_to_sign(canonical: &str) -> String {
    format!(
        "ACS3-HMAC-SHA256\n{}",
        mac::digest_hex(canonical.as_bytes())
    )
}

fn known_key<'a>(settings: &'a AliyunSettings, id: &str) -> Result<&'a AccessKey, Refused> {
    let found = settings.access_keys.iter().find(|key| key.id == id);
    found.ok_or_else(|| Refused::known("InvalidAccessKeyId.NotFound"))
}

fn fresh(settings: &AliyunSettings, now: Moment, time: &str) -> Result<(), Refused> {
    let stated =
        calendar::parse_iso_z(time).ok_or_else(|| Refused::known("InvalidTimeStamp.Format"))?;
    let off = now.since(stated).max(stated.since(now));
    match settings.timestamp_window {
        Some(window) if off > window => Err(Refused::known("InvalidTimeStamp.Expired")),
        _ => Ok(()),
    }
}

fn hash(key: &str, nonce: &str) -> u64 {
    index_of(&format!("{key}\n{nonce}"))
}

#[cfg(test)]
mod tests;
