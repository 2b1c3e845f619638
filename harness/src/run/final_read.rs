//! After the drain: what the connector stored, read back page by page into the ledger.

use tokio::sync::mpsc;

use super::setup::Set;
use crate::ledger::Row;
use crate::read_back::{InboundRecord, MessageRecord, ReadError, SmsRecord};

const PAGES_QUEUED: usize = 4;
const MESSAGES: i64 = 1;
const INBOUND: i64 = 2;
const SMS: i64 = 3;

/// Reads messages, then customers' messages, where the connector's records hold them.
pub(super) async fn read(set: &Set) {
    let Some(reader) = &set.reader else { return };
    if reader.asks_the_connector() && set.connector.has_exited().is_some() {
        set.control("note", serde_json::json!({ "text": "the records were not read: the connector's process has ended" }));
        return;
    }
    if reader.holds_messages() {
        let (pages, rows) = mpsc::channel(PAGES_QUEUED);
        let at_us = set.clock.elapsed_us();
        let (result, ()) = tokio::join!(
            async {
                let pages = pages;
                reader.all_messages(&pages).await
            },
            store(set, rows, |record| vec![message_row(record)])
        );
        finish(set, MESSAGES, "messages", at_us, result);
    }
    if reader.holds_inbound() {
        let (pages, rows) = mpsc::channel(PAGES_QUEUED);
        let at_us = set.clock.elapsed_us();
        let (result, ()) = tokio::join!(
            async {
                let pages = pages;
                reader.all_inbound(&pages).await
            },
            store(set, rows, inbound_rows)
        );
        finish(set, INBOUND, "inbound", at_us, result);
    }
    if reader.holds_sms() {
        let (pages, rows) = mpsc::channel(PAGES_QUEUED);
        let at_us = set.clock.elapsed_us();
        let (result, ()) = tokio::join!(
            async {
                let pages = pages;
                reader.all_sms(&pages).await
            },
            store(set, rows, |record| vec![sms_row(record)])
        );
        finish(set, SMS, "sms", at_us, result);
    }
}

async fn store<R>(set: &Set, mut pages: mpsc::Receiver<Vec<R>>, rows: fn(R) -> Vec<Row>) {
    while let Some(page) = pages.recv().await {
        // Page by page and committed before the next: memory stays flat, and the queue never overflows.
        set.ledger
            .append_before(page.into_iter().flat_map(rows).collect())
            .await;
    }
}

fn finish(set: &Set, id: i64, what: &'static str, at_us: i64, result: Result<u64, ReadError>) {
    let error = result.as_ref().err().map(ToString::to_string);
    if let Some(error) = &error {
        set.progress.line(&format!(
            "the connector's {what} could not be read back: {error}"
        ));
    }
    set.ledger.append(vec![Row::Read {
        id,
        purpose: "final",
        what,
        at_us,
        ended_us: set.clock.elapsed_us(),
        ok: error.is_none(),
        error,
    }]);
}

fn message_row(record: MessageRecord) -> Row {
    Row::Record {
        read: MESSAGES,
        wamid: record.wamid,
        tracking_number: record.tracking_number,
        checkpoint: record.checkpoint,
        to_number: record.to_number,
        status: record.status,
        history: record
            .history
            .map(|history| serde_json::json!(history).to_string()),
    }
}

fn inbound_rows(record: InboundRecord) -> Vec<Row> {
    let filed = record.tag.is_some() || record.priority.is_some() || record.handover.is_some();
    let tags = (filed || record.tracking_number.is_some()).then(|| Row::InboundTag {
        read: INBOUND,
        wamid: record.wamid.clone(),
        tag: record.tag,
        priority: record.priority,
        handover: record.handover,
        tracking_number: record.tracking_number,
    });
    let row = Row::InboundRecord {
        read: INBOUND,
        wamid: record.wamid,
        from_number: record.from_number,
        body: record.body,
    };
    std::iter::once(row).chain(tags).collect()
}

fn sms_row(record: SmsRecord) -> Row {
    Row::SmsRecord {
        read: SMS,
        sms: record.id,
        tracking_number: record.tracking_number,
        checkpoint: record.checkpoint,
        to_number: record.to_number,
        status: record.status,
    }
}
