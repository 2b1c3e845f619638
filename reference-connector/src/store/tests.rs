#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::sync::Arc;

use rusqlite::Connection;

use super::books::{Books, Out};
use super::memory::Memory;
use super::outcomes::jobs_left;
use super::schema;
use super::statuses::EARLY_MAX;
use crate::checkpoint::Checkpoint;
use crate::config::Config;
use crate::defects::Defects;
use crate::message::Message;
use crate::meta::{StatusUpdate, Webhook};
use crate::status::Status;

struct Database {
    connection: Connection,
    memory: Memory,
    out: Out,
}

impl Database {
    fn new(defects: &[&str]) -> Database {
        let words: Vec<String> = defects.iter().map(|word| (*word).to_owned()).collect();
        let config = Config {
            defects: Defects::parse(&words).unwrap(),
            ..crate::tests::config()
        };
        let connection = schema::open_to_write(std::path::Path::new(":memory:")).unwrap();
        Database {
            memory: Memory::of(&connection, Arc::new(config), 0).unwrap(),
            connection,
            out: Out::default(),
        }
    }

    fn books(&mut self) -> Books<'_> {
        Books {
            connection: &self.connection,
            memory: &mut self.memory,
            out: &mut self.out,
            now_ms: 1_000,
        }
    }

    /// Takes a parcel's checkpoint; the row of its job.
    fn take(&mut self, parcel: &str, checkpoint: Checkpoint) -> Option<i64> {
        let message = Message {
            tracking_number: parcel.to_owned(),
            checkpoint,
            phone_number_id: "1001".to_owned(),
            to: format!("55-{parcel}"),
            template: "t".into(),
            language: "en",
            parameters: [parcel.to_owned(), String::new(), String::new()],
            callback: None,
        };
        let jobs = self.out.jobs.len();
        self.books().take(message).unwrap();
        (self.out.jobs.len() > jobs).then(|| self.connection.last_insert_rowid())
    }

    /// Takes a parcel's delivery and has its message accepted.
    fn record(&mut self, parcel: &str, wamid: &str) {
        let job = self.take(parcel, Checkpoint::Delivered).unwrap();
        self.books().accepted(job, wamid).unwrap();
    }

    fn status(&mut self, wamid: &str, status: Status) {
        let update = StatusUpdate {
            wamid: wamid.to_owned(),
            status,
            code: None,
            callback: None,
        };
        let webhook = Webhook {
            statuses: vec![update],
            inbound: Vec::new(),
        };
        self.books().apply(&webhook).unwrap();
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
    database.books().refused(job, Some(131_000)).unwrap();
    assert!(jobs_left(&database.connection).unwrap().is_empty());
    let records =
        database.words("SELECT tracking_number || coalesce(wamid, '-') || status || coalesce(code, '') FROM records");
    assert_eq!(records, ["Awamid.a0", "B-2131000"]);
}

#[test]
fn a_job_that_ended_cannot_end_again() {
    let mut database = Database::new(&[]);
    let job = database.take("A", Checkpoint::Delivered).unwrap();
    for wamid in ["wamid.a", "wamid.b"] {
        database.books().accepted(job, wamid).unwrap();
    }
    database.books().refused(job, None).unwrap();
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
