//! YunExpress's API before: HTTP Basic over `code&secret`, one order a request.

use super::super::super::yun_express::content;
use super::super::answered::{Answered, Kind, Refused};
use super::super::asked::{Asked, same};
use super::super::desk::Desk;
use super::super::told::object;
use super::known;
use crate::carriers::json::Json;
use crate::carriers::life::{Leg, Step, destination, fingerprint_of};
use crate::carriers::stamp::Stamp;
use crate::carriers::tale::Tale;
use crate::parcel::{Checkpoint, Trouble};

pub(super) fn authorized(asked: &Asked<'_>, desk: &Desk<'_>) -> Result<(), Refused> {
    let said = asked.basic().unwrap_or_default();
    // An ampersand, and no colon.
    let secret = said.split_once('&').map(|(_, secret)| secret);
    if secret.is_some_and(|secret| same(secret, desk.secret)) {
        return Ok(());
    }
    Err(
        Refused::new(Kind::Unauthorized, "the customer's code or secret is wrong")
            .field("Authorization")
            .nearest("Basic and base64 of code&secret"),
    )
}

pub(super) fn tracked(asked: &Asked<'_>, desk: &Desk<'_>) -> Result<Answered, Refused> {
    let number = asked
        .param("OrderNumber")
        .ok_or_else(|| Refused::missing("OrderNumber"))?;
    let known = known(&number, asked, desk);
    let known = known.ok_or_else(|| Refused::unknown(&number).field("OrderNumber"))?;
    let item = known.object(None, item);
    Ok(Answered::ok(envelope(asked, "0000", "提交成功", &item)).about(&number))
}

fn envelope(asked: &Asked<'_>, code: &str, message: &str, item: &str) -> String {
    object(|json| {
        json.text("Code", code)
            .text("Message", message)
            .text(
                "RequestId",
                &format!("{:016x}", fingerprint_of(asked.request_id, 1)),
            )
            .joined("TimeStamp", &Stamp::utc(asked.now).with_offset())
            .literal("Item", item);
    })
}

/// 1 submitted, 2 in transit, 3 delivered, 4 received, 5 cancelled, 6 failed, 7 returned.
fn state(leg: Leg) -> u64 {
    match leg {
        Leg::LabelMade => 1,
        Leg::PickedUp => 4,
        Leg::Trouble(Trouble::Cancelled) => 5,
        Leg::Trouble(Trouble::Returning | Trouble::Returned) => 7,
        _ => match leg.checkpoint() {
            Checkpoint::Delivered => 3,
            Checkpoint::Exception | Checkpoint::AttemptFailed => 6,
            Checkpoint::Expired => 0,
            _ => 2,
        },
    }
}

fn item(json: &mut Json, tale: &Tale<'_>) {
    json.text("CountryCode", destination(tale.parcel).alpha2)
        .text("WaybillNumber", &tale.number())
        .text("TrackingNumber", tale.last_mile().as_deref().unwrap_or(""))
        .text("CreatedBy", &tale.parcel.seller_word())
        .number("PackageState", state(tale.leg()))
        .number("IntervalDays", tale.days())
        .objects(
            "OrderTrackingDetails",
            tale.oldest_first().into_iter(),
            |json, step| detail(json, step, tale),
        );
}

fn detail(json: &mut Json, step: &Step, tale: &Tale<'_>) {
    let status = (tale.parcel.carrier.profile().status)(step.leg);
    json.text("ProcessDate", tale.local(step).date_and_time())
        .text("ProcessContent", content(step.leg, tale.parcel))
        .text("ProcessLocation", step.place.city)
        .text("TrackNodeCode", status.detail);
}

pub(super) fn refusal(asked: &Asked<'_>, refused: &Refused) -> String {
    let code = match refused.kind {
        Kind::Unauthorized => "1001",
        Kind::Unknown => "5001",
        Kind::TooManyRequests => "1011",
        Kind::Unavailable => "9999",
        _ => "1006",
    };
    envelope(asked, code, &refused.rule, "null")
}
