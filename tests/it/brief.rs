//! Runs of a few seconds: smoke's quick form, shorter, with quick phones. What a claim is about, it sets itself.

use std::path::PathBuf;

use ::reports::record::RunRecord;
use ::reports::verdict::{CheckResult, Verdict};

use crate::program::{Ended, Running, record, shakedown};
use crate::scratch::Scratch;

/// 4 s at 173 messages a second, and a drain that does not wait long for what will not come.
const BRIEF: [&str; 7] = [
    "load.duration=4s",
    "handsets.sent_after=50ms",
    "handsets.delivered_after=200ms",
    "handsets.read_after=300ms",
    "drain.quiet=1s",
    "drain.limit=8s",
    // What each check has to see is the claim's business.
    "checks.minimum={}",
];

/// A run and what it left behind.
pub(crate) struct Brief {
    pub(crate) scratch: Scratch,
    pub(crate) ended: Ended,
}

impl Brief {
    /// Runs to the end, with keys set beside the brief ones and further options.
    pub(crate) fn run(set: &[&str], options: &[&str]) -> Brief {
        Brief::run_in(Scratch::new(), set, options)
    }

    /// The same in a directory that holds what the options name.
    pub(crate) fn run_in(scratch: Scratch, set: &[&str], options: &[&str]) -> Brief {
        let ended = shakedown(&scratch, &line(set, options));
        Brief { scratch, ended }
    }

    /// Again, up to three times, while the harness says of itself that the machine was too busy to judge: that is an
    /// honest verdict, but not what such a claim is about.
    pub(crate) fn run_calmly(set: &[&str], options: &[&str]) -> Brief {
        let mut brief = Brief::run(set, options);
        for _ in 0..2 {
            let busy = brief.ended.code == Some(3)
                && ["H02", "H10"]
                    .iter()
                    .any(|id| brief.check(id).verdict != Verdict::Pass);
            if !busy {
                break;
            }
            brief = Brief::run(set, options);
        }
        brief
    }

    /// Starts one and does not wait for it.
    pub(crate) fn start(scratch: &Scratch, set: &[&str], options: &[&str]) -> Running {
        Running::start(scratch, &line(set, options))
    }

    /// The run directory.
    pub(crate) fn directory(&self) -> PathBuf {
        self.scratch.at("run")
    }

    /// `run.json`.
    pub(crate) fn record(&self) -> RunRecord {
        assert!(
            self.directory().join("run.json").exists(),
            "no run.json:\n{}",
            self.ended.err
        );
        record(&self.directory())
    }

    /// What one check found.
    pub(crate) fn check(&self, id: &str) -> CheckResult {
        let checks = self.record().checks;
        checks.into_iter().find(|check| check.id == id).unwrap()
    }

    /// The ids of the checks that count and came to this verdict.
    pub(crate) fn checks(&self, verdict: Verdict) -> Vec<String> {
        let checks = self.record().checks.into_iter();
        let checks = checks.filter(|check| check.mandatory && check.verdict == verdict);
        checks.map(|check| check.id).collect()
    }
}

fn line<'a>(set: &[&'a str], options: &[&'a str]) -> Vec<&'a str> {
    let mut line = vec!["run", "smoke", "--quick", "--seed", "1", "--out", "run"];
    for key in BRIEF.iter().chain(set) {
        line.extend(["--set", key]);
    }
    line.extend(options);
    line
}
