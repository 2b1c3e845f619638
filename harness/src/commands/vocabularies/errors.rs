//! `errors`: the Cloud API's error codes, grouped by family for people, whole for machines, and as the page
//! docs/errors.md.

mod page;

use serde_json::json;
use simulator::cloud_api::error_code::{self, ErrorCode, Family, Reach};

use super::{Row, print, show, text};
use crate::cli::ErrorTable;
use crate::exit_code::ExitCode;

/// Longest title in the table for people; `--json` and the page have them whole.
const TITLE_MAX: usize = 72;

pub(in crate::commands) fn errors(how: &ErrorTable) -> ExitCode {
    if how.markdown {
        print(&page::page());
    } else if how.table.json {
        return show(&how.table, by_family().map(whole).collect());
    } else {
        print(&grouped());
    }
    ExitCode::Pass
}

/// In the order of tables: families, and codes within each.
fn by_family() -> impl Iterator<Item = &'static ErrorCode> {
    Family::ALL.into_iter().flat_map(error_code::of)
}

/// One table, with a heading over each family.
fn grouped() -> String {
    let rows: Vec<Row> = by_family().map(short).collect();
    let table = text(&rows);
    let mut lines = table.lines();
    let mut out = format!("{}\n", lines.next().unwrap_or_default());
    for family in Family::ALL {
        out.push_str(&format!("\n{}\n", family.heading()));
        for line in lines.by_ref().take(error_code::of(family).count()) {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

fn short(entry: &'static ErrorCode) -> Row {
    let magic = entry.magic_recipient(1).unwrap_or_else(|| "-".to_owned());
    vec![
        ("code", json!(number(entry))),
        ("http", json!(http(entry))),
        ("stage", json!(entry.stage.word())),
        ("retry", json!(entry.retry.word())),
        ("magic recipient", json!(magic)),
        ("title", json!(shortened(entry.title))),
        ("cause", json!(entry.cause)),
    ]
}

/// A title that leaves room for the column behind it.
fn shortened(title: &str) -> String {
    if title.chars().count() <= TITLE_MAX {
        return title.to_owned();
    }
    let kept: String = title.chars().take(TITLE_MAX - 3).collect();
    format!("{}...", kept.trim_end())
}

fn whole(entry: &'static ErrorCode) -> Row {
    let subcodes = entry.subcodes.iter();
    vec![
        ("code", json!(entry.code)),
        ("last code", json!(entry.last_code)),
        ("family", json!(entry.family.word())),
        ("http", json!(entry.http_status)),
        ("http assumed", json!(entry.http_assumed)),
        ("throttle", json!(entry.throttle)),
        ("stage", json!(entry.stage.word())),
        ("retry", json!(entry.retry.word())),
        ("definite", json!(entry.definite)),
        ("title", json!(entry.title)),
        ("inbound title", json!(entry.inbound_title)),
        ("details", json!(entry.details)),
        ("cause", json!(entry.cause)),
        ("advice", json!(entry.advice)),
        ("magic recipient", json!(entry.magic_recipient(1))),
        (
            "reach",
            json!(entry.reach().map(Reach::word).collect::<Vec<_>>()),
        ),
        (
            "subcodes",
            subcodes
                .map(|subcode| json!({ "number": subcode.number, "meaning": subcode.meaning }))
                .collect(),
        ),
        ("wire code", json!(entry.wire_code())),
        ("wire subcode", json!(entry.wire_subcode())),
        ("source", json!(entry.source)),
    ]
}

/// `131026`, or `200-299`.
fn number(entry: &ErrorCode) -> String {
    if entry.last_code == entry.code {
        entry.code.to_string()
    } else {
        format!("{}-{}", entry.code, entry.last_code)
    }
}

/// `400`; `400/429` where a switch decides; `400?` where Meta publishes none.
fn http(entry: &ErrorCode) -> String {
    let status = entry.http_status;
    match (entry.throttle, entry.http_assumed) {
        (true, _) => format!("{status}/429"),
        (false, true) => format!("{status}?"),
        (false, false) => status.to_string(),
    }
}
