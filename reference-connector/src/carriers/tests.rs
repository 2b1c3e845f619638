#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod aggregators;
mod chinese;
mod couriers_own;
mod first_three;
mod shops;

use hyper::header::{HeaderName, HeaderValue};
use serde_json::{Value, json};

use super::*;

/// What a push says, when every checkpoint is wanted.
fn read_with(
    carrier: Carrier,
    headers: &[(&'static str, &str)],
    body: impl Into<String>,
) -> Result<Reading, NoticeError> {
    let headers: HeaderMap = headers
        .iter()
        .map(|(name, value)| {
            let value = HeaderValue::from_str(value).unwrap();
            (HeaderName::from_static(name), value)
        })
        .collect();
    let body = body.into();
    let push = Push {
        headers: &headers,
        query: "",
        body: body.as_bytes(),
        secret: "key",
    };
    carrier.read(&push, &|_| true)
}

fn read(carrier: Carrier, body: &Value) -> Reading {
    read_with(carrier, &[], body.to_string()).unwrap()
}

/// The only news of a push.
fn one(reading: Reading) -> News {
    match reading {
        Reading::News(mut news) if news.len() == 1 => news.remove(0),
        other => panic!("{other:?}"),
    }
}

/// The checkpoint that a push is about, of those that customers may be told; none when it is about none.
fn checkpoint(
    carrier: Carrier,
    headers: &[(&'static str, &str)],
    body: String,
) -> Option<Checkpoint> {
    let seen = std::cell::Cell::new(None);
    let headers: HeaderMap = headers
        .iter()
        .map(|(name, value)| {
            let value = HeaderValue::from_str(value).unwrap();
            (HeaderName::from_static(name), value)
        })
        .collect();
    let push = Push {
        headers: &headers,
        query: "",
        body: body.as_bytes(),
        secret: "key",
    };
    // Nothing is wanted, so only the checkpoint is read.
    let reading = carrier.read(&push, &|checkpoint| {
        seen.set(Some(checkpoint));
        false
    });
    let silent = match reading.unwrap() {
        Reading::Silent => true,
        Reading::News(news) => news.iter().all(|news| news.checkpoint.is_none()),
        _ => false,
    };
    assert!(silent, "{body}");
    seen.get()
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

const INFO: Option<Checkpoint> = Some(Checkpoint::InfoReceived);
const TRANSIT: Option<Checkpoint> = Some(Checkpoint::InTransit);
const CUSTOMS: Option<Checkpoint> = Some(Checkpoint::Customs);
const EXCEPTION: Option<Checkpoint> = Some(Checkpoint::Exception);
const LAST_WAY: Option<Checkpoint> = Some(Checkpoint::OutForDelivery);
const DELIVERED: Option<Checkpoint> = Some(Checkpoint::Delivered);

#[test]
fn every_carrier_is_found_by_its_word() {
    for carrier in Carrier::ALL {
        assert_eq!(Carrier::parse(carrier.provider().word), Some(carrier));
        assert_eq!(Carrier::ALL[carrier as usize], carrier);
    }
    assert_eq!(Carrier::parse("whatsapp"), None);
}

#[test]
fn the_answers_body_counts_for_three_carriers_forms_and_is_plain_for_the_others() {
    let form = HeaderMap::from_iter([(
        hyper::header::CONTENT_TYPE,
        HeaderValue::from_static("application/x-www-form-urlencoded;charset=UTF-8"),
    )]);
    let none = HeaderMap::new();
    let json = |ack: Ack| serde_json::from_str::<Value>(ack.1).unwrap();
    assert_eq!(json(Carrier::SfExpress.ack(&none))["return_code"], "0000");
    assert!(Carrier::SfExpress.ack(&form).1.contains("<Head>OK</Head>"));
    let kuaidi100 = json(Carrier::Kuaidi100.ack(&form));
    assert_eq!(
        (&kuaidi100["result"], &kuaidi100["returnCode"]),
        (&json!(true), &json!("200"))
    );
    let by_body = [Carrier::SfExpress, Carrier::Kuaidi100];
    for carrier in Carrier::ALL.into_iter().filter(|it| !by_body.contains(it)) {
        assert_eq!(carrier.ack(&none), BY_STATUS);
    }
}

#[test]
fn nonsense_is_an_error_and_no_panic() {
    for carrier in Carrier::ALL {
        for body in ["", "{", "null", "[]", "{}", "param=%7B", "content=x"] {
            let reading = read_with(carrier, &[], body);
            let told = match reading {
                Err(_) | Ok(Reading::Silent) => false,
                Ok(Reading::News(news)) => !news.is_empty(),
                Ok(_) => true,
            };
            assert!(!told, "{carrier:?}: {body}");
        }
    }
}
