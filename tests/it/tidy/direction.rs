//! Who may depend on whom, read off the manifests. What is only used by a crate's own tests does not count.

use libtest_mimic::Trial;

use super::tree::manifest;
use crate::claim::claims;

/// Folder, which of our crates it may use, and which of others' it must not.
const RULES: [(&str, &[&str], &[&str]); 5] = [
    (
        "reports",
        &[],
        &[
            "tokio",
            "hyper",
            "hyper-util",
            "reqwest",
            "goose",
            "hdrhistogram",
            "rusqlite",
        ],
    ),
    (
        "simulator",
        &[],
        &["reqwest", "goose", "rusqlite", "clap", "hdrhistogram"],
    ),
    ("reference-connector", &[], &["reqwest", "goose", "clap"]),
    (
        "scenarios",
        &["simulator"],
        &["tokio", "hyper", "reqwest", "goose", "rusqlite"],
    ),
    (
        "harness",
        &["simulator", "scenarios", "reports", "reference-connector"],
        &[],
    ),
];

pub(super) fn claims() -> Vec<Trial> {
    claims![
        beside: dependencies_run_one_way,
        every_crate_has_its_rule,
        the_program_is_what_cargo_runs_by_default,
    ]
}

fn dependencies(folder: &str) -> Vec<String> {
    let manifest = manifest(&format!("{folder}/Cargo.toml"));
    let tables = ["dependencies", "build-dependencies"];
    tables
        .iter()
        .filter_map(|table| manifest.get(*table)?.as_table())
        .flat_map(|table| table.keys().cloned())
        .collect()
}

fn members() -> Vec<String> {
    let root = manifest("Cargo.toml");
    let members = root["workspace"]["members"].as_array().unwrap().iter();
    members
        .map(|member| member.as_str().unwrap().to_owned())
        .collect()
}

fn dependencies_run_one_way() {
    let ours = members();
    for (folder, permitted, banned) in RULES {
        for dependency in dependencies(folder) {
            let known = !ours.contains(&dependency) || permitted.contains(&dependency.as_str());
            assert!(known, "{folder} must not know {dependency}");
            assert!(
                !banned.contains(&dependency.as_str()),
                "{folder} must not use {dependency}"
            );
        }
    }
}

fn every_crate_has_its_rule() {
    for member in members() {
        let ruled = RULES.iter().any(|(folder, _, _)| *folder == member);
        assert!(
            ruled || member == "tests",
            "{member}: say above what it may know"
        );
    }
}

fn the_program_is_what_cargo_runs_by_default() {
    let root = manifest("Cargo.toml");
    assert_eq!(
        root["workspace"]["default-members"].to_string(),
        r#"["harness"]"#
    );
    assert_eq!(
        manifest("harness/Cargo.toml")["package"]["default-run"].as_str(),
        Some("shakedown")
    );
}
