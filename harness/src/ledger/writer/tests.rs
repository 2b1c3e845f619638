#![allow(clippy::unwrap_used, reason = "a test may panic")]
use super::*;

fn note(at_us: i64) -> Row {
    Row::Control {
        at_us,
        kind: "note",
        detail: "{}".to_owned(),
    }
}

#[tokio::test]
async fn a_row_is_committed_before_its_waiter_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("ledger.db");
    let ledger = Ledger::create(&path).unwrap();
    ledger.append_before(vec![note(7)]).await;
    let reader = Connection::open(&path).unwrap();
    let at: i64 = reader
        .query_row("SELECT at_us FROM control", [], |row| row.get(0))
        .unwrap();
    assert_eq!(at, 7);
}

#[test]
fn a_closed_ledger_holds_the_counts_of_its_rows_and_is_one_file() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("ledger.db");
    let ledger = Ledger::create(&path).unwrap();
    ledger.append((0..100).map(note).collect());
    ledger.append(vec![Row::Webhook {
        id: 1,
        kind: "statuses",
        class: "genuine",
        variant: "",
        items: vec![1, 2, 3],
    }]);
    ledger.close("2026-01-01T00:00:00Z".to_owned(), 5);
    let reader = Connection::open(&path).unwrap();
    let rows: String = reader
        .query_row("SELECT value FROM meta WHERE key='rows'", [], |row| {
            row.get(0)
        })
        .unwrap();
    let rows: serde_json::Value = serde_json::from_str(&rows).unwrap();
    assert_eq!(
        (rows["control"].as_u64(), rows["webhook_items"].as_u64()),
        (Some(100), Some(3))
    );
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn a_second_ledger_in_the_same_place_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("ledger.db");
    let first = Ledger::create(&path).unwrap();
    assert!(matches!(
        Ledger::create(&path),
        Err(LedgerFailure::Exists(_))
    ));
    first.close(String::new(), 0);
}
