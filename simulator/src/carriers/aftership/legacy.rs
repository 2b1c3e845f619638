//! AfterShip's v4 webhook: the shape before dated versions, with three-letter countries and lists of addressees.

use super::super::json::Json;
use super::super::life::{Leg, ORIGIN, Step, destination};
use super::super::profile::Status;
use super::super::stamp::Stamp;
use super::super::tale::Tale;
use super::{event_id, message, status_of, uuid};

pub(super) fn body(tale: &Tale<'_>) -> Vec<u8> {
    tale.json(9_000, |json| {
        json.text("event", "tracking_update")
            .text("event_id", &event_id(tale))
            .number("ts", tale.newest().at.unix_s())
            .object("msg", |json| tracking(json, tale));
    })
}

fn tracking(json: &mut Json, tale: &Tale<'_>) {
    let parcel = tale.parcel;
    let recipient = &parcel.recipient;
    let country = destination(parcel);
    let number = tale.number();
    let Status { code, detail, text } = status_of(tale.leg());
    let ended = matches!(tale.leg(), Leg::Delivered | Leg::Expired);
    json.text("id", &uuid(parcel, 12).replace('-', "")[..24])
        .joined("created_at", &Stamp::utc(parcel.created_at).with_offset())
        .joined("updated_at", &Stamp::utc(tale.newest().at).with_offset())
        .text("tracking_number", &number)
        .text("slug", parcel.courier.slug)
        .literal("active", if ended { "false" } else { "true" })
        .literal("android", "[]")
        .object("custom_fields", |json| {
            json.text("seller", &parcel.seller_word())
                .text("carrier_name", parcel.courier.name);
        })
        .text("customer_name", &recipient.name)
        .number("delivery_time", tale.days())
        .text("destination_country_iso3", country.alpha3)
        .text("courier_destination_country_iso3", country.alpha3)
        .texts(
            "emails",
            &[&format!("customer.{}@shop.example", recipient.phone)],
        )
        .joined(
            "expected_delivery",
            &[&tale.expected_date(), "T00:00:00", country.utc_offset],
        )
        .literal("ios", "[]")
        .null("note")
        .text("order_id", &parcel.order_number)
        .joined(
            "order_id_path",
            &["https://shop.example/orders/", &parcel.order_number],
        )
        .text("origin_country_iso3", ORIGIN.alpha3)
        .number("shipment_package_count", 1)
        .nulls(&["shipment_type", "shipment_weight", "shipment_weight_unit"])
        .null("signed_by")
        .texts("smses", &[&format!("+{}", recipient.phone)])
        .text("source", "api")
        .text("tag", code)
        .text("subtag", detail)
        .text("subtag_message", text)
        .text("title", &number)
        .number("tracked_count", tale.steps.len() as u64)
        .text("unique_token", "deprecated")
        .objects(
            "checkpoints",
            tale.oldest_first().into_iter(),
            |json, step| checkpoint(json, step, tale),
        );
}

fn checkpoint(json: &mut Json, step: &Step, tale: &Tale<'_>) {
    let Status { code, detail, text } = status_of(step.leg);
    json.text("slug", tale.parcel.courier.slug)
        .loose("city", step.place.city)
        .joined("created_at", &Stamp::utc(step.at).with_offset())
        .loose("location", step.place.city)
        .loose("country_name", step.place.country)
        .text("message", message(step.leg, tale.parcel))
        .text("country_iso3", step.place.alpha3)
        .text("tag", code)
        .text("subtag", detail)
        .text("subtag_message", text)
        .text("checkpoint_time", tale.local(step).date_and_time())
        .literal("coordinates", "[]")
        .nulls(&["state", "zip", "raw_tag"]);
}
