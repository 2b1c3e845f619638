//! YunExpress push `tisPushData`: the parcel with its whole history every time.
//!
//! No public page of YunExpress describes this push; fields and signature follow what integrators wrote down. The
//! recipient's name (`consignee_name`) is an addition of ours, since a message needs one.

use super::Notice;
use super::json::Json;
use super::life::{Leg, Step, Trouble, destination, fingerprint, history};
use super::profile::{Cardinality, OnExhaust, Profile, RetryPlan};
use super::stamp::Stamp;
use crate::parcel::{Checkpoint, Parcel};
use crate::tracking_number::write_s10;
use std::time::Duration;

const DELAYS: [Duration; 3] = [
    Duration::from_secs(60),
    Duration::from_secs(300),
    Duration::from_secs(900),
];

pub(super) static PROFILE: Profile = Profile {
    word: "yunexpress",
    name: "YunExpress",
    version: "tisPushData",
    carries: Cardinality::Snapshot,
    signature: "X-YunExpress-Signature: hex of SHA-256(timestamp + key + body)",
    ack: "any 2xx",
    retry: RetryPlan {
        timeout: Duration::from_secs(10),
        delays: &DELAYS,
        jitter: 0.0,
        on_exhaust: OnExhaust::Drop,
    },
    confirmed: false,
    unconfirmed: "signature, acknowledgement, retries (1, 5, 15 min here), time-out (10 s here), \
                  consignee_name (added here)",
    source: "none of YunExpress's own; integrators' public notes",
    number_format: "YT and 16 digits",
};

/// Names the shared key, which itself never travels.
pub(super) const KEY_HEADER: (&str, &str) = ("X-YunExpress-Encrypt-Key", "k1");

/// A step: node code, its description, what the event says.
fn node(leg: Leg, parcel: &Parcel) -> (&'static str, &'static str, &'static str) {
    let country = destination(parcel);
    match leg {
        Leg::LabelMade => (
            "ORDER_CREATION",
            "Order created",
            "Shipment information received 电子预报信息已收到",
        ),
        Leg::PickedUp => (
            "FIRST_MILE_ARRIVE",
            "First mile arrived",
            "Shipment received at 深圳仓库",
        ),
        Leg::Exported => (
            "INTERNATIONAL_SHIP",
            "International departure",
            "Departed from origin airport",
        ),
        Leg::Landed => (
            "MAIN_LINE_ARRIVE",
            "Main line arrived",
            "Arrived at destination airport",
        ),
        Leg::Moving => ("IN_TRANSIT", "In transit", "In transit to next facility"),
        Leg::Customs => (
            "CUSTOMS_CLEARANCE",
            "Customs clearance",
            "Customs clearance in progress",
        ),
        Leg::CustomsCleared => (
            "CUSTOMS_CLEARANCE",
            "Customs clearance",
            "Customs clearance completed",
        ),
        Leg::Trouble(trouble) => ("DELIVERY_ATTEMPT", "Delivery exception", words_of(trouble)),
        Leg::OutForDelivery => (
            "LAST_MILE_DELIVERY",
            "Out for delivery",
            country.out_for_delivery_words,
        ),
        Leg::Delivered => ("DELIVERED", "Delivered", country.delivered_words),
    }
}

fn words_of(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Delay => "Delivery delayed, a new attempt will be made",
        Trouble::CustomsPapers => "Held: customs asks for documents",
        Trouble::Damaged => "Shipment damaged",
        Trouble::Lost => "Shipment lost, investigation opened",
    }
}

fn package_status(checkpoint: Checkpoint) -> &'static str {
    match checkpoint {
        Checkpoint::InfoReceived => "F",
        Checkpoint::InTransit | Checkpoint::Customs | Checkpoint::OutForDelivery => "T",
        Checkpoint::Exception => "E",
        Checkpoint::Delivered => "D",
    }
}

/// The body of a notice.
pub(super) fn body(notice: &Notice) -> Vec<u8> {
    let steps = history(notice.parcel, notice.checkpoint, notice.at);
    Json::document(6_000, |json| {
        json.text("data_code", "tisPushData")
            .object("data", |json| data(json, notice, &steps));
    })
}

fn data(json: &mut Json, notice: &Notice, steps: &[Step]) {
    let parcel = notice.parcel;
    let recipient = &parcel.recipient;
    let country = destination(parcel);
    let days = notice.at.since(parcel.created_at).as_secs() / 86_400;
    json.text("waybill_number", &parcel.tracking_number)
        .text(
            "tracking_number",
            &last_mile_number(parcel, notice.checkpoint),
        )
        .text("customer_order_number", &parcel.order_number)
        .text("package_status", package_status(notice.checkpoint))
        .text("product_code", "THZXR")
        .text("product_name", "云途全球专线挂号(特惠普货)")
        .text("channel_code", "THZXR")
        .text("customer_code", &parcel.seller_word())
        .text("origin_code", "CN")
        .text("destination_code", recipient.country)
        .text("postal_code", &recipient.postal_code);
    time_of(json, "check_in_time", Leg::PickedUp, steps);
    time_of(json, "check_out_time", Leg::Exported, steps);
    time_of(json, "pick_up_time", Leg::PickedUp, steps);
    json.literal("actual_weight", "0.42")
        .number("interval_day", days)
        .number("interval_work_day", days * 5 / 7)
        .null("last_mile_site")
        .joined("last_mile_name", &[country.name, " Post"])
        .text("consignee_name", &recipient.name)
        .joined("phone_number", &["+", &recipient.phone])
        .null("pod_url")
        .literal("pod_urls", "[]")
        .literal("IsSignature", "false")
        .null("SignatureUrls");
    let date = &parcel.estimated_delivery_date;
    let zone = country.utc_offset;
    json.joined("EstimatedDeliveryFromDateZone", &[date, " 09:00:00 ", zone])
        .joined("EstimatedDeliveryToDateZone", &[date, " 18:00:00 ", zone])
        .objects("track_events", steps.iter(), |json, step| {
            event(json, step, parcel)
        });
}

/// The number that the last courier uses: another one, and empty until that courier has the parcel. It is in no
/// range of ours, so nobody takes it for a parcel's own number.
fn last_mile_number(parcel: &Parcel, checkpoint: Checkpoint) -> String {
    if checkpoint < Checkpoint::Customs {
        return String::new();
    }
    write_s10(
        "CY",
        fingerprint(parcel, 300) % 100_000_000,
        parcel.recipient.country,
    )
}

fn event(json: &mut Json, step: &Step, parcel: &Parcel) {
    let (code, code_words, content) = node(step.leg, parcel);
    json.joined("process_time", &spaced(&Stamp::local(step)))
        .joined("process_utc_time", &spaced(&Stamp::utc(step.at)))
        .text("process_content", content)
        .text("process_country", step.place.alpha2)
        .text("process_province", "")
        .text("process_city", step.place.city)
        .text("process_location", step.place.city)
        .text("track_node_code", code)
        .text("track_node_description", code_words)
        .literal("node_labels", "[]")
        .null("pod_url");
}

/// `2026-11-25 14:03:05`, in parts.
fn spaced(stamp: &Stamp) -> [&str; 3] {
    [stamp.date(), " ", stamp.time()]
}

/// When a leg was done, or null.
fn time_of(json: &mut Json, key: &str, leg: Leg, steps: &[Step]) {
    match steps.iter().find(|step| step.leg == leg) {
        Some(step) => json.joined(key, &spaced(&Stamp::local(step))),
        None => json.null(key),
    };
}
