//! EasyPost: an event that wraps the whole tracker. It may come late, twice, or out of order.

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
use crate::signature::{Signer, compatible};
use std::time::Duration;

/// Progressive, about a day in all.
const DELAYS: [Duration; 7] = delays([60, 300, 1_800, 3_600, 10_800, 21_600, 43_200]);

pub(super) static PROVIDER: Provider = Provider {
    profile: Profile {
        word: "easypost",
        name: "EasyPost",
        version: "v2",
        versions: &["v2"],
        method: "POST",
        content_type: "application/json",
        url_rule: "credentials may stand in the address",
        carries: Cardinality::Snapshot,
        batch: 1,
        customer: CustomerIs::KnownToTheShop,
        recipient: "not in the push: the shop knows it by tracking number",
        signed: true,
        signature: "X-Hmac-Signature: hmac-sha256-hex= and hex of HMAC-SHA256(NFKD of secret, body)",
        ack: "any 2xx",
        ack_rule: AckRule::Success,
        status: status_of,
        query: Some("trackers"),
        retry: RetryPlan::dropping(7, &DELAYS),
        confirmed: true,
        unconfirmed: "time-out (7 s here), the steps of the progressive back-off (24 h in all)",
        source: "EasyPost: webhooks guide; easypost-python validate_webhook",
        number_format: "22 digits, USPS; test codes EZ1000000001 to EZ1000000007",
    },
    couriers: &couriers::OF_EASY_POST,
    write,
};

#[rustfmt::skip] // A table.
fn status_of(leg: Leg) -> Status {
    match leg {
        Leg::LabelMade => status("pre_transit", "label_created", "Shipping Label Created"),
        Leg::PickedUp => status("in_transit", "received_at_origin_facility", "Origin Acceptance"),
        Leg::Exported => status("in_transit", "departed_facility", "Departed Facility"),
        Leg::Landed | Leg::Moving => status("in_transit", "arrived_at_facility", "Arrived at Facility"),
        Leg::Customs | Leg::CustomsCleared => status("in_transit", "in_customs", "Customs Clearance"),
        Leg::HandedOver => status("in_transit", "arrived_at_destination", "Arrived at Post Office"),
        Leg::Trouble(Trouble::Delay) => status("in_transit", "delayed", "Delayed"),
        Leg::Trouble(Trouble::CustomsHold) => status("in_transit", "held_in_customs", "Held in Customs"),
        Leg::Trouble(Trouble::Damaged) => status("failure", "damaged", "Damaged"),
        Leg::Trouble(Trouble::Lost) => status("failure", "lost", "Lost"),
        Leg::Trouble(Trouble::AddressIssue) => status("failure", "address_correction", "Address Issue"),
        Leg::Trouble(Trouble::Refused) => status("failure", "refused", "Refused"),
        Leg::Trouble(Trouble::Returning) => status("return_to_sender", "return", "Return to Sender"),
        Leg::Trouble(Trouble::Returned) => status("return_to_sender", "return", "Returned"),
        Leg::Trouble(Trouble::Cancelled) => status("cancelled", "cancelled", "Cancelled"),
        Leg::Trouble(Trouble::Other) => status("error", "unknown", "Error"),
        Leg::OutForDelivery => status("out_for_delivery", "out_for_delivery", "Out for Delivery"),
        Leg::AttemptFailed => status("failure", "delivery_exception", "Delivery Attempted"),
        Leg::AtPickupPoint => status("available_for_pickup", "available_for_pickup", "Available for Pickup"),
        Leg::Delivered => status("delivered", "arrived_at_destination", "Delivered"),
        Leg::Expired => status("unknown", "unknown", "Unknown"),
    }
}

fn write(tale: &Tale<'_>, secret: &str) -> Rendered {
    let secret = compatible(secret);
    let draft = Draft {
        signer: Some(Signer::HmacHex { secret: &secret }),
        header: ("X-Hmac-Signature", "hmac-sha256-hex="),
        ..Draft::json(body(tale))
    };
    draft.finish(tale.notice)
}

/// An identifier of EasyPost's: a word and 32 hexadecimal digits, the same for the same parcel and purpose.
fn id(word: &str, tale: &Tale<'_>, purpose: u64) -> String {
    id_with(word, &tale.parcel.tracking_number, purpose)
}

fn id_with(word: &str, tracking_number: &str, purpose: u64) -> String {
    let high = fingerprint_of(tracking_number, purpose);
    let low = fingerprint_of(tracking_number, purpose + 1);
    format!("{word}_{high:016x}{low:016x}")
}

/// The id of a tracker.
pub(super) fn id_of(tracking_number: &str) -> String {
    id_with("trk", tracking_number, 520)
}

/// What the id of a tracker leads back by: its first sixteen digits.
pub(super) fn id_key(parcel: &Parcel) -> u64 {
    fingerprint(parcel, 520)
}

fn body(tale: &Tale<'_>) -> Vec<u8> {
    let number = match tale.manner.told {
        None => u64::from(tale.notice.checkpoint.rank()),
        Some(told) => 20 + told.upto as u64,
    };
    let earlier = tale.steps.len() - tale.news().len();
    let before = earlier
        .checked_sub(1)
        .map(|last| status_of(tale.steps[last].leg).code);
    let first = tale.leg() == Leg::LabelMade;
    tale.json(7_000, |json| {
        let now = Stamp::utc(tale.newest().at);
        json.text("object", "Event")
            .text("id", &id("evt", tale, 500 + 2 * number))
            .text("mode", "production")
            .text(
                "description",
                if first {
                    "tracker.created"
                } else {
                    "tracker.updated"
                },
            )
            .text("status", "pending")
            .object("previous_attributes", |json| {
                json.text("status", before.unwrap_or("unknown"));
            })
            .literal("pending_urls", "[]")
            .literal("completed_urls", "[]")
            .text("user_id", "user_0000000000000000000000000000000a")
            .joined("created_at", &now.zulu())
            .joined("updated_at", &now.zulu())
            .object("result", |json| tracker(json, tale));
    })
}

pub(super) fn tracker(json: &mut Json, tale: &Tale<'_>) {
    let parcel = tale.parcel;
    let newest = tale.newest();
    let now = status_of(newest.leg);
    let signed_by = (newest.leg == Leg::Delivered).then_some(parcel.recipient.name.as_str());
    let number = tale.number();
    let ended = matches!(newest.leg, Leg::Delivered | Leg::Trouble(Trouble::Returned));
    json.text("id", &id("trk", tale, 520))
        .text("object", "Tracker")
        .text("mode", "production")
        .text("tracking_code", &number)
        .text("status", now.code)
        .text("status_detail", now.detail)
        .joined("created_at", &Stamp::utc(parcel.created_at).zulu())
        .joined("updated_at", &Stamp::utc(newest.at).zulu())
        .text_or_null("signed_by", signed_by)
        .literal("weight", "14.8")
        .joined("est_delivery_date", &[&tale.expected_date(), "T00:00:00Z"])
        .null("shipment_id")
        .text("carrier", parcel.courier.slug)
        .objects(
            "tracking_details",
            tale.oldest_first().into_iter(),
            |json, step| detail(json, step, tale),
        )
        .object("carrier_detail", |json| carrier_detail(json, tale))
        .literal("finalized", if ended { "true" } else { "false" })
        .literal("is_return", "false")
        .joined(
            "public_url",
            &["https://track.easypost.com/", &id("trk", tale, 520)],
        )
        .literal("fees", "[]");
}

fn carrier_detail(json: &mut Json, tale: &Tale<'_>) {
    let parcel = tale.parcel;
    let to = [parcel.recipient.city, ", ", destination(parcel).alpha2];
    json.text("object", "CarrierDetail")
        .loose("service", "First-Class Package International Service")
        .null("container_type")
        .text("est_delivery_date_local", &tale.expected_date())
        .null("est_delivery_time_local")
        .joined("origin_location", &[ORIGIN.city, ", ", ORIGIN.alpha2])
        .null("origin_tracking_location")
        .joined("destination_location", &to)
        .nulls(&["destination_tracking_location", "guaranteed_delivery_date"])
        .text_or_null("alternate_identifier", tale.last_mile().as_deref());
}

fn detail(json: &mut Json, step: &Step, tale: &Tale<'_>) {
    let status = status_of(step.leg);
    let zone = if tale.local(step).offset.is_empty() {
        ""
    } else {
        "Z"
    };
    json.text("object", "TrackingDetail")
        .text("message", status.text)
        .loose("description", step.leg.english())
        .text("status", status.code)
        .text("status_detail", status.detail)
        .joined("datetime", &[Stamp::utc(step.at).date_and_time(), zone])
        .text("source", tale.parcel.courier.slug)
        .null("carrier_code")
        .object("tracking_location", |json| {
            json.text("object", "TrackingLocation")
                .loose("city", step.place.city)
                .null("state")
                .text("country", step.place.alpha2)
                .null("zip");
        });
}
