//! ShipStation's first API: the shipments that its pushes point to, behind HTTP Basic and 40 requests a minute.

use super::super::life::fingerprint_of;
use super::super::ship_station::{Pointer, page};
use super::answered::{Answered, Kind, Refused};
use super::asked::{Asked, same};
use super::desk::Desk;
use super::sheet::{Limit, Sheet, closed};
use super::window::Standing;
use super::{Service, told};
use crate::carriers::Carrier;
use crate::parcels::Known;

/// Shipments on a page.
const PAGE_SIZE_MAX: usize = 500;

pub(super) static SERVICE: Service = Service {
    sheet: Sheet {
        word: "shipstation-v1",
        name: "ShipStation V1",
        asks: "shipments",
        paths: &["GET /shipments"],
        auth: "HTTP Basic, API key and secret",
        limit: Some(Limit::per_minute(40).unconfirmed()),
        numbers_max: 0,
        confirmed: false,
        unconfirmed: "the limit of 40 a minute and its headers, the page's wrapper, the bodies of errors, trackingStatus \
                      (added here)",
        source: "docs.shipstation.com, ShipStation V1: webhook model, shipments",
        open: closed,
        limit_headers,
    },
    authorized,
    answer,
    refusal,
};

/// `key:secret`; here one secret is both, or the second, or has the colon in itself.
fn authorized(asked: &Asked<'_>, desk: &Desk<'_>) -> Result<(), Refused> {
    let said = asked.basic().unwrap_or_default();
    let password = said.split_once(':').map(|(_, password)| password);
    let key_alone = said.strip_suffix(':');
    let secret = desk.secret;
    let right = same(&said, secret)
        || password.is_some_and(|password| same(password, secret))
        || key_alone.is_some_and(|key| same(key, secret));
    if right {
        return Ok(());
    }
    Err(
        Refused::new(Kind::Unauthorized, "the API key or its secret is wrong")
            .field("Authorization")
            .nearest("Basic and base64 of key:secret"),
    )
}

fn answer(asked: &Asked<'_>, desk: &mut Desk<'_>) -> Result<Answered, Refused> {
    let segments = asked.segments();
    match (
        asked.method,
        segments
            .iter()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .as_slice(),
    ) {
        ("GET", ["shipments"]) => shipments(asked, desk),
        (_, ["shipments"]) => Err(Refused::wrong_method("GET")),
        _ => Err(Refused::no_such_path()),
    }
}

fn shipments(asked: &Asked<'_>, desk: &Desk<'_>) -> Result<Answered, Refused> {
    let number_of = |name: &'static str| match asked.param(name) {
        None => Ok(None),
        Some(text) => text
            .parse::<u64>()
            .map(Some)
            .map_err(|_| Refused::invalid(name, format!("{name} is a whole number")).got(&text)),
    };
    let (page_number, size) = (
        number_of("page")?.unwrap_or(1),
        number_of("pageSize")?.unwrap_or(100),
    );
    if page_number == 0 || size == 0 || size > PAGE_SIZE_MAX as u64 {
        return Err(Refused::invalid(
            "pageSize",
            format!("pages count from 1 and have 1 to {PAGE_SIZE_MAX} shipments"),
        ));
    }
    if page_number == 1
        && let Some((known, at)) = pointed(number_of("batchId")?, asked, desk)
    {
        let body = known.tell(None, |tale| page(tale, at));
        return Ok(Answered::ok(body).about(&known.parcel.tracking_number));
    }
    Ok(Answered::ok(nothing(page_number)))
}

fn pointed(
    batch: Option<u64>,
    asked: &Asked<'_>,
    desk: &Desk<'_>,
) -> Option<(Known, crate::parcel::Checkpoint)> {
    let of_ours = |known: &Known| {
        let ours = Carrier::ShipStation;
        known.parcel.carrier == ours || known.tellers.has(ours)
    };
    if let Some(id) = batch {
        let Pointer { parcel, checkpoint } = Pointer::from_id(id)?;
        let known = desk.parcels.at_checkpoint(parcel, checkpoint)?;
        return Some((known, checkpoint)).filter(|(known, _)| of_ours(known));
    }
    let known = desk
        .find(&asked.param("trackingNumber")?, asked.now)
        .filter(of_ours)?;
    let checkpoint = known.checkpoint;
    Some((known, checkpoint))
}

fn nothing(page: u64) -> String {
    told::object(|json| {
        json.literal("shipments", "[]")
            .number("total", 0)
            .number("page", page)
            .number("pages", 0);
    })
}

fn refusal(asked: &Asked<'_>, refused: &Refused) -> Answered {
    let (status, message) = match refused.kind {
        Kind::Unauthorized => (401, "Authorization has been denied for this request."),
        Kind::TooManyRequests => (429, "Too Many Requests"),
        Kind::WrongMethod => (
            405,
            "The requested resource does not support this http method.",
        ),
        Kind::NoSuchPath | Kind::Unknown => (
            404,
            "No HTTP resource was found that matches the request URI.",
        ),
        Kind::TooLong => (413, "The request is too large."),
        Kind::Unavailable => (503, "The service is unavailable."),
        _ => (400, "The request is invalid."),
    };
    let body = told::object(|json| {
        json.text("Message", message)
            .text("ExceptionMessage", &refused.rule)
            .text(
                "TransactionID",
                &format!("{:016x}", fingerprint_of(asked.request_id, 1)),
            );
    });
    Answered::json(status, body)
}

fn limit_headers(_: &Asked<'_>, standing: &Standing, limit: Limit) -> Vec<(&'static str, String)> {
    vec![
        ("x-rate-limit-limit", limit.requests.to_string()),
        ("x-rate-limit-remaining", standing.remaining.to_string()),
        ("x-rate-limit-reset", standing.wait_s().to_string()),
    ]
}
