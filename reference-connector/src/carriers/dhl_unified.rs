//! DHL Unified Push: shipments as DHL's unified tracking API shows them, one or several, with the subscriber's own token
//! in a header. Five status codes stand for everything; the text tells more.

use serde_json::Value;

use super::fields::{at, items, needed, time_at};
use super::history::{Entry, seconds};
use super::{Known, News, NoticeError, Provider, Push, Reading, by_status};
use crate::checkpoint::Checkpoint;
use crate::signature::Scheme;

pub(super) static PROVIDER: Provider = Provider {
    word: "dhl-unified",
    scheme: Scheme::Token {
        headers: &["x-dhl-push-token"],
    },
    read,
    history,
    ack: by_status,
};

fn read(push: &Push<'_>, wanted: &dyn Fn(Checkpoint) -> bool) -> Result<Reading, NoticeError> {
    let body = push.json()?;
    let news = shipments(&body)
        .iter()
        .filter_map(|shipment| {
            let status = shipment.get("status")?;
            let checkpoint = checkpoint(status).filter(|it| wanted(*it))?;
            Some(news(shipment, checkpoint))
        })
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Reading::News(news))
}

/// Integrators report both `{"shipments": […]}` and the bare array.
fn shipments(body: &Value) -> &[Value] {
    match body {
        Value::Array(shipments) => shipments,
        _ => items(body, "/shipments"),
    }
}

fn news(shipment: &Value, checkpoint: Checkpoint) -> Result<News, NoticeError> {
    let shipper = items(shipment, "/details/references")
        .iter()
        .find(|reference| reference["type"] == "shipper-reference");
    Ok(News {
        tracking_number: Some(needed(shipment, "/id")?),
        order: None,
        checkpoint: Some(checkpoint),
        known: Known {
            recipient: None,
            country: at(shipment, "/destination/address/countryCode"),
            carrier_name: Some("DHL".to_owned()),
            estimated_delivery: time_at(shipment, "/estimatedTimeOfDelivery"),
            seller: shipper.and_then(|reference| at(reference, "/number")),
        },
    })
}

fn checkpoint(status: &Value) -> Option<Checkpoint> {
    let words = at(status, "/status")
        .or_else(|| at(status, "/description"))
        .unwrap_or_default()
        .to_lowercase();
    let says = |parts: &[&str]| parts.iter().any(|part| words.contains(part));
    match at(status, "/statusCode")?.as_str() {
        "pre-transit" => Some(Checkpoint::InfoReceived),
        "transit" if says(&["out for delivery"]) => Some(Checkpoint::OutForDelivery),
        "transit" if says(&["collection", "pick-up point", "pickup point"]) => None,
        "transit" if says(&["delayed", "held by customs"]) => Some(Checkpoint::Exception),
        "transit" if says(&["customs"]) => Some(Checkpoint::Customs),
        "transit" => Some(Checkpoint::InTransit),
        "failure" if says(&["attempt"]) => None,
        "failure" => Some(Checkpoint::Exception),
        "delivered" => Some(Checkpoint::Delivered),
        _ => None,
    }
}

fn history(push: &Push<'_>) -> Vec<Entry> {
    let Ok(body) = push.json() else {
        return Vec::new();
    };
    let entry = |item: &Value| Entry {
        checkpoint: checkpoint(item),
        at: at(item, "/timestamp").and_then(|time| seconds(&time)),
    };
    shipments(&body)
        .iter()
        .flat_map(|shipment| items(shipment, "/events").iter().map(entry))
        .collect()
}
