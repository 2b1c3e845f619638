//! The one writer: takes whatever is queued, commits it in one transaction, wakes who waits. An idle ledger commits at
//! once what somebody waits for; a busy one waits a moment for company, and commits in larger batches.

mod checkpoints;
mod queue;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::Connection;
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use self::checkpoints::{Checkpoints, Pace};
use self::queue::{Batch, Queue};
use super::inserts::Inserts;
use super::row::{ITEMS, Row, TABLES};
use super::{SCHEMA, SCHEMA_VERSION};

const TRANSACTION_ROWS_MAX: usize = 20_000;
/// How long a busy writer waits for company before it commits. A transaction costs as much as several messages' rows,
/// and so does waking whoever waits for it. Short: no kernel wakes a thread in less than some fifty microseconds.
const COMPANY: Duration = Duration::from_micros(5);

/// What kept the ledger from being written.
#[derive(Debug, thiserror::Error)]
pub enum LedgerFailure {
    /// The file cannot be made or written.
    #[error(
        "{path}: the ledger cannot be written: {cause}; free disk space or choose another directory with --out"
    )]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// SQLite's words.
        cause: rusqlite::Error,
    },
    /// A file stands where the ledger goes.
    #[error("{0}: a ledger is already there; choose another directory with --out")]
    Exists(PathBuf),
}

/// A handle for writing. Cheap to clone.
#[derive(Clone)]
pub struct Ledger {
    shared: Arc<Shared>,
}

struct Shared {
    path: PathBuf,
    queue: Queue,
    queued_rows: AtomicUsize,
    lost_rows: AtomicU64,
    failed: AtomicBool,
    failure: Mutex<Option<String>>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

impl Ledger {
    /// Makes the file and starts its writer. Where there is a runtime, whoever waits is woken on it.
    ///
    /// # Errors
    /// When the file exists or cannot be made.
    pub fn create(path: &Path) -> Result<Ledger, LedgerFailure> {
        if path.exists() {
            return Err(LedgerFailure::Exists(path.to_owned()));
        }
        let opened =
            open(path).and_then(|ledger| Ok((ledger, Checkpoints::of(path, Pace::default())?)));
        let (connection, checkpoints) = opened.map_err(|cause| LedgerFailure::Sqlite {
            path: path.to_owned(),
            cause,
        })?;
        let shared = Arc::new(Shared {
            path: path.to_owned(),
            queue: Queue::default(),
            queued_rows: AtomicUsize::new(0),
            lost_rows: AtomicU64::new(0),
            failed: AtomicBool::new(false),
            failure: Mutex::new(None),
            writer: Mutex::new(None),
        });
        let for_writer = Arc::clone(&shared);
        let runtime = Handle::try_current().ok();
        let writer = std::thread::Builder::new()
            .name("ledger".to_owned())
            .spawn(move || write_all(connection, checkpoints, &for_writer, runtime))
            .expect("a thread can be started");
        *shared.writer.lock().unwrap_or_else(PoisonError::into_inner) = Some(writer);
        let ledger = Ledger { shared };
        ledger.append(vec![Row::Meta {
            key: "schema",
            value: SCHEMA_VERSION.to_string(),
        }]);
        Ok(ledger)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.shared.path
    }

    /// Queues rows; nobody waits, and they are written within some ten milliseconds, no later than what is queued after
    /// them. Rows that do not fit are counted as lost.
    pub fn append(&self, rows: Vec<Row>) {
        self.queue(Batch { rows, done: None });
    }

    /// Queues rows; the future resolves when they are committed, or at once when they are lost.
    pub fn append_before(&self, rows: Vec<Row>) -> impl Future<Output = ()> + Send + use<> {
        let (done, committed) = oneshot::channel();
        self.queue(Batch {
            rows,
            done: Some(done),
        });
        async move {
            let _ = committed.await;
        }
    }

    /// Rows waiting for the writer.
    pub fn queued_rows(&self) -> usize {
        self.shared.queued_rows.load(Ordering::Relaxed)
    }

    /// Rows that were not recorded.
    pub fn lost_rows(&self) -> u64 {
        self.shared.lost_rows.load(Ordering::Relaxed)
    }

    /// Why the writer gave up, if it did.
    pub fn failure(&self) -> Option<String> {
        self.shared
            .failure
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Writes the last rows and the counts that prove the file complete, and waits for the writer.
    pub fn close(&self, ended_at: String, closed_at_us: i64) {
        if self.lost_rows() > 0 {
            let detail = format!(r#"{{"queue":"ledger","lost":{}}}"#, self.lost_rows());
            self.append(vec![Row::Control {
                at_us: closed_at_us,
                kind: "overflow",
                detail,
            }]);
        }
        self.append(vec![
            Row::Meta {
                key: "ended_at",
                value: ended_at,
            },
            Row::Meta {
                key: "closed_at_us",
                value: closed_at_us.to_string(),
            },
        ]);
        self.shared.queue.close();
        let writer = self
            .shared
            .writer
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(writer) = writer {
            let _ = writer.join();
        }
    }

    fn queue(&self, batch: Batch) {
        let rows = batch.rows.len();
        if rows == 0 {
            return;
        }
        let shared = &self.shared;
        if shared.failed.load(Ordering::Relaxed) {
            shared.lost_rows.fetch_add(rows as u64, Ordering::Relaxed);
            return;
        }
        shared.queued_rows.fetch_add(rows, Ordering::Relaxed);
        if shared.queue.put(batch).is_err() {
            shared.queued_rows.fetch_sub(rows, Ordering::Relaxed);
            shared.lost_rows.fetch_add(rows as u64, Ordering::Relaxed);
        }
    }
}

fn open(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // Survives a killed process. A power cut may cost the last commits, and then the closing counts are missing.
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "cache_size", -16_384)?;
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    connection.execute_batch(SCHEMA)?;
    Ok(connection)
}

fn write_all(
    connection: Connection,
    mut checkpoints: Checkpoints,
    shared: &Shared,
    runtime: Option<Handle>,
) {
    let mut counts = [0u64; TABLES.len()];
    let mut inserts = Inserts::new(&connection);
    let mut busy = false;
    let mut taken = Vec::new();
    while shared.queue.wait() {
        if busy {
            std::thread::sleep(COMPANY);
        }
        shared.queue.take(&mut taken);
        busy = taken.iter().filter(|batch| batch.done.is_some()).count() > 1;
        let mut left = taken.as_mut_slice();
        while !left.is_empty() {
            let (batches, later) = left.split_at_mut(one_transaction(left));
            left = later;
            let rows = batches.iter().map(|batch| batch.rows.len()).sum();
            if let Err(cause) = commit(&mut inserts, batches, &mut counts) {
                // Without a transaction there is nothing to roll back, and nothing more to be done about it.
                let _ = connection.execute_batch("ROLLBACK");
                give_up(shared, &cause, rows);
            }
            shared.queued_rows.fetch_sub(rows, Ordering::Relaxed);
            // Whoever waits is let go even so: a run that lost rows ends as unknown, it must not hang.
            let_go(batches, runtime.as_ref());
            checkpoints.count(rows, &connection);
        }
        taken.clear();
    }
    drop(checkpoints);
    if !shared.failed.load(Ordering::Relaxed) {
        drop(inserts);
        let _ = close(&connection, &counts);
    }
}

/// Wakes who waits for these batches. One task does it where there is a runtime: waking costs less on a thread of the
/// runtime's own than it costs from here.
fn let_go(batches: &mut [Batch], runtime: Option<&Handle>) {
    let waiting = batches.iter_mut().filter_map(|batch| batch.done.take());
    let waiting: Vec<oneshot::Sender<()>> = waiting.collect();
    if waiting.is_empty() {
        return;
    }
    let wake = move || {
        for done in waiting {
            let _ = done.send(());
        }
    };
    match runtime {
        Some(runtime) => drop(runtime.spawn(async move { wake() })),
        None => wake(),
    }
}

/// How many batches go into the next transaction, at least one.
fn one_transaction(batches: &[Batch]) -> usize {
    let mut rows = 0;
    let fits = batches.iter().take_while(|batch| {
        let first = rows == 0;
        rows += batch.rows.len();
        first || rows <= TRANSACTION_ROWS_MAX
    });
    fits.count()
}

fn give_up(shared: &Shared, cause: &rusqlite::Error, rows: usize) {
    shared.lost_rows.fetch_add(rows as u64, Ordering::Relaxed);
    shared.failed.store(true, Ordering::Relaxed);
    let mut failure = shared
        .failure
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    failure.get_or_insert_with(|| {
        format!(
            "{}: the ledger cannot be written any more: {cause}; what was written so far can still be judged with `shakedown check`",
            shared.path.display()
        )
    });
}

fn commit(
    inserts: &mut Inserts<'_>,
    batches: &[Batch],
    counts: &mut [u64; TABLES.len()],
) -> rusqlite::Result<()> {
    inserts.prepared("BEGIN")?.execute([])?;
    for mut rows in batches.iter().map(|batch| &*batch.rows) {
        while let Some(row) = rows.first() {
            let (written, items) = Row::insert_first(rows, inserts)?;
            counts[row.table()] += written as u64;
            counts[ITEMS] += items;
            rows = &rows[written..];
        }
    }
    inserts.prepared("COMMIT")?.execute([])?;
    Ok(())
}

/// The counts that H01 compares with the tables. `meta` and `parcels` take rows twice and are left out.
fn close(connection: &Connection, counts: &[u64; TABLES.len()]) -> rusqlite::Result<()> {
    let rows: serde_json::Map<String, serde_json::Value> = TABLES
        .iter()
        .zip(counts.iter())
        .filter(|(table, _)| !matches!(**table, "meta" | "parcels"))
        .map(|(table, count)| ((*table).to_owned(), (*count).into()))
        .collect();
    let row = Row::Meta {
        key: "rows",
        value: serde_json::Value::Object(rows).to_string(),
    };
    row.insert(&mut Inserts::new(connection))?;
    // Leaves one plain file behind, without -wal and -shm.
    connection.pragma_update(None, "journal_mode", "DELETE")
}

#[cfg(test)]
mod tests;
