//! What the connector knows, for those who want to compare.

use crate::routes::{Answer, Refusal, json};
use crate::store::{Query, Store};
use hyper::StatusCode;

/// Records in a page, at most and by default.
const PAGE_MAX: i64 = 1_000;

/// Answers a GET under `/records/`.
pub(crate) async fn answer(store: &Store, path: &str, query: &str) -> Result<Answer, Refusal> {
    let asked = question(path, query)?;
    match store.query(asked).await? {
        Some(found) => Ok(json(StatusCode::OK, found)),
        None => Err(Refusal::NoRecord),
    }
}

/// A query parameter, decoded.
pub(crate) fn parameter(query: &str, name: &str) -> Option<String> {
    let mut pairs = query
        .split('&')
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs
        .find(|(key, _)| *key == name)
        .map(|(_, value)| decode(&value.replace('+', " ")))
}

fn question(path: &str, query: &str) -> Result<Query, Refusal> {
    let path = path.strip_prefix("/records/").ok_or(Refusal::NoPath)?;
    if let Some(wamid) = path.strip_prefix("messages/") {
        return Ok(Query::Message {
            wamid: decode(wamid),
        });
    }
    if let Some(wamid) = path.strip_prefix("inbound/") {
        return Ok(Query::Inbound {
            wamid: decode(wamid),
        });
    }
    let after = number(query, "after", 0)?;
    let limit = number(query, "limit", PAGE_MAX)?.clamp(1, PAGE_MAX);
    match path {
        "messages" => Ok(Query::Messages { after, limit }),
        "inbound" => Ok(Query::InboundAll { after, limit }),
        _ => Err(Refusal::NoPath),
    }
}

/// A number in the query; absent and empty mean the default.
fn number(query: &str, name: &'static str, default: i64) -> Result<i64, Refusal> {
    match parameter(query, name) {
        None => Ok(default),
        Some(text) if text.is_empty() => Ok(default),
        Some(text) => text
            .parse::<i64>()
            .ok()
            .filter(|number| *number >= 0)
            .ok_or(Refusal::Number(name)),
    }
}

/// Percent-decoded; message ids are base64 and may hold `/`, `+` and `=`.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let escaped = rest.get(1..3).filter(|_| byte == b'%');
        let digits = escaped.and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(decoded) => {
                bytes.push(decoded);
                rest = &rest[3..];
            }
            None => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests;
