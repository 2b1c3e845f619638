//! Claims about the whole: real processes of the whole program, and the rules of the house.
//!
//! One binary without the standard test harness, because it has to be two things. Started with `SHAKEDOWN_IT` in the
//! environment it *is* the program `shakedown`, so that the claims start the code they were compiled with, in the
//! same profile, without a second build. Started otherwise it runs the claims.

#![expect(
    clippy::unwrap_used,
    reason = "a claim that cannot go on should stop, and say where"
)]

mod claim;
mod cli;
#[allow(dead_code, reason = "the claims that use the rest are on their way")]
mod program;
mod scratch;
mod tidy;
mod vocabularies;

use std::process::ExitCode;

use libtest_mimic::Arguments;

fn main() -> ExitCode {
    if program::is_meant() {
        return program::act();
    }
    let arguments = Arguments::from_args();
    let trials = [tidy::claims(), cli::claims(), vocabularies::claims()];
    libtest_mimic::run(&arguments, trials.into_iter().flatten().collect()).exit_code()
}
