//! UPS Track Alert: one activity a push, and `""` wherever there is nothing to say. Nothing is signed; the caller's
//! client id comes in a header.

use super::json::Json;
use super::life::Leg;
use super::profile::{
    AckRule, Cardinality, CustomerIs, Profile, RetryPlan, Status, delays, status,
};
use super::seal::Draft;
use super::stamp::Stamp;
use super::tale::Tale;
use super::{Provider, Rendered, couriers};
use crate::parcel::Trouble;
use crate::signature::Signer;
use std::time::Duration;

const DELAYS: [Duration; 3] = delays([60, 300, 900]);
/// The first version: the caller's credential, under its own name.
const FIRST: &str = "v1";

pub(super) static PROVIDER: Provider = Provider {
    profile: Profile {
        word: "ups",
        name: "UPS Track Alert",
        version: "v2",
        versions: &["v2", FIRST],
        method: "POST",
        content_type: "application/json",
        url_rule: "a subscription lasts 14 days; 100 numbers each",
        carries: Cardinality::Single,
        batch: 1,
        customer: CustomerIs::KnownToTheShop,
        recipient: "not in the push: the shop knows it by tracking number",
        signed: true,
        signature: "x-api-key: the client id as it is (v1: credential)",
        ack: "200",
        ack_rule: AckRule::Codes(&[200]),
        status: status_of,
        query: Some("details"),
        retry: RetryPlan::dropping(10, &DELAYS),
        confirmed: false,
        unconfirmed: "retries (1, 5, 15 min here), time-out (10 s here), most activity codes",
        source: "UPS, Track Alert API (UPS-API/api-documentation)",
        number_format: "1Z and 16 characters with a check digit",
    },
    couriers: &couriers::OF_UPS,
    write,
};

/// Type, code, description.
#[rustfmt::skip] // A table.
fn status_of(leg: Leg) -> Status {
    match leg {
        Leg::LabelMade => status("M", "MP", "Shipper created a label, UPS has not received the package yet."),
        Leg::PickedUp => status("I", "OR", "Origin Scan"),
        Leg::Exported => status("I", "DP", "Departed from Facility"),
        Leg::Landed | Leg::Moving | Leg::HandedOver => status("I", "AR", "Arrived at Facility"),
        Leg::Customs => status("I", "CC", "Import Scan"),
        Leg::CustomsCleared => status("I", "CR", "Your package has cleared customs."),
        Leg::Trouble(Trouble::Delay) => status("X", "DY", "A delay has occurred."),
        Leg::Trouble(Trouble::CustomsHold) => status("X", "HC", "Your package is pending release from a Government Agency."),
        Leg::Trouble(Trouble::Damaged) => status("X", "DM", "The package was damaged in transit."),
        Leg::Trouble(Trouble::Lost) => status("X", "LX", "The package could not be found; an investigation was opened."),
        Leg::Trouble(Trouble::AddressIssue) => status("X", "AI", "The address is incomplete."),
        Leg::Trouble(Trouble::Refused) => status("X", "RF", "The receiver refused the package."),
        Leg::Trouble(Trouble::Returning) => status("X", "RT", "Returning to Sender"),
        Leg::Trouble(Trouble::Returned) => status("X", "RS", "Returned to Shipper"),
        Leg::Trouble(Trouble::Cancelled) => status("X", "VD", "Shipment Voided"),
        Leg::Trouble(Trouble::Other) => status("X", "EX", "Exception"),
        Leg::OutForDelivery => status("I", "OT", "Out for Delivery"),
        Leg::AttemptFailed => status("X", "NH", "The receiver was not available for delivery."),
        Leg::AtPickupPoint => status("I", "RP", "Delivered to UPS Access Point"),
        Leg::Delivered => status("D", "FS", "Delivered"),
        Leg::Expired => status("U", "", "Update"),
    }
}

fn description_code(leg: Leg) -> &'static str {
    match leg {
        Leg::OutForDelivery => "021",
        Leg::Delivered => "011",
        _ => "",
    }
}

fn write(tale: &Tale<'_>, secret: &str) -> Rendered {
    let header = match tale.version() {
        FIRST => "credential",
        _ => "x-api-key",
    };
    Draft::json(body(tale))
        .header("User-Agent", "UPSPubSubTrackingService")
        .signed(Signer::Token { token: secret }, header)
        .finish(tale.notice)
}

fn body(tale: &Tale<'_>) -> Vec<u8> {
    let photo = tale.manner.photo.unwrap_or_default();
    tale.json(1_200 + photo.len(), |json| activity(json, tale, photo))
}

fn activity(json: &mut Json, tale: &Tale<'_>, photo: &str) {
    let newest = tale.newest();
    let Status { code, detail, text } = status_of(newest.leg);
    let (local, utc) = (Stamp::local(newest), Stamp::utc(newest.at));
    let delivered = newest.leg == Leg::Delivered;
    let only_if_delivered = |text: String| if delivered { text } else { String::new() };
    json.text("trackingNumber", &tale.number())
        .text("localActivityDate", &local.compact_date())
        .text("localActivityTime", &local.compact_time())
        .object("activityLocation", |json| {
            json.text("city", newest.place.city)
                .empties(&["stateProvince", "postalCode"])
                .text("country", newest.place.alpha2);
        })
        .object("activityStatus", |json| {
            json.text("type", code)
                .text("code", detail)
                .text("description", text)
                .text("descriptionCode", description_code(newest.leg));
        })
        .text(
            "scheduledDeliveryDate",
            &tale.expected_date().replace('-', ""),
        )
        .text(
            "actualDeliveryDate",
            &only_if_delivered(local.compact_date()),
        )
        .text(
            "actualDeliveryTime",
            &only_if_delivered(local.compact_time()),
        )
        .text("gmtActivityDate", &utc.compact_date())
        .text("gmtActivityTime", &utc.compact_time())
        .text("gmtOffset", tale.local(newest).offset)
        .empties(&[
            "deliveryStartTime",
            "deliveryEndTime",
            "deliveryTimeDescription",
        ])
        .text("deliveryPhoto", if delivered { photo } else { "" })
        .text(
            "alternateTrackingNumber",
            &tale.last_mile().unwrap_or_default(),
        )
        .text(
            "receivedBy",
            if delivered {
                &tale.parcel.recipient.name
            } else {
                ""
            },
        );
}
