//! Verdicts and what leads to them. Three values everywhere: a check that saw too little is *unknown*, and
//! unknown is never a pass.

use serde::{Deserialize, Serialize};

/// Pass, fail or unknown. The order is the algebra: the worst value wins, fail over unknown over pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Exercised enough, and no violation seen.
    Pass,
    /// Not enough evidence, or the harness itself was the bottleneck.
    Unknown,
    /// At least one violation, with a witness.
    Fail,
}

impl Verdict {
    /// The word as it stands in `run.json`.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Pass => "pass",
            Verdict::Unknown => "unknown",
            Verdict::Fail => "fail",
        }
    }

    /// The worst of several verdicts; pass when there are none.
    pub fn worst(verdicts: impl IntoIterator<Item = Verdict>) -> Verdict {
        verdicts.into_iter().max().unwrap_or(Verdict::Pass)
    }
}

/// What one check found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckResult {
    /// Stable id, `C01` to `C99` for the connector, `H01` to `H99` for the harness itself.
    pub id: String,
    /// Stable name in kebab case, such as `no-loss`.
    pub name: String,
    /// The statement that the check holds the connector to, one sentence.
    pub statement: String,
    /// What it concluded.
    pub verdict: Verdict,
    /// Whether the verdict counts toward the run's. A check the connector's file makes inapplicable does not.
    pub mandatory: bool,
    /// Cases seen.
    pub exercised: u64,
    /// Cases that violate the statement.
    pub violations: u64,
    /// Upper bound of the violation rate with 95 % confidence; 3/n when nothing was found. None when n is 0.
    pub upper_bound_95: Option<f64>,
    /// Why, in words: the reason for unknown, tolerated oddities, the measured figure.
    pub notes: Vec<String>,
    /// At most a few violations, each with the rows that prove it.
    pub witnesses: Vec<Witness>,
}

/// One violation with its proof.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Witness {
    /// One sentence that names the case, such as `parcel LX473124829CN, delivered: no message was sent`.
    pub summary: String,
    /// The ledger rows that prove it, in time order, at most 20.
    pub rows: Vec<WitnessRow>,
}

/// One ledger row of a witness.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WitnessRow {
    /// Milliseconds since the run's start.
    pub at_ms: f64,
    /// Table and id in the ledger, such as `sends/17`.
    pub row: String,
    /// What the row says, in words. May hold text that the connector produced.
    pub text: String,
}

/// One line of the table of requirements.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Criterion {
    /// What is required, such as `peak capacity`.
    pub name: String,
    /// The bound in words, such as `>= 1000/min`.
    pub required: String,
    /// What was measured in words, such as `2500/min`, or `not measured`.
    pub measured: String,
    /// Whether it holds.
    pub verdict: Verdict,
}
