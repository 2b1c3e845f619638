//! The end of the page: what the harness says about itself, what it would have cost, how to run it again.

use super::markup::{bullets, fact, facts, section};
use super::{checks, timing};
use crate::escape::html;
use crate::record::RunRecord;
use crate::{figures, phrases};

pub(super) fn harness(record: &RunRecord) -> String {
    let own: Vec<_> = record
        .checks
        .iter()
        .filter(|check| phrases::is_self_check(check))
        .collect();
    let words = if record.harness.valid {
        "The harness kept up: its measurements can carry a verdict."
    } else {
        "The harness could not keep up: its measurements cannot carry a verdict. This is not the connector's fault."
    };
    let mut lines = vec![fact(
        "Schedule lag, p99",
        &html(&figures::millis(record.harness.schedule_lag_ms_p99)),
    )];
    lines.extend(
        record
            .resources
            .harness
            .as_ref()
            .map(|usage| fact("Harness process", &timing::highest(usage))),
    );
    let table = if own.is_empty() {
        String::new()
    } else {
        checks::table(&own)
    };
    let content = format!(
        "<p>{words}</p>\n{}{table}{}",
        bullets(&record.harness.notes),
        facts(&lines)
    );
    section("harness", "The harness on itself", &content)
}

pub(super) fn cost(record: &RunRecord) -> String {
    let cost = &record.cost;
    let total = if cost.total.is_finite() {
        format!("{:.2}", cost.total)
    } else {
        figures::NONE.to_owned()
    };
    let content = format!(
        "<p>The accepted messages would have cost about <b>{total} {}</b> at list prices. Nothing was sent to anybody: the world was simulated.</p>\n",
        html(&cost.currency)
    );
    section("cost", "Cost", &content)
}

pub(super) fn reproduce(record: &RunRecord) -> String {
    let again = &record.reproduce;
    let known = |text: &str| {
        if text.is_empty() {
            figures::NONE.to_owned()
        } else {
            html(text)
        }
    };
    let took = phrases::elapsed(record).map_or_else(String::new, |took| format!(" ({took})"));
    let lines = [
        fact(
            "Command",
            &format!("<code>{}</code>", known(&again.command)),
        ),
        fact("Seed", &record.seed.to_string()),
        fact(
            "Scenario",
            &format!(
                "{}, SHA-256 <span class=\"hash\">{}</span>",
                html(&record.scenario.name),
                known(&record.scenario.sha256)
            ),
        ),
        fact(
            "Connector",
            &format!(
                "{}, file's SHA-256 <span class=\"hash\">{}</span>",
                html(&phrases::named(&record.connector)),
                known(&again.connector_sha256)
            ),
        ),
        fact("Machine", &known(&again.machine)),
        fact(
            "Time",
            &format!(
                "{} to {}{took}",
                html(&record.started_at),
                html(&record.ended_at)
            ),
        ),
        fact(
            "Clock",
            &format!(
                "{} times real time",
                html(&figures::number(record.clock_scale))
            ),
        ),
        fact("Counts", &html(&phrases::totals(record))),
    ];
    section("reproduce", "How to run it again", &facts(&lines))
}
