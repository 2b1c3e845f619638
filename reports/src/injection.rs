//! Claims about hostile text: whatever a connector puts into a record, it stays text in every report.

#![allow(clippy::unwrap_used)] // a test that cannot unwrap has failed

use quick_junit::Report;

use crate::golden;
use crate::record::RunRecord;
use crate::terminal::{self, Style};
use crate::{html, json, junit, markdown};

/// What a connector might say. Each string tries another way out of its place.
const HOSTILE: [&str; 40] = [
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</svg><script>alert(1)</script>",
    "</desc></title><image href=x onerror=alert(1)>",
    "\"><script>alert(1)</script>",
    "'><img src=x onerror=alert(1)>",
    "\" onmouseover=\"alert(1)",
    "' onfocus='alert(1)' autofocus='",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<base href=//evil.test>",
    "<meta http-equiv=refresh content=0;url=//evil.test>",
    "<!--",
    "--><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "]]><script/>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;",
    "{{style}}{{verdict}}",
    "<ScRiPt >alert(1)</sCrIpT>",
    "<\u{0}script>",
    "\u{202e}txet desrever\u{202c}",
    "\u{2066}isolate\u{2069}",
    "zero\u{200b}width\u{feff}",
    "bell\u{7} back\u{8}space del\u{7f}",
    "\u{1b}[31mred\u{1b}[0m \u{1b}]8;;http://evil.test\u{7}link\u{1b}]8;;\u{7}",
    "\u{9b}31m C1 \u{85} next line",
    "line\nbreak\r\nand\ttab",
    "\u{2028}line separator\u{2029}",
    "\u{fffe}\u{ffff} not characters",
    "\u{e0041}\u{e0042} tags",
    "a|b|c\n|---|---|",
    "`code` ```fence``` ~~~",
    "[link](javascript:alert(1)) ![x](http://evil.test/x.png)",
    "@everyone #1 https://evil.test www.evil.test",
    "</details>\n\n# heading\n\n- list",
    "\\| \\` \\<b> \\\\",
];

/// The record with a hostile string wherever text of a connector, a scenario or a user may stand.
fn poisoned(hostile: &str) -> RunRecord {
    let mut record = golden::fail();
    let text = || hostile.to_owned();
    record.tool.name = text();
    record.scenario.name = text();
    record.scenario.about = text();
    record.scenario.sha256 = text();
    record.scenario.quick = Some(text());
    record.connector.name = text();
    record.connector.version = text();
    record.started_at = text();
    record.ended_at = text();
    record.reasons = vec![text(), text()];
    record.remarks = vec![text()];
    record.steps[0].note = text();
    record.harness.notes = vec![text()];
    record.cost.currency = text();
    record.reproduce.command = text();
    record.reproduce.connector_sha256 = text();
    record.reproduce.machine = text();
    record.stopped_by = Some(crate::record::StoppedBy {
        criterion: text(),
        rate_per_min: 1_000,
        value: 1.0,
    });
    for row in &mut record.go_live {
        for cell in [
            &mut row.item,
            &mut row.required,
            &mut row.measured,
            &mut row.typical,
            &mut row.best,
        ] {
            *cell = text();
        }
    }
    for criterion in &mut record.criteria {
        (criterion.name, criterion.required, criterion.measured) = (text(), text(), text());
    }
    for check in &mut record.checks {
        (check.id, check.name, check.statement) = (text(), text(), text());
        check.notes = vec![text()];
        for witness in &mut check.witnesses {
            witness.summary = text();
            for row in &mut witness.rows {
                (row.row, row.text) = (text(), text());
            }
        }
    }
    record
}

/// Characters that no report may hold as they are.
fn hidden(text: &str) -> Option<char> {
    text.chars().find(|c| {
        (c.is_control() && *c != '\n')
            || matches!(c, '\u{200b}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}'
                | '\u{feff}' | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e007f}')
    })
}

/// The tags of a page as a strict reader sees them, without the values of their attributes. Panics where a tag
/// is not closed or a quotation breaks out of its attribute.
fn skeleton(page: &str) -> Vec<String> {
    let mut tags = Vec::new();
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        let mut tag = String::new();
        let mut quoted = false;
        let mut length = None;
        for (offset, c) in rest[at..].char_indices() {
            match c {
                '"' => quoted = !quoted,
                '>' if !quoted => {
                    length = Some(offset + 1);
                    break;
                }
                c if !quoted => tag.push(c),
                _ => {}
            }
        }
        tags.push(tag);
        rest = &rest[at + length.expect("every tag is closed")..];
    }
    tags
}

/// Spelled characters are set apart with a span of their own; the rest of the page is compared.
fn without_spans(page: &str) -> Vec<String> {
    skeleton(page)
        .into_iter()
        .filter(|tag| !tag.starts_with("<span") && !tag.starts_with("</span"))
        .collect()
}

#[test]
fn hostile_text_adds_no_tag_and_no_attribute_to_the_page() {
    let tame = without_spans(&html::render(&poisoned("tame")));
    for hostile in HOSTILE {
        let page = html::render(&poisoned(hostile));
        // `/` splits the table's name off a row: the number of lanes may differ, but lanes are always the same tags.
        let lanes = |tags: &[String]| {
            tags.iter()
                .filter(|tag| tag.contains("script") || tag.contains("on"))
                .count()
        };
        let tags = without_spans(&page);
        assert_eq!(lanes(&tags), lanes(&tame), "{hostile:?}");
        assert_eq!(tags, tame, "{hostile:?}");
        assert!(!page.to_lowercase().contains("<script"), "{hostile:?}");
        assert_eq!(hidden(&page), None, "{hostile:?}");
    }
}

#[test]
fn hostile_text_stays_text_in_markdown() {
    let tame = markdown::render(&poisoned("tame"));
    let structure = |text: &str| -> Vec<(usize, String)> {
        let pipes = |line: &str| {
            line.replace("\\\\", "")
                .replace("\\|", "")
                .matches('|')
                .count()
        };
        text.lines()
            .map(|line| (pipes(line), line.chars().take(2).collect()))
            .collect()
    };
    for hostile in HOSTILE {
        let text = markdown::render(&poisoned(hostile));
        assert_eq!(text.lines().count(), tame.lines().count(), "{hostile:?}");
        for ((pipes, _), (tame_pipes, _)) in structure(&text).iter().zip(structure(&tame)) {
            assert_eq!(*pipes, tame_pipes, "{hostile:?}");
        }
        assert_eq!(skeleton(&text), skeleton(&tame), "{hostile:?}");
        for way_out in ["https://", "http://", "www.", "@everyone", "](", "<script"] {
            assert!(
                !text.replace("\\]", "").contains(way_out),
                "{hostile:?}: {way_out}"
            );
        }
        assert_eq!(hidden(&text), None, "{hostile:?}");
    }
}

#[test]
fn hostile_text_stays_text_in_junit_and_comes_back() {
    for hostile in HOSTILE {
        let xml = junit::render(&poisoned(hostile));
        let report = Report::deserialize_from_str(&xml).unwrap();
        let visible = crate::escape::visible(hostile);
        assert_eq!(
            report.test_suites[0].test_cases[0].name.as_str(),
            visible,
            "{hostile:?}"
        );
        assert!(!xml.to_lowercase().contains("<script"), "{hostile:?}");
        assert_eq!(hidden(&xml), None, "{hostile:?}");
    }
}

#[test]
fn hostile_text_cannot_drive_a_terminal() {
    for hostile in HOSTILE {
        let text = terminal::render(&poisoned(hostile), Style::Plain);
        assert_eq!(hidden(&text), None, "{hostile:?}");
    }
}

#[test]
fn the_record_itself_keeps_every_byte() {
    for hostile in HOSTILE {
        let record = poisoned(hostile);
        assert_eq!(
            json::from_json(&json::to_json(&record)).unwrap(),
            record,
            "{hostile:?}"
        );
    }
}
