//! YunExpress push `tisPushData`: the parcel with its whole history every time, plain or as AES ciphertext.
//!
//! No public page of YunExpress describes this push; fields and signature follow what integrators wrote down. The
//! recipient's name (`consignee_name`) is an addition of ours, since a message needs one.

mod cipher;

use super::json::Json;
use super::life::{Leg, Step, destination, last_mile_number};
use super::profile::{
    AckRule, Cardinality, CustomerIs, Profile, RetryPlan, Status, delays, status,
};
use super::seal::Draft;
use super::stamp::Stamp;
use super::tale::Tale;
use super::{Provider, Rendered, couriers};
use crate::parcel::{Checkpoint, Parcel, Trouble};
use crate::signature::Signer;
use std::time::Duration;

const DELAYS: [Duration; 3] = delays([60, 300, 900]);

const AES: &str = "tisPushData-aes";

pub(super) static PROVIDER: Provider = Provider {
    profile: Profile {
        word: "yunexpress",
        name: "YunExpress",
        version: "tisPushData",
        versions: &["tisPushData", AES],
        method: "POST",
        content_type: "application/json",
        url_rule: "not published",
        carries: Cardinality::Snapshot,
        batch: 1,
        customer: CustomerIs::InThePush,
        recipient: "data.phone_number, data.consignee_name (added here)",
        signed: true,
        signature: "X-YunExpress-Signature: hex of SHA-256(timestamp + key + body)",
        ack: "any 2xx",
        ack_rule: AckRule::Success,
        status: status_of,
        query: Some("orders"),
        retry: RetryPlan::dropping(10, &DELAYS),
        confirmed: false,
        unconfirmed: "signature, acknowledgement, retries (1, 5, 15 min here), time-out (10 s here), \
                      consignee_name (added here), key and IV of the AES body",
        source: "none of YunExpress's own; integrators' public notes",
        number_format: "YT and 16 digits",
    },
    couriers: &couriers::OF_YUN_EXPRESS,
    write,
};

/// Names the shared key, which itself never travels.
const KEY_NAME: &str = "k1";

fn write(tale: &Tale<'_>, secret: &str) -> Rendered {
    let timestamp = (tale.newest().at.0 / 1_000).to_string();
    let mut body = body(tale);
    if tale.version() == AES {
        body = cipher::sealed(&body, secret, tale.parcel);
    }
    let signer = Signer::TimestampKeyBody {
        timestamp: &timestamp,
        key: secret,
    };
    Draft::json(body)
        .header("X-YunExpress-Timestamp", timestamp.as_str())
        .header("X-YunExpress-Encrypt-Key", KEY_NAME)
        .signed(signer, "X-YunExpress-Signature")
        .finish(tale.notice)
}

/// Package status, node code, its description.
fn status_of(leg: Leg) -> Status {
    let (node, text) = node_of(leg);
    status(package_status(leg), node, text)
}

fn node_of(leg: Leg) -> (&'static str, &'static str) {
    match leg {
        Leg::LabelMade => ("ORDER_CREATION", "Order created"),
        Leg::PickedUp => ("FIRST_MILE_ARRIVE", "First mile arrived"),
        Leg::Exported => ("INTERNATIONAL_SHIP", "International departure"),
        Leg::Landed => ("MAIN_LINE_ARRIVE", "Main line arrived"),
        Leg::Moving | Leg::HandedOver | Leg::Expired => ("IN_TRANSIT", "In transit"),
        Leg::Customs | Leg::CustomsCleared => ("CUSTOMS_CLEARANCE", "Customs clearance"),
        Leg::Trouble(_) | Leg::AttemptFailed => ("DELIVERY_ATTEMPT", "Delivery exception"),
        Leg::OutForDelivery => ("LAST_MILE_DELIVERY", "Out for delivery"),
        Leg::AtPickupPoint => ("LAST_MILE_DELIVERY", "Ready for collection"),
        Leg::Delivered => ("DELIVERED", "Delivered"),
    }
}

fn package_status(leg: Leg) -> &'static str {
    match leg {
        Leg::Trouble(Trouble::Returning | Trouble::Returned) => "R",
        Leg::Trouble(Trouble::Cancelled) => "C",
        Leg::Expired => "N",
        _ => match leg.checkpoint() {
            Checkpoint::InfoReceived => "F",
            Checkpoint::Exception | Checkpoint::AttemptFailed => "E",
            Checkpoint::Delivered => "D",
            _ => "T",
        },
    }
}

/// What the event says.
pub(super) fn content(leg: Leg, parcel: &Parcel) -> &'static str {
    let country = destination(parcel);
    match leg {
        Leg::LabelMade => "Shipment information received 电子预报信息已收到",
        Leg::PickedUp => "Shipment received at 深圳仓库",
        Leg::Exported => "Departed from origin airport",
        Leg::Landed => "Arrived at destination airport",
        Leg::Moving => "In transit to next facility",
        Leg::Trouble(Trouble::Delay) => "Delivery delayed, a new attempt will be made",
        Leg::Trouble(Trouble::CustomsHold) => "Held: customs asks for documents",
        Leg::Trouble(Trouble::Damaged) => "Shipment damaged",
        Leg::Trouble(Trouble::Lost) => "Shipment lost, investigation opened",
        Leg::OutForDelivery => country.out_for_delivery_words,
        Leg::Delivered => country.delivered_words,
        other => other.english(),
    }
}

/// The body of a notice.
fn body(tale: &Tale<'_>) -> Vec<u8> {
    tale.json(6_000, |json| {
        json.text("data_code", "tisPushData")
            .object("data", |json| data(json, tale));
    })
}

pub(super) fn data(json: &mut Json, tale: &Tale<'_>) {
    let parcel = tale.parcel;
    let recipient = &parcel.recipient;
    let country = destination(parcel);
    let days = tale.days();
    json.text("waybill_number", &tale.number())
        .text("tracking_number", &last_mile(tale))
        .text("customer_order_number", &parcel.order_number)
        .text("package_status", package_status(tale.leg()))
        .text("product_code", "THZXR")
        .text("product_name", "云途全球专线挂号(特惠普货)")
        .text("channel_code", "THZXR")
        .text("customer_code", &parcel.seller_word())
        .text("origin_code", "CN")
        .text("destination_code", recipient.country)
        .text("postal_code", &recipient.postal_code);
    time_of(json, "check_in_time", Leg::PickedUp, tale);
    time_of(json, "check_out_time", Leg::Exported, tale);
    time_of(json, "pick_up_time", Leg::PickedUp, tale);
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
    let date = &*tale.expected_date();
    let zone = country.utc_offset;
    json.joined("EstimatedDeliveryFromDateZone", &[date, " 09:00:00 ", zone])
        .joined("EstimatedDeliveryToDateZone", &[date, " 18:00:00 ", zone])
        .objects(
            "track_events",
            tale.oldest_first().into_iter(),
            |json, step| event(json, step, tale),
        );
}

/// Another number, and empty until the last courier has the parcel.
fn last_mile(tale: &Tale<'_>) -> String {
    let known = match tale.manner.told {
        None => tale.notice.checkpoint >= Checkpoint::Customs,
        Some(_) => tale.first(Leg::HandedOver).is_some(),
    };
    if known {
        last_mile_number(tale.parcel)
    } else {
        String::new()
    }
}

fn event(json: &mut Json, step: &Step, tale: &Tale<'_>) {
    let status = status_of(step.leg);
    json.joined("process_time", &tale.local(step).spaced())
        .joined("process_utc_time", &Stamp::utc(step.at).spaced())
        .text("process_content", content(step.leg, tale.parcel))
        .text("process_country", step.place.alpha2)
        .text("process_province", "")
        .loose("process_city", step.place.city)
        .loose("process_location", step.place.city)
        .text("track_node_code", status.detail)
        .text("track_node_description", status.text)
        .literal("node_labels", "[]")
        .null("pod_url");
}

/// When something was done first, or null.
fn time_of(json: &mut Json, key: &str, leg: Leg, tale: &Tale<'_>) {
    match tale.first(leg) {
        Some(step) => json.joined(key, &tale.local(step).spaced()),
        None => json.null(key),
    };
}
