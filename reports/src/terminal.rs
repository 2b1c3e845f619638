//! The summary at the end of a run: plain text of at most 100 columns, verdict first. Where the report lies
//! is printed by the caller, who knows the directory.

mod columns;

use std::fmt::Write as _;

use crate::escape::visible;
use crate::record::RunRecord;
use crate::verdict::{CheckResult, Verdict};
use crate::{figures, phrases};
use columns::{WIDTH, fitted, grid, padded, wrapped};

/// Whether the summary may use ANSI color. Color never carries meaning alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// No escape sequences at all.
    Plain,
    /// Verdict words in color.
    Color,
}

impl Style {
    /// Paints text that has already been padded, so that columns stay columns.
    fn paint(self, verdict: Verdict, text: &str) -> String {
        let code = match verdict {
            Verdict::Pass => "32",
            Verdict::Unknown => "33",
            Verdict::Fail => "1;31",
        };
        match self {
            Style::Plain => text.to_owned(),
            Style::Color => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
        }
    }
}

/// Width of the labels at the left.
const LABEL: usize = 12;

/// Renders the summary. It ends with a line feed.
pub fn render(record: &RunRecord, style: Style) -> String {
    let mut out = String::new();
    heading(&mut out, record, style);
    figures_block(&mut out, record);
    criteria(&mut out, record, style);
    checks(&mut out, record, style);
    for check in record
        .checks
        .iter()
        .filter(|check| phrases::needs_words(check))
    {
        finding(&mut out, check, style);
    }
    out
}

fn heading(out: &mut String, record: &RunRecord, style: Style) {
    let word = phrases::loud(record.verdict);
    let quick = if record.scenario.quick.is_some() {
        " (quick form)"
    } else {
        ""
    };
    let about = visible(&format!(
        "{}{quick} against {}, seed {}",
        record.scenario.name,
        phrases::named(&record.connector),
        record.seed
    ));
    let room = WIDTH - word.len() - 2;
    let _ = writeln!(
        out,
        "{}  {}\n",
        style.paint(record.verdict, word),
        fitted(&about, room)
    );
    for reason in &record.reasons {
        for line in wrapped(&visible(reason), "  - ", "    ") {
            let _ = writeln!(out, "{line}");
        }
    }
    out.push('\n');
}

fn labeled(out: &mut String, label: &str, text: &str) {
    let first = padded(label, LABEL);
    for line in wrapped(&visible(text), &first, &" ".repeat(LABEL)) {
        let _ = writeln!(out, "{line}");
    }
}

fn figures_block(out: &mut String, record: &RunRecord) {
    labeled(out, "capacity", &phrases::capacity(record));
    let e2e = &record.latency_ms.end_to_end;
    let latency = if e2e.count == 0 {
        "end to end not measured".to_owned()
    } else {
        format!(
            "end to end p50 {}, p95 {}, p99 {}, max {} (n {})",
            figures::millis(e2e.p50),
            figures::millis(e2e.p95),
            figures::millis(e2e.p99),
            figures::millis(e2e.max),
            figures::count(e2e.count)
        )
    };
    labeled(out, "latency", &latency);
    labeled(out, "counts", &phrases::totals(record));
    if let Some(usage) = &record.resources.connector {
        let text = format!(
            "CPU max {} of one core, memory max {}",
            figures::cpu(usage.cpu_percent_max),
            figures::bytes(usage.rss_bytes_max)
        );
        labeled(out, "connector", &text);
    }
    let lag = figures::millis(record.harness.schedule_lag_ms_p99);
    let valid = if record.harness.valid {
        "kept its schedule"
    } else {
        "cannot carry a verdict"
    };
    labeled(out, "harness", &format!("{valid}, p99 lag {lag}"));
    if let Some(quick) = &record.scenario.quick {
        labeled(out, "quick form", quick);
    }
    for remark in &record.remarks {
        labeled(out, "remark", remark);
    }
    out.push('\n');
}

fn criteria(out: &mut String, record: &RunRecord, style: Style) {
    if record.criteria.is_empty() {
        return;
    }
    let _ = writeln!(out, "criteria");
    for criterion in &record.criteria {
        let word = style.paint(criterion.verdict, &padded(word(criterion.verdict), 9));
        let name = padded(&fitted(&visible(&criterion.name), 28), 29);
        let required = padded(&fitted(&visible(&criterion.required), 18), 19);
        let measured = fitted(&visible(&criterion.measured), WIDTH - 2 - 9 - 29 - 19);
        let _ = writeln!(out, "  {word}{name}{required}{measured}");
    }
    out.push('\n');
}

/// A failure stands out from its neighbors in plain text too.
fn word(verdict: Verdict) -> &'static str {
    if verdict == Verdict::Fail {
        "FAIL"
    } else {
        verdict.word()
    }
}

fn checks(out: &mut String, record: &RunRecord, style: Style) {
    if record.checks.is_empty() {
        return;
    }
    let _ = writeln!(out, "checks      {}", phrases::tally(&record.checks));
    let cells: Vec<(String, &CheckResult)> = record
        .checks
        .iter()
        .map(|check| {
            (
                fitted(&visible(&format!("{} {}", check.id, check.name)), 30),
                check,
            )
        })
        .collect();
    for line in grid(&cells, |(label, check), width| {
        let word = match (check.verdict, check.mandatory) {
            (Verdict::Unknown, false) => "n/a",
            (verdict, _) => word(verdict),
        };
        format!(
            "{}{}",
            padded(label, width),
            style.paint(check.verdict, &padded(word, 9))
        )
    }) {
        let _ = writeln!(out, "  {}", line.trim_end());
    }
}

fn finding(out: &mut String, check: &CheckResult, style: Style) {
    let title = visible(&format!("{} {}", check.id, check.name));
    let word = style.paint(check.verdict, word(check.verdict));
    let _ = writeln!(
        out,
        "\n{word} {}: {}",
        fitted(&title, 50),
        phrases::violations(check)
    );
    let notes = check.notes.iter().map(|note| (note, "  "));
    let witnesses = check
        .witnesses
        .iter()
        .take(1)
        .map(|witness| (&witness.summary, "  witness: "));
    for (text, first) in notes.chain(witnesses) {
        for line in wrapped(&visible(text), first, "    ") {
            let _ = writeln!(out, "{line}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden;

    #[test]
    fn the_golden_records_render_as_before() {
        for (name, record) in golden::all() {
            insta::assert_snapshot!(format!("terminal_{name}"), render(&record, Style::Plain));
        }
    }

    #[test]
    fn no_line_is_wider_than_100_columns() {
        for (name, record) in golden::all() {
            for line in render(&record, Style::Plain).lines() {
                assert!(columns::width(line) <= WIDTH, "{name}: {line}");
            }
        }
    }

    #[test]
    fn color_changes_nothing_but_color() {
        let record = golden::fail();
        let color = render(&record, Style::Color);
        let mut bare = String::new();
        let mut parts = color.split('\u{1b}');
        bare.push_str(parts.next().unwrap_or_default());
        for part in parts {
            bare.push_str(part.split_once('m').map_or(part, |(_, rest)| rest));
        }
        // Padding inside a painted word may end a line; without color it is trimmed.
        let trimmed = |text: &str| {
            text.lines()
                .map(str::trim_end)
                .collect::<Vec<_>>()
                .join("\n")
        };
        assert_eq!(trimmed(&bare), trimmed(&render(&record, Style::Plain)));
    }
}
