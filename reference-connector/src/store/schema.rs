//! The database's tables and how it is opened.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

/// Checkpoints, and other subjects of messages, are numbers: see `subject`. So are statuses: see `status`. Times are
/// milliseconds since 1970.
const TABLES: &str = "
-- Messages taken for notification: the key is what makes every notice count once. What they told is kept for answers,
-- reminders and short messages. No time: taken, but the policy forbade the message.
CREATE TABLE IF NOT EXISTS inbox (
  tracking_number TEXT NOT NULL,
  checkpoint      INTEGER NOT NULL,
  recipient       TEXT NOT NULL,
  language        TEXT NOT NULL,
  carrier_name    TEXT NOT NULL,
  estimated_delivery_date TEXT NOT NULL,
  phone_number_id TEXT NOT NULL,
  taken_at        INTEGER,
  PRIMARY KEY (tracking_number, checkpoint)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS inbox_by_recipient ON inbox (recipient);
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
-- No wamid: refused for good, or suppressed. A history is one digit a change of status. The code is Meta's, of a failure.
CREATE TABLE IF NOT EXISTS records (
  id              INTEGER PRIMARY KEY,
  wamid           TEXT UNIQUE,
  tracking_number TEXT NOT NULL,
  checkpoint      INTEGER NOT NULL,
  recipient       TEXT NOT NULL,
  status          INTEGER NOT NULL,
  history         TEXT NOT NULL,
  code            INTEGER,
  accepted_at     INTEGER
);
-- Statuses that came before the answer to their send.
CREATE TABLE IF NOT EXISTS early (
  id       INTEGER PRIMARY KEY,
  wamid    TEXT NOT NULL,
  status   INTEGER NOT NULL,
  code     INTEGER,
  callback TEXT
);
CREATE INDEX IF NOT EXISTS early_by_wamid ON early (wamid);
CREATE INDEX IF NOT EXISTS early_by_callback ON early (callback) WHERE callback IS NOT NULL;
CREATE TABLE IF NOT EXISTS inbound (
  id    INTEGER PRIMARY KEY,
  wamid TEXT NOT NULL UNIQUE,
  sent_from TEXT NOT NULL,
  body  TEXT NOT NULL,
  tag   TEXT NOT NULL,
  priority TEXT NOT NULL,
  handover INTEGER NOT NULL,
  tracking_number TEXT,
  media_id TEXT
);
-- Customers who want no more messages, and whether they said so themselves: then the shop cannot take it back.
CREATE TABLE IF NOT EXISTS opt_outs (number TEXT PRIMARY KEY, in_person INTEGER NOT NULL) WITHOUT ROWID;
-- Parcels whose customers have looked.
CREATE TABLE IF NOT EXISTS views (tracking_number TEXT PRIMARY KEY) WITHOUT ROWID;
-- Short messages in the place of messages that failed: one a journey. The reference is the gateway's.
CREATE TABLE IF NOT EXISTS sms (
  id              INTEGER PRIMARY KEY,
  tracking_number TEXT NOT NULL,
  checkpoint      INTEGER NOT NULL,
  recipient       TEXT NOT NULL,
  carrier_name    TEXT NOT NULL,
  status          TEXT NOT NULL,
  reference       TEXT,
  UNIQUE (tracking_number, checkpoint)
);
-- What is still to be fetched, and photos that were.
CREATE TABLE IF NOT EXISTS pointers (id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS photos (
  media_id  TEXT PRIMARY KEY,
  status    TEXT NOT NULL,
  mime_type TEXT,
  bytes     BLOB
) WITHOUT ROWID;
-- What shops and carriers told about parcels, for carriers that tell less.
CREATE TABLE IF NOT EXISTS parcels (
  tracking_number TEXT PRIMARY KEY,
  shop_order      TEXT,
  recipient       TEXT,
  country         TEXT,
  carrier_name    TEXT,
  estimated_delivery TEXT,
  seller          TEXT
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS parcels_by_order ON parcels (shop_order) WHERE shop_order IS NOT NULL;
-- News that wait until somebody tells whom they are for.
CREATE TABLE IF NOT EXISTS parked (
  id              INTEGER PRIMARY KEY,
  tracking_number TEXT,
  shop_order      TEXT,
  checkpoint      INTEGER NOT NULL,
  country         TEXT,
  carrier_name    TEXT,
  estimated_delivery TEXT,
  seller          TEXT
);
CREATE INDEX IF NOT EXISTS parked_by_number ON parked (tracking_number);
CREATE INDEX IF NOT EXISTS parked_by_order ON parked (shop_order);
-- How far the look for due reminders has come.
CREATE TABLE IF NOT EXISTS cursors (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
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
    connection.set_prepared_statement_cache_capacity(128);
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
