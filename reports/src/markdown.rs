//! `report.md`: what fits into a pull request. Verdict, reasons, the go-live table, what went wrong with one
//! witness each; the steps are folded away. Everything else is in the page.

use std::fmt::Write as _;

use crate::escape::markdown as md;
use crate::record::{RunRecord, Step};
use crate::verdict::{CheckResult, Verdict};
use crate::{figures, phrases};

/// Rows of a witness that are shown; the page has all of them.
const WITNESS_ROWS: usize = 8;

/// Renders the record as GitHub-flavored Markdown.
pub fn render(record: &RunRecord) -> String {
    let mut out = String::new();
    heading(&mut out, record);
    go_live(&mut out, record);
    criteria(&mut out, record);
    for check in record
        .checks
        .iter()
        .filter(|check| phrases::needs_words(check))
    {
        finding(&mut out, check);
    }
    steps(&mut out, record);
    closing(&mut out, record);
    out
}

fn mark(verdict: Verdict) -> String {
    format!("{} {}", phrases::symbol(verdict), verdict.word())
}

fn heading(out: &mut String, record: &RunRecord) {
    let _ = writeln!(
        out,
        "## {} {}: {} against {}\n",
        phrases::symbol(record.verdict),
        phrases::loud(record.verdict),
        md(&record.scenario.name),
        md(&phrases::named(&record.connector)),
    );
    for reason in &record.reasons {
        let _ = writeln!(out, "- {}", md(reason));
    }
    out.push('\n');
    let latency = &record.latency_ms.end_to_end;
    let _ = writeln!(out, "**Capacity** {}.  ", md(&phrases::capacity(record)));
    let _ = writeln!(
        out,
        "**End to end** p50 {}, p95 {}, p99 {} (n = {}).\n",
        figures::millis(latency.p50),
        figures::millis(latency.p95),
        figures::millis(latency.p99),
        figures::count(latency.count),
    );
    if let Some(quick) = &record.scenario.quick {
        let _ = writeln!(out, "> Quick form. {}\n", md(quick));
    }
}

fn go_live(out: &mut String, record: &RunRecord) {
    if record.go_live.is_empty() {
        return;
    }
    out.push_str("| Go-live item | Required | Measured | Typical | Best | Verdict |\n|---|---|---|---|---|---|\n");
    for row in &record.go_live {
        let verdict = row.verdict.map_or_else(|| figures::NONE.to_owned(), mark);
        let cells = [
            &row.item,
            &row.required,
            &row.measured,
            &row.typical,
            &row.best,
        ]
        .map(|cell| md(cell));
        let _ = writeln!(out, "| {} | {verdict} |", cells.join(" | "));
    }
    out.push('\n');
}

fn criteria(out: &mut String, record: &RunRecord) {
    let missed: Vec<_> = record
        .criteria
        .iter()
        .filter(|c| c.verdict != Verdict::Pass)
        .collect();
    for c in &missed {
        let _ = writeln!(
            out,
            "- {} **{}**: required {}, measured {}",
            mark(c.verdict),
            md(&c.name),
            md(&c.required),
            md(&c.measured),
        );
    }
    if !missed.is_empty() {
        out.push('\n');
    }
}

fn finding(out: &mut String, check: &CheckResult) {
    let _ = writeln!(
        out,
        "### {} {} {}\n",
        mark(check.verdict),
        md(&check.id),
        md(&check.name)
    );
    let _ = writeln!(
        out,
        "{} {}.",
        md(&check.statement),
        phrases::violations(check)
    );
    if !check.notes.is_empty() {
        out.push('\n');
    }
    for note in &check.notes {
        let _ = writeln!(out, "- {}", md(note));
    }
    out.push('\n');
    let Some(witness) = check.witnesses.first() else {
        return;
    };
    let _ = writeln!(out, "First witness: {}\n", md(&witness.summary));
    out.push_str("| Time | Ledger row | What it says |\n|--:|---|---|\n");
    for row in witness.rows.iter().take(WITNESS_ROWS) {
        // In <code> nobody is notified by a mention that a connector has put into a parameter.
        let _ = writeln!(
            out,
            "| {} | {} | <code>{}</code> |",
            figures::instant(row.at_ms),
            md(&row.row),
            md(&row.text),
        );
    }
    if witness.rows.len() > WITNESS_ROWS {
        let _ = writeln!(
            out,
            "\n{} more rows are in report.html.",
            witness.rows.len() - WITNESS_ROWS
        );
    }
    out.push('\n');
}

fn steps(out: &mut String, record: &RunRecord) {
    if record.steps.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "<details><summary>Steps ({})</summary>\n",
        record.steps.len()
    );
    out.push_str(
        "| Rate | Offered | Completed | Errors | Outstanding | p50 | p95 | p99 | Held | Note |\n",
    );
    out.push_str("|--:|--:|--:|--:|--:|--:|--:|--:|---|---|\n");
    for step in &record.steps {
        step_row(out, step);
    }
    out.push_str("\n</details>\n\n");
}

fn step_row(out: &mut String, step: &Step) {
    let again = if step.confirmation {
        " (confirmation)"
    } else {
        ""
    };
    let _ = writeln!(
        out,
        "| {}{again} | {} | {} | {} | {} → {} | {} | {} | {} | {} | {} |",
        figures::per_min(step.rate_per_min as f64),
        figures::count(step.offered),
        figures::count(step.completed),
        figures::percent(step.error_rate),
        figures::count(step.outstanding_start),
        figures::count(step.outstanding_end),
        figures::millis(step.latency_ms.p50),
        figures::millis(step.latency_ms.p95),
        figures::millis(step.latency_ms.p99),
        if step.held { "yes" } else { "**no**" },
        md(&step.note),
    );
}

fn closing(out: &mut String, record: &RunRecord) {
    let checks = phrases::tally(record.checks.iter().filter(|c| !phrases::is_self_check(c)));
    let own = phrases::tally(record.checks.iter().filter(|c| phrases::is_self_check(c)));
    let _ = writeln!(
        out,
        "Checks: {checks}. Harness on itself: {own}. {}.\n",
        phrases::totals(record)
    );
    for remark in &record.remarks {
        let _ = writeln!(out, "- {}\n", md(remark));
    }
    let _ = writeln!(
        out,
        "Seed {}, {} to {}. Again: <code>{}</code>",
        record.seed,
        md(&record.started_at),
        md(&record.ended_at),
        md(&record.reproduce.command),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden;

    #[test]
    fn the_golden_records_render_as_before() {
        for (name, record) in golden::all() {
            insta::assert_snapshot!(format!("markdown_{name}"), render(&record));
        }
    }

    #[test]
    fn the_verdict_comes_first() {
        assert!(render(&golden::fail()).starts_with("## ✗ FAIL: "));
    }
}
