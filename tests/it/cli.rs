//! What the program says to input that it cannot use: which exit code, and which words. Each message names the thing,
//! the place and the cure.

use std::net::{Ipv4Addr, TcpListener};

use libtest_mimic::Trial;

use crate::claim::claims;
use crate::program::shakedown;
use crate::scratch::Scratch;

pub(crate) fn claims() -> Vec<Trial> {
    claims![
        beside: bad_input_is_named_with_its_place_and_its_cure,
        a_bad_connector_file_is_named_with_its_line,
        a_provider_is_never_a_connector,
        a_connector_on_a_closed_port_is_not_ready,
        a_run_directory_is_never_written_twice,
        a_refused_run_leaves_no_directory_behind,
        a_ledger_that_is_none_is_told_apart,
        asking_for_help_is_no_mistake,
        help_says_what_it_said,
    ]
}

/// Command line, exit code, standard error. `DIR` is the scratch directory, which is also where the commands run.
type Case = (&'static str, i32, &'static str);

const BAD_INPUT: [Case; 17] = [
    (
        "run smok",
        2,
        "error: no scenario 'smok': it is neither in the catalogue nor a file; did you mean 'smoke'? the catalogue has smoke, soak-72h, two-way, step-ramp, exceptions, sms-fallback, two-sources, number-hygiene, template-matrix, unread-reminder",
    ),
    (
        "run DIR",
        2,
        "error: cannot read scenario DIR: it is a directory; name a TOML file",
    ),
    (
        "run smoke --set load.rat=5",
        2,
        "error: --set load.rat=5: unknown key 'load.rat'; did you mean 'load.rate'?",
    ),
    (
        "run smoke --set load.rate",
        2,
        "error: --set load.rate: has no '='; write path=value, such as load.hold=3s",
    ),
    (
        "run smoke --set load.rate=-5",
        2,
        "error: --set load.rate=-5: 'load.rate' is -5; a rate is above 0 and at most 10,000,000 messages per minute",
    ),
    (
        "run smoke --set load.rate=11000000",
        2,
        "error: --set load.rate=11000000: 'load.rate' is 11000000; a rate is above 0 and at most 10,000,000 messages per minute",
    ),
    (
        "run smoke --defect no-dedupp",
        2,
        "error: no defect is called `no-dedupp`; did you mean `no-dedup`?",
    ),
    (
        "run smoke --defect capacity",
        2,
        "error: defect `capacity` needs a whole number above 0, such as `capacity=2600`",
    ),
    (
        "run smoke --clock-scale 0",
        2,
        "error: --clock-scale 0: use a number from 0.001 to 1000000",
    ),
    (
        "run smoke --connector nowhere.toml",
        2,
        "error: nowhere.toml: No such file or directory (os error 2); check the path after --connector",
    ),
    (
        "run smoke --connector nowhere.toml --defect no-dedup",
        2,
        "error: --defect is for the built-in connector; leave --connector out, or plant the bug in your own",
    ),
    (
        "run smoke --seed 1 --out /proc/run",
        2,
        "smoke against reference, seed 1, into /proc/run\n\
         error: /proc/run: the run directory cannot be made: No such file or directory (os error 2); choose another directory with --out",
    ),
    (
        "check nowhere",
        2,
        "error: there is no ledger at nowhere: give a run directory that `shakedown run` wrote, or the ledger.db inside it",
    ),
    (
        "report nowhere",
        2,
        "error: there is no ledger at nowhere: give a run directory that `shakedown run` wrote, or the ledger.db inside it",
    ),
    (
        "report nowhere --format pdf",
        2,
        "error: --format pdf: unknown; use json, html, junit, markdown",
    ),
    (
        "simulate --clock-scale 0",
        2,
        "error: --clock-scale 0: use a number from 0.001 to 1000000",
    ),
    (
        "simulate --callback https://graph.facebook.com/hook",
        2,
        "error: --callback: graph.facebook.com is refused: a real provider, Meta; point it at the world that plays this provider",
    ),
];

fn holds(scratch: &Scratch, (line, code, err): Case) {
    let line = line.replace("DIR", &scratch.path().display().to_string());
    let ended = shakedown(scratch, &line.split(' ').collect::<Vec<_>>());
    let said = scratch.redacted(&ended.err);
    assert_eq!(
        said.trim_end(),
        err,
        "`shakedown {line}` says something else"
    );
    assert_eq!(ended.code, Some(code), "`shakedown {line}`");
    assert_eq!(ended.out, "", "`shakedown {line}`: an error is no output");
}

fn bad_input_is_named_with_its_place_and_its_cure() {
    let scratch = Scratch::new();
    for case in BAD_INPUT {
        holds(&scratch, case);
    }
}

/// The smallest connector file. `URL` is its base URL.
const CONNECTOR: &str = r#"[connector]
name = "small"
base_url = "URL"
ready_timeout = "300ms"

[webhooks]
aftership = "/webhooks/aftership"

[policy.messages]
delivered = { template = "parcel_delivered", body = ["tracking_number"] }
"#;

fn a_bad_connector_file_is_named_with_its_line() {
    let scratch = Scratch::new();
    let good = CONNECTOR.replace("URL", "http://127.0.0.1:4700");
    scratch.file("typo.toml", &good.replace("ready_timeout", "redy_timeout"));
    scratch.file("garbage.toml", "one\ntwo");
    for case in [
        (
            "doctor --connector typo.toml",
            2,
            "error: typo.toml:4: connector.redy_timeout: there is no such key; did you mean \"ready_timeout\"?",
        ),
        (
            "doctor --connector garbage.toml",
            2,
            "error: garbage.toml:1: this is no TOML: key with no value, expected `=`; mend the line",
        ),
    ] {
        holds(&scratch, case);
    }
}

fn a_provider_is_never_a_connector() {
    let scratch = Scratch::new();
    scratch.file(
        "meta.toml",
        &CONNECTOR.replace("URL", "https://graph.facebook.com"),
    );
    let refused = "error: meta.toml:3: connector.base_url: graph.facebook.com is refused: a real provider, Meta; point it at the world that plays this provider; write it as http://127.0.0.1:4700";
    holds(&scratch, ("run smoke --connector meta.toml", 2, refused));
    holds(&scratch, ("doctor --connector meta.toml", 2, refused));
}

fn a_connector_on_a_closed_port_is_not_ready() {
    let scratch = Scratch::new();
    // Held for a moment and let go: nobody listens there now.
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let url = format!("http://127.0.0.1:{port}");
    scratch.file("closed.toml", &CONNECTOR.replace("URL", &url));
    let ended = shakedown(&scratch, &["doctor", "--connector", "closed.toml"]);
    let said = format!(
        "error: connector small is not ready: the connector was not ready within 300ms: GET {url}/health gave Connection refused (os error 111); check connector.ready, or raise connector.ready_timeout\n\
         hint: start the connector, or give [connector] start in its file\n"
    );
    assert_eq!(ended.err, said);
    assert_eq!(ended.code, Some(4));
}

fn a_run_directory_is_never_written_twice() {
    let scratch = Scratch::new();
    std::fs::create_dir(scratch.at("taken")).unwrap();
    scratch.file("taken/ledger.db", "somebody's evidence");
    let taken = "smoke against reference, seed 1, into taken\n\
                 error: taken: a run is already there; choose another directory with --out, or judge it again with `shakedown check taken`";
    holds(&scratch, ("run smoke --seed 1 --out taken", 2, taken));
    let kept = std::fs::read_to_string(scratch.at("taken/ledger.db")).unwrap();
    assert_eq!(kept, "somebody's evidence");
}

fn a_refused_run_leaves_no_directory_behind() {
    let scratch = Scratch::new();
    let held = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = held.local_addr().unwrap().port().to_string();
    std::fs::create_dir(scratch.at("mine")).unwrap();
    scratch.file("mine/notes.txt", "mine");
    for out in ["new", "mine"] {
        let line = ["run", "smoke", "--port", &port, "--out", out];
        let ended = shakedown(&scratch, &line);
        assert_eq!(ended.code, Some(2), "{}", ended.err);
        assert!(ended.err.contains(&port), "{}", ended.err);
    }
    assert!(!scratch.at("new").exists());
    let left = std::fs::read_dir(scratch.at("mine")).unwrap();
    let left: Vec<_> = left.map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["notes.txt"]);
}

fn a_ledger_that_is_none_is_told_apart() {
    let scratch = Scratch::new();
    for name in ["garbage", "foreign", "empty"] {
        std::fs::create_dir(scratch.at(name)).unwrap();
    }
    scratch.file("garbage/ledger.db", &"no database at all ".repeat(60));
    let foreign = rusqlite::Connection::open(scratch.at("foreign/ledger.db")).unwrap();
    foreign
        .execute_batch("CREATE TABLE recipes (name TEXT)")
        .unwrap();
    for case in [
        (
            "check garbage",
            2,
            "error: garbage/ledger.db is no ledger: it does not begin like a SQLite file; give the ledger.db of a run directory",
        ),
        (
            "check foreign",
            2,
            "error: foreign/ledger.db is a SQLite file but no ledger: it has no table meta; give the ledger.db of a run directory",
        ),
        (
            "check empty",
            2,
            "error: there is no ledger at empty/ledger.db: give a run directory that `shakedown run` wrote, or the ledger.db inside it",
        ),
    ] {
        holds(&scratch, case);
    }
}

fn asking_for_help_is_no_mistake() {
    let scratch = Scratch::new();
    let version = shakedown(&scratch, &["--version"]);
    assert_eq!(
        version.out,
        format!("shakedown {}\n", env!("CARGO_PKG_VERSION"))
    );
    assert_eq!(version.code, Some(0));
    for line in [&["--help"][..], &["help", "run"], &["simulate", "--help"]] {
        let ended = shakedown(&scratch, line);
        assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{line:?}");
    }
    for line in [
        &[][..],
        &["sail"],
        &["run"],
        &["run", "smoke", "--injector", "wind"],
    ] {
        let ended = shakedown(&scratch, line);
        assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{line:?}");
        assert!(
            ended.err.contains("Usage: shakedown") || ended.err.contains("possible values"),
            "{}",
            ended.err
        );
    }
}

fn help_says_what_it_said() {
    let scratch = Scratch::new();
    let mut said = String::new();
    for command in ["", "run ", "check ", "report ", "doctor ", "simulate "] {
        let line = format!("{command}--help");
        let help = shakedown(&scratch, &line.split(' ').collect::<Vec<_>>()).out;
        said.push_str(&format!("$ shakedown {line}\n{help}\n"));
    }
    insta::assert_snapshot!("help", said);
}
