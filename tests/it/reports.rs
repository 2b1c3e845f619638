//! What a run leaves for people and machines.

use ::reports::verdict::Verdict;
use libtest_mimic::Trial;

use crate::claim::claims;
use crate::program::shakedown;
use crate::runs::passing;

pub(crate) fn claims() -> Vec<Trial> {
    claims![
        alone: the_page_says_what_happened_and_loads_nothing,
        junit_has_a_case_for_every_check_and_criterion,
        reports_are_rendered_again_byte_for_byte,
        the_record_is_on_standard_output_when_a_machine_asks,
    ]
}

/// What would make a browser fetch something.
const LOADS: [&str; 11] = [
    "<script src",
    "<link",
    "<img src=\"http",
    "<iframe",
    "<object",
    "<embed",
    "@import",
    "url(http",
    "url(//",
    "fetch(",
    "XMLHttpRequest",
];

fn the_page_says_what_happened_and_loads_nothing() {
    let run = passing();
    let page = std::fs::read_to_string(run.directory().join("report.html")).unwrap();
    for load in LOADS {
        assert!(!page.contains(load), "report.html holds `{load}`");
    }
    for attribute in ["src=\"", "href=\"", "srcset=\"", "action=\""] {
        for (at, _) in page.match_indices(attribute) {
            let rest = &page[at + attribute.len()..];
            let address = &rest[..rest.find('"').unwrap()];
            let inside = address.starts_with('#') || address.starts_with("data:");
            assert!(inside, "report.html refers to {address}");
        }
    }
    let record = run.record();
    let seed = format!("{}", record.seed);
    for word in ["smoke", "reference", &seed, "no-loss", "capacity"] {
        assert!(page.contains(word), "report.html does not say {word}");
    }
    let verdict = page.to_lowercase();
    assert!(verdict.contains(record.verdict.word()));
    assert!(page.trim_end().ends_with("</html>"));
}

fn junit_has_a_case_for_every_check_and_criterion() {
    let run = passing();
    let junit = std::fs::read_to_string(run.directory().join("junit.xml")).unwrap();
    let record = run.record();
    // What is unknown is no success to those who read this.
    let failures = junit.contains("failures=\"0\"");
    assert_eq!(failures, record.verdict == Verdict::Pass);
    let names = record.checks.iter().map(|check| &check.name);
    for name in names.chain(record.criteria.iter().map(|criterion| &criterion.name)) {
        assert!(
            junit.contains(name.as_str()),
            "junit.xml has no case for {name}"
        );
    }
}

fn reports_are_rendered_again_byte_for_byte() {
    let run = passing();
    let files = ["report.html", "report.md", "junit.xml", "run.json"];
    let read = || files.map(|file| std::fs::read_to_string(run.directory().join(file)).unwrap());
    let before = read();
    let again = shakedown(
        &run.scratch,
        &["report", "run", "--format", "html,markdown,junit,json"],
    );
    assert_eq!(again.code, Some(0), "{}", again.err);
    for ((file, before), after) in files.iter().zip(&before).zip(&read()) {
        assert!(before == after, "{file} differs");
        assert!(
            again.out.contains(file),
            "`report` does not say that it wrote {file}"
        );
    }
}

fn the_record_is_on_standard_output_when_a_machine_asks() {
    let run = passing();
    let said = shakedown(&run.scratch, &["check", "run", "--json"]);
    let on_disk = std::fs::read_to_string(run.directory().join("run.json")).unwrap();
    assert_eq!(said.out.trim_end(), on_disk.trim_end());
}
