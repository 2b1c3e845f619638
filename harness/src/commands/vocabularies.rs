//! `scenarios`, `defects`, `checks`, `errors`, `carriers`: each vocabulary as a table, straight from the code.

use serde_json::{Value, json};

use super::print;
use crate::checks;
use crate::cli::Table;
use crate::exit_code::ExitCode;
use crate::shown_by;

mod carriers;
mod coverage;
mod errors;

pub(super) use carriers::carriers;
pub(super) use coverage::coverage;
pub(super) use errors::errors;

pub(super) fn scenarios(table: &Table) -> ExitCode {
    let rows = scenarios::names()
        .into_iter()
        .map(|entry| {
            vec![
                ("name", json!(entry.name)),
                ("load", json!(span(entry.length))),
                ("quick form", json!(span(entry.quick_length))),
                ("about", json!(entry.about)),
            ]
        })
        .collect();
    show(table, rows)
}

fn span(length: std::time::Duration) -> String {
    let seconds = length.as_secs();
    match seconds {
        0..=180 => format!("{seconds} s"),
        181..=7_200 => format!("{} min", seconds.div_ceil(60)),
        _ => format!("{} h", seconds.div_ceil(3_600)),
    }
}

pub(super) fn defects(table: &Table) -> ExitCode {
    let rows = reference_connector::defects::ALL
        .iter()
        .map(|defect| {
            let name = if defect.takes_value {
                format!("{}=N", defect.name)
            } else {
                defect.name.to_owned()
            };
            vec![
                ("name", json!(name)),
                ("caught by", json!(defect.caught_by)),
                ("shown by", json!(shown_by::scenario(defect.name))),
                ("about", json!(defect.about)),
            ]
        })
        .collect();
    show(table, rows)
}

pub(super) fn checks(table: &Table) -> ExitCode {
    let rows = checks::ALL
        .iter()
        .map(|check| {
            vec![
                ("id", json!(check.id)),
                ("name", json!(check.name)),
                ("statement", json!(check.statement)),
            ]
        })
        .collect();
    show(table, rows)
}

type Row = Vec<(&'static str, Value)>;

fn show(table: &Table, rows: Vec<Row>) -> ExitCode {
    if table.json {
        let objects: Vec<Value> = rows
            .into_iter()
            .map(|row| {
                Value::Object(
                    row.into_iter()
                        .map(|(key, value)| (key.replace([' ', '-'], "_"), value))
                        .collect(),
                )
            })
            .collect();
        print(&format!(
            "{}\n",
            serde_json::to_string_pretty(&objects).expect("values always serialise")
        ));
    } else {
        print(&text(&rows));
    }
    ExitCode::Pass
}

/// Columns padded to their widest cell; the last column is left as it is.
fn text(rows: &[Row]) -> String {
    let Some(first) = rows.first() else {
        return String::new();
    };
    let cell = |value: &Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    };
    let mut lines: Vec<Vec<String>> =
        vec![first.iter().map(|(name, _)| (*name).to_owned()).collect()];
    lines.extend(
        rows.iter()
            .map(|row| row.iter().map(|(_, value)| cell(value)).collect()),
    );
    let columns = first.len();
    let widths: Vec<usize> = (0..columns)
        .map(|at| {
            lines
                .iter()
                .map(|line| line[at].chars().count())
                .max()
                .unwrap_or(0)
        })
        .collect();
    let mut out = String::new();
    for line in lines {
        for (at, cell) in line.iter().enumerate() {
            let pad = if at + 1 == columns {
                0
            } else {
                widths[at] + 2 - cell.chars().count()
            };
            out.push_str(cell);
            out.push_str(&" ".repeat(pad));
        }
        out.push('\n');
    }
    out
}
