//! What can be done with a registered number.

use super::super::super::seventeen_track::{memo, track_info};
use super::super::answered::{Answered, Kind, Refused};
use super::super::asked::Asked;
use super::super::desk::{Desk, Registration};
use super::super::told::object;
use crate::carriers::Carrier;
use crate::carriers::stamp::Stamp;
use crate::clock::Moment;
use crate::parcels::Known;
use serde_json::{Value, json};

/// The verbs.
pub(super) const ALL: [&str; 10] = [
    "register",
    "gettrackinfo",
    "gettracklist",
    "changecarrier",
    "changeinfo",
    "stoptrack",
    "retrack",
    "deletetrack",
    "push",
    "getquota",
];

/// Registrations that an account may make.
const QUOTA: u64 = 1_000_000;
/// Numbers on a page of the list.
const PAGE: usize = 40;
/// Ended by the client, and gone.
const DELETED: &str = "deleted";

type Rejected = (i64, &'static str);

const MISSING: Rejected = (-18_010_010, "The number is missing.");
const WRONG: Rejected = (-18_010_012, "The format of the number is invalid.");
const EXISTS: Rejected = (
    -18_019_901,
    "The tracking number has been registered, don't need to repeat registration.",
);
const UNKNOWN: Rejected = (
    -18_019_902,
    "The tracking number does not register, please register first.",
);
const UNDETECTED: Rejected = (-18_019_903, "Carrier cannot be detected.");
const NOT_STOPPED: Rejected = (
    -18_019_904,
    "Retrack is not allowed. You can only retrack stopped number.",
);
const BAD_CARRIER: Rejected = (-18_010_011, "The carrier is invalid.");

/// One item: what is accepted, as JSON, or why not.
pub(super) fn one(
    verb: &str,
    item: &Value,
    asked: &Asked<'_>,
    desk: &mut Desk<'_>,
) -> Result<String, Rejected> {
    let number = match &item["number"] {
        Value::String(number) if !number.is_empty() => number.as_str(),
        Value::Null | Value::String(_) => return Err(MISSING),
        _ => return Err(WRONG),
    };
    let plain = number
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    if !plain || !(5..=50).contains(&number.len()) {
        return Err(WRONG);
    }
    if verb == "register" {
        return register(number, item, asked, desk);
    }
    if !is_registered(number, desk) {
        return Err(UNKNOWN);
    }
    if desk.state.registered.get(number).is_none() {
        desk.state
            .registered
            .put(number, Registration::new(asked.now, Value::Null));
    }
    match verb {
        "gettrackinfo" => Ok(info(number, asked.now, desk)),
        "stoptrack" => with(number, desk, |kept| {
            if kept.stopped {
                Err(NOT_STOPPED)
            } else {
                kept.stopped = true;
                Ok(())
            }
        }),
        "retrack" => with(number, desk, |kept| {
            if !kept.stopped {
                return Err(NOT_STOPPED);
            }
            (kept.stopped, kept.retracked) = (false, kept.retracked + 1);
            Ok(())
        }),
        "deletetrack" => with(number, desk, |kept| {
            kept.ended = Some(DELETED);
            Ok(())
        }),
        "changecarrier" => {
            let new = item["carrier_new"].as_u64().ok_or(BAD_CARRIER)?;
            with(number, desk, |kept| {
                said(kept).insert("carrier".to_owned(), json!(new));
                Ok(())
            })
        }
        "changeinfo" => {
            let items = item["items"].as_object().cloned().unwrap_or_default();
            with(number, desk, |kept| {
                said(kept).extend(items);
                Ok(())
            })
        }
        _ => with(number, desk, |_| Ok(())),
    }
}

fn said(kept: &mut Registration) -> &mut serde_json::Map<String, Value> {
    if !kept.said.is_object() {
        kept.said = json!({});
    }
    kept.said
        .as_object_mut()
        .expect("it was just made an object")
}

fn with(
    number: &str,
    desk: &mut Desk<'_>,
    change: impl FnOnce(&mut Registration) -> Result<(), Rejected>,
) -> Result<String, Rejected> {
    let kept = desk.state.registered.get_mut(number).ok_or(UNKNOWN)?;
    change(kept)?;
    let carrier = carrier_of(number, desk);
    Ok(json!({ "number": number, "carrier": carrier }).to_string())
}

/// Registered by the client, or pushed by 17TRACK, which means that the shop registered it.
fn is_registered(number: &str, desk: &Desk<'_>) -> bool {
    match desk.state.registered.get(number) {
        Some(kept) => kept.ended != Some(DELETED),
        None => pushed(number, desk).is_some(),
    }
}

fn pushed(number: &str, desk: &Desk<'_>) -> Option<Known> {
    let told = desk.parcels.told(number);
    told.filter(|known| known.tellers.has(Carrier::SeventeenTrack))
}

fn carrier_of(number: &str, desk: &Desk<'_>) -> u64 {
    let kept = desk.state.registered.get(number);
    if let Some(key) = kept.and_then(|kept| kept.said["carrier"].as_u64()) {
        return key;
    }
    let known = desk.parcels.told(number).map(|known| known.parcel.courier);
    let courier = known
        .or_else(|| crate::carriers::magic_number::courier_of(number).map(|(_, courier)| courier));
    courier.map_or(0, |courier| u64::from(courier.key_17track))
}

fn register(
    number: &str,
    item: &Value,
    asked: &Asked<'_>,
    desk: &mut Desk<'_>,
) -> Result<String, Rejected> {
    if is_registered(number, desk) {
        return Err(EXISTS);
    }
    match &item["carrier"] {
        Value::Null => {}
        Value::Number(key) if key.as_u64().is_some_and(|key| key <= u64::from(u32::MAX)) => {}
        _ => return Err(BAD_CARRIER),
    }
    let known = desk.find(number, asked.now).is_some()
        || crate::tracking_number::format_of(number).is_some();
    if item["carrier"].as_u64().unwrap_or(0) == 0 && !known {
        return Err(UNDETECTED);
    }
    // 1: named by the client, 2: found by 17TRACK.
    let origin = if item["carrier"].as_u64().unwrap_or(0) == 0 {
        2
    } else {
        1
    };
    desk.state
        .registered
        .put(number, Registration::new(asked.now, item.clone()));
    let carrier = carrier_of(number, desk);
    let answer = json!({
        "origin": origin, "number": number, "carrier": carrier,
        "email": item["email"], "tag": item["tag"], "lang": item["lang"],
    });
    Ok(answer.to_string())
}

/// Number, carrier, memo and track; a number of which nothing is known has the status NotFound.
fn info(number: &str, now: Moment, desk: &Desk<'_>) -> String {
    let carrier = carrier_of(number, desk);
    let kept = desk.state.registered.get(number);
    let text = |key: &str| {
        kept.and_then(|kept| kept.said[key].as_str())
            .map(str::to_owned)
    };
    let Some(known) = desk
        .find(number, now)
        .map(|known| known.by(Carrier::SeventeenTrack))
    else {
        return object(|json| {
            json.text("number", number)
                .number("carrier", carrier)
                .text_or_null("param", text("param").as_deref())
                .text_or_null("tag", text("tag").as_deref())
                .object("track_info", |json| {
                    json.object("latest_status", |json| {
                        json.text("status", "NotFound")
                            .text("sub_status", "NotFound_Other")
                            .null("sub_status_descr");
                    })
                    .nulls(&[
                        "shipping_info",
                        "latest_event",
                        "time_metrics",
                        "milestone",
                        "misc_info",
                        "tracking",
                    ]);
                });
        });
    };
    let own = pushed(number, desk).is_some();
    known.object(None, |json, tale| {
        json.text("number", number).number("carrier", carrier);
        match (text("param"), own) {
            (Some(param), _) => json.text("param", &param),
            (None, true) => json.nested("param", |json| memo(json, tale.parcel)),
            (None, false) => json.null("param"),
        };
        match (text("tag"), own) {
            (Some(tag), _) => json.text("tag", &tag),
            (None, true) => json.text("tag", &tale.parcel.order_number),
            (None, false) => json.null("tag"),
        };
        json.object("track_info", |json| track_info(json, tale));
    })
}

pub(super) fn quota(desk: &Desk<'_>) -> Answered {
    let used = desk.state.registered.count;
    let body = json!({ "code": 0, "data": {
        "quota_total": QUOTA, "quota_used": used, "quota_remain": QUOTA.saturating_sub(used),
        "today_used": used, "max_track_daily": QUOTA, "free_email_quota": 0, "free_email_quota_used": 0,
    } });
    Answered::ok(body.to_string())
}

/// A page of all registered numbers, the newest first.
pub(super) fn list(asked: &Asked<'_>, desk: &Desk<'_>) -> Result<Answered, Refused> {
    let body = if asked.body.is_empty() {
        json!({})
    } else {
        asked.json()?
    };
    let wanted = body["number"].as_str();
    let page = match &body["page_no"] {
        Value::Null => 1,
        value => value
            .as_u64()
            .filter(|page| (1..=1_000_000).contains(page))
            .ok_or_else(|| {
                Refused::new(Kind::Invalid, "page_no is a whole number from 1")
                    .field("page_no")
                    .got(&value.to_string())
            })?,
    };
    let kept = desk.state.registered.newest();
    let mut numbers: Vec<&str> = kept
        .filter(|(_, one)| one.ended != Some(DELETED))
        .map(|(number, _)| number.as_str())
        .collect();
    let pushed: Vec<String> = desk
        .parcels
        .of(Carrier::SeventeenTrack, 2_000)
        .into_iter()
        .map(|known| known.parcel.tracking_number)
        .collect();
    numbers.extend(
        pushed
            .iter()
            .map(String::as_str)
            .filter(|number| desk.state.registered.get(number).is_none()),
    );
    numbers.retain(|number| wanted.is_none_or(|wanted| wanted == *number));
    let total = numbers.len();
    let shown = numbers
        .into_iter()
        .skip((page as usize - 1) * PAGE)
        .take(PAGE);
    let accepted: Vec<Value> = shown
        .map(|number| listed(number, asked.now, desk))
        .collect();
    let body = json!({
        "page": { "data_total": total, "page_total": total.div_ceil(PAGE), "page_no": page, "page_size": PAGE },
        "code": 0,
        "data": { "accepted": accepted, "rejected": [] },
    });
    Ok(Answered::ok(body.to_string()))
}

fn listed(number: &str, now: Moment, desk: &Desk<'_>) -> Value {
    let kept = desk.state.registered.get(number);
    let since = Stamp::utc(kept.map_or(now, |kept| kept.at)).zulu().concat();
    let stopped = kept.is_some_and(|kept| kept.stopped);
    let status = desk.find(number, now).map_or("NotFound", |known| {
        known.tell(None, |tale| {
            (Carrier::SeventeenTrack.profile().status)(tale.leg()).code
        })
    });
    json!({
        "number": number,
        "carrier": carrier_of(number, desk),
        "param": kept.map_or(Value::Null, |kept| kept.said["param"].clone()),
        "tag": kept.map_or(Value::Null, |kept| kept.said["tag"].clone()),
        "register_time": since,
        "tracking_status": if stopped { "Stopped" } else { "Tracking" },
        "package_status": status,
    })
}
