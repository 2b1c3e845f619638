//! 17TRACK, API v2.4 (17TRACK, push notification). What the shop wants back with each push travels in `data.param`,
//! a text that it gave at registration; ours is JSON.

use serde::Deserialize;

use super::{Notice, NoticeError, Text, date, phone, text};
use crate::checkpoint::Checkpoint;

#[derive(Deserialize)]
struct Push<'a> {
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
    provider: Option<Provider<'a>>,
}

#[derive(Deserialize)]
struct Provider<'a> {
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

pub(super) fn read(
    body: &[u8],
    wanted: &dyn Fn(Checkpoint) -> bool,
) -> Result<Option<Notice>, NoticeError> {
    let push: Push<'_> = serde_json::from_slice(body)?;
    // TRACKING_STOPPED has no checkpoint.
    if push.event.is_none_or(|kind| kind.0 != "TRACKING_UPDATED") {
        return Ok(None);
    }
    let tracking = push.data.ok_or(NoticeError::Lacks("data"))?;
    let info = tracking
        .track_info
        .ok_or(NoticeError::Lacks("data.track_info"))?;
    let Some(checkpoint) = info
        .latest_status
        .and_then(checkpoint)
        .filter(|it| wanted(*it))
    else {
        return Ok(None);
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
    Ok(Some(Notice {
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
        estimated_delivery_date: date(
            estimated.and_then(|it| it.to.or(it.from)),
            "data.track_info.time_metrics.estimated_delivery_date.to",
        )?,
        seller: memo
            .seller
            .map(|seller| seller.0.into_owned())
            .unwrap_or_default(),
    }))
}

fn checkpoint(latest: LatestStatus<'_>) -> Option<Checkpoint> {
    let sub_status = latest
        .sub_status
        .as_ref()
        .map_or("", |sub_status| &sub_status.0);
    match latest.status?.0.as_ref() {
        "InfoReceived" => Some(Checkpoint::InfoReceived),
        "InTransit" => Some(match sub_status {
            "InTransit_CustomsProcessing" => Checkpoint::Customs,
            // 17TRACK files a parcel that is stuck at customs under transit.
            "InTransit_CustomsRequiringInformation" => Checkpoint::Exception,
            _ => Checkpoint::InTransit,
        }),
        "Exception" => Some(Checkpoint::Exception),
        "OutForDelivery" => Some(Checkpoint::OutForDelivery),
        "Delivered" => Some(Checkpoint::Delivered),
        _ => None,
    }
}
