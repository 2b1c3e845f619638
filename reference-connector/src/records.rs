//! What the connector knows, for those who want to compare.

use crate::form;
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
    form::value_of(query.as_bytes(), name)
}

fn question(path: &str, query: &str) -> Result<Query, Refusal> {
    let path = path.strip_prefix("/records/").ok_or(Refusal::NoPath)?;
    if let Some(wamid) = path.strip_prefix("messages/") {
        return Ok(Query::Message {
            wamid: form::of_path(wamid),
        });
    }
    if let Some(wamid) = path.strip_prefix("inbound/") {
        return Ok(Query::Inbound {
            wamid: form::of_path(wamid),
        });
    }
    let after = number(query, "after", 0)?;
    let limit = number(query, "limit", PAGE_MAX)?.clamp(1, PAGE_MAX);
    match path {
        "messages" => Ok(Query::Messages { after, limit }),
        "inbound" => Ok(Query::InboundAll { after, limit }),
        "unsent" => Ok(Query::Unsent { after, limit }),
        "sms" => Ok(Query::Sms { after, limit }),
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

#[cfg(test)]
mod tests;
