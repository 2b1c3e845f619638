//! `report.html`: the whole run on one page that needs no network and no script, reads on a phone and prints.
//! This file puts the sections in order; each section knows one part of the record.

mod checks;
mod facts;
mod findings;
mod load;
mod markup;
mod requirements;
mod timing;
mod verdict;

use crate::escape;
use crate::phrases;
use crate::record::RunRecord;

const PAGE: &str = include_str!("../templates/report.html");
const STYLE: &str = include_str!("../templates/report.css");

/// Renders the record as one HTML file.
pub fn render(record: &RunRecord) -> String {
    let title = format!(
        "{}: {} against {}",
        phrases::loud(record.verdict),
        record.scenario.name,
        phrases::named(&record.connector)
    );
    let footer = format!(
        "Written by {} from run.json, schema {}. This page loads nothing from anywhere.",
        phrases::named(&record.tool),
        record.schema
    );
    fill(
        PAGE,
        &[
            ("title", escape::html_plain(&title)),
            ("style", STYLE.to_owned()),
            ("verdict", verdict::section(record)),
            ("go_live", requirements::go_live(record)),
            ("criteria", requirements::criteria(record)),
            ("capacity", load::capacity(record)),
            ("latency", timing::latency(record)),
            ("over_time", timing::over_time(record)),
            ("resources", timing::resources(record)),
            ("steps", load::steps(record)),
            ("checks", checks::section(record)),
            ("findings", findings::section(record)),
            ("harness", facts::harness(record)),
            ("cost", facts::cost(record)),
            ("reproduce", facts::reproduce(record)),
            ("footer", escape::html(&footer)),
        ],
    )
}

/// Puts values in the places `{{name}}` of a template, in one pass: what a value contains is never looked at
/// again. A name without a value gives nothing.
fn fill(template: &str, values: &[(&str, String)]) -> String {
    let mut out = String::with_capacity(64 * 1024);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, tail)) = after.split_once("}}") else {
            break;
        };
        out.push_str(before);
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            out.push_str(value);
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests;
