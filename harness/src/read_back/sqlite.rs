//! Records in a SQLite file, opened read-only beside the connector that writes it.

use std::sync::{Arc, Mutex};

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Row, Statement};
use serde_json::Value;
use tokio::sync::mpsc::Sender;

use super::error::{not_described, read_error};
use super::row::{self, Make, MessageRecord, Words};
use super::source::SqlSource;
use super::{ReadError, Sent, What, limits};

/// Reads a SQLite file.
#[derive(Debug)]
pub(super) struct SqliteReader {
    file: String,
    source: SqlSource,
    /// For samples, so that each does not open the file anew.
    kept: Arc<Mutex<Option<Connection>>>,
}

impl SqliteReader {
    pub(super) fn open(source: &SqlSource) -> SqliteReader {
        SqliteReader {
            file: source.location.as_written(),
            source: source.clone(),
            kept: Arc::new(Mutex::new(None)),
        }
    }

    fn sql(&self, what: What) -> Option<&String> {
        match what {
            What::Messages => self.source.messages_sql.as_ref(),
            What::Inbound => self.source.inbound_sql.as_ref(),
            What::Sms => self.source.sms_sql.as_ref(),
        }
    }

    pub(super) fn holds(&self, what: What) -> bool {
        self.sql(what).is_some()
    }

    pub(super) fn reads_one(&self) -> bool {
        self.source.one_sql.is_some()
    }

    pub(super) async fn all<T: Send + 'static>(
        &self,
        what: What,
        words: &Words,
        make: Make<T>,
        pages: &Sender<Vec<T>>,
    ) -> Result<u64, ReadError> {
        let sql = self
            .sql(what)
            .ok_or_else(|| not_described(what.word()))?
            .clone();
        let (file, words, pages) = (self.file.clone(), words.clone(), pages.clone());
        on_a_thread(move || {
            let connection = connect(&file)?;
            every_row(&connection, &file, (&sql, what), &words, make, &pages)
        })
        .await
    }

    pub(super) async fn one(
        &self,
        words: &Words,
        wamid: &str,
    ) -> Result<Option<MessageRecord>, ReadError> {
        let sql = self
            .source
            .one_sql
            .clone()
            .ok_or_else(|| not_described("one message"))?;
        let (file, words, wamid) = (self.file.clone(), words.clone(), wamid.to_string());
        let kept = Arc::clone(&self.kept);
        on_a_thread(move || {
            let mut kept = kept
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            let connection = match kept.take() {
                Some(connection) => connection,
                None => connect(&file)?,
            };
            let found = one_row(&connection, &file, &sql, &words, &wamid)?;
            // Kept only after success: a file that was replaced is opened anew.
            *kept = Some(connection);
            Ok(found)
        })
        .await
    }
}

async fn on_a_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ReadError> + Send + 'static,
) -> Result<T, ReadError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| {
        Err(read_error(
            "SQLite",
            error.to_string(),
            "this is a defect of Shakedown",
        ))
    })
}

fn connect(file: &str) -> Result<Connection, ReadError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let opened = Connection::open_with_flags(file, flags).and_then(|connection| {
        connection.busy_timeout(limits::TIME_OUT)?;
        Ok(connection)
    });
    opened.map_err(|error| {
        let cure = "see that records.database names the connector's file and that it may be read";
        read_error(format!("SQLite to open {file}"), error.to_string(), cure)
    })
}

fn failed(file: &str, sql: &str, error: &rusqlite::Error) -> ReadError {
    let sql = super::error::beginning(sql);
    read_error(
        format!("{sql:?} of {file}"),
        error.to_string(),
        "run the query with sqlite3 and correct it",
    )
}

fn prepare<'c>(
    connection: &'c Connection,
    file: &str,
    sql: &str,
    what: What,
) -> Result<Statement<'c>, ReadError> {
    let statement = connection
        .prepare(sql)
        .map_err(|error| failed(file, sql, &error))?;
    if !statement.readonly() {
        return Err(read_error(
            format!("{sql:?}"),
            "a statement that writes",
            "write one SELECT statement",
        ));
    }
    let columns: Vec<&str> = statement.column_names().collect();
    if !columns.contains(&what.id()) {
        let came = format!("the columns {}", columns.join(", "));
        return Err(read_error(
            format!("{sql:?}"),
            came,
            format!("name the column with the message's id AS {}", what.id()),
        ));
    }
    Ok(statement)
}

fn every_row<T>(
    connection: &Connection,
    file: &str,
    (sql, what): (&str, What),
    words: &Words,
    make: Make<T>,
    pages: &Sender<Vec<T>>,
) -> Result<u64, ReadError> {
    let mut statement = prepare(connection, file, sql, what)?;
    let mut sent = Sent::new(pages);
    let mut page = Vec::with_capacity(limits::ROWS_A_PAGE);
    let mut rows = statement
        .query([])
        .map_err(|error| failed(file, sql, &error))?;
    while let Some(row) = rows.next().map_err(|error| failed(file, sql, &error))? {
        page.extend(make(words, &|field| column(row, field)));
        if page.len() == limits::ROWS_A_PAGE {
            sent.page_blocking(std::mem::replace(
                &mut page,
                Vec::with_capacity(limits::ROWS_A_PAGE),
            ))?;
        }
    }
    sent.page_blocking(page)?;
    Ok(sent.rows)
}

fn one_row(
    connection: &Connection,
    file: &str,
    sql: &str,
    words: &Words,
    wamid: &str,
) -> Result<Option<MessageRecord>, ReadError> {
    let mut statement = prepare(connection, file, sql, What::Messages)?;
    let mut rows = statement
        .query([wamid])
        .map_err(|error| failed(file, sql, &error))?;
    let row = rows.next().map_err(|error| failed(file, sql, &error))?;
    Ok(row.and_then(|row| row::message(words, &|field| column(row, field))))
}

fn column(row: &Row<'_>, name: &str) -> Option<Value> {
    match row.get_ref(name).ok()? {
        ValueRef::Null => None,
        ValueRef::Integer(number) => Some(Value::from(number)),
        ValueRef::Real(number) => Some(Value::from(number)),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
            Some(Value::from(String::from_utf8_lossy(bytes)))
        }
    }
}
