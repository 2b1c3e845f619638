//! Shippo's tracks: by carrier and number, registered or not.

use super::super::shippo::track;
use super::answered::{Answered, Kind, Refused};
use super::asked::{Asked, field, same};
use super::desk::{Desk, Registration};
use super::sheet::{Limit, Sheet, closed, untold};
use super::{Service, told};
use crate::carriers::Carrier;
use serde_json::{Value, json};

const METADATA_MAX: usize = 100;

pub(super) static SERVICE: Service = Service {
    sheet: Sheet {
        word: "shippo",
        name: "Shippo",
        asks: "tracks",
        paths: &["POST /tracks", "GET /tracks/{carrier}/{tracking_number}"],
        auth: "Authorization: ShippoToken",
        limit: Some(Limit::per_minute(500).unconfirmed()),
        numbers_max: 0,
        confirmed: false,
        unconfirmed: "the limit of 500 a minute, the bodies of errors, what an unknown number is answered (a track \
                      without a status here)",
        source: "docs.goshippo.com: tracks; shippo-python-sdk",
        open: closed,
        limit_headers: untold,
    },
    authorized,
    answer,
    refusal,
};

fn authorized(asked: &Asked<'_>, desk: &Desk<'_>) -> Result<(), Refused> {
    let token = asked.token("shippotoken").or_else(|| asked.token("bearer"));
    match token {
        Some(token) if same(token, desk.secret) => Ok(()),
        _ => Err(
            Refused::new(Kind::Unauthorized, "the token is wrong, or there is none")
                .field("Authorization")
                .nearest("ShippoToken <token>"),
        ),
    }
}

fn answer(asked: &Asked<'_>, desk: &mut Desk<'_>) -> Result<Answered, Refused> {
    let segments = asked.segments();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match (asked.method, segments.as_slice()) {
        ("POST", ["tracks"]) => {
            let fields = asked.fields()?;
            let needed = |name| {
                field(&fields, name)
                    .filter(|value| !value.is_empty())
                    .ok_or_else(|| Refused::missing(name))
            };
            let (carrier, number) = (needed("carrier")?, needed("tracking_number")?);
            let metadata = field(&fields, "metadata").unwrap_or("");
            if metadata.chars().count() > METADATA_MAX {
                return Err(Refused::invalid(
                    "metadata",
                    format!("metadata has at most {METADATA_MAX} characters"),
                ));
            }
            let answered = tracked(asked, desk, carrier, number)?;
            let said = json!({ "carrier": carrier, "metadata": metadata });
            desk.state
                .registered
                .put(number, Registration::new(asked.now, said));
            Ok(answered)
        }
        ("GET", ["tracks", carrier, number]) => tracked(asked, desk, carrier, number),
        (_, ["tracks"]) => Err(Refused::wrong_method("POST")),
        (_, ["tracks", _, _]) => Err(Refused::wrong_method("GET")),
        _ => Err(Refused::no_such_path()),
    }
}

fn tracked(
    asked: &Asked<'_>,
    desk: &Desk<'_>,
    carrier: &str,
    number: &str,
) -> Result<Answered, Refused> {
    let known = desk.find(number, asked.now);
    // Another carrier's parcel is not known by this number.
    if let Some(known) =
        known.filter(|known| known.parcel.courier.slug.eq_ignore_ascii_case(carrier))
    {
        let body = known.by(Carrier::Shippo).object(None, track);
        return Ok(Answered::ok(body).about(number));
    }
    if carrier == "shippo" {
        return Err(Refused::unknown(number)
            .field("tracking_number")
            .nearest("SHIPPO_PRE_TRANSIT, SHIPPO_TRANSIT, SHIPPO_DELIVERED, SHIPPO_RETURNED, SHIPPO_FAILURE, SHIPPO_UNKNOWN"));
    }
    let registered = desk.state.registered.get(number);
    let metadata = registered
        .and_then(|one| one.said["metadata"].as_str())
        .unwrap_or("");
    let body = told::object(|json| {
        json.text("carrier", carrier)
            .text("tracking_number", number)
            .null("tracking_status")
            .literal("tracking_history", "[]")
            .nulls(&[
                "address_from",
                "address_to",
                "eta",
                "original_eta",
                "servicelevel",
            ])
            .text("metadata", metadata)
            .null("transaction")
            .literal("messages", "[]");
    });
    Ok(Answered::ok(body).about(number))
}

fn refusal(_: &Asked<'_>, refused: &Refused) -> Answered {
    let detail = |text: &str| json!({ "detail": text });
    let of_field = || -> Value { json!({ &*refused.field: [&refused.rule] }) };
    let (status, body) = match refused.kind {
        Kind::Unauthorized => (401, detail("Token does not exist")),
        Kind::TooManyRequests => {
            let text = format!(
                "Request was throttled. Expected available in {} seconds.",
                refused.wait_s
            );
            (429, detail(&text))
        }
        Kind::WrongMethod => (405, detail("Method not allowed.")),
        Kind::NoSuchPath => (404, detail("Not found.")),
        Kind::Malformed => (400, detail("JSON parse error")),
        Kind::TooLong => (413, detail("Request body is too large.")),
        Kind::Unavailable => (
            503,
            detail("Service temporarily unavailable, try again later."),
        ),
        Kind::Missing => (400, json!({ &*refused.field: ["This field is required."] })),
        _ => (400, of_field()),
    };
    Answered::json(status, body.to_string())
}
