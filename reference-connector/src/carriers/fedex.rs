//! FedEx Advanced Integrated Visibility: the shape of the Track API, newest scan first. A scan's own code says more than
//! the status derived from it: `OD` derives `IT`. FedEx takes 200 and 202 for an answer.

use serde_json::Value;

use super::fields::{at, items, needed, phone_at, time_at};
use super::history::{Entry, Listing, newest, seconds};
use super::{Known, News, NoticeError, Provider, Push, Reading, by_status};
use crate::checkpoint::Checkpoint;
use crate::signature::Scheme;

pub(super) static PROVIDER: Provider = Provider {
    word: "fedex",
    scheme: Scheme::HmacBase64 {
        header: "fdx-signature",
    },
    read,
    history,
    ack: by_status,
};

fn read(push: &Push<'_>, wanted: &dyn Fn(Checkpoint) -> bool) -> Result<Reading, NoticeError> {
    let body = push.json()?;
    let news = results(&body)
        .filter_map(|result| {
            let checkpoint = current(result).filter(|it| wanted(*it))?;
            Some(news(result, checkpoint))
        })
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Reading::News(news))
}

fn results(body: &Value) -> impl Iterator<Item = &Value> {
    items(body, "/output/completeTrackResults")
        .iter()
        .flat_map(|complete| items(complete, "/trackResults"))
}

/// The latest status; where it is missing or only says "on its way", the newest scan.
fn current(result: &Value) -> Option<Checkpoint> {
    let reason = at(result, "/latestStatusDetail/ancillaryDetails/0/reason").unwrap_or_default();
    let latest = at(result, "/latestStatusDetail/code").and_then(|code| checkpoint(&code, &reason));
    match latest {
        None | Some(Checkpoint::InTransit) => newest(
            items(result, "/scanEvents").iter(),
            Listing::NewestFirst,
            |it| moment(it),
        )
        .map_or(latest, scanned),
        told => told,
    }
}

fn news(result: &Value, checkpoint: Checkpoint) -> Result<News, NoticeError> {
    let dated = |kind: &str| {
        let times = items(result, "/dateAndTimes").iter();
        times
            .filter(|it| it["type"] == kind)
            .find_map(|it| time_at(it, "/dateTime"))
    };
    let department = items(result, "/additionalTrackingInfo/packageIdentifiers")
        .iter()
        .find(|it| it["type"] == "DEPARTMENT");
    Ok(News {
        tracking_number: Some(needed(result, "/trackingNumberInfo/trackingNumber")?),
        order: None,
        checkpoint: Some(checkpoint),
        known: Known {
            recipient: phone_at(result, "/recipientInformation/contact/phoneNumber"),
            country: at(result, "/recipientInformation/address/countryCode"),
            carrier_name: Some("FedEx".to_owned()),
            estimated_delivery: dated("ESTIMATED_DELIVERY")
                .or_else(|| time_at(result, "/estimatedDeliveryTimeWindow/window/ends")),
            seller: department.and_then(|it| at(it, "/values/0")),
        },
    })
}

/// Reason 08: nobody was there, and FedEx comes again.
fn checkpoint(code: &str, reason: &str) -> Option<Checkpoint> {
    match code {
        "OC" | "OX" | "EP" | "MD" => Some(Checkpoint::InfoReceived),
        "OD" | "ED" | "AD" => Some(Checkpoint::OutForDelivery),
        "DL" => Some(Checkpoint::Delivered),
        "CC" => Some(Checkpoint::Customs),
        "DE" if reason == "08" => None,
        "DE" | "SE" | "CD" | "CA" | "RD" | "RS" | "RT" | "DY" | "DD" | "PY" => {
            Some(Checkpoint::Exception)
        }
        "HL" | "HP" | "HA" => None,
        _ => Some(Checkpoint::InTransit),
    }
}

fn scanned(scan: &Value) -> Option<Checkpoint> {
    let reason = at(scan, "/exceptionCode").unwrap_or_default();
    checkpoint(&at(scan, "/eventType")?, &reason)
}

fn moment(scan: &Value) -> Option<i64> {
    seconds(&at(scan, "/date")?)
}

fn history(push: &Push<'_>) -> Vec<Entry> {
    let Ok(body) = push.json() else {
        return Vec::new();
    };
    let entry = |scan: &Value| Entry {
        checkpoint: scanned(scan),
        at: moment(scan),
    };
    results(&body)
        .flat_map(|result| items(result, "/scanEvents").iter().map(entry))
        .collect()
}
