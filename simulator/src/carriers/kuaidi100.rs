//! Kuaidi100: a form with the whole list, newest first, as one JSON field, and a salted MD5 in another. The body of
//! the answer decides.

use super::json::Json;
use super::life::{Leg, Step};
use super::profile::{
    AckRule, Cardinality, CustomerIs, Profile, RetryPlan, Status, delays, status,
};
use super::seal::{Draft, sealed};
use super::tale::Tale;
use super::{Provider, Rendered, couriers};
use crate::parcel::Trouble;
use crate::signature::{Sealed, Signer};
use serde_json::Value;
use std::time::Duration;

const DELAYS: [Duration; 3] = delays([1_800; 3]);

pub(super) static PROVIDER: Provider = Provider {
    profile: Profile {
        word: "kuaidi100",
        name: "Kuaidi100",
        version: "poll",
        versions: &["poll"],
        method: "POST",
        content_type: "application/x-www-form-urlencoded",
        url_rule: "the callback address of each subscription",
        carries: Cardinality::Snapshot,
        batch: 1,
        customer: CustomerIs::KnownToTheShop,
        recipient: "not in the push: the shop knows it by tracking number",
        signed: true,
        signature: "form field sign: upper-case hex of MD5(param + salt)",
        ack: "2xx and {\"result\":true,\"returnCode\":\"200\"}",
        ack_rule: AckRule::Body(says_received),
        status: status_of,
        query: None,
        retry: RetryPlan::dropping(10, &DELAYS),
        confirmed: true,
        unconfirmed: "time-out (10 s here), half an hour between retries (a comment in the demo says 35 min)",
        source: "Kuaidi100 API documentation and kuaidi100-api/java-demo",
        number_format: "6 to 32 characters; UPU S10 here, such as EX473124829CN",
    },
    couriers: &couriers::OF_KUAIDI100,
    write,
};

/// The state's number and its name.
fn status_of(leg: Leg) -> Status {
    let (code, detail) = match leg {
        Leg::LabelMade | Leg::PickedUp => ("1", "揽收"),
        Leg::Customs | Leg::CustomsCleared | Leg::Trouble(Trouble::CustomsHold) => ("8", "清关"),
        Leg::HandedOver => ("7", "转投"),
        Leg::Trouble(Trouble::Returning) => ("6", "退回"),
        Leg::Trouble(Trouble::Returned) => ("4", "退签"),
        Leg::Trouble(Trouble::Refused) => ("14", "拒签"),
        Leg::Trouble(_) | Leg::AttemptFailed => ("2", "疑难"),
        Leg::OutForDelivery | Leg::AtPickupPoint => ("5", "派件"),
        Leg::Delivered => ("3", "签收"),
        Leg::Exported | Leg::Landed | Leg::Moving | Leg::Expired => ("0", "在途"),
    };
    status(code, detail, leg.chinese())
}

/// Whether the body of an answer says that the push was received.
fn says_received(body: &[u8]) -> bool {
    let answer: Option<Value> = serde_json::from_slice(body).ok();
    answer.is_some_and(|answer| answer["result"] == true && answer["returnCode"] == "200")
}

fn write(tale: &Tale<'_>, secret: &str) -> Rendered {
    let notice = tale.notice;
    let signer = Signer::TextSaltMd5 { salt: secret };
    let mut param = param(tale);
    if let Some(oddity) = notice.oddity {
        param = oddity.shape_body(param);
    }
    let Sealed { signature, body } = sealed(Some(&signer), param, notice.forgery);
    let mut fields = format!("param={}", form_bytes(&body));
    if let Some(sign) = signature {
        fields.push_str("&sign=");
        fields.push_str(&sign);
    }
    let agent = "Apache-HttpClient/4.5.13 (Java/1.8.0)";
    let draft = Draft {
        content_type: "application/x-www-form-urlencoded",
        ..Draft::json(fields.into_bytes()).header("User-Agent", agent)
    };
    // Shaped, signed or forged already: what is left is the headers' odd form.
    let headers_only = super::Notice {
        forgery: None,
        oddity: notice
            .oddity
            .filter(|oddity| *oddity == crate::signature::Oddity::HeaderCase),
        ..*notice
    };
    draft.finish(&headers_only)
}

fn param(tale: &Tale<'_>) -> Vec<u8> {
    let (leg, number) = (tale.leg(), tale.number());
    let courier = tale.parcel.courier;
    let polling = match leg {
        Leg::Delivered | Leg::Trouble(Trouble::Returned) => "shutdown",
        Leg::Expired => "abort",
        _ => "polling",
    };
    let signed = if leg == Leg::Delivered { "1" } else { "0" };
    tale.json(3_000, |json| {
        json.text("status", polling)
            .text("billstatus", "got")
            .text("message", "")
            .text("autoCheck", "0")
            .empties(&["comOld", "comNew"])
            .object("lastResult", |json| {
                json.text("message", "ok")
                    .text("state", status_of(leg).code)
                    .text("status", "200")
                    .text("condition", "F00")
                    .text("ischeck", signed)
                    .text("com", courier.slug)
                    .text("nu", &number)
                    .objects("data", tale.newest_first().into_iter(), |json, step| {
                        entry(json, step, tale);
                    });
            });
    })
}

fn entry(json: &mut Json, step: &Step, tale: &Tale<'_>) {
    let Status { code, detail, text } = status_of(step.leg);
    let time = tale.local(step).spaced().concat();
    json.text("context", text)
        .text("time", &time)
        .text("ftime", &time)
        .loose("status", detail)
        .loose("statusCode", code)
        .nulls(&["areaCode", "areaName", "areaCenter", "areaPinYin"])
        .loose("location", step.place.city);
}

/// Text as the value of a form field.
pub(super) fn form(text: &str) -> String {
    form_bytes(text.as_bytes())
}

fn form_bytes(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 2);
    for &byte in bytes {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*' => {
                out.push(char::from(byte));
            }
            b' ' => out.push('+'),
            _ => {
                const HEX: &[u8; 16] = b"0123456789ABCDEF";
                out.push('%');
                out.push(char::from(HEX[usize::from(byte >> 4)]));
                out.push(char::from(HEX[usize::from(byte & 15)]));
            }
        }
    }
    out
}
