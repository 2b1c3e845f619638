//! Records in files that the connector exports: one JSON object a line.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};

use serde_json::Value;
use tokio::sync::mpsc::Sender;

use super::error::{not_described, read_error};
use super::row::{Make, Words, json_field};
use super::source::{Export, NdjsonSource};
use super::{ReadError, Sent, What, limits};

/// Reads exports.
#[derive(Debug)]
pub(super) struct NdjsonReader {
    source: NdjsonSource,
}

impl NdjsonReader {
    pub(super) fn open(source: &NdjsonSource) -> NdjsonReader {
        NdjsonReader {
            source: source.clone(),
        }
    }

    fn export(&self, what: What) -> Option<&Export> {
        match what {
            What::Messages => self.source.messages.as_ref(),
            What::Inbound => self.source.inbound.as_ref(),
            What::Sms => self.source.sms.as_ref(),
        }
    }

    pub(super) fn holds(&self, what: What) -> bool {
        self.export(what).is_some()
    }

    pub(super) async fn all<T: Send + 'static>(
        &self,
        what: What,
        words: &Words,
        make: Make<T>,
        pages: &Sender<Vec<T>>,
    ) -> Result<u64, ReadError> {
        let export = self
            .export(what)
            .ok_or_else(|| not_described(what.word()))?
            .clone();
        let (words, pages) = (words.clone(), pages.clone());
        let reading =
            tokio::task::spawn_blocking(move || every_line(&export, &words, make, &pages));
        let done = reading.await;
        done.unwrap_or_else(|error| {
            Err(read_error(
                "an export",
                error.to_string(),
                "this is a defect of Shakedown",
            ))
        })
    }
}

fn every_line<T>(
    export: &Export,
    words: &Words,
    make: Make<T>,
    pages: &Sender<Vec<T>>,
) -> Result<u64, ReadError> {
    let path = export.path.as_written();
    let broken = |line: u64, came: String, cure: &str| {
        read_error(format!("line {line} of {path}"), came, cure)
    };
    let opened = File::open(&path);
    let file = opened.map_err(|error| {
        let cure = "see that the connector has written its export there";
        read_error(format!("to open {path}"), error.to_string(), cure)
    })?;
    let mut reader = BufReader::new(file);
    let mut sent = Sent::new(pages);
    let mut page = Vec::with_capacity(limits::ROWS_A_PAGE);
    let mut bytes = Vec::new();
    for line in 1.. {
        bytes.clear();
        let mut limited = reader.by_ref().take(limits::LINE_BYTES);
        let read = limited.read_until(b'\n', &mut bytes);
        let read =
            read.map_err(|error| broken(line, error.to_string(), "see that the file can be read"))?;
        if read == 0 {
            break;
        }
        if read as u64 == limits::LINE_BYTES && bytes.last() != Some(&b'\n') {
            let came = format!("more than {} bytes", limits::LINE_BYTES);
            return Err(broken(line, came, "write one record a line"));
        }
        if bytes.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let record: Value = serde_json::from_slice(&bytes).map_err(|_| {
            broken(
                line,
                String::from_utf8_lossy(&bytes).into(),
                "write one JSON object a line",
            )
        })?;
        page.extend(make(words, &|field| {
            json_field(&export.fields, &record, field)
        }));
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
