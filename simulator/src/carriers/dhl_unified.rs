//! DHL Unified Push: shipments as DHL's unified tracking API shows them, with the caller's own token in a header.

use super::json::Json;
use super::life::{Leg, ORIGIN, Place, Step, destination};
use super::profile::{
    AckRule, Cardinality, CustomerIs, Profile, RetryPlan, Status, delays, status,
};
use super::seal::Draft;
use super::tale::Tale;
use super::{Provider, Rendered, couriers};
use crate::parcel::{Checkpoint, Trouble};
use crate::signature::Signer;
use std::time::Duration;

const DELAYS: [Duration; 3] = delays([60, 300, 900]);
/// The payload as an array of shipments, which is the other form that integrators report.
const ARRAY: &str = "array";

pub(super) static PROVIDER: Provider = Provider {
    profile: Profile {
        word: "dhl-unified",
        name: "DHL Unified Push",
        version: "shipments",
        versions: &["shipments", ARRAY],
        method: "POST",
        content_type: "application/json",
        url_rule: "the subscription has to be activated with its secret",
        carries: Cardinality::Snapshot,
        batch: 1,
        customer: CustomerIs::KnownToTheShop,
        recipient: "not in the push: the shop knows it by tracking number or by details.references",
        signed: true,
        signature: "a header of the subscriber's choice with a fixed token; x-dhl-push-token here",
        ack: "any 2xx",
        ack_rule: AckRule::Success,
        status: status_of,
        query: Some("shipments"),
        retry: RetryPlan::dropping(10, &DELAYS),
        confirmed: false,
        unconfirmed: "acknowledgement, retries (1, 5, 15 min here), time-out (10 s here), whether the payload is an object or an array",
        source: "developer.dhl.com: shipment tracking unified, unified push",
        number_format: "JJD and 17 digits",
    },
    couriers: &couriers::OF_DHL_UNIFIED,
    write,
};

/// Five codes for everything; the rest is in the texts.
fn status_of(leg: Leg) -> Status {
    let code = match leg {
        Leg::Trouble(Trouble::Delay | Trouble::CustomsHold) => "transit",
        Leg::Expired => "unknown",
        _ => match leg.checkpoint() {
            Checkpoint::InfoReceived => "pre-transit",
            Checkpoint::Exception | Checkpoint::AttemptFailed => "failure",
            Checkpoint::Delivered => "delivered",
            _ => "transit",
        },
    };
    status(code, "", leg.english())
}

fn write(tale: &Tale<'_>, secret: &str) -> Rendered {
    let signer = Signer::Token { token: secret };
    let body = match tale.version() {
        ARRAY => [b"[".as_slice(), &body(tale, shipment), b"]"].concat(),
        _ => body(tale, |json, tale| {
            json.objects("shipments", std::iter::once(tale), shipment);
        }),
    };
    Draft::json(body)
        .signed(signer, "x-dhl-push-token")
        .finish(tale.notice)
}

fn body(tale: &Tale<'_>, fill: impl FnOnce(&mut Json, &Tale<'_>)) -> Vec<u8> {
    tale.json(5_000, |json| fill(json, tale))
}

pub(super) fn shipment(json: &mut Json, tale: &Tale<'_>) {
    let parcel = tale.parcel;
    let country = destination(parcel);
    let newest = tale.newest();
    let next = match newest.leg {
        Leg::Trouble(Trouble::CustomsHold) => Some("The recipient has to provide documents"),
        Leg::AtPickupPoint => Some("The recipient can collect the shipment"),
        _ => None,
    };
    json.text("id", &tale.number())
        .text("service", parcel.courier.slug)
        .object("origin", |json| address(json, &ORIGIN))
        .object("destination", |json| {
            json.object("address", |json| {
                json.text("countryCode", country.alpha2)
                    .text("postalCode", &parcel.recipient.postal_code)
                    .loose("addressLocality", parcel.recipient.city);
            });
        })
        .object("status", |json| {
            event(json, newest, tale);
            json.text("remark", "").text_or_null("nextSteps", next);
        })
        .joined(
            "estimatedTimeOfDelivery",
            &[&tale.expected_date(), "T18:00:00", country.utc_offset],
        )
        .loose("estimatedTimeOfDeliveryRemark", "By End of Day")
        .object("details", |json| {
            json.object("product", |json| {
                json.text("productName", "DHL Paket International");
            })
            .null("proofOfDelivery")
            .number("totalNumberOfPieces", 1)
            .texts("pieceIds", &[&tale.number()])
            .object("weight", |json| {
                json.literal("value", "0.42").text("unitText", "kg");
            })
            .objects(
                "references",
                reference(tale).into_iter(),
                |json, (number, kind)| {
                    json.text("number", &number).text("type", kind);
                },
            );
        })
        .objects("events", tale.newest_first().into_iter(), |json, step| {
            event(json, step, tale);
        });
}

fn reference(tale: &Tale<'_>) -> [(String, &'static str); 2] {
    [
        (tale.parcel.order_number.clone(), "customer-reference"),
        (tale.parcel.seller_word(), "shipper-reference"),
    ]
}

fn event(json: &mut Json, step: &Step, tale: &Tale<'_>) {
    let status = status_of(step.leg);
    json.joined("timestamp", &tale.local(step).with_offset())
        .object("location", |json| address(json, &step.place))
        .text("statusCode", status.code)
        .text("status", status.text)
        .loose("description", status.text);
}

fn address(json: &mut Json, place: &Place) {
    json.object("address", |json| {
        json.text("countryCode", place.alpha2)
            .loose("addressLocality", place.city);
    });
}
