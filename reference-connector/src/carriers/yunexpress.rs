//! YunExpress `tisPushData`, plain or as AES ciphertext. The vendor publishes no page on it; the form is the one that
//! integrators agree on.

mod cipher;

use serde::Deserialize;

use super::fields::{Text, optional, phone, text, time};
use super::history::{Entry, Listing, newest, seconds};
use super::{Notice, NoticeError, Provider, Push, Reading, by_status};
use crate::checkpoint::Checkpoint;
use crate::signature::Scheme;

pub(super) static PROVIDER: Provider = Provider {
    word: "yunexpress",
    scheme: Scheme::TimestampKeyBody {
        header: "x-yunexpress-signature",
        timestamp: "x-yunexpress-timestamp",
    },
    read,
    history,
    ack: by_status,
};

#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow)]
    data_code: Option<Text<'a>>,
    #[serde(borrow)]
    data: Option<Tracking<'a>>,
    #[serde(borrow)]
    encrypted_data: Option<Text<'a>>,
}

#[derive(Deserialize)]
struct Tracking<'a> {
    #[serde(borrow)]
    waybill_number: Option<Text<'a>>,
    #[serde(borrow)]
    customer_code: Option<Text<'a>>,
    #[serde(borrow)]
    destination_code: Option<Text<'a>>,
    #[serde(borrow)]
    phone_number: Option<Text<'a>>,
    #[serde(borrow)]
    package_status: Option<Text<'a>>,
    #[serde(borrow, rename = "EstimatedDeliveryToDateZone")]
    estimated_delivery_to: Option<Text<'a>>,
    #[serde(borrow)]
    track_events: Option<Vec<Tracked<'a>>>,
}

#[derive(Deserialize)]
struct Tracked<'a> {
    #[serde(borrow)]
    process_time: Option<Text<'a>>,
    #[serde(borrow)]
    process_utc_time: Option<Text<'a>>,
    #[serde(borrow)]
    track_node_code: Option<Text<'a>>,
    #[serde(borrow)]
    track_node_description: Option<Text<'a>>,
    #[serde(borrow)]
    process_content: Option<Text<'a>>,
}

impl Tracked<'_> {
    /// `2026-11-25 14:03:05`: later is greater as text, too.
    fn time(&self) -> &str {
        shown(
            self.process_utc_time
                .as_ref()
                .or(self.process_time.as_ref()),
        )
    }

    /// Nobody was at home: there will be another attempt. Its codes are those of real trouble.
    fn was_in_vain(&self) -> bool {
        shown(self.process_content.as_ref()).contains("attempted")
    }

    fn node(&self) -> &str {
        // Pick-up points have the code of the last way, with another description.
        if shown(self.track_node_description.as_ref()).contains("collection") {
            return "";
        }
        shown(self.track_node_code.as_ref())
    }
}

fn shown<'a>(field: Option<&'a Text<'_>>) -> &'a str {
    field.map_or("", |text| &text.0)
}

fn read(push: &Push<'_>, wanted: &dyn Fn(Checkpoint) -> bool) -> Result<Reading, NoticeError> {
    let body: Body<'_> = serde_json::from_slice(push.body)?;
    match body.encrypted_data {
        None => tell(body, wanted),
        Some(ciphertext) => {
            let plain =
                cipher::opened(&ciphertext.0, push.secret).ok_or(NoticeError::Ciphertext)?;
            tell(serde_json::from_slice(&plain)?, wanted)
        }
    }
}

fn tell(body: Body<'_>, wanted: &dyn Fn(Checkpoint) -> bool) -> Result<Reading, NoticeError> {
    if body.data_code.is_none_or(|kind| kind.0 != "tisPushData") {
        return Ok(Reading::Silent);
    }
    let tracking = body.data.ok_or(NoticeError::Lacks("data"))?;
    let nodes = tracking.track_events.unwrap_or_default();
    let last = newest(nodes.iter(), Listing::OldestFirst, |node| node.time());
    let status = shown(tracking.package_status.as_ref());
    let in_vain = status == "E" && last.is_some_and(Tracked::was_in_vain);
    let checkpoint = checkpoint(status, last.map_or("", Tracked::node)).filter(|_| !in_vain);
    let Some(checkpoint) = checkpoint.filter(|it| wanted(*it)) else {
        return Ok(Reading::Silent);
    };
    Ok(Reading::Notice(Notice {
        tracking_number: text(tracking.waybill_number, "data.waybill_number")?,
        checkpoint,
        recipient: phone(tracking.phone_number, "data.phone_number")?,
        country: text(tracking.destination_code, "data.destination_code")?,
        carrier_name: "YunExpress".to_owned(),
        estimated_delivery: time(
            tracking.estimated_delivery_to,
            "data.EstimatedDeliveryToDateZone",
        )?,
        seller: optional(tracking.customer_code),
    }))
}

/// `T` covers the whole way; the last node tells how far.
fn checkpoint(status: &str, last_node: &str) -> Option<Checkpoint> {
    match status {
        "F" => Some(Checkpoint::InfoReceived),
        "T" => Some(match last_node {
            "CUSTOMS_CLEARANCE" => Checkpoint::Customs,
            "LAST_MILE_DELIVERY" => Checkpoint::OutForDelivery,
            _ => Checkpoint::InTransit,
        }),
        // Trouble, returned, called off.
        "E" | "R" | "C" => Some(Checkpoint::Exception),
        "D" => Some(Checkpoint::Delivered),
        _ => None,
    }
}

fn history(push: &Push<'_>) -> Vec<Entry> {
    let nodes = |body: Body<'_>| {
        let nodes = body.data.and_then(|it| it.track_events).unwrap_or_default();
        nodes.iter().map(entry).collect()
    };
    let body: Result<Body<'_>, _> = serde_json::from_slice(push.body);
    match body {
        Ok(Body {
            encrypted_data: Some(ciphertext),
            ..
        }) => cipher::opened(&ciphertext.0, push.secret)
            .and_then(|plain| serde_json::from_slice(&plain).ok().map(nodes))
            .unwrap_or_default(),
        Ok(body) => nodes(body),
        Err(_) => Vec::new(),
    }
}

fn entry(node: &Tracked<'_>) -> Entry {
    let checkpoint = match node.node() {
        "ORDER_CREATION" => Some(Checkpoint::InfoReceived),
        "DELIVERY_ATTEMPT" if node.was_in_vain() => None,
        "DELIVERY_ATTEMPT" => Some(Checkpoint::Exception),
        "DELIVERED" => Some(Checkpoint::Delivered),
        node => checkpoint("T", node),
    };
    Entry {
        checkpoint,
        at: seconds(node.time()),
    }
}
