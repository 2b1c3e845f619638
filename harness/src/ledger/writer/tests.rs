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

#[tokio::test]
async fn rows_that_nobody_waits_for_are_committed_no_later_than_what_is_queued_after_them() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("ledger.db");
    let ledger = Ledger::create(&path).unwrap();
    for round in 0..50 {
        ledger.append(vec![note(round)]);
        ledger.append_before(vec![note(round)]).await;
        let reader = Connection::open(&path).unwrap();
        let rows: i64 = reader
            .query_row("SELECT count(*) FROM control", [], |row| row.get(0))
            .unwrap();
        assert_eq!(rows, (round + 1) * 2);
    }
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

#[test]
fn the_statuses_of_a_life_are_rows_like_any_other() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("ledger.db");
    let ledger = Ledger::create(&path).unwrap();
    let status = |id: i64, status, class| Row::Status {
        id,
        send: id / 16,
        status,
        code: None,
        class,
        due_us: id * 10,
    };
    let whole = ["sent", "delivered", "read"];
    let rows = whole
        .into_iter()
        .zip(16..)
        .map(|(word, id)| status(id, word, "genuine"));
    let mut rows: Vec<Row> = rows.collect();
    rows.extend([
        status(32, "sent", "genuine"),
        status(33, "delivered", "genuine"),
        status(34, "read", "forged"),
        note(1),
        status(48, "sent", "genuine"),
    ]);
    ledger.append(rows);
    ledger.close(String::new(), 5);
    let reader = Connection::open(&path).unwrap();
    let mut read = reader
        .prepare("SELECT id || ' ' || send || ' ' || status || ' ' || class || ' ' || due_us FROM statuses ORDER BY id")
        .unwrap();
    let read: Vec<String> = read
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(
        read,
        [
            "16 1 sent genuine 160",
            "17 1 delivered genuine 170",
            "18 1 read genuine 180",
            "32 2 sent genuine 320",
            "33 2 delivered genuine 330",
            "34 2 read forged 340",
            "48 3 sent genuine 480",
        ]
    );
    let counted: String = reader
        .query_row("SELECT value FROM meta WHERE key='rows'", [], |row| {
            row.get(0)
        })
        .unwrap();
    let counted: serde_json::Value = serde_json::from_str(&counted).unwrap();
    assert_eq!(
        (counted["statuses"].as_u64(), counted["control"].as_u64()),
        (Some(7), Some(1))
    );
}
