//! Was a rate sustained? The one judgement of a step, used live by the engine and again from the ledger. Pure.
//!
//! An overload of a few percent needs minutes to become a latency of seconds, so latency alone would call a rate
//! sustained that is not: the hold has to complete what it was offered, and its backlog must not grow. Both are
//! counts of a random process, so both get the room that chance needs, and no more.

/// What happened in a hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StepFacts {
    /// Offered rate, messages per minute.
    pub rate_per_min: f64,
    /// Length of the hold, seconds.
    pub hold_s: f64,
    /// Journeys that were due in the hold.
    pub offered: u64,
    /// Journeys completed during the hold, whenever they were due.
    pub completed: u64,
    /// Journeys due before the hold began and not completed by then.
    pub outstanding_start: u64,
    /// The same at its end.
    pub outstanding_end: u64,
    /// Journeys of the hold that ended in an error.
    pub errors: u64,
    /// Median latency of the journeys of the hold, milliseconds; outstanding ones count with their age.
    pub latency_p50_ms: f64,
    /// Their latency at the quantile of the stop rule, milliseconds.
    pub latency_quantile_ms: f64,
    /// Its limit, milliseconds.
    pub quantile_limit_ms: f64,
    /// Limit of errors / offered, a share.
    pub error_rate_limit: f64,
}

/// The judgement of a hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepJudgement {
    /// The rate was sustained.
    pub held: bool,
    /// Why it was not, or what was odd. Empty when there is nothing to say.
    pub note: String,
}

/// Share of the offered journeys that may stay behind.
const SHORTFALL: f64 = 0.01;
/// Standard deviations of the number of journeys in flight that count as noise.
const SIGMAS: f64 = 3.0;

impl StepFacts {
    /// Journeys by which the counts of an undisturbed hold may be off: 1 % of the offered ones, and three standard
    /// deviations of the number in flight (Little's law: rate times latency).
    pub fn noise(&self) -> f64 {
        let in_flight = self.rate_per_min / 60.0 * self.latency_p50_ms / 1_000.0;
        SHORTFALL * self.offered as f64
            + SIGMAS * in_flight.max(self.outstanding_start as f64).max(0.0).sqrt()
            + 1.0
    }

    /// By how many journeys the backlog grew; negative when it shrank.
    pub fn growth(&self) -> i64 {
        self.outstanding_end as i64 - self.outstanding_start as i64
    }

    /// errors / offered.
    pub fn error_rate(&self) -> f64 {
        if self.offered == 0 {
            0.0
        } else {
            self.errors as f64 / self.offered as f64
        }
    }

    /// A backlog from before that this hold worked off.
    fn drains_inherited_backlog(&self) -> bool {
        self.outstanding_start >= 10 && self.growth() < 0 && self.completed > self.offered
    }
}

/// Judges a hold.
pub fn judge_step(facts: &StepFacts) -> StepJudgement {
    if facts.offered == 0 {
        return StepJudgement {
            held: false,
            note: "no journey was due in the hold".into(),
        };
    }
    let noise = facts.noise();
    let mut notes = Vec::new();
    if facts.growth() as f64 > noise {
        notes.push(format!(
            "the backlog grew by {} in {:.0} s, from {} to {} (noise {noise:.1})",
            facts.growth(),
            facts.hold_s,
            facts.outstanding_start,
            facts.outstanding_end
        ));
    }
    if (facts.completed as f64) < (1.0 - SHORTFALL) * facts.offered as f64 - noise {
        notes.push(format!(
            "{} of {} journeys were completed",
            facts.completed, facts.offered
        ));
    }
    if facts.latency_quantile_ms > facts.quantile_limit_ms {
        notes.push(format!(
            "latency {:.0} ms over {:.0} ms",
            facts.latency_quantile_ms, facts.quantile_limit_ms
        ));
        if facts.drains_inherited_backlog() {
            notes.push(format!(
                "a backlog of {} from before was worked off, which delayed what came after it",
                facts.outstanding_start
            ));
        }
    }
    if facts.error_rate() > facts.error_rate_limit {
        notes.push(format!(
            "error rate {:.2} % over {:.2} %",
            100.0 * facts.error_rate(),
            100.0 * facts.error_rate_limit
        ));
    }
    StepJudgement {
        held: notes.is_empty(),
        note: notes.join("; "),
    }
}

#[cfg(test)]
mod tests;
