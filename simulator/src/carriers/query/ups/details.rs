//! The details of a number: every activity, newest first.

use crate::carriers::json::Json;
use crate::carriers::life::{Leg, Step, destination};
use crate::carriers::stamp::Stamp;
use crate::carriers::tale::Tale;
use crate::carriers::{Carrier, Status};

pub(super) fn write(json: &mut Json, tale: &Tale<'_>) {
    let number = tale.number();
    json.object("trackResponse", |json| {
        json.objects("shipment", std::iter::once(()), |json, ()| {
            json.text("inquiryNumber", &number);
            json.objects("package", std::iter::once(tale), package);
        });
    });
}

fn status(step: &Step) -> Status {
    (Carrier::Ups.profile().status)(step.leg)
}

fn package(json: &mut Json, tale: &Tale<'_>) {
    let parcel = tale.parcel;
    let newest = tale.newest();
    let delivered = tale.first(Leg::Delivered);
    let (kind, date) = match delivered {
        Some(step) => ("DEL", tale.local(step).compact_date()),
        None => ("SDD", tale.expected_date().replace('-', "")),
    };
    json.text("trackingNumber", &tale.number()).objects(
        "deliveryDate",
        std::iter::once(()),
        |json, ()| {
            json.text("type", kind).text("date", &date);
        },
    );
    if let Some(step) = delivered {
        json.object("deliveryTime", |json| {
            json.text("type", "DEL")
                .text("endTime", &tale.local(step).compact_time());
        });
    }
    json.objects("activity", tale.newest_first().into_iter(), |json, step| {
        activity(json, step, tale)
    })
    .object("currentStatus", |json| {
        let now = status(newest);
        json.text("description", now.text).text("code", now.detail);
    })
    .objects("packageAddress", std::iter::once(()), |json, ()| {
        json.text("type", "DESTINATION").object("address", |json| {
            json.text("city", parcel.recipient.city)
                .text("countryCode", destination(parcel).alpha2)
                .text("country", destination(parcel).alpha2);
        });
    })
    .objects("referenceNumber", std::iter::once(()), |json, ()| {
        json.text("type", "SHIPMENT")
            .text("number", &parcel.order_number);
    })
    .number("packageCount", 1);
}

fn activity(json: &mut Json, step: &Step, tale: &Tale<'_>) {
    let now = status(step);
    let (local, utc) = (tale.local(step), Stamp::utc(step.at));
    json.object("location", |json| {
        json.object("address", |json| {
            json.text("city", step.place.city)
                .text("countryCode", step.place.alpha2)
                .text("country", step.place.alpha2);
        });
    })
    .object("status", |json| {
        json.text("type", now.code)
            .text("description", now.text)
            .text("code", now.detail);
    })
    .text("date", &local.compact_date())
    .text("time", &local.compact_time())
    .text("gmtDate", &utc.compact_date())
    .text("gmtOffset", local.offset)
    .text("gmtTime", utc.time());
}
