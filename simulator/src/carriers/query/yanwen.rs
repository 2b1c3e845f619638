//! Yanwen, which pushes nothing: up to thirty numbers a request, checkpoints out of the order of time, local times whose
//! zone stands beside them.

use super::Service;
use super::answered::{Answered, Kind, Refused};
use super::asked::{Asked, same};
use super::desk::Desk;
use super::sheet::{Sheet, closed, untold};
use super::told::{array, object};
use crate::carriers::json::Json;
use crate::carriers::life::{Leg, Step, destination, fingerprint_of};
use crate::carriers::stamp::Stamp;
use crate::carriers::tale::Tale;
use crate::parcel::Trouble;
use serde_json::json;

/// Numbers of a request.
const NUMBERS_MAX: usize = 30;

pub(super) static SERVICE: Service = Service {
    sheet: Sheet {
        word: "yanwen",
        name: "Yanwen",
        asks: "tracking numbers",
        paths: &["GET /api/tracking"],
        auth: "Authorization: the merchant's number as it is",
        limit: None,
        numbers_max: NUMBERS_MAX,
        confirmed: true,
        unconfirmed: "status codes but OR10, LH20, LM40 and LM54; HTTP statuses of errors; no limit on requests was found",
        source: "opendocs.yw56.com.cn: tracking query",
        open: closed,
        limit_headers: untold,
    },
    authorized,
    answer,
    refusal,
};

fn authorized(asked: &Asked<'_>, desk: &Desk<'_>) -> Result<(), Refused> {
    match asked.header("authorization") {
        Some(merchant) if same(merchant.trim(), desk.secret) => Ok(()),
        _ => Err(Refused::new(
            Kind::Unauthorized,
            "the merchant's number is wrong, or there is none",
        )
        .field("Authorization")
        .nearest("Authorization: <merchant's number>")),
    }
}

fn answer(asked: &Asked<'_>, desk: &mut Desk<'_>) -> Result<Answered, Refused> {
    let segments = asked.segments();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match (asked.method, segments.as_slice()) {
        ("GET", ["api", "tracking"]) => {}
        (_, ["api", "tracking"]) => return Err(Refused::wrong_method("GET")),
        _ => return Err(Refused::no_such_path()),
    }
    let nums = asked
        .param("nums")
        .ok_or_else(|| Refused::missing("nums"))?;
    let numbers: Vec<&str> = nums
        .split(',')
        .map(str::trim)
        .filter(|number| !number.is_empty())
        .collect();
    if numbers.is_empty() {
        return Err(Refused::missing("nums"));
    }
    if numbers.len() > NUMBERS_MAX {
        let rule = format!("a request names at most {NUMBERS_MAX} numbers");
        return Err(Refused::new(Kind::TooMany, rule)
            .field("nums")
            .got(&numbers.len().to_string()));
    }
    let results: Vec<String> = numbers
        .iter()
        .map(|number| match desk.find_of("Yanwen", number, asked.now) {
            Some(known) => known.object(None, track),
            None => json!({
                "tracking_number": number, "waybill_number": "", "exchange_number": "",
                "tracking_status": "NOTFOUND", "checkpoints": [],
            })
            .to_string(),
        })
        .collect();
    let took = fingerprint_of(asked.request_id, 1) % 200 + 5;
    let body = object(|json| {
        json.number("code", 0)
            .text("message", "success")
            .joined("requestTime", &Stamp::in_china(asked.now).with_offset())
            .object("elapsedMilliseconds", |json| {
                json.number("total", took);
            })
            .literal("result", &array(&results));
    });
    Ok(numbers.iter().fold(Answered::ok(body), |answered, number| {
        answered.about(number)
    }))
}

/// Its code for something that happened.
#[rustfmt::skip] // A table.
fn code_of(leg: Leg) -> &'static str {
    match leg {
        Leg::LabelMade => "OR10",
        Leg::PickedUp => "PU10",
        Leg::Exported | Leg::Landed | Leg::Moving | Leg::Expired => "LH20",
        Leg::Customs => "IC50",
        Leg::CustomsCleared => "IC60",
        Leg::HandedOver => "LM10",
        Leg::AtPickupPoint | Leg::Trouble(Trouble::Delay) => "LM20",
        Leg::OutForDelivery => "LM25",
        Leg::Delivered => "LM40",
        Leg::AttemptFailed | Leg::Trouble(Trouble::AddressIssue | Trouble::Refused | Trouble::Other) => "LM50",
        Leg::Trouble(Trouble::CustomsHold) => "IC51",
        Leg::Trouble(Trouble::Returning) => "LM54",
        Leg::Trouble(Trouble::Returned | Trouble::Damaged | Trouble::Lost) => "LM90",
        Leg::Trouble(Trouble::Cancelled) => "PU30",
    }
}

fn track(json: &mut Json, tale: &Tale<'_>) {
    let number = tale.number();
    let code = code_of(tale.leg());
    let mut steps = tale.newest_first();
    // As in Yanwen's own sample: the newest one does not stand first.
    if steps.len() >= 3 {
        steps.swap(0, 1);
    }
    json.text("tracking_number", &number)
        .text("waybill_number", &number)
        .text("exchange_number", tale.last_mile().as_deref().unwrap_or(""))
        .text("tracking_status", code)
        .text("origin_country", "CN")
        .text("destination_country", destination(tale.parcel).alpha2)
        .literal("last_mile_tracking_expected", "true")
        .object("tracking_status_waybill", |json| {
            json.text("level1", &code[..2])
                .text("level2", code)
                .null("level3");
        })
        .objects("checkpoints", steps.into_iter(), |json, step| {
            checkpoint(json, step, tale)
        });
}

fn checkpoint(json: &mut Json, step: &Step, tale: &Tale<'_>) {
    let local = tale.local(step);
    let code = code_of(step.leg);
    let last_mile = if code.starts_with("LM") { 1 } else { 0 };
    // Whole hours stand alone: `+08`.
    let zone = local.offset.strip_suffix(":00").unwrap_or(local.offset);
    json.text("time_stamp", local.date_and_time())
        .text("time_zone", zone)
        .text("tracking_status", code)
        .text("message", step.leg.english())
        .text("location", step.place.city)
        .number("is_last_mile_checkpoint", last_mile);
    match step.leg {
        Leg::Exported => json.object("extraProperties", |json| {
            json.text("FlightNumber", "CZ8055");
        }),
        _ => json.null("extraProperties"),
    };
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
    let body = object(|json| {
        json.number("code", 1)
            .text("message", &refused.rule)
            .joined("requestTime", &Stamp::in_china(asked.now).with_offset())
            .object("elapsedMilliseconds", |json| {
                json.number("total", 1);
            })
            .null("result");
    });
    Answered::json(status, body)
}
