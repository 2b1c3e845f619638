//! Records behind the connector's own HTTP API.

use std::time::Duration;

use serde_json::Value;
use tokio::sync::mpsc::Sender;

use super::error::{not_described, read_error, too_many};
use super::row::{self, Make, MessageRecord, Words, json_field};
use super::source::{HttpSource, Listing};
use super::{ReadError, Sent, What, limits};
use crate::connector_file::{Secret, percent_encode};
use crate::egress::{Guard, pinned_client};

/// Reads over HTTP.
#[derive(Debug)]
pub(super) struct HttpReader {
    client: reqwest::Client,
    base_url: String,
    headers: Vec<(String, Secret)>,
    messages: Option<Listing>,
    inbound: Option<Listing>,
    sms: Option<Listing>,
    gap: Duration,
}

impl HttpReader {
    pub(super) fn open(
        source: &HttpSource,
        base_url: &str,
        guard: &Guard,
    ) -> Result<HttpReader, ReadError> {
        let base_url = base_url.trim_end_matches('/').to_string();
        let client = pinned_client(guard, &base_url, limits::TIME_OUT).map_err(|error| {
            read_error(
                format!("for records at {base_url}"),
                error.to_string(),
                "correct connector.base_url",
            )
        })?;
        let headers = source.headers.iter();
        Ok(HttpReader {
            client,
            base_url,
            headers: headers
                .map(|(name, value)| (name.clone(), Secret::new(value.as_written())))
                .collect(),
            messages: source.messages.clone(),
            inbound: source.inbound.clone(),
            sms: source.sms.clone(),
            gap: limits::GAP,
        })
    }

    fn listing(&self, what: What) -> Option<&Listing> {
        match what {
            What::Messages => self.messages.as_ref(),
            What::Inbound => self.inbound.as_ref(),
            What::Sms => self.sms.as_ref(),
        }
    }

    pub(super) fn holds(&self, what: What) -> bool {
        self.listing(what).is_some()
    }

    pub(super) fn reads_one(&self) -> bool {
        self.messages
            .as_ref()
            .is_some_and(|listing| listing.one.is_some())
    }

    pub(super) async fn all<T>(
        &self,
        what: What,
        words: &Words,
        make: Make<T>,
        pages: &Sender<Vec<T>>,
    ) -> Result<u64, ReadError> {
        let listing = self
            .listing(what)
            .ok_or_else(|| not_described(what.word()))?;
        let follows = !listing.path.names().any(|name| name == "cursor");
        let mut sent = Sent::new(pages);
        let mut path = page_path(listing, "");
        for _ in 0..limits::PAGES {
            let answer = self.page(&path).await?;
            let records = items(listing, &answer, &path)?;
            let made = records.iter();
            let page = made.filter_map(|record| {
                make(words, &|field| json_field(&listing.fields, record, field))
            });
            sent.page(page.collect()).await?;
            let Some(cursor) = next(listing, &answer) else {
                return Ok(sent.rows);
            };
            let following = match follows {
                true => self.same_origin(&cursor, &path)?,
                false => page_path(listing, &cursor),
            };
            if following == path {
                return Err(read_error(
                    format!("GET {path}"),
                    format!("itself as the next page, {cursor:?}"),
                    "the next cursor has to move on, and be null at the end",
                ));
            }
            path = following;
        }
        Err(too_many("pages", limits::PAGES))
    }

    pub(super) async fn one(
        &self,
        words: &Words,
        wamid: &str,
    ) -> Result<Option<MessageRecord>, ReadError> {
        let described = self
            .messages
            .as_ref()
            .and_then(|listing| Some((listing, listing.one.as_ref()?)));
        let (listing, one) = described.ok_or_else(|| not_described("one message"))?;
        let path = one.render(|_, text| percent_encode(wamid, text));
        let (status, body) = self.get(&path).await?;
        if status == 404 {
            return Ok(None);
        }
        let answer = json(&path, status, &body)?;
        let record = answer
            .pointer(&listing.one_item)
            .filter(|record| !record.is_null());
        let made = record
            .map(|record| row::message(words, &|field| json_field(&listing.fields, record, field)));
        match made {
            None => Ok(None),
            Some(Some(message)) => Ok(Some(message)),
            Some(None) => Err(read_error(
                format!("GET {path}"),
                String::from_utf8_lossy(&body),
                "records.messages.fields.wamid points at nothing, correct the pointer",
            )),
        }
    }

    /// One page, asked for again when the connector is out of breath.
    async fn page(&self, path: &str) -> Result<Value, ReadError> {
        let mut attempt = 1;
        loop {
            let last = attempt >= limits::ATTEMPTS;
            match self.get(path).await {
                Ok((status, _)) if (status >= 500 || status == 429) && !last => {}
                Ok((status, body)) => return json(path, status, &body),
                Err(error) if last => return Err(error),
                Err(_) => {}
            }
            attempt += 1;
            tokio::time::sleep(self.gap).await;
        }
    }

    async fn get(&self, path: &str) -> Result<(u16, Vec<u8>), ReadError> {
        let asked = format!("GET {path}");
        let broken = |error: reqwest::Error| {
            let came = match error.is_timeout() {
                true => format!("no answer within {} s", limits::TIME_OUT.as_secs()),
                false => causes(&error),
            };
            read_error(
                &asked,
                came,
                "see that the connector is up and answers this path",
            )
        };
        let mut request = self.client.get(format!("{}{path}", self.base_url));
        for (name, value) in &self.headers {
            request = request.header(name, value.reveal());
        }
        let mut answer = request.send().await.map_err(broken)?;
        let status = answer.status().as_u16();
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(broken)? {
            if body.len() + chunk.len() > limits::PAGE_BYTES {
                let came = format!("more than {} bytes", limits::PAGE_BYTES);
                return Err(read_error(
                    &asked,
                    came,
                    "lower records.*.limit, or put {limit} into the path",
                ));
            }
            body.extend_from_slice(&chunk);
        }
        Ok((status, body))
    }

    /// The path of the next page from a path or URL that the connector gave; other hosts are not followed.
    fn same_origin(&self, next: &str, path: &str) -> Result<String, ReadError> {
        let rest = next.strip_prefix(&self.base_url).unwrap_or(next);
        match rest.starts_with('/') && !rest.starts_with("//") {
            true => Ok(rest.to_string()),
            false => Err(read_error(
                format!("GET {path}"),
                format!("the next page {next:?}"),
                format!(
                    "put {{cursor}} into the path, or give a next page at {}",
                    self.base_url
                ),
            )),
        }
    }
}

/// An HTTP error with what is behind it: "error sending request" alone helps nobody.
fn causes(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}

fn page_path(listing: &Listing, cursor: &str) -> String {
    listing.path.render(|name, text| match name {
        "cursor" => percent_encode(cursor, text),
        _ => text.push_str(&listing.limit.to_string()),
    })
}

fn json(path: &str, status: u16, body: &[u8]) -> Result<Value, ReadError> {
    let shown = || {
        format!(
            "{status} {}",
            String::from_utf8_lossy(&body[..body.len().min(1_000)])
        )
    };
    if !(200..300).contains(&status) {
        let cure = "see that the path and [records.headers] are right";
        return Err(read_error(format!("GET {path}"), shown(), cure));
    }
    serde_json::from_slice(body).map_err(|error| {
        read_error(
            format!("GET {path}"),
            shown(),
            format!("answer with JSON ({error})"),
        )
    })
}

fn items<'v>(
    listing: &Listing,
    answer: &'v Value,
    path: &str,
) -> Result<&'v Vec<Value>, ReadError> {
    let array = answer.pointer(&listing.items).and_then(Value::as_array);
    array.ok_or_else(|| {
        let cure = format!(
            "correct the pointer items = {:?}, there is no array",
            listing.items
        );
        read_error(format!("GET {path}"), answer.to_string(), cure)
    })
}

fn next(listing: &Listing, answer: &Value) -> Option<String> {
    match answer.pointer(listing.next.as_ref()?)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
