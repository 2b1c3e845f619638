//! Every interactive kind: its smallest and largest form, and each of its limits.

use super::*;

pub(super) fn texts(count: usize, make: impl Fn(usize) -> Value) -> Value {
    (0..count).map(make).collect()
}

fn button(index: usize) -> Value {
    json!({ "type": "reply", "reply": { "id": format!("b{index}"), "title": format!("Button {index}") } })
}

pub(super) fn buttons(count: usize) -> Value {
    interactive(
        json!({ "type": "button", "body": { "text": "Choose" }, "action": { "buttons": texts(count, button) } }),
    )
}

fn row(index: usize) -> Value {
    json!({ "id": format!("r{index}"), "title": format!("Row {index}") })
}

pub(super) fn list(sections: usize, rows: usize) -> Value {
    let section = |at: usize| {
        let rows = texts(rows, |index| row(at * 100 + index));
        json!({ "title": format!("Section {at}"), "rows": rows })
    };
    interactive(
        json!({ "type": "list", "body": { "text": "Choose" }, "action": { "button": "Options", "sections": texts(sections, section) } }),
    )
}

pub(super) fn named(kind: &str, name: &str, parameters: Value) -> Value {
    interactive(
        json!({ "type": kind, "body": { "text": "Tap" }, "action": { "name": name, "parameters": parameters } }),
    )
}

pub(super) fn link_button() -> Value {
    named(
        "cta_url",
        "cta_url",
        json!({ "display_text": "Track", "url": "https://parcel.example/1" }),
    )
}

pub(super) fn flow(changes: &[(&str, Value)]) -> Value {
    let parameters =
        json!({ "flow_message_version": "3", "flow_id": "published", "flow_cta": "Book" });
    named("flow", "flow", but(parameters, changes))
}

pub(super) fn products(sections: usize, items: usize) -> Value {
    let item = |index: usize| json!({ "product_retailer_id": format!("sku{index}") });
    let section =
        |at: usize| json!({ "title": format!("S{at}"), "product_items": texts(items, item) });
    interactive(
        json!({ "type": "product_list", "header": { "type": "text", "text": "Ours" }, "body": { "text": "Look" },
            "action": { "catalog_id": "1", "sections": texts(sections, section) } }),
    )
}

pub(super) fn media_card(index: usize) -> Value {
    json!({ "card_index": index, "type": "cta_url", "header": { "type": "image", "image": { "link": "https://parcel.example/1.png" } },
        "body": { "text": "Deal" },
        "action": { "name": "cta_url", "parameters": { "display_text": "Shop", "url": "https://parcel.example" } } })
}

pub(super) fn product_card(index: usize) -> Value {
    json!({ "card_index": index, "type": "product", "action": { "product_retailer_id": "sku", "catalog_id": "1" } })
}

pub(super) fn carousel(cards: Value) -> Value {
    interactive(
        json!({ "type": "carousel", "body": { "text": "Look" }, "action": { "cards": cards } }),
    )
}

pub(super) fn order() -> Value {
    let amount = |value: u64| json!({ "value": value, "offset": 100 });
    named(
        "order_details",
        "review_and_pay",
        json!({ "reference_id": "order-1.a_b", "type": "digital-goods", "currency": "INR", "payment_configuration": "shop",
            "total_amount": amount(1_100),
            "order": { "status": "pending", "subtotal": amount(1_000), "tax": amount(100), "shipping": amount(100), "discount": amount(100),
                "items": [{ "name": "bread", "quantity": 1, "retailer_id": "1", "amount": amount(1_500), "sale_amount": amount(1_000) }] } }),
    )
}

pub(super) fn order_status() -> Value {
    named(
        "order_status",
        "review_order",
        json!({ "reference_id": "order-1", "order": { "status": "processing", "description": "soon" } }),
    )
}

fn to_india(body: Value) -> Value {
    but(body, &[("/to", json!("+919876543210"))])
}

pub(super) fn address(changes: &[(&str, Value)]) -> Value {
    let parameters = json!({ "country": "IN", "values": { "name": "Ana", "in_pin_code": "400063" },
        "saved_addresses": [{ "id": "a1", "value": { "city": "Mumbai" } }], "validation_errors": { "in_pin_code": "We could not find it" } });
    to_india(named(
        "address_message",
        "address_message",
        but(parameters, changes),
    ))
}

#[test]
fn every_interactive_kind_is_accepted_in_its_smallest_and_its_largest_form() {
    let office = office();
    let frame = [
        (
            "/interactive/header",
            json!({ "type": "document", "document": { "id": "pdf", "filename": "a.pdf" } }),
        ),
        ("/interactive/footer", json!({ "text": "x".repeat(60) })),
        ("/interactive/body/text", json!("x".repeat(1_024))),
    ];
    let ask = |kind: &str, name: &str| {
        interactive(
            json!({ "type": kind, "body": { "text": "May we?" }, "action": { "name": name } }),
        )
    };
    for body in [
        buttons(1),
        but(buttons(3), &frame),
        list(1, 1),
        list(10, 1),
        but(
            list(2, 5),
            &[
                (
                    "/interactive/header",
                    json!({ "type": "text", "text": "x".repeat(60) }),
                ),
                ("/interactive/body/text", json!("x".repeat(4_096))),
            ],
        ),
        link_button(),
        but(link_button(), &frame),
        ask("location_request_message", "send_location"),
        named(
            "location_request_message",
            "send_location",
            json!({ "request_message": "Where are you?" }),
        ),
        ask("call_permission_request", "call_permission_request"),
        named(
            "call_permission_request",
            "call_permission_request",
            json!({ "phone_number": "+4915510000001", "call_purpose": "The door" }),
        ),
        ask("request_contact_info", "request_contact_info"),
        ask("voice_call", "voice_call"),
        named(
            "voice_call",
            "voice_call",
            json!({ "display_text": "Call us", "ttl_minutes": 100, "payload": "x" }),
        ),
        interactive(
            json!({ "type": "call_permission_request", "action": { "name": "call_permission_request" } }),
        ),
        to_india(named(
            "address_message",
            "address_message",
            json!({ "country": "IN" }),
        )),
        address(&[]),
        ask("catalog_message", "catalog_message"),
        named(
            "catalog_message",
            "catalog_message",
            json!({ "thumbnail_product_retailer_id": "2lc20305pt" }),
        ),
        interactive(
            json!({ "type": "product", "action": { "catalog_id": "1", "product_retailer_id": "sku" } }),
        ),
        products(1, 1),
        products(10, 3),
        flow(&[]),
        flow(&[("/flow_id", json!("draft")), ("/mode", json!("draft"))]),
        flow(&[
            ("/flow_message_version", json!(3)),
            ("/flow_token", json!("t")),
            ("/flow_action", json!("navigate")),
            (
                "/flow_action_payload",
                json!({ "screen": "A", "data": { "k": "v" } }),
            ),
        ]),
        flow(&[
            ("/flow_id", Value::Null),
            ("/flow_name", json!("published")),
            ("/flow_action", json!("data_exchange")),
        ]),
        flow(&[("/flow_id", json!(394_962_046))]),
        order(),
        order_status(),
        carousel(texts(2, media_card)),
        carousel(texts(10, product_card)),
    ] {
        let message = office.accepts(&body);
        assert_eq!(
            message.subkind.as_deref(),
            body["interactive"]["type"].as_str()
        );
        assert_eq!(
            message.text.as_deref(),
            body["interactive"]["body"]["text"].as_str()
        );
    }
    let message = office.accepts(&carousel(texts(2, media_card)));
    assert_eq!(message.media_links.len(), 2);
}
