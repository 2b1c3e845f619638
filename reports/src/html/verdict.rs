//! The head of the page: verdict, reasons, what the quick form leaves out, and the four figures that a reader
//! asks for first.

use super::markup;
use crate::escape::html;
use crate::record::RunRecord;
use crate::verdict::Verdict;
use crate::{figures, phrases};

pub(super) fn section(record: &RunRecord) -> String {
    let reasons: String = record
        .reasons
        .iter()
        .map(|reason| format!("<li>{}</li>\n", html(reason)))
        .collect();
    let reasons = if reasons.is_empty() {
        reasons
    } else {
        format!("<ul class=\"reasons\">\n{reasons}</ul>\n")
    };
    let evidence = match record
        .checks
        .iter()
        .filter(|check| phrases::needs_words(check))
        .map(|check| check.verdict)
        .max()
    {
        Some(Verdict::Fail) => "<p><a href=\"#evidence\">Evidence, row by row</a></p>\n",
        Some(_) => "<p><a href=\"#evidence\">What could not be concluded, and why</a></p>\n",
        None => "",
    };
    let parts = [
        eyebrow(record),
        markup::big_word(record.verdict),
        reasons,
        evidence.to_owned(),
        asides(record),
        key_figures(record),
    ];
    parts.concat()
}

fn eyebrow(record: &RunRecord) -> String {
    let took = phrases::elapsed(record).map_or_else(String::new, |took| format!(", took {took}"));
    format!(
        "<p class=\"eyebrow\"><b>{}</b> against <b>{}</b> · {}{took}</p>\n",
        html(&record.scenario.name),
        html(&phrases::named(&record.connector)),
        html(&phrases::instant(&record.started_at)),
    )
}

fn asides(record: &RunRecord) -> String {
    let mut lines = Vec::new();
    if !record.scenario.about.is_empty() {
        lines.push(format!(
            "<p><b>The scenario.</b> {}</p>\n",
            html(&record.scenario.about)
        ));
    }
    if let Some(quick) = &record.scenario.quick {
        lines.push(format!("<p><b>Quick form.</b> {}</p>\n", html(quick)));
    }
    if (record.clock_scale - 1.0).abs() > f64::EPSILON {
        let text = format!(
            "The world's clock ran {} times as fast as real time.",
            figures::number(record.clock_scale)
        );
        lines.push(format!("<p><b>Clock.</b> {text}</p>\n"));
    }
    lines.extend(
        record
            .remarks
            .iter()
            .map(|remark| format!("<p>{}</p>\n", html(remark))),
    );
    if lines.is_empty() {
        String::new()
    } else {
        format!("<div class=\"aside\">\n{}</div>\n", lines.concat())
    }
}

fn key_figures(record: &RunRecord) -> String {
    let latency = &record.latency_ms.end_to_end;
    let (p95, samples) = match latency.count {
        0 => (figures::NONE.to_owned(), "not measured".to_owned()),
        n => (
            figures::millis(latency.p95),
            format!("end to end, n = {}", figures::count(n)),
        ),
    };
    let (rate_name, rate, rate_note) = match record.capacity_per_min {
        Some(rate) => (
            "Capacity",
            figures::per_min(rate as f64),
            "highest rate sustained".to_owned(),
        ),
        None => {
            let t = &record.throughput_per_min;
            let note = format!("of {} offered", figures::per_min(t.offered));
            if t.offered > 0.0 {
                ("Achieved rate", figures::per_min(t.achieved), note)
            } else {
                (
                    "Achieved rate",
                    figures::NONE.to_owned(),
                    "not measured".to_owned(),
                )
            }
        }
    };
    let totals = &record.totals;
    let own = record
        .checks
        .iter()
        .filter(|check| !phrases::is_self_check(check));
    let passed = own.clone().filter(|c| c.verdict == Verdict::Pass).count();
    let counted = own
        .filter(|c| c.mandatory || c.verdict != Verdict::Unknown)
        .count();
    let tiles = [
        (rate_name, rate, rate_note),
        ("p95 latency", p95, samples),
        (
            "Messages",
            figures::count(totals.messages_accepted),
            format!("accepted; {}", phrases::called_for(totals)),
        ),
        (
            "Checks",
            format!("{passed} of {counted}"),
            "passed, of those that apply".to_owned(),
        ),
    ];
    let tiles: String = tiles
        .iter()
        .map(|(name, value, note)| {
            format!("<div><dt>{name}</dt><dd>{value}<small>{note}</small></dd></div>\n")
        })
        .collect();
    format!("<dl class=\"figures\">\n{tiles}</dl>\n")
}
