//! Highest and mean use of machine resources by both processes.

use reports::record::{Resources, Usage};
use rusqlite::OptionalExtension;

use crate::ledger::open::{LedgerError, OpenLedger};

/// Both processes; None for one that was not sampled.
pub(crate) fn usage(ledger: &OpenLedger) -> Result<Resources, LedgerError> {
    Ok(Resources {
        connector: of(ledger, "connector")?,
        harness: of(ledger, "harness")?,
    })
}

fn of(ledger: &OpenLedger, who: &str) -> Result<Option<Usage>, LedgerError> {
    let found = ledger
        .connection()
        .query_row(
            "SELECT MAX(cpu_percent), AVG(cpu_percent), MAX(rss_bytes), MAX(fds), MAX(threads)
             FROM resources WHERE who = ?1 HAVING COUNT(*) > 0",
            [who],
            |row| {
                let whole =
                    |place: usize| row.get::<_, i64>(place).map(|value| value.max(0) as u64);
                Ok(Usage {
                    cpu_percent_max: row.get(0)?,
                    cpu_percent_mean: row.get(1)?,
                    rss_bytes_max: whole(2)?,
                    fds_max: whole(3)?,
                    threads_max: whole(4)?,
                })
            },
        )
        .optional()?;
    Ok(found)
}
