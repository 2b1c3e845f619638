//! Exit codes: a promise that scripts rely on.

use reports::verdict::Verdict;

/// What a command ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitCode {
    /// The verdict is pass, or the command did what was asked.
    Pass,
    /// The verdict is fail: a criterion or a check.
    Fail,
    /// Usage or configuration error.
    Usage,
    /// The verdict is unknown: not enough evidence, or the harness itself was the bottleneck.
    Unknown,
    /// The connector is not ready.
    NotReady,
    /// Our own bug.
    Internal,
    /// Ended by a second signal.
    Signal(i32),
}

impl ExitCode {
    /// The number.
    pub fn number(self) -> u8 {
        match self {
            ExitCode::Pass => 0,
            ExitCode::Fail => 1,
            ExitCode::Usage => 2,
            ExitCode::Unknown => 3,
            ExitCode::NotReady => 4,
            ExitCode::Internal => 5,
            ExitCode::Signal(signal) => 128 + (signal.clamp(0, 64) as u8),
        }
    }
}

impl From<Verdict> for ExitCode {
    fn from(verdict: Verdict) -> ExitCode {
        match verdict {
            Verdict::Pass => ExitCode::Pass,
            Verdict::Fail => ExitCode::Fail,
            Verdict::Unknown => ExitCode::Unknown,
        }
    }
}

impl From<ExitCode> for std::process::ExitCode {
    fn from(code: ExitCode) -> std::process::ExitCode {
        std::process::ExitCode::from(code.number())
    }
}
