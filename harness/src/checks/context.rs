//! What a check gets to see: the ledger with its derived tables, the scenario, and a few things true of the whole run.

use rusqlite::{Params, Row};
use scenarios::scenario::{Scenario, Shape};

use super::facts::Facts;
use super::journeys::Journey;
use crate::ledger::open::{LedgerError, OpenLedger};

/// A stretch of the load, microseconds since the start; the end is outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// First moment.
    pub from_us: i64,
    /// First moment after it.
    pub to_us: i64,
}

impl Window {
    /// Whether `at_us` lies inside.
    pub fn holds(&self, at_us: i64) -> bool {
        (self.from_us..self.to_us).contains(&at_us)
    }
}

/// What a check gets to see.
#[derive(Debug)]
pub struct Context<'a> {
    /// The ledger, with the derived tables in place.
    pub ledger: &'a OpenLedger,
    /// The scenario that was run.
    pub scenario: &'a Scenario,
    /// What is true of the run as a whole.
    pub facts: &'a Facts,
    /// Every journey of the paced load, by intended time.
    pub journeys: &'a [Journey],
    /// Where latency is judged: the holds that were held (the first hold when none was), or the whole load.
    pub judged: Vec<Window>,
    /// Where acknowledgements and the harness itself are judged: the load up to the end of the last hold that was held,
    /// and the confirmations; the overload that ended a ramp is left out. The whole load where there is no ramp.
    pub watched: Vec<Window>,
    /// The hold after the last one that was held: the harness must not be what ended it.
    pub beyond: Option<Window>,
    /// Highest rate among the judged holds, messages per minute.
    pub judged_rate_per_min: f64,
}

impl Context<'_> {
    /// Whether the load is a ramp.
    pub(crate) fn is_ramp(&self) -> bool {
        matches!(self.scenario.load.shape, Shape::Steps { .. })
    }

    /// Cases owed before this moment had their whole time.
    pub(crate) fn settled_before_us(&self) -> i64 {
        self.facts.settled_before_us(self.scenario.drain.limit)
    }

    /// A count; NULL counts as zero.
    pub(crate) fn count(&self, sql: &str, params: impl Params) -> Result<u64, LedgerError> {
        let found: Option<f64> = self
            .ledger
            .connection()
            .query_row(sql, params, |row| row.get(0))?;
        Ok(found.unwrap_or(0.0).max(0.0) as u64)
    }

    /// Ids, counted, and the first few kept: `(how many, the first ones)`.
    pub(crate) fn first_ids(
        &self,
        sql: &str,
        params: impl Params,
    ) -> Result<(u64, Vec<i64>), LedgerError> {
        let mut count = 0;
        let mut first = Vec::new();
        self.each(sql, params, |row| {
            count += 1;
            if first.len() < super::finding::WITNESSES {
                first.push(row.get(0)?);
            }
            Ok(())
        })?;
        Ok((count, first))
    }

    /// Calls `take` with every row, one at a time.
    pub(crate) fn each(
        &self,
        sql: &str,
        params: impl Params,
        mut take: impl FnMut(&Row<'_>) -> Result<(), rusqlite::Error>,
    ) -> Result<(), LedgerError> {
        let mut statement = self.ledger.connection().prepare(sql)?;
        let mut rows = statement.query(params)?;
        while let Some(row) = rows.next()? {
            take(row)?;
        }
        Ok(())
    }
}
