//! Runs of a few seconds: a scenario's quick form, smoke's unless the claim says otherwise, shorter, with quick phones.
//! What a claim is about, it sets itself.

use std::path::PathBuf;

use ::reports::record::RunRecord;
use ::reports::verdict::{CheckResult, Verdict};

use crate::program::{Ended, Running, record, shakedown};
use crate::scratch::Scratch;

/// The scenario of claims that need nothing special.
const SMOKE: &str = "smoke";

/// 4 s, with smoke at 173 messages a second, and a drain that does not wait long for what will not come.
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

/// What a busy machine leaves unknown.
const TIMED: [&str; 4] = ["C08", "C57", "H02", "H10"];

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

    /// The same with another scenario.
    pub(crate) fn of(scenario: &str, set: &[&str], options: &[&str]) -> Brief {
        let scratch = Scratch::new();
        let ended = shakedown(&scratch, &line(scenario, set, options));
        Brief { scratch, ended }
    }

    /// The same in a directory that holds what the options name.
    pub(crate) fn run_in(scratch: Scratch, set: &[&str], options: &[&str]) -> Brief {
        let ended = shakedown(&scratch, &line(SMOKE, set, options));
        Brief { scratch, ended }
    }

    /// Once more while the harness says of itself that it could not judge. That is an honest verdict, but not what
    /// such a claim is about.
    pub(crate) fn calmly(run: impl Fn() -> Brief) -> Brief {
        let first = run();
        if first.was_too_busy() { run() } else { first }
    }

    /// Whether the harness says that the machine, not the connector, was the bottleneck.
    pub(crate) fn was_too_busy(&self) -> bool {
        let own = ["H02", "H10"];
        self.ended.code == Some(3) && own.iter().any(|id| self.check(id).verdict != Verdict::Pass)
    }

    /// Stops the claim unless the run passed. On a machine that is busy with other things, what measures time may stay
    /// unknown, and only that.
    pub(crate) fn passed(&self) {
        let said = format!("{}{}", self.ended.out, self.ended.err);
        assert!(self.checks(Verdict::Fail).is_empty(), "{said}");
        if self.was_too_busy() {
            let open = self.checks(Verdict::Unknown);
            assert!(open.iter().all(|id| TIMED.contains(&id.as_str())), "{said}");
        } else {
            assert_eq!(self.ended.code, Some(0), "{said}");
            assert_eq!(self.record().verdict, Verdict::Pass, "{said}");
        }
    }

    /// Starts one and does not wait for it.
    pub(crate) fn start(scratch: &Scratch, set: &[&str], options: &[&str]) -> Running {
        Running::start(scratch, &line(SMOKE, set, options))
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

fn line<'a>(scenario: &'a str, set: &[&'a str], options: &[&'a str]) -> Vec<&'a str> {
    let mut line = vec!["run", scenario, "--quick", "--seed", "1", "--out", "run"];
    for key in BRIEF.iter().chain(set) {
        line.extend(["--set", key]);
    }
    line.extend(options);
    line
}
