//! The coverage page: fresh, and true of the endpoints that it lists.

use libtest_mimic::Trial;

use crate::claim::claims;
use crate::program::shakedown;
use crate::scratch::Scratch;
use crate::tidy::text;

pub(crate) fn claims() -> Vec<Trial> {
    claims![beside: the_coverage_page_is_fresh, every_endpoint_has_a_line]
}

fn the_coverage_page_is_fresh() {
    let printed = shakedown(&Scratch::new(), &["coverage", "--markdown"]);
    assert_eq!(printed.code, Some(0), "{}", printed.err);
    assert!(
        printed.out == text("docs/coverage.md"),
        "docs/coverage.md is stale; cargo run -- coverage --markdown > docs/coverage.md"
    );
}

fn every_endpoint_has_a_line() {
    let printed = shakedown(&Scratch::new(), &["coverage"]);
    assert_eq!(printed.code, Some(0), "{}", printed.err);
    let endpoints = simulator::cloud_api::endpoint_table::all().count();
    assert_eq!(printed.out.lines().count(), endpoints + 1);
}
