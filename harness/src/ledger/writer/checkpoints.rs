//! Moves what was committed from the write-ahead log into the ledger's file, on a thread of its own: the disk takes as
//! long for it as hundreds of messages take, and whoever waits for a commit need not wait for that.

use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use rusqlite::Connection;

/// Rows between two moves: some 25 MB.
const MOVE_AFTER_ROWS: usize = 40_000;
/// Rows after which the writer lets nothing be added until the log begins anew. Under load without a pause there is
/// always something in it that has not been moved, and so it would grow as large as the ledger.
const RESTART_AFTER_ROWS: usize = 1_000_000;

/// Counts the writer's rows, and sees to it that they are moved.
pub(super) struct Checkpoints {
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
    pub(super) fn of(path: &Path) -> rusqlite::Result<Checkpoints> {
        let own = Connection::open(path)?;
        let (wanted, asked) = sync_channel(1);
        let thread = std::thread::Builder::new()
            .name("checkpoints".to_owned())
            .spawn(move || move_when_asked(&own, &asked))
            .expect("a thread can be started");
        Ok(Checkpoints {
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
        if self.since_move >= MOVE_AFTER_ROWS {
            self.since_move = 0;
            // When it is still busy, there will be another time.
            let _ = self.wanted.as_ref().map(|wanted| wanted.try_send(()));
        }
        if self.since_restart >= RESTART_AFTER_ROWS && checkpoint(writer, "RESTART") {
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

/// Whether all was moved. A full disk is no concern here: what is in the log is safe, and the writer will meet it, too.
fn checkpoint(connection: &Connection, mode: &str) -> bool {
    let sql = format!("PRAGMA wal_checkpoint({mode})");
    let busy: rusqlite::Result<i64> = connection.query_row(&sql, [], |row| row.get(0));
    busy.is_ok_and(|busy| busy == 0)
}
