//! Shopify: fulfillments with their status, single fulfillment events, which name an order and no parcel, orders, which
//! tell who gets which parcel, and customers' consent (Shopify, webhooks).

use serde_json::Value;

use super::fields::{at, items, phone_at, time_at};
use super::{Consent, Known, News, NoticeError, Provider, Push, Reading, by_status, no_history};
use crate::checkpoint::Checkpoint;
use crate::signature::Scheme;

pub(super) static PROVIDER: Provider = Provider {
    word: "shopify",
    scheme: Scheme::HmacBase64 {
        header: "x-shopify-hmac-sha256",
    },
    read,
    history: no_history,
    ack: by_status,
};

fn read(push: &Push<'_>, wanted: &dyn Fn(Checkpoint) -> bool) -> Result<Reading, NoticeError> {
    let topic = push.header("x-shopify-topic").unwrap_or_default();
    let seller = seller(push);
    let body = push.json()?;
    let tells = |status: &str| checkpoint(status).filter(|it| wanted(*it));
    Ok(match topic {
        b"fulfillments/create" | b"fulfillments/update" => {
            let checkpoint = at(&body, "/shipment_status").and_then(|it| tells(&it));
            Reading::News(vec![fulfillment(&body, checkpoint, seller)])
        }
        b"fulfillment_events/create" => match at(&body, "/status").and_then(|it| tells(&it)) {
            None => Reading::Silent,
            Some(checkpoint) => Reading::News(vec![News {
                tracking_number: None,
                order: at(&body, "/order_id"),
                checkpoint: Some(checkpoint),
                known: Known {
                    estimated_delivery: time_at(&body, "/estimated_delivery_at"),
                    seller,
                    ..Known::default()
                },
            }]),
        },
        b"orders/create" | b"orders/updated" | b"orders/fulfilled" => {
            Reading::News(order(&body, seller))
        }
        b"customers_marketing_consent/update" => consent(&body),
        _ => Reading::Silent,
    })
}

/// One shop a seller: `s1.myshopify.com`.
fn seller(push: &Push<'_>) -> Option<String> {
    let domain = std::str::from_utf8(push.header("x-shopify-shop-domain")?).ok()?;
    Some(domain.split('.').next()?.to_owned())
}

fn fulfillment(body: &Value, checkpoint: Option<Checkpoint>, seller: Option<String>) -> News {
    News {
        tracking_number: at(body, "/tracking_number").or_else(|| at(body, "/tracking_numbers/0")),
        order: at(body, "/order_id"),
        checkpoint,
        known: Known {
            recipient: phone_at(body, "/destination/phone"),
            country: at(body, "/destination/country_code"),
            carrier_name: at(body, "/tracking_company"),
            estimated_delivery: time_at(body, "/estimated_delivery_at"),
            seller,
        },
    }
}

/// The parcels of an order. Parts without a number yet come again with one.
fn order(body: &Value, seller: Option<String>) -> Vec<News> {
    let noted = items(body, "/note_attributes")
        .iter()
        .find(|note| note["name"] == "estimated_delivery_date")
        .and_then(|note| time_at(note, "/value"));
    let parcel = |part: &Value| News {
        tracking_number: at(part, "/tracking_number").or_else(|| at(part, "/tracking_numbers/0")),
        order: at(body, "/id"),
        checkpoint: None,
        known: Known {
            recipient: phone_at(body, "/shipping_address/phone")
                .or_else(|| phone_at(body, "/phone"))
                .or_else(|| phone_at(body, "/customer/phone")),
            country: at(body, "/shipping_address/country_code"),
            carrier_name: at(part, "/tracking_company"),
            estimated_delivery: time_at(part, "/estimated_delivery_at").or_else(|| noted.clone()),
            seller: seller.clone(),
        },
    };
    items(body, "/fulfillments").iter().map(parcel).collect()
}

fn consent(body: &Value) -> Reading {
    let state = at(body, "/sms_marketing_consent/state")
        .or_else(|| at(body, "/email_marketing_consent/state"));
    let consent = match state.as_deref() {
        Some("unsubscribed" | "redacted") => Consent::Withdrawn,
        Some("subscribed") => Consent::Given,
        _ => return Reading::Silent,
    };
    match phone_at(body, "/phone") {
        Some(number) => Reading::Consent { number, consent },
        None => Reading::Silent,
    }
}

fn checkpoint(status: &str) -> Option<Checkpoint> {
    match status.to_lowercase().as_str() {
        "label_printed" | "label_purchased" | "confirmed" => Some(Checkpoint::InfoReceived),
        "in_transit" | "carrier_picked_up" => Some(Checkpoint::InTransit),
        "out_for_delivery" => Some(Checkpoint::OutForDelivery),
        "delivered" | "picked_up" => Some(Checkpoint::Delivered),
        "failure" | "delayed" => Some(Checkpoint::Exception),
        // An attempt in vain, or ready at a shop.
        _ => None,
    }
}
