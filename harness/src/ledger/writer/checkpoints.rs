//! Moves what was committed from the write-ahead log into the ledger's file, on a thread of its own: the disk takes as
//! long for it as hundreds of messages take, and whoever waits for a commit need not wait for that.

use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::Connection;

/// Rows between two moves: some 25 MB.
const MOVE_AFTER_ROWS: usize = 40_000;
/// Rows after which the writer lets nothing be added until the log begins anew. Under load without a pause there is
/// always something in it that has not been moved, and so it would grow as large as the ledger.
const RESTART_AFTER_ROWS: usize = 1_000_000;

/// How long a statement of the writer's waits for a lock: as long as the library lets it by itself.
const PATIENCE: Duration = Duration::from_secs(5);

/// How many rows lie between what is done with the log.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    move_after: usize,
    restart_after: usize,
}

impl Default for Pace {
    fn default() -> Pace {
        Pace {
            move_after: MOVE_AFTER_ROWS,
            restart_after: RESTART_AFTER_ROWS,
        }
    }
}

/// Counts the writer's rows, and sees to it that they are moved.
pub(super) struct Checkpoints {
    pace: Pace,
    wanted: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
    since_move: usize,
    since_restart: usize,
}

impl Checkpoints {
    /// For the ledger in this file.
    ///
    /// # Errors
    /// When the file cannot be opened a second time.
    pub(super) fn of(path: &Path, pace: Pace) -> rusqlite::Result<Checkpoints> {
        let own = Connection::open(path)?;
        let (wanted, asked) = sync_channel(1);
        let thread = std::thread::Builder::new()
            .name("checkpoints".to_owned())
            .spawn(move || move_when_asked(&own, &asked))
            .expect("a thread can be started");
        Ok(Checkpoints {
            pace,
            wanted: Some(wanted),
            thread: Some(thread),
            since_move: 0,
            since_restart: 0,
        })
    }

    /// So many rows were committed.
    pub(super) fn count(&mut self, rows: usize, writer: &Connection) {
        self.since_move += rows;
        self.since_restart += rows;
        if self.since_move >= self.pace.move_after {
            self.since_move = 0;
            // When it is still busy, there will be another time.
            let _ = self.wanted.as_ref().map(|wanted| wanted.try_send(()));
        }
        if self.since_restart >= self.pace.restart_after && restart(writer) {
            self.since_restart = 0;
        }
    }
}

/// Nothing is moved any more once it is dropped, and the file is open once only.
impl Drop for Checkpoints {
    fn drop(&mut self) {
        self.wanted = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn move_when_asked(own: &Connection, asked: &Receiver<()>) {
    while asked.recv().is_ok() {
        checkpoint(own, "PASSIVE");
    }
}

/// Whether the log begins anew. While the other thread moves or somebody reads it does not, and nobody is waited for:
/// there will be another commit.
fn restart(writer: &Connection) -> bool {
    let patience = |time| writer.busy_timeout(time).is_ok();
    let restarted = patience(Duration::ZERO) && checkpoint(writer, "RESTART");
    patience(PATIENCE) && restarted
}

/// Whether all was moved. A full disk is no concern here: what is in the log is safe, and the writer will meet it, too.
fn checkpoint(connection: &Connection, mode: &str) -> bool {
    let sql = format!("PRAGMA wal_checkpoint({mode})");
    let busy: rusqlite::Result<i64> = connection.query_row(&sql, [], |row| row.get(0));
    busy.is_ok_and(|busy| busy == 0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]
    use super::*;
    use crate::ledger::writer::open;

    const PACE: Pace = Pace {
        move_after: usize::MAX,
        restart_after: 1_000,
    };

    fn note(writer: &Connection) {
        let insert = "INSERT INTO control VALUES (NULL, 0, 'note', '{}')";
        assert_eq!(writer.execute(insert, []).unwrap(), 1);
    }

    fn log_bytes(path: &Path) -> u64 {
        std::fs::metadata(path.with_extension("db-wal"))
            .unwrap()
            .len()
    }

    #[test]
    fn under_load_without_a_pause_the_log_begins_anew() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ledger.db");
        let writer = open(&path).unwrap();
        let mut checkpoints = Checkpoints::of(&path, PACE).unwrap();
        let mut after_one = 0;
        for row in 1..=5_000 {
            note(&writer);
            checkpoints.count(1, &writer);
            if row == 1_000 {
                after_one = log_bytes(&path);
            }
        }
        assert!(log_bytes(&path) <= after_one, "{after_one}");
    }

    #[test]
    fn a_reader_is_not_waited_for_and_the_log_begins_anew_once_he_is_gone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ledger.db");
        let writer = open(&path).unwrap();
        let mut checkpoints = Checkpoints::of(&path, PACE).unwrap();
        let reader = Connection::open(&path).unwrap();
        reader.execute_batch("BEGIN; SELECT * FROM meta").unwrap();
        for _ in 0..2_000 {
            note(&writer);
            checkpoints.count(1, &writer);
        }
        assert_eq!(checkpoints.since_restart, 2_000);
        reader.execute_batch("COMMIT").unwrap();
        note(&writer);
        checkpoints.count(1, &writer);
        assert_eq!(checkpoints.since_restart, 0);
    }
}
