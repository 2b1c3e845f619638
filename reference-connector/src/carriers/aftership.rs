//! AfterShip Tracking, webhook version 2025-07 (AfterShip, tracking webhooks).

use serde::Deserialize;

use super::{Notice, NoticeError, Text, date, phone, text};
use crate::checkpoint::Checkpoint;

#[derive(Deserialize)]
struct Push<'a> {
    #[serde(borrow)]
    event: Option<Text<'a>>,
    #[serde(borrow)]
    msg: Option<Tracking<'a>>,
}

#[derive(Deserialize)]
struct Tracking<'a> {
    #[serde(borrow)]
    tracking_number: Option<Text<'a>>,
    #[serde(borrow)]
    tag: Option<Text<'a>>,
    #[serde(borrow)]
    subtag: Option<Text<'a>>,
    #[serde(borrow)]
    destination_country_region: Option<Text<'a>>,
    #[serde(borrow)]
    courier_estimated_delivery_date: Option<EstimatedDelivery<'a>>,
    #[serde(borrow)]
    custom_fields: Option<CustomFields<'a>>,
    #[serde(borrow)]
    customers: Option<Vec<Customer<'a>>>,
}

#[derive(Deserialize)]
struct EstimatedDelivery<'a> {
    #[serde(borrow)]
    estimated_delivery_date: Option<Text<'a>>,
}

#[derive(Deserialize)]
struct CustomFields<'a> {
    #[serde(borrow)]
    seller: Option<Text<'a>>,
    #[serde(borrow)]
    carrier_name: Option<Text<'a>>,
}

#[derive(Deserialize)]
struct Customer<'a> {
    #[serde(borrow)]
    phone_number: Option<Text<'a>>,
}

pub(super) fn read(
    body: &[u8],
    wanted: &dyn Fn(Checkpoint) -> bool,
) -> Result<Option<Notice>, NoticeError> {
    let push: Push<'_> = serde_json::from_slice(body)?;
    // AfterShip has pushes about revised dates and overdue parcels too; only this one is about a checkpoint.
    if push.event.is_none_or(|kind| kind.0 != "tracking_update") {
        return Ok(None);
    }
    let tracking = push.msg.ok_or(NoticeError::Lacks("msg"))?;
    let Some(checkpoint) = checkpoint(tracking.tag, tracking.subtag).filter(|it| wanted(*it))
    else {
        return Ok(None);
    };
    let estimated = tracking
        .courier_estimated_delivery_date
        .and_then(|it| it.estimated_delivery_date);
    let customer = tracking
        .customers
        .and_then(|customers| customers.into_iter().next());
    let (seller, carrier_name) = tracking
        .custom_fields
        .map_or((None, None), |fields| (fields.seller, fields.carrier_name));
    Ok(Some(Notice {
        tracking_number: text(tracking.tracking_number, "msg.tracking_number")?,
        checkpoint,
        recipient: phone(
            customer.and_then(|it| it.phone_number),
            "msg.customers[0].phone_number",
        )?,
        country: text(
            tracking.destination_country_region,
            "msg.destination_country_region",
        )?,
        carrier_name: text(carrier_name, "msg.custom_fields.carrier_name")?,
        estimated_delivery_date: date(
            estimated,
            "msg.courier_estimated_delivery_date.estimated_delivery_date",
        )?,
        seller: seller
            .map(|seller| seller.0.into_owned())
            .unwrap_or_default(),
    }))
}

fn checkpoint(tag: Option<Text<'_>>, subtag: Option<Text<'_>>) -> Option<Checkpoint> {
    let subtag = subtag.as_ref().map_or("", |subtag| &subtag.0);
    match tag?.0.as_ref() {
        "InfoReceived" => Some(Checkpoint::InfoReceived),
        "InTransit" if subtag == "InTransit_006" => Some(Checkpoint::Customs),
        "InTransit" => Some(Checkpoint::InTransit),
        "Exception" => Some(Checkpoint::Exception),
        "OutForDelivery" => Some(Checkpoint::OutForDelivery),
        "Delivered" => Some(Checkpoint::Delivered),
        _ => None,
    }
}
