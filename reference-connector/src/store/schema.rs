//! The database's tables and how it is opened.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

/// Checkpoints and statuses are ranks, see `checkpoint` and `status`.
const TABLES: &str = "
-- Checkpoints taken for notification: the key is what makes every notice count once.
CREATE TABLE IF NOT EXISTS inbox (
  tracking_number TEXT NOT NULL,
  checkpoint      INTEGER NOT NULL,
  PRIMARY KEY (tracking_number, checkpoint)
) WITHOUT ROWID;
-- Messages to send. A row goes when its message is accepted or refused for good.
CREATE TABLE IF NOT EXISTS outbox (
  id              INTEGER PRIMARY KEY,
  tracking_number TEXT NOT NULL,
  checkpoint      INTEGER NOT NULL,
  phone_number_id TEXT NOT NULL,
  recipient       TEXT NOT NULL,
  body            BLOB NOT NULL
);
-- What became of messages. The id is the order of acceptance, so that a reader with a cursor misses none.
-- No wamid: refused for good. A history is one digit a change of status.
CREATE TABLE IF NOT EXISTS records (
  id              INTEGER PRIMARY KEY,
  wamid           TEXT UNIQUE,
  tracking_number TEXT NOT NULL,
  checkpoint      INTEGER NOT NULL,
  recipient       TEXT NOT NULL,
  status          INTEGER NOT NULL,
  history         TEXT NOT NULL
);
-- Statuses that came before the answer to their send.
CREATE TABLE IF NOT EXISTS early (
  id       INTEGER PRIMARY KEY,
  wamid    TEXT NOT NULL,
  status   INTEGER NOT NULL,
  callback TEXT
);
CREATE INDEX IF NOT EXISTS early_by_wamid ON early (wamid);
CREATE INDEX IF NOT EXISTS early_by_callback ON early (callback) WHERE callback IS NOT NULL;
CREATE TABLE IF NOT EXISTS inbound (
  id    INTEGER PRIMARY KEY,
  wamid TEXT NOT NULL UNIQUE,
  sent_from TEXT NOT NULL,
  body  TEXT NOT NULL
);
";

/// The connection that writes; makes the tables.
pub(super) fn open_to_write(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    // In KiB: the working set of a few hours at full speed.
    connection.pragma_update(None, "cache_size", -65_536)?;
    // In pages: a checkpoint syncs the disk, so it should not come every second.
    connection.pragma_update(None, "wal_autocheckpoint", 8_000)?;
    connection.set_prepared_statement_cache_capacity(64);
    connection.execute_batch(TABLES)?;
    Ok(connection)
}

/// The connection that reads.
pub(super) fn open_to_read(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    Ok(connection)
}
