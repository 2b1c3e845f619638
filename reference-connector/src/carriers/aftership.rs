//! AfterShip Tracking, webhook versions 2025-01 to 2026-07, which are alike in all that is read here, and the older v4
//! shape (AfterShip, tracking webhooks).

use serde::Deserialize;

use super::fields::{Text, at, items, optional, phone, text, time};
use super::history::{Entry, seconds};
use super::{Notice, NoticeError, Provider, Push, Reading, by_status};
use crate::checkpoint::Checkpoint;
use crate::signature::Scheme;

pub(super) static PROVIDER: Provider = Provider {
    word: "aftership",
    scheme: Scheme::HmacBase64 {
        header: "aftership-hmac-sha256",
    },
    read,
    history,
    ack: by_status,
};

#[derive(Deserialize)]
struct Body<'a> {
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
    // v4:
    #[serde(borrow)]
    destination_country_iso3: Option<Text<'a>>,
    #[serde(borrow)]
    expected_delivery: Option<Text<'a>>,
    #[serde(borrow)]
    smses: Option<Vec<Text<'a>>>,
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

fn read(push: &Push<'_>, wanted: &dyn Fn(Checkpoint) -> bool) -> Result<Reading, NoticeError> {
    let body: Body<'_> = serde_json::from_slice(push.body)?;
    // AfterShip has pushes about revised dates and overdue parcels too; only this one is about a checkpoint.
    if body.event.is_none_or(|kind| kind.0 != "tracking_update") {
        return Ok(Reading::Silent);
    }
    let tracking = body.msg.ok_or(NoticeError::Lacks("msg"))?;
    let checkpoint = tracking
        .tag
        .and_then(|tag| checkpoint(&tag.0, tracking.subtag.as_ref().map_or("", |it| &it.0)));
    let Some(checkpoint) = checkpoint.filter(|it| wanted(*it)) else {
        return Ok(Reading::Silent);
    };
    let estimated = tracking
        .courier_estimated_delivery_date
        .and_then(|it| it.estimated_delivery_date)
        .or(tracking.expected_delivery);
    let customer = tracking
        .customers
        .and_then(|customers| customers.into_iter().next())
        .and_then(|it| it.phone_number);
    let to_be_texted = || {
        tracking
            .smses
            .and_then(|numbers| numbers.into_iter().next())
    };
    let (seller, carrier_name) = tracking
        .custom_fields
        .map_or((None, None), |fields| (fields.seller, fields.carrier_name));
    Ok(Reading::Notice(Notice {
        tracking_number: text(tracking.tracking_number, "msg.tracking_number")?,
        checkpoint,
        recipient: phone(
            customer.or_else(to_be_texted),
            "msg.customers[0].phone_number",
        )?,
        country: text(
            tracking
                .destination_country_region
                .or(tracking.destination_country_iso3),
            "msg.destination_country_region",
        )?,
        carrier_name: text(carrier_name, "msg.custom_fields.carrier_name")?,
        estimated_delivery: time(
            estimated,
            "msg.courier_estimated_delivery_date.estimated_delivery_date",
        )?,
        seller: optional(seller),
    }))
}

fn checkpoint(tag: &str, subtag: &str) -> Option<Checkpoint> {
    match tag {
        "InfoReceived" => Some(Checkpoint::InfoReceived),
        "InTransit" if subtag == "InTransit_006" => Some(Checkpoint::Customs),
        "InTransit" => Some(Checkpoint::InTransit),
        "Exception" => Some(Checkpoint::Exception),
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
        let subtag = at(item, "/subtag").unwrap_or_default();
        Entry {
            checkpoint: at(item, "/tag").and_then(|tag| checkpoint(&tag, &subtag)),
            at: at(item, "/checkpoint_time").and_then(|time| seconds(&time)),
        }
    };
    items(&body, "/msg/checkpoints").iter().map(entry).collect()
}
