//! Shopify, and how parts of notices are put together.

use super::*;

fn shopify(topic: &str, body: &Value) -> Reading {
    let headers = [
        ("x-shopify-topic", topic),
        ("x-shopify-shop-domain", "s2.myshopify.com"),
    ];
    read_with(Carrier::Shopify, &headers, body.to_string()).unwrap()
}

#[test]
fn shopify_statuses_are_checkpoints() {
    let cases = [
        ("label_printed", INFO),
        ("in_transit", TRANSIT),
        ("out_for_delivery", LAST_WAY),
        ("attempted_delivery", None),
        ("ready_for_pickup", None),
        ("delayed", EXCEPTION),
        ("FAILURE", EXCEPTION),
        ("delivered", DELIVERED),
    ];
    for (status, expected) in cases {
        let fulfillment =
            json!({"id": 1, "order_id": 7, "shipment_status": status, "tracking_number": "936"});
        let news = one(shopify("fulfillments/update", &fulfillment));
        assert_eq!(news.checkpoint, expected, "{status}");
        let body = json!({"id": 1, "order_id": 7, "status": status});
        let found = match shopify("fulfillment_events/create", &body) {
            Reading::Silent => None,
            reading => one(reading).checkpoint,
        };
        assert_eq!(found, expected, "{status}");
    }
}

#[test]
fn a_fulfillment_tells_all_and_a_fulfillment_event_only_its_order() {
    let fulfillment = json!({
        "id": 4, "order_id": 5000000000001u64, "tracking_company": "USPS", "shipment_status": "delivered",
        "destination": {"phone": "+1 201 555 0123", "country_code": "US"}, "tracking_number": null,
        "tracking_numbers": ["9361289878700"], "estimated_delivery_at": "2026-11-25T00:00:00-05:00"
    });
    let expected = News {
        tracking_number: some("9361289878700"),
        order: some("5000000000001"),
        checkpoint: DELIVERED,
        known: Known {
            recipient: some("12015550123"),
            country: some("US"),
            carrier_name: some("USPS"),
            estimated_delivery: some("2026-11-25T00:00:00-05:00"),
            seller: some("s2"),
        },
    };
    assert_eq!(one(shopify("fulfillments/update", &fulfillment)), expected);
    let event = json!({"id": 9, "fulfillment_id": 4, "order_id": 5000000000001u64, "status": "delivered",
        "happened_at": "2026-11-25T08:00:00-05:00", "estimated_delivery_at": null});
    let expected = News {
        order: some("5000000000001"),
        checkpoint: DELIVERED,
        known: Known {
            seller: some("s2"),
            ..Known::default()
        },
        ..News::default()
    };
    assert_eq!(one(shopify("fulfillment_events/create", &event)), expected);
}

#[test]
fn an_order_tells_who_gets_which_parcel() {
    let order = json!({
        "id": 7, "phone": "+5511", "shipping_address": {"phone": "+55 21 8", "country_code": "BR"},
        "note_attributes": [{"name": "estimated_delivery_date", "value": "2026-11-25"}],
        "fulfillments": [{"id": 4, "tracking_company": "EMS", "tracking_number": "EX473124829CN"},
                         {"id": 5, "tracking_company": "UPS", "tracking_numbers": ["1Z"]}]
    });
    let Reading::News(news) = shopify("orders/create", &order) else {
        panic!("no news");
    };
    assert_eq!(news.len(), 2);
    let expected = News {
        tracking_number: some("EX473124829CN"),
        order: some("7"),
        checkpoint: None,
        known: Known {
            recipient: some("55218"),
            country: some("BR"),
            carrier_name: some("EMS"),
            estimated_delivery: some("2026-11-25"),
            seller: some("s2"),
        },
    };
    assert_eq!(news[0], expected);
    assert_eq!(news[1].tracking_number, some("1Z"));
}

#[test]
fn consent_is_given_and_withdrawn() {
    let consent = |state: &str| {
        let body = json!({"id": 1, "phone": "+5511", "sms_marketing_consent": {"state": state}});
        shopify("customers_marketing_consent/update", &body)
    };
    let said = |consent| Reading::Consent {
        number: "5511".to_owned(),
        consent,
    };
    assert_eq!(consent("unsubscribed"), said(Consent::Withdrawn));
    assert_eq!(consent("subscribed"), said(Consent::Given));
    assert_eq!(consent("pending"), Reading::Silent);
    assert_eq!(
        shopify("products/update", &json!({"id": 1})),
        Reading::Silent
    );
}

#[test]
fn parts_make_a_notice_once_the_customer_is_known() {
    let pushed = Known {
        estimated_delivery: some("2026-11-25"),
        ..Known::default()
    };
    assert_eq!(
        pushed.clone().notice("A".to_owned(), Checkpoint::Delivered),
        None
    );
    let told = Known {
        recipient: some("5511"),
        estimated_delivery: some("2026-01-01"),
        ..Known::default()
    };
    let notice = pushed
        .or(told)
        .notice("A".to_owned(), Checkpoint::Delivered);
    let notice = notice.unwrap();
    assert_eq!(notice.estimated_delivery, "2026-11-25");
    assert_eq!(
        (notice.recipient.as_str(), notice.carrier_name.as_str()),
        ("5511", "-")
    );
}

#[test]
fn the_date_is_what_the_text_says_and_no_other_text_is_a_date() {
    use super::super::fields::{Text, time, time_at};
    let read = |text: &'static str| time(Some(Text(text.into())), "it");
    for text in [
        "2026-11-25",
        "2026-11-25T23:59:00+09:00",
        "2026-11-25 18:00:00 -03:00",
    ] {
        assert_eq!(read(text).unwrap(), text);
    }
    for text in ["25/11/2026", "2026-11", "soon, very soon", ""] {
        assert!(read(text).is_err(), "{text}");
    }
    let value = json!({"compact": "20261125", "never": "", "soon": "soon"});
    assert_eq!(time_at(&value, "/compact"), some("2026-11-25"));
    assert_eq!(time_at(&value, "/never"), None);
    assert_eq!(time_at(&value, "/soon"), None);
}
