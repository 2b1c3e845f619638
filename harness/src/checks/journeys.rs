//! Journeys of the paced load: from the moment a checkpoint was due to the moment its message was accepted (or
//! refused for good). Steps, percentiles and charts are made of these. Companions (duplicates, silent, stale and
//! forged notices, the canary) have no ticket and are no journeys.

use crate::ledger::open::{LedgerError, OpenLedger};

use super::facts::Facts;

/// Later than this after its intended time a completion counts as an error.
const GIVE_UP_US: i64 = 60_000_000;

/// One journey. Times are microseconds since the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Journey {
    /// When it was due.
    pub intended_us: i64,
    /// When its message was accepted or refused for good; None when it never was.
    pub completed_us: Option<i64>,
    /// The first attempt of its notice was acknowledged.
    pub first_acked: bool,
    /// Some attempt was acknowledged.
    pub acked: bool,
    /// The world refused one of its sends or withheld an answer, so its latency is not the connector's.
    pub disturbed: bool,
}

impl Journey {
    /// From the intended time to the completion; an outstanding journey counts with its age at `until_us`.
    pub fn latency_us(&self, until_us: i64) -> i64 {
        self.completed_us
            .unwrap_or(until_us)
            .saturating_sub(self.intended_us)
            .max(0)
    }

    /// Whether it ended in an error: the notice was turned away at first, or nothing came of it in time.
    pub fn is_error(&self, facts: &Facts) -> bool {
        let had_its_time = facts.drained.is_some() || facts.end_us - self.intended_us > GIVE_UP_US;
        match self.completed_us {
            _ if !self.first_acked => true,
            Some(completed_us) => completed_us - self.intended_us > GIVE_UP_US,
            None => had_its_time,
        }
    }
}

/// All journeys by intended time, 32 bytes each. What was planned beyond a cut and never attempted is none.
///
/// # Errors
/// When a query fails.
pub fn load_journeys(ledger: &OpenLedger, facts: &Facts) -> Result<Vec<Journey>, LedgerError> {
    let sql = if facts.capabilities.driven_by_customers() {
        "SELECT i.intended_us, h.ack_us, IFNULL(h.first_acked, 0), h.ack_us IS NOT NULL, 0
         FROM inbound i LEFT JOIN inbound_heard h ON h.inbound = i.id
         WHERE i.ticket IS NOT NULL
           AND (h.first_started_us IS NOT NULL OR i.intended_us < IFNULL((SELECT MIN(at_us) FROM cuts), ?1))
         ORDER BY i.intended_us"
    } else {
        "SELECT intended_us,
                MIN(IFNULL(first_accepted_us, first_permanent_us), IFNULL(first_permanent_us, first_accepted_us)),
                first_acked, genuine_ack_us IS NOT NULL, permanent + transient + doubts > 0
         FROM keys WHERE want = 'message' AND ticket IS NOT NULL
           AND (first_started_us IS NOT NULL OR intended_us < IFNULL((SELECT MIN(at_us) FROM cuts), ?1))
         ORDER BY intended_us"
    };
    let mut statement = ledger.connection().prepare(sql)?;
    let journeys = statement.query_map([i64::MAX], |row| {
        Ok(Journey {
            intended_us: row.get(0)?,
            completed_us: row.get(1)?,
            first_acked: row.get(2)?,
            acked: row.get(3)?,
            disturbed: row.get(4)?,
        })
    })?;
    Ok(journeys.collect::<Result<_, _>>()?)
}
