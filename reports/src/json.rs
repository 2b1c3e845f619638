//! `run.json`: the record itself, for machines and for rendering again. Fields are added, never renamed, so a
//! reader of schema 1 can read every later record of schema 1.

use serde_json::Value;

use crate::record::{RunRecord, SCHEMA};

/// Why a text is not a record that this program can read. The caller knows the path and names it.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Not JSON at all, or cut off.
    #[error(
        "not JSON: {0}; the file may have been cut off: take the one from the run directory, or judge the ledger again with `shakedown check DIR`"
    )]
    NotJson(serde_json::Error),
    /// JSON of somebody else.
    #[error("not a run record: {0}; give the run.json that `shakedown run` wrote")]
    Foreign(&'static str),
    /// Written by a newer program.
    #[error(
        "written with schema {found} by {tool}, and this program reads up to schema {SCHEMA}; use that version or a newer one"
    )]
    Newer {
        /// The schema of the record.
        found: u64,
        /// Name and version of its writer.
        tool: String,
    },
    /// A record of ours with a field missing or of another type.
    #[error("a damaged run record: {0}; judge the ledger again with `shakedown check DIR`")]
    Damaged(serde_json::Error),
}

/// The record as pretty JSON with a line feed at the end. JSON has no word for a number that is not finite: it
/// becomes `null`, which cannot be read back; whoever judges must not divide by zero.
pub fn to_json(record: &RunRecord) -> String {
    let mut text = serde_json::to_string_pretty(record).unwrap_or_else(|error| {
        // Structs of strings and numbers cannot fail to serialize; if they ever do, say so in the file.
        format!("{{\"schema\":0,\"error\":{:?}}}", error.to_string())
    });
    text.push('\n');
    text
}

/// Reads a record back.
///
/// # Errors
/// [`ReadError`] tells a foreign file, a newer schema and a damaged record apart, each with its cure.
pub fn from_json(text: &str) -> Result<RunRecord, ReadError> {
    let value: Value = serde_json::from_str(text).map_err(ReadError::NotJson)?;
    let fields = value
        .as_object()
        .ok_or(ReadError::Foreign("it is no JSON object"))?;
    let schema = fields
        .get("schema")
        .and_then(Value::as_u64)
        .ok_or(ReadError::Foreign("it has no number `schema`"))?;
    let tool = fields
        .get("tool")
        .and_then(|t| t.get("name"))
        .and_then(Value::as_str);
    let tool = tool.ok_or(ReadError::Foreign("it has no `tool.name`"))?;
    if schema > u64::from(SCHEMA) {
        let version = fields["tool"]
            .get("version")
            .and_then(Value::as_str)
            .unwrap_or("");
        let tool = crate::escape::visible(format!("{tool} {version}").trim());
        return Err(ReadError::Newer {
            found: schema,
            tool,
        });
    }
    if schema != u64::from(SCHEMA) {
        return Err(ReadError::Foreign("its schema was never in use"));
    }
    // Once more from the text, not from the value: that way the error has a line and a column.
    serde_json::from_str(text).map_err(ReadError::Damaged)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // a test that cannot unwrap has failed

    use super::*;
    use crate::golden;

    #[test]
    fn every_golden_record_comes_back_as_it_was() {
        for (name, record) in golden::all() {
            assert_eq!(from_json(&to_json(&record)).unwrap(), record, "{name}");
        }
    }

    #[test]
    fn a_field_that_a_later_version_added_is_no_obstacle() {
        let text = to_json(&golden::pass()).replacen('{', "{\"mood\": \"good\",", 1);
        assert!(from_json(&text).is_ok());
    }

    #[test]
    fn each_kind_of_wrong_file_has_its_own_message() {
        let good = to_json(&golden::pass());
        let cases = [
            (good[..300].to_owned(), "not JSON: "),
            ("[]".to_owned(), "not a run record: it is no JSON object; "),
            (
                "{\"name\":\"x\"}".to_owned(),
                "not a run record: it has no number `schema`; ",
            ),
            (
                good.replacen("\"schema\": 1", "\"schema\": 0", 1),
                "not a run record: its schema was never in use; ",
            ),
            (
                good.replacen("\"schema\": 1", "\"schema\": 2", 1),
                "written with schema 2 by shakedown 0.1.0, ",
            ),
            (
                good.replacen("\"seed\"", "\"sead\"", 1),
                "a damaged run record: missing field `seed` at line ",
            ),
        ];
        for (text, begins) in cases {
            let error = from_json(&text).unwrap_err().to_string();
            assert!(error.starts_with(begins), "{error}");
        }
    }
}
