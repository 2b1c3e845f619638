//! Reading `[records]`: where and how the connector's records are read back.

use std::collections::BTreeMap;

use scenarios::dialogue_kind::DialogueKind;
use simulator::parcel::Checkpoint;

use super::ConnectorFileError;
use super::credentials::from_environment;
use super::item::{Item, Section};
use super::pattern::Pattern;
use super::request::{headers, path_pattern, pointer};
use super::vocabulary::checkpoint;
use crate::read_back::{
    Export, Fields, HttpSource, INBOUND_FIELDS, Listing, MESSAGE_FIELDS, NdjsonSource,
    RecordStatus, Records, RecordsSource, SMS_FIELDS, SqlSource, Words,
};

type Read<T> = Result<T, ConnectorFileError>;

/// Records in a page of an HTTP listing, unless the file says otherwise.
const LIMIT: u64 = 1_000;

#[derive(Clone, Copy)]
enum Kind {
    Http,
    Sqlite,
    Postgres,
    Ndjson,
}

const SHARED: [&str; 4] = ["kind", "status_map", "checkpoint_map", "tag_map"];

pub(super) fn read(item: &Item<'_>) -> Read<Records> {
    let section = item.section()?;
    let kind = section.need("kind")?.word(&[
        ("http", Kind::Http),
        ("sqlite", Kind::Sqlite),
        ("postgres", Kind::Postgres),
        ("ndjson", Kind::Ndjson),
    ])?;
    let source = match kind {
        Kind::Http => RecordsSource::Http(Box::new(http(&section)?)),
        Kind::Sqlite => RecordsSource::Sqlite(sql(&section, "database")?),
        Kind::Postgres => RecordsSource::Postgres(sql(&section, "url")?),
        Kind::Ndjson => RecordsSource::Ndjson(ndjson(&section)?),
    };
    if !source.holds_messages() && !source.holds_inbound() {
        return Err(item.error(
            "neither messages nor inbound is described",
            "describe one, or leave [records] out",
        ));
    }
    let words = Words::new(
        section.maybe("status_map", status_map)?.unwrap_or_default(),
        section
            .maybe("checkpoint_map", checkpoint_map)?
            .unwrap_or_default(),
    )
    .with_tags(section.maybe("tag_map", tag_map)?.unwrap_or_default());
    Ok(Records { source, words })
}

fn only(section: &Section<'_>, own: &[&str]) -> Read<()> {
    let known: Vec<&str> = SHARED.iter().chain(own).copied().collect();
    section.only(&known)
}

fn http(section: &Section<'_>) -> Read<HttpSource> {
    only(section, &["headers", "messages", "inbound", "sms"])?;
    Ok(HttpSource {
        headers: section
            .maybe("headers", |item| headers(item, &[]))?
            .unwrap_or_default(),
        messages: section.maybe("messages", |item| listing(item, &MESSAGE_FIELDS))?,
        inbound: section.maybe("inbound", |item| listing(item, &INBOUND_FIELDS))?,
        sms: section.maybe("sms", |item| listing(item, &SMS_FIELDS))?,
    })
}

fn listing(item: &Item<'_>, known: &[&'static str]) -> Read<Listing> {
    let section = item.section()?;
    section.only(&[
        "path", "items", "next", "one", "one_item", "limit", "fields",
    ])?;
    let path = section.need("path")?;
    let one = section.maybe("one", |one| {
        let pattern = path_pattern(one, &["wamid"])?;
        if !pattern.names().any(|name| name == "wamid") {
            return Err(one.error(
                "the path does not hold {wamid}",
                "say where the message's id goes",
            ));
        }
        Ok(pattern)
    })?;
    Ok(Listing {
        path: path_pattern(&path, &["cursor", "limit"])?,
        items: section.maybe("items", pointer)?.unwrap_or_default(),
        next: section.maybe("next", pointer)?,
        one,
        one_item: section.maybe("one_item", pointer)?.unwrap_or_default(),
        limit: section
            .maybe("limit", |limit| limit.whole_number(1..=100_000))?
            .unwrap_or(LIMIT),
        fields: fields(&section, known)?,
    })
}

/// JSON pointers by field; the id is the only one that has to be there.
fn fields(section: &Section<'_>, known: &[&'static str]) -> Read<Fields> {
    let section = section.need("fields")?.section()?;
    section.only(known)?;
    // The first field is the one that makes a record.
    section.need(known.first().copied().unwrap_or_default())?;
    let mut fields = BTreeMap::new();
    for name in known {
        if let Some(found) = section.maybe(name, pointer)? {
            fields.insert(*name, found);
        }
    }
    Ok(Fields::new(fields))
}

fn sql(section: &Section<'_>, location: &str) -> Read<SqlSource> {
    only(
        section,
        &[
            location,
            "messages_sql",
            "one_sql",
            "inbound_sql",
            "sms_sql",
        ],
    )?;
    let place = section.need(location)?;
    let location = match from_environment(&place)? {
        Some(value) => Pattern::literal(&value),
        None => place.pattern(&[])?,
    };
    Ok(SqlSource {
        location,
        messages_sql: section.maybe("messages_sql", statement)?,
        one_sql: section.maybe("one_sql", statement)?,
        inbound_sql: section.maybe("inbound_sql", statement)?,
        sms_sql: section.maybe("sms_sql", statement)?,
    })
}

/// One SELECT. (The database refuses writes as well; this only says so earlier, with a line.)
fn statement(item: &Item<'_>) -> Read<String> {
    let text = item.text()?.trim().trim_end_matches(';').trim_end();
    let first: String = text.chars().take_while(char::is_ascii_alphabetic).collect();
    match matches!(
        first.to_ascii_lowercase().as_str(),
        "select" | "with" | "values"
    ) {
        true => Ok(text.to_string()),
        false => Err(item.error("this is no query", "write one SELECT statement")),
    }
}

fn ndjson(section: &Section<'_>) -> Read<NdjsonSource> {
    only(section, &["messages", "inbound", "sms"])?;
    let export = |item: &Item<'_>, known: &[&'static str]| {
        let section = item.section()?;
        section.only(&["path", "fields"])?;
        Ok(Export {
            path: section.need("path")?.pattern(&[])?,
            fields: fields(&section, known)?,
        })
    };
    Ok(NdjsonSource {
        messages: section.maybe("messages", |item| export(item, &MESSAGE_FIELDS))?,
        inbound: section.maybe("inbound", |item| export(item, &INBOUND_FIELDS))?,
        sms: section.maybe("sms", |item| export(item, &SMS_FIELDS))?,
    })
}

fn status_map(item: &Item<'_>) -> Read<BTreeMap<String, RecordStatus>> {
    let words = RecordStatus::ALL.map(|status| (status.word(), status));
    let entries = item.section()?.entries();
    let pairs = entries
        .iter()
        .map(|(theirs, ours)| Ok((theirs.to_string(), ours.word(&words)?)));
    pairs.collect()
}

fn tag_map(item: &Item<'_>) -> Read<BTreeMap<String, DialogueKind>> {
    let words = DialogueKind::ALL.map(|kind| (kind.word(), kind));
    let entries = item.section()?.entries();
    let pairs = entries
        .iter()
        .map(|(theirs, ours)| Ok((theirs.to_string(), ours.word(&words)?)));
    pairs.collect()
}

fn checkpoint_map(item: &Item<'_>) -> Read<BTreeMap<String, Checkpoint>> {
    let entries = item.section()?.entries();
    let pairs = entries
        .iter()
        .map(|(theirs, ours)| Ok((theirs.to_string(), checkpoint(ours.text()?, ours)?)));
    pairs.collect()
}
