//! 17TRACK, API v2.4: the whole track with every update, newest first, with many nulls.
//!
//! Who gets the parcel is not 17TRACK's business: phone and name are in `param`, the memo that the shop gave
//! when it registered the number.

use super::Notice;
use super::json::Json;
use super::life::{Leg, ORIGIN, Step, Trouble, destination, fingerprint, history};
use super::profile::{Cardinality, OnExhaust, Profile, RetryPlan};
use super::stamp::Stamp;
use crate::parcel::Parcel;
use std::time::Duration;

const DELAYS: [Duration; 3] = [
    Duration::from_secs(600),
    Duration::from_secs(1_800),
    Duration::from_secs(3_600),
];

pub(super) static PROFILE: Profile = Profile {
    word: "17track",
    name: "17TRACK",
    version: "v2.4",
    carries: Cardinality::Snapshot,
    signature: "sign: hex of SHA-256(body + \"/\" + key)",
    ack: "200",
    retry: RetryPlan {
        timeout: Duration::from_secs(10),
        delays: &DELAYS,
        jitter: 0.0,
        on_exhaust: OnExhaust::Drop,
    },
    confirmed: false,
    unconfirmed: "retries (10, 30, 60 min here), time-out (10 s here)",
    source: "17TRACK, tracking API v2 documentation and help.17track.net",
    number_format: "UPU S10, such as RX473124829CN",
};

/// Headers besides the signature.
pub(super) const HEADERS: &[(&str, &str)] = &[];

/// A status: status, sub-status, the milestone it is (if any).
type Status = (&'static str, &'static str, Option<&'static str>);

fn status(leg: Leg) -> Status {
    match leg {
        Leg::LabelMade => ("InfoReceived", "InfoReceived", Some("InfoReceived")),
        Leg::PickedUp => ("InTransit", "InTransit_PickedUp", Some("PickedUp")),
        Leg::Exported => ("InTransit", "InTransit_Departure", Some("Departure")),
        Leg::Landed => ("InTransit", "InTransit_Arrival", Some("Arrival")),
        Leg::Moving => ("InTransit", "InTransit_Other", None),
        Leg::Customs => ("InTransit", "InTransit_CustomsProcessing", None),
        Leg::CustomsCleared => ("InTransit", "InTransit_CustomsReleased", None),
        Leg::Trouble(Trouble::Delay) => ("Exception", "Exception_Delayed", None),
        // 17TRACK counts it as on its way, though the customer has to do something.
        Leg::Trouble(Trouble::CustomsPapers) => {
            ("InTransit", "InTransit_CustomsRequiringInformation", None)
        }
        Leg::Trouble(Trouble::Damaged) => ("Exception", "Exception_Damage", None),
        Leg::Trouble(Trouble::Lost) => ("Exception", "Exception_Lost", None),
        Leg::OutForDelivery => (
            "OutForDelivery",
            "OutForDelivery_Other",
            Some("OutForDelivery"),
        ),
        Leg::Delivered => ("Delivered", "Delivered_Other", Some("Delivered")),
    }
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
        Leg::Trouble(Trouble::CustomsPapers) => ("Customs: information required", None),
        Leg::Trouble(Trouble::Damaged) => ("Item arrived damaged", None),
        Leg::Trouble(Trouble::Lost) => ("Item reported lost", None),
        Leg::OutForDelivery if country.language.starts_with("en") => {
            (country.out_for_delivery_words, None)
        }
        Leg::OutForDelivery => (country.out_for_delivery_words, Some("Out for delivery")),
        Leg::Delivered if country.language.starts_with("en") => (country.delivered_words, None),
        Leg::Delivered => (country.delivered_words, Some("Delivered")),
    }
}

/// The body of a notice.
pub(super) fn body(notice: &Notice) -> Vec<u8> {
    let parcel = notice.parcel;
    let steps = history(parcel, notice.checkpoint, notice.at);
    Json::document(9_000, |json| {
        json.text("event", "TRACKING_UPDATED")
            .object("data", |json| {
                json.text("number", &parcel.tracking_number)
                    .number("carrier", u64::from(parcel.courier.key_17track))
                    .nested("param", |json| {
                        json.joined("phone", &["+", &parcel.recipient.phone])
                            .text("name", &parcel.recipient.name)
                            .text("order", &parcel.order_number)
                            .text("seller", &parcel.seller_word());
                    })
                    .text("tag", &parcel.order_number)
                    .object("track_info", |json| track_info(json, notice, &steps));
            });
    })
}

fn track_info(json: &mut Json, notice: &Notice, steps: &[Step]) {
    let parcel = notice.parcel;
    let newest = &steps[steps.len() - 1];
    json.object("shipping_info", |json| {
        json.object("shipper_address", |json| {
            address(json, ORIGIN.alpha2, Some(ORIGIN.city))
        })
        .object("recipient_address", |json| {
            address(json, parcel.recipient.country, None)
        });
    });
    let (status, sub_status, _) = status(newest.leg);
    json.object("latest_status", |json| {
        json.text("status", status)
            .text("sub_status", sub_status)
            .null("sub_status_descr");
    })
    .object("latest_event", |json| event(json, newest, parcel))
    .object("time_metrics", |json| time_metrics(json, notice))
    .objects("milestone", MILESTONES.iter(), |json, key_stage| {
        json.text("key_stage", key_stage);
        let reached = steps
            .iter()
            .find(|step| self::status(step.leg).2 == Some(key_stage));
        match reached {
            Some(step) => times(json, step),
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
            .nulls(&[
                "customer_number",
                "reference_number",
                "local_number",
                "local_provider",
            ])
            .number("local_key", 0);
    })
    .object("tracking", |json| tracking(json, notice, steps));
}

/// The expected date is the date part of `to`, as it stands.
fn time_metrics(json: &mut Json, notice: &Notice) {
    let parcel = notice.parcel;
    let days = notice.at.since(parcel.created_at).as_secs() / 86_400;
    let offset = destination(parcel).utc_offset;
    let date = &parcel.estimated_delivery_date;
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

fn tracking(json: &mut Json, notice: &Notice, steps: &[Step]) {
    let parcel = notice.parcel;
    // A new event makes a new hash; the same push again has the same.
    let purpose = 200 + u64::from(notice.checkpoint.rank());
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
            .joined(
                "latest_sync_time",
                &[Stamp::utc(notice.at).date_and_time(), "Z"],
            )
            .number("events_hash", hash ^ 0x5555)
            .objects("events", steps.iter().rev(), |json, step| {
                event(json, step, parcel)
            });
        });
}

fn event(json: &mut Json, step: &Step, parcel: &Parcel) {
    let (_, sub_status, stage) = status(step.leg);
    let (text, english) = description(step.leg, parcel);
    times(json, step);
    json.text("description", text);
    match english {
        None => json.null("description_translation"),
        Some(english) => json.object("description_translation", |json| {
            json.text("lang", "en").text("description", english);
        }),
    };
    json.text("location", step.place.city)
        .text_or_null("stage", stage)
        .text("sub_status", sub_status)
        .object("address", |json| {
            address(json, step.place.alpha2, Some(step.place.city))
        });
}

/// The three forms of one time.
fn times(json: &mut Json, step: &Step) {
    let local = Stamp::local(step);
    json.joined("time_iso", &[local.date_and_time(), local.offset])
        .joined("time_utc", &[Stamp::utc(step.at).date_and_time(), "Z"])
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
