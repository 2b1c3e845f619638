//! Where records are, as the connector's file describes it.

use std::collections::BTreeMap;

use super::row::Words;
use crate::connector_file::Pattern;

/// Where records are, and the connector's words in them.
#[derive(Debug, Clone, PartialEq)]
pub struct Records {
    /// Where.
    pub source: RecordsSource,
    /// Its words for statuses and checkpoints.
    pub words: Words,
}

/// Where records are.
#[derive(Debug, Clone, PartialEq)]
pub enum RecordsSource {
    /// Behind an HTTP API of the connector.
    Http(Box<HttpSource>),
    /// In a SQLite file.
    Sqlite(SqlSource),
    /// In a PostgreSQL database.
    Postgres(SqlSource),
    /// In files of one JSON object a line.
    Ndjson(NdjsonSource),
}

/// Records behind an HTTP API at the connector's base URL.
#[derive(Debug, Clone, PartialEq)]
pub struct HttpSource {
    /// Sent with every request.
    pub headers: Vec<(String, Pattern)>,
    /// Messages.
    pub messages: Option<Listing>,
    /// Customers' messages.
    pub inbound: Option<Listing>,
    /// Short messages.
    pub sms: Option<Listing>,
}

/// A listing in pages.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// Path with `{cursor}` (empty on the first page) and `{limit}`.
    pub path: Pattern,
    /// JSON pointer to the array of records; empty = the whole answer.
    pub items: String,
    /// JSON pointer to the next cursor, or to the next page's path or URL when the path holds no `{cursor}`.
    /// None = there is one page.
    pub next: Option<String>,
    /// Path of one record, with `{wamid}`.
    pub one: Option<Pattern>,
    /// JSON pointer to the record in that answer; empty = the whole answer.
    pub one_item: String,
    /// Records in a page.
    pub limit: u64,
    /// Where the fields are in a record.
    pub fields: Fields,
}

/// JSON pointers by our name of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fields(BTreeMap<&'static str, String>);

impl Fields {
    /// From checked pointers.
    pub fn new(pointers: BTreeMap<&'static str, String>) -> Fields {
        Fields(pointers)
    }

    pub(super) fn value<'v>(
        &self,
        record: &'v serde_json::Value,
        field: &str,
    ) -> Option<&'v serde_json::Value> {
        self.0
            .get(field)
            .and_then(|pointer| record.pointer(pointer))
    }

    pub(super) fn pointer(&self, field: &str) -> Option<&str> {
        self.0.get(field).map(String::as_str)
    }
}

/// Records in a database. Columns are found by our field names; those that are missing are unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqlSource {
    /// Path of the file, or URL of the server.
    pub location: Pattern,
    /// Query for all messages.
    pub messages_sql: Option<String>,
    /// Query for one, with `?1` (SQLite) or `$1` (PostgreSQL) for its id.
    pub one_sql: Option<String>,
    /// Query for all customers' messages.
    pub inbound_sql: Option<String>,
    /// Query for all short messages.
    pub sms_sql: Option<String>,
}

/// Records in files that the connector exports.
#[derive(Debug, Clone, PartialEq)]
pub struct NdjsonSource {
    /// Messages.
    pub messages: Option<Export>,
    /// Customers' messages.
    pub inbound: Option<Export>,
    /// Short messages.
    pub sms: Option<Export>,
}

/// One file.
#[derive(Debug, Clone, PartialEq)]
pub struct Export {
    /// Its path.
    pub path: Pattern,
    /// Where the fields are in a line.
    pub fields: Fields,
}

impl RecordsSource {
    /// Whether messages are described.
    pub fn holds_messages(&self) -> bool {
        match self {
            RecordsSource::Http(source) => source.messages.is_some(),
            RecordsSource::Sqlite(source) | RecordsSource::Postgres(source) => {
                source.messages_sql.is_some()
            }
            RecordsSource::Ndjson(source) => source.messages.is_some(),
        }
    }

    /// Whether short messages are described.
    pub fn holds_sms(&self) -> bool {
        match self {
            RecordsSource::Http(source) => source.sms.is_some(),
            RecordsSource::Sqlite(source) | RecordsSource::Postgres(source) => {
                source.sms_sql.is_some()
            }
            RecordsSource::Ndjson(source) => source.sms.is_some(),
        }
    }

    /// Whether customers' messages are described.
    pub fn holds_inbound(&self) -> bool {
        match self {
            RecordsSource::Http(source) => source.inbound.is_some(),
            RecordsSource::Sqlite(source) | RecordsSource::Postgres(source) => {
                source.inbound_sql.is_some()
            }
            RecordsSource::Ndjson(source) => source.inbound.is_some(),
        }
    }
}

impl Records {
    /// Whether records of customers' messages have this field, as far as their description tells.
    pub fn names_inbound(&self, field: &str) -> bool {
        let in_sql = |source: &SqlSource| {
            let sql = source.inbound_sql.as_deref().unwrap_or_default();
            sql.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                .any(|word| word == field)
        };
        let in_fields =
            |fields: Option<&Fields>| fields.is_some_and(|fields| fields.pointer(field).is_some());
        match &self.source {
            RecordsSource::Http(source) => {
                in_fields(source.inbound.as_ref().map(|listing| &listing.fields))
            }
            RecordsSource::Sqlite(source) | RecordsSource::Postgres(source) => in_sql(source),
            RecordsSource::Ndjson(source) => {
                in_fields(source.inbound.as_ref().map(|export| &export.fields))
            }
        }
    }

    /// With the run's values filled in; the placeholders of a page stay open.
    pub(crate) fn fill<'v>(&self, known: &impl Fn(&str) -> Option<&'v str>) -> Records {
        let listing = |listing: &Listing| Listing {
            path: listing.path.fill(known),
            one: listing.one.as_ref().map(|one| one.fill(known)),
            ..listing.clone()
        };
        let export = |export: &Export| Export {
            path: export.path.fill(known),
            fields: export.fields.clone(),
        };
        let sql = |sql: &SqlSource| SqlSource {
            location: sql.location.fill(known),
            ..sql.clone()
        };
        let source = match &self.source {
            RecordsSource::Http(http) => {
                let headers = http.headers.iter();
                RecordsSource::Http(Box::new(HttpSource {
                    headers: headers
                        .map(|(name, value)| (name.clone(), value.fill(known)))
                        .collect(),
                    messages: http.messages.as_ref().map(listing),
                    inbound: http.inbound.as_ref().map(listing),
                    sms: http.sms.as_ref().map(listing),
                }))
            }
            RecordsSource::Sqlite(source) => RecordsSource::Sqlite(sql(source)),
            RecordsSource::Postgres(source) => RecordsSource::Postgres(sql(source)),
            RecordsSource::Ndjson(source) => RecordsSource::Ndjson(NdjsonSource {
                messages: source.messages.as_ref().map(export),
                inbound: source.inbound.as_ref().map(export),
                sms: source.sms.as_ref().map(export),
            }),
        };
        Records {
            source,
            words: self.words.clone(),
        }
    }
}
