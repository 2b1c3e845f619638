//! The ledger: one SQLite file a run, written by one thread, read by the judge.
//!
//! Rows are committed before their effect where the order matters (`Ledger::append_before`), and soon after it
//! elsewhere. The queue is bounded: what does not fit is counted and makes the run unknown, never slow.

mod inserts;
pub mod open;
pub mod row;
pub mod writer;

pub use row::Row;
pub use writer::{Ledger, LedgerFailure};

/// The tables, with their documentation.
pub const SCHEMA: &str = include_str!("schema.sql");
/// Version of the schema, in `meta.schema`. Since 3 a status names its send; ledgers of other versions are not judged.
pub const SCHEMA_VERSION: u32 = 3;
