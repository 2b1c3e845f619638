//! ShipEngine (`API_TRACK`) and ShipStation's second API (`TRACK_EVENT_V2`): the whole tracking result, signed with a
//! published RSA key (ShipStation, validating webhooks). It never names the customer.

use serde_json::Value;

use super::fields::{at, items, needed, time_at};
use super::history::{Entry, Listing, newest, seconds};
use super::{Known, News, NoticeError, Provider, Push, Reading, by_status, couriers};
use crate::checkpoint::Checkpoint;
use crate::signature::Scheme;

pub(super) static PROVIDER: Provider = Provider {
    word: "shipengine",
    scheme: Scheme::PublishedKey,
    read,
    history,
    ack: by_status,
};

fn read(push: &Push<'_>, wanted: &dyn Fn(Checkpoint) -> bool) -> Result<Reading, NoticeError> {
    let body = push.json()?;
    // Batches, rates and reports are pointers to other things.
    if !matches!(
        body["resource_type"].as_str(),
        Some("API_TRACK" | "TRACK_EVENT_V2")
    ) {
        return Ok(Reading::Silent);
    }
    let data = body.get("data").ok_or(NoticeError::Lacks("/data"))?;
    let last = newest(items(data, "/events").iter(), Listing::NewestFirst, |it| {
        moment(it)
    });
    // The detail may be null where the newest scan still has a code.
    let detail = at(data, "/status_detail_code")
        .or_else(|| at(last?, "/event_code"))
        .unwrap_or_default();
    let checkpoint = at(data, "/status_code").and_then(|code| checkpoint(&code, &detail));
    let Some(checkpoint) = checkpoint.filter(|it| wanted(*it)) else {
        return Ok(Reading::Silent);
    };
    Ok(Reading::News(vec![News {
        tracking_number: Some(needed(data, "/tracking_number")?),
        order: None,
        checkpoint: Some(checkpoint),
        known: Known {
            carrier_name: at(data, "/carrier_code").map(|code| couriers::name(&code)),
            estimated_delivery: time_at(data, "/estimated_delivery_date"),
            ..Known::default()
        },
    }]))
}

fn checkpoint(code: &str, detail: &str) -> Option<Checkpoint> {
    match (code, detail) {
        ("NY", _) => Some(Checkpoint::InfoReceived),
        ("IT", "OUT_FOR_DELIVERY") => Some(Checkpoint::OutForDelivery),
        ("IT", "CUSTOMS_PROCESSING") => Some(Checkpoint::Customs),
        ("IT", "CARRIER_DELAYS" | "DELAYED_NOT_CARRIER") => Some(Checkpoint::Exception),
        ("AC" | "IT", _) => Some(Checkpoint::InTransit),
        ("DE", _) => Some(Checkpoint::Delivered),
        ("EX", _) => Some(Checkpoint::Exception),
        // AT: an attempt in vain; SP: at a pick-up point; UN: unknown.
        _ => None,
    }
}

fn moment(item: &Value) -> Option<i64> {
    let time = at(item, "/occurred_at").or_else(|| at(item, "/carrier_occurred_at"))?;
    seconds(&time)
}

fn history(push: &Push<'_>) -> Vec<Entry> {
    let Ok(body) = push.json() else {
        return Vec::new();
    };
    let entry = |item: &Value| {
        let detail = at(item, "/status_detail_code")
            .or_else(|| at(item, "/event_code"))
            .unwrap_or_default();
        Entry {
            checkpoint: at(item, "/status_code").and_then(|code| checkpoint(&code, &detail)),
            at: moment(item),
        }
    };
    items(&body, "/data/events").iter().map(entry).collect()
}
