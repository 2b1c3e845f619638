//! Reading `[stimulus.NAME]`.

use std::collections::BTreeMap;
use std::time::Duration;

use simulator::parcel::Checkpoint;

use super::{AckRule, NAMES, StatusRange, Stimulus};
use crate::connector_file::ConnectorFileError;
use crate::connector_file::item::Item;
use crate::connector_file::request::{headers, path_pattern, pointer};
use crate::connector_file::vocabulary::checkpoint;

type Read<T> = Result<T, ConnectorFileError>;

const METHODS: [(&str, &str); 4] = [
    ("POST", "POST"),
    ("PUT", "PUT"),
    ("PATCH", "PATCH"),
    ("GET", "GET"),
];

/// Longest wait for the answer to a stimulus.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(10);

pub(in crate::connector_file) fn read(item: &Item<'_>) -> Read<Stimulus> {
    let section = item.section()?;
    section.only(&[
        "method",
        "path",
        "headers",
        "body",
        "content_type",
        "ack",
        "timeout",
        "checkpoints",
    ])?;
    let path = section.need("path")?;
    let body = section.maybe("body", |body| body.pattern(&NAMES))?;
    let stimulus = Stimulus {
        method: section
            .maybe("method", |method| method.word(&METHODS))?
            .unwrap_or("POST")
            .to_string(),
        path: path_pattern(&path, &NAMES)?,
        headers: section
            .maybe("headers", |item| headers(item, &NAMES))?
            .unwrap_or_default(),
        body: body.unwrap_or_default(),
        content_type: section
            .maybe("content_type", Item::owned)?
            .unwrap_or_else(|| "application/json".to_string()),
        ack: section.maybe("ack", ack)?.unwrap_or_default(),
        timeout: section
            .maybe("timeout", Item::duration)?
            .unwrap_or(DEFAULT_TIMEOUT),
        checkpoint_words: section
            .maybe("checkpoints", checkpoint_words)?
            .unwrap_or_default(),
    };
    let told = |name: &str| {
        let texts = [&stimulus.path, &stimulus.body];
        texts
            .iter()
            .any(|pattern| pattern.names().any(|one| one == name))
    };
    if !told("tracking_number") {
        return Err(section.item.error(
            "neither path nor body holds {tracking_number}",
            "say where the parcel's number goes",
        ));
    }
    Ok(stimulus)
}

fn ack(item: &Item<'_>) -> Read<AckRule> {
    let section = item.section()?;
    section.only(&["status", "body_pointer", "equals"])?;
    let statuses = section.maybe("status", |status| match status.is_list() {
        true => status.list()?.iter().map(status_range).collect(),
        false => Ok(vec![status_range(status)?]),
    })?;
    let equals = section.maybe("equals", |equals| {
        let text = equals.text();
        let number = || equals.whole_number(0..=u64::MAX);
        let parsed = text.map(serde_json::Value::from);
        parsed.or_else(|error| number().map(serde_json::Value::from).map_err(|_| error))
    })?;
    let body_pointer = section.maybe("body_pointer", pointer)?;
    if equals.is_some() && body_pointer.is_none() {
        return Err(section
            .item
            .error("equals stands alone", "add body_pointer = \"/...\""));
    }
    Ok(AckRule {
        statuses: statuses.unwrap_or_else(|| AckRule::default().statuses),
        body_pointer,
        body_equals: equals,
    })
}

fn status_range(item: &Item<'_>) -> Read<StatusRange> {
    let text = match item.is_text() {
        true => item.owned()?,
        false => item.whole_number(100..=599)?.to_string(),
    };
    StatusRange::parse(&text).ok_or_else(|| {
        item.error(
            format!("{text:?} is no HTTP status"),
            "write 2xx, 204 or 200-204",
        )
    })
}

fn checkpoint_words(item: &Item<'_>) -> Read<BTreeMap<Checkpoint, String>> {
    let mut words = BTreeMap::new();
    for (ours, theirs) in item.section()?.entries() {
        words.insert(checkpoint(ours, &theirs)?, theirs.owned()?);
    }
    Ok(words)
}
