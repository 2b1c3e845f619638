//! 17TRACK, API v2.2 and v2.4 (17TRACK, push notification). What the shop wants back with each push travels in
//! `data.param`, a text that it gave at registration; ours is JSON.

use serde::Deserialize;

use super::fields::{Text, at, items, optional, phone, text, time};
use super::history::{Entry, seconds};
use super::{Notice, NoticeError, Provider, Push, Reading, by_status};
use crate::checkpoint::Checkpoint;
use crate::signature::Scheme;

pub(super) static PROVIDER: Provider = Provider {
    word: "17track",
    scheme: Scheme::BodySlashKey { header: "sign" },
    read,
    history,
    ack: by_status,
};

#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow)]
    event: Option<Text<'a>>,
    #[serde(borrow)]
    data: Option<Tracking<'a>>,
}

#[derive(Deserialize)]
struct Tracking<'a> {
    #[serde(borrow)]
    number: Option<Text<'a>>,
    #[serde(borrow)]
    param: Option<Text<'a>>,
    #[serde(borrow)]
    track_info: Option<TrackInfo<'a>>,
}

#[derive(Deserialize)]
struct TrackInfo<'a> {
    #[serde(borrow)]
    shipping_info: Option<ShippingInfo<'a>>,
    #[serde(borrow)]
    latest_status: Option<LatestStatus<'a>>,
    #[serde(borrow)]
    time_metrics: Option<TimeMetrics<'a>>,
    #[serde(borrow)]
    tracking: Option<Providers<'a>>,
}

#[derive(Deserialize)]
struct ShippingInfo<'a> {
    #[serde(borrow)]
    recipient_address: Option<Address<'a>>,
}

#[derive(Deserialize)]
struct Address<'a> {
    #[serde(borrow)]
    country: Option<Text<'a>>,
}

#[derive(Deserialize)]
struct LatestStatus<'a> {
    #[serde(borrow)]
    status: Option<Text<'a>>,
    #[serde(borrow)]
    sub_status: Option<Text<'a>>,
}

#[derive(Deserialize)]
struct TimeMetrics<'a> {
    #[serde(borrow)]
    estimated_delivery_date: Option<EstimatedDelivery<'a>>,
}

#[derive(Deserialize)]
struct EstimatedDelivery<'a> {
    #[serde(borrow)]
    from: Option<Text<'a>>,
    #[serde(borrow)]
    to: Option<Text<'a>>,
}

#[derive(Deserialize)]
struct Providers<'a> {
    #[serde(borrow)]
    providers: Option<Vec<Tracked<'a>>>,
}

#[derive(Deserialize)]
struct Tracked<'a> {
    #[serde(borrow)]
    provider: Option<Named<'a>>,
}

#[derive(Deserialize)]
struct Named<'a> {
    #[serde(borrow)]
    name: Option<Text<'a>>,
}

#[derive(Deserialize)]
struct Memo<'a> {
    #[serde(borrow)]
    phone: Option<Text<'a>>,
    #[serde(borrow)]
    seller: Option<Text<'a>>,
}

fn read(push: &Push<'_>, wanted: &dyn Fn(Checkpoint) -> bool) -> Result<Reading, NoticeError> {
    let body: Body<'_> = serde_json::from_slice(push.body)?;
    // TRACKING_STOPPED has no checkpoint.
    if body.event.is_none_or(|kind| kind.0 != "TRACKING_UPDATED") {
        return Ok(Reading::Silent);
    }
    let tracking = body.data.ok_or(NoticeError::Lacks("data"))?;
    let info = tracking
        .track_info
        .ok_or(NoticeError::Lacks("data.track_info"))?;
    let Some(checkpoint) = info
        .latest_status
        .and_then(|latest| {
            let sub_status = latest.sub_status.as_ref().map_or("", |it| &it.0);
            checkpoint(&latest.status?.0, sub_status)
        })
        .filter(|it| wanted(*it))
    else {
        return Ok(Reading::Silent);
    };
    let param = text(tracking.param, "data.param")?;
    let memo: Memo<'_> = serde_json::from_str(&param)?;
    let country = info
        .shipping_info
        .and_then(|it| it.recipient_address)
        .and_then(|it| it.country);
    let estimated = info.time_metrics.and_then(|it| it.estimated_delivery_date);
    let provider = info
        .tracking
        .and_then(|it| it.providers)
        .and_then(|it| it.into_iter().next());
    Ok(Reading::Notice(Notice {
        tracking_number: text(tracking.number, "data.number")?,
        checkpoint,
        recipient: phone(memo.phone, "data.param.phone")?,
        country: text(
            country,
            "data.track_info.shipping_info.recipient_address.country",
        )?,
        carrier_name: text(
            provider.and_then(|it| it.provider).and_then(|it| it.name),
            "data.track_info.tracking.providers[0].provider.name",
        )?,
        estimated_delivery: time(
            estimated.and_then(|it| it.to.filter(|to| !to.0.is_empty()).or(it.from)),
            "data.track_info.time_metrics.estimated_delivery_date.to",
        )?,
        seller: optional(memo.seller),
    }))
}

fn checkpoint(status: &str, sub_status: &str) -> Option<Checkpoint> {
    match status {
        "InfoReceived" => Some(Checkpoint::InfoReceived),
        "InTransit" => Some(match sub_status {
            "InTransit_CustomsProcessing" => Checkpoint::Customs,
            // 17TRACK files a parcel that is stuck at customs under transit.
            "InTransit_CustomsRequiringInformation" => Checkpoint::Exception,
            _ => Checkpoint::InTransit,
        }),
        "Exception" => Some(Checkpoint::Exception),
        // Nobody at home is a matter of another attempt; these are not.
        "DeliveryFailure"
            if matches!(
                sub_status,
                "DeliveryFailure_InvalidAddress" | "DeliveryFailure_Rejected"
            ) =>
        {
            Some(Checkpoint::Exception)
        }
        "OutForDelivery" => Some(Checkpoint::OutForDelivery),
        "Delivered" => Some(Checkpoint::Delivered),
        _ => None,
    }
}

fn history(push: &Push<'_>) -> Vec<Entry> {
    let Ok(body) = push.json() else {
        return Vec::new();
    };
    let entry = |item: &serde_json::Value| {
        let sub_status = at(item, "/sub_status").unwrap_or_default();
        // A sub-status begins with its status.
        let status = sub_status.split('_').next().unwrap_or_default();
        let time = at(item, "/time_utc").or_else(|| at(item, "/time_iso"));
        Entry {
            checkpoint: checkpoint(status, &sub_status),
            at: time.and_then(|time| seconds(&time)),
        }
    };
    items(&body, "/data/track_info/tracking/providers/0/events")
        .iter()
        .map(entry)
        .collect()
}
