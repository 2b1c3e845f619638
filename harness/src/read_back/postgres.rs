//! Records in a PostgreSQL database, read inside a read-only transaction.
//!
//! The connector's query is wrapped so that every column arrives as JSON text, whatever its type: enums, arrays
//! and JSON columns need no casts in the connector's file.

use std::net::SocketAddr;

use serde_json::Value;
use tokio::sync::Mutex;
use tokio::sync::mpsc::Sender;
use tokio_postgres::config::Host;
use tokio_postgres::{Client, Config, NoTls, Row};

use super::error::{beginning, not_described, read_error};
use super::row::{self, Make, MessageRecord, Words};
use super::source::SqlSource;
use super::{ReadError, Sent, What, limits};
use crate::egress::Guard;

/// Reads a PostgreSQL database.
pub(super) struct PostgresReader {
    config: Config,
    source: SqlSource,
    /// For samples: a connection with the wrapped statement.
    kept: Mutex<Option<(Client, Wrapped)>>,
}

/// The address holds a password.
impl std::fmt::Debug for PostgresReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PostgresReader({})", place(&self.config))
    }
}

impl PostgresReader {
    pub(super) fn open(source: &SqlSource, guard: &Guard) -> Result<PostgresReader, ReadError> {
        let url = source.location.as_written();
        let config: Config = url.parse().map_err(|error: tokio_postgres::Error| {
            let cure = "write records.url as postgres://user:password@127.0.0.1:5432/database";
            read_error("PostgreSQL", causes(&error), cure)
        })?;
        Ok(PostgresReader {
            config: pinned(config, guard)?,
            source: source.clone(),
            kept: Mutex::new(None),
        })
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

    pub(super) async fn all<T>(
        &self,
        what: What,
        words: &Words,
        make: Make<T>,
        pages: &Sender<Vec<T>>,
    ) -> Result<u64, ReadError> {
        let sql = self.sql(what).ok_or_else(|| not_described(what.word()))?;
        let mut client = connect(&self.config).await?;
        let wrapped = in_time(sql, wrap(&client, sql, what)).await?;
        let read_only = client.build_transaction().read_only(true).start();
        let transaction = in_time(sql, async {
            read_only.await.map_err(|error| failed(sql, &error))
        })
        .await?;
        let bound = transaction.bind(&wrapped.statement, &[]);
        let portal = in_time(sql, async {
            bound.await.map_err(|error| failed(sql, &error))
        })
        .await?;
        let mut sent = Sent::new(pages);
        loop {
            let asked = transaction.query_portal(&portal, limits::ROWS_A_PAGE as i32);
            let rows = in_time(sql, async {
                asked.await.map_err(|error| failed(sql, &error))
            })
            .await?;
            if rows.is_empty() {
                return Ok(sent.rows);
            }
            let made = rows.iter();
            let page = made.filter_map(|row| make(words, &|field| wrapped.column(row, field)));
            sent.page(page.collect()).await?;
        }
    }

    pub(super) async fn one(
        &self,
        words: &Words,
        wamid: &str,
    ) -> Result<Option<MessageRecord>, ReadError> {
        let sql = self
            .source
            .one_sql
            .as_ref()
            .ok_or_else(|| not_described("one message"))?;
        let mut kept = self.kept.lock().await;
        let (client, wrapped) = match kept.take() {
            Some(usable) if !usable.0.is_closed() => usable,
            _ => {
                let client = connect(&self.config).await?;
                let wrapped = in_time(sql, wrap(&client, sql, What::Messages)).await?;
                (client, wrapped)
            }
        };
        let parameters: [&(dyn tokio_postgres::types::ToSql + Sync); 1] = [&wamid];
        let asked = client.query_opt(&wrapped.statement, &parameters);
        let row = in_time(sql, async {
            asked.await.map_err(|error| failed(sql, &error))
        })
        .await?;
        let found = row.and_then(|row| row::message(words, &|field| wrapped.column(&row, field)));
        // Kept only after success: a connection in trouble is not used again.
        *kept = Some((client, wrapped));
        Ok(found)
    }
}

/// Every host of the address checked and pinned; a socket in the file system is on this machine.
fn pinned(mut config: Config, guard: &Guard) -> Result<Config, ReadError> {
    let refused = |why: String| read_error("PostgreSQL", why, "correct the host in records.url");
    let mut addresses = Vec::new();
    for (index, host) in config.get_hosts().iter().enumerate() {
        let Host::Tcp(name) = host else {
            continue;
        };
        let ports = config.get_ports();
        let port = ports.get(index).or(ports.first()).copied().unwrap_or(5432);
        let checked = guard.check_host(name, port);
        addresses.push(checked.map_err(|error| refused(error.to_string()))?);
    }
    if addresses.is_empty() && config.get_hosts().is_empty() {
        return Err(refused("an address without a host".to_string()));
    }
    if !config.get_hostaddrs().is_empty() {
        return Err(refused(
            "hostaddr, which would go past the list of hosts".to_string(),
        ));
    }
    for address in addresses.iter().map(SocketAddr::ip) {
        config.hostaddr(address);
    }
    config.connect_timeout(limits::TIME_OUT);
    config.application_name("shakedown");
    Ok(config)
}

fn place(config: &Config) -> String {
    let hosts = config.get_hosts().iter().map(|host| match host {
        Host::Tcp(name) => name.clone(),
        #[cfg(unix)]
        Host::Unix(path) => path.display().to_string(),
    });
    let hosts: Vec<String> = hosts.collect();
    format!(
        "{}/{}",
        hosts.join(","),
        config.get_dbname().unwrap_or_default()
    )
}

async fn connect(config: &Config) -> Result<Client, ReadError> {
    let asked = format!("PostgreSQL at {}", place(config));
    let cure = "see that records.url is right and that this user may connect and SELECT (no TLS is spoken)";
    let connecting = tokio::time::timeout(limits::TIME_OUT, config.connect(NoTls)).await;
    let connected = connecting.map_err(|_| read_error(&asked, "no answer in time", cure))?;
    let (client, connection) =
        connected.map_err(|error| read_error(&asked, causes(&error), cure))?;
    // Ends by itself when the client is dropped; its error shows in the next query.
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "the connection to PostgreSQL ended");
        }
    });
    Ok(client)
}

async fn in_time<T>(
    sql: &str,
    work: impl Future<Output = Result<T, ReadError>>,
) -> Result<T, ReadError> {
    let done = tokio::time::timeout(limits::TIME_OUT, work).await;
    done.unwrap_or_else(|_| {
        let came = format!("nothing for {} s", limits::TIME_OUT.as_secs());
        Err(read_error(
            format!("{:?}", beginning(sql)),
            came,
            "make the query answer sooner, an index may help",
        ))
    })
}

fn failed(sql: &str, error: &tokio_postgres::Error) -> ReadError {
    let cure = "run the query with psql and correct it";
    read_error(format!("{:?}", beginning(sql)), causes(error), cure)
}

/// An error with what the server said: the crate's own text is only "db error".
fn causes(error: &tokio_postgres::Error) -> String {
    match error.as_db_error() {
        Some(server) => server.to_string(),
        None => {
            let inner = std::error::Error::source(error).map(ToString::to_string);
            inner.map_or_else(|| error.to_string(), |inner| format!("{error}: {inner}"))
        }
    }
}

struct Wrapped {
    statement: tokio_postgres::Statement,
    columns: Vec<String>,
}

impl Wrapped {
    fn column(&self, row: &Row, name: &str) -> Option<Value> {
        let index = self.columns.iter().position(|column| column == name)?;
        let text: Option<String> = row.try_get(index).ok()?;
        serde_json::from_str(&text?).ok()
    }
}

async fn wrap(client: &Client, sql: &str, what: What) -> Result<Wrapped, ReadError> {
    let plain = client
        .prepare(sql)
        .await
        .map_err(|error| failed(sql, &error))?;
    let columns: Vec<String> = plain
        .columns()
        .iter()
        .map(|column| column.name().to_string())
        .collect();
    if !columns.iter().any(|column| column == what.id()) {
        let came = format!("the columns {}", columns.join(", "));
        let cure = format!("name the column with the message's id AS {}", what.id());
        return Err(read_error(format!("{:?}", beginning(sql)), came, cure));
    }
    let as_json = columns.iter().map(|column| {
        let quoted = column.replace('"', "\"\"");
        format!("to_jsonb(\"{quoted}\")::text")
    });
    let as_json: Vec<String> = as_json.collect();
    // The line break ends a comment that the query may end with.
    let text = format!("SELECT {} FROM ({sql}\n) AS records", as_json.join(", "));
    let statement = client
        .prepare(&text)
        .await
        .map_err(|error| failed(sql, &error))?;
    Ok(Wrapped { statement, columns })
}
