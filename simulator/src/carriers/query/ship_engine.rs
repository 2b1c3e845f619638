//! ShipEngine: where a parcel is, by carrier and number; subscriptions to it; and the keys that its webhooks are
//! verified with.

use super::super::ship_engine::{data, jwks};
use super::answered::{Answered, Kind, Refused};
use super::asked::{Asked, same};
use super::desk::{Desk, Registration};
use super::sheet::{Limit, Sheet, untold};
use super::{Service, told};
use crate::carriers::Carrier;
use crate::parcels::Known;
use serde_json::{Value, json};

/// Where the keys are.
pub(super) const JWKS: &str = "/jwks";

pub(super) static SERVICE: Service = Service {
    sheet: Sheet {
        word: "shipengine",
        name: "ShipEngine and ShipStation V2",
        asks: "tracking, keys",
        paths: &[
            "GET /v1/tracking",
            "POST /v1/tracking/start",
            "POST /v1/tracking/stop",
            "GET /v1/labels/{id}/track",
            "GET /v2/labels/{id}/track",
            "GET /jwks",
        ],
        auth: "API-Key",
        limit: Some(Limit::per_minute(200)),
        numbers_max: 0,
        confirmed: true,
        unconfirmed: "what an unknown number is answered (status UN and no events here)",
        source: "shipengine-openapi; docs.shipstation.com, rate limits and errors",
        open: |path| path == JWKS,
        limit_headers: untold,
    },
    authorized,
    answer,
    refusal,
};

fn authorized(asked: &Asked<'_>, desk: &Desk<'_>) -> Result<(), Refused> {
    match asked.header("api-key") {
        Some(key) if same(key, desk.secret) => Ok(()),
        _ => Err(
            Refused::new(Kind::Unauthorized, "the API key is wrong, or there is none")
                .field("API-Key")
                .nearest("API-Key: <key>"),
        ),
    }
}

fn answer(asked: &Asked<'_>, desk: &mut Desk<'_>) -> Result<Answered, Refused> {
    let segments = asked.segments();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match (asked.method, segments.as_slice()) {
        ("GET", ["jwks"]) => Ok(Answered::ok(jwks(desk.secret))),
        ("GET", ["v1", "tracking"]) => tracking(asked, desk),
        ("POST", ["v1", "tracking", what @ ("start" | "stop")]) => {
            subscribe(asked, desk, *what == "stop")
        }
        ("GET", ["v1" | "v2", "labels", id, "track"]) => label(id, desk),
        (_, ["jwks"] | ["v1", "tracking"] | ["v1" | "v2", "labels", _, "track"]) => {
            Err(Refused::wrong_method("GET"))
        }
        (_, ["v1", "tracking", "start" | "stop"]) => Err(Refused::wrong_method("POST")),
        _ => Err(Refused::no_such_path()),
    }
}

/// Carrier and number of the query.
fn named(asked: &Asked<'_>) -> Result<(String, String), Refused> {
    let carrier = asked.param("carrier_code");
    let number = asked.param("tracking_number");
    let carrier = carrier.ok_or_else(|| Refused::missing("carrier_code"))?;
    Ok((
        carrier,
        number.ok_or_else(|| Refused::missing("tracking_number"))?,
    ))
}

fn tracking(asked: &Asked<'_>, desk: &Desk<'_>) -> Result<Answered, Refused> {
    let (carrier, number) = named(asked)?;
    let known = desk.find(&number, asked.now);
    // Another carrier's parcel is not known by this number.
    match known.filter(|known| known.parcel.courier.slug.eq_ignore_ascii_case(&carrier)) {
        Some(known) => Ok(whole(&known)),
        None => Ok(Answered::ok(unknown(&carrier, &number)).about(&number)),
    }
}

fn whole(known: &Known) -> Answered {
    let known = known.clone().by(Carrier::ShipEngine);
    Answered::ok(known.object(None, data)).about(&known.parcel.tracking_number)
}

fn unknown(carrier: &str, number: &str) -> String {
    told::object(|json| {
        json.text("tracking_number", number)
            .null("tracking_url")
            .text("status_code", "UN")
            .null("status_detail_code")
            .text("status_description", "Unknown")
            .null("status_detail_description")
            .text("carrier_code", carrier)
            .nulls(&[
                "carrier_id",
                "carrier_detail_code",
                "carrier_status_code",
                "carrier_status_description",
                "ship_date",
                "estimated_delivery_date",
                "actual_delivery_date",
                "exception_description",
            ])
            .literal("events", "[]");
    })
}

fn subscribe(asked: &Asked<'_>, desk: &mut Desk<'_>, stop: bool) -> Result<Answered, Refused> {
    let (carrier, number) = named(asked)?;
    let mut registration = Registration::new(asked.now, json!({ "carrier_code": carrier }));
    registration.stopped = stop;
    desk.state.registered.put(&number, registration);
    Ok(Answered::json(204, "").about(&number))
}

fn label(id: &str, desk: &Desk<'_>) -> Result<Answered, Refused> {
    let index = id.strip_prefix("se-").and_then(|id| id.parse::<u64>().ok());
    let index = index
        .and_then(|id| id.checked_sub(1))
        .ok_or_else(|| Refused::invalid("label_id", "an id is se- and a number").got(id))?;
    let first = crate::parcel::Checkpoint::InfoReceived;
    let known = desk.parcels.at_checkpoint(index, first);
    let known = known.filter(|known| known.parcel.carrier == Carrier::ShipEngine);
    known.map(|known| whole(&known)).ok_or_else(|| {
        Refused::new(Kind::Unknown, "no label has this id")
            .field("label_id")
            .got(id)
    })
}

fn refusal(asked: &Asked<'_>, refused: &Refused) -> Answered {
    let (status, kind, code) = match refused.kind {
        Kind::Unauthorized => (401, "security", "unauthorized"),
        Kind::TooManyRequests => (429, "system", "rate_limit_exceeded"),
        Kind::WrongMethod => (405, "validation", "unspecified"),
        Kind::NoSuchPath | Kind::Unknown => (404, "validation", "not_found"),
        Kind::Missing => (400, "validation", "field_value_required"),
        Kind::TooLong => (413, "validation", "invalid_field_value"),
        Kind::Unavailable => (503, "system", "unspecified"),
        _ => (400, "validation", "invalid_field_value"),
    };
    let body: Value = json!({
        "request_id": asked.request_id,
        "errors": [{
            "error_source": "shipengine",
            "error_type": kind,
            "error_code": code,
            "message": refused.rule,
        }],
    });
    let answered = Answered::json(status, body.to_string());
    match refused.kind {
        Kind::TooManyRequests => answered.header("retry-after", refused.wait_s.to_string()),
        _ => answered,
    }
}
