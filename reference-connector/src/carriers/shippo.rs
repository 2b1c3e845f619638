//! Shippo: the whole track. Six statuses only; what happened is in the sub-status. Who gets the parcel is in the shop's
//! own memo: `+phone;name;order;seller`.

use serde_json::Value;

use super::fields::{at, digits, items, needed, time_at};
use super::history::{Entry, seconds};
use super::{Known, News, NoticeError, Provider, Push, Reading, by_status, couriers};
use crate::checkpoint::Checkpoint;
use crate::signature::Scheme;

pub(super) static PROVIDER: Provider = Provider {
    word: "shippo",
    scheme: Scheme::ParameterOrHmacHex {
        parameter: "token",
        header: "shippo-webhook-signature",
    },
    read,
    history,
    ack: by_status,
};

fn read(push: &Push<'_>, wanted: &dyn Fn(Checkpoint) -> bool) -> Result<Reading, NoticeError> {
    let body = push.json()?;
    if body["event"] != "track_updated" {
        return Ok(Reading::Silent);
    }
    let checkpoint = body.pointer("/data/tracking_status").and_then(checkpoint);
    let Some(checkpoint) = checkpoint.filter(|it| wanted(*it)) else {
        return Ok(Reading::Silent);
    };
    let memo = at(&body, "/data/metadata").unwrap_or_default();
    let (recipient, seller) = memo_parts(&memo);
    Ok(Reading::News(vec![News {
        tracking_number: Some(needed(&body, "/data/tracking_number")?),
        order: None,
        checkpoint: Some(checkpoint),
        known: Known {
            recipient,
            country: at(&body, "/data/address_to/country"),
            carrier_name: at(&body, "/data/carrier").map(|code| couriers::name(&code)),
            estimated_delivery: time_at(&body, "/data/eta")
                .or_else(|| time_at(&body, "/data/original_eta")),
            seller,
        },
    }]))
}

/// Phone and seller; a long name may have been cut, so the parts are counted from both ends.
fn memo_parts(memo: &str) -> (Option<String>, Option<String>) {
    let phone = memo.split(';').next().map(digits);
    let seller = memo.rsplit_once(';').map(|(_, seller)| seller.to_owned());
    let given = |text: &String| !text.is_empty();
    (phone.filter(given), seller.filter(given))
}

fn checkpoint(status: &Value) -> Option<Checkpoint> {
    let detail = at(status, "/substatus/code").unwrap_or_default();
    match (at(status, "/status")?.as_str(), detail.as_str()) {
        ("PRE_TRANSIT", _) => Some(Checkpoint::InfoReceived),
        ("DELIVERED", _) => Some(Checkpoint::Delivered),
        ("RETURNED" | "FAILURE", _) => Some(Checkpoint::Exception),
        ("TRANSIT", "out_for_delivery") => Some(Checkpoint::OutForDelivery),
        ("TRANSIT", "delivery_attempted" | "pickup_available" | "notice_left") => None,
        (
            "TRANSIT",
            "delayed"
            | "package_held"
            | "package_damaged"
            | "address_issue"
            | "contact_carrier"
            | "location_inaccessible",
        ) => Some(Checkpoint::Exception),
        ("TRANSIT", _) => Some(Checkpoint::InTransit),
        _ => None,
    }
}

fn history(push: &Push<'_>) -> Vec<Entry> {
    let Ok(body) = push.json() else {
        return Vec::new();
    };
    let entry = |item: &Value| Entry {
        checkpoint: checkpoint(item),
        at: at(item, "/status_date").and_then(|time| seconds(&time)),
    };
    items(&body, "/data/tracking_history")
        .iter()
        .map(entry)
        .collect()
}
