//! EasyPost: an `Event` that wraps the whole tracker (EasyPost, webhooks guide). It may come late, twice, or out of
//! order, and never names the customer.

use serde_json::Value;

use super::fields::{at, items, needed, time_at};
use super::history::{Entry, seconds};
use super::{Known, News, NoticeError, Provider, Push, Reading, by_status, couriers};
use crate::checkpoint::Checkpoint;
use crate::signature::Scheme;

pub(super) static PROVIDER: Provider = Provider {
    word: "easypost",
    scheme: Scheme::HmacHex {
        header: "x-hmac-signature",
        prefix: "hmac-sha256-hex=",
    },
    read,
    history,
    ack: by_status,
};

fn read(push: &Push<'_>, wanted: &dyn Fn(Checkpoint) -> bool) -> Result<Reading, NoticeError> {
    let body = push.json()?;
    // Batches, refunds and scan forms have pushes of their own.
    if at(&body, "/result/object").is_none_or(|object| object != "Tracker") {
        return Ok(Reading::Silent);
    }
    let tracker = &body["result"];
    let Some(checkpoint) = checkpoint(tracker).filter(|it| wanted(*it)) else {
        return Ok(Reading::Silent);
    };
    Ok(Reading::News(vec![News {
        tracking_number: Some(needed(&body, "/result/tracking_code")?),
        order: None,
        checkpoint: Some(checkpoint),
        known: Known {
            carrier_name: at(tracker, "/carrier").map(|code| couriers::name(&code)),
            // The courier's own calendar first; the other one is said to be UTC.
            estimated_delivery: time_at(tracker, "/carrier_detail/est_delivery_date_local")
                .or_else(|| time_at(tracker, "/est_delivery_date")),
            ..Known::default()
        },
    }]))
}

fn checkpoint(item: &Value) -> Option<Checkpoint> {
    let detail = at(item, "/status_detail").unwrap_or_default();
    match at(item, "/status")?.as_str() {
        "pre_transit" => Some(Checkpoint::InfoReceived),
        "in_transit" => Some(match detail.as_str() {
            "delayed" | "held_in_customs" => Checkpoint::Exception,
            "in_customs" => Checkpoint::Customs,
            _ => Checkpoint::InTransit,
        }),
        "out_for_delivery" => Some(Checkpoint::OutForDelivery),
        "delivered" => Some(Checkpoint::Delivered),
        // An attempt in vain; there will be another one.
        "failure" if detail == "delivery_exception" => None,
        "failure" | "return_to_sender" | "cancelled" | "error" => Some(Checkpoint::Exception),
        _ => None,
    }
}

fn history(push: &Push<'_>) -> Vec<Entry> {
    let Ok(body) = push.json() else {
        return Vec::new();
    };
    let entry = |item: &Value| Entry {
        checkpoint: checkpoint(item),
        at: at(item, "/datetime").and_then(|time| seconds(&time)),
    };
    items(&body, "/result/tracking_details")
        .iter()
        .map(entry)
        .collect()
}
