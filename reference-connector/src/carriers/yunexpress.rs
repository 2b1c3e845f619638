//! YunExpress `tisPushData`. The vendor publishes no page on it; the form is the one that integrators agree on.

use serde::Deserialize;

use super::{Notice, NoticeError, Text, date, phone, text};
use crate::checkpoint::Checkpoint;

#[derive(Deserialize)]
struct Push<'a> {
    #[serde(borrow)]
    data_code: Option<Text<'a>>,
    #[serde(borrow)]
    data: Option<Tracking<'a>>,
}

#[derive(Deserialize)]
struct Tracking<'a> {
    #[serde(borrow)]
    waybill_number: Option<Text<'a>>,
    #[serde(borrow)]
    customer_code: Option<Text<'a>>,
    #[serde(borrow)]
    destination_code: Option<Text<'a>>,
    #[serde(borrow)]
    phone_number: Option<Text<'a>>,
    #[serde(borrow)]
    package_status: Option<Text<'a>>,
    #[serde(borrow, rename = "EstimatedDeliveryToDateZone")]
    estimated_delivery_to: Option<Text<'a>>,
    #[serde(borrow)]
    track_events: Option<Vec<Tracked<'a>>>,
}

#[derive(Deserialize)]
struct Tracked<'a> {
    #[serde(borrow)]
    track_node_code: Option<Text<'a>>,
}

pub(super) fn read(
    body: &[u8],
    wanted: &dyn Fn(Checkpoint) -> bool,
) -> Result<Option<Notice>, NoticeError> {
    let push: Push<'_> = serde_json::from_slice(body)?;
    if push.data_code.is_none_or(|kind| kind.0 != "tisPushData") {
        return Ok(None);
    }
    let tracking = push.data.ok_or(NoticeError::Lacks("data"))?;
    let last_node = tracking
        .track_events
        .and_then(|mut nodes| nodes.pop())
        .and_then(|it| it.track_node_code);
    let Some(checkpoint) = checkpoint(tracking.package_status, last_node).filter(|it| wanted(*it))
    else {
        return Ok(None);
    };
    Ok(Some(Notice {
        tracking_number: text(tracking.waybill_number, "data.waybill_number")?,
        checkpoint,
        recipient: phone(tracking.phone_number, "data.phone_number")?,
        country: text(tracking.destination_code, "data.destination_code")?,
        carrier_name: "YunExpress".to_owned(),
        estimated_delivery_date: date(
            tracking.estimated_delivery_to,
            "data.EstimatedDeliveryToDateZone",
        )?,
        seller: tracking
            .customer_code
            .map(|seller| seller.0.into_owned())
            .unwrap_or_default(),
    }))
}

/// `T` covers the whole way; the last node tells how far.
fn checkpoint(status: Option<Text<'_>>, last_node: Option<Text<'_>>) -> Option<Checkpoint> {
    let last_node = last_node.as_ref().map_or("", |node| &node.0);
    match status?.0.as_ref() {
        "F" => Some(Checkpoint::InfoReceived),
        "T" => Some(match last_node {
            "CUSTOMS_CLEARANCE" => Checkpoint::Customs,
            "LAST_MILE_DELIVERY" => Checkpoint::OutForDelivery,
            _ => Checkpoint::InTransit,
        }),
        "E" => Some(Checkpoint::Exception),
        "D" => Some(Checkpoint::Delivered),
        _ => None,
    }
}
