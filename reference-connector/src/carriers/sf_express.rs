//! SF Express `RoutePushService`: what is new, up to ten routes a push, of one or several parcels, as JSON or as XML in a
//! form field. Nothing is signed. "200" is not enough: without the right body SF sends the whole push again.

use hyper::HeaderMap;
use hyper::header::CONTENT_TYPE;
use serde_json::Value;

use super::fields::{at, items};
use super::history::{Entry, seconds};
use super::{Ack, Known, News, NoticeError, Provider, Push, Reading, no_history};
use crate::checkpoint::Checkpoint;
use crate::form;
use crate::signature::Scheme;

pub(super) static PROVIDER: Provider = Provider {
    word: "sf-express",
    scheme: Scheme::Unsigned,
    read,
    history: no_history,
    ack,
};

/// What happened to a parcel.
struct Route {
    number: String,
    entry: Entry,
}

fn read(push: &Push<'_>, wanted: &dyn Fn(Checkpoint) -> bool) -> Result<Reading, NoticeError> {
    let mut routes = if is_form(push.headers) {
        let content = form::value_of(push.body, "content").ok_or(NoticeError::Lacks("content"))?;
        xml(&content)
    } else {
        json(&push.json()?)
    };
    // The routes of a push stand in any order.
    routes.sort_by_key(|route| route.entry.at);
    let news = routes.into_iter().filter_map(|route| {
        let checkpoint = route.entry.checkpoint.filter(|it| wanted(*it))?;
        Some(News {
            tracking_number: Some(route.number),
            order: None,
            checkpoint: Some(checkpoint),
            known: Known {
                carrier_name: Some("SF Express".to_owned()),
                ..Known::default()
            },
        })
    });
    Ok(Reading::News(news.collect()))
}

fn is_form(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|it| {
        it.as_bytes()
            .starts_with(b"application/x-www-form-urlencoded")
    })
}

fn json(body: &Value) -> Vec<Route> {
    items(body, "/Body/WaybillRoute")
        .iter()
        .filter_map(|item| route(&|name| at(item, &format!("/{name}"))))
        .collect()
}

/// The attributes of each `<WaybillRoute …/>`. SF's XML has no nested texts and no CDATA.
fn xml(content: &str) -> Vec<Route> {
    content
        .split("<WaybillRoute ")
        .skip(1)
        .filter_map(|rest| {
            let tag = rest.split_once("/>").map_or(rest, |(tag, _)| tag);
            route(&|name| attribute(tag, name))
        })
        .collect()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let before = format!(" {name}=\"");
    // The first attribute has no blank before it any more.
    let padded = format!(" {tag}");
    let (_, rest) = padded.split_once(&before)?;
    let (value, _) = rest.split_once('"')?;
    let plain = value
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
    Some(plain).filter(|value| !value.is_empty())
}

fn route(field: &dyn Fn(&str) -> Option<String>) -> Option<Route> {
    let reason = field("reasonName").unwrap_or_default();
    Some(Route {
        number: field("mailno")?,
        entry: Entry {
            checkpoint: checkpoint(&field("opCode")?, &reason),
            at: field("acceptTime").and_then(|time| seconds(&time)),
        },
    })
}

fn checkpoint(operation: &str, reason: &str) -> Option<Checkpoint> {
    match operation {
        "44" => Some(Checkpoint::InfoReceived),
        "607" => Some(Checkpoint::Customs),
        "204" => Some(Checkpoint::OutForDelivery),
        "80" | "8000" => Some(Checkpoint::Delivered),
        // Nobody at home: there will be another attempt.
        "33" if reason.contains("不在") => None,
        // Without a reason it is no trouble: SF has nothing to tell.
        "70" if reason.is_empty() => None,
        "33" | "70" | "99" | "631" | "648" => Some(Checkpoint::Exception),
        // Lockers and shops.
        "125" | "130" => None,
        _ => Some(Checkpoint::InTransit),
    }
}

fn ack(headers: &HeaderMap) -> Ack {
    if is_form(headers) {
        (
            "text/xml; charset=utf-8",
            r#"<Response service="RoutePushService"><Head>OK</Head></Response>"#,
        )
    } else {
        (
            "application/json; charset=utf-8",
            r#"{"return_code":"0000","return_msg":"成功"}"#,
        )
    }
}
