//! Small pieces of HTML that the sections share: verdict words, table cells, section frames.

use crate::verdict::Verdict;
use crate::{escape, phrases};

/// A verdict's sign, drawn: no font has to have it.
fn sign(verdict: Verdict) -> String {
    let path = match verdict {
        Verdict::Pass => "M6 12.5l4 4 8-9",
        Verdict::Fail => "M7.5 7.5l9 9M16.5 7.5l-9 9",
        Verdict::Unknown => "M9 9.4a3 3 0 1 1 4.3 2.8c-.9.5-1.3 1-1.3 2M12 17.3v.1",
    };
    format!(
        "<svg viewBox=\"0 0 24 24\" aria-hidden=\"true\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2.2\"><circle cx=\"12\" cy=\"12\" r=\"10.5\"/><path d=\"{path}\"/></svg>"
    )
}

/// Sign and word of a verdict.
pub(super) fn word(verdict: Verdict) -> String {
    let word = verdict.word();
    format!(
        "<span class=\"word verdict-{word}\">{}{word}</span>",
        sign(verdict)
    )
}

/// The verdict of the run, for the page's head.
pub(super) fn big_word(verdict: Verdict) -> String {
    format!(
        "<h1 class=\"verdict-{}\">{}{}</h1>\n",
        verdict.word(),
        sign(verdict),
        phrases::loud(verdict)
    )
}

/// What stands where a verdict does not apply.
pub(super) fn idle(text: &str) -> String {
    format!(
        "<span class=\"word word-idle\">{}</span>",
        escape::html(text)
    )
}

/// A section with a heading; nothing when there is no content.
pub(super) fn section(id: &str, heading: &str, content: &str) -> String {
    if content.is_empty() {
        return String::new();
    }
    format!("<section id=\"{id}\">\n<h2>{heading}</h2>\n{content}</section>\n")
}

/// Charts side by side; nothing when there are none.
pub(super) fn charts<const N: usize>(charts: [Option<String>; N]) -> String {
    let charts: String = charts.into_iter().flatten().collect();
    if charts.is_empty() {
        charts
    } else {
        format!("<div class=\"charts\">\n{charts}</div>\n")
    }
}

/// A table's head; the class `n` sets a column of numbers right.
pub(super) fn head(columns: &[(&str, &str)]) -> String {
    let cells: String = columns
        .iter()
        .map(|(class, name)| match *class {
            "" => format!("<th scope=\"col\">{name}</th>"),
            class => format!("<th scope=\"col\" class=\"{class}\">{name}</th>"),
        })
        .collect();
    format!("<thead><tr>{cells}</tr></thead>\n")
}

/// A cell of text that carries its column's name, for the narrow form of a table. `html` is ready HTML.
pub(super) fn cell(label: &str, html: &str) -> String {
    format!("<td data-label=\"{label}\">{html}</td>")
}

/// A cell of a number.
pub(super) fn number(label: &str, text: &str) -> String {
    format!(
        "<td class=\"n\" data-label=\"{label}\">{}</td>",
        escape::html(text)
    )
}

/// A wide table that scrolls in its own box on a narrow screen, reachable by keyboard.
pub(super) fn scrolling(name: &str, table: &str) -> String {
    format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{name}\">\n{table}</div>\n"
    )
}

/// One name and its value in a list of facts. `html` is ready HTML.
pub(super) fn fact(name: &str, html: &str) -> String {
    format!("<dt>{name}</dt><dd>{html}</dd>\n")
}

/// A list of facts.
pub(super) fn facts(facts: &[String]) -> String {
    format!("<dl class=\"facts\">\n{}</dl>\n", facts.concat())
}

/// Sentences as a list; nothing when there are none.
pub(super) fn bullets(lines: &[String]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let items: String = lines
        .iter()
        .map(|line| format!("<li>{}</li>", escape::html(line)))
        .collect();
    format!("<ul>{items}</ul>\n")
}
