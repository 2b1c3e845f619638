//! AfterShip Tracking: the whole tracking object with every update. Webhook versions 2025-01 to 2026-07; the older
//! v4 shape is in [`legacy`].
//!
//! Fields and their order follow AfterShip's webhook documentation and its tracking SDK. Some checkpoint times
//! have no offset, as in AfterShip's own examples: the courier did not say where its clock stands.

mod legacy;

use super::json::Json;
use super::life::{Leg, ORIGIN, Step, destination, fingerprint, fingerprint_of};
use super::profile::{
    AckRule, Cardinality, CustomerIs, Profile, RetryPlan, Status, delays, status,
};
use super::seal::Draft;
use super::stamp::Stamp;
use super::tale::Tale;
use super::{Provider, Rendered, couriers};
use crate::parcel::{Parcel, Trouble};
use crate::signature::Signer;
use std::time::Duration;

/// 2^n times 30 seconds.
const DELAYS: [Duration; 13] = delays([
    30, 60, 120, 240, 480, 960, 1_920, 3_840, 7_680, 15_360, 30_720, 61_440, 122_880,
]);

const LEGACY: &str = "v4";

pub(super) static PROVIDER: Provider = Provider {
    profile: Profile {
        word: "aftership",
        name: "AfterShip Tracking",
        version: "2025-07",
        versions: &[
            "2025-07", "2025-01", "2025-04", "2026-01", "2026-07", LEGACY,
        ],
        method: "POST",
        content_type: "application/json",
        url_rule: "port 80, 443 or 8080; at most 10 addresses",
        carries: Cardinality::Snapshot,
        batch: 1,
        customer: CustomerIs::InThePush,
        recipient: "msg.customers[]",
        signed: true,
        signature: "aftership-hmac-sha256: base64 of HMAC-SHA256(secret, body)",
        ack: "any 2xx",
        ack_rule: AckRule::Success,
        status: status_of,
        query: Some("trackings, couriers"),
        retry: RetryPlan::dropping(10, &DELAYS),
        confirmed: true,
        unconfirmed: "time-out (10 s here; AfterShip states none)",
        source: "aftership.com/docs/tracking/webhook: webhook-overview, webhook-signature",
        number_format: "UPU S10, such as LX473124829CN",
    },
    couriers: &couriers::OF_AFTERSHIP,
    write,
};

#[rustfmt::skip] // A table.
fn status_of(leg: Leg) -> Status {
    match leg {
        Leg::LabelMade => status("InfoReceived", "InfoReceived_001", "Info Received"),
        Leg::PickedUp => status("InTransit", "InTransit_002", "Acceptance scan"),
        Leg::Exported => status("InTransit", "InTransit_007", "Departure Scan"),
        Leg::Landed => status("InTransit", "InTransit_004", "Arrived at the destination country/region"),
        Leg::Moving => status("InTransit", "InTransit_003", "Arrival scan"),
        Leg::Customs => status("InTransit", "InTransit_006", "Customs clearance started"),
        Leg::CustomsCleared => status("InTransit", "InTransit_005", "Customs clearance completed"),
        Leg::HandedOver => status("InTransit", "InTransit_009", "Shipment forwarded to a different delivery address"),
        Leg::Trouble(Trouble::Delay) => status("Exception", "Exception_005", "Delayed due to external factors"),
        Leg::Trouble(Trouble::CustomsHold) => status("Exception", "Exception_004", "Delay of shipment due to customs clearance"),
        Leg::Trouble(Trouble::Damaged) => status("Exception", "Exception_012", "Shipment damaged"),
        Leg::Trouble(Trouble::Lost) => status("Exception", "Exception_013", "Shipment lost"),
        Leg::Trouble(Trouble::AddressIssue) => status("Exception", "Exception_007", "Incorrect Address"),
        Leg::Trouble(Trouble::Refused) => status("Exception", "Exception_003", "Delivery refused by customer"),
        Leg::Trouble(Trouble::Returning) => status("Exception", "Exception_010", "Returning to sender"),
        Leg::Trouble(Trouble::Returned) => status("Exception", "Exception_011", "Returned to sender"),
        Leg::Trouble(Trouble::Cancelled) => status("Exception", "Exception_020", "Shipment cancelled"),
        Leg::Trouble(Trouble::Other) => status("Exception", "Exception_001", "Exception"),
        Leg::OutForDelivery => status("OutForDelivery", "OutForDelivery_001", "Out for Delivery"),
        Leg::AttemptFailed => status("AttemptFail", "AttemptFail_002", "Addressee not available"),
        Leg::AtPickupPoint => status("AvailableForPickup", "AvailableForPickup_001", "Available for pickup"),
        Leg::Delivered => status("Delivered", "Delivered_001", "Delivered"),
        Leg::Expired => status("Expired", "Expired_001", "Expired"),
    }
}

fn write(tale: &Tale<'_>, secret: &str) -> Rendered {
    let legacy = tale.version() == LEGACY;
    let body = if legacy {
        legacy::body(tale)
    } else {
        body(tale)
    };
    let agent = "AfterShipTrackingWebhook/4.0.0 (https://www.aftership.com)";
    let mut draft = Draft::json(body).header("User-Agent", agent);
    if !legacy {
        draft = draft.header("as-webhook-version", tale.version());
    }
    let signer = Signer::HmacBase64 { secret };
    draft
        .signed(signer, "aftership-hmac-sha256")
        .finish(tale.notice)
}

fn latest(tale: &Tale<'_>) -> Status {
    status_of(tale.leg())
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
        Leg::Trouble(Trouble::CustomsHold) => "Held by customs: documents are missing",
        Leg::Trouble(Trouble::Damaged) => "Item damaged during transport",
        Leg::Trouble(Trouble::Lost) => "Item cannot be located; an enquiry was opened",
        Leg::OutForDelivery => destination(parcel).out_for_delivery_words,
        Leg::Delivered => destination(parcel).delivered_words,
        other => other.english(),
    }
}

/// An identifier of the shape of a UUID version 4; the same for the same parcel and purpose.
fn uuid(parcel: &Parcel, purpose: u64) -> String {
    uuid_of(&parcel.tracking_number, purpose)
}

fn uuid_of(tracking_number: &str, purpose: u64) -> String {
    let high = fingerprint_of(tracking_number, purpose);
    let low = fingerprint_of(tracking_number, purpose + 1);
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        high >> 16 & 0xffff,
        high & 0xfff,
        0x8000 | low >> 48 & 0x3fff,
        low & 0xffff_ffff_ffff
    )
}

/// The id of a tracking.
pub(super) fn id_of(tracking_number: &str) -> String {
    uuid_of(tracking_number, 10).replace('-', "")
}

/// What the id of a tracking leads back by: its first twelve digits.
pub(super) fn id_key(parcel: &Parcel) -> u64 {
    fingerprint(parcel, 10) >> 16
}

/// The same update pushed again has the same id: that is what a receiver is to recognize it by.
fn event_id(tale: &Tale<'_>) -> String {
    let own = match tale.manner.told {
        None => 100 + 2 * u64::from(tale.notice.checkpoint.rank()),
        Some(told) => 10_000 + 2 * told.upto as u64,
    };
    uuid(tale.parcel, own)
}

/// The body of a notice.
fn body(tale: &Tale<'_>) -> Vec<u8> {
    let event_id = event_id(tale);
    let tag = latest(tale).code;
    let earlier = tale.steps.len() - tale.news().len();
    let mut before = tale.steps[..earlier].iter();
    // Customs is a second kind of InTransit, so it is no first.
    let first = !before.any(|step| status_of(step.leg).code == tag);
    tale.json(12_000, |json| {
        json.text("event", "tracking_update")
            .text("event_id", &event_id)
            .literal(
                "is_tracking_first_tag",
                if first { "true" } else { "false" },
            )
            .object("msg", |json| tracking(json, tale))
            .number("ts", tale.newest().at.unix_s());
    })
}

/// The tracking object.
pub(super) fn tracking(json: &mut Json, tale: &Tale<'_>) {
    let (parcel, steps) = (tale.parcel, tale.steps.as_slice());
    let Status { code, detail, text } = latest(tale);
    let ended = matches!(tale.leg(), Leg::Delivered | Leg::Expired);
    json.text("id", &id_of(&parcel.tracking_number))
        .text("legacy_id", &uuid(parcel, 12).replace('-', "")[..24])
        .joined("created_at", &Stamp::utc(parcel.created_at).with_offset())
        .joined("updated_at", &Stamp::utc(tale.newest().at).with_offset())
        .text("tracking_number", &tale.number())
        .text("slug", parcel.courier.slug)
        .literal("active", if ended { "false" } else { "true" })
        .object("custom_fields", |json| {
            json.text("seller", &parcel.seller_word())
                .text("carrier_name", parcel.courier.name);
        })
        .number("transit_time", tale.days());
    places(json, parcel);
    delivery_dates(json, tale);
    order(json, parcel);
    shipment(json, tale);
    json.text("source", "api")
        .text("tag", code)
        .text("subtag", detail)
        .text("subtag_message", text)
        .text("title", &tale.number())
        .number("tracked_count", steps.len() as u64)
        .literal("last_mile_tracking_supported", "true")
        .text("language", "en")
        .text("unique_token", "deprecated")
        .literal("subscribed_smses", "[]")
        .literal("subscribed_emails", "[]")
        .literal(
            "return_to_sender",
            if returns(tale) { "true" } else { "false" },
        );
    rest(json, tale);
    json.objects("customers", std::iter::once(parcel), customer);
    json.objects(
        "checkpoints",
        tale.oldest_first().into_iter(),
        |json, step| checkpoint(json, step, tale),
    );
}

fn returns(tale: &Tale<'_>) -> bool {
    tale.first(Leg::Trouble(Trouble::Returning)).is_some()
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
fn delivery_dates(json: &mut Json, tale: &Tale<'_>) {
    let offset = destination(tale.parcel).utc_offset;
    let date = tale.expected_date();
    let expected = [&*date, "T00:00:00", offset];
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
        .joined("order_date", &Stamp::utc(parcel.created_at).with_offset())
        .text("order_number", number)
        .literal("order_tags", "[]")
        .null("order_promised_delivery_date");
}

fn shipment(json: &mut Json, tale: &Tale<'_>) {
    json.number("shipment_package_count", 1);
    time_of(json, "shipment_pickup_date", Leg::PickedUp, tale);
    time_of(json, "shipment_delivery_date", Leg::Delivered, tale);
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
fn rest(json: &mut Json, tale: &Tale<'_>) {
    let number = tale.number();
    let page = ["https://track.shop.example/", &number];
    let failed = tale
        .steps
        .iter()
        .filter(|step| step.leg == Leg::AttemptFailed);
    json.nulls(&["delivery_type", "pickup_location", "pickup_note"])
        .joined("courier_tracking_link", &page)
        .null("courier_redirect_link");
    time_of(json, "first_attempted_at", Leg::OutForDelivery, tale);
    json.nulls(&TRACKING_FIELDS_WITHOUT_VALUE)
        .number("failed_delivery_attempts", failed.count() as u64)
        .nulls(&["signature_requirement", "delivery_location_type"])
        .joined("aftership_tracking_url", &page)
        .nulls(&["aftership_tracking_order_url", "first_mile"]);
    match tale.last_mile() {
        None => json.null("last_mile"),
        Some(number) => json.object("last_mile", |json| {
            json.text("tracking_number", &number)
                .text("slug", "local-courier")
                .null("transit_time")
                .text("source", "api");
        }),
    };
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

fn checkpoint(json: &mut Json, step: &Step, tale: &Tale<'_>) {
    let Status { code, detail, text } = status_of(step.leg);
    let place = &step.place;
    let local = tale.local(step);
    let postal_code = match tale.version() {
        "2026-01" | "2026-07" => "postal_code",
        _ => "zip",
    };
    json.joined("created_at", &Stamp::utc(step.at).with_offset())
        .text("slug", tale.parcel.courier.slug);
    // The courier's own system at home states its offset; what comes from abroad does not.
    match step.leg {
        Leg::LabelMade | Leg::PickedUp | Leg::Exported => {
            json.joined("checkpoint_time", &local.with_offset())
        }
        _ => json.text("checkpoint_time", local.date_and_time()),
    };
    json.loose("location", place.city)
        .loose("city", place.city)
        .nulls(&["state", postal_code, "coordinate"])
        .text("country_region", place.alpha3)
        .loose("country_region_name", place.country)
        .text("message", message(step.leg, tale.parcel))
        .text("tag", code)
        .text("subtag", detail)
        .text("subtag_message", text)
        .null("raw_tag")
        .literal("events", "[]")
        .text("source", "carrier");
}

/// When something was done first, or null.
fn time_of(json: &mut Json, key: &str, leg: Leg, tale: &Tale<'_>) {
    match tale.first(leg) {
        Some(step) => json.joined(key, &tale.local(step).with_offset()),
        None => json.null(key),
    };
}
