//! Kuaidi100: a form with the whole list, newest first, as JSON in `param`, and a salted MD5 in `sign`. Unless the body
//! of the answer says so, the push counts as lost.

use serde_json::Value;

use super::fields::{at, items, needed};
use super::history::{Entry, Listing, newest, seconds};
use super::{Known, News, NoticeError, Provider, Push, Reading, couriers};
use crate::checkpoint::Checkpoint;
use crate::form;
use crate::signature::Scheme;

pub(super) static PROVIDER: Provider = Provider {
    word: "kuaidi100",
    scheme: Scheme::FormMd5 {
        field: "param",
        sign: "sign",
    },
    read,
    history,
    ack: |_| {
        (
            "application/json; charset=utf-8",
            r#"{"result":true,"returnCode":"200","message":"成功"}"#,
        )
    },
};

fn read(push: &Push<'_>, wanted: &dyn Fn(Checkpoint) -> bool) -> Result<Reading, NoticeError> {
    let body = param(push)?;
    let result = body
        .get("lastResult")
        .ok_or(NoticeError::Lacks("/lastResult"))?;
    let state = at(result, "/state").unwrap_or_default();
    // Times say no zone, so where entries name their state, those of another one are not the newest.
    let fits = |item: &&Value| at(item, "/statusCode").is_none_or(|code| code == state);
    let entries = items(result, "/data").iter().filter(fits);
    let last = newest(entries, Listing::NewestFirst, |it| moment(it));
    let words = last.and_then(|it| at(it, "/context")).unwrap_or_default();
    let Some(checkpoint) = checkpoint(&state, &words).filter(|it| wanted(*it)) else {
        return Ok(Reading::Silent);
    };
    Ok(Reading::News(vec![News {
        tracking_number: Some(needed(result, "/nu")?),
        order: None,
        checkpoint: Some(checkpoint),
        known: Known {
            carrier_name: at(result, "/com").map(|code| couriers::name(&code)),
            estimated_delivery: super::fields::time_at(result, "/arrivalTime"),
            ..Known::default()
        },
    }]))
}

fn param(push: &Push<'_>) -> Result<Value, NoticeError> {
    let param = form::bytes_of(push.body, "param").ok_or(NoticeError::Lacks("param"))?;
    Ok(serde_json::from_slice(&param)?)
}

/// One state often means two things, which only the courier's words tell apart.
fn checkpoint(state: &str, words: &str) -> Option<Checkpoint> {
    let says = |parts: &[&str]| parts.iter().any(|part| words.contains(part));
    match state {
        "0" | "1" | "7" => Some(Checkpoint::InTransit),
        "8" if says(&["查验", "扣留", "资料"]) => Some(Checkpoint::Exception),
        "8" => Some(Checkpoint::Customs),
        "5" if says(&["自提", "代收点", "驿站"]) => None,
        "5" => Some(Checkpoint::OutForDelivery),
        "3" => Some(Checkpoint::Delivered),
        // Nobody at home: there will be another attempt.
        "2" if says(&["不在", "派送不成功"]) => None,
        "2" | "4" | "6" | "14" => Some(Checkpoint::Exception),
        _ => None,
    }
}

fn moment(item: &Value) -> Option<i64> {
    seconds(&at(item, "/ftime").or_else(|| at(item, "/time"))?)
}

fn history(push: &Push<'_>) -> Vec<Entry> {
    let Ok(body) = param(push) else {
        return Vec::new();
    };
    let entry = |item: &Value| Entry {
        checkpoint: at(item, "/statusCode")
            .and_then(|state| checkpoint(&state, &at(item, "/context").unwrap_or_default())),
        at: moment(item),
    };
    items(&body, "/lastResult/data").iter().map(entry).collect()
}
