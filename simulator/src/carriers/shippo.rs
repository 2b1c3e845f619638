//! Shippo: the whole track. Six statuses only; what happened is in the sub-status.
//!
//! Shippo has three ways to prove itself: the caller's address, a token in the registered address, and a signature
//! by arrangement. The version chooses between token and signature.

use super::json::Json;
use super::life::{Leg, ORIGIN, Step, fingerprint};
use super::profile::{
    AckRule, Cardinality, CustomerIs, OnExhaust, Profile, RetryPlan, Status, delays, status,
};
use super::seal::Draft;
use super::stamp::Stamp;
use super::tale::Tale;
use super::{Provider, Rendered, couriers};
use crate::parcel::{Checkpoint, Trouble};
use crate::signature::{Forgery, Signer, forge};
use std::time::Duration;

const DELAYS: [Duration; 5] = delays([10; 5]);
const HMAC: &str = "hmac";

pub(super) static PROVIDER: Provider = Provider {
    profile: Profile {
        word: "shippo",
        name: "Shippo",
        version: "token",
        versions: &["token", HMAC],
        method: "POST",
        content_type: "application/json",
        url_rule: "under 200 characters; registered twice means told twice",
        carries: Cardinality::Snapshot,
        batch: 1,
        customer: CustomerIs::InThePush,
        recipient: "data.metadata, the shop's own memo: phone, name, order, seller",
        signed: true,
        signature: "?token= in the registered address; hmac: Shippo-Webhook-Signature, hex of HMAC-SHA256(secret, body)",
        ack: "any 2xx",
        ack_rule: AckRule::Success,
        status: status_of,
        query: Some("tracks"),
        retry: RetryPlan {
            timeout: Duration::from_secs(10),
            delays: &DELAYS,
            jitter: 0.0,
            on_exhaust: OnExhaust::Disable,
        },
        confirmed: false,
        unconfirmed: "the signature's header and form, retries (5 times 10 s, from an old page), time-out (10 s here), \
                      sub-status codes",
        source: "docs.goshippo.com: tracking webhooks, webhook security; shippo-python-sdk",
        number_format: "22 digits, USPS; SHIPPO_TRANSIT and others for tests",
    },
    couriers: &couriers::OF_SHIPPO,
    write,
};

#[rustfmt::skip] // A table.
fn status_of(leg: Leg) -> Status {
    match leg {
        Leg::LabelMade => status("PRE_TRANSIT", "information_received", "Information about the package received."),
        Leg::PickedUp => status("TRANSIT", "package_accepted", "Package has been accepted."),
        Leg::Exported => status("TRANSIT", "package_departed", "Package has departed."),
        Leg::Landed => status("TRANSIT", "package_arrived", "Package has arrived."),
        Leg::Moving | Leg::Customs => status("TRANSIT", "package_processing", "Package is processing."),
        Leg::CustomsCleared => status("TRANSIT", "package_processed", "Package has been processed."),
        Leg::HandedOver => status("TRANSIT", "package_forwarded", "Package has been forwarded."),
        Leg::Trouble(Trouble::Delay) => status("TRANSIT", "delayed", "Delivery is delayed."),
        Leg::Trouble(Trouble::CustomsHold) => status("TRANSIT", "package_held", "Package is held; contact the carrier."),
        Leg::Trouble(Trouble::Damaged) => status("TRANSIT", "package_damaged", "Package has been damaged."),
        Leg::Trouble(Trouble::Lost) => status("FAILURE", "package_lost", "Package has been lost."),
        Leg::Trouble(Trouble::AddressIssue) => status("TRANSIT", "address_issue", "Address information is incorrect."),
        Leg::Trouble(Trouble::Refused) => status("FAILURE", "package_undeliverable", "Package could not be delivered."),
        Leg::Trouble(Trouble::Returning | Trouble::Returned) => status("RETURNED", "return_to_sender", "Package is to be returned to sender."),
        Leg::Trouble(Trouble::Cancelled) => status("FAILURE", "package_disposed", "Package has been disposed."),
        Leg::Trouble(Trouble::Other) => status("FAILURE", "other", "Other."),
        Leg::OutForDelivery => status("TRANSIT", "out_for_delivery", "Package is out for delivery."),
        Leg::AttemptFailed => status("TRANSIT", "delivery_attempted", "Delivery of the package has been attempted."),
        Leg::AtPickupPoint => status("TRANSIT", "pickup_available", "Package is available for pickup."),
        Leg::Delivered => status("DELIVERED", "delivered", "Package has been delivered."),
        Leg::Expired => status("UNKNOWN", "", ""),
    }
}

fn write(tale: &Tale<'_>, secret: &str) -> Rendered {
    let draft = Draft::json(body(tale));
    if tale.version() == HMAC {
        let signer = Signer::HmacHex { secret };
        return draft
            .signed(signer, "Shippo-Webhook-Signature")
            .finish(tale.notice);
    }
    let mut rendered = draft.finish(tale.notice);
    let token = match tale.notice.forgery {
        None => Some(secret.to_owned()),
        Some(forgery) => {
            let sealed = forge(&Signer::Token { token: secret }, rendered.body, forgery);
            rendered.body = sealed.body;
            sealed.signature.filter(|_| forgery != Forgery::NoHeader)
        }
    };
    rendered.query = token.map(|token| format!("token={}", super::kuaidi100::form(&token)));
    rendered
}

fn body(tale: &Tale<'_>) -> Vec<u8> {
    tale.json(5_000, |json| {
        json.text("event", "track_updated")
            .literal("test", "false")
            .object("data", |json| track(json, tale));
    })
}

/// The track.
pub(super) fn track(json: &mut Json, tale: &Tale<'_>) {
    let parcel = tale.parcel;
    let recipient = &parcel.recipient;
    json.text("carrier", parcel.courier.slug)
        .text("tracking_number", &tale.number())
        .object("tracking_status", |json| {
            track_status(json, tale.newest(), tale);
        })
        .objects(
            "tracking_history",
            tale.oldest_first().into_iter(),
            |json, step| track_status(json, step, tale),
        )
        .object("address_from", |json| {
            json.text("city", ORIGIN.city)
                .empties(&["state", "zip"])
                .text("country", ORIGIN.alpha2);
        })
        .object("address_to", |json| {
            json.loose("city", recipient.city)
                .null("state")
                .text("zip", &recipient.postal_code)
                .text("country", recipient.country);
        })
        .joined("eta", &[&tale.expected_date(), "T00:00:00Z"])
        .joined(
            "original_eta",
            &[&parcel.estimated_delivery_date, "T00:00:00Z"],
        )
        .object("servicelevel", |json| {
            json.text("token", "usps_first_class_package_international_service")
                .loose("name", "First Class Package International");
        })
        .text("metadata", &memo(tale))
        .null("transaction")
        .literal("messages", "[]");
}

/// The shop's own memo, at most 100 characters.
fn memo(tale: &Tale<'_>) -> String {
    let parcel = tale.parcel;
    let rest = format!(";{};{}", parcel.order_number, parcel.seller_word());
    let head = format!("+{};{}", parcel.recipient.phone, parcel.recipient.name);
    let room = 100 - rest.chars().count();
    head.chars().take(room).collect::<String>() + &rest
}

fn track_status(json: &mut Json, step: &Step, tale: &Tale<'_>) {
    let Status { code, detail, text } = status_of(step.leg);
    let zone = if tale.local(step).offset.is_empty() {
        ""
    } else {
        "Z"
    };
    let at = Stamp::utc(step.at);
    let place = [at.date_and_time(), zone];
    let id = fingerprint(tale.parcel, 700 ^ step.at.0);
    let asks = matches!(step.leg.checkpoint(), Checkpoint::AvailableForPickup)
        || matches!(
            step.leg,
            Leg::Trouble(Trouble::CustomsHold | Trouble::AddressIssue)
        );
    json.joined("object_created", &place)
        .joined("object_updated", &place)
        .text("object_id", &format!("{id:016x}{id:016x}"))
        .text("status", code)
        .text("status_details", text)
        .joined("status_date", &place);
    match detail {
        "" => json.null("substatus"),
        detail => json.object("substatus", |json| {
            json.text("code", detail)
                .text("text", text)
                .literal("action_required", if asks { "true" } else { "false" });
        }),
    };
    json.object("location", |json| {
        json.loose("city", step.place.city)
            .nulls(&["state", "zip"])
            .text("country", step.place.alpha2);
    });
}
