//! Each limit of each interactive kind: its code, its words, its place.

use super::interactive::{
    address, buttons, carousel, flow, link_button, list, media_card, named, order, order_status,
    product_card, products, texts,
};
use super::*;

#[test]
fn every_limit_of_a_choice_has_its_code_and_names_its_place() {
    let long = |length: usize| json!("x".repeat(length));
    refused(&[
        (
            131_009,
            "Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3",
            buttons(0),
        ),
        (
            131_009,
            "Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3",
            buttons(4),
        ),
        (
            131_009,
            "Param interactive['action']['buttons'][0]['reply']['title'] must be at most 20 characters long",
            but(
                buttons(2),
                &[("/interactive/action/buttons/0/reply/title", long(21))],
            ),
        ),
        (
            131_009,
            "['reply']['id'] must be at most 256",
            but(
                buttons(2),
                &[("/interactive/action/buttons/1/reply/id", long(257))],
            ),
        ),
        (
            131_009,
            "['reply']['id'] must be unique",
            but(
                buttons(2),
                &[("/interactive/action/buttons/1/reply/id", json!("b0"))],
            ),
        ),
        (
            131_009,
            "['reply']['title'] must be unique",
            but(
                buttons(2),
                &[(
                    "/interactive/action/buttons/1/reply/title",
                    json!("Button 0"),
                )],
            ),
        ),
        (
            100,
            "The parameter interactive['action']['buttons'][0]['reply']['title'] is required",
            but(
                buttons(1),
                &[("/interactive/action/buttons/0/reply/title", Value::Null)],
            ),
        ),
        (
            131_009,
            "must be one of {reply}",
            but(
                buttons(1),
                &[("/interactive/action/buttons/0/type", json!("url"))],
            ),
        ),
        (
            131_009,
            "['body']['text'] must be at most 1024",
            but(buttons(1), &[("/interactive/body/text", long(1_025))]),
        ),
        (
            131_009,
            "['body']['text'] must be at least 1",
            but(buttons(1), &[("/interactive/body/text", json!(""))]),
        ),
        (
            100,
            "The parameter interactive['body'] is required",
            but(buttons(1), &[("/interactive/body", Value::Null)]),
        ),
        (
            100,
            "The parameter interactive['action'] is required",
            but(buttons(1), &[("/interactive/action", Value::Null)]),
        ),
        (
            131_009,
            "['footer']['text'] must be at most 60",
            but(
                buttons(1),
                &[("/interactive/footer", json!({ "text": "x".repeat(61) }))],
            ),
        ),
        (
            131_009,
            "['header']['text'] must be at most 60",
            but(
                buttons(1),
                &[(
                    "/interactive/header",
                    json!({ "type": "text", "text": "x".repeat(61) }),
                )],
            ),
        ),
        (
            131_009,
            "interactive['header']['type'] must be one of",
            but(
                buttons(1),
                &[("/interactive/header", json!({ "type": "audio" }))],
            ),
        ),
        (
            100,
            "interactive['header']['image']['id'] is not a valid",
            but(
                buttons(1),
                &[(
                    "/interactive/header",
                    json!({ "type": "image", "image": { "id": "0" } }),
                )],
            ),
        ),
        (
            100,
            "Unexpected key \"buttons\" on param \"interactive\"",
            but(buttons(1), &[("/interactive/buttons", json!([]))]),
        ),
        (
            131_009,
            "interactive['type'] must be one of",
            but(buttons(1), &[("/interactive/type", json!("quiz"))]),
        ),
        (
            131_009,
            "Total row count exceed max allowed count: 10",
            list(1, 11),
        ),
        (
            131_009,
            "Total row count exceed max allowed count: 10",
            list(2, 6),
        ),
        (131_009, "Invalid rows count", list(1, 0)),
        (
            131_009,
            "Invalid sections count. Min allowed sections: 1, Max allowed sections: 10",
            list(11, 1),
        ),
        (
            131_009,
            "['button'] must be at most 20",
            but(list(1, 1), &[("/interactive/action/button", long(21))]),
        ),
        (
            131_009,
            "['title'] must be at most 24",
            but(
                list(2, 1),
                &[("/interactive/action/sections/1/title", long(25))],
            ),
        ),
        (
            100,
            "['sections'][0]['title'] is required",
            but(
                list(2, 1),
                &[("/interactive/action/sections/0/title", Value::Null)],
            ),
        ),
        (
            131_009,
            "['rows'][0]['title'] must be at most 24",
            but(
                list(1, 1),
                &[("/interactive/action/sections/0/rows/0/title", long(25))],
            ),
        ),
        (
            131_009,
            "['rows'][0]['description'] must be at most 72",
            but(
                list(1, 1),
                &[(
                    "/interactive/action/sections/0/rows/0/description",
                    long(73),
                )],
            ),
        ),
        (
            131_009,
            "['rows'][0]['id'] must be at most 200",
            but(
                list(1, 1),
                &[("/interactive/action/sections/0/rows/0/id", long(201))],
            ),
        ),
        (
            131_009,
            "['rows'][1]['id'] must be unique",
            but(
                list(1, 2),
                &[("/interactive/action/sections/0/rows/1/id", json!("r0"))],
            ),
        ),
        (
            131_009,
            "interactive['header']['type'] must be one of {text}",
            but(
                list(1, 1),
                &[(
                    "/interactive/header",
                    json!({ "type": "image", "image": { "id": JPEG } }),
                )],
            ),
        ),
        (
            131_009,
            "['body']['text'] must be at most 4096",
            but(list(1, 1), &[("/interactive/body/text", long(4_097))]),
        ),
    ]);
}

#[test]
fn every_limit_of_an_ask_or_a_flow_has_its_code_and_names_its_place() {
    let long = |length: usize| json!("x".repeat(length));
    let display = "/interactive/action/parameters/display_text";
    refused(&[
        (
            131_009,
            "['display_text'] must be at most 20",
            but(link_button(), &[(display, long(21))]),
        ),
        (
            100,
            "['url'] is not a valid URI",
            but(
                link_button(),
                &[("/interactive/action/parameters/url", json!("parcel"))],
            ),
        ),
        (
            131_009,
            "['name'] must be one of {cta_url}",
            but(link_button(), &[("/interactive/action/name", json!("cta"))]),
        ),
        (
            131_009,
            "['name'] must be one of {send_location}",
            but(
                interactive(
                    json!({ "type": "location_request_message", "body": { "text": "x" }, "action": { "name": "x" } }),
                ),
                &[],
            ),
        ),
        (
            131_009,
            "has no footer",
            interactive(
                json!({ "type": "location_request_message", "body": { "text": "x" }, "footer": { "text": "x" }, "action": { "name": "send_location" } }),
            ),
        ),
        (
            131_009,
            "['ttl_minutes'] must be from 1 to 43200",
            named("voice_call", "voice_call", json!({ "ttl_minutes": 43_201 })),
        ),
        (
            131_009,
            "['country'] must be one of {IN}",
            address(&[("/country", json!("BR"))]),
        ),
        (
            100,
            "['country'] is required",
            address(&[("/country", Value::Null)]),
        ),
        (
            131_009,
            "['in_pin_code'] must be at most 6",
            address(&[("/values/in_pin_code", json!("4000631"))]),
        ),
        (
            100,
            "Unexpected key \"street\"",
            address(&[("/values/street", json!("x"))]),
        ),
        (
            131_009,
            "phone numbers of the country",
            but(address(&[]), &[("/to", json!("+5511987654321"))]),
        ),
        (
            131_009,
            "['flow_message_version'] must be one of {3}",
            flow(&[("/flow_message_version", json!("2"))]),
        ),
        (
            131_009,
            "['flow_cta'] must be at most 30",
            flow(&[("/flow_cta", long(31))]),
        ),
        (
            100,
            "['flow_id'] is required",
            flow(&[("/flow_id", Value::Null)]),
        ),
        (
            131_009,
            "Only one of flow_id and flow_name",
            flow(&[("/flow_name", json!("x"))]),
        ),
        (
            131_009,
            "does not exist",
            flow(&[("/flow_id", json!("nobody"))]),
        ),
        (
            131_009,
            "not published",
            flow(&[("/flow_id", json!("draft"))]),
        ),
        (
            131_009,
            "deprecated",
            flow(&[("/flow_id", json!("deprecated"))]),
        ),
        (132_068, "blocked", flow(&[("/flow_id", json!("blocked"))])),
        (
            131_009,
            "['mode'] must be one of",
            flow(&[("/mode", json!("live"))]),
        ),
        (
            131_009,
            "non-empty JSON object",
            flow(&[("/flow_action_payload", json!({ "data": {} }))]),
        ),
        (
            131_009,
            "only be given with flow_action navigate",
            flow(&[
                ("/flow_action", json!("data_exchange")),
                ("/flow_action_payload", json!({ "screen": "A" })),
            ]),
        ),
    ]);
}

#[test]
fn every_limit_of_a_product_an_order_or_a_carousel_has_its_code_and_names_its_place() {
    let cards = |changes: &[(&str, Value)]| carousel(but(texts(3, media_card), changes));
    let order_but = |place: &str, value: Value| {
        let pointer = format!("/interactive/action/parameters/{place}");
        but(order(), &[(pointer.as_str(), value)])
    };
    refused(&[
        (
            131_009,
            "has no header",
            interactive(
                json!({ "type": "product", "header": { "type": "text", "text": "x" }, "action": { "catalog_id": "1", "product_retailer_id": "s" } }),
            ),
        ),
        (
            100,
            "['product_retailer_id'] is required",
            interactive(json!({ "type": "product", "action": { "catalog_id": "1" } })),
        ),
        (
            100,
            "The parameter interactive['header'] is required",
            but(products(1, 1), &[("/interactive/header", Value::Null)]),
        ),
        (131_009, "Invalid product_items count", products(1, 31)),
        (
            131_009,
            "Total product count exceed max allowed count: 30",
            products(2, 16),
        ),
        (131_009, "Invalid sections count", products(11, 1)),
        (
            131_009,
            "Invalid cards count. Min allowed cards: 2, Max allowed cards: 10",
            carousel(texts(1, media_card)),
        ),
        (
            131_009,
            "Invalid cards count",
            carousel(texts(11, media_card)),
        ),
        (
            131_009,
            "['cards'][1]['card_index'] must be unique",
            cards(&[("/1/card_index", json!(0))]),
        ),
        (
            131_009,
            "['card_index'] must be from 0 to 9",
            cards(&[("/1/card_index", json!(10))]),
        ),
        (131_009, "same type", cards(&[("/1", product_card(1))])),
        (
            131_009,
            "same header type",
            cards(&[(
                "/1/header",
                json!({ "type": "video", "video": { "id": "mp4" } }),
            )]),
        ),
        (
            131_009,
            "['body']['text'] must be at most 160",
            cards(&[("/1/body/text", json!("x".repeat(161)))]),
        ),
        (
            131_009,
            "at most 2 line breaks",
            cards(&[("/1/body/text", json!("a\nb\nc\nd"))]),
        ),
        (
            131_009,
            "same catalog_id",
            carousel(but(
                texts(2, product_card),
                &[("/1/action/catalog_id", json!("2"))],
            )),
        ),
        (
            131_009,
            "has no footer",
            but(
                cards(&[]),
                &[("/interactive/footer", json!({ "text": "x" }))],
            ),
        ),
        (
            131_009,
            "must be equal to the sum of the items",
            order_but("order/subtotal/value", json!(999)),
        ),
        (
            131_009,
            "must be equal to subtotal + tax",
            order_but("total_amount/value", json!(1_101)),
        ),
        (
            131_009,
            "['reference_id'] must be at most 35",
            order_but("reference_id", json!("x".repeat(36))),
        ),
        (
            131_009,
            "['reference_id'] can only have",
            order_but("reference_id", json!("order 1")),
        ),
        (
            131_009,
            "['currency'] must be one of",
            order_but("currency", json!("EUR")),
        ),
        (
            131_009,
            "['offset'] must be 100",
            order_but("total_amount/offset", json!(10)),
        ),
        (
            100,
            "['payment_settings'] is required",
            order_but("payment_configuration", Value::Null),
        ),
        (
            131_009,
            "['status'] must be one of",
            but(
                order_status(),
                &[("/interactive/action/parameters/order/status", json!("lost"))],
            ),
        ),
    ]);
}

fn refused(cases: &[(u32, &str, Value)]) {
    let office = office();
    for (code, words, body) in cases {
        let refusal = office.refuses(body);
        assert_eq!(refusal.0, *code, "{refusal:?} of {body}");
        assert!(refusal.1.contains(words), "{:?} lacks {words:?}", refusal.1);
    }
}
