//! AfterShip's tracking API, in every dated version that its webhooks have.

mod list;
mod write;

use super::super::aftership::{id_of, tracking};
use super::Service;
use super::answered::{Answered, Kind, Refused};
use super::asked::{Asked, same};
use super::desk::Desk;
use super::sheet::{Limit, Sheet, closed};
use super::told::object;
use super::window::Standing;
use crate::carriers::stamp::Stamp;
use crate::carriers::{Carrier, life};
use crate::clock::Moment;
use crate::parcel::Courier;
use serde_json::{Value, json};

pub(super) static SERVICE: Service = Service {
    sheet: Sheet {
        word: "aftership",
        name: "AfterShip Tracking",
        asks: "trackings, couriers",
        paths: &[
            "POST /tracking/{version}/trackings",
            "GET /tracking/{version}/trackings",
            "GET /tracking/{version}/trackings/{id}",
            "PUT /tracking/{version}/trackings/{id}",
            "DELETE /tracking/{version}/trackings/{id}",
            "POST /tracking/{version}/trackings/{id}/retrack",
            "POST /tracking/{version}/trackings/{id}/mark-as-completed",
            "GET /tracking/{version}/couriers",
            "GET /tracking/{version}/couriers/all",
            "POST /tracking/{version}/couriers/detect",
        ],
        auth: "as-api-key",
        limit: Some(Limit::per_second(10)),
        numbers_max: 50,
        confirmed: true,
        unconfirmed: "fields of a tracking that is still Pending, the words beside an error's code; a signature of the \
                      request is accepted unseen, predicted delivery dates are not played",
        source: "aftership.com/docs/tracking: API, rate limit; tracking-sdk-nodejs",
        open: closed,
        limit_headers,
    },
    authorized,
    answer,
    refusal,
};

fn authorized(asked: &Asked<'_>, desk: &Desk<'_>) -> Result<(), Refused> {
    match asked.header("as-api-key") {
        Some(key) if same(key, desk.secret) => Ok(()),
        _ => Err(
            Refused::new(Kind::Unauthorized, "the API key is wrong, or there is none")
                .field("as-api-key")
                .nearest("as-api-key: <key>"),
        ),
    }
}

fn answer(asked: &Asked<'_>, desk: &mut Desk<'_>) -> Result<Answered, Refused> {
    let segments = asked.segments();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let ["tracking", version, rest @ ..] = segments.as_slice() else {
        return Err(Refused::no_such_path());
    };
    let version = version_of(version)?;
    match (asked.method, rest) {
        ("POST", ["trackings"]) => write::create(asked, desk, version),
        ("GET", ["trackings"]) => list::trackings(asked, desk, version),
        ("GET", ["trackings", id]) => {
            let number = number_of(id, desk)?;
            Ok(answered(200, shown(&number, asked.now, desk, version)).about(&number))
        }
        ("PUT", ["trackings", id]) => write::update(asked, desk, version, id),
        ("DELETE", ["trackings", id]) => write::delete(asked, desk, version, id),
        ("POST", ["trackings", id, "retrack"]) => write::retrack(asked, desk, version, id),
        ("POST", ["trackings", id, "mark-as-completed"]) => {
            write::complete(asked, desk, version, id)
        }
        ("GET", ["couriers"] | ["couriers", "all"]) => Ok(list::couriers(&couriers())),
        ("POST", ["couriers", "detect"]) => list::detect(asked),
        (_, ["trackings"]) => Err(Refused::wrong_method("GET or POST")),
        (_, ["trackings", _]) => Err(Refused::wrong_method("GET, PUT or DELETE")),
        (_, ["trackings", _, "retrack" | "mark-as-completed"] | ["couriers", "detect"]) => {
            Err(Refused::wrong_method("POST"))
        }
        (_, ["couriers"] | ["couriers", "all"]) => Err(Refused::wrong_method("GET")),
        _ => Err(Refused::no_such_path()),
    }
}

fn version_of(word: &str) -> Result<&'static str, Refused> {
    let versions = Carrier::AfterShip.profile().versions;
    let dated = versions.iter().filter(|version| version.starts_with('2'));
    let known = dated.clone().find(|version| **version == word);
    known.copied().ok_or_else(|| {
        let all: Vec<&str> = dated.copied().collect();
        Refused::no_such_path()
            .field("version")
            .got(word)
            .nearest(all.join(", "))
    })
}

/// The number of a tracking, by its id.
fn number_of(id: &str, desk: &Desk<'_>) -> Result<String, Refused> {
    let hex = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !hex {
        return Err(Refused::invalid("id", "an id has 32 hexadecimal digits")
            .code("4015")
            .got(id));
    }
    let registered = &desk.state.registered;
    let created = registered.newest().find(|(number, _)| id_of(number) == id);
    let number = created.map(|(number, _)| number.clone()).or_else(|| {
        let key = u64::from_str_radix(&id[..12], 16).ok()?;
        let known = desk.parcels.with_id(Carrier::AfterShip, key)?;
        Some(known.parcel.tracking_number).filter(|number| id_of(number) == id)
    });
    number
        .filter(|number| is_tracked(number, desk))
        .ok_or_else(|| {
            Refused::new(Kind::Unknown, "no tracking has this id")
                .field("id")
                .got(id)
        })
}

/// Whether there is a tracking of this number: created by the client, or AfterShip pushed it.
fn is_tracked(number: &str, desk: &Desk<'_>) -> bool {
    match desk.state.registered.get(number) {
        Some(registration) => registration.ended != Some(DELETED),
        None => pushed(number, desk),
    }
}

fn pushed(number: &str, desk: &Desk<'_>) -> bool {
    let told = desk.parcels.told(number);
    told.is_some_and(|known| known.tellers.has(Carrier::AfterShip))
}

/// How a registration ended that is no more.
const DELETED: &str = "deleted";

/// A tracking, as JSON.
fn shown(number: &str, now: Moment, desk: &Desk<'_>, version: &'static str) -> String {
    let registration = desk.state.registered.get(number);
    let body = match desk.find(number, now) {
        Some(known) => known.by(Carrier::AfterShip).object(Some(version), tracking),
        None => {
            let since = registration.map_or(now, |one| one.at);
            let nothing = Value::Null;
            pending(
                number,
                since,
                registration.map_or(&nothing, |one| &one.said),
            )
        }
    };
    let Some(subtag) = registration.and_then(|one| one.ended) else {
        return body;
    };
    let mut value: Value = serde_json::from_str(&body).unwrap_or_default();
    value["tag"] = json!(subtag.split('_').next());
    value["subtag"] = json!(subtag);
    value["active"] = json!(false);
    value.to_string()
}

/// A tracking of which no courier knows anything yet.
fn pending(number: &str, since: Moment, said: &Value) -> String {
    let text = |key: &str| said[key].as_str().map(str::to_owned);
    let at = Stamp::utc(since);
    object(|json| {
        json.text("id", &id_of(number))
            .text("legacy_id", &id_of(number)[..24])
            .joined("created_at", &at.with_offset())
            .joined("updated_at", &at.with_offset())
            .text("tracking_number", number)
            .text_or_null("slug", text("slug").as_deref())
            .literal("active", "true")
            .literal("custom_fields", &said["custom_fields"].to_string())
            .null("transit_time")
            .nulls(&[
                "origin_country_region",
                "destination_country_region",
                "courier_estimated_delivery_date",
            ])
            .text_or_null("note", text("note").as_deref())
            .text_or_null("order_id", text("order_id").as_deref())
            .text_or_null("order_number", text("order_number").as_deref())
            .text("source", "api")
            .text("tag", "Pending")
            .text("subtag", "Pending_001")
            .text("subtag_message", "Pending")
            .text_or_null("title", text("title").as_deref().or(Some(number)))
            .number("tracked_count", 0)
            .literal("last_mile_tracking_supported", "true")
            .text_or_null("language", text("language").as_deref())
            .literal("customers", &said["customers"].to_string())
            .literal("checkpoints", "[]");
    })
}

/// Every courier that anybody here has, once.
fn couriers() -> Vec<&'static Courier> {
    let mut all: Vec<&'static Courier> = Vec::new();
    for carrier in Carrier::ALL {
        for courier in carrier.couriers() {
            if all.iter().all(|known| known.slug != courier.slug) {
                all.push(courier);
            }
        }
    }
    all
}

fn answered(code: u16, data: impl AsRef<str>) -> Answered {
    Answered::json(
        code,
        format!(r#"{{"meta":{{"code":{code}}},"data":{}}}"#, data.as_ref()),
    )
}

fn refusal(_: &Asked<'_>, refused: &Refused) -> Answered {
    let (status, code, message, kind) = match (refused.kind, refused.code) {
        (Kind::Unauthorized, _) => (401, 401, "The API key is invalid.", "Unauthorized"),
        (Kind::TooManyRequests, _) => (
            429,
            429,
            "You have exceeded the API call rate limit. The default limit is 10 requests per second.",
            "TooManyRequests",
        ),
        (Kind::NoSuchPath, _) => (
            404,
            404,
            "The URI requested is invalid or the resource requested does not exist.",
            "NotFound",
        ),
        (Kind::WrongMethod, _) => (405, 405, "The method is not allowed.", "MethodNotAllowed"),
        (Kind::Malformed, _) => (400, 4001, "Invalid JSON data.", "BadRequest"),
        (Kind::TooLong, _) => (
            413,
            413,
            "The request body is too large.",
            "PayloadTooLarge",
        ),
        (Kind::Exists, _) => (400, 4003, "Tracking already exists.", "BadRequest"),
        (Kind::Unknown, "4012") => (
            400,
            4012,
            "Cannot detect courier. Activate courier at your AfterShip admin.",
            "BadRequest",
        ),
        (Kind::Unknown, _) => (404, 4004, "Tracking does not exist.", "NotFound"),
        (Kind::Missing, _) => (
            400,
            4009,
            "The value of a required field is missing.",
            "BadRequest",
        ),
        (Kind::Invalid, "4005") => (
            400,
            4005,
            "The value of `tracking_number` is invalid.",
            "BadRequest",
        ),
        (Kind::Invalid, "4010") => (400, 4010, "The value of `slug` is invalid.", "BadRequest"),
        (Kind::Invalid, "4013") => (
            400,
            4013,
            "Retrack is not allowed. You can only retrack an inactive tracking.",
            "BadRequest",
        ),
        (Kind::Invalid, "4015") => (400, 4015, "The value of `id` is invalid.", "BadRequest"),
        (Kind::Invalid, "4016") => (
            400,
            4016,
            "Retrack not allowed. You can only retrack each shipment once.",
            "BadRequest",
        ),
        (Kind::Unavailable, _) => (
            503,
            503,
            "Something went wrong on AfterShip's end.",
            "InternalError",
        ),
        _ => (400, 4008, "The value of a field is invalid.", "BadRequest"),
    };
    let message = match refused.kind {
        Kind::Missing | Kind::Invalid if refused.code.is_empty() => &*refused.rule,
        _ => message,
    };
    let data = match (refused.kind, refused.numbers.first()) {
        (Kind::Exists, Some(number)) => json!({ "id": id_of(number), "tracking_number": number }),
        _ => json!({}),
    };
    let body = json!({ "meta": { "code": code, "message": message, "type": kind }, "data": data });
    Answered::json(status, body.to_string())
}

fn limit_headers(_: &Asked<'_>, standing: &Standing, limit: Limit) -> Vec<(&'static str, String)> {
    vec![
        ("x-ratelimit-limit", limit.requests.to_string()),
        ("x-ratelimit-remaining", standing.remaining.to_string()),
        ("x-ratelimit-reset", standing.resets_at.unix_s().to_string()),
    ]
}

/// Whether a tracking is still looked after.
fn is_active(number: &str, now: Moment, desk: &Desk<'_>) -> bool {
    let ended = desk.state.registered.get(number).and_then(|one| one.ended);
    let known = desk.find(number, now);
    let over = known.is_some_and(|known| {
        known.tell(None, |tale| {
            matches!(tale.leg(), life::Leg::Delivered | life::Leg::Expired)
        })
    });
    ended.is_none() && !over
}
