//! Fills the temporary tables that the checks look things up in (`derived.sql`). The ledger itself is not changed.

use crate::ledger::open::{LedgerError, OpenLedger};

use super::lagging;

/// Derives everything; once a connection. About three passes over the ledger.
///
/// # Errors
/// When a query fails; the temporary files may not fit on the disk.
pub fn derive(ledger: &OpenLedger) -> Result<(), LedgerError> {
    let db = ledger.connection();
    // One transaction: the temporary database needs no journal of single rows.
    db.execute_batch("PRAGMA temp.journal_mode = OFF; PRAGMA temp.synchronous = OFF; BEGIN")?;
    db.execute_batch(include_str!("derived.sql"))?;
    db.execute_batch(include_str!("promises.sql"))?;
    lagging::fill(ledger)?;
    db.execute_batch("COMMIT")?;
    Ok(())
}
