//! UPS Track Alert: one activity a push, and `""` wherever there is nothing to say. Nothing is signed; the subscriber's
//! client id comes in a header (v1: the subscriber's credential). UPS never names the customer.

use super::fields::{at, needed, time_at};
use super::{Known, News, NoticeError, Provider, Push, Reading, by_status, no_history};
use crate::checkpoint::Checkpoint;
use crate::signature::Scheme;

pub(super) static PROVIDER: Provider = Provider {
    word: "ups",
    scheme: Scheme::Token {
        headers: &["x-api-key", "credential"],
    },
    read,
    history: no_history,
    ack: by_status,
};

fn read(push: &Push<'_>, wanted: &dyn Fn(Checkpoint) -> bool) -> Result<Reading, NoticeError> {
    let body = push.json()?;
    let status = |name: &str| at(&body, &format!("/activityStatus/{name}")).unwrap_or_default();
    let checkpoint = checkpoint(&status("type"), &status("code"));
    let Some(checkpoint) = checkpoint.filter(|it| wanted(*it)) else {
        return Ok(Reading::Silent);
    };
    Ok(Reading::News(vec![News {
        tracking_number: Some(needed(&body, "/trackingNumber")?),
        order: None,
        checkpoint: Some(checkpoint),
        known: Known {
            carrier_name: Some("UPS".to_owned()),
            estimated_delivery: time_at(&body, "/scheduledDeliveryDate"),
            ..Known::default()
        },
    }]))
}

fn checkpoint(kind: &str, code: &str) -> Option<Checkpoint> {
    match (kind, code) {
        ("M" | "MV", _) => Some(Checkpoint::InfoReceived),
        ("I", "OT") => Some(Checkpoint::OutForDelivery),
        ("I", "CC" | "CR") => Some(Checkpoint::Customs),
        // Access points and pick-up counters.
        ("I", "RP" | "AC" | "WC") => None,
        ("I", _) => Some(Checkpoint::InTransit),
        ("D", _) => Some(Checkpoint::Delivered),
        // Nobody at home: there will be another attempt.
        ("X", "NH") => None,
        ("X", _) => Some(Checkpoint::Exception),
        _ => None,
    }
}
