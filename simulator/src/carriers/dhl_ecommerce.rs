//! DHL eCommerce Americas: one package with its complete history. The answer has to be 200 within five seconds.
//!
//! DHL publishes when it calls and which answers count; the fields are those of its tracking API and unconfirmed.

use super::json::Json;
use super::life::{Leg, Step, destination};
use super::profile::{
    AckRule, Cardinality, CustomerIs, OnExhaust, Profile, RetryPlan, Status, delays, status,
};
use super::seal::Draft;
use super::stamp::Stamp;
use super::tale::Tale;
use super::{Provider, Rendered, couriers};
use crate::parcel::{Checkpoint, Trouble};
use std::time::Duration;

const DELAYS: [Duration; 2] = delays([3_600, 21_600]);

pub(super) static PROVIDER: Provider = Provider {
    profile: Profile {
        word: "dhl-ecommerce",
        name: "DHL eCommerce Americas",
        version: "v4",
        versions: &["v4"],
        method: "POST",
        content_type: "application/json",
        url_rule: "https with a valid certificate; 10,000 failures in a row disable it",
        carries: Cardinality::Snapshot,
        batch: 1,
        customer: CustomerIs::InThePush,
        recipient: "recipient (unconfirmed)",
        signed: false,
        signature: "none",
        ack: "200 within 5 s",
        ack_rule: AckRule::Codes(&[200]),
        status: status_of,
        query: None,
        retry: RetryPlan {
            timeout: Duration::from_secs(5),
            delays: &DELAYS,
            jitter: 0.0,
            on_exhaust: OnExhaust::Drop,
        },
        confirmed: false,
        unconfirmed: "the fields of the body",
        source: "developer.dhl.com/api-reference/tracking-webhooks",
        number_format: "GM and 16 digits",
    },
    couriers: &couriers::OF_DHL_ECOMMERCE,
    write,
};

fn status_of(leg: Leg) -> Status {
    let code = match leg {
        Leg::Trouble(Trouble::Returning | Trouble::Returned) => "RETURNED",
        _ => match leg.checkpoint() {
            Checkpoint::InfoReceived => "PRE_TRANSIT",
            Checkpoint::Exception | Checkpoint::AttemptFailed => "EXCEPTION",
            Checkpoint::OutForDelivery => "OUT_FOR_DELIVERY",
            Checkpoint::Delivered => "DELIVERED",
            Checkpoint::Expired => "UNKNOWN",
            _ => "IN_TRANSIT",
        },
    };
    status(code, "", leg.english())
}

fn write(tale: &Tale<'_>, _: &str) -> Rendered {
    let body = tale.json(4_000, |json| {
        json.objects("packages", std::iter::once(tale), package);
    });
    Draft::json(body).finish(tale.notice)
}

fn package(json: &mut Json, tale: &Tale<'_>) {
    let parcel = tale.parcel;
    let recipient = &parcel.recipient;
    json.object("package", |json| {
        json.text("dhlPackageId", &tale.number())
            .text("packageId", &parcel.order_number)
            .text_or_null("trackingId", tale.last_mile().as_deref())
            .text("productName", "DHL Parcel International Direct")
            .text("expectedDelivery", &tale.expected_date())
            .object("weight", |json| {
                json.literal("value", "0.42").text("unitOfMeasure", "KG");
            });
    })
    .object("recipient", |json| {
        json.text("name", &recipient.name)
            .joined("phone", &["+", &recipient.phone])
            .loose("city", recipient.city)
            .text("postalCode", &recipient.postal_code)
            .text("country", destination(parcel).alpha2);
    })
    .text("pickupDetail", &parcel.seller_word())
    .objects("events", tale.newest_first().into_iter(), |json, step| {
        event(json, step, tale);
    });
}

fn event(json: &mut Json, step: &Step, tale: &Tale<'_>) {
    let local = tale.local(step);
    json.text("date", Stamp::date(&local))
        .text("time", local.time())
        .text("timeZone", local.offset)
        .text("primaryEventDescription", status_of(step.leg).code)
        .loose("secondaryEventDescription", step.leg.english())
        .loose("location", step.place.city)
        .text("country", step.place.alpha2);
}
