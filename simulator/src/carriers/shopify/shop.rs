//! The shop's other webhooks: an order with its customer and parcel, and a customer's marketing consent.

use super::super::disorder::Disorders;
use super::super::json::Json;
use super::super::life::destination;
use super::super::stamp::Stamp;
use super::super::{Notice, Rendered};
use super::{delivery, fulfillment_id, order_id, person};
use crate::carriers::life::fingerprint;
use crate::parcel::Parcel;

fn customer_id(parcel: &Parcel) -> u64 {
    7_000_000_000_000 + fingerprint(parcel, 920) % 1_000_000_000
}

/// `orders/create`: who gets the parcel, its number, and in an attribute of the order's note (Shopify, REST Order,
/// `note_attributes`) the expected date. Carriers whose pushes do not name the customer need it.
pub fn order(notice: &Notice, secret: &str) -> Rendered {
    let parcel = notice.parcel;
    let body = Json::document(Disorders::NONE, 2_000, |json| {
        let at = Stamp::utc(parcel.created_at);
        let phone = ["+", &parcel.recipient.phone];
        let language = destination(parcel).language.replace('_', "-");
        json.number("id", order_id(parcel))
            .text("name", &parcel.order_number)
            .number("order_number", parcel.index + 1_001)
            .joined("created_at", &at.with_offset())
            .joined("updated_at", &at.with_offset())
            .joined("phone", &phone)
            .text("customer_locale", &language)
            .text("financial_status", "paid")
            .text("fulfillment_status", "fulfilled")
            .text("tags", &parcel.seller_word())
            .objects("note_attributes", std::iter::once(()), |json, ()| {
                json.text("name", "estimated_delivery_date")
                    .text("value", &parcel.estimated_delivery_date);
            })
            .object("customer", |json| {
                json.number("id", customer_id(parcel))
                    .joined("phone", &phone)
                    .object("sms_marketing_consent", |json| {
                        json.text("state", "subscribed")
                            .text("opt_in_level", "single_opt_in")
                            .joined("consent_updated_at", &at.with_offset())
                            .text("consent_collected_from", "OTHER");
                    });
            })
            .object("shipping_address", |json| person(json, parcel))
            .objects("fulfillments", std::iter::once(()), |json, ()| {
                json.number("id", fulfillment_id(parcel))
                    .number("order_id", order_id(parcel))
                    .text("status", "success")
                    .text("tracking_company", parcel.courier.name)
                    .text("tracking_number", &parcel.tracking_number)
                    .texts("tracking_numbers", &[&parcel.tracking_number]);
            });
    });
    delivery(notice, "orders/create", 60, body, secret)
}

/// Whether a customer wants marketing messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    /// Said yes.
    Subscribed,
    /// Said no, after yes.
    Unsubscribed,
}

/// `customers_marketing_consent/update`: the parcel's recipient says yes or no.
pub fn consent(notice: &Notice, consent: Consent, secret: &str) -> Rendered {
    let parcel = notice.parcel;
    let (state, own) = match consent {
        Consent::Subscribed => ("subscribed", 61),
        Consent::Unsubscribed => ("unsubscribed", 62),
    };
    let body = Json::document(Disorders::NONE, 500, |json| {
        json.number("id", customer_id(parcel))
            .joined("phone", &["+", &parcel.recipient.phone])
            .object("sms_marketing_consent", |json| {
                json.text("state", state)
                    .text("opt_in_level", "single_opt_in")
                    .joined("consent_updated_at", &Stamp::utc(notice.at).with_offset())
                    .text("consent_collected_from", "OTHER");
            });
    });
    delivery(
        notice,
        "customers_marketing_consent/update",
        own,
        body,
        secret,
    )
}
