//! EasyPost's trackers: created, found again by id or code, listed.

use super::super::easy_post::{id_of, tracker};
use super::Service;
use super::answered::{Answered, Kind, Refused};
use super::asked::{Asked, same};
use super::desk::{Desk, Registration};
use super::sheet::{Limit, Sheet, closed, untold};
use super::told::{array, object};
use crate::carriers::Carrier;
use crate::carriers::stamp::Stamp;
use crate::clock::Moment;
use serde_json::{Value, json};

/// Trackers on a page, and in a batch.
const PAGE_SIZE_MAX: usize = 100;
/// What keys of test mode begin with: only test codes can be tracked there.
const TEST_KEY: &str = "EZTK";

pub(super) static SERVICE: Service = Service {
    sheet: Sheet {
        word: "easypost",
        name: "EasyPost",
        asks: "trackers",
        paths: &[
            "POST /v2/trackers",
            "GET /v2/trackers",
            "POST /v2/trackers/batch",
            "GET /v2/trackers/{id}",
            "DELETE /v2/trackers/{id}",
        ],
        auth: "HTTP Basic, API key without a password",
        limit: Some(Limit::per_second(5).unconfirmed()),
        numbers_max: PAGE_SIZE_MAX,
        confirmed: true,
        unconfirmed: "the limit of 5 a second; updates by webhook after a creation (none come by themselves here)",
        source: "EasyPost: tracker API; easypost-python",
        open: closed,
        limit_headers: untold,
    },
    authorized,
    answer,
    refusal,
};

fn authorized(asked: &Asked<'_>, desk: &Desk<'_>) -> Result<(), Refused> {
    let said = asked.basic().unwrap_or_default();
    let key = said.split(':').next().unwrap_or("");
    let bearer = asked.token("bearer").unwrap_or("");
    if same(key, desk.secret) || same(bearer, desk.secret) {
        return Ok(());
    }
    Err(
        Refused::new(Kind::Unauthorized, "the API key is wrong, or there is none")
            .field("Authorization")
            .nearest("Basic and base64 of key:"),
    )
}

fn answer(asked: &Asked<'_>, desk: &mut Desk<'_>) -> Result<Answered, Refused> {
    let segments = asked.segments();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match (asked.method, segments.as_slice()) {
        ("POST", ["v2", "trackers"]) => create(asked, desk),
        ("GET", ["v2", "trackers"]) => list(asked, desk),
        ("POST", ["v2", "trackers", "batch"]) => batch(asked, desk),
        ("GET", ["v2", "trackers", id]) => {
            let code = code_of(id, desk)?;
            Ok(Answered::ok(shown(&code, asked, desk)).about(&code))
        }
        ("DELETE", ["v2", "trackers", id]) => {
            let code = code_of(id, desk)?;
            desk.state.registered.remove(&code);
            Ok(Answered::json(204, "").about(&code))
        }
        (_, ["v2", "trackers"]) => Err(Refused::wrong_method("GET or POST")),
        (_, ["v2", "trackers", _]) => Err(Refused::wrong_method("GET or DELETE")),
        _ => Err(Refused::no_such_path()),
    }
}

fn create(asked: &Asked<'_>, desk: &mut Desk<'_>) -> Result<Answered, Refused> {
    let body = asked.json()?;
    // The clients wrap it; a bare object is taken as well.
    let given = body.get("tracker").unwrap_or(&body);
    let code = match &given["tracking_code"] {
        Value::String(code) if !code.is_empty() => code.clone(),
        Value::Null | Value::String(_) => return Err(Refused::missing("tracking_code")),
        other => {
            return Err(Refused::invalid("tracking_code", "a tracking code is text")
                .got(&other.to_string()));
        }
    };
    if desk.secret.starts_with(TEST_KEY) && !code.starts_with("EZ") {
        return Err(Refused::unknown(&code)
            .code("TRACKER.CREATE.ERROR")
            .field("tracking_code")
            .nearest("EZ1000000001 to EZ1000000007 in test mode"));
    }
    if desk.state.registered.get(&code).is_none() {
        let carrier = given["carrier"].as_str().unwrap_or("");
        let registration = Registration::new(asked.now, json!({ "carrier": carrier }));
        desk.state.registered.put(&code, registration);
    }
    Ok(Answered::json(201, shown(&code, asked, desk)).about(&code))
}

/// The code of a tracker, by its id or by itself.
fn code_of(id: &str, desk: &Desk<'_>) -> Result<String, Refused> {
    let registered = &desk.state.registered;
    if registered.get(id).is_some() {
        return Ok(id.to_owned());
    }
    if let Some((code, _)) = registered.newest().find(|(code, _)| id_of(code) == id) {
        return Ok(code.clone());
    }
    let key = id
        .strip_prefix("trk_")
        .and_then(|hex| u64::from_str_radix(hex.get(..16)?, 16).ok());
    let known = key.and_then(|key| desk.parcels.with_id(Carrier::EasyPost, key));
    known
        .map(|known| known.parcel.tracking_number)
        .filter(|code| id_of(code) == id)
        .ok_or_else(|| {
            Refused::new(Kind::Unknown, "no tracker has this id")
                .field("id")
                .got(id)
        })
}

fn shown(code: &str, asked: &Asked<'_>, desk: &Desk<'_>) -> String {
    if let Some(known) = desk.find(code, asked.now) {
        return known.by(Carrier::EasyPost).object(None, tracker);
    }
    let registered = desk.state.registered.get(code);
    let since = registered.map_or(asked.now, |one| one.at);
    let carrier = registered
        .and_then(|one| one.said["carrier"].as_str())
        .unwrap_or("");
    unknown(code, carrier, since)
}

fn unknown(code: &str, carrier: &str, since: Moment) -> String {
    let id = id_of(code);
    object(|json| {
        json.text("id", &id)
            .text("object", "Tracker")
            .text("mode", "production")
            .text("tracking_code", code)
            .text("status", "unknown")
            .text("status_detail", "unknown")
            .joined("created_at", &Stamp::utc(since).zulu())
            .joined("updated_at", &Stamp::utc(since).zulu())
            .nulls(&["signed_by", "weight", "est_delivery_date", "shipment_id"])
            .text_or_null(
                "carrier",
                Some(carrier).filter(|carrier| !carrier.is_empty()),
            )
            .literal("tracking_details", "[]")
            .null("carrier_detail")
            .literal("finalized", "false")
            .literal("is_return", "false")
            .joined("public_url", &["https://track.easypost.com/", &id])
            .literal("fees", "[]");
    })
}

/// Codes of all trackers, the newest first: those that were created, then those that EasyPost told of.
fn codes(desk: &Desk<'_>, limit: usize) -> Vec<String> {
    let created = desk.state.registered.newest().map(|(code, _)| code.clone());
    let mut all: Vec<String> = created.take(limit).collect();
    for known in desk.parcels.of(Carrier::EasyPost, limit) {
        if !all.contains(&known.parcel.tracking_number) {
            all.push(known.parcel.tracking_number);
        }
    }
    all
}

fn list(asked: &Asked<'_>, desk: &Desk<'_>) -> Result<Answered, Refused> {
    let size = match asked.param("page_size") {
        None => 20,
        Some(text) => text
            .parse::<usize>()
            .ok()
            .filter(|size| (1..=PAGE_SIZE_MAX).contains(size))
            .ok_or_else(|| {
                Refused::invalid(
                    "page_size",
                    format!("a page has 1 to {PAGE_SIZE_MAX} trackers"),
                )
                .got(&text)
            })?,
    };
    let wanted = asked.param("tracking_code");
    let mut codes = codes(desk, 1_000);
    codes.retain(|code| wanted.as_ref().is_none_or(|wanted| wanted == code));
    if let Some(before) = asked.param("before_id") {
        let place = codes.iter().position(|code| id_of(code) == before);
        codes.drain(..place.map_or(codes.len(), |place| place + 1));
    }
    let more = codes.len() > size;
    codes.truncate(size);
    Ok(page(&codes, more, asked, desk))
}

fn batch(asked: &Asked<'_>, desk: &Desk<'_>) -> Result<Answered, Refused> {
    let body = asked.json()?;
    let given = body["tracking_codes"]
        .as_array()
        .ok_or_else(|| Refused::missing("tracking_codes"))?;
    if given.len() > PAGE_SIZE_MAX {
        return Err(Refused::new(
            Kind::TooMany,
            format!("a batch names at most {PAGE_SIZE_MAX} codes"),
        )
        .field("tracking_codes"));
    }
    let mut codes: Vec<String> = given
        .iter()
        .filter_map(|code| code.as_str().map(str::to_owned))
        .collect();
    codes.retain(|code| {
        desk.state.registered.get(code).is_some() || desk.parcels.told(code).is_some()
    });
    Ok(page(&codes, false, asked, desk))
}

fn page(codes: &[String], more: bool, asked: &Asked<'_>, desk: &Desk<'_>) -> Answered {
    let trackers: Vec<String> = codes.iter().map(|code| shown(code, asked, desk)).collect();
    let body = object(|json| {
        json.literal("trackers", &array(&trackers))
            .literal("has_more", if more { "true" } else { "false" });
    });
    codes
        .iter()
        .fold(Answered::ok(body), |answered, code| answered.about(code))
}

fn refusal(_: &Asked<'_>, refused: &Refused) -> Answered {
    let (status, code, message) = match refused.kind {
        Kind::Unauthorized => (
            401,
            "APIKEY.INACTIVE",
            "This api key is no longer active. Please use a different api key or reactivate this key.",
        ),
        Kind::TooManyRequests => (
            429,
            "RATE_LIMITED",
            "You have been rate-limited. Please wait before making further requests.",
        ),
        Kind::WrongMethod => (
            405,
            "METHOD_NOT_ALLOWED",
            "The requested method is not allowed.",
        ),
        Kind::NoSuchPath | Kind::Unknown if refused.code.is_empty() => (
            404,
            "NOT_FOUND",
            "The requested resource could not be found.",
        ),
        Kind::Malformed => (
            400,
            "INVALID_REQUEST",
            "The request could not be understood by the server due to malformed syntax.",
        ),
        Kind::Missing => (422, "PARAMETER.REQUIRED", "Missing required parameter."),
        Kind::TooLong => (413, "REQUEST_TOO_LARGE", "The request body is too large."),
        Kind::Unavailable => (
            503,
            "SERVICE_UNAVAILABLE",
            "The service is temporarily unavailable.",
        ),
        Kind::Unknown => (422, refused.code, "Unable to create tracker."),
        _ => (422, "PARAMETER.INVALID", "Invalid parameter."),
    };
    let errors = match refused.kind {
        Kind::Missing => json!([{ "field": refused.field, "message": "cannot be blank" }]),
        Kind::Invalid | Kind::TooMany => {
            json!([{ "field": refused.field, "message": refused.rule }])
        }
        _ => json!([]),
    };
    let body = json!({ "error": { "code": code, "message": message, "errors": errors } });
    Answered::json(status, body.to_string())
}
