//! Runs that go wrong: whatever dies, and whenever, there is a verdict with a reason, and it is never a pass.

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::time::{Duration, Instant};

use ::reports::verdict::Verdict;
use libtest_mimic::Trial;
use procfs::process::Process;
use rusqlite::{Connection, OpenFlags};
use rustix::process::Signal;

use crate::brief::Brief;
use crate::claim::claims;
use crate::program::{Running, alive, kill, record, shakedown};
use crate::scratch::Scratch;

pub(crate) fn claims() -> Vec<Trial> {
    claims![
        beside: a_killed_run_can_be_judged_and_is_no_pass,
        an_interrupted_run_drains_and_is_judged,
        a_second_signal_ends_at_once,
        a_connector_that_dies_is_named,
        a_connector_that_never_answers_is_not_ready,
        a_wrong_app_secret_is_named,
        a_wrong_verify_token_is_named,
        a_wrong_carrier_secret_is_named,
    ]
}

/// Longer than any claim here lets it be.
const LONG: &str = "load.duration=60s";
/// Accepted messages after which the load is well under way.
const UNDER_WAY: i64 = 200;

fn ledger(directory: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let ledger = Connection::open_with_flags(directory.join("ledger.db"), flags)?;
    ledger.busy_timeout(Duration::from_secs(5))?;
    Ok(ledger)
}

fn accepted(directory: &Path) -> rusqlite::Result<i64> {
    let sends = "SELECT COUNT(*) FROM sends WHERE decision = 'accepted'";
    ledger(directory)?.query_row(sends, [], |row| row.get(0))
}

/// A run in mid-load.
fn under_way(scratch: &Scratch) -> Running {
    let mut run = Brief::start(scratch, &[LONG], &[]);
    let directory = scratch.at("run");
    run.until("message", || {
        accepted(&directory).is_ok_and(|count| count > UNDER_WAY)
    });
    run
}

fn intact(directory: &Path) {
    let ledger = ledger(directory).unwrap();
    let said: String = ledger
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(said, "ok");
    assert!(accepted(directory).unwrap() > UNDER_WAY);
}

fn gone(process: &Process) {
    let began = Instant::now();
    while alive(process) {
        assert!(
            began.elapsed() < Duration::from_secs(20),
            "process {} lives on",
            process.pid
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn a_killed_run_can_be_judged_and_is_no_pass() {
    let scratch = Scratch::new();
    let run = under_way(&scratch);
    let children = run.children();
    assert!(
        !children.is_empty(),
        "the connector is a process of its own"
    );
    run.signal(Signal::KILL);
    assert_eq!(run.ended().code, None);
    children.iter().for_each(gone);
    intact(&scratch.at("run"));
    let judged = shakedown(&scratch, &["check", "run"]);
    assert_eq!(judged.code, Some(3), "{}{}", judged.out, judged.err);
    assert!(judged.out.contains("cut off"), "{}", judged.out);
    let rendered = shakedown(&scratch, &["report", "run"]);
    assert_eq!(rendered.code, Some(0), "{}", rendered.err);
}

fn an_interrupted_run_drains_and_is_judged() {
    for (signal, name) in [(Signal::INT, "SIGINT"), (Signal::TERM, "SIGTERM")] {
        let scratch = Scratch::new();
        let run = under_way(&scratch);
        let children = run.children();
        run.signal(signal);
        let ended = run.ended();
        assert_eq!(
            ended.code,
            Some(3),
            "{name}: cut short is unknown at best\n{}",
            ended.err
        );
        assert!(ended.err.contains(name), "{}", ended.err);
        let record = record(&scratch.at("run"));
        assert_eq!(record.verdict, Verdict::Unknown);
        let said = record.reasons.join("\n");
        assert!(
            said.contains("interrupted") || said.contains(name),
            "{said}"
        );
        let lost = record
            .checks
            .iter()
            .find(|check| check.id == "C01")
            .unwrap();
        assert_eq!(lost.violations, 0, "what was begun was drained");
        children.iter().for_each(gone);
        let judged = shakedown(&scratch, &["check", "run"]);
        assert_eq!(judged.code, Some(3));
    }
}

fn a_second_signal_ends_at_once() {
    let scratch = Scratch::new();
    // A connector that loses messages would be waited for.
    let mut run = Brief::start(
        &scratch,
        &[LONG, "drain.limit=60s"],
        &["--defect", "give-up-on-503"],
    );
    let directory = scratch.at("run");
    run.until("message", || {
        accepted(&directory).is_ok_and(|count| count > UNDER_WAY)
    });
    run.signal(Signal::INT);
    run.until("drain", || {
        let phases = "SELECT COUNT(*) FROM control WHERE kind = 'phase' AND detail LIKE '%drain%'";
        let count = ledger(&directory)
            .and_then(|ledger| ledger.query_row(phases, [], |row| row.get::<_, i64>(0)));
        count.is_ok_and(|count| count > 0)
    });
    run.signal(Signal::INT);
    let ended = run.ended();
    assert_eq!(ended.code, Some(130), "{}", ended.err);
    intact(&directory);
}

fn a_connector_that_dies_is_named() {
    let scratch = Scratch::new();
    let run = under_way(&scratch);
    kill(run.connector());
    let ended = run.ended();
    assert!(
        matches!(ended.code, Some(1 | 3)),
        "{:?}\n{}",
        ended.code,
        ended.err
    );
    let record = record(&scratch.at("run"));
    let said = record.reasons.join("\n");
    assert!(
        said.contains("connector") && said.contains("signal: 9"),
        "{said}"
    );
    intact(&scratch.at("run"));
    let judged = shakedown(&scratch, &["check", "run", "--json"]);
    assert_eq!(judged.code, ended.code);
}

/// A connector file for what listens on a port.
fn file_for(port: u16) -> String {
    format!(
        r#"[connector]
name = "mute"
base_url = "http://127.0.0.1:{port}"
ready_timeout = "500ms"

[webhooks]
aftership = "/webhooks/aftership"
"#
    )
}

fn a_connector_that_never_answers_is_not_ready() {
    let scratch = Scratch::new();
    let mute = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    scratch.file("mute.toml", &file_for(mute.local_addr().unwrap().port()));
    for line in [&["doctor"][..], &["run", "smoke", "--quick"]] {
        let line = [line, &["--connector", "mute.toml"]].concat();
        let ended = shakedown(&scratch, &line);
        assert_eq!(ended.code, Some(4), "{}", ended.err);
        for word in [
            "connector mute is not ready",
            "gave no answer",
            "hint: start the connector",
        ] {
            assert!(ended.err.contains(word), "{word}: {}", ended.err);
        }
    }
}

/// The reference connector with one line of its environment changed.
fn misled(scratch: &Scratch, variable: &str) {
    let file = crate::tidy::text("harness/connectors/reference.toml");
    let misled: Vec<String> = file
        .lines()
        .map(|line| match line.split_once(" = ") {
            Some((name, _)) if name == variable => format!("{name} = \"something-else\""),
            _ => line.to_owned(),
        })
        .collect();
    assert_ne!(misled.join("\n"), file.trim_end());
    scratch.file("misled.toml", &misled.join("\n"));
}

fn a_wrong_app_secret_is_named() {
    let scratch = Scratch::new();
    misled(&scratch, "APP_SECRET");
    let ended = shakedown(&scratch, &["doctor", "--connector", "misled.toml"]);
    assert_eq!(ended.code, Some(4), "{}{}", ended.out, ended.err);
    assert!(
        ended.out.contains("FAIL  webhook signature"),
        "{}",
        ended.out
    );
    assert!(
        ended.out.contains("the app secret differs"),
        "{}",
        ended.out
    );
    let ended = shakedown(
        &scratch,
        &["run", "smoke", "--quick", "--connector", "misled.toml"],
    );
    assert_eq!(ended.code, Some(4), "{}{}", ended.out, ended.err);
    assert!(
        ended.err.contains("the app secret differs"),
        "{}",
        ended.err
    );
}

fn a_wrong_verify_token_is_named() {
    let scratch = Scratch::new();
    misled(&scratch, "VERIFY_TOKEN");
    let ended = shakedown(&scratch, &["doctor", "--connector", "misled.toml"]);
    assert_eq!(ended.code, Some(4), "{}{}", ended.out, ended.err);
    assert!(
        ended.out.contains("FAIL  webhook handshake"),
        "{}",
        ended.out
    );
    assert!(ended.out.contains("verify token"), "{}", ended.out);
}

fn a_wrong_carrier_secret_is_named() {
    let scratch = Scratch::new();
    misled(&scratch, "AFTERSHIP_SECRET");
    // The canary comes by a carrier of the mix.
    let only_it = [
        "--set",
        "mix.carriers.17track=0",
        "--set",
        "mix.carriers.yunexpress=0",
    ];
    let line = [
        &["run", "smoke", "--quick", "--connector", "misled.toml"][..],
        &only_it,
    ]
    .concat();
    let ended = shakedown(&scratch, &line);
    assert_eq!(ended.code, Some(4), "{}{}", ended.out, ended.err);
    assert!(ended.err.contains("the secrets differ"), "{}", ended.err);
}
