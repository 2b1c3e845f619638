//! The load in steps: where the connector's knee is, and every step in numbers.

use super::markup::{charts, head, scrolling, section};
use crate::charts;
use crate::escape::html;
use crate::record::{RunRecord, Step};
use crate::{figures, phrases};

pub(super) fn capacity(record: &RunRecord) -> String {
    let drawn = charts([
        charts::completed_by_rate(record),
        charts::latency_by_rate(record),
    ]);
    if drawn.is_empty() {
        return drawn;
    }
    let words = phrases::capacity(record);
    section(
        "capacity",
        "Capacity",
        &format!("<p class=\"lede\">Capacity: {}.</p>\n{drawn}", html(&words)),
    )
}

pub(super) fn steps(record: &RunRecord) -> String {
    if record.steps.is_empty() {
        return String::new();
    }
    let columns = [
        ("", "Rate"),
        ("n", "Hold"),
        ("n", "Offered"),
        ("n", "Completed"),
        ("n", "Errors"),
        ("n", "Outstanding"),
        ("n", "p50"),
        ("n", "p90"),
        ("n", "p95"),
        ("n", "p99"),
        ("n", "Largest"),
        ("", "Held"),
    ];
    let rows: String = record
        .steps
        .iter()
        .map(|step| row(step, record.capacity_per_min))
        .collect();
    let table = format!(
        "<table class=\"dense\">\n{}<tbody>\n{rows}</tbody>\n</table>\n",
        head(&columns)
    );
    let words = "<p class=\"lede\">Outstanding at the start and at the end of the hold. Latency in milliseconds, end to end, from the intended time of the notice; journeys still outstanding count with their age.</p>\n";
    section(
        "steps",
        "Steps",
        &format!("{words}{}", scrolling("Steps", &table)),
    )
}

fn row(step: &Step, capacity: Option<u64>) -> String {
    let errors = if step.errors == 0 {
        "0".to_owned()
    } else {
        format!(
            "{} ({})",
            figures::count(step.errors),
            figures::percent(step.error_rate)
        )
    };
    let latency = &step.latency_ms;
    let numbers = [
        figures::seconds(step.hold_s),
        figures::count(step.offered),
        figures::count(step.completed),
        errors,
        format!(
            "{} → {}",
            figures::count(step.outstanding_start),
            figures::count(step.outstanding_end)
        ),
        figures::number(latency.p50),
        figures::number(latency.p90),
        figures::number(latency.p95),
        figures::number(latency.p99),
        figures::number(latency.max),
    ];
    let cells: String = numbers
        .iter()
        .map(|text| format!("<td class=\"n\">{}</td>", html(text)))
        .collect();
    let held = match (step.held, step.confirmation) {
        (true, true) => "yes, confirmed",
        (true, false) => "yes",
        (false, true) => "<b>no</b>, not confirmed",
        (false, false) => "<b>no</b>",
    };
    let note = if step.note.is_empty() {
        String::new()
    } else {
        format!("<small>{}</small>", html(&step.note))
    };
    let knee = if capacity == Some(step.rate_per_min) {
        " class=\"knee-row\""
    } else {
        ""
    };
    format!(
        "<tr{knee}><th scope=\"row\">{}</th>{cells}<td>{held}{note}</td></tr>\n",
        figures::per_min(step.rate_per_min as f64)
    )
}
