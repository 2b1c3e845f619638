//! AfterShip Tracking, webhook version 2025-07: the whole tracking object with every update.
//!
//! Fields and their order follow AfterShip's webhook documentation and its tracking SDK. Some checkpoint times
//! have no offset, as in AfterShip's own examples: the courier did not say where its clock stands.

use super::Notice;
use super::json::Json;
use super::life::{Leg, ORIGIN, Step, Trouble, destination, fingerprint, history};
use super::profile::{Cardinality, OnExhaust, Profile, RetryPlan};
use super::stamp::Stamp;
use crate::parcel::{Checkpoint, Parcel};
use std::time::Duration;

const DELAYS: [Duration; 13] = {
    let mut delays = [Duration::from_secs(30); 13];
    let mut number = 0;
    while number < delays.len() {
        delays[number] = Duration::from_secs(30 << number);
        number += 1;
    }
    delays
};

pub(super) static PROFILE: Profile = Profile {
    word: "aftership",
    name: "AfterShip Tracking",
    version: "2025-07",
    carries: Cardinality::Snapshot,
    signature: "aftership-hmac-sha256: base64 of HMAC-SHA256(secret, body)",
    ack: "any 2xx",
    retry: RetryPlan {
        timeout: Duration::from_secs(10),
        delays: &DELAYS,
        jitter: 0.0,
        on_exhaust: OnExhaust::Drop,
    },
    confirmed: true,
    unconfirmed: "time-out (10 s here; AfterShip states none)",
    source: "aftership.com/docs/tracking/webhook: webhook-overview, webhook-signature",
    number_format: "UPU S10, such as LX473124829CN",
};

/// Headers besides the signature.
pub(super) const HEADERS: &[(&str, &str)] = &[
    (
        "User-Agent",
        "AfterShipTrackingWebhook/4.0.0 (https://www.aftership.com)",
    ),
    ("as-webhook-version", "2025-07"),
];

/// A status: tag, subtag, its message.
type Status = (&'static str, &'static str, &'static str);

fn status(leg: Leg) -> Status {
    match leg {
        Leg::LabelMade => ("InfoReceived", "InfoReceived_001", "Info Received"),
        Leg::PickedUp => ("InTransit", "InTransit_002", "Acceptance scan"),
        Leg::Exported => ("InTransit", "InTransit_007", "Departure Scan"),
        Leg::Landed => (
            "InTransit",
            "InTransit_004",
            "Arrived at the destination country/region",
        ),
        Leg::Moving => ("InTransit", "InTransit_003", "Arrival scan"),
        Leg::Customs => ("InTransit", "InTransit_006", "Customs clearance started"),
        Leg::CustomsCleared => ("InTransit", "InTransit_005", "Customs clearance completed"),
        Leg::Trouble(Trouble::Delay) => (
            "Exception",
            "Exception_005",
            "Delayed due to external factors",
        ),
        Leg::Trouble(Trouble::CustomsPapers) => (
            "Exception",
            "Exception_004",
            "Delay of shipment due to customs clearance",
        ),
        Leg::Trouble(Trouble::Damaged) => ("Exception", "Exception_012", "Shipment damaged"),
        Leg::Trouble(Trouble::Lost) => ("Exception", "Exception_013", "Shipment lost"),
        Leg::OutForDelivery => ("OutForDelivery", "OutForDelivery_001", "Out for Delivery"),
        Leg::Delivered => ("Delivered", "Delivered_001", "Delivered"),
    }
}

/// What the courier wrote; the last way is in the language of the country.
fn message(leg: Leg, parcel: &Parcel) -> &'static str {
    match leg {
        Leg::LabelMade => "Shipment information received",
        Leg::PickedUp => "Accepted by carrier / 收寄",
        Leg::Exported => "Departure from outward office of exchange",
        Leg::Landed => "Arrival at destination airport",
        Leg::Moving => "Arrival at inward office of exchange",
        Leg::Customs => "Handed over to customs",
        Leg::CustomsCleared => "Released from customs",
        Leg::Trouble(Trouble::Delay) => "Delayed: adverse conditions on the delivery route",
        Leg::Trouble(Trouble::CustomsPapers) => "Held by customs: documents are missing",
        Leg::Trouble(Trouble::Damaged) => "Item damaged during transport",
        Leg::Trouble(Trouble::Lost) => "Item cannot be located; an enquiry was opened",
        Leg::OutForDelivery => destination(parcel).out_for_delivery_words,
        Leg::Delivered => destination(parcel).delivered_words,
    }
}

/// An identifier of the shape of a UUID version 4; the same for the same parcel and purpose.
fn uuid(parcel: &Parcel, purpose: u64) -> String {
    let (high, low) = (
        fingerprint(parcel, purpose),
        fingerprint(parcel, purpose + 1),
    );
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        high >> 16 & 0xffff,
        high & 0xfff,
        0x8000 | low >> 48 & 0x3fff,
        low & 0xffff_ffff_ffff
    )
}

/// The body of a notice.
pub(super) fn body(notice: &Notice) -> Vec<u8> {
    let parcel = notice.parcel;
    let steps = history(parcel, notice.checkpoint, notice.at);
    // The same update pushed again has the same id: that is what a receiver is to recognize it by.
    let event_id = uuid(parcel, 100 + 2 * u64::from(notice.checkpoint.rank()));
    // Customs is a second kind of InTransit, so it is no first.
    let first = if notice.checkpoint == Checkpoint::Customs {
        "false"
    } else {
        "true"
    };
    Json::document(12_000, |json| {
        json.text("event", "tracking_update")
            .text("event_id", &event_id)
            .literal("is_tracking_first_tag", first)
            .object("msg", |json| tracking(json, notice, &steps))
            .number("ts", notice.at.unix_s());
    })
}

/// The tracking object.
fn tracking(json: &mut Json, notice: &Notice, steps: &[Step]) {
    let parcel = notice.parcel;
    let (tag, subtag, subtag_message) = status(steps[steps.len() - 1].leg);
    json.text("id", &uuid(parcel, 10).replace('-', ""))
        .text("legacy_id", &uuid(parcel, 12).replace('-', "")[..24])
        .joined("created_at", &with_offset(&Stamp::utc(parcel.created_at)))
        .joined("updated_at", &with_offset(&Stamp::utc(notice.at)))
        .text("tracking_number", &parcel.tracking_number)
        .text("slug", parcel.courier.slug)
        .literal(
            "active",
            if notice.checkpoint == Checkpoint::Delivered {
                "false"
            } else {
                "true"
            },
        )
        .object("custom_fields", |json| {
            json.text("seller", &parcel.seller_word())
                .text("carrier_name", parcel.courier.name);
        })
        .number(
            "transit_time",
            notice.at.since(parcel.created_at).as_secs() / 86_400,
        );
    places(json, parcel);
    delivery_dates(json, parcel);
    order(json, parcel);
    shipment(json, steps);
    json.text("source", "api")
        .text("tag", tag)
        .text("subtag", subtag)
        .text("subtag_message", subtag_message)
        .text("title", &parcel.tracking_number)
        .number("tracked_count", steps.len() as u64)
        .literal("last_mile_tracking_supported", "true")
        .text("language", "en")
        .text("unique_token", "deprecated")
        .literal("subscribed_smses", "[]")
        .literal("subscribed_emails", "[]")
        .literal("return_to_sender", "false");
    rest(json, parcel, steps);
    json.objects("customers", std::iter::once(parcel), customer);
    json.objects("checkpoints", steps.iter(), |json, step| {
        checkpoint(json, step, parcel)
    });
}

fn places(json: &mut Json, parcel: &Parcel) {
    let country = destination(parcel);
    let recipient = &parcel.recipient;
    json.text("origin_country_region", ORIGIN.alpha3)
        .null("origin_state")
        .text("origin_city", ORIGIN.city)
        .null("origin_postal_code")
        .text("origin_raw_location", ORIGIN.city)
        .text("destination_country_region", country.alpha3)
        .null("destination_state")
        .text("destination_city", recipient.city)
        .text("destination_postal_code", &recipient.postal_code)
        .joined(
            "destination_raw_location",
            &[recipient.city, ", ", country.alpha2],
        )
        .text("courier_destination_country_region", country.alpha3);
}

/// The expected date is the date part of the text, as it stands: midnight where the recipient lives.
fn delivery_dates(json: &mut Json, parcel: &Parcel) {
    let offset = destination(parcel).utc_offset;
    let expected = [parcel.estimated_delivery_date.as_str(), "T00:00:00", offset];
    let bounds = ["datetime_min", "datetime_max"];
    json.object("courier_estimated_delivery_date", |json| {
        json.text("type", "specific")
            .joined("estimated_delivery_date", &expected)
            .nulls(&["estimated_delivery_date_min", "estimated_delivery_date_max"]);
    })
    .nulls(&[
        "aftership_estimated_delivery_date",
        "custom_estimated_delivery_date",
    ])
    .object("first_estimated_delivery", |json| {
        json.text("type", "specific").text("source", "courier");
        json.joined("datetime", &expected).nulls(&bounds);
    })
    .object("latest_estimated_delivery", |json| {
        json.text("type", "specific").text("source", "courier");
        json.joined("datetime", &expected)
            .nulls(&bounds)
            .null("revise_reason");
    });
}

fn order(json: &mut Json, parcel: &Parcel) {
    let number = &parcel.order_number;
    json.null("note")
        .text("order_id", number)
        .joined("order_id_path", &["https://shop.example/orders/", number])
        .joined("order_date", &with_offset(&Stamp::utc(parcel.created_at)))
        .text("order_number", number)
        .literal("order_tags", "[]")
        .null("order_promised_delivery_date");
}

fn shipment(json: &mut Json, steps: &[Step]) {
    json.number("shipment_package_count", 1);
    time_of(json, "shipment_pickup_date", Leg::PickedUp, steps);
    time_of(json, "shipment_delivery_date", Leg::Delivered, steps);
    json.null("shipment_type")
        .object("shipment_weight", |json| {
            json.text("unit", "kg").literal("value", "0.42");
        })
        .literal("shipment_tags", "[]")
        .null("signed_by");
}

/// What only some couriers and some plans of AfterShip fill in.
const TRACKING_FIELDS_WITHOUT_VALUE: [&str; 13] = [
    "tracking_account_number",
    "tracking_key",
    "tracking_origin_country",
    "tracking_destination_country",
    "tracking_postal_code",
    "tracking_ship_date",
    "tracking_state",
    "on_time_status",
    "on_time_difference",
    "carbon_emissions",
    "courier_connection_id",
    "location_id",
    "shipping_method",
];

/// Fields that are null for most couriers.
fn rest(json: &mut Json, parcel: &Parcel, steps: &[Step]) {
    let page = ["https://track.shop.example/", &parcel.tracking_number];
    json.nulls(&["delivery_type", "pickup_location", "pickup_note"])
        .joined("courier_tracking_link", &page)
        .null("courier_redirect_link");
    time_of(json, "first_attempted_at", Leg::OutForDelivery, steps);
    json.nulls(&TRACKING_FIELDS_WITHOUT_VALUE)
        .number("failed_delivery_attempts", 0)
        .nulls(&["signature_requirement", "delivery_location_type"])
        .joined("aftership_tracking_url", &page)
        .nulls(&["aftership_tracking_order_url", "first_mile", "last_mile"]);
}

fn customer(json: &mut Json, parcel: &Parcel) {
    let recipient = &parcel.recipient;
    // AfterShip's language is the first part of Meta's: `pt` of `pt_BR`.
    let language = &destination(parcel).language[..2];
    json.text("name", &recipient.name)
        .joined("phone_number", &["+", &recipient.phone])
        .joined("email", &["customer.", &recipient.phone, "@shop.example"])
        .text("language", language)
        .text("role", "buyer");
}

fn checkpoint(json: &mut Json, step: &Step, parcel: &Parcel) {
    let (tag, subtag, subtag_message) = status(step.leg);
    let place = &step.place;
    let local = Stamp::local(step);
    json.joined("created_at", &with_offset(&Stamp::utc(step.at)))
        .text("slug", parcel.courier.slug);
    // The courier's own system at home states its offset; what comes from abroad does not.
    match step.leg {
        Leg::LabelMade | Leg::PickedUp | Leg::Exported => {
            json.joined("checkpoint_time", &with_offset(&local))
        }
        _ => json.text("checkpoint_time", local.date_and_time()),
    };
    json.text("location", place.city)
        .text("city", place.city)
        .nulls(&["state", "zip", "coordinate"])
        .text("country_region", place.alpha3)
        .text("country_region_name", place.country)
        .text("message", message(step.leg, parcel))
        .text("tag", tag)
        .text("subtag", subtag)
        .text("subtag_message", subtag_message)
        .null("raw_tag")
        .literal("events", "[]")
        .text("source", "carrier");
}

/// `2026-11-25T14:03:05-03:00`, in parts.
fn with_offset(stamp: &Stamp) -> [&str; 2] {
    [stamp.date_and_time(), stamp.offset]
}

/// When a leg was done, or null.
fn time_of(json: &mut Json, key: &str, leg: Leg, steps: &[Step]) {
    match steps.iter().find(|step| step.leg == leg) {
        Some(step) => json.joined(key, &with_offset(&Stamp::local(step))),
        None => json.null(key),
    };
}
