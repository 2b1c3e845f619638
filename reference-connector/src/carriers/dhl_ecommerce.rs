//! DHL eCommerce Americas: packages with their complete histories. DHL says when it calls and which answers count; the
//! fields are those of its tracking API. Nothing is signed.

use serde_json::Value;

use super::fields::{at, items, needed, phone_at, time_at};
use super::history::{Entry, Listing, newest, seconds};
use super::{Known, News, NoticeError, Provider, Push, Reading, by_status};
use crate::checkpoint::Checkpoint;
use crate::signature::Scheme;

pub(super) static PROVIDER: Provider = Provider {
    word: "dhl-ecommerce",
    scheme: Scheme::Unsigned,
    read,
    history,
    ack: by_status,
};

fn read(push: &Push<'_>, wanted: &dyn Fn(Checkpoint) -> bool) -> Result<Reading, NoticeError> {
    let body = push.json()?;
    let news = items(&body, "/packages")
        .iter()
        .filter_map(|package| {
            let latest = newest(
                items(package, "/events").iter(),
                Listing::NewestFirst,
                |it| moment(it),
            )?;
            let checkpoint = checkpoint(latest).filter(|it| wanted(*it))?;
            Some(news(package, checkpoint))
        })
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Reading::News(news))
}

fn news(package: &Value, checkpoint: Checkpoint) -> Result<News, NoticeError> {
    Ok(News {
        tracking_number: Some(needed(package, "/package/dhlPackageId")?),
        order: None,
        checkpoint: Some(checkpoint),
        known: Known {
            recipient: phone_at(package, "/recipient/phone"),
            country: at(package, "/recipient/country"),
            carrier_name: Some("DHL eCommerce".to_owned()),
            estimated_delivery: time_at(package, "/package/expectedDelivery"),
            seller: at(package, "/pickupDetail"),
        },
    })
}

/// Date, time and zone stand in fields of their own.
fn moment(item: &Value) -> Option<i64> {
    let zone = at(item, "/timeZone").unwrap_or_default();
    seconds(&format!(
        "{}T{}{zone}",
        at(item, "/date")?,
        at(item, "/time")?
    ))
}

fn checkpoint(item: &Value) -> Option<Checkpoint> {
    let words = at(item, "/secondaryEventDescription").unwrap_or_default();
    match at(item, "/primaryEventDescription")?.as_str() {
        "PRE_TRANSIT" => Some(Checkpoint::InfoReceived),
        "IN_TRANSIT" => Some(Checkpoint::InTransit),
        "OUT_FOR_DELIVERY" => Some(Checkpoint::OutForDelivery),
        "DELIVERED" => Some(Checkpoint::Delivered),
        "EXCEPTION" if words.to_lowercase().contains("attempt") => None,
        "EXCEPTION" | "RETURNED" => Some(Checkpoint::Exception),
        _ => None,
    }
}

fn history(push: &Push<'_>) -> Vec<Entry> {
    let Ok(body) = push.json() else {
        return Vec::new();
    };
    let entry = |item: &Value| Entry {
        checkpoint: checkpoint(item),
        at: moment(item),
    };
    items(&body, "/packages")
        .iter()
        .flat_map(|package| items(package, "/events").iter().map(entry))
        .collect()
}
