//! Connectors that have less than the reference connector: each is judged on what it has, and the rest is not
//! applicable.

use ::reports::verdict::{CheckResult, Verdict};
use libtest_mimic::Trial;
use simulator::carriers::Carrier;

use crate::brief::Brief;
use crate::claim::claims;
use crate::runs::SHOWN_ELSEWHERE;
use crate::scratch::Scratch;
use crate::stand_in;
use crate::tidy::text;

pub(crate) fn claims() -> Vec<Trial> {
    claims![
        alone: a_connector_without_records_is_judged_by_its_sends,
        a_connector_that_only_answers_customers_is_judged_by_that,
        a_connector_with_a_request_of_its_own_is_fed_by_it;
        beside: a_loss_behind_a_request_of_its_own_is_seen,
    ]
}

const REFERENCE: &str = "harness/connectors/reference.toml";

/// Runs with a connector file.
fn run(file: &str, set: &[&str]) -> Brief {
    Brief::calmly(|| {
        let scratch = Scratch::new();
        scratch.file("connector.toml", file);
        Brief::run_in(scratch, set, &["--connector", "connector.toml"])
    })
}

/// The checks that did not apply.
fn not_applicable(run: &Brief) -> Vec<String> {
    let checks = run.record().checks.into_iter();
    let idle = |check: &CheckResult| !check.mandatory && check.verdict == Verdict::Unknown;
    checks.filter(idle).map(|check| check.id).collect()
}

fn passes_but_for(run: &Brief, checks: &[&str], criteria: &[&str]) {
    let said = format!("{}{}", run.ended.out, run.ended.err);
    assert_eq!(not_applicable(run), checks, "{said}");
    let left_out = run.record().remarks.into_iter();
    let left_out: Vec<String> = left_out
        .filter_map(|remark| Some(remark.split_once(" is not applicable")?.0.to_owned()))
        .collect();
    assert_eq!(left_out, criteria, "{said}");
    run.passed();
}

fn a_connector_without_records_is_judged_by_its_sends() {
    let reference = text(REFERENCE);
    let (before, rest) = reference.split_once("[records]\n").unwrap();
    let (_, after) = rest.split_once("[resources]").unwrap();
    let run = run(&format!("{before}[resources]{after}"), &[]);
    let records = ["record completeness", "record visible p95"];
    let idle = [&["C13", "C14", "C15"], &SHOWN_ELSEWHERE[..4]].concat();
    passes_but_for(&run, &idle, &records);
}

fn a_connector_that_only_answers_customers_is_judged_by_that() {
    let of_carrier = |line: &str| {
        let (key, value) = line.split_once(" = ").unwrap_or_default();
        Carrier::parse(key).is_some() && value.starts_with("\"/webhooks/")
    };
    let lines = text(REFERENCE);
    let lines = lines.lines().filter(|line| !of_carrier(line));
    let file = lines.collect::<Vec<_>>().join("\n");
    let run = run(&file, &["mix.forged_webhooks=0.05"]);
    let idle = [
        "C01", "C02", "C03", "C04", "C05", "C06", "C07", "C10", "C11", "C50", "C55", "C60", "C61",
        "C62", "C63", "C64", "C65",
    ];
    let criteria = [
        "delivery rate",
        "send success",
        "record completeness",
        "record visible p95",
    ];
    passes_but_for(&run, &idle, &criteria);
    let totals = run.record().totals;
    assert_eq!((totals.notices, totals.messages_expected), (0, 0));
    assert!(totals.messages_accepted > 300, "its answers: {totals:?}");
    assert!(totals.inbound > 600, "{totals:?}");
}

/// One number may send 80 a second; the stand-in repeats nothing, so nothing is refused.
const GENTLE: [&str; 6] = [
    "load.rate=3600",
    "mix.sellers=1",
    "mix.refused=0",
    "mix.repeat_recipients=0",
    "mix.exceptions=0",
    "faults=[]",
];

fn stand_in(forgets_one_in: u32) -> Brief {
    let this = std::env::current_exe().unwrap();
    let file = stand_in::FILE
        .replace("STAND_IN\"", &format!("{}\"", this.display()))
        .replace("FORGETS\"", &format!("{forgets_one_in}\""));
    run(&file, &GENTLE)
}

fn a_connector_with_a_request_of_its_own_is_fed_by_it() {
    let run = stand_in(0);
    let records = ["record completeness", "record visible p95"];
    passes_but_for(
        &run,
        &[
            "C07", "C11", "C13", "C14", "C15", "C30", "C31", "C50", "C55", "C60", "C61", "C62",
            "C63", "C64", "C65",
        ],
        &records,
    );
    let ledger = rusqlite::Connection::open(run.directory().join("ledger.db")).unwrap();
    let kinds = "SELECT GROUP_CONCAT(DISTINCT kind || ' ' || source) FROM notices";
    let kinds: String = ledger.query_row(kinds, [], |row| row.get(0)).unwrap();
    assert_eq!(kinds, "stimulus orders");
    assert!(
        run.check("C02").exercised > 0,
        "its requests were repeated, too"
    );
}

fn a_loss_behind_a_request_of_its_own_is_seen() {
    let run = stand_in(50);
    assert_eq!(
        run.checks(Verdict::Fail),
        ["C01"],
        "{}{}",
        run.ended.out,
        run.ended.err
    );
    assert_eq!(run.ended.code, Some(1));
}
