//! 4PX: one address for everything, a method in the query, and a signature over query and body.

use super::Service;
use super::answered::{Answered, Kind, Refused};
use super::asked::{Asked, same};
use super::desk::Desk;
use super::sheet::{Sheet, closed, untold};
use super::told::object;
use crate::carriers::json::Json;
use crate::carriers::life::{Leg, Step};
use crate::carriers::tale::Tale;
use crate::cloud_api::route::percent_decoded;
use crate::parcel::Trouble;
use crate::signature::four_px;
use serde_json::json;

const METHOD: &str = "tr.order.tracking.get";

pub(super) static SERVICE: Service = Service {
    sheet: Sheet {
        word: "4px",
        name: "4PX",
        asks: "orders",
        paths: &["POST /router/api/service?method=tr.order.tracking.get"],
        auth: "sign in the query: hex of MD5(sorted parameters + body + app secret)",
        limit: None,
        numbers_max: 0,
        confirmed: false,
        unconfirmed: "everything: integrators' public notes only; codes and HTTP statuses of errors, the order of the list \
                      (newest first here), which business code a checkpoint has",
        source: "none of 4PX's own; integrators' public notes",
        open: closed,
        limit_headers: untold,
    },
    authorized,
    answer,
    refusal,
};

fn params(asked: &Asked<'_>) -> Vec<(String, String)> {
    let pairs = asked.query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (percent_decoded(name), percent_decoded(value))
        })
        .collect()
}

fn authorized(asked: &Asked<'_>, desk: &Desk<'_>) -> Result<(), Refused> {
    let params = params(asked);
    let pairs: Vec<(&str, &str)> = params
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let body = String::from_utf8_lossy(asked.body);
    let right = four_px(desk.secret, &pairs, &body);
    let said = asked.param("sign").unwrap_or_default();
    if asked.param("app_key").is_some() && same(&said.to_ascii_lowercase(), &right) {
        return Ok(());
    }
    Err(Refused::new(
        Kind::Unauthorized,
        "the signature is wrong, or app_key is missing",
    )
    .field("sign")
    .got(&said)
    .nearest("hex of MD5 over the sorted parameters, the body and the app secret"))
}

fn answer(asked: &Asked<'_>, desk: &mut Desk<'_>) -> Result<Answered, Refused> {
    let segments = asked.segments();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match (asked.method, segments.as_slice()) {
        ("POST", ["router", "api", "service"]) => {}
        (_, ["router", "api", "service"]) => return Err(Refused::wrong_method("POST")),
        _ => return Err(Refused::no_such_path()),
    }
    match asked.param("method") {
        None => return Err(Refused::missing("method").nearest(METHOD)),
        Some(method) if method == METHOD => {}
        Some(method) => {
            return Err(Refused::invalid("method", "the method is not played here")
                .got(&method)
                .nearest(METHOD));
        }
    }
    let body = asked.json()?;
    let number = body["deliveryOrderNo"]
        .as_str()
        .filter(|number| !number.is_empty());
    let number = number.ok_or_else(|| Refused::missing("deliveryOrderNo"))?;
    let known = desk.find_of("4PX", number, asked.now);
    let known = known.ok_or_else(|| Refused::unknown(number).field("deliveryOrderNo"))?;
    let data = known.object(None, |json, tale| {
        json.text("deliveryOrderNo", number).objects(
            "trackingList",
            tale.newest_first().into_iter(),
            |json, step| track(json, step, tale),
        );
    });
    let text = object(|json| {
        json.text("result", "1")
            .text("msg", "System processing successful")
            .literal("errors", "[]")
            .literal("data", &data);
    });
    Ok(Answered::ok(text).about(number))
}

/// Its code for something that happened.
#[rustfmt::skip] // A table.
fn code_of(leg: Leg) -> &'static str {
    match leg {
        Leg::LabelMade => "FPX_L_RPIF",
        Leg::PickedUp => "FPX_C_SPLS",
        Leg::Exported => "FPX_M_DFOA",
        Leg::Landed => "FPX_M_ATA",
        Leg::Moving => "FPX_M_IT",
        Leg::Customs => "FPX_I_RCUK",
        Leg::CustomsCleared => "FPX_M_CRSD",
        Leg::HandedOver => "FPX_D_APC",
        Leg::OutForDelivery => "FPX_D_SD",
        Leg::AtPickupPoint => "FPX_D_AP",
        Leg::Delivered => "FPX_S_OK",
        Leg::AttemptFailed => "FPX_D_FD",
        Leg::Trouble(Trouble::CustomsHold) => "FPX_I_HC",
        Leg::Trouble(Trouble::Returning) => "FPX_D_SR",
        Leg::Trouble(Trouble::Returned) => "FPX_D_RA",
        Leg::Trouble(Trouble::Delay) => "FPX_D_DD",
        Leg::Trouble(Trouble::AddressIssue) => "FPX_D_VN",
        Leg::Trouble(Trouble::Refused) => "FPX_I_CR",
        Leg::Trouble(Trouble::Cancelled) => "FPX_C_DT",
        Leg::Trouble(Trouble::Lost) => "FPX_S_CC",
        Leg::Trouble(Trouble::Damaged | Trouble::Other) => "FPX_M_SE",
        Leg::Expired => "FPX_Y_DS",
    }
}

fn track(json: &mut Json, step: &Step, tale: &Tale<'_>) {
    let local = tale.local(step);
    json.text("businessLinkCode", code_of(step.leg))
        .joined("occurDatetime", &local.spaced())
        .joined("timeZone", &["UTC", local.offset])
        .text("occurLocation", step.place.city)
        .text("country", step.place.alpha2)
        .text("trackingContent", step.leg.english());
}

fn refusal(_: &Asked<'_>, refused: &Refused) -> Answered {
    let (status, code) = match refused.kind {
        Kind::Unauthorized => (200, "ERR_SIGN"),
        Kind::NoSuchPath => (404, "ERR_PATH"),
        Kind::WrongMethod => (405, "ERR_HTTP_METHOD"),
        Kind::TooLong => (413, "ERR_LENGTH"),
        Kind::TooManyRequests => (429, "ERR_LIMIT"),
        Kind::Unavailable => (503, "ERR_SYSTEM"),
        Kind::Unknown => (200, "ERR_NOT_FOUND"),
        Kind::Malformed => (200, "ERR_JSON"),
        _ => (200, "ERR_PARAMETER"),
    };
    let body = json!({
        "result": "0",
        "msg": "System processing failed",
        "errors": [{ "errorCode": code, "errorMsg": refused.rule }],
        "data": null,
    });
    Answered::json(status, body.to_string())
}
