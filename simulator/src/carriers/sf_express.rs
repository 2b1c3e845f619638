//! SF Express `RoutePushService`: only what is new, up to ten routes a push, which may be of several parcels. Times
//! are China's and say no zone. "200" is not enough: the body of the answer decides.

use super::json::Json;
use super::life::{Leg, Step, fingerprint};
use super::profile::{
    AckRule, Cardinality, CustomerIs, Profile, RetryPlan, Status, delays, status,
};
use super::seal::Draft;
use super::stamp::Stamp;
use super::tale::Tale;
use super::{Provider, Rendered, couriers};
use crate::parcel::Trouble;
use serde_json::Value;
use std::time::Duration;

const DELAYS: [Duration; 3] = delays([600, 600, 600]);
/// Routes of one push.
const ROUTES_MAX: usize = 10;
const XML: &str = "xml";

pub(super) static PROVIDER: Provider = Provider {
    profile: Profile {
        word: "sf-express",
        name: "SF Express",
        version: "json",
        versions: &["json", XML],
        method: "POST",
        content_type: "application/json;charset=UTF-8",
        url_rule: "any",
        carries: Cardinality::Incremental,
        batch: ROUTES_MAX,
        customer: CustomerIs::KnownToTheShop,
        recipient: "not in the push: the shop knows it by orderid",
        signed: false,
        signature: "none",
        ack: "2xx and {\"return_code\":\"0000\"} (XML: <Head>OK</Head>)",
        ack_rule: AckRule::Body(says_received),
        status: status_of,
        query: None,
        retry: RetryPlan::dropping(10, &DELAYS),
        confirmed: false,
        unconfirmed: "retries (3 times 10 min here), time-out (10 s here), operation codes 33, 70, 125",
        source: "SF Express open platform, RoutePushService, as mirrored publicly",
        number_format: "SF and 13 digits",
    },
    couriers: &couriers::OF_SF_EXPRESS,
    write,
};

/// Operation code.
fn status_of(leg: Leg) -> Status {
    let code = match leg {
        Leg::LabelMade => "44",
        Leg::PickedUp => "50",
        Leg::Exported => "36",
        Leg::Landed | Leg::Moving => "31",
        Leg::Customs | Leg::CustomsCleared => "607",
        Leg::HandedOver => "30",
        Leg::Trouble(Trouble::Returning) => "631",
        Leg::Trouble(Trouble::Returned) => "648",
        Leg::Trouble(Trouble::AddressIssue | Trouble::Refused) | Leg::AttemptFailed => "33",
        Leg::Trouble(_) | Leg::Expired => "70",
        Leg::OutForDelivery => "204",
        Leg::AtPickupPoint => "125",
        Leg::Delivered => "80",
    };
    status(code, "", leg.chinese())
}

/// Why, for the codes that say only that something failed.
fn reason(leg: Leg) -> (&'static str, &'static str) {
    match leg {
        Leg::AttemptFailed => ("1", "收件人不在"),
        Leg::Trouble(Trouble::AddressIssue) => ("2", "地址不详"),
        Leg::Trouble(Trouble::Refused) => ("3", "客户拒收"),
        Leg::Trouble(_) => ("9", "其他"),
        _ => ("", ""),
    }
}

/// Whether the body of an answer says that the push was received: JSON, or XML where it begins so.
fn says_received(body: &[u8]) -> bool {
    if body.trim_ascii_start().starts_with(b"<") {
        let text = String::from_utf8_lossy(body);
        return text.contains("<Head>OK</Head>");
    }
    let answer: Option<Value> = serde_json::from_slice(body).ok();
    answer.is_some_and(|answer| answer["return_code"] == "0000")
}

fn write(tale: &Tale<'_>, _: &str) -> Rendered {
    let news = tale.news();
    let news = &news[news.len().saturating_sub(ROUTES_MAX)..];
    let mut routes: Vec<&Step> = news.iter().collect();
    if tale
        .manner
        .disorders
        .has(super::disorder::Disorder::Unsorted)
    {
        routes.reverse();
    }
    let draft = if tale.version() == XML {
        let content = super::kuaidi100::form(&xml(tale, &routes));
        Draft {
            content_type: "application/x-www-form-urlencoded;charset=UTF-8",
            ..Draft::json(format!("content={content}").into_bytes())
        }
    } else {
        Draft {
            content_type: "application/json;charset=UTF-8",
            ..Draft::json(json(tale, &routes))
        }
    };
    draft.finish(tale.notice)
}

fn json(tale: &Tale<'_>, routes: &[&Step]) -> Vec<u8> {
    tale.json(600 + 400 * routes.len(), |json| {
        json.object("Body", |json| {
            json.objects("WaybillRoute", routes.iter(), |json, step| {
                route(json, step, tale);
            });
        });
    })
}

fn route(json: &mut Json, step: &Step, tale: &Tale<'_>) {
    for (key, value) in fields(step, tale) {
        json.text(key, &value);
    }
}

fn fields(step: &Step, tale: &Tale<'_>) -> [(&'static str, String); 9] {
    let Status { code, text, .. } = status_of(step.leg);
    let (reason_code, reason_name) = reason(step.leg);
    // A route pushed again has the same id.
    let id = fingerprint(tale.parcel, 800 ^ step.at.0) % 1_000_000_000_000_000;
    [
        ("id", format!("{id:015}")),
        ("mailno", tale.number().into_owned()),
        ("orderid", tale.parcel.order_number.clone()),
        ("acceptTime", Stamp::in_china(step.at).spaced().concat()),
        ("acceptAddress", step.place.city.to_owned()),
        ("remark", text.to_owned()),
        ("opCode", code.to_owned()),
        ("reasonCode", reason_code.to_owned()),
        ("reasonName", reason_name.to_owned()),
    ]
}

fn xml(tale: &Tale<'_>, routes: &[&Step]) -> String {
    let mut out = String::from(r#"<Request service="RoutePushService" lang="zh-CN"><Body>"#);
    for step in routes {
        out.push_str("<WaybillRoute");
        for (key, value) in fields(step, tale) {
            out.push_str(&format!(r#" {key}="{}""#, attribute(&value)));
        }
        out.push_str("/>");
    }
    out.push_str("</Body></Request>");
    out
}

/// Text inside an XML attribute.
fn attribute(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}
