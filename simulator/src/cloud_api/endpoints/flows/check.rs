//! What is wrong with a flow's drawing: no JSON, missing or unknown properties at its top and in its screens, screens
//! with one id. Layouts and their components are not looked into.
//!
//! Source: Meta, WhatsApp Flows, "Flow JSON", "Error codes" (words of validation errors).

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::cloud_api::answer::Refusal;

/// Largest drawing (Meta, WhatsApp Flows, Flow JSON).
const BYTES_MAX: usize = 10 << 20;
/// Most mistakes that are told.
const MISTAKES_MAX: usize = 50;
const TOP: [&str; 5] = [
    "version",
    "screens",
    "routing_model",
    "data_api_version",
    "data_channel_uri",
];
const SCREEN: [&str; 8] = [
    "id",
    "title",
    "layout",
    "terminal",
    "success",
    "data",
    "refresh_on_back",
    "sensitive",
];

/// A drawing, as far as it was understood.
#[derive(Debug, Default)]
pub(super) struct Checked {
    pub(super) version: Option<String>,
    pub(super) data_api_version: Option<String>,
    pub(super) mistakes: Vec<Value>,
}

/// # Errors
/// 100 for a drawing over 10 MB.
pub(super) fn too_large(bytes: usize) -> Result<(), Box<Refusal>> {
    if bytes <= BYTES_MAX {
        return Ok(());
    }
    Err(Box::new(
        Refusal::new(100, "file", format!("at most {BYTES_MAX} bytes")).got(bytes.to_string()),
    ))
}

/// Reads a drawing and says what is wrong with it.
pub(super) fn checked(written: &str) -> Checked {
    let mut mistakes = Mistakes {
        written,
        told: Vec::new(),
    };
    let top: Map<String, Value> = match serde_json::from_str(written) {
        Ok(top) => top,
        Err(error) => {
            let place = (error.line().max(1), error.column().max(1));
            mistakes.tell_at(
                "INVALID_JSON",
                "JSON_PARSE_ERROR",
                error.to_string(),
                place,
                1,
            );
            return Checked {
                mistakes: mistakes.told,
                ..Checked::default()
            };
        }
    };
    mistakes.unknown(&top, &TOP, "$root");
    let text = |name: &str| top.get(name).and_then(Value::as_str).map(str::to_owned);
    let version = text("version");
    match &version {
        None => mistakes.missing("version", "$root"),
        Some(version) if !is_version(version) => mistakes.tell(
            "INVALID_PROPERTY_VALUE",
            format!("The version \"{version}\" is not valid at \"$root/version\"."),
            "version",
        ),
        Some(_) => {}
    }
    match top.get("screens").and_then(Value::as_array) {
        None => mistakes.missing("screens", "$root"),
        Some(screens) => mistakes.screens(screens),
    }
    Checked {
        version,
        data_api_version: text("data_api_version"),
        mistakes: mistakes.told,
    }
}

fn is_version(version: &str) -> bool {
    version.split_once('.').is_some_and(|(major, minor)| {
        [major, minor]
            .iter()
            .all(|part| part.len() <= 2 && part.parse::<u8>().is_ok())
    })
}

struct Mistakes<'t> {
    written: &'t str,
    told: Vec<Value>,
}

impl Mistakes<'_> {
    fn screens(&mut self, screens: &[Value]) {
        let mut ids = BTreeSet::new();
        for (index, screen) in screens.iter().enumerate() {
            let place = format!("$root/screens/{index}");
            let Some(screen) = screen.as_object() else {
                let words = format!("Expected an object at \"{place}\".");
                self.tell("INVALID_PROPERTY_TYPE", words, "screens");
                continue;
            };
            self.unknown(screen, &SCREEN, &place);
            match screen.get("id").and_then(Value::as_str) {
                None => self.missing("id", &place),
                Some(id) if !ids.insert(id.to_owned()) => self.tell(
                    "DUPLICATE_SCREEN_IDS",
                    format!("The screen id \"{id}\" occurs twice at \"{place}\"."),
                    id,
                ),
                Some(_) => {}
            }
            if !screen.contains_key("layout") {
                self.missing("layout", &place);
            }
        }
    }

    fn unknown(&mut self, object: &Map<String, Value>, known: &[&str], place: &str) {
        for name in object.keys().filter(|name| !known.contains(&name.as_str())) {
            let words = format!("The property \"{name}\" cannot be specified at \"{place}\".");
            self.tell("INVALID_PROPERTY", words, name);
        }
    }

    fn missing(&mut self, name: &str, place: &str) {
        let words = format!("The required property \"{name}\" is missing at \"{place}\".");
        self.tell("MISSING_REQUIRED_PROPERTY", words, "");
    }

    /// At the place where `key` stands in quotes, or at the start.
    fn tell(&mut self, error: &str, words: String, key: &str) {
        let at = (!key.is_empty())
            .then(|| self.written.find(&format!("\"{key}\"")))
            .flatten()
            .unwrap_or(0);
        let before = &self.written[..at];
        let line = before.matches('\n').count() + 1;
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let column = before[line_start..].chars().count() + 1;
        let width = key.chars().count() + 2;
        self.tell_at(error, "JSON_SCHEMA_ERROR", words, (line, column), width);
    }

    fn tell_at(
        &mut self,
        error: &str,
        kind: &str,
        words: String,
        (line, column): (usize, usize),
        width: usize,
    ) {
        if self.told.len() < MISTAKES_MAX {
            self.told.push(json!({
                "error": error,
                "error_type": kind,
                "message": words,
                "line_start": line,
                "line_end": line,
                "column_start": column,
                "column_end": column + width,
            }));
        }
    }
}
