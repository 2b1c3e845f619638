//! The table of checks. What failed or could not conclude is explained in its own section, `findings`.

use super::markup::{self, cell, head, idle, number, word};
use crate::escape::html;
use crate::record::RunRecord;
use crate::verdict::{CheckResult, Verdict};
use crate::{figures, phrases};

/// The checks of the connector.
pub(super) fn section(record: &RunRecord) -> String {
    let checks: Vec<_> = record
        .checks
        .iter()
        .filter(|check| !phrases::is_self_check(check))
        .collect();
    if checks.is_empty() {
        return String::new();
    }
    let words = format!(
        "<p class=\"lede\">{}. The bound is the highest rate of violations that the cases seen leave possible, with 95 % confidence.</p>\n",
        phrases::tally(checks.iter().copied())
    );
    markup::section("checks", "Checks", &format!("{words}{}", table(&checks)))
}

/// The table, for the connector's checks as for the harness's own.
pub(super) fn table(checks: &[&CheckResult]) -> String {
    let columns = [
        ("", "Check"),
        ("", "Verdict"),
        ("n", "Cases seen"),
        ("n", "Violations"),
        ("n", "95 % bound"),
    ];
    let rows: String = checks.iter().map(|check| row(check)).collect();
    format!(
        "<table class=\"cards tight\">\n{}<tbody>\n{rows}</tbody>\n</table>\n",
        head(&columns)
    )
}

fn row(check: &CheckResult) -> String {
    let verdict = match (check.verdict, check.mandatory) {
        (Verdict::Unknown, false) => idle("not applicable"),
        (verdict, _) => word(verdict),
    };
    let name = format!("{} {}", html(&check.id), html(&check.name));
    let explained = phrases::needs_words(check);
    let name = if explained {
        format!("<a href=\"#{}\">{name}</a>", anchor(check))
    } else {
        name
    };
    let notes: String = if explained {
        String::new()
    } else {
        check
            .notes
            .iter()
            .map(|note| format!("<small>Note: {}</small>", html(note)))
            .collect()
    };
    let bound = check
        .upper_bound_95
        .map_or_else(|| figures::NONE.to_owned(), figures::percent);
    let cells = [
        cell("Verdict", &verdict),
        number("Cases seen", &figures::count(check.exercised)),
        number("Violations", &figures::count(check.violations)),
        number("95 % bound", &bound),
    ];
    format!(
        "<tr><th scope=\"row\">{name}<small>{}</small>{notes}</th>{}</tr>\n",
        html(&check.statement),
        cells.concat()
    )
}

/// The name of a check's explanation in the page: letters, digits and hyphens only.
pub(super) fn anchor(check: &CheckResult) -> String {
    let id: String = check
        .id
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(20)
        .collect();
    format!("finding-{id}")
}
