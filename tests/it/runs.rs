//! A correct connector passes, and the ledger alone says the same.

use std::sync::{Arc, Mutex, PoisonError};

use libtest_mimic::Trial;

use crate::brief::Brief;
use crate::claim::claims;
use crate::program::shakedown;
use crate::tidy::text;

pub(crate) fn claims() -> Vec<Trial> {
    claims![
        alone: a_correct_connector_passes_and_every_check_has_seen_something,
        judging_again_from_the_ledger_says_the_same,
        the_direct_injector_comes_to_the_same_verdict,
        the_queries_in_the_readme_run_on_a_ledger,
        no_secret_is_left_in_the_run_directory,
    ]
}

/// What each check has to have seen in 4 s, half of what seed 1 brings.
const MINIMA: &str = "checks.minimum={C01=340,C02=20,C03=340,C04=340,C05=340,C06=340,C10=80,C11=3,C13=300,C14=300,\
                      C15=300,C30=10,C31=340,C50=3,C55=5,C57=340}";

static PASSING: Mutex<Option<Arc<Brief>>> = Mutex::new(None);

/// One run for all claims that only look at what a passing run leaves behind.
pub(crate) fn passing() -> Arc<Brief> {
    let mut passing = PASSING.lock().unwrap_or_else(PoisonError::into_inner);
    let run = passing.get_or_insert_with(|| Arc::new(Brief::calmly(|| Brief::run(&[MINIMA], &[]))));
    Arc::clone(run)
}

/// Removes that run's directory; nothing else does, because nothing that is static is ever dropped.
pub(crate) fn forget() {
    drop(
        PASSING
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take(),
    );
}

/// Customers' subjects, opt-outs, reminders and crowds have scenarios of their own.
pub(crate) const SHOWN_ELSEWHERE: [&str; 5] = ["C60", "C61", "C62", "C63", "C64"];

fn a_correct_connector_passes_and_every_check_has_seen_something() {
    let run = passing();
    run.passed();
    let said = &run.ended.out;
    let heading = "smoke (quick form) against reference built-in, seed 1\n";
    assert!(
        said.split_once("  ")
            .is_some_and(|(_, rest)| rest.starts_with(heading)),
        "{said}"
    );
    let idle: Vec<_> = run
        .record()
        .checks
        .into_iter()
        .filter(|check| !check.mandatory || check.exercised == 0)
        .filter(|check| !SHOWN_ELSEWHERE.contains(&check.id.as_str()))
        .collect();
    assert!(idle.is_empty(), "{idle:?}");
    for file in [
        "ledger.db",
        "run.json",
        "report.html",
        "report.md",
        "junit.xml",
        "latency.hlog",
        "scenario.toml",
        "connector.toml",
    ] {
        assert!(run.directory().join(file).exists(), "{file} is missing");
    }
}

fn judging_again_from_the_ledger_says_the_same() {
    let run = passing();
    let again = shakedown(&run.scratch, &["check", "run", "--json"]);
    assert_eq!(again.code, run.ended.code, "{}", again.err);
    assert_eq!(
        ::reports::json::from_json(&again.out).unwrap(),
        run.record()
    );
    let text = shakedown(&run.scratch, &["check", "run"]).out;
    assert!(
        run.ended.out.starts_with(&text),
        "`run` ended with\n{}\nand `check` with\n{text}",
        run.ended.out
    );
}

fn the_direct_injector_comes_to_the_same_verdict() {
    let direct = Brief::calmly(|| Brief::run(&[MINIMA], &["--injector", "direct"]));
    direct.passed();
    let (one, other) = (passing().record(), direct.record());
    assert_eq!(one.totals.messages_expected, other.totals.messages_expected);
    assert_eq!(one.totals.notices, other.totals.notices);
    assert_eq!(one.totals.inbound, other.totals.inbound);
}

fn the_queries_in_the_readme_run_on_a_ledger() {
    let readme = text("README.md");
    let (_, rest) = readme.split_once("```sql\n").unwrap();
    let (queries, _) = rest.split_once("```").unwrap();
    let ledger = rusqlite::Connection::open(passing().directory().join("ledger.db")).unwrap();
    let mut count = 0;
    for query in queries.split_inclusive(";\n") {
        let rows = ledger.prepare(query).and_then(|mut query| {
            let mut rows = query.query([])?;
            let mut count = 0;
            while rows.next()?.is_some() {
                count += 1;
            }
            Ok(count)
        });
        let rows: u32 = rows.unwrap_or_else(|error| panic!("{query}\n{error}"));
        let finds_nothing_here = query.contains("the lost parcels")
            || query.contains("sent twice")
            || query.contains("= 'LX473124829CN'")
            || query.contains("'wamid...'")
            || query.contains("without a record");
        assert!(rows > 0 || finds_nothing_here, "no row for\n{query}");
        count += 1;
    }
    assert!(count >= 10, "{count} queries");
}

fn no_secret_is_left_in_the_run_directory() {
    let directory = passing().directory();
    let seed = passing().record().seed;
    let connector = harness::connector_file::ConnectorFile::reference().unwrap();
    let identity = harness::stage::Identity::new(seed, 4, &[], &connector.credentials);
    for file in [
        "run.json",
        "report.html",
        "report.md",
        "junit.xml",
        "scenario.toml",
        "connector.toml",
    ] {
        let text = std::fs::read_to_string(directory.join(file)).unwrap();
        for secret in [
            &identity.app_secret,
            &identity.access_token,
            &identity.verify_token,
        ] {
            assert!(!text.contains(secret.as_str()), "{file} holds a secret");
        }
    }
}
