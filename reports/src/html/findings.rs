//! The evidence: each check that failed or could not conclude, with its notes and its witnesses.

use super::checks::anchor;
use super::markup::{bullets, section as framed, word};
use crate::charts;
use crate::escape::html;
use crate::record::RunRecord;
use crate::verdict::{CheckResult, Witness};
use crate::{figures, phrases};

pub(super) fn section(record: &RunRecord) -> String {
    let findings: String = record
        .checks
        .iter()
        .filter(|check| phrases::needs_words(check))
        .map(finding)
        .collect();
    framed("evidence", "Evidence", &findings)
}

fn finding(check: &CheckResult) -> String {
    let witnesses: String = check.witnesses.iter().map(witness).collect();
    format!(
        "<div class=\"finding\" id=\"{}\">\n<h3>{} <span>{} {}</span></h3>\n<p>{} {}.</p>\n{}{witnesses}</div>\n",
        anchor(check),
        word(check.verdict),
        html(&check.id),
        html(&check.name),
        html(&check.statement),
        phrases::violations(check),
        bullets(&check.notes),
    )
}

fn witness(witness: &Witness) -> String {
    let rows: String = witness
        .rows
        .iter()
        .enumerate()
        .map(|(n, row)| {
            format!(
                "<li><span class=\"n\">{}</span><span class=\"at\">{}</span><span class=\"where\">{}</span><span class=\"quote\">{}</span></li>\n",
                n + 1,
                html(&figures::instant(row.at_ms)),
                html(&row.row),
                html(&row.text),
            )
        })
        .collect();
    let rows = if rows.is_empty() {
        rows
    } else {
        format!("<ol class=\"rows\">\n{rows}</ol>\n")
    };
    let drawing = charts::timeline(witness).unwrap_or_default();
    format!(
        "<div class=\"witness\">\n<h4>{}</h4>\n{drawing}{rows}</div>\n",
        html(&witness.summary)
    )
}
