//! The rules of the house, read off the source: who may name what, how large a file may get, which figures two places
//! have to agree on. ARCHITECTURE.md says why.

use harness::checks;
use harness::cli::Cli;
use harness::exit_code::ExitCode;
use libtest_mimic::Trial;

use crate::claim::claims;

mod direction;
mod licences;
mod tree;

pub(crate) use tree::text;
use tree::{names_crate, rust, rust_below};

/// Longer files are split.
const LINES_MAX: usize = 500;

pub(crate) fn claims() -> Vec<Trial> {
    let mut all = direction::claims();
    all.extend(licences::claims());
    all.extend(claims![
        beside: only_one_file_names_goose,
        only_the_rims_of_the_simulator_name_hyper,
        only_one_file_of_the_simulator_reads_clocks,
        only_one_file_of_the_simulator_makes_generators,
        checks_and_judge_know_no_network_and_no_clock,
        no_module_is_a_drawer_for_odds_and_ends,
        no_file_is_too_long,
        nothing_is_left_to_be_done,
        every_dependency_says_why_it_is_here,
        the_changelog_names_this_version,
        the_changelog_counts_checks_and_defects_rightly,
        the_readme_names_every_command,
        the_readme_names_every_exit_code,
        the_readmes_connector_file_is_one,
    ]);
    all
}

/// None of `files` but the permitted ones may hold code in which `found` sees something.
fn only(permitted: &[&str], files: Vec<tree::Source>, found: impl Fn(&str) -> bool) {
    let places: Vec<String> = files
        .iter()
        .filter(|file| !permitted.iter().any(|one| file.path.starts_with(one)))
        .flat_map(|file| file.places(&found))
        .collect();
    assert!(
        places.is_empty(),
        "only {permitted:?} may, but see\n{}",
        places.join("\n")
    );
    let used = files
        .iter()
        .any(|file| permitted.contains(&file.path.as_str()) && !file.places(&found).is_empty());
    assert!(
        used || permitted.is_empty(),
        "{permitted:?}: none does any more; mend this rule"
    );
}

fn without_tests(mut files: Vec<tree::Source>) -> Vec<tree::Source> {
    files.retain(|file| !file.is_test());
    files
}

fn only_one_file_names_goose() {
    only(&["harness/src/injector/goose.rs"], rust(), |code| {
        names_crate(code, "goose")
    });
}

fn only_the_rims_of_the_simulator_name_hyper() {
    let rims = [
        "simulator/src/server.rs",
        "simulator/src/server/",
        "simulator/src/outbox.rs",
        "simulator/src/outbox/",
    ];
    let http = ["hyper", "hyper_util", "http_body_util"];
    only(&rims, rust_below("simulator/"), |code| {
        http.iter().any(|krate| names_crate(code, krate))
    });
}

fn only_one_file_of_the_simulator_reads_clocks() {
    let readers = [
        "Instant::now",
        "SystemTime::now",
        ".elapsed()",
        "Timestamp::now",
        "Zoned::now",
    ];
    only(
        &["simulator/src/clock.rs"],
        without_tests(rust_below("simulator/src/")),
        |code| readers.iter().any(|reader| code.contains(reader)),
    );
}

fn only_one_file_of_the_simulator_makes_generators() {
    let makers = [
        "rand_chacha",
        "from_seed",
        "seed_from_u64",
        "rand::rng",
        "from_rng",
        "RandomState",
        "SmallRng",
        "StdRng",
    ];
    only(
        &["simulator/src/chance.rs"],
        without_tests(rust_below("simulator/src/")),
        |code| makers.iter().any(|maker| code.contains(maker)),
    );
}

fn checks_and_judge_know_no_network_and_no_clock() {
    let world = [
        "tokio",
        "hyper",
        "hyper_util",
        "reqwest",
        "goose",
        "rustix",
        "procfs",
    ];
    let words = [
        "std::net",
        "Instant",
        "SystemTime",
        "Timestamp::now",
        "Zoned::now",
        "sleep(",
    ];
    for folder in ["harness/src/checks/", "harness/src/judge/"] {
        only(&[], without_tests(rust_below(folder)), |code| {
            world.iter().any(|krate| names_crate(code, krate))
                || words.iter().any(|word| code.contains(word))
        });
    }
}

fn no_module_is_a_drawer_for_odds_and_ends() {
    let drawers = [
        "util", "utils", "helper", "helpers", "common", "misc", "types",
    ];
    for file in rust() {
        let parts = file.path.trim_end_matches(".rs").split('/');
        for part in parts {
            assert!(
                !drawers.contains(&part),
                "{}: say what it is for; `{part}` fits anything",
                file.path
            );
        }
    }
}

fn no_file_is_too_long() {
    let long: Vec<String> = rust()
        .iter()
        .map(|file| (&file.path, file.text.lines().count()))
        .filter(|(_, lines)| *lines > LINES_MAX)
        .map(|(path, lines)| format!("{path}: {lines} lines"))
        .collect();
    assert!(
        long.is_empty(),
        "at most {LINES_MAX} lines a file:\n{}",
        long.join("\n")
    );
}

fn nothing_is_left_to_be_done() {
    // Put together here so that this file does not find itself.
    let marks = [
        ["FIX", "ME"],
        ["TO", "DO"],
        ["dbg", "!("],
        ["todo", "!("],
        ["unimplemented", "!("],
    ]
    .map(|parts| parts.concat());
    for file in rust() {
        for (at, line) in file.text.lines().enumerate() {
            for mark in &marks {
                assert!(!line.contains(mark), "{}:{}: {mark}", file.path, at + 1);
            }
        }
    }
}

fn every_dependency_says_why_it_is_here() {
    let manifest = text("Cargo.toml");
    let (_, rest) = manifest.split_once("[workspace.dependencies]").unwrap();
    let section = rest.split("\n[").next().unwrap();
    for line in section.lines().filter(|line| !line.trim().is_empty()) {
        let ours = line.contains("{ path = ");
        let reason = line
            .rsplit_once(" # ")
            .is_some_and(|(_, reason)| reason.len() > 10);
        assert!(
            ours || reason,
            "Cargo.toml: a reason is missing behind\n{line}"
        );
    }
}

fn the_changelog_names_this_version() {
    let heading = format!("## {}", env!("CARGO_PKG_VERSION"));
    let changelog = text("CHANGELOG.md");
    let first = changelog
        .lines()
        .find(|line| line.starts_with("## "))
        .unwrap();
    assert!(
        first.starts_with(&heading),
        "CHANGELOG.md begins with `{first}`, not `{heading}`"
    );
}

fn the_changelog_counts_checks_and_defects_rightly() {
    let of = |kind: &str| {
        checks::ALL
            .iter()
            .filter(|check| check.id.starts_with(kind))
            .count()
    };
    let defects = reference_connector::defects::ALL.len();
    let changelog = text("CHANGELOG.md");
    for sentence in [
        format!(
            "{} checks of the connector and {} of the harness",
            of("C"),
            of("H")
        ),
        format!("{defects} switchable defects"),
    ] {
        assert!(
            changelog.contains(&sentence),
            "CHANGELOG.md does not say `{sentence}`"
        );
    }
}

fn the_readme_names_every_command() {
    let readme = text("README.md");
    let program = <Cli as clap::CommandFactory>::command();
    for command in program
        .get_subcommands()
        .filter(|command| !command.is_hide_set())
    {
        let name = command.get_name();
        let named = [format!("`{name}`"), format!("`{name} ")];
        assert!(
            named.iter().any(|form| readme.contains(form)),
            "README.md does not name the command `{name}`"
        );
    }
}

fn the_readme_names_every_exit_code() {
    let readme = text("README.md");
    let codes = [
        ExitCode::Pass,
        ExitCode::Fail,
        ExitCode::Usage,
        ExitCode::Unknown,
        ExitCode::NotReady,
        ExitCode::Internal,
    ];
    for code in codes {
        let row = format!("| {} |", code.number());
        assert!(
            readme.contains(&row),
            "README.md has no row for exit code {}",
            code.number()
        );
    }
    let signals = [2, 15].map(|signal| ExitCode::Signal(signal).number().to_string());
    assert!(readme.contains(&format!("| {} |", signals.join(", "))));
}

fn the_readmes_connector_file_is_one() {
    let readme = text("README.md");
    let blocks = readme.split("```toml\n").skip(1);
    let example: String = blocks
        .map(|rest| rest.split_once("```").unwrap().0)
        .collect();
    let scratch = crate::scratch::Scratch::new();
    let path = scratch.file("my-connector.toml", &example);
    let file = harness::connector_file::ConnectorFile::read(path.as_ref()).unwrap();
    let promised = file.policy.sms_fallback.is_some() && file.policy.reminder.is_some();
    assert!(promised, "the second example is read, too");
}
