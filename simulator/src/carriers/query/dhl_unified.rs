//! DHL's unified tracking: shipments by number, and problems as RFC 7807 has them.

use super::super::dhl_unified::shipment;
use super::Service;
use super::answered::{Answered, Kind, Refused};
use super::asked::{Asked, same};
use super::desk::Desk;
use super::sheet::{Limit, Sheet, closed, untold};
use super::told::{array, object};
use serde_json::json;

const PROBLEM: &str = "application/problem+json";

pub(super) static SERVICE: Service = Service {
    sheet: Sheet {
        word: "dhl-unified",
        name: "DHL Shipment Tracking Unified",
        asks: "shipments",
        paths: &["GET /track/shipments"],
        auth: "DHL-API-Key",
        limit: Some(Limit::per_second(250).every(86_400).unconfirmed()),
        numbers_max: 0,
        confirmed: true,
        unconfirmed: "the free tier's 250 a day (its one request in 5 s is not played)",
        source: "developer.dhl.com: Shipment Tracking Unified",
        open: closed,
        limit_headers: untold,
    },
    authorized,
    answer,
    refusal,
};

fn authorized(asked: &Asked<'_>, desk: &Desk<'_>) -> Result<(), Refused> {
    match asked.header("dhl-api-key") {
        Some(key) if same(key, desk.secret) => Ok(()),
        _ => Err(
            Refused::new(Kind::Unauthorized, "the API key is wrong, or there is none")
                .field("DHL-API-Key")
                .nearest("DHL-API-Key: <key>"),
        ),
    }
}

fn answer(asked: &Asked<'_>, desk: &mut Desk<'_>) -> Result<Answered, Refused> {
    let segments = asked.segments();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match (asked.method, segments.as_slice()) {
        ("GET", ["track", "shipments"]) => {}
        (_, ["track", "shipments"]) => return Err(Refused::wrong_method("GET")),
        _ => return Err(Refused::no_such_path()),
    }
    let number = asked
        .param("trackingNumber")
        .ok_or_else(|| Refused::missing("trackingNumber"))?;
    let known = desk
        .find(&number, asked.now)
        .filter(|known| known.parcel.courier.name.starts_with("DHL"))
        .ok_or_else(|| Refused::unknown(&number).field("trackingNumber"))?;
    let told = known.object(None, shipment);
    let body = object(|json| {
        json.literal("shipments", &array(&[told]));
    });
    Ok(Answered::ok(body).about(&number))
}

fn refusal(asked: &Asked<'_>, refused: &Refused) -> Answered {
    let (status, title, detail) = match refused.kind {
        Kind::Unauthorized => (401, "Unauthorized", "Unauthorized for given resource."),
        Kind::TooManyRequests => (
            429,
            "Too many requests",
            "Too many requests within defined time period, please try again later.",
        ),
        Kind::WrongMethod => (
            405,
            "Method not allowed",
            "The method is not allowed for given resource.",
        ),
        Kind::NoSuchPath => (404, "Not found", "No resource found for given path."),
        Kind::Unknown => (
            404,
            "No result found",
            "No shipment with given tracking number found.",
        ),
        Kind::TooLong => (413, "Payload too large", "The request is too large."),
        Kind::Unavailable => (
            503,
            "Service unavailable",
            "The service is temporarily unavailable.",
        ),
        _ => (400, "Bad request", &*refused.rule),
    };
    let instance = format!("/shipment/{}", asked.request_id);
    let body = json!({ "title": title, "detail": detail, "status": status, "instance": instance });
    Answered {
        content_type: PROBLEM,
        ..Answered::json(status, body.to_string())
    }
}
