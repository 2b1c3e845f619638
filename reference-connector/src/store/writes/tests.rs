#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use super::*;
use crate::store::schema;

struct Database {
    connection: Connection,
    plants: Plants,
}

impl Database {
    fn new(defects: &[&str]) -> Database {
        let words: Vec<String> = defects.iter().map(|word| (*word).to_owned()).collect();
        Database {
            connection: schema::open_to_write(std::path::Path::new(":memory:")).unwrap(),
            plants: Plants::new(Defects::parse(&words).unwrap()),
        }
    }

    /// Takes a parcel's checkpoint; the row of its job.
    fn take(&mut self, parcel: &str, checkpoint: Checkpoint) -> Option<i64> {
        let message = Message {
            tracking_number: parcel.to_owned(),
            checkpoint,
            phone_number_id: "1001".to_owned(),
            to: format!("55-{parcel}"),
            template: "t",
            language: "en",
            parameters: [parcel.to_owned(), String::new(), String::new()],
            callback: None,
        };
        take(&self.connection, &mut self.plants, message).unwrap()?;
        Some(self.connection.last_insert_rowid())
    }

    /// Takes a parcel's delivery and has its message accepted.
    fn record(&mut self, parcel: &str, wamid: &str) {
        let job = self.take(parcel, Checkpoint::Delivered).unwrap();
        accepted(&self.connection, &mut self.plants, job, wamid).unwrap();
    }

    fn status(&mut self, wamid: &str, status: Status) {
        let update = StatusUpdate {
            wamid: wamid.to_owned(),
            status,
            callback: None,
        };
        let webhook = Webhook {
            statuses: vec![update],
            inbound: Vec::new(),
        };
        apply(&self.connection, self.plants.defects, &webhook).unwrap();
    }

    fn words(&self, sql: &str) -> Vec<String> {
        let mut statement = self.connection.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.collect::<rusqlite::Result<_>>().unwrap()
    }
}

#[test]
fn a_lost_message_is_known_but_not_queued() {
    let mut database = Database::new(&["lose-one-in-1000"]);
    let jobs = (0..3_000).filter(|parcel| {
        database
            .take(&format!("P{parcel}"), Checkpoint::Delivered)
            .is_some()
    });
    assert_eq!(jobs.count(), 2_997);
    assert_eq!(
        database.words("SELECT CAST(count(*) AS TEXT) FROM inbox"),
        ["3000"]
    );
    assert_eq!(database.take("P499", Checkpoint::Delivered), None);
}

#[test]
fn an_accepted_message_leaves_the_outbox_and_a_refused_one_has_a_record_without_id() {
    let mut database = Database::new(&[]);
    database.record("A", "wamid.a");
    let job = database.take("B", Checkpoint::Exception).unwrap();
    refused(&database.connection, job).unwrap();
    assert!(jobs_left(&database.connection).unwrap().is_empty());
    let records =
        database.words("SELECT tracking_number || coalesce(wamid, '-') || status FROM records");
    assert_eq!(records, ["Awamid.a0", "B-2"]);
}

#[test]
fn a_job_that_ended_cannot_end_again() {
    let mut database = Database::new(&[]);
    let job = database.take("A", Checkpoint::Delivered).unwrap();
    for wamid in ["wamid.a", "wamid.b"] {
        accepted(&database.connection, &mut database.plants, job, wamid).unwrap();
    }
    refused(&database.connection, job).unwrap();
    assert_eq!(database.words("SELECT wamid FROM records"), ["wamid.a"]);
}

#[test]
fn status_regress_keeps_what_came_last_but_not_against_failed() {
    let mut database = Database::new(&["status-regress"]);
    database.record("A", "a");
    for status in [
        Status::Read,
        Status::Delivered,
        Status::Delivered,
        Status::Sent,
    ] {
        database.status("a", status);
    }
    database.record("B", "b");
    for status in [Status::Failed, Status::Sent] {
        database.status("b", status);
    }
    assert_eq!(
        database.words("SELECT history FROM records"),
        ["0431", "02"]
    );
}

#[test]
fn a_swapped_records_status_still_follows_its_message_id() {
    let mut database = Database::new(&["wamid-on-wrong-parcel"]);
    for parcel in 1..=101 {
        database.record(&format!("P{parcel}"), &format!("w{parcel}"));
    }
    database.status("w100", Status::Read);
    let records = database.words(
        "SELECT wamid || ' ' || tracking_number || ' ' || recipient || ' ' || status FROM records WHERE id >= 99",
    );
    assert_eq!(
        records,
        [
            "w99 P99 55-P99 0",
            "w100 P101 55-P101 4",
            "w101 P100 55-P100 0"
        ]
    );
}

#[test]
fn early_statuses_are_bounded() {
    let mut database = Database::new(&[]);
    database
        .connection
        .execute(
            "INSERT INTO early (id, wamid, status) VALUES (900, 'old', 1)",
            [],
        )
        .unwrap();
    database
        .connection
        .execute(
            "INSERT INTO early (id, wamid, status) VALUES (?1, 'new', 1)",
            [EARLY_MAX + 999],
        )
        .unwrap();
    database.status("newest", Status::Sent);
    assert_eq!(
        database.words("SELECT wamid FROM early ORDER BY id"),
        ["new", "newest"]
    );
}
