//! Shopify: one fulfillment event, or the fulfillment itself; and the webhooks of the same shop that a connector
//! needs beside them: orders (who gets which parcel) and marketing consent (opt-out).

mod shop;

use super::json::Json;
use super::life::{Leg, destination, fingerprint};
use super::profile::{
    AckRule, Cardinality, CustomerIs, OnExhaust, Profile, RetryPlan, Status, delays, status,
};
use super::seal::Draft;
use super::stamp::Stamp;
use super::tale::Tale;
use super::{Notice, Provider, Rendered, couriers};
use crate::parcel::{Checkpoint, Parcel, Trouble};
use crate::signature::Signer;
use std::time::Duration;

pub use shop::{Consent, consent, order};

/// Eight within four hours.
const DELAYS: [Duration; 8] = delays([60, 120, 300, 600, 1_200, 2_400, 3_600, 6_120]);

/// The single event, which has no tracking number.
const EVENT: &str = "fulfillment_events/create";

pub(super) static PROVIDER: Provider = Provider {
    profile: Profile {
        word: "shopify",
        name: "Shopify",
        version: "fulfillments/update",
        versions: &["fulfillments/update", EVENT],
        method: "POST",
        content_type: "application/json",
        url_rule: "https; eight failures in a row delete the subscription",
        carries: Cardinality::Single,
        batch: 1,
        customer: CustomerIs::InThePush,
        recipient: "destination (fulfillments/*), the order (fulfillment_events/*)",
        signed: true,
        signature: "X-Shopify-Hmac-Sha256: base64 of HMAC-SHA256(app secret, body)",
        ack: "any 2xx within 5 s",
        ack_rule: AckRule::Success,
        status: status_of,
        query: None,
        retry: RetryPlan {
            timeout: Duration::from_secs(5),
            delays: &DELAYS,
            jitter: 0.0,
            on_exhaust: OnExhaust::Delete,
        },
        confirmed: true,
        unconfirmed: "the steps of the eight retries (4 h in all), lower case of status in REST",
        source: "shopify.dev: webhooks; @shopify/shopify-api lib/webhooks; REST FulfillmentEvent 2025-07",
        number_format: "22 digits, USPS",
    },
    couriers: &couriers::OF_SHOPIFY,
    write,
};

const API_VERSION: &str = "2025-07";

fn status_of(leg: Leg) -> Status {
    let code = match leg {
        Leg::PickedUp => "carrier_picked_up",
        Leg::Trouble(Trouble::Delay | Trouble::CustomsHold) => "delayed",
        Leg::Trouble(_) => "failure",
        _ => match leg.checkpoint() {
            Checkpoint::InfoReceived => "label_printed",
            Checkpoint::OutForDelivery => "out_for_delivery",
            Checkpoint::AttemptFailed => "attempted_delivery",
            Checkpoint::AvailableForPickup => "ready_for_pickup",
            Checkpoint::Delivered => "delivered",
            _ => "in_transit",
        },
    };
    status(code, "", leg.english())
}

fn write(tale: &Tale<'_>, secret: &str) -> Rendered {
    let topic = tale.version();
    let body = match topic {
        EVENT => event(tale),
        _ => fulfillment(tale),
    };
    let own = match tale.manner.told {
        None => u64::from(tale.notice.checkpoint.rank()),
        Some(told) => 20 + told.upto as u64,
    };
    delivery(tale.notice, topic, own, body, secret)
}

/// A webhook of the shop with all its headers.
fn delivery(notice: &Notice, topic: &str, own: u64, body: Vec<u8>, secret: &str) -> Rendered {
    let parcel = notice.parcel;
    let triggered = Stamp::utc(notice.at).zulu().concat();
    Draft::json(body)
        .header("X-Shopify-Topic", topic)
        .header("X-Shopify-Shop-Domain", domain(parcel))
        .header("X-Shopify-API-Version", API_VERSION)
        .header("X-Shopify-Webhook-Id", uuid(parcel, 900 + 4 * own))
        .header("X-Shopify-Event-Id", uuid(parcel, 902 + 4 * own))
        .header("X-Shopify-Triggered-At", triggered)
        .signed(Signer::HmacBase64 { secret }, "X-Shopify-Hmac-Sha256")
        .finish(notice)
}

/// One shop a seller.
fn domain(parcel: &Parcel) -> String {
    format!("{}.myshopify.com", parcel.seller_word())
}

fn uuid(parcel: &Parcel, purpose: u64) -> String {
    let (high, low) = (
        fingerprint(parcel, purpose),
        fingerprint(parcel, purpose + 1),
    );
    format!(
        "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
        high >> 32,
        high >> 16 & 0xffff,
        high & 0xfff,
        low >> 48 & 0xfff,
        low & 0xffff_ffff_ffff
    )
}

fn order_id(parcel: &Parcel) -> u64 {
    5_000_000_000_000 + parcel.index
}

fn fulfillment_id(parcel: &Parcel) -> u64 {
    4_000_000_000_000 + parcel.index
}

fn event(tale: &Tale<'_>) -> Vec<u8> {
    let parcel = tale.parcel;
    let newest = tale.newest();
    tale.json(1_000, |json| {
        let at = tale.local(newest);
        json.number("id", fingerprint(parcel, 910 ^ newest.at.0) >> 12)
            .number("fulfillment_id", fulfillment_id(parcel))
            .text("status", status_of(newest.leg).code)
            .text("message", newest.leg.english())
            .joined("happened_at", &at.with_offset())
            .loose("city", newest.place.city)
            .null("province")
            .text("country", newest.place.alpha2)
            .nulls(&["zip", "address1", "latitude", "longitude"])
            .number("shop_id", 1 + u64::from(parcel.seller))
            .joined("created_at", &Stamp::utc(newest.at).with_offset())
            .joined("updated_at", &Stamp::utc(newest.at).with_offset())
            .joined(
                "estimated_delivery_at",
                &[
                    &tale.expected_date(),
                    "T00:00:00",
                    destination(parcel).utc_offset,
                ],
            )
            .number("order_id", order_id(parcel));
    })
}

fn fulfillment(tale: &Tale<'_>) -> Vec<u8> {
    let parcel = tale.parcel;
    let newest = tale.newest();
    let number = tale.number();
    let url = ["https://track.shop.example/", &number].concat();
    tale.json(1_800, |json| {
        json.number("id", fulfillment_id(parcel))
            .number("order_id", order_id(parcel))
            .text("status", "success")
            .joined("created_at", &Stamp::utc(parcel.created_at).with_offset())
            .text("service", "manual")
            .joined("updated_at", &Stamp::utc(newest.at).with_offset())
            .text("tracking_company", parcel.courier.name)
            .text("shipment_status", status_of(newest.leg).code)
            .null("location_id")
            .null("origin_address")
            .joined(
                "email",
                &["customer.", &parcel.recipient.phone, "@shop.example"],
            )
            .object("destination", |json| person(json, parcel))
            .text("tracking_number", &number)
            .texts("tracking_numbers", &[&number])
            .text("tracking_url", &url)
            .texts("tracking_urls", &[&url])
            .literal("receipt", "{}")
            .joined("name", &["#", &parcel.order_number, ".1"])
            .joined(
                "estimated_delivery_at",
                &[
                    &tale.expected_date(),
                    "T00:00:00",
                    destination(parcel).utc_offset,
                ],
            )
            .literal("line_items", "[]");
    })
}

fn person(json: &mut Json, parcel: &Parcel) {
    let recipient = &parcel.recipient;
    let (first, last) = recipient
        .name
        .split_once(' ')
        .unwrap_or((&recipient.name, ""));
    json.text("first_name", first)
        .text("last_name", last)
        .text("name", &recipient.name)
        .joined("phone", &["+", &recipient.phone])
        .null("address1")
        .text("city", recipient.city)
        .text("zip", &recipient.postal_code)
        .text("country", destination(parcel).name)
        .text("country_code", recipient.country);
}
