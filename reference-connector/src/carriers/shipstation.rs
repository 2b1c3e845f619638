//! ShipStation's first API: a pointer without signature, behind which one or more shipments are (ShipStation V1,
//! webhook model). The pointer is fetched later, see `errands`; what it may point to is decided here.

use serde_json::Value;

use super::fields::{at, items, phone_at, time_at};
use super::{Known, News, NoticeError, Provider, Push, Reading, by_status, couriers, no_history};
use crate::checkpoint::Checkpoint;
use crate::signature::Scheme;

pub(super) static PROVIDER: Provider = Provider {
    word: "shipstation-v1",
    scheme: Scheme::Unsigned,
    read,
    history: no_history,
    ack: by_status,
};

/// Where ShipStation's API really is.
const API: &str = "https://ssapi.shipstation.com";

fn read(push: &Push<'_>, _: &dyn Fn(Checkpoint) -> bool) -> Result<Reading, NoticeError> {
    let body = push.json()?;
    match at(&body, "/resource_type").as_deref() {
        Some("SHIP_NOTIFY" | "ITEM_SHIP_NOTIFY" | "FULFILLMENT_SHIPPED") => {
            let url = at(&body, "/resource_url").ok_or(NoticeError::Lacks("/resource_url"))?;
            Ok(Reading::Pointer(url))
        }
        _ => Ok(Reading::Silent),
    }
}

/// The address to fetch: the pointer's path at `carriers_url`, or the pointer as it is where that is plain HTTP on this
/// machine. Anybody can post a pointer, and the API's password travels with the request, so it goes nowhere else.
pub(crate) fn address(pointer: &str, carriers_url: Option<&str>) -> Result<String, NoticeError> {
    let elsewhere = || NoticeError::Elsewhere(pointer.to_owned());
    match carriers_url {
        Some(base) if is_under(pointer, base) => Ok(pointer.to_owned()),
        Some(base) => {
            let uri: hyper::Uri = pointer.parse().map_err(|_| elsewhere())?;
            let path = uri.path_and_query().map_or("", |it| it.as_str());
            Ok(format!("{base}/{}{path}", PROVIDER.word))
        }
        None if is_under(pointer, API) => Ok(pointer.to_owned()),
        None => Err(elsewhere()),
    }
}

fn is_under(url: &str, base: &str) -> bool {
    url.strip_prefix(base)
        .is_some_and(|rest| rest.starts_with('/'))
}

/// One page of shipments, and how many pages there are.
pub(crate) fn page(
    body: &[u8],
    wanted: &dyn Fn(Checkpoint) -> bool,
) -> Result<(Vec<News>, u64), NoticeError> {
    let body: Value = serde_json::from_slice(body)?;
    let shipments = items(&body, "/shipments").iter().filter_map(|shipment| {
        let word = at(shipment, "/trackingStatus")?;
        let checkpoint = Checkpoint::parse(&word).filter(|it| wanted(*it))?;
        Some(News {
            tracking_number: Some(at(shipment, "/trackingNumber")?),
            order: None,
            checkpoint: Some(checkpoint),
            known: known(shipment),
        })
    });
    let pages = body["pages"].as_u64().unwrap_or(1);
    Ok((shipments.collect(), pages))
}

/// The shop's own fields: seller, and the courier's name.
fn known(shipment: &Value) -> Known {
    Known {
        recipient: phone_at(shipment, "/shipTo/phone"),
        country: at(shipment, "/shipTo/country"),
        carrier_name: at(shipment, "/advancedOptions/customField2")
            .or_else(|| at(shipment, "/carrierCode").map(|code| couriers::name(&code))),
        estimated_delivery: time_at(shipment, "/estimatedDeliveryDate"),
        seller: at(shipment, "/advancedOptions/customField1"),
    }
}
