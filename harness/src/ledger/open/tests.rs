#![allow(clippy::unwrap_used)] // a broken fixture is a broken test
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use tempfile::TempDir;

use super::{LedgerError, OpenLedger, insert_all};
use crate::ledger::row::Row;
use crate::ledger::{SCHEMA, SCHEMA_VERSION};

/// A directory with a `ledger.db` of this schema version and some rows.
fn ledger(schema: &str) -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("ledger.db");
    let mut db = Connection::open(&path).unwrap();
    db.execute_batch(SCHEMA).unwrap();
    let meta = |key, value: &str| Row::Meta {
        key,
        value: value.into(),
    };
    let mut rows = vec![meta("schema", schema), meta("tool", "shakedown 9.0.0")];
    rows.extend((0..2_000).map(|at_us| Row::Control {
        at_us,
        kind: "note",
        detail: r#"{"text":"a note"}"#.into(),
    }));
    insert_all(&mut db, &rows);
    (directory, path)
}

fn refused(path: &Path) -> LedgerError {
    OpenLedger::open(path).unwrap_err()
}

#[test]
fn a_run_directory_and_its_ledger_file_both_open() {
    let (directory, path) = ledger(&SCHEMA_VERSION.to_string());
    for place in [directory.path(), path.as_path()] {
        let opened = OpenLedger::open(place).unwrap();
        assert_eq!(
            opened.meta("tool").unwrap().as_deref(),
            Some("shakedown 9.0.0")
        );
        assert_eq!(opened.meta("closed_at_us").unwrap(), None);
    }
}

#[test]
fn an_opened_ledger_cannot_be_changed_and_its_temporary_database_can() {
    let (_directory, path) = ledger(&SCHEMA_VERSION.to_string());
    let before = std::fs::read(&path).unwrap();
    let opened = OpenLedger::open(&path).unwrap();
    assert!(
        opened
            .connection()
            .execute("DELETE FROM control", [])
            .is_err()
    );
    opened
        .connection()
        .execute_batch("CREATE TEMP TABLE derived (id INTEGER)")
        .unwrap();
    drop(opened);
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn a_file_that_is_missing_or_foreign_is_named_with_the_cure() {
    let directory = tempfile::tempdir().unwrap();
    let nowhere = directory.path().join("nowhere");
    assert!(matches!(refused(&nowhere), LedgerError::Missing(_)));
    assert!(
        matches!(refused(directory.path()), LedgerError::Missing(_)),
        "a directory without a ledger"
    );
    let foreign = directory.path().join("notes.txt");
    for content in [
        "",
        "short",
        "a text that is longer than a header of a database and goes on for a while",
    ] {
        std::fs::write(&foreign, content).unwrap();
        assert!(
            matches!(refused(&foreign), LedgerError::Foreign(_)),
            "{content:?}"
        );
    }
    assert!(
        refused(&foreign)
            .to_string()
            .contains("give the ledger.db of a run directory")
    );
}

#[test]
fn a_database_of_somebody_else_is_told_by_the_table_it_lacks() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("other.db");
    Connection::open(&path)
        .unwrap()
        .execute_batch("CREATE TABLE meta (key TEXT, value TEXT)")
        .unwrap();
    assert!(matches!(
        refused(&path),
        LedgerError::NoTable {
            table: "control",
            ..
        }
    ));
}

#[test]
fn a_file_that_was_cut_off_says_how_much_is_missing() {
    let (_directory, path) = ledger(&SCHEMA_VERSION.to_string());
    let whole = std::fs::read(&path).unwrap();
    for kept in [whole.len() / 2, whole.len() - 1, 4_096, 100, 40] {
        std::fs::write(&path, &whole[..kept]).unwrap();
        match refused(&path) {
            LedgerError::CutOff { wanted, found, .. } => {
                assert!(found == kept as u64 && wanted > found)
            }
            other => panic!("{kept}: {other}"),
        }
    }
}

#[test]
fn a_damaged_page_is_an_error_and_no_crash() {
    let (_directory, path) = ledger(&SCHEMA_VERSION.to_string());
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[100..4_000].fill(0xa5);
    std::fs::write(&path, &bytes).unwrap();
    assert!(matches!(refused(&path), LedgerError::Damaged(_)));
}

#[test]
fn a_newer_and_an_older_schema_name_the_program_that_can_read_them() {
    for other in [SCHEMA_VERSION + 1, SCHEMA_VERSION - 1] {
        let (_directory, path) = ledger(&other.to_string());
        let said = refused(&path).to_string();
        assert!(
            said.contains(&format!("ledger schema {other}")) && said.contains("shakedown 9.0.0"),
            "{said}"
        );
    }
    let (_directory, path) = ledger("two");
    assert!(matches!(
        refused(&path),
        LedgerError::Meta { key: "schema", .. }
    ));
}

#[test]
fn a_ledger_whose_writer_was_killed_is_read_with_its_log() {
    let (directory, path) = ledger(&SCHEMA_VERSION.to_string());
    let copy = directory.path().join("killed.db");
    let db = Connection::open(&path).unwrap();
    db.execute_batch("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; INSERT INTO control VALUES (NULL, 1, 'late', '{}')")
        .unwrap();
    // What a kill leaves: the file and its log, without a checkpoint.
    std::fs::copy(&path, &copy).unwrap();
    std::fs::copy(
        directory.path().join("ledger.db-wal"),
        directory.path().join("killed.db-wal"),
    )
    .unwrap();
    let opened = OpenLedger::open(&copy).unwrap();
    let sql = "SELECT COUNT(*) FROM control WHERE kind = 'late'";
    let late: i64 = opened
        .connection()
        .query_row(sql, [], |row| row.get(0))
        .unwrap();
    assert_eq!(late, 1);
}
