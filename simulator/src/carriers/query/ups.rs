//! UPS: a token for client id and secret, the details of a number, and subscriptions to Track Alert.

mod details;

use super::answered::{Answered, Kind, Refused};
use super::asked::{Asked, field, same};
use super::desk::{Desk, Registration};
use super::sheet::{Sheet, untold};
use super::{Service, grant};
use serde_json::{Value, json};
use std::time::Duration;

const TOKEN: &str = "/security/v1/oauth/token";
const TOKEN_LASTS: Duration = Duration::from_secs(14_400);
/// Numbers of a subscription.
const NUMBERS_MAX: usize = 100;

pub(super) static SERVICE: Service = Service {
    sheet: Sheet {
        word: "ups",
        name: "UPS Tracking and Track Alert",
        asks: "details",
        paths: &[
            "POST /security/v1/oauth/token",
            "GET /api/track/v1/details/{number}",
            "POST /api/track/v2/subscription/{standard|enhanced}/package",
        ],
        auth: "Authorization: Bearer, from /security/v1/oauth/token; transId and transactionSrc",
        limit: None,
        numbers_max: NUMBERS_MAX,
        confirmed: false,
        unconfirmed: "codes of errors but Track Alert's, what a token looks like; no limit on requests was found; a \
                      subscription pushes nothing by itself here",
        source: "UPS-API/api-documentation: OAuth, Tracking, Track Alert",
        open: |path| path == TOKEN,
        limit_headers: untold,
    },
    authorized,
    answer,
    refusal,
};

fn authorized(asked: &Asked<'_>, desk: &Desk<'_>) -> Result<(), Refused> {
    grant::valid(asked.token("bearer").unwrap_or(""), desk.secret, asked.now)?;
    for (header, code) in [("transid", "VSS002"), ("transactionsrc", "VSS004")] {
        if asked.header(header).is_none_or(str::is_empty) {
            return Err(Refused::missing(header).code(code));
        }
    }
    Ok(())
}

fn answer(asked: &Asked<'_>, desk: &mut Desk<'_>) -> Result<Answered, Refused> {
    let segments = asked.segments();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match (asked.method, segments.as_slice()) {
        ("POST", ["security", "v1", "oauth", "token"]) => token(asked, desk),
        ("GET", ["api", "track", "v1", "details", number]) => {
            if !shaped(number) {
                return Err(
                    Refused::invalid("inquiryNumber", "the number is no number of UPS's")
                        .code("TV1001")
                        .got(number),
                );
            }
            let known = desk.find_of("UPS", number, asked.now);
            let known = known.ok_or_else(|| Refused::unknown(number).field("inquiryNumber"))?;
            Ok(Answered::ok(known.object(None, details::write)).about(number))
        }
        (
            "POST",
            [
                "api",
                "track",
                "v2",
                "subscription",
                "standard" | "enhanced",
                "package",
            ],
        ) => subscribe(asked, desk),
        (_, ["security", "v1", "oauth", "token"])
        | (_, ["api", "track", "v2", "subscription", _, "package"]) => {
            Err(Refused::wrong_method("POST"))
        }
        (_, ["api", "track", "v1", "details", _]) => Err(Refused::wrong_method("GET")),
        _ => Err(Refused::no_such_path()),
    }
}

/// `1Z` and sixteen capital letters and digits.
fn shaped(number: &str) -> bool {
    let rest = number.strip_prefix("1Z");
    rest.is_some_and(|rest| {
        let fits = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_uppercase();
        rest.len() == 16 && rest.bytes().all(fits)
    })
}

fn token(asked: &Asked<'_>, desk: &Desk<'_>) -> Result<Answered, Refused> {
    let said = asked.basic().unwrap_or_default();
    let (client, secret) = said.split_once(':').unwrap_or((&said, ""));
    if client.is_empty() || !same(secret, desk.secret) {
        let rule = "the client's id or secret is wrong";
        return Err(Refused::new(Kind::Unauthorized, rule).field("Authorization"));
    }
    let fields = asked.fields()?;
    if field(&fields, "grant_type") != Some("client_credentials") {
        return Err(Refused::missing("grant_type").nearest("client_credentials"));
    }
    let body = json!({
        "token_type": "Bearer",
        "issued_at": (asked.now.0 / 1_000).to_string(),
        "client_id": client,
        "access_token": grant::token(desk.secret, asked.now, TOKEN_LASTS),
        "expires_in": (TOKEN_LASTS.as_secs() - 1).to_string(),
        "status": "approved",
    });
    Ok(Answered::ok(body.to_string()))
}

fn subscribe(asked: &Asked<'_>, desk: &mut Desk<'_>) -> Result<Answered, Refused> {
    let body = asked.json()?;
    match body["locale"].as_str() {
        None => return Err(Refused::missing("locale").code("VSS300")),
        Some(locale) if locale.len() != 5 => {
            return Err(Refused::invalid("locale", "a locale is such as en_US")
                .code("VSS310")
                .got(locale));
        }
        Some(_) => {}
    }
    if let Some(country) = body["countryCode"]
        .as_str()
        .filter(|country| country.len() != 2)
    {
        return Err(Refused::invalid("countryCode", "a country has two letters")
            .code("VSS400")
            .got(country));
    }
    let given = body["trackingNumberList"].as_array();
    let given = given.ok_or_else(|| Refused::missing("trackingNumberList").code("VSS200"))?;
    if given.is_empty() {
        return Err(Refused::missing("trackingNumberList").code("VSS110"));
    }
    if given.len() > NUMBERS_MAX {
        let rule = format!("a subscription has at most {NUMBERS_MAX} numbers; all are refused");
        return Err(Refused::new(Kind::TooMany, rule)
            .code("VSS220")
            .got(&given.len().to_string()));
    }
    let kinds = body["eventPreferences"].as_array().into_iter().flatten();
    let wrong = kinds
        .clone()
        .find(|kind| !matches!(kind.as_str(), Some("D" | "I" | "M" | "X")));
    if let Some(wrong) = wrong {
        return Err(
            Refused::invalid("eventPreferences", "a type is D, I, M or X")
                .code("VSS930")
                .got(&wrong.to_string()),
        );
    }
    let texts: Vec<String> = given
        .iter()
        .map(|number| {
            number
                .as_str()
                .map_or_else(|| number.to_string(), str::to_owned)
        })
        .collect();
    let (valid, invalid): (Vec<&String>, Vec<&String>) =
        texts.iter().partition(|number| shaped(number));
    if valid.is_empty() {
        return Err(
            Refused::invalid("trackingNumberList", "none of the numbers is one of UPS's")
                .code("VSS210"),
        );
    }
    for number in &valid {
        desk.state
            .registered
            .put(number, Registration::new(asked.now, Value::Null));
    }
    let body = json!({ "validTrackingNumbers": valid, "invalidTrackingNumbers": invalid });
    let answered = Answered::ok(body.to_string());
    Ok(valid
        .iter()
        .fold(answered, |answered, number| answered.about(number)))
}

fn refusal(_: &Asked<'_>, refused: &Refused) -> Answered {
    let (status, code, message) = match refused.kind {
        Kind::Unauthorized => (401, "250002", "Invalid Authentication Information."),
        Kind::TooManyRequests => (429, "10429", "Too Many Requests"),
        Kind::WrongMethod => (405, "10405", "Method Not Allowed"),
        Kind::NoSuchPath => (404, "10404", "Not Found"),
        Kind::Unknown => (404, "TW0001", "Tracking Information Not Found"),
        Kind::Malformed => (
            400,
            "VSS110",
            "The request body is empty or cannot be read.",
        ),
        Kind::TooLong => (413, "10413", "Request Entity Too Large"),
        Kind::Unavailable => (
            503,
            "VSS100",
            "A transient error has occurred, please try again later.",
        ),
        _ if refused.code.is_empty() => (400, "10400", &*refused.rule),
        _ => (400, refused.code, &*refused.rule),
    };
    let body = json!({ "response": { "errors": [{ "code": code, "message": message }] } });
    Answered::json(status, body.to_string())
}
