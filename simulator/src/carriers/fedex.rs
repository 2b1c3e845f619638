//! FedEx Advanced Integrated Visibility: the state of a shipment in the shape of the Track API, newest scan first.
//!
//! A scan's own code can differ from the derived status that it leads to: a scan `OD` has the derived status `IT`.

use super::json::Json;
use super::life::{Leg, ORIGIN, Place, Step, destination, fingerprint};
use super::profile::{
    AckRule, Cardinality, CustomerIs, OnExhaust, Profile, RetryPlan, Status, delays, status,
};
use super::seal::Draft;
use super::stamp::Stamp;
use super::tale::Tale;
use super::{Provider, Rendered, couriers};
use crate::parcel::{Checkpoint, Trouble};
use crate::signature::Signer;
use std::time::Duration;

const DELAYS: [Duration; 3] = delays([60, 120, 240]);

pub(super) static PROVIDER: Provider = Provider {
    profile: Profile {
        word: "fedex",
        name: "FedEx Advanced Integrated Visibility",
        version: "track-v1",
        versions: &["track-v1"],
        method: "POST",
        content_type: "application/json",
        url_rule: "https, at most 200 characters, no IP address",
        carries: Cardinality::Snapshot,
        batch: 1,
        customer: CustomerIs::InThePush,
        recipient: "recipientInformation.contact",
        signed: true,
        signature: "fdx-signature: base64 of HMAC-SHA256(security token, body)",
        ack: "200 or 202",
        ack_rule: AckRule::Codes(&[200, 202]),
        status: status_of,
        query: Some("tracking numbers"),
        retry: RetryPlan {
            timeout: Duration::from_secs(10),
            delays: &DELAYS,
            jitter: 0.2,
            on_exhaust: OnExhaust::Queue,
        },
        confirmed: false,
        unconfirmed: "base64 (one page says hexadecimal), which of two published schedules is used (+1, +2, +4 min here), \
                      time-out (10 s here)",
        source: "developer.fedex.com: shipment visibility webhook",
        number_format: "12 digits",
    },
    couriers: &couriers::OF_FEDEX,
    write,
};

/// Scan code, derived status, description.
#[rustfmt::skip] // A table.
fn status_of(leg: Leg) -> Status {
    match leg {
        Leg::LabelMade => status("OC", "IN", "Shipment information sent to FedEx"),
        Leg::PickedUp => status("PU", "PU", "Picked up"),
        Leg::Exported => status("DP", "IT", "Departed FedEx location"),
        Leg::Landed => status("AR", "IT", "Arrived at FedEx location"),
        Leg::Moving => status("IT", "IT", "In transit"),
        Leg::Customs => status("CC", "IT", "International shipment release - Import"),
        Leg::CustomsCleared => status("CC", "IT", "Clearance complete"),
        Leg::HandedOver => status("AF", "IT", "At local FedEx facility"),
        Leg::Trouble(Trouble::Delay) => status("DY", "DY", "Delay"),
        Leg::Trouble(Trouble::CustomsHold) => status("CD", "CD", "Clearance delay - Import"),
        Leg::Trouble(Trouble::Damaged) => status("SE", "SE", "Shipment exception"),
        Leg::Trouble(Trouble::Lost) => status("SE", "SE", "Shipment exception"),
        Leg::Trouble(Trouble::AddressIssue) => status("DE", "DE", "Delivery exception"),
        Leg::Trouble(Trouble::Refused) => status("DE", "DE", "Delivery exception"),
        Leg::Trouble(Trouble::Returning) => status("RS", "RS", "Returning package to shipper"),
        Leg::Trouble(Trouble::Returned) => status("RT", "RS", "Returned to shipper"),
        Leg::Trouble(Trouble::Cancelled) => status("CA", "CA", "Shipment cancelled by sender"),
        Leg::Trouble(Trouble::Other) => status("SE", "SE", "Shipment exception"),
        Leg::OutForDelivery => status("OD", "IT", "On FedEx vehicle for delivery"),
        Leg::AttemptFailed => status("DE", "DE", "Delivery exception"),
        Leg::AtPickupPoint => status("HL", "HL", "Ready for recipient pickup"),
        Leg::Delivered => status("DL", "DL", "Delivered"),
        Leg::Expired => status("IT", "IT", "In transit"),
    }
}

/// Code and words of an exception.
fn exception(leg: Leg) -> (&'static str, &'static str) {
    match leg {
        Leg::AttemptFailed => ("08", "Recipient not in"),
        Leg::Trouble(Trouble::AddressIssue) => ("03", "Incorrect address"),
        Leg::Trouble(Trouble::Refused) => ("07", "Shipment refused by recipient"),
        Leg::Trouble(Trouble::Damaged) => ("13", "Package damaged"),
        Leg::Trouble(Trouble::Lost) => ("29", "Package missing"),
        _ => ("", ""),
    }
}

fn write(tale: &Tale<'_>, secret: &str) -> Rendered {
    Draft::json(body(tale))
        .signed(Signer::HmacBase64 { secret }, "fdx-signature")
        .finish(tale.notice)
}

fn body(tale: &Tale<'_>) -> Vec<u8> {
    // Every push is a transaction of its own, the same milestone once more as well.
    let transaction = fingerprint(tale.parcel, tale.newest().at.0);
    tale.json(9_000, |json| {
        json.joined("transactionId", &[&format!("{transaction:032x}")])
            .text("customerTransactionId", &tale.parcel.order_number)
            .object("output", |json| {
                json.objects("completeTrackResults", std::iter::once(()), |json, ()| {
                    json.text("trackingNumber", &tale.number());
                    json.objects("trackResults", std::iter::once(tale), result);
                });
            })
            .objects("outputMetaData", std::iter::once(()), |json, ()| {
                json.joined("timestamp", &Stamp::utc(tale.newest().at).zulu())
                    .number("attempt", 1);
            });
    })
}

pub(super) fn result(json: &mut Json, tale: &Tale<'_>) {
    let parcel = tale.parcel;
    let recipient = &parcel.recipient;
    let number = tale.number();
    json.object("trackingNumberInfo", |json| {
        json.text("trackingNumber", &number)
            .joined("trackingNumberUniqueId", &["12029~", &number, "~FDEG"])
            .text("carrierCode", parcel.courier.slug);
    })
    .object("additionalTrackingInfo", |json| {
        json.text("nickname", "").objects(
            "packageIdentifiers",
            [
                ("CUSTOMER_REFERENCE", parcel.order_number.as_str()),
                ("DEPARTMENT", &parcel.seller_word()),
            ]
            .into_iter(),
            |json, (kind, value)| {
                json.text("type", kind).texts("values", &[value]);
            },
        );
    })
    .object("shipperInformation", |json| address(json, &ORIGIN))
    .object("recipientInformation", |json| {
        json.object("contact", |json| {
            json.text("personName", &recipient.name)
                .joined("phoneNumber", &["+", &recipient.phone]);
        })
        .object("address", |json| {
            json.loose("city", recipient.city)
                .text("postalCode", &recipient.postal_code)
                .text("countryCode", recipient.country)
                .literal("residential", "true");
        });
    })
    .object("latestStatusDetail", |json| latest(json, tale));
    dates(json, tale);
    json.literal("availableImages", "[]")
        .literal("specialHandlings", "[]")
        .object("packageDetails", |json| {
            json.text("count", "1").text("sequenceNumber", "1");
        })
        .object("shipmentDetails", |json| {
            let with_fedex = tale.leg().checkpoint() != Checkpoint::InfoReceived;
            json.literal(
                "possessionStatus",
                if with_fedex { "true" } else { "false" },
            );
        })
        .objects(
            "scanEvents",
            tale.newest_first().into_iter(),
            |json, step| {
                scan(json, step, tale);
            },
        )
        .object("deliveryDetails", |json| {
            let failed = tale
                .steps
                .iter()
                .filter(|step| step.leg == Leg::AttemptFailed);
            json.text("deliveryAttempts", &failed.count().to_string());
        })
        .object("serviceDetail", |json| {
            json.text("type", "FEDEX_INTERNATIONAL_CONNECT_PLUS")
                .text("description", "FedEx International Connect Plus");
        });
}

fn latest(json: &mut Json, tale: &Tale<'_>) {
    let newest = tale.newest();
    let Status { code, detail, text } = status_of(newest.leg);
    let (reason, words) = exception(newest.leg);
    json.text("code", code)
        .text("derivedCode", detail)
        .text("statusByLocale", text)
        .text("description", text)
        .object("scanLocation", |json| location(json, &newest.place))
        .objects(
            "ancillaryDetails",
            (!reason.is_empty()).then_some(()).into_iter(),
            |json, ()| {
                json.text("reason", reason).text("reasonDescription", words);
            },
        );
}

fn dates(json: &mut Json, tale: &Tale<'_>) {
    let offset = destination(tale.parcel).utc_offset;
    let of = |leg, kind| {
        let step = tale.first(leg)?;
        Some((kind, tale.local(step).with_offset().concat()))
    };
    let estimated = [&*tale.expected_date(), "T18:00:00", offset].concat();
    let dates = [
        of(Leg::Delivered, "ACTUAL_DELIVERY"),
        of(Leg::PickedUp, "ACTUAL_PICKUP"),
        Some(("ESTIMATED_DELIVERY", estimated)),
        of(Leg::LabelMade, "SHIP"),
    ];
    json.objects(
        "dateAndTimes",
        dates.into_iter().flatten(),
        |json, (kind, time)| {
            json.text("type", kind).text("dateTime", &time);
        },
    );
}

fn scan(json: &mut Json, step: &Step, tale: &Tale<'_>) {
    let Status { code, detail, text } = status_of(step.leg);
    let (reason, words) = exception(step.leg);
    json.joined("date", &tale.local(step).with_offset())
        .text("eventType", code)
        .text("eventDescription", text)
        .text("exceptionCode", reason)
        .text("exceptionDescription", words)
        .object("scanLocation", |json| location(json, &step.place))
        .null("locationId")
        .loose("locationType", "FEDEX_FACILITY")
        .text("derivedStatusCode", detail)
        .text("derivedStatus", text);
}

fn location(json: &mut Json, place: &Place) {
    json.texts("streetLines", &[""])
        .loose("city", place.city)
        .nulls(&["stateOrProvinceCode", "postalCode"])
        .text("countryCode", place.alpha2)
        .literal("residential", "false")
        .text("countryName", place.country);
}

fn address(json: &mut Json, place: &Place) {
    json.object("address", |json| location(json, place));
}
