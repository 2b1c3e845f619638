//! Read-back of what the connector stored, page by page, so that memory stays flat however long the run was.
//!
//! It reads and normalises; whether a record is right is the checks' business. It never writes.

use tokio::sync::mpsc::Sender;

use crate::egress::Guard;
use crate::policy::Policy;

mod error;
mod http;
mod ndjson;
mod postgres;
mod row;
mod source;
mod sqlite;
#[cfg(test)]
mod tests;

pub use error::ReadError;
pub use row::{
    INBOUND_FIELDS, InboundRecord, MESSAGE_FIELDS, MessageRecord, RecordStatus, SMS_FIELDS,
    SmsRecord, Words,
};
pub use source::{
    Export, Fields, HttpSource, Listing, NdjsonSource, Records, RecordsSource, SqlSource,
};

use row::Make;

/// Limits of a read-back. Beyond them a read fails and says so; it never goes on without end.
pub mod limits {
    use std::time::Duration;

    /// Bytes of one page.
    pub const PAGE_BYTES: usize = 64 << 20;
    /// Pages of one read.
    pub const PAGES: u64 = 1_000_000;
    /// Records of one read.
    pub const ROWS: u64 = 200_000_000;
    /// Records handed over at once by databases and exports.
    pub const ROWS_A_PAGE: usize = 1_000;
    /// Bytes of one line of an export.
    pub const LINE_BYTES: u64 = 1 << 20;
    /// For one page, one record, or one row of a database.
    pub const TIME_OUT: Duration = Duration::from_secs(10);
    /// Attempts for one page over HTTP.
    pub const ATTEMPTS: u32 = 3;
    /// Between two attempts.
    pub const GAP: Duration = Duration::from_millis(500);
}

/// Which of the connector's records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Messages,
    Inbound,
    Sms,
}

impl What {
    fn word(self) -> &'static str {
        match self {
            What::Messages => "messages",
            What::Inbound => "inbound",
            What::Sms => "sms",
        }
    }

    /// The field without which there is no record.
    fn id(self) -> &'static str {
        match self {
            What::Messages | What::Inbound => "wamid",
            What::Sms => "id",
        }
    }
}

/// Reads a connector's records.
#[derive(Debug)]
pub struct Reader {
    place: Place,
    words: Words,
}

#[derive(Debug)]
enum Place {
    Http(Box<http::HttpReader>),
    Sqlite(sqlite::SqliteReader),
    Postgres(Box<postgres::PostgresReader>),
    Ndjson(ndjson::NdjsonReader),
}

impl Reader {
    /// A reader for filled records. Connects to nothing yet, but resolves and pins every host. The policy turns
    /// template names in records into checkpoints.
    ///
    /// # Errors
    /// A host that the guard refuses, or an address that is none.
    pub fn open(
        records: &Records,
        base_url: &str,
        guard: &Guard,
        policy: &Policy,
    ) -> Result<Reader, ReadError> {
        let place = match &records.source {
            RecordsSource::Http(source) => {
                Place::Http(Box::new(http::HttpReader::open(source, base_url, guard)?))
            }
            RecordsSource::Sqlite(source) => Place::Sqlite(sqlite::SqliteReader::open(source)),
            RecordsSource::Postgres(source) => {
                Place::Postgres(Box::new(postgres::PostgresReader::open(source, guard)?))
            }
            RecordsSource::Ndjson(source) => Place::Ndjson(ndjson::NdjsonReader::open(source)),
        };
        Ok(Reader {
            place,
            words: records.words.clone().with_policy(policy),
        })
    }

    /// Whether messages can be read at all.
    pub fn holds_messages(&self) -> bool {
        self.holds(What::Messages)
    }

    /// Whether customers' messages can be read at all.
    pub fn holds_inbound(&self) -> bool {
        self.holds(What::Inbound)
    }

    /// Whether short messages can be read at all.
    pub fn holds_sms(&self) -> bool {
        self.holds(What::Sms)
    }

    fn holds(&self, what: What) -> bool {
        match &self.place {
            Place::Http(reader) => reader.holds(what),
            Place::Sqlite(reader) => reader.holds(what),
            Place::Postgres(reader) => reader.holds(what),
            Place::Ndjson(reader) => reader.holds(what),
        }
    }

    /// Whether the connector itself answers, so that it has to be up; databases and exports can be read without.
    pub fn asks_the_connector(&self) -> bool {
        matches!(self.place, Place::Http(_))
    }

    /// Whether one message can be read by its id, so that a sample can tell how soon records are visible.
    pub fn reads_one(&self) -> bool {
        match &self.place {
            Place::Http(reader) => reader.reads_one(),
            Place::Sqlite(reader) => reader.reads_one(),
            Place::Postgres(reader) => reader.reads_one(),
            Place::Ndjson(_) => false,
        }
    }

    /// Sends every message record that has an id, in pages, and says how many there were. A full channel makes
    /// the read wait; a closed one ends it with an error.
    ///
    /// # Errors
    /// Whatever kept it from reading to the end; pages sent before stay sent.
    pub async fn all_messages(&self, pages: &Sender<Vec<MessageRecord>>) -> Result<u64, ReadError> {
        self.all(What::Messages, row::message, pages).await
    }

    /// As [`Reader::all_messages`], for customers' messages.
    ///
    /// # Errors
    /// Whatever kept it from reading to the end; pages sent before stay sent.
    pub async fn all_inbound(&self, pages: &Sender<Vec<InboundRecord>>) -> Result<u64, ReadError> {
        self.all(What::Inbound, row::inbound, pages).await
    }

    /// As [`Reader::all_messages`], for short messages.
    ///
    /// # Errors
    /// Whatever kept it from reading to the end; pages sent before stay sent.
    pub async fn all_sms(&self, pages: &Sender<Vec<SmsRecord>>) -> Result<u64, ReadError> {
        self.all(What::Sms, row::sms, pages).await
    }

    async fn all<T: Send + 'static>(
        &self,
        what: What,
        make: Make<T>,
        pages: &Sender<Vec<T>>,
    ) -> Result<u64, ReadError> {
        match &self.place {
            Place::Http(reader) => reader.all(what, &self.words, make, pages).await,
            Place::Sqlite(reader) => reader.all(what, &self.words, make, pages).await,
            Place::Postgres(reader) => reader.all(what, &self.words, make, pages).await,
            Place::Ndjson(reader) => reader.all(what, &self.words, make, pages).await,
        }
    }

    /// The record of one message; None when the connector has none (yet).
    ///
    /// # Errors
    /// Whatever kept it from asking, or an answer that is neither a record nor "not found".
    pub async fn one_message(&self, wamid: &str) -> Result<Option<MessageRecord>, ReadError> {
        match &self.place {
            Place::Http(reader) => reader.one(&self.words, wamid).await,
            Place::Sqlite(reader) => reader.one(&self.words, wamid).await,
            Place::Postgres(reader) => reader.one(&self.words, wamid).await,
            Place::Ndjson(_) => Err(error::not_described("one message of an export")),
        }
    }
}

/// Counts what was sent and keeps to the limits.
struct Sent<'a, T> {
    pages: &'a Sender<Vec<T>>,
    rows: u64,
}

impl<'a, T> Sent<'a, T> {
    fn new(pages: &'a Sender<Vec<T>>) -> Sent<'a, T> {
        Sent { pages, rows: 0 }
    }

    async fn page(&mut self, page: Vec<T>) -> Result<(), ReadError> {
        self.count(page.len())?;
        match page.is_empty() {
            true => Ok(()),
            false => self
                .pages
                .send(page)
                .await
                .map_err(|_| error::nobody_listens()),
        }
    }

    /// From a thread that may wait.
    fn page_blocking(&mut self, page: Vec<T>) -> Result<(), ReadError> {
        self.count(page.len())?;
        match page.is_empty() {
            true => Ok(()),
            false => self
                .pages
                .blocking_send(page)
                .map_err(|_| error::nobody_listens()),
        }
    }

    fn count(&mut self, rows: usize) -> Result<(), ReadError> {
        self.rows += rows as u64;
        match self.rows > limits::ROWS {
            true => Err(error::too_many("records", limits::ROWS)),
            false => Ok(()),
        }
    }
}
