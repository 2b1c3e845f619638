use super::*;
use crate::golden;
use crate::record::Percentiles;

/// Names of the sections in the order of the page.
fn headings(page: &str) -> Vec<&str> {
    page.split("<h2>")
        .skip(1)
        .filter_map(|rest| rest.split("</h2>").next())
        .collect()
}

#[test]
fn the_verdict_and_its_reasons_come_before_every_section() {
    for (name, record) in golden::all() {
        let page = render(&record);
        let reason = page.find(&escape::html(&record.reasons[0]));
        assert!(
            page.find("<h1") < reason && reason < page.find("<h2"),
            "{name}"
        );
    }
}

#[test]
fn a_ramp_has_every_section_in_order() {
    assert_eq!(
        headings(&render(&golden::pass())),
        [
            "Ready to go live?",
            "What the scenario requires",
            "Capacity",
            "Latency",
            "Over time",
            "Connector resources",
            "Steps",
            "Checks",
            "The harness on itself",
            "Cost",
            "How to run it again"
        ]
    );
}

#[test]
fn a_failed_run_shows_its_evidence() {
    let page = render(&golden::fail());
    assert!(headings(&page).contains(&"Evidence"));
    assert!(page.contains("no send for LX473124829CN"));
    assert!(page.contains(
        "&lt;script&gt;alert(1)&lt;/script&gt;<span class=\"hidden-char\">\\u{202e}</span>"
    ));
}

#[test]
fn the_quick_form_says_what_it_leaves_out() {
    assert!(render(&golden::pass()).contains("<b>Quick form.</b> Holds of 12 s instead of 60 s"));
}

#[test]
fn the_page_asks_no_network_for_anything() {
    for (name, record) in golden::all() {
        let page = render(&record);
        assert!(page.contains("default-src 'none'"), "{name}");
        for way_out in [
            "http://", "https://", "<script", "<link", "<img", "<iframe", "@import", "url(",
        ] {
            assert!(!page.contains(way_out), "{name}: {way_out}");
        }
    }
}

#[test]
fn every_place_in_the_template_is_filled() {
    let page = render(&golden::pass());
    assert!(!page.contains("{{") && !page.contains("}}"));
}

#[test]
fn a_value_that_looks_like_a_place_stays_text() {
    assert_eq!(
        fill(
            "<{{a}}>{{b}}",
            &[("a", "{{b}}".to_owned()), ("b", "x".to_owned())]
        ),
        "<{{b}}>x"
    );
}

#[test]
fn an_empty_record_still_renders() {
    let mut record = golden::unknown();
    record.series.clear();
    record.steps.clear();
    record.checks.clear();
    record.criteria.clear();
    record.go_live.clear();
    record.remarks.clear();
    record.latency_ms.end_to_end = Percentiles::default();
    record.latency_ms.notice_ack = Percentiles::default();
    record.resources.harness = None;
    let page = render(&record);
    assert!(
        page.contains("UNKNOWN") || page.contains("Unknown"),
        "the verdict is there"
    );
    assert!(
        !page.contains("NaN") && !page.contains("inf"),
        "no broken numbers"
    );
}

#[test]
fn tags_are_balanced() {
    for (name, record) in golden::all() {
        let page = render(&record);
        for tag in [
            "section", "table", "tr", "td", "th", "div", "svg", "g", "figure", "ul", "ol", "li",
            "dl", "span", "p",
        ] {
            let opened = page.matches(&format!("<{tag}>")).count()
                + page.matches(&format!("<{tag} ")).count();
            assert_eq!(
                opened,
                page.matches(&format!("</{tag}>")).count(),
                "{name}: {tag}"
            );
        }
    }
}
