//! Opens the ledger of a finished (or cut off) run for judging. Never changes it: the file stays as evidence,
//! and everything that the judge derives goes into SQLite's own temporary database. Does not write ledgers.

use std::io::Read;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension};

use super::SCHEMA_VERSION;
use super::row::TABLES;

/// Why a ledger cannot be judged.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// No such file.
    #[error(
        "there is no ledger at {0}: give a run directory that `shakedown run` wrote, or the ledger.db inside it"
    )]
    Missing(PathBuf),
    /// The operating system refused to open it.
    #[error(
        "the ledger {path} cannot be opened ({why}): check that the file and its directory can be read"
    )]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's or SQLite's own words.
        why: String,
    },
    /// Another kind of file.
    #[error(
        "{0} is no ledger: it does not begin like a SQLite file; give the ledger.db of a run directory"
    )]
    Foreign(PathBuf),
    /// A SQLite file of somebody else.
    #[error(
        "{path} is a SQLite file but no ledger: it has no table {table}; give the ledger.db of a run directory"
    )]
    NoTable {
        /// The file.
        path: PathBuf,
        /// The first table that is missing.
        table: &'static str,
    },
    /// Shorter than its own header says.
    #[error(
        "{path} is cut off: it should hold {wanted} bytes and holds {found}; copy it again from where it was \
         written, together with any ledger.db-wal beside it"
    )]
    CutOff {
        /// The file.
        path: PathBuf,
        /// Bytes by its header.
        wanted: u64,
        /// Bytes on disk.
        found: u64,
    },
    /// Written by a newer or an older program.
    #[error(
        "{path} has ledger schema {found} and this program reads schema {SCHEMA_VERSION}: judge it with the \
         version of shakedown that wrote it ({tool})"
    )]
    OtherSchema {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The program that wrote it.
        tool: String,
    },
    /// An entry of `meta` that cannot be understood.
    #[error(
        "meta.{key} of the ledger is {what}: the ledger was not written by `shakedown run`, or was edited"
    )]
    Meta {
        /// The key.
        key: &'static str,
        /// What is wrong with it.
        what: String,
    },
    /// SQLite found pages that contradict each other.
    #[error(
        "the ledger is damaged ({0}): copy it again from where it was written, or run the scenario again"
    )]
    Damaged(String),
    /// Any other failure of a query.
    #[error(
        "a query on the ledger failed ({0}): check the free space for temporary files (SQLITE_TMPDIR)"
    )]
    Query(rusqlite::Error),
}

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> LedgerError {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                LedgerError::Damaged(error.to_string())
            }
            _ => LedgerError::Query(error),
        }
    }
}

/// An opened ledger: a read-only connection whose temporary database may be written.
#[derive(Debug)]
pub struct OpenLedger {
    connection: Connection,
}

impl OpenLedger {
    /// Opens `path`, a ledger or a run directory that holds a `ledger.db`.
    ///
    /// # Errors
    /// Every [`LedgerError`] but the ones about single values; each names the cure.
    pub fn open(path: &Path) -> Result<OpenLedger, LedgerError> {
        let file = if path.is_dir() {
            path.join("ledger.db")
        } else {
            path.to_path_buf()
        };
        check_header(&file)?;
        let connection = connect(&file)?;
        let ledger = OpenLedger { connection };
        // First: a change of where temporary tables are kept would empty them.
        ledger.tune()?;
        ledger.check_tables(&file)?;
        ledger.check_schema(&file)?;
        Ok(ledger)
    }

    /// For tests: judges a ledger that was made in memory.
    #[cfg(test)]
    pub(crate) fn in_memory(connection: Connection) -> OpenLedger {
        OpenLedger { connection }
    }

    /// The connection. Only the temporary database can be written.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// An entry of `meta`, or None.
    ///
    /// # Errors
    /// When the query fails.
    pub fn meta(&self, key: &str) -> Result<Option<String>, LedgerError> {
        let found = self
            .connection
            .query_row("SELECT value FROM meta WHERE key = ?1", [key], |row| {
                row.get(0)
            })
            .optional()?;
        Ok(found)
    }

    fn check_tables(&self, file: &Path) -> Result<(), LedgerError> {
        let mut find = self
            .connection
            .prepare("SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = ?1")?;
        for table in TABLES {
            let count: i64 = find.query_row([table], |row| row.get(0))?;
            if count == 0 {
                return Err(LedgerError::NoTable {
                    path: file.to_path_buf(),
                    table,
                });
            }
        }
        Ok(())
    }

    fn check_schema(&self, file: &Path) -> Result<(), LedgerError> {
        let text = self.meta("schema")?.ok_or(LedgerError::Meta {
            key: "schema",
            what: "missing".into(),
        })?;
        let found: i64 = text.parse().map_err(|_| LedgerError::Meta {
            key: "schema",
            what: format!("{text:?}, not a number"),
        })?;
        if found != i64::from(SCHEMA_VERSION) {
            let tool = self
                .meta("tool")?
                .unwrap_or_else(|| "its name is not recorded".into());
            return Err(LedgerError::OtherSchema {
                path: file.to_path_buf(),
                found,
                tool,
            });
        }
        Ok(())
    }

    /// Memory is bounded here: 192 MiB of pages in all, temporary tables spill to a file.
    fn tune(&self) -> Result<(), LedgerError> {
        self.connection.execute_batch(
            "PRAGMA main.cache_size = -65536; PRAGMA temp.cache_size = -131072; PRAGMA temp_store = FILE;",
        )?;
        Ok(())
    }
}

/// Looks at the first 100 bytes: SQLite's own errors do not tell a foreign file from a short one.
fn check_header(file: &Path) -> Result<(), LedgerError> {
    let unreadable = |error: std::io::Error| LedgerError::Unreadable {
        path: file.to_path_buf(),
        why: error.to_string(),
    };
    let mut handle = match std::fs::File::open(file) {
        Ok(handle) => handle,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(LedgerError::Missing(file.to_path_buf()));
        }
        Err(error) => return Err(unreadable(error)),
    };
    let found = handle.metadata().map_err(unreadable)?.len();
    let mut head = Vec::with_capacity(100);
    handle
        .by_ref()
        .take(100)
        .read_to_end(&mut head)
        .map_err(unreadable)?;
    if head.get(..16) != Some(b"SQLite format 3\0".as_slice()) {
        return Err(LedgerError::Foreign(file.to_path_buf()));
    }
    let pages = head.get(28..32).map_or(0, |raw| u64::from(be(raw)));
    let page_size = head.get(16..18).map_or(0, |raw| u64::from(be(raw)));
    let page_size = if page_size == 1 { 65_536 } else { page_size };
    let wanted = pages.saturating_mul(page_size).max(100);
    // With a write-ahead log beside it, the rest of the pages may still be in there.
    if found < wanted && !has_log(file) {
        return Err(LedgerError::CutOff {
            path: file.to_path_buf(),
            wanted,
            found,
        });
    }
    Ok(())
}

fn be(raw: &[u8]) -> u32 {
    raw.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte))
}

fn has_log(file: &Path) -> bool {
    let mut name = file.as_os_str().to_os_string();
    name.push("-wal");
    std::fs::metadata(name).is_ok_and(|found| found.len() > 0)
}

fn connect(file: &Path) -> Result<Connection, LedgerError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let probe = |connection: Connection| {
        connection.query_row("SELECT COUNT(*) FROM sqlite_schema", [], |_| Ok(()))?;
        Ok::<Connection, rusqlite::Error>(connection)
    };
    let first = match Connection::open_with_flags(file, flags).and_then(probe) {
        Ok(connection) => return Ok(connection),
        Err(error) => error,
    };
    if first.sqlite_error_code() != Some(ErrorCode::CannotOpen) || has_log(file) {
        return Err(match LedgerError::from(first) {
            LedgerError::Query(error) => LedgerError::Unreadable {
                path: file.to_path_buf(),
                why: error.to_string(),
            },
            other => other,
        });
    }
    // A file in write-ahead mode in a directory that cannot be written: nobody else can change it either.
    let uri = format!("file:{}?immutable=1", escaped(file));
    Ok(Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_URI).and_then(probe)?)
}

/// A path inside a `file:` URI.
fn escaped(file: &Path) -> String {
    file.to_string_lossy()
        .replace('%', "%25")
        .replace('?', "%3f")
        .replace('#', "%23")
}

/// For tests: writes rows as the writer does, without its thread.
#[cfg(test)]
pub(crate) fn insert_all(db: &mut Connection, rows: &[super::Row]) {
    let tx = db.transaction().expect("the test's own database");
    for row in rows {
        row.insert(&mut super::inserts::Inserts::new(&tx))
            .expect("the test's own rows");
    }
    tx.commit().expect("the test's own database");
}

#[cfg(test)]
mod tests;
