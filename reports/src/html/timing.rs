//! Latency by edge, and everything over time.

use super::markup::{charts, head, scrolling, section};
use crate::charts;
use crate::escape::html;
use crate::figures;
use crate::record::{Percentiles, RunRecord, Usage};

/// The edges with their names and what is measured.
fn edges(record: &RunRecord) -> [(&'static str, &'static str, &Percentiles); 4] {
    let table = &record.latency_ms;
    [
        (
            "end to end",
            "intended time of the notice to acceptance of its message",
            &table.end_to_end,
        ),
        (
            "notice acknowledged",
            "intended time of the notice to its acknowledgement",
            &table.notice_ack,
        ),
        (
            "status acknowledged",
            "start of a status webhook to its acknowledgement",
            &table.status_ack,
        ),
        (
            "record visible",
            "acceptance of a message to its record being readable",
            &table.record_visible,
        ),
    ]
}

pub(super) fn latency(record: &RunRecord) -> String {
    let edges = edges(record);
    let named = edges.map(|(name, _, percentiles)| (name, percentiles));
    let drawn = charts([charts::percentile_ranges(&named), charts::latency(record)]);
    let columns = [
        ("", "Edge, in milliseconds"),
        ("n", "Samples"),
        ("n", "p50"),
        ("n", "p90"),
        ("n", "p95"),
        ("n", "p99"),
        ("n", "p99.9"),
        ("n", "Largest"),
    ];
    let rows: String = edges
        .iter()
        .map(|(name, about, p)| row(name, about, p))
        .collect();
    let table = format!(
        "<table class=\"dense\">\n{}<tbody>\n{rows}</tbody>\n</table>\n",
        head(&columns)
    );
    section(
        "latency",
        "Latency",
        &format!("{drawn}{}", scrolling("Latency by edge", &table)),
    )
}

fn row(name: &str, about: &str, p: &Percentiles) -> String {
    let cells: String = if p.count == 0 {
        "<td class=\"n\">0</td><td class=\"n\" colspan=\"6\">not measured</td>".to_owned()
    } else {
        let numbers = [p.p50, p.p90, p.p95, p.p99, p.p999, p.max].map(figures::number);
        let numbers: String = numbers
            .iter()
            .map(|text| format!("<td class=\"n\">{}</td>", html(text)))
            .collect();
        format!("<td class=\"n\">{}</td>{numbers}", figures::count(p.count))
    };
    format!("<tr><th scope=\"row\">{name}<small>{about}</small></th>{cells}</tr>\n")
}

pub(super) fn over_time(record: &RunRecord) -> String {
    section(
        "over-time",
        "Over time",
        &charts([charts::rate(record), charts::outstanding(record)]),
    )
}

pub(super) fn resources(record: &RunRecord) -> String {
    let drawn = charts([charts::cpu(record), charts::memory(record)]);
    let words = match &record.resources.connector {
        Some(usage) => format!("<p class=\"lede\">{}.</p>\n", highest(usage)),
        None => "<p class=\"lede\">CPU and memory of the connector were not sampled: its process is not known. Start it from the connector file, or name its process there under [resources].</p>\n".to_owned(),
    };
    section(
        "resources",
        "Connector resources",
        &format!("{words}{drawn}"),
    )
}

/// The highest samples of a process in one line.
pub(super) fn highest(usage: &Usage) -> String {
    format!(
        "CPU {} of one core at most and {} on average, memory {}, {} file descriptors, {} threads",
        html(&figures::cpu(usage.cpu_percent_max)),
        html(&figures::cpu(usage.cpu_percent_mean)),
        figures::bytes(usage.rss_bytes_max),
        figures::count(usage.fds_max),
        figures::count(usage.threads_max)
    )
}
