//! What was required and what was measured: the go-live table and the scenario's own criteria.

use super::markup::{cell, head, idle, section, word};
use crate::escape::html;
use crate::phrases::bound;
use crate::record::RunRecord;

pub(super) fn go_live(record: &RunRecord) -> String {
    if record.go_live.is_empty() {
        return String::new();
    }
    let rows: String = record
        .go_live
        .iter()
        .map(|row| {
            let verdict = row.verdict.map_or_else(|| idle("not measured"), word);
            let cells = [
                cell("Required", &html(&bound(&row.required))),
                cell("Measured", &html(&bound(&row.measured))),
                cell("Typical", &html(&row.typical)),
                cell("Best", &html(&row.best)),
                cell("Verdict", &verdict),
            ];
            format!(
                "<tr><th scope=\"row\">{}</th>{}</tr>\n",
                html(&row.item),
                cells.concat()
            )
        })
        .collect();
    let columns = [
        "Item",
        "Required",
        "Measured",
        "Typical in industry",
        "Best in industry",
        "Verdict",
    ]
    .map(|name| ("", name));
    let table = format!(
        "<table class=\"cards\">\n{}<tbody>\n{rows}</tbody>\n</table>\n",
        head(&columns)
    );
    section("go-live", "Ready to go live?", &table)
}

pub(super) fn criteria(record: &RunRecord) -> String {
    if record.criteria.is_empty() {
        return String::new();
    }
    let rows: String = record
        .criteria
        .iter()
        .map(|criterion| {
            let cells = [
                cell("Required", &html(&bound(&criterion.required))),
                cell("Measured", &html(&bound(&criterion.measured))),
                cell("Verdict", &word(criterion.verdict)),
            ];
            format!(
                "<tr><th scope=\"row\">{}</th>{}</tr>\n",
                html(&criterion.name),
                cells.concat()
            )
        })
        .collect();
    let columns = ["Criterion", "Required", "Measured", "Verdict"].map(|name| ("", name));
    let table = format!(
        "<table class=\"cards\">\n{}<tbody>\n{rows}</tbody>\n</table>\n",
        head(&columns)
    );
    section("criteria", "What the scenario requires", &table)
}
