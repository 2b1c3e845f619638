//! 17TRACK, API v2.4 and v2.2, whose bodies are alike as far as they are published: the whole track with every
//! update, newest first, with many nulls.
//!
//! Who gets the parcel is not 17TRACK's business: phone and name are in `param`, the memo that the shop gave
//! when it registered the number.

use super::json::Json;
use super::life::{Leg, ORIGIN, Step, destination, fingerprint};
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

const DELAYS: [Duration; 3] = delays([600, 1_800, 3_600]);

pub(super) static PROVIDER: Provider = Provider {
    profile: Profile {
        word: "17track",
        name: "17TRACK",
        version: "v2.4",
        versions: &["v2.4", "v2.2"],
        method: "POST",
        content_type: "application/json",
        url_rule: "one address; a test push has to be answered with 200",
        carries: Cardinality::Snapshot,
        batch: 1,
        customer: CustomerIs::InThePush,
        recipient: "data.param, the shop's own memo",
        signed: true,
        signature: "sign: hex of SHA-256(body + \"/\" + key)",
        ack: "200",
        ack_rule: AckRule::Codes(&[200]),
        status: status_of,
        query: Some("registered numbers"),
        retry: RetryPlan::dropping(10, &DELAYS),
        confirmed: false,
        unconfirmed: "retries (10, 30, 60 min here), time-out (10 s here)",
        source: "17TRACK, tracking API v2 documentation and help.17track.net",
        number_format: "UPU S10, such as RX473124829CN",
    },
    couriers: &couriers::OF_SEVENTEEN_TRACK,
    write,
};

#[rustfmt::skip] // A table.
fn status_of(leg: Leg) -> Status {
    match leg {
        Leg::LabelMade => status("InfoReceived", "InfoReceived", "Info received"),
        Leg::PickedUp => status("InTransit", "InTransit_PickedUp", "Picked up"),
        Leg::Exported => status("InTransit", "InTransit_Departure", "Departure"),
        Leg::Landed => status("InTransit", "InTransit_Arrival", "Arrival"),
        Leg::Moving | Leg::HandedOver => status("InTransit", "InTransit_Other", "In transit"),
        Leg::Customs => status("InTransit", "InTransit_CustomsProcessing", "Customs processing"),
        Leg::CustomsCleared => status("InTransit", "InTransit_CustomsReleased", "Customs released"),
        Leg::Trouble(Trouble::Delay) => status("Exception", "Exception_Delayed", "Delayed"),
        // 17TRACK counts it as on its way, though the customer has to do something.
        Leg::Trouble(Trouble::CustomsHold) => status("InTransit", "InTransit_CustomsRequiringInformation", "Customs require information"),
        Leg::Trouble(Trouble::Damaged) => status("Exception", "Exception_Damage", "Damage"),
        Leg::Trouble(Trouble::Lost) => status("Exception", "Exception_Lost", "Lost"),
        Leg::Trouble(Trouble::AddressIssue) => status("DeliveryFailure", "DeliveryFailure_InvalidAddress", "Invalid address"),
        Leg::Trouble(Trouble::Refused) => status("Exception", "Exception_Rejected", "Rejected"),
        Leg::Trouble(Trouble::Returning) => status("Exception", "Exception_Returning", "Returning"),
        Leg::Trouble(Trouble::Returned) => status("Exception", "Exception_Returned", "Returned"),
        Leg::Trouble(Trouble::Cancelled) => status("Exception", "Exception_Cancel", "Cancelled"),
        Leg::Trouble(Trouble::Other) => status("Exception", "Exception_Other", "Other exception"),
        Leg::OutForDelivery => status("OutForDelivery", "OutForDelivery_Other", "Out for delivery"),
        Leg::AttemptFailed => status("DeliveryFailure", "DeliveryFailure_NoBody", "Nobody at home"),
        Leg::AtPickupPoint => status("AvailableForPickup", "AvailableForPickup_Other", "Available for pickup"),
        Leg::Delivered => status("Delivered", "Delivered_Other", "Delivered"),
        Leg::Expired => status("Expired", "Expired_Other", "Expired"),
    }
}

/// Which of [`MILESTONES`] a leg is, if any.
fn milestone(leg: Leg) -> Option<&'static str> {
    match leg {
        Leg::LabelMade => Some("InfoReceived"),
        Leg::PickedUp => Some("PickedUp"),
        Leg::Exported => Some("Departure"),
        Leg::Landed => Some("Arrival"),
        Leg::AtPickupPoint => Some("AvailableForPickup"),
        Leg::OutForDelivery => Some("OutForDelivery"),
        Leg::Delivered => Some("Delivered"),
        Leg::Trouble(Trouble::Returning) => Some("Returning"),
        Leg::Trouble(Trouble::Returned) => Some("Returned"),
        _ => None,
    }
}

fn write(tale: &Tale<'_>, secret: &str) -> Rendered {
    let signer = Signer::BodySlashKey { key: secret };
    Draft::json(body(tale))
        .signed(signer, "sign")
        .finish(tale.notice)
}

/// Every milestone that 17TRACK lists, reached or not.
const MILESTONES: [&str; 9] = [
    "InfoReceived",
    "PickedUp",
    "Departure",
    "Arrival",
    "AvailableForPickup",
    "OutForDelivery",
    "Delivered",
    "Returning",
    "Returned",
];

/// What the courier wrote, and what it means in English where that is another language.
fn description(leg: Leg, parcel: &Parcel) -> (&'static str, Option<&'static str>) {
    let country = destination(parcel);
    match leg {
        Leg::LabelMade => ("电子信息已收到", Some("Electronic information received")),
        Leg::PickedUp => ("已收寄", Some("Posting/Collection")),
        Leg::Exported => (
            "离开【广州国际】",
            Some("Departed from Guangzhou International"),
        ),
        Leg::Landed => ("Arrived at destination country", None),
        Leg::Moving => ("Arrival at processing center", None),
        Leg::Customs => ("Item presented to import customs", None),
        Leg::CustomsCleared => ("Item released by import customs", None),
        Leg::Trouble(Trouble::Delay) => ("Delivery delayed", None),
        Leg::Trouble(Trouble::CustomsHold) => ("Customs: information required", None),
        Leg::Trouble(Trouble::Damaged) => ("Item arrived damaged", None),
        Leg::Trouble(Trouble::Lost) => ("Item reported lost", None),
        Leg::OutForDelivery if country.language.starts_with("en") => {
            (country.out_for_delivery_words, None)
        }
        Leg::OutForDelivery => (country.out_for_delivery_words, Some("Out for delivery")),
        Leg::Delivered if country.language.starts_with("en") => (country.delivered_words, None),
        Leg::Delivered => (country.delivered_words, Some("Delivered")),
        other => (other.english(), None),
    }
}

/// The body of a notice.
fn body(tale: &Tale<'_>) -> Vec<u8> {
    let parcel = tale.parcel;
    tale.json(9_000, |json| {
        json.text("event", "TRACKING_UPDATED")
            .object("data", |json| {
                json.text("number", &tale.number())
                    .number("carrier", u64::from(parcel.courier.key_17track))
                    .nested("param", |json| memo(json, parcel))
                    .text("tag", &parcel.order_number)
                    .object("track_info", |json| track_info(json, tale));
            });
    })
}

/// What the shop said about it when it registered the number.
pub(super) fn memo(json: &mut Json, parcel: &Parcel) {
    json.joined("phone", &["+", &parcel.recipient.phone])
        .text("name", &parcel.recipient.name)
        .text("order", &parcel.order_number)
        .text("seller", &parcel.seller_word());
}

pub(super) fn track_info(json: &mut Json, tale: &Tale<'_>) {
    let parcel = tale.parcel;
    let newest = tale.newest();
    json.object("shipping_info", |json| {
        json.object("shipper_address", |json| {
            address(json, ORIGIN.alpha2, Some(ORIGIN.city))
        })
        .object("recipient_address", |json| {
            address(json, parcel.recipient.country, None)
        });
    });
    let status = status_of(newest.leg);
    json.object("latest_status", |json| {
        json.text("status", status.code)
            .text("sub_status", status.detail)
            .null("sub_status_descr");
    })
    .object("latest_event", |json| event(json, newest, tale))
    .object("time_metrics", |json| time_metrics(json, tale))
    .objects("milestone", MILESTONES.iter(), |json, key_stage| {
        json.text("key_stage", key_stage);
        let mut steps = tale.steps.iter();
        match steps.find(|step| milestone(step.leg) == Some(key_stage)) {
            Some(step) => times(json, step, tale),
            None => {
                json.nulls(&["time_iso", "time_utc"])
                    .object("time_raw", |json| {
                        json.nulls(&["date", "time", "timezone"]);
                    });
            }
        }
    })
    .object("misc_info", |json| {
        json.number("risk_factor", 0)
            .nulls(&[
                "service_type",
                "weight_raw",
                "weight_kg",
                "pieces",
                "dimensions",
            ])
            .nulls(&["customer_number", "reference_number"])
            .text_or_null("local_number", tale.last_mile().as_deref())
            .null("local_provider")
            .number("local_key", 0);
    })
    .object("tracking", |json| tracking(json, tale));
}

/// The expected date is the date part of `to`, as it stands.
fn time_metrics(json: &mut Json, tale: &Tale<'_>) {
    let days = tale.days();
    let offset = destination(tale.parcel).utc_offset;
    let date = &*tale.expected_date();
    json.number("days_after_order", days)
        .number("days_of_transit", days)
        .number("days_of_transit_done", days)
        .number("days_after_last_update", 0)
        .object("estimated_delivery_date", |json| {
            json.text("source", "Official")
                .joined("from", &[date, "T00:00:00", offset])
                .joined("to", &[date, "T23:59:59", offset]);
        });
}

fn tracking(json: &mut Json, tale: &Tale<'_>) {
    let parcel = tale.parcel;
    // A new event makes a new hash; the same push again has the same.
    let purpose = match tale.manner.told {
        None => 200 + u64::from(tale.notice.checkpoint.rank()),
        Some(told) => 20_000 + told.upto as u64,
    };
    let hash = fingerprint(parcel, purpose) & 0x7fff_ffff;
    json.number("providers_hash", hash)
        .objects("providers", std::iter::once(()), |json, ()| {
            json.object("provider", |json| {
                json.number("key", u64::from(parcel.courier.key_17track))
                    .text("name", parcel.courier.name)
                    .text("alias", parcel.courier.name)
                    .nulls(&["tel", "homepage"])
                    .text("country", "CN");
            })
            .null("service_type")
            .text("latest_sync_status", "Success")
            .joined("latest_sync_time", &Stamp::utc(tale.newest().at).zulu())
            .number("events_hash", hash ^ 0x5555)
            .objects("events", tale.newest_first().into_iter(), |json, step| {
                event(json, step, tale)
            });
        });
}

fn event(json: &mut Json, step: &Step, tale: &Tale<'_>) {
    let (text, english) = description(step.leg, tale.parcel);
    times(json, step, tale);
    json.text("description", text);
    match english {
        None => json.null("description_translation"),
        Some(english) => json.object("description_translation", |json| {
            json.text("lang", "en").text("description", english);
        }),
    };
    json.loose("location", step.place.city)
        .text_or_null("stage", milestone(step.leg))
        .text("sub_status", status_of(step.leg).detail)
        .object("address", |json| {
            address(json, step.place.alpha2, Some(step.place.city))
        });
}

/// The three forms of one time.
fn times(json: &mut Json, step: &Step, tale: &Tale<'_>) {
    let local = tale.local(step);
    json.joined("time_iso", &local.with_offset())
        .joined("time_utc", &Stamp::utc(step.at).zulu())
        .object("time_raw", |json| {
            json.text("date", local.date())
                .text("time", local.time())
                .text("timezone", local.offset);
        });
}

fn address(json: &mut Json, country: &str, city: Option<&str>) {
    json.text("country", country)
        .null("state")
        .text_or_null("city", city);
    json.nulls(&["street", "postal_code"])
        .object("coordinates", |json| {
            json.nulls(&["longitude", "latitude"]);
        });
}
