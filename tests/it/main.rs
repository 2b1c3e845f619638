//! Claims about the whole: real processes of the whole program, and the rules of the house.
//!
//! One binary without the standard test harness, because it has to be more than one thing. Started with
//! `SHAKEDOWN_IT` in the environment it *is* the program `shakedown`, so that the claims start the code they were
//! compiled with, in the same profile, without a second build; with `SHAKEDOWN_STAND_IN` it is a small connector.
//! Started otherwise it runs the claims.

#![expect(
    clippy::unwrap_used,
    reason = "a claim that cannot go on should stop, and say where"
)]

mod brief;
mod carriers;
mod claim;
mod cli;
mod connectors;
mod coverage;
mod defects;
mod determinism;
mod errors;
mod orders;
mod program;
mod reports;
mod runs;
mod scratch;
mod simulate;
mod sms;
mod stand_in;
mod tidy;
mod troubles;
mod vocabularies;

use std::process::ExitCode;

use libtest_mimic::Arguments;

fn main() -> ExitCode {
    if stand_in::is_meant() {
        return stand_in::act();
    }
    if program::is_meant() {
        return program::act();
    }
    let arguments = Arguments::from_args();
    let trials = [
        tidy::claims(),
        cli::claims(),
        vocabularies::claims(),
        errors::claims(),
        carriers::claims(),
        coverage::claims(),
        determinism::claims(),
        simulate::claims(),
        sms::claims(),
        runs::claims(),
        reports::claims(),
        connectors::claims(),
        orders::claims(),
        troubles::claims(),
        defects::claims(),
    ];
    let conclusion = libtest_mimic::run(&arguments, trials.into_iter().flatten().collect());
    runs::forget();
    conclusion.exit_code()
}
