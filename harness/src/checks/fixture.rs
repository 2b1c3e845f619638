//! Hand-made ledgers for tests: the story of a clean run as plain rows, which a test may bend at one place before it
//! is written. Only compiled for tests.
#![allow(clippy::unwrap_used)] // a broken fixture is a broken test

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::Connection;
use scenarios::scenario::Scenario;

use crate::ledger::SCHEMA;
use crate::ledger::open::{OpenLedger, insert_all};
use crate::ledger::row::{Row, SendRow, TABLES};

mod broken_promise;
mod clean;
mod mutation;
mod oddity;
mod promised;
mod rows;
mod scenario;

pub(crate) use clean::Case;
pub(crate) use oddity::ODDITIES;

/// Every planted defect.
pub(crate) fn mutations() -> Vec<mutation::Mutation> {
    [mutation::OF_THE_LOAD, broken_promise::OF_PROMISES].concat()
}

/// One second in the ledger's unit.
pub(crate) const SECOND: i64 = 1_000_000;

/// The rows of a run. Rows of a table are in the order they were written.
#[derive(Debug, Clone, Default)]
pub(crate) struct Story {
    /// All rows but those below.
    pub(crate) rows: Vec<Row>,
    pub(crate) attempts: Vec<Attempt>,
    pub(crate) sends: Vec<SendRow>,
    pub(crate) statuses: Vec<Status>,
    pub(crate) posts: Vec<Post>,
    pub(crate) records: Vec<Record>,
    pub(crate) inbound_records: Vec<(String, String, String)>,
    /// How customers' messages are filed.
    pub(crate) filed: Vec<Filed>,
    /// Accepted short messages.
    pub(crate) short: Vec<Short>,
    /// Sends whose answer may not have arrived.
    pub(crate) lost: Vec<i64>,
    pub(crate) meta: BTreeMap<&'static str, String>,
    /// End of the load.
    pub(crate) load_to_us: i64,
    /// None: the run has no drained row.
    pub(crate) quiet: Option<bool>,
    /// Rows of `sends` that were written and are not there.
    pub(crate) rows_lost: i64,
    /// The clean end is missing.
    pub(crate) cut_off: bool,
    next: i64,
}

/// A row of `notice_attempts`.
#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    pub(crate) notice: i64,
    pub(crate) attempt: i64,
    pub(crate) due_us: i64,
    pub(crate) started_us: i64,
    pub(crate) ended_us: i64,
    pub(crate) http_status: Option<u16>,
}

/// A row of `statuses`.
#[derive(Debug, Clone)]
pub(crate) struct Status {
    pub(crate) id: i64,
    pub(crate) wamid: String,
    pub(crate) status: &'static str,
    pub(crate) code: Option<u32>,
    pub(crate) class: &'static str,
    pub(crate) due_us: i64,
}

/// A webhook with its only attempt.
#[derive(Debug, Clone)]
pub(crate) struct Post {
    pub(crate) id: i64,
    pub(crate) kind: &'static str,
    pub(crate) class: &'static str,
    pub(crate) items: Vec<i64>,
    pub(crate) started_us: i64,
    pub(crate) ended_us: i64,
    pub(crate) http_status: u16,
}

/// A row of `records` in the final read.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    pub(crate) wamid: String,
    pub(crate) tracking_number: Option<String>,
    pub(crate) checkpoint: Option<String>,
    pub(crate) status: Option<String>,
    pub(crate) history: Option<String>,
}

/// A row of `inbound_tags` in the final read.
#[derive(Debug, Clone)]
pub(crate) struct Filed {
    pub(crate) wamid: String,
    pub(crate) tag: Option<String>,
    pub(crate) priority: Option<String>,
    pub(crate) handover: Option<bool>,
    pub(crate) tracking_number: Option<String>,
}

/// An accepted row of `sms_sends`.
#[derive(Debug, Clone)]
pub(crate) struct Short {
    pub(crate) id: i64,
    pub(crate) parcel: i64,
    pub(crate) at_us: i64,
    pub(crate) to_number: String,
    pub(crate) text: String,
}

impl Story {
    /// The expectation of a parcel's checkpoint.
    pub(crate) fn key(parcel: i64, checkpoint: &str) -> i64 {
        parcel * 16 + rows::rank(checkpoint)
    }

    /// A number that no row has yet.
    pub(crate) fn fresh(&mut self) -> i64 {
        self.next += 1;
        self.next
    }

    /// The first send for an expectation.
    pub(crate) fn send(&mut self, key: i64) -> &mut SendRow {
        self.sends
            .iter_mut()
            .find(|send| send.expectation == Some(key))
            .unwrap()
    }

    /// The first attempt of the genuine notice of an expectation.
    pub(crate) fn attempt(&mut self, key: i64) -> &mut Attempt {
        let is_mine = |row: &&Row| matches!(row, Row::Notice { expectation, class: "valid", .. } if *expectation == key);
        let Some(Row::Notice { id, .. }) = self.rows.iter().find(is_mine) else {
            panic!("no notice for {key}")
        };
        self.attempts
            .iter_mut()
            .find(|attempt| attempt.notice == *id)
            .unwrap()
    }

    /// The record of the first send for an expectation.
    pub(crate) fn record(&mut self, key: i64) -> &mut Record {
        let wamid = self.send(key).wamid.clone().unwrap();
        self.records
            .iter_mut()
            .find(|record| record.wamid == wamid)
            .unwrap()
    }

    /// Makes the sends that `gone` picks never to have been, with all that followed from them.
    pub(crate) fn forget_sends(&mut self, gone: impl Fn(&SendRow) -> bool) {
        let wamids: Vec<String> = self
            .sends
            .iter()
            .filter(|send| gone(send))
            .filter_map(|send| send.wamid.clone())
            .collect();
        self.sends.retain(|send| !gone(send));
        let statuses: Vec<i64> = self
            .statuses
            .iter()
            .filter(|status| wamids.contains(&status.wamid))
            .map(|status| status.id)
            .collect();
        self.statuses
            .retain(|status| !wamids.contains(&status.wamid));
        self.posts.retain(|post| {
            post.kind != "statuses" || !post.items.iter().any(|item| statuses.contains(item))
        });
        self.records
            .retain(|record| !wamids.contains(&record.wamid));
        let sends = &self.sends;
        self.lost
            .retain(|lost| sends.iter().any(|send| send.id == *lost));
    }

    /// Makes everything that was due from a moment on never to have been attempted, though it was planned.
    pub(crate) fn forget_after(&mut self, at_us: i64) {
        let late: Vec<i64> = self
            .attempts
            .iter()
            .filter(|row| row.due_us >= at_us)
            .map(|row| row.notice)
            .collect();
        self.attempts.retain(|row| row.due_us < at_us);
        let notices = self.rows.iter().filter_map(|row| match row {
            Row::Notice {
                id, expectation, ..
            } if late.contains(id) => Some(*expectation),
            _ => None,
        });
        let keys: std::collections::BTreeSet<i64> = notices.collect();
        self.forget_sends(|send| send.expectation.is_some_and(|key| keys.contains(&key)));
    }

    /// Sends the first message of an expectation again, `after_us` later, as a correct record keeper would note it.
    pub(crate) fn repeat_send(&mut self, key: i64, after_us: i64) -> &mut SendRow {
        let mut again = self.send(key).clone();
        again.id = self.fresh();
        again.at_us += after_us;
        if again.decision == "accepted" {
            let wamid = format!("wamid.again{}", again.id);
            let mine = |record: &&Record| {
                let mut sends = self
                    .sends
                    .iter()
                    .filter(|send| send.expectation == Some(key));
                sends.any(|send| send.wamid.as_ref() == Some(&record.wamid))
            };
            if let Some(record) = self.records.iter().find(mine) {
                let status = Some("accepted".to_string());
                let record = Record {
                    wamid: wamid.clone(),
                    status,
                    history: None,
                    ..record.clone()
                };
                self.records.push(record);
            }
            again.wamid = Some(wamid);
        }
        self.sends.push(again);
        self.sends.last_mut().unwrap()
    }

    /// The scenario that the story is a run of.
    pub(crate) fn scenario() -> Scenario {
        scenario::scenario()
    }

    /// Writes the story into a new file.
    pub(crate) fn write(&self, path: &Path) {
        let mut db = Connection::open(path).unwrap();
        self.write_to(&mut db);
    }

    /// The story as an opened ledger.
    pub(crate) fn ledger(&self) -> OpenLedger {
        let mut db = Connection::open_in_memory().unwrap();
        self.write_to(&mut db);
        OpenLedger::in_memory(db)
    }

    fn write_to(&self, db: &mut Connection) {
        db.execute_batch(SCHEMA).unwrap();
        insert_all(db, &self.all_rows());
        if self.cut_off {
            return;
        }
        let count = |table: &str| {
            let sql = format!("SELECT COUNT(*) FROM {table}");
            (
                table.to_string(),
                db.query_row(&sql, [], |row| row.get::<_, i64>(0)).unwrap(),
            )
        };
        let counted = TABLES
            .into_iter()
            .filter(|table| !matches!(*table, "meta" | "parcels"));
        let mut rows: BTreeMap<String, i64> = counted.map(count).collect();
        *rows.get_mut("sends").unwrap() += self.rows_lost;
        let closed_us = self.load_to_us + 40 * SECOND;
        let rows = serde_json::to_string(&rows).unwrap();
        insert_all(
            db,
            &[
                Row::Meta {
                    key: "closed_at_us",
                    value: closed_us.to_string(),
                },
                Row::Meta {
                    key: "rows",
                    value: rows,
                },
            ],
        );
    }

    /// A status of nobody's message is of send 0.
    fn status_row(&self, status: &Status) -> Row {
        let mut sends = self.sends.iter();
        let send = sends.find(|send| send.wamid.as_deref() == Some(&*status.wamid));
        Row::Status {
            id: status.id,
            send: send.map_or(0, |send| send.id),
            status: status.status,
            code: status.code,
            class: status.class,
            due_us: status.due_us,
        }
    }

    fn all_rows(&self) -> Vec<Row> {
        let mut rows = self.rows.clone();
        rows.extend(self.meta.iter().map(|(key, value)| Row::Meta {
            key,
            value: value.clone(),
        }));
        rows.extend(self.attempts.iter().map(attempt_row));
        rows.extend(
            self.sends
                .iter()
                .map(|send| Row::Send(Box::new(send.clone()))),
        );
        rows.extend(self.lost.iter().map(|send| Row::AnswerLost {
            send: *send,
            at_us: 0,
            why: "the fault withheld it",
        }));
        rows.extend(self.statuses.iter().map(|status| self.status_row(status)));
        rows.extend(self.posts.iter().flat_map(post_rows));
        let drained_us = self.load_to_us + 20 * SECOND;
        if let Some(quiet) = self.quiet {
            let detail = format!(r#"{{"quiet":{quiet},"outstanding":0}}"#);
            rows.push(Row::Control {
                at_us: drained_us,
                kind: "drained",
                detail,
            });
        }
        rows.extend(self.read_rows(drained_us + SECOND));
        rows
    }

    fn read_rows(&self, at_us: i64) -> Vec<Row> {
        let read = |id, what| Row::Read {
            id,
            purpose: "final",
            what,
            at_us,
            ended_us: at_us + SECOND,
            ok: true,
            error: None,
        };
        let mut rows = vec![read(1, "messages"), read(2, "inbound")];
        rows.extend(self.filed.iter().cloned().map(|filed| Row::InboundTag {
            read: 2,
            wamid: filed.wamid,
            tag: filed.tag,
            priority: filed.priority,
            handover: filed.handover,
            tracking_number: filed.tracking_number,
        }));
        rows.extend(self.short.iter().map(promised::short_row));
        rows.extend(self.records.iter().cloned().map(|record| Row::Record {
            read: 1,
            wamid: record.wamid,
            tracking_number: record.tracking_number,
            checkpoint: record.checkpoint,
            to_number: None,
            status: record.status,
            history: record.history,
        }));
        rows.extend(
            self.inbound_records
                .iter()
                .cloned()
                .map(|(wamid, from, body)| Row::InboundRecord {
                    read: 2,
                    wamid,
                    from_number: Some(from),
                    body: Some(body),
                }),
        );
        rows
    }
}

fn attempt_row(attempt: &Attempt) -> Row {
    let ok = attempt
        .http_status
        .is_some_and(|status| (200..300).contains(&status));
    Row::NoticeAttempt {
        notice: attempt.notice,
        attempt: attempt.attempt,
        due_us: attempt.due_us,
        started_us: attempt.started_us,
        ended_us: attempt.ended_us,
        outcome: match attempt.http_status {
            Some(_) if ok => "ack",
            Some(_) => "nack",
            None => "indefinite",
        },
        http_status: attempt.http_status,
        error: (!ok).then(|| "no success".to_string()),
    }
}

fn post_rows(post: &Post) -> [Row; 2] {
    let variant = if post.class == "forged" {
        "wrong-secret"
    } else {
        ""
    };
    let outcome = if post.http_status == 200 {
        "ack"
    } else {
        "nack"
    };
    [
        Row::Webhook {
            id: post.id,
            kind: post.kind,
            class: post.class,
            variant,
            items: post.items.clone(),
        },
        Row::WebhookAttempt {
            webhook: post.id,
            attempt: 1,
            started_us: post.started_us,
            ended_us: post.ended_us,
            outcome,
            http_status: Some(post.http_status),
            error: None,
        },
    ]
}
