//! `junit.xml`: criteria and checks as test cases, for every CI system that draws test results.
//! An unknown that should have concluded is a failure of type `unknown`; one that did not apply is skipped.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use crate::escape::visible;
use crate::record::RunRecord;
use crate::verdict::{CheckResult, Verdict};
use crate::{figures, phrases};

/// Renders the record as JUnit XML with the suites `criteria`, `checks` and `harness`.
pub fn render(record: &RunRecord) -> String {
    let mut report = Report::new(visible(&format!(
        "{} {}",
        record.tool.name, record.scenario.name
    )));
    report.add_test_suite(criteria(record));
    for (name, own) in [("checks", false), ("harness", true)] {
        let mut suite = TestSuite::new(name);
        let chosen = record
            .checks
            .iter()
            .filter(|check| phrases::is_self_check(check) == own);
        suite.add_test_cases(chosen.map(|check| case(name, check)));
        if own {
            suite.set_system_out(visible_lines(&record.harness.notes));
        }
        report.add_test_suite(suite);
    }
    report.to_string().unwrap_or_else(|error| {
        // Writing XML to memory fails only if the crate is broken; a CI system must not read that as a pass.
        format!(
            "<testsuites name=\"shakedown\" tests=\"1\" errors=\"1\"><!-- {} --></testsuites>",
            error.to_string().replace('-', " ")
        )
    })
}

fn criteria(record: &RunRecord) -> TestSuite {
    let mut suite = TestSuite::new("criteria");
    let facts = [
        ("verdict", record.verdict.word().to_owned()),
        ("reason", record.reasons.join(" ")),
        ("connector", phrases::named(&record.connector)),
        ("scenario.sha256", record.scenario.sha256.clone()),
        ("seed", record.seed.to_string()),
        ("started_at", record.started_at.clone()),
        ("ended_at", record.ended_at.clone()),
        ("capacity", phrases::capacity(record)),
    ];
    suite.add_properties(
        facts
            .iter()
            .map(|(name, value)| ((*name).to_owned(), visible(value))),
    );
    for criterion in &record.criteria {
        let measured = format!(
            "required {}, measured {}",
            criterion.required, criterion.measured
        );
        let mut case = TestCase::new(
            visible(&criterion.name),
            status(criterion.verdict, true, &measured, ""),
        );
        case.set_classname("criteria");
        suite.add_test_case(case);
    }
    suite
}

fn case(suite: &str, check: &CheckResult) -> TestCase {
    let summary = match check.verdict {
        Verdict::Unknown => check
            .notes
            .first()
            .cloned()
            .unwrap_or_else(|| phrases::violations(check)),
        _ => phrases::violations(check),
    };
    let status = status(check.verdict, check.mandatory, &summary, &evidence(check));
    let mut case = TestCase::new(visible(&format!("{} {}", check.id, check.name)), status);
    case.set_classname(suite);
    case.set_assertions(usize::try_from(check.exercised).unwrap_or(usize::MAX));
    if check.verdict == Verdict::Pass && !check.notes.is_empty() {
        case.set_system_out(visible_lines(&check.notes));
    }
    case
}

fn status(verdict: Verdict, mandatory: bool, message: &str, description: &str) -> TestCaseStatus {
    let mut status = match (verdict, mandatory) {
        (Verdict::Pass, _) => return TestCaseStatus::success(),
        (Verdict::Unknown, false) => TestCaseStatus::skipped(),
        (Verdict::Unknown, true) | (Verdict::Fail, _) => {
            TestCaseStatus::non_success(NonSuccessKind::Failure)
        }
    };
    status
        .set_type(verdict.word())
        .set_message(visible(message));
    if !description.is_empty() {
        status.set_description(description);
    }
    status
}

/// Statement, notes and witnesses as plain lines.
fn evidence(check: &CheckResult) -> String {
    let mut lines = vec![visible(&check.statement)];
    lines.extend(
        check
            .upper_bound_95
            .map(|b| format!("95 % bound of the violation rate: {}", figures::percent(b))),
    );
    lines.extend(check.notes.iter().map(|note| visible(note)));
    for (at, witness) in check.witnesses.iter().enumerate() {
        lines.push(format!("witness {}: {}", at + 1, visible(&witness.summary)));
        lines.extend(witness.rows.iter().map(|row| {
            format!(
                "  {} {}: {}",
                figures::instant(row.at_ms),
                visible(&row.row),
                visible(&row.text)
            )
        }));
    }
    lines.join("\n")
}

fn visible_lines(lines: &[String]) -> String {
    lines
        .iter()
        .map(|line| visible(line))
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // a test that cannot unwrap has failed

    use super::*;
    use crate::golden;

    #[test]
    fn the_golden_records_render_as_before() {
        for (name, record) in golden::all() {
            insta::assert_snapshot!(format!("junit_{name}"), render(&record));
        }
    }

    #[test]
    fn a_mandatory_unknown_is_a_failure_of_type_unknown_and_an_inapplicable_one_is_skipped() {
        let mut record = golden::pass();
        record.checks[0].verdict = Verdict::Unknown;
        record.checks[0].mandatory = true;
        let report = Report::deserialize_from_str(&render(&record)).unwrap();
        let before = Report::deserialize_from_str(&render(&golden::pass())).unwrap();
        assert_eq!(report.failures, before.failures + 1);
        record.checks[0].mandatory = false;
        let report = Report::deserialize_from_str(&render(&record)).unwrap();
        assert_eq!(
            (report.failures, report.skipped),
            (before.failures, before.skipped + 1)
        );
    }
}
