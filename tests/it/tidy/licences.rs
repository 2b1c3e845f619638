//! Every crate in the tree has a licence that deny.toml allows and comes from the one registry, so that this holds on
//! machines without cargo-deny, too.

use std::process::Command;

use libtest_mimic::Trial;
use serde_json::Value;

use super::tree::{manifest, root};
use crate::claim::claims;

pub(super) fn claims() -> Vec<Trial> {
    claims![
        beside: every_licence_is_allowed_and_every_source_known,
        licence_expressions_are_read_rightly,
    ]
}

fn every_licence_is_allowed_and_every_source_known() {
    let allowed = manifest("deny.toml")["licenses"]["allow"].clone();
    let allowed: Vec<&str> = allowed
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one.as_str().unwrap())
        .collect();
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let platform = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let metadata = Command::new(cargo)
        .args([
            "metadata",
            "--format-version",
            "1",
            "--locked",
            "--filter-platform",
            &platform,
        ])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        metadata.status.success(),
        "{}",
        String::from_utf8_lossy(&metadata.stderr)
    );
    let metadata: Value = serde_json::from_slice(&metadata.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 100);
    for package in packages {
        let name = &package["name"];
        let licence = package["license"].as_str().unwrap_or("none");
        assert!(fits(licence, &allowed), "{name} is under {licence}");
        let source = &package["source"];
        let registry = source
            .as_str()
            .is_some_and(|source| source.starts_with("registry+"));
        assert!(source.is_null() || registry, "{name} comes from {source}");
    }
}

/// Whether an SPDX expression can be fulfilled with the allowed licences alone. `/` is an old way to write OR.
fn fits(expression: &str, allowed: &[&str]) -> bool {
    let spaced = expression
        .replace('(', " ( ")
        .replace(')', " ) ")
        .replace('/', " OR ");
    let mut words: Vec<&str> = spaced.split_whitespace().rev().collect();
    any(&mut words, allowed)
}

fn any(words: &mut Vec<&str>, allowed: &[&str]) -> bool {
    let mut fits = all(words, allowed);
    while words.last() == Some(&"OR") {
        words.pop();
        fits |= all(words, allowed);
    }
    fits
}

fn all(words: &mut Vec<&str>, allowed: &[&str]) -> bool {
    let mut fits = one(words, allowed);
    while words.last() == Some(&"AND") {
        words.pop();
        fits &= one(words, allowed);
    }
    fits
}

fn one(words: &mut Vec<&str>, allowed: &[&str]) -> bool {
    match words.pop() {
        Some("(") => {
            let fits = any(words, allowed);
            words.pop();
            fits
        }
        Some(licence) => {
            // An exception only adds permissions.
            if words.last() == Some(&"WITH") {
                words.truncate(words.len() - 2);
            }
            allowed.contains(&licence)
        }
        None => false,
    }
}

fn licence_expressions_are_read_rightly() {
    let allowed = ["MIT", "ISC"];
    for (expression, expected) in [
        ("MIT", true),
        ("GPL-3.0-only", false),
        ("GPL-3.0-only OR MIT", true),
        ("MIT/Apache-2.0", true),
        ("MIT AND GPL-3.0-only", false),
        ("MIT AND GPL-3.0-only OR ISC", true),
        ("(MIT OR Apache-2.0) AND Unicode-3.0", false),
        ("ISC AND (Apache-2.0 OR MIT)", true),
        ("Apache-2.0 WITH LLVM-exception OR MIT", true),
        ("", false),
    ] {
        assert_eq!(fits(expression, &allowed), expected, "{expression}");
    }
}
