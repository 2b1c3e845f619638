//! The text of a connector file without its secrets.
//!
//! Secrets are known by where they stand (credentials) or by what their key is called (headers, environment,
//! database addresses). Wherever else such a text occurs in the file, comments included, it is masked as well.

use std::ops::Range;

use super::ConnectorFileError;
use super::item::{Item, Section};
use super::pattern::Pattern;

const MASK: &str = "****";

/// Below this length a text may well occur by chance elsewhere, so only its own place is masked.
const SEARCHED_FROM: usize = 6;

/// A key that contains one of these holds a secret.
const SECRET_WORDS: [&str; 9] = [
    "secret",
    "token",
    "password",
    "passwd",
    "authorization",
    "cookie",
    "credential",
    "key",
    "auth",
];

pub(super) fn masked(file: &Section<'_>, text: &str) -> Result<String, ConnectorFileError> {
    let mut secrets: Vec<(Range<usize>, String)> = Vec::new();
    if let Some(credentials) = file.get("credentials") {
        for (name, item) in credentials.section()?.entries() {
            if name != "waba_id" {
                note(&item, &mut secrets)?;
            }
        }
    }
    search(&file.item, &mut secrets)?;
    Ok(replace(text, secrets))
}

/// Walks the whole file for keys that sound like secrets and for addresses with a password in them.
fn search(
    item: &Item<'_>,
    secrets: &mut Vec<(Range<usize>, String)>,
) -> Result<(), ConnectorFileError> {
    if item.is_table() {
        for (name, inner) in item.section()?.entries() {
            let name = name.to_ascii_lowercase();
            let place = item.path.rsplit('.').next().unwrap_or_default();
            let may_hold = matches!(place, "env" | "headers") || item.path == "records";
            let sounds = SECRET_WORDS.iter().any(|word| name.contains(word));
            let address =
                inner.is_text() && password_in(inner.text().unwrap_or_default()).is_some();
            if inner.is_text() && !inner.is_empty_text() && ((may_hold && sounds) || address) {
                note(&inner, secrets)?;
            } else {
                search(&inner, secrets)?;
            }
        }
    } else if item.is_list() {
        for inner in item.list()? {
            search(&inner, secrets)?;
        }
    }
    Ok(())
}

/// What a text says is secret unless it only refers to one.
fn note(
    item: &Item<'_>,
    secrets: &mut Vec<(Range<usize>, String)>,
) -> Result<(), ConnectorFileError> {
    let text = item.text()?;
    let refers = text.starts_with("env:") || Pattern::parse(text).names().next().is_some();
    if refers && password_in(text).is_none() {
        return Ok(());
    }
    let secret = password_in(text).unwrap_or(text);
    secrets.push((item.span.clone(), secret.to_string()));
    Ok(())
}

/// The password of `scheme://user:password@host`.
fn password_in(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("://")?;
    let authority = rest.split('/').next()?;
    let (user_info, _) = authority.rsplit_once('@')?;
    let (_, password) = user_info.split_once(':')?;
    (!password.is_empty()).then_some(password)
}

fn replace(text: &str, mut secrets: Vec<(Range<usize>, String)>) -> String {
    let mut masked = text.to_string();
    secrets.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    for (span, _) in &secrets {
        // Spans run over the quotes; from back to front, so that earlier ones stay true.
        masked.replace_range(span.clone(), &format!("\"{MASK}\""));
    }
    secrets.sort_by_key(|(_, secret)| std::cmp::Reverse(secret.len()));
    for (_, secret) in secrets
        .iter()
        .filter(|(_, secret)| secret.len() >= SEARCHED_FROM)
    {
        masked = masked.replace(secret.as_str(), MASK);
    }
    masked
}
