//! YunExpress: the new API with its token and its signature of every call, and the one before with HTTP Basic.

mod legacy;

use super::super::yun_express::data;
use super::answered::{Answered, Kind, Refused};
use super::asked::{Asked, field, same};
use super::desk::Desk;
use super::sheet::{Sheet, untold};
use super::told::object;
use super::{Service, grant};
use crate::parcels::Known;
use crate::signature::yun_express_api;
use serde_json::json;
use std::time::Duration;

const TOKEN: &str = "/openapi/oauth2/token";
const TOKEN_LASTS: Duration = Duration::from_secs(7_200);

pub(super) static SERVICE: Service = Service {
    sheet: Sheet {
        word: "yunexpress",
        name: "YunExpress",
        asks: "orders",
        paths: &[
            "POST /openapi/oauth2/token",
            "GET /v1/track-service/info/get",
            "GET /api/Tracking/GetTrackInfo",
            "GET /api/Tracking/GetTrackAllInfo",
        ],
        auth: "token, date and sign, an HMAC-SHA256 over date, method and path; before: Basic of code&secret",
        limit: None,
        numbers_max: 0,
        confirmed: false,
        unconfirmed: "everything: integrators' public notes only; codes and HTTP statuses of errors",
        source: "none of YunExpress's own; integrators' public notes",
        open: |path| path == TOKEN,
        limit_headers: untold,
    },
    authorized,
    answer,
    refusal,
};

fn is_legacy(asked: &Asked<'_>) -> bool {
    asked.path.starts_with("/api/")
}

fn authorized(asked: &Asked<'_>, desk: &Desk<'_>) -> Result<(), Refused> {
    if is_legacy(asked) {
        return legacy::authorized(asked, desk);
    }
    grant::valid(asked.header("token").unwrap_or(""), desk.secret, asked.now)
        .map_err(|refused| refused.field("token"))?;
    let date = asked.header("date").unwrap_or("");
    let body = String::from_utf8_lossy(asked.body);
    let body = (asked.method != "GET").then_some(&*body);
    let right = yun_express_api(desk.secret, asked.method, asked.path, date, body);
    let said = asked.header("sign").unwrap_or("");
    if !date.is_empty() && same(said, &right) {
        return Ok(());
    }
    Err(Refused::new(Kind::Unauthorized, "the signature is wrong, or date is missing")
        .field("sign")
        .got(said)
        .nearest("base64 of HMAC-SHA256 over date=…&method=…&uri=…, with body=…& before it unless it is a GET"))
}

fn answer(asked: &Asked<'_>, desk: &mut Desk<'_>) -> Result<Answered, Refused> {
    let segments = asked.segments();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match (asked.method, segments.as_slice()) {
        ("POST", ["openapi", "oauth2", "token"]) => token(asked, desk),
        ("GET", ["v1", "track-service", "info", "get"]) => tracked(asked, desk),
        ("GET", ["api", "Tracking", "GetTrackInfo" | "GetTrackAllInfo"]) => {
            legacy::tracked(asked, desk)
        }
        (_, ["openapi", "oauth2", "token"]) => Err(Refused::wrong_method("POST")),
        (
            _,
            ["v1", "track-service", "info", "get"]
            | ["api", "Tracking", "GetTrackInfo" | "GetTrackAllInfo"],
        ) => Err(Refused::wrong_method("GET")),
        _ => Err(Refused::no_such_path()),
    }
}

fn token(asked: &Asked<'_>, desk: &Desk<'_>) -> Result<Answered, Refused> {
    let fields = asked.fields()?;
    let said = |name| field(&fields, name).unwrap_or("");
    if said("grantType") != "client_credentials" {
        return Err(Refused::missing("grantType").nearest("client_credentials"));
    }
    if said("appId").is_empty() || !same(said("appSecret"), desk.secret) {
        return Err(
            Refused::new(Kind::Unauthorized, "appId or appSecret is wrong").field("appSecret"),
        );
    }
    let body = json!({
        "accessToken": grant::token(desk.secret, asked.now, TOKEN_LASTS),
        "expiresIn": TOKEN_LASTS.as_secs(),
        "tokenType": "Bearer",
    });
    Ok(Answered::ok(body.to_string()))
}

/// The parcel, by its own number or by the shop's order number is not told apart: only the own one is known.
fn known(number: &str, asked: &Asked<'_>, desk: &Desk<'_>) -> Option<Known> {
    desk.find_of("YunExpress", number, asked.now)
}

fn tracked(asked: &Asked<'_>, desk: &Desk<'_>) -> Result<Answered, Refused> {
    let number = asked
        .param("order_number")
        .ok_or_else(|| Refused::missing("order_number"))?;
    let order = match known(&number, asked, desk) {
        Some(known) => known.tell(None, |tale| {
            let status = (tale.parcel.carrier.profile().status)(tale.leg());
            let info = known.object(None, data);
            object(|json| {
                json.text("order_number", &number)
                    .text("package_status", status.code)
                    .literal("track_Info", &info);
            })
        }),
        None => {
            json!({ "order_number": number, "package_status": "N", "track_Info": null }).to_string()
        }
    };
    let body = object(|json| {
        json.literal("success", "true")
            .text("code", "0")
            .text("msg", "success")
            .number("t", asked.now.0 / 1_000)
            .literal("result", &format!("[{order}]"));
    });
    Ok(Answered::ok(body).about(&number))
}

fn refusal(asked: &Asked<'_>, refused: &Refused) -> Answered {
    let status = match refused.kind {
        Kind::Unauthorized => 401,
        Kind::NoSuchPath => 404,
        Kind::WrongMethod => 405,
        Kind::TooLong => 413,
        Kind::TooManyRequests => 429,
        Kind::Unavailable => 503,
        _ => 200,
    };
    if is_legacy(asked) {
        return Answered::json(status, legacy::refusal(asked, refused));
    }
    let body = json!({
        "success": false,
        "code": format!("{}", if status == 200 { 400 } else { status }),
        "msg": refused.rule,
        "t": asked.now.0 / 1_000,
        "result": null,
    });
    Answered::json(status, body.to_string())
}
