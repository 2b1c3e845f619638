//! FedEx: a token for client id and secret, then up to thirty tracking numbers a request.

use super::super::fedex::result;
use super::super::life::fingerprint_of;
use super::answered::{Answered, Kind, Refused};
use super::asked::{Asked, field, same};
use super::desk::Desk;
use super::sheet::{Sheet, untold};
use super::told::{array, object};
use super::{Service, grant};
use serde_json::{Value, json};
use std::time::Duration;

const TOKEN: &str = "/oauth/token";
const TOKEN_LASTS: Duration = Duration::from_secs(3_600);
/// Numbers of a request.
const NUMBERS_MAX: usize = 30;

pub(super) static SERVICE: Service = Service {
    sheet: Sheet {
        word: "fedex",
        name: "FedEx Track",
        asks: "tracking numbers",
        paths: &["POST /oauth/token", "POST /track/v1/trackingnumbers"],
        auth: "Authorization: Bearer, from /oauth/token",
        limit: None,
        numbers_max: NUMBERS_MAX,
        confirmed: false,
        unconfirmed: "30 numbers a request, the code for more, what a token looks like; no limit on requests was found",
        source: "developer.fedex.com: Track API, authorization",
        open: |path| path == TOKEN,
        limit_headers: untold,
    },
    authorized,
    answer,
    refusal,
};

fn authorized(asked: &Asked<'_>, desk: &Desk<'_>) -> Result<(), Refused> {
    grant::valid(asked.token("bearer").unwrap_or(""), desk.secret, asked.now)
}

fn answer(asked: &Asked<'_>, desk: &mut Desk<'_>) -> Result<Answered, Refused> {
    let segments = asked.segments();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match (asked.method, segments.as_slice()) {
        ("POST", ["oauth", "token"]) => token(asked, desk),
        ("POST", ["track", "v1", "trackingnumbers"]) => tracked(asked, desk),
        (_, ["oauth", "token"] | ["track", "v1", "trackingnumbers"]) => {
            Err(Refused::wrong_method("POST"))
        }
        _ => Err(Refused::no_such_path()),
    }
}

fn token(asked: &Asked<'_>, desk: &Desk<'_>) -> Result<Answered, Refused> {
    let fields = asked.fields()?;
    if field(&fields, "grant_type") != Some("client_credentials") {
        return Err(Refused::missing("grant_type").nearest("client_credentials"));
    }
    let client = field(&fields, "client_id").unwrap_or("");
    let secret = field(&fields, "client_secret").unwrap_or("");
    if client.is_empty() || !same(secret, desk.secret) {
        return Err(
            Refused::new(Kind::Unauthorized, "the client's id or secret is wrong")
                .field("client_secret"),
        );
    }
    let body = json!({
        "access_token": grant::token(desk.secret, asked.now, TOKEN_LASTS),
        "token_type": "bearer",
        "expires_in": TOKEN_LASTS.as_secs() - 1,
        "scope": "CXS-TP",
    });
    Ok(Answered::ok(body.to_string()))
}

fn tracked(asked: &Asked<'_>, desk: &Desk<'_>) -> Result<Answered, Refused> {
    let body = asked.json()?;
    let given = body["trackingInfo"].as_array();
    let given = given.filter(|given| !given.is_empty());
    let given = given.ok_or_else(|| Refused::missing("trackingInfo"))?;
    if given.len() > NUMBERS_MAX {
        let rule = format!("a request names at most {NUMBERS_MAX} numbers");
        return Err(Refused::new(Kind::TooMany, rule)
            .field("trackingInfo")
            .got(&given.len().to_string()));
    }
    let named = |item: &Value| {
        let number = item["trackingNumberInfo"]["trackingNumber"].as_str();
        let number = number.filter(|number| !number.is_empty());
        number
            .map(str::to_owned)
            .ok_or_else(|| Refused::missing("trackingInfo[].trackingNumberInfo.trackingNumber"))
    };
    let numbers: Vec<String> = given.iter().map(named).collect::<Result<_, _>>()?;
    let results: Vec<String> = numbers
        .iter()
        .map(|number| complete(number, asked, desk))
        .collect();
    let text = object(|json| {
        json.text("transactionId", &transaction(asked))
            .object("output", |json| {
                json.literal("completeTrackResults", &array(&results));
            });
    });
    Ok(numbers.iter().fold(Answered::ok(text), |answered, number| {
        answered.about(number)
    }))
}

fn transaction(asked: &Asked<'_>) -> String {
    format!("{:032x}", fingerprint_of(asked.request_id, 1))
}

fn complete(number: &str, asked: &Asked<'_>, desk: &Desk<'_>) -> String {
    let result = match desk.find_of("FedEx", number, asked.now) {
        Some(known) => known.object(None, result),
        None => json!({
            "trackingNumberInfo": { "trackingNumber": number, "trackingNumberUniqueId": "", "carrierCode": "" },
            "error": {
                "code": "TRACKING.TRACKINGNUMBER.NOTFOUND",
                "message": "Tracking number cannot be found. Please correct the tracking number and try again.",
            },
        })
        .to_string(),
    };
    object(|json| {
        json.text("trackingNumber", number)
            .literal("trackResults", &array(&[result]));
    })
}

fn refusal(asked: &Asked<'_>, refused: &Refused) -> Answered {
    let (status, code, message) = match refused.kind {
        Kind::Unauthorized => (
            401,
            "NOT.AUTHORIZED.ERROR",
            "Access token expired. Please modify your request and try again.",
        ),
        Kind::TooManyRequests => (
            429,
            "TOO.MANY.REQUESTS",
            "Too many requests. Please try again later.",
        ),
        Kind::WrongMethod => (
            405,
            "METHOD.NOT.ALLOWED.ERROR",
            "The method is not allowed.",
        ),
        Kind::NoSuchPath | Kind::Unknown => (
            404,
            "NOT.FOUND.ERROR",
            "The resource you requested is no longer available. Please modify your request and try again.",
        ),
        Kind::Missing if refused.field.starts_with("trackingInfo") => (
            400,
            "TRACKING.TRACKINGNUMBER.EMPTY",
            "Please provide tracking number.",
        ),
        Kind::TooMany => (
            400,
            "TRACKING.TRACKINGNUMBER.LIMITEXCEEDED",
            "Please limit your inquiry to 30 tracking numbers.",
        ),
        Kind::TooLong => (413, "REQUEST.TOO.LARGE", "The request is too large."),
        Kind::Unavailable => (
            503,
            "SERVICE.UNAVAILABLE.ERROR",
            "The service is currently unavailable and we are working to resolve the issue. We apologize for any inconvenience. Please check back at a later time.",
        ),
        _ => (
            400,
            "BAD.REQUEST.ERROR",
            "The given JWT is invalid. Please modify your request and try again.",
        ),
    };
    let message = match refused.kind {
        Kind::Malformed | Kind::Invalid => &*refused.rule,
        _ => message,
    };
    let errors = json!([{ "code": code, "message": message }]);
    let body = json!({ "transactionId": transaction(asked), "errors": errors });
    Answered::json(status, body.to_string())
}
