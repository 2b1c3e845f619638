//! Templates with every other part: locations, products, codes, flows, offers, carousels.

use super::*;

fn template(name: &str, changes: impl FnOnce(&mut Template)) -> Template {
    let mut template = Template::utility(format!("id-{name}"), name, "en", "Fixed text".into());
    template.category = "MARKETING".into();
    changes(&mut template);
    template
}

fn quick_reply() -> Button {
    Button::QuickReply {
        text: "Stop".into(),
    }
}

fn url(url: &str) -> Button {
    Button::Url {
        text: "Shop".into(),
        url: url.into(),
    }
}

fn card(header: Header) -> Card {
    Card {
        header,
        body: Some("Use {{1}}".into()),
        buttons: vec![quick_reply(), url("https://a.example/{{1}}")],
    }
}

/// One template for each part.
pub(super) fn office() -> Office {
    let label = || "Go".to_owned();
    let button = |name: &str, button: Button| template(name, |made| made.buttons = vec![button]);
    Office::new([
        template("place", |made| made.header = Some(Header::Location)),
        template("product", |made| {
            made.header = Some(Header::Product);
            made.buttons = vec![Button::SingleProduct { text: label() }];
        }),
        template("document", |made| {
            made.header = Some(Header::Media("document"))
        }),
        template("moving", |made| made.header = Some(Header::Media("gif"))),
        template("heading", |made| {
            made.header = Some(Header::Text("Sale {{1}}".into()))
        }),
        button("reply", quick_reply()),
        button(
            "phone",
            Button::Phone {
                text: label(),
                number: "+15550051310".into(),
            },
        ),
        button("fixed_link", url("https://a.example")),
        button(
            "code",
            Button::CopyCode {
                example: "25OFF".into(),
            },
        ),
        button(
            "flow",
            Button::Flow {
                text: label(),
                flow_id: "1".into(),
                action: "navigate".into(),
                screen: None,
            },
        ),
        button("catalog", Button::Catalog { text: label() }),
        button("many", Button::MultiProduct { text: label() }),
        button("call", Button::VoiceCall { text: label() }),
        button("contact", Button::RequestContactInfo),
        button("order", Button::OrderDetails { text: label() }),
        template("may_call", |made| made.call_permission_request = true),
        template("offer", |made| {
            made.limited_time_offer = Some(LimitedTimeOffer {
                text: "Ends soon".into(),
                has_expiration: true,
            });
            made.buttons = vec![Button::CopyCode {
                example: "A".into(),
            }];
        }),
        template("rich", |made| {
            made.carousel = vec![card(Header::Media("image")), card(Header::Media("image"))]
        }),
        template("goods", |made| {
            let card = Card {
                header: Header::Product,
                body: None,
                buttons: Vec::new(),
            };
            made.carousel = vec![card.clone(), card];
        }),
        Template::authentication(
            "id-password".into(),
            "password",
            "en",
            Authentication {
                security_recommendation: true,
                code_expiration_minutes: Some(10),
            },
            Otp::copy_code(),
        ),
    ])
}

pub(super) fn with(name: &str, components: Value) -> Value {
    send(
        "template",
        json!({ "name": name, "language": { "code": "en" }, "components": components }),
    )
}

pub(super) fn part(kind: &str, parameter: Value) -> Value {
    json!({ "type": kind, "parameters": [parameter] })
}

pub(super) fn button(sub_type: &str, parameter: Value) -> Value {
    json!({ "type": "button", "sub_type": sub_type, "index": "0", "parameters": [parameter] })
}

pub(super) fn text(text: &str) -> Value {
    json!({ "type": "text", "text": text })
}

pub(super) fn place() -> Value {
    json!({ "type": "location", "location": { "latitude": "37.44", "longitude": -122.16, "name": "Pier", "address": "1 Way" } })
}

pub(super) fn product() -> Value {
    json!({ "type": "product", "product": { "product_retailer_id": "sku", "catalog_id": "1" } })
}

pub(super) fn coupon(code: &str) -> Value {
    button(
        "copy_code",
        json!({ "type": "coupon_code", "coupon_code": code }),
    )
}

pub(super) fn action(action: Value) -> Value {
    json!({ "type": "action", "action": action })
}

fn sections() -> Value {
    json!([{ "title": "Ours", "product_items": [{ "product_retailer_id": "sku" }] }])
}

pub(super) fn ends() -> Value {
    part(
        "limited_time_offer",
        json!({ "type": "limited_time_offer", "limited_time_offer": { "expiration_time_ms": 1_767_225_600_000_u64 } }),
    )
}

fn sent_card(index: usize) -> Value {
    json!({ "card_index": index, "components": [
        part("header", json!({ "type": "image", "image": { "id": JPEG } })),
        part("body", text("10OFF")),
        { "type": "button", "sub_type": "quick_reply", "index": 0, "parameters": [{ "type": "payload", "payload": "more" }] },
        { "type": "button", "sub_type": "url", "index": 1, "parameters": [text("blue-elf")] },
    ] })
}

pub(super) fn carousel(count: usize) -> Value {
    json!([{ "type": "carousel", "cards": (0..count).map(sent_card).collect::<Value>() }])
}

pub(super) fn goods(count: usize) -> Value {
    let card =
        |index: usize| json!({ "card_index": index, "components": [part("header", product())] });
    json!([{ "type": "carousel", "cards": (0..count).map(card).collect::<Value>() }])
}

pub(super) fn password(code: &str) -> Value {
    with(
        "password",
        json!([part("body", text(code)), button("url", text(code))]),
    )
}

/// Bodies that are accepted.
pub(super) fn good_bodies() -> Vec<Value> {
    vec![
        with("place", json!([part("header", place())])),
        with(
            "moving",
            json!([part(
                "header",
                json!({ "type": "gif", "gif": { "link": "https://a.example/a.mp4" } })
            )]),
        ),
        with("product", json!([part("header", product())])),
        with(
            "document",
            json!([part(
                "header",
                json!({ "type": "document", "document": { "id": "pdf", "filename": "a.pdf" } })
            )]),
        ),
        with("heading", json!([part("header", text("25%"))])),
        with("reply", json!([])),
        with(
            "reply",
            json!([button(
                "quick_reply",
                json!({ "type": "payload", "payload": "p" })
            )]),
        ),
        with(
            "reply",
            json!([button(
                "QUICK_REPLY",
                json!({ "type": "text", "text": true })
            )]),
        ),
        with("phone", json!([])),
        with("fixed_link", json!([])),
        with("code", json!([coupon("25OFF")])),
        with("flow", json!([])),
        with(
            "flow",
            json!([button(
                "flow",
                action(json!({ "flow_token": "t", "flow_action_data": { "a": 1 } }))
            )]),
        ),
        with("catalog", json!([])),
        with(
            "catalog",
            json!([button(
                "CATALOG",
                action(json!({ "thumbnail_product_retailer_id": "sku" }))
            )]),
        ),
        with(
            "many",
            json!([button(
                "mpm",
                action(json!({ "thumbnail_product_retailer_id": "sku", "sections": sections() }))
            )]),
        ),
        with("call", json!([])),
        with("contact", json!([])),
        with(
            "order",
            json!([button(
                "order_details",
                action(json!({ "order_details": { "reference_id": "1" } }))
            )]),
        ),
        with("may_call", json!([])),
        with("offer", json!([ends(), coupon("A")])),
        with("rich", carousel(2)),
        with("goods", goods(2)),
        with("goods", goods(10)),
        password("J$FpnYnP"),
    ]
}

#[test]
fn every_part_of_a_template_can_be_filled_in() {
    let office = office();
    for body in good_bodies() {
        office.accepts(&body);
    }
    let message = office.accepts(&with("rich", carousel(2)));
    assert_eq!(message.media_ids, [JPEG, JPEG]);
    let places: Vec<&str> = message
        .parameters
        .iter()
        .map(|parameter| &*parameter.component)
        .collect();
    assert_eq!(
        places[..4],
        [
            "card:0:header",
            "card:0:body",
            "card:0:button:0",
            "card:0:button:1"
        ]
    );
}

#[test]
fn an_authentication_template_brings_metas_own_texts() {
    let office = office();
    let template = office.catalog.by_id("id-password").unwrap();
    assert_eq!(
        template.body,
        "*{{1}}* is your verification code. For your security, do not share this code."
    );
    assert_eq!(
        template.footer.as_deref(),
        Some("This code expires in 10 minutes.")
    );
}
