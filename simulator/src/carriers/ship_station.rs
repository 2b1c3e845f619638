//! ShipStation's first API: a pointer without signature. What it points to has to be fetched from ShipStation's API,
//! whose answers are written here, too; serving them, with authorization and limits, is the API's own work.

use super::json::Json;
use super::life::{Leg, destination};
use super::profile::{
    AckRule, Cardinality, CustomerIs, Profile, RetryPlan, Status, delays, status,
};
use super::seal::Draft;
use super::stamp::Stamp;
use super::tale::Tale;
use super::{Manner, Notice, Provider, Rendered, couriers};
use crate::parcel::Checkpoint;
use std::time::Duration;

const DELAYS: [Duration; 3] = delays([60, 300, 900]);

pub(super) static PROVIDER: Provider = Provider {
    profile: Profile {
        word: "shipstation-v1",
        name: "ShipStation V1",
        version: "SHIP_NOTIFY",
        versions: &["SHIP_NOTIFY", "ITEM_SHIP_NOTIFY", "FULFILLMENT_SHIPPED"],
        method: "POST",
        content_type: "application/json",
        url_rule: "any",
        carries: Cardinality::Pointer,
        batch: 1,
        customer: CustomerIs::BehindThePointer,
        recipient: "shipTo, behind the pointer",
        signed: false,
        signature: "none",
        ack: "any 2xx",
        ack_rule: AckRule::Success,
        status: status_of,
        query: Some("shipments"),
        retry: RetryPlan::dropping(10, &DELAYS),
        confirmed: false,
        unconfirmed: "retries (1, 5, 15 min here), time-out (10 s here), the resource's wrapper (shipments, total, page, \
                      pages), trackingStatus (added here: the API itself tells only that a parcel was shipped)",
        source: "docs.shipstation.com, ShipStation V1: webhook model",
        number_format: "22 digits, USPS",
    },
    couriers: &couriers::OF_SHIP_STATION,
    write,
};

/// ShipStation tells that something was shipped; our own word for the rest travels behind the pointer.
fn status_of(leg: Leg) -> Status {
    let text = match leg {
        Leg::LabelMade => "awaiting_shipment",
        _ => "shipped",
    };
    status(text, leg.checkpoint().word(), leg.english())
}

fn write(tale: &Tale<'_>, _: &str) -> Rendered {
    let base = tale
        .manner
        .api_url
        .unwrap_or("https://ssapi.shipstation.com");
    let batch = Pointer {
        parcel: tale.parcel.index,
        checkpoint: tale.leg().checkpoint(),
    };
    let body = tale.json(300, |json| {
        let query = format!(
            "/shipments?batchId={}&includeShipmentItems=False",
            batch.id()
        );
        json.joined("resource_url", &[base, &query])
            .text("resource_type", tale.version());
    });
    Draft::json(body).finish(tale.notice)
}

/// What a pointer points to; its number says it, so nothing has to be remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pointer {
    /// The parcel's index.
    pub parcel: u64,
    /// Where it is.
    pub checkpoint: Checkpoint,
}

impl Pointer {
    /// The value of `batchId`.
    pub fn id(&self) -> u64 {
        self.parcel * 16 + u64::from(self.checkpoint.rank())
    }

    /// From the value of `batchId`.
    pub fn from_id(id: u64) -> Option<Pointer> {
        let rank = (id % 16) as usize;
        let checkpoint = *Checkpoint::ALL.get(rank)?;
        Some(Pointer {
            parcel: id / 16,
            checkpoint,
        })
    }
}

/// What the API answers to a pointer: one page of shipments.
pub fn resource(notice: &Notice) -> Vec<u8> {
    let manner = Manner::default();
    let tale = Tale::of(notice, &manner);
    page(&tale, notice.checkpoint)
}

/// One page with one shipment, as it was at a checkpoint.
pub(super) fn page(tale: &Tale<'_>, checkpoint: Checkpoint) -> Vec<u8> {
    tale.json(1_500, |json| {
        json.objects("shipments", std::iter::once(()), |json, ()| {
            shipment(json, tale, checkpoint);
        })
        .number("total", 1)
        .number("page", 1)
        .number("pages", 1);
    })
}

fn shipment(json: &mut Json, tale: &Tale<'_>, checkpoint: Checkpoint) {
    let parcel = tale.parcel;
    let recipient = &parcel.recipient;
    let made = Stamp::utc(parcel.created_at);
    json.number("shipmentId", parcel.index + 1)
        .number("orderId", parcel.index + 1)
        .text("orderKey", &parcel.order_number)
        .text("orderNumber", &parcel.order_number)
        .joined("createDate", &[made.date_and_time(), ".0000000"])
        .text("shipDate", made.date())
        .text("trackingNumber", &parcel.tracking_number)
        .literal("isReturnLabel", "false")
        .null("batchNumber")
        .text("carrierCode", parcel.courier.slug)
        .text("serviceCode", "usps_first_class_mail")
        .null("voidDate")
        .literal("voided", "false")
        .text("trackingStatus", checkpoint.word())
        .text("estimatedDeliveryDate", &tale.expected_date())
        .object("shipTo", |json| {
            json.text("name", &recipient.name)
                .null("company")
                .text("city", recipient.city)
                .text("postalCode", &recipient.postal_code)
                .text("country", destination(parcel).alpha2)
                .joined("phone", &["+", &recipient.phone]);
        })
        .object("advancedOptions", |json| {
            json.text("customField1", &parcel.seller_word())
                .text("customField2", parcel.courier.name);
        });
}
