//! The rows of the ledger, as values. One variant a table; see `schema.sql` for what the columns mean.
//!
//! Fields are named as their columns are, and one list makes the type, the statement and the count of each.

mod wide;

use rusqlite::params;

use super::inserts::Inserts;

pub use wide::{SendRow, SmsSendRow};

macro_rules! rows {
    ($($row:ident $table:literal $(or $conflict:ident)? {
        $first:ident: $first_type:ty $(, $column:ident: $type:ty)* $(,)?
    })*) => {
        /// One row.
        #[derive(Debug, Clone, PartialEq)]
        #[expect(
            missing_docs,
            reason = "the columns are documented where users look: in schema.sql"
        )]
        pub enum Row {
            $($row { $first: $first_type, $($column: $type),* },)*
            Send(Box<SendRow>),
            SmsSend(Box<SmsSendRow>),
            /// Goes with a row of `webhook_items` for each of its items.
            Webhook { id: i64, kind: &'static str, class: &'static str, variant: &'static str, items: Vec<i64> },
        }

        #[derive(Clone, Copy)]
        enum Table {
            $($row,)*
            Send,
            SmsSend,
            Webhook,
            WebhookItems,
        }

        /// Every table.
        pub const TABLES: [&str; Table::WebhookItems as usize + 1] =
            [$($table,)* "sends", "sms_sends", "webhooks", "webhook_items"];

        static STATEMENTS: [&str; Table::Send as usize] = [$(concat!(
            "INSERT ", $("OR ", stringify!($conflict),)? " INTO ", $table,
            " (", stringify!($first), $(",", stringify!($column),)* ")",
            " VALUES (:", stringify!($first), $(",:", stringify!($column),)* ")",
        )),*];

        impl Row {
            fn of(&self) -> Table {
                match self {
                    $(Row::$row { .. } => Table::$row,)*
                    Row::Send(_) => Table::Send,
                    Row::SmsSend(_) => Table::SmsSend,
                    Row::Webhook { .. } => Table::Webhook,
                }
            }

            /// Writes the row; answers how many rows of `webhook_items` went along.
            pub(super) fn insert(&self, inserts: &mut Inserts<'_>) -> rusqlite::Result<u64> {
                match self {
                    $(Row::$row { $first, $($column),* } => inserts
                        .prepared(STATEMENTS[Table::$row as usize])?
                        .execute(params![$first, $($column),*])?,)*
                    Row::Send(send) => send.insert(inserts)?,
                    Row::SmsSend(send) => send.insert(inserts)?,
                    Row::Webhook { id, kind, class, variant, items } => {
                        let statement = inserts.prepared("INSERT INTO webhook_items VALUES (?,?)")?;
                        for item in items {
                            statement.execute(params![id, item])?;
                        }
                        inserts
                            .prepared("INSERT INTO webhooks VALUES (?,?,?,?,?)")?
                            .execute(params![id, kind, class, variant, items.len() as i64])?;
                        return Ok(items.len() as u64);
                    }
                };
                Ok(0)
            }
        }
    };
}

rows! {
    Meta "meta" or REPLACE { key: &'static str, value: String }
    Control "control" { at_us: i64, kind: &'static str, detail: String }
    Segment "segments" {
        id: i64, step: i64, kind: &'static str, rate_per_min: f64, starts_us: i64, ends_us: i64, first_ticket: i64,
    }
    Cut "cuts" { segment: i64, at_us: i64 }
    // A parcel's row is written with its first checkpoint; its second finds it there.
    Parcel "parcels" or IGNORE {
        id: i64, tracking_number: String, population: &'static str, carrier: &'static str, country: &'static str,
        recipient: String, outcome: String, phone_number_id: String,
    }
    Expectation "expectations" {
        id: i64, ticket: Option<i64>, parcel: i64, checkpoint: &'static str, rank: i64, want: &'static str,
        template: Option<String>, language: Option<String>, params: Option<String>, intended_us: i64,
    }
    Notice "notices" {
        id: i64, expectation: i64, kind: &'static str, source: String, class: &'static str, variant: &'static str,
        intended_us: i64,
    }
    NoticeAttempt "notice_attempts" {
        notice: i64, attempt: i64, due_us: i64, started_us: i64, ended_us: i64, outcome: &'static str,
        http_status: Option<u16>, error: Option<String>,
    }
    AnswerLost "answers_lost" { send: i64, at_us: i64, why: &'static str }
    Status "statuses" {
        id: i64, send: i64, status: &'static str, code: Option<u32>, class: &'static str, due_us: i64,
    }
    Inbound "inbound" {
        id: i64, ticket: Option<i64>, wamid: String, from_number: String, kind: &'static str, body: String,
        class: &'static str, intended_us: i64,
    }
    WebhookAttempt "webhook_attempts" {
        webhook: i64, attempt: i64, started_us: i64, ended_us: i64, outcome: &'static str, http_status: Option<u16>,
        error: Option<String>,
    }
    Read "reads" {
        id: i64, purpose: &'static str, what: &'static str, at_us: i64, ended_us: i64, ok: bool,
        error: Option<String>,
    }
    Record "records" {
        read: i64, wamid: String, tracking_number: Option<String>, checkpoint: Option<String>,
        to_number: Option<String>, status: Option<String>, history: Option<String>,
    }
    InboundRecord "inbound_records" { read: i64, wamid: String, from_number: Option<String>, body: Option<String> }
    RecordVisible "record_visible" { wamid: String, accepted_us: i64, visible_us: Option<i64> }
    Resources "resources" { at_us: i64, who: &'static str, cpu_percent: f64, rss_bytes: i64, fds: i64, threads: i64 }
    SelfSample "self_samples" {
        at_us: i64, queued_tickets: i64, busy_slots: i64, slots: i64, runtime_stall_us: i64, ledger_queue: i64,
        machine_cpu_percent: f64,
    }
    SmsAnswerLost "sms_answers_lost" { request: i64, at_us: i64, why: &'static str }
    SmsInbound "sms_inbound" {
        id: i64, at_us: i64, provider: &'static str, from_number: String, to_number: String, body: String,
        consent: Option<bool>,
    }
    SmsReceipt "sms_receipts" {
        id: i64, sms: i64, status: &'static str, code: Option<String>, due_us: i64, told: bool,
    }
    SmsPush "sms_pushes" { id: i64, kind: &'static str, class: &'static str, items: i64 }
    SmsPushAttempt "sms_push_attempts" {
        push: i64, attempt: i64, started_us: i64, ended_us: i64, outcome: &'static str, http_status: Option<u16>,
        by_status: Option<bool>, by_body: Option<bool>, error: Option<String>,
    }
    SmsRecord "sms_records" {
        read: i64, sms: String, tracking_number: Option<String>, checkpoint: Option<String>,
        to_number: Option<String>, status: Option<String>,
    }
    Dialogue "dialogues" {
        inbound: i64, dialogue: i64, turn: i64, kind: &'static str, language: &'static str, local_time: String,
        tag: &'static str, priority: Option<&'static str>, handover: bool, answer: bool, parcel: i64,
    }
    Tap "taps" { inbound: i64, parcel: i64, payload: String }
    Reminder "reminders" { expectation: i64, parcel: i64, tap_us: Option<i64> }
    InboundTag "inbound_tags" {
        read: i64, wamid: String, tag: Option<String>, priority: Option<String>, handover: Option<bool>,
        tracking_number: Option<String>,
    }
    BodyAck "body_acks" { notice: i64, attempt: i64, by_body: bool }
}

/// The place of `webhook_items` in [`TABLES`].
pub(super) const ITEMS: usize = Table::WebhookItems as usize;

impl Row {
    /// The table's place in [`TABLES`].
    pub fn table(&self) -> usize {
        self.of() as usize
    }

    /// Id, send and time of a genuine status of this name.
    fn genuine(&self, name: &str) -> Option<(i64, i64, i64)> {
        match self {
            Row::Status {
                id,
                send,
                status,
                code: None,
                class: "genuine",
                due_us,
            } if *status == name => Some((*id, *send, *due_us)),
            _ => None,
        }
    }

    /// Writes the first row, and with it those that go into the same statement; answers how many that were, and how
    /// many rows of `webhook_items` went along.
    pub(super) fn insert_first(
        rows: &[Row],
        inserts: &mut Inserts<'_>,
    ) -> rusqlite::Result<(usize, u64)> {
        if let Some(written) = insert_life(rows, inserts)? {
            return Ok((written, 0));
        }
        Ok((1, rows[0].insert(inserts)?))
    }
}

/// The statuses of a message that was sent, delivered and read, as one statement: most messages have just these, and a
/// statement costs more than the rows in it. Answers how many rows it wrote, if they are those.
fn insert_life(rows: &[Row], inserts: &mut Inserts<'_>) -> rusqlite::Result<Option<usize>> {
    let Some([first, second, third]) = rows.first_chunk() else {
        return Ok(None);
    };
    let facts = (
        first.genuine("sent"),
        second.genuine("delivered"),
        third.genuine("read"),
    );
    let (Some(sent), Some(delivered), Some(read)) = facts else {
        return Ok(None);
    };
    inserts
        .prepared(
            "INSERT INTO statuses VALUES (?,?,'sent',NULL,'genuine',?),
                    (?,?,'delivered',NULL,'genuine',?), (?,?,'read',NULL,'genuine',?)",
        )?
        .execute(params![
            sent.0,
            sent.1,
            sent.2,
            delivered.0,
            delivered.1,
            delivered.2,
            read.0,
            read.1,
            read.2
        ])?;
    Ok(Some(3))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]
    use rusqlite::Connection;

    use super::*;
    use crate::ledger::SCHEMA;

    #[test]
    fn every_table_of_the_schema_has_its_row_and_every_field_its_column() {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch(SCHEMA).unwrap();
        let mut tables = db
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
            .unwrap();
        let tables = tables.query_map([], |row| row.get(0)).unwrap();
        let tables: Vec<String> = tables.map(Result::unwrap).collect();
        let mut known = TABLES;
        known.sort_unstable();
        assert_eq!(tables, known);
        for statement in STATEMENTS {
            assert!(db.prepare(statement).is_ok(), "{statement}");
        }
    }
}
