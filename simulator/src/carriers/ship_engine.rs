//! ShipEngine, and ShipStation's second API: the whole tracking result, signed with a published RSA key.
//!
//! Nothing is shared with the receiver: the secret only names the key pair, whose public half is [`jwks`].

use super::json::Json;
use super::life::{Leg, Step, destination};
use super::profile::{
    AckRule, Cardinality, CustomerIs, Profile, RetryPlan, Status, delays, status,
};
use super::seal::Draft;
use super::stamp::Stamp;
use super::tale::Tale;
use super::{Provider, Rendered, couriers};
use crate::parcel::Trouble;
use crate::signature::{RsaKey, Signer};
use std::time::Duration;

const DELAYS: [Duration; 2] = delays([7_200, 7_200]);
/// ShipStation's second API.
const SHIP_STATION: &str = "TRACK_EVENT_V2";

pub(super) static PROVIDER: Provider = Provider {
    profile: Profile {
        word: "shipengine",
        name: "ShipEngine and ShipStation V2",
        version: "API_TRACK",
        versions: &["API_TRACK", SHIP_STATION],
        method: "POST",
        content_type: "application/json",
        url_rule: "one subscription for each kind of webhook",
        carries: Cardinality::Snapshot,
        batch: 1,
        customer: CustomerIs::KnownToTheShop,
        recipient: "not in the push: the shop knows it by tracking number",
        signed: true,
        signature: "x-shipengine-rsa-sha256-signature: base64 of RSA PKCS#1 v1.5 SHA-256 over timestamp + \".\" + body, key by kid from /jwks",
        ack: "any 2xx",
        ack_rule: AckRule::Success,
        status: status_of,
        query: Some("tracking, keys"),
        retry: RetryPlan::dropping(10, &DELAYS),
        confirmed: true,
        unconfirmed: "time-out (10 s here)",
        source: "docs.shipstation.com: webhooks schemas, validating webhooks; shipengine-openapi",
        number_format: "22 digits, USPS",
    },
    couriers: &couriers::OF_SHIP_ENGINE,
    write,
};

/// The published key set for this secret, as `GET /jwks` answers it.
pub fn jwks(secret: &str) -> String {
    RsaKey::of(secret).jwks().to_owned()
}

#[rustfmt::skip] // A table.
fn status_of(leg: Leg) -> Status {
    match leg {
        Leg::LabelMade => status("NY", "ELEC_ADVICE_RECD_BY_CARRIER", "Not Yet In System"),
        Leg::PickedUp => status("AC", "PICKED_UP", "Accepted"),
        Leg::Exported => status("IT", "HUB_SCAN_OUT", "In Transit"),
        Leg::Landed => status("IT", "HUB_SCAN_IN", "In Transit"),
        Leg::Moving => status("IT", "IN_TRANSIT", "In Transit"),
        Leg::Customs => status("IT", "CUSTOMS_PROCESSING", "In Transit"),
        Leg::CustomsCleared => status("IT", "CUSTOMS_CLEARED", "In Transit"),
        Leg::HandedOver => status("IT", "SUB_CONTRACTOR_RECEIVED", "In Transit"),
        Leg::Trouble(Trouble::Delay) => status("EX", "CARRIER_DELAYS", "Exception"),
        Leg::Trouble(Trouble::CustomsHold) => status("EX", "HELD_BY_CUSTOMS", "Exception"),
        Leg::Trouble(Trouble::Damaged) => status("EX", "PARCEL_DAMAGED", "Exception"),
        Leg::Trouble(Trouble::Lost) => status("EX", "PARCEL_LOST", "Exception"),
        Leg::Trouble(Trouble::AddressIssue) => status("EX", "ADDRESS_QUERY", "Exception"),
        Leg::Trouble(Trouble::Refused) => status("EX", "REFUSED_BY_CUSTOMER", "Exception"),
        Leg::Trouble(Trouble::Returning) => status("EX", "RETURN_TO_SENDER", "Exception"),
        Leg::Trouble(Trouble::Returned) => status("EX", "UNDELIVERABLE_RETURNED_TO_SENDER", "Exception"),
        Leg::Trouble(Trouble::Cancelled) => status("EX", "CANCELLED", "Exception"),
        Leg::Trouble(Trouble::Other) => status("EX", "UNSPECIFIED_EXCEPTION", "Exception"),
        Leg::OutForDelivery => status("IT", "OUT_FOR_DELIVERY", "In Transit"),
        Leg::AttemptFailed => status("AT", "ATTEMPTED_DELIVERY", "Delivery Attempt"),
        Leg::AtPickupPoint => status("SP", "AWAITING_COLLECTION_FROM_PICKUP_POINT", "Delivered To Collection Location"),
        Leg::Delivered => status("DE", "DELIVERED", "Delivered"),
        Leg::Expired => status("UN", "TRACKING_EXPIRED", "Unknown"),
    }
}

fn write(tale: &Tale<'_>, secret: &str) -> Rendered {
    let timestamp = Stamp::utc(tale.newest().at).zulu().concat();
    let signer = Signer::TimestampDotRsa {
        timestamp: &timestamp,
        seed: secret,
    };
    Draft::json(body(tale))
        .header("x-shipengine-rsa-sha256-key-id", RsaKey::of(secret).kid())
        .header("x-shipengine-timestamp", timestamp.as_str())
        .signed(signer, "x-shipengine-rsa-sha256-signature")
        .finish(tale.notice)
}

fn body(tale: &Tale<'_>) -> Vec<u8> {
    let number = tale.number();
    let carrier = tale.parcel.courier.slug;
    tale.json(9_000, |json| {
        let base = tale.manner.api_url.unwrap_or("https://api.shipengine.com");
        if tale.version() == SHIP_STATION {
            let label = format!("se-{}", tale.parcel.index + 1);
            json.joined("resource_url", &[base, "/v2/labels/", &label, "/track"]);
        } else {
            let query = ["?carrier_code=", carrier, "&tracking_number=", &number].concat();
            json.joined("resource_url", &[base, "/v1/tracking", &query]);
        }
        json.text("resource_type", tale.version())
            .object("data", |json| data(json, tale));
    })
}

pub(super) fn data(json: &mut Json, tale: &Tale<'_>) {
    let (newest, number) = (tale.newest(), tale.number());
    let now = status_of(newest.leg);
    let offset = destination(tale.parcel).utc_offset;
    let trouble = matches!(newest.leg, Leg::Trouble(_)).then(|| newest.leg.english());
    json.text("tracking_number", &number)
        .joined("tracking_url", &["https://track.shop.example/", &number])
        .text("status_code", now.code)
        .loose("status_detail_code", now.detail)
        .text("status_description", now.text)
        .loose("status_detail_description", newest.leg.english())
        .text("carrier_code", tale.parcel.courier.slug)
        .text("carrier_id", "1")
        .null("carrier_detail_code")
        .text("carrier_status_code", now.code)
        .text("carrier_status_description", newest.leg.english());
    time_of(json, "ship_date", Leg::PickedUp, tale);
    json.joined(
        "estimated_delivery_date",
        &[&tale.expected_date(), "T00:00:00", offset],
    );
    time_of(json, "actual_delivery_date", Leg::Delivered, tale);
    json.text_or_null("exception_description", trouble).objects(
        "events",
        tale.newest_first().into_iter(),
        |json, step| event(json, step, tale),
    );
}

fn event(json: &mut Json, step: &Step, tale: &Tale<'_>) {
    let status = status_of(step.leg);
    let signer = (step.leg == Leg::Delivered).then_some(tale.parcel.recipient.name.as_str());
    json.joined("occurred_at", &Stamp::utc(step.at).zulu())
        .text("carrier_occurred_at", Stamp::local(step).date_and_time())
        .text("description", step.leg.english())
        .loose("city_locality", step.place.city)
        .nulls(&["state_province", "postal_code"])
        .text("country_code", step.place.alpha2)
        .text("company_name", "")
        .text_or_null("signer", signer)
        .text("event_code", status.detail)
        .null("carrier_detail_code")
        .text("status_code", status.code)
        .loose("status_detail_code", status.detail)
        .text("status_description", status.text)
        .loose("status_detail_description", step.leg.english())
        .text("carrier_status_code", status.code)
        .text("carrier_status_description", step.leg.english())
        .nulls(&["latitude", "longitude", "proof_of_delivery_url"]);
}

/// When something was done first, or null.
fn time_of(json: &mut Json, key: &str, leg: Leg, tale: &Tale<'_>) {
    match tale.first(leg) {
        Some(step) => json.joined(key, &Stamp::utc(step.at).zulu()),
        None => json.null(key),
    };
}
