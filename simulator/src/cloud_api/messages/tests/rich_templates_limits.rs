//! What is refused of a template's rarer parts: its code, its words, its place.

use super::rich_templates::{
    action, button, carousel, coupon, ends, goods, part, password, place, product, text, with,
};
use super::*;

#[test]
fn every_part_that_is_missing_or_wrong_has_its_code_and_names_itself() {
    let office = rich_templates::office();
    let place_but =
        |changes: &[(&str, Value)]| with("place", json!([part("header", but(place(), changes))]));
    let cards_but = |changes: &[(&str, Value)]| with("rich", but(carousel(2), changes));
    let cases = [
        (
            131_008,
            "header: Format LOCATION requires a parameter",
            with("place", json!([])),
        ),
        (
            100,
            "['location']['address'] is required",
            place_but(&[("/location/address", Value::Null)]),
        ),
        (
            132_012,
            "expected LOCATION, received TEXT",
            with("place", json!([part("header", text("x"))])),
        ),
        (
            131_008,
            "header: Format PRODUCT requires a parameter",
            with("product", json!([])),
        ),
        (
            100,
            "['product']['catalog_id'] is required",
            with(
                "product",
                json!([part(
                    "header",
                    but(product(), &[("/product/catalog_id", Value::Null)])
                )]),
            ),
        ),
        (
            132_000,
            "header: number of localizable_params (2)",
            with(
                "document",
                json!([{ "type": "header", "parameters": [text("a"), text("b")] }]),
            ),
        ),
        (
            132_000,
            "header: number of localizable_params (0)",
            with("heading", json!([])),
        ),
        (
            132_005,
            "header: translated text has",
            with("heading", json!([part("header", text(&"x".repeat(60)))])),
        ),
        (
            131_008,
            "buttons: Button at index 0 of type CopyCode requires a parameter",
            with("code", json!([])),
        ),
        (
            132_018,
            "at most 20 characters",
            with("code", json!([coupon(&"A".repeat(21))])),
        ),
        (
            132_018,
            "letters and digits",
            with("code", json!([coupon("25 OFF")])),
        ),
        (
            132_012,
            "of type CopyCode expects coupon_code, received text",
            with("code", json!([button("copy_code", text("25OFF"))])),
        ),
        (
            132_012,
            "of type CopyCode expects copy_code, received url",
            with("code", json!([button("url", text("25OFF"))])),
        ),
        (
            132_018,
            "of type Url does not require parameters",
            with("fixed_link", json!([button("url", text("x"))])),
        ),
        (
            132_012,
            "of type Flow expects action, received text",
            with("flow", json!([button("flow", text("x"))])),
        ),
        (
            100,
            "Unexpected key \"token\"",
            with(
                "flow",
                json!([button("flow", action(json!({ "token": "x" })))]),
            ),
        ),
        (
            131_008,
            "of type Mpm requires a parameter",
            with("many", json!([])),
        ),
        (
            100,
            "['action']['sections'] is required",
            with("many", json!([button("mpm", action(json!({})))])),
        ),
        (
            131_009,
            "Invalid sections count",
            with(
                "many",
                json!([button("mpm", action(json!({ "sections": [] })))]),
            ),
        ),
        (
            131_008,
            "of type OrderDetails requires a parameter",
            with("order", json!([])),
        ),
        (
            131_008,
            "limited_time_offer: requires a parameter",
            with("offer", json!([coupon("A")])),
        ),
        (
            100,
            "['expiration_time_ms'] is required",
            with(
                "offer",
                json!([
                    but(ends(), &[("/parameters/0/limited_time_offer", json!({}))]),
                    coupon("A")
                ]),
            ),
        ),
        (
            132_018,
            "at most 15 characters",
            with("offer", json!([ends(), coupon(&"A".repeat(16))])),
        ),
        (
            131_008,
            "of type Otp requires a parameter",
            with("password", json!([part("body", text("1"))])),
        ),
        (
            132_018,
            "at most 15 characters",
            password("1234567890123456"),
        ),
        (131_008, "carousel: requires cards", with("rich", json!([]))),
        (
            132_000,
            "carousel: number of cards (3) does not match the expected number of cards (2)",
            with("rich", carousel(3)),
        ),
        (
            132_000,
            "carousel: number of cards (11)",
            with("goods", goods(11)),
        ),
        (
            100,
            "['cards'][1]['card_index'] must be",
            cards_but(&[("/0/cards/1/card_index", json!(0))]),
        ),
        (
            100,
            "['cards'][1]['card_index'] is required",
            cards_but(&[("/0/cards/1/card_index", Value::Null)]),
        ),
        (
            131_008,
            "carousel card 0: header: Format IMAGE requires",
            cards_but(&[("/0/cards/0/components/0/parameters", json!([]))]),
        ),
        (
            132_000,
            "carousel card 1: body: number of localizable_params (0)",
            cards_but(&[("/0/cards/1/components/1/parameters", json!([]))]),
        ),
        (
            132_005,
            "carousel card 0: body: translated text has",
            cards_but(&[(
                "/0/cards/0/components/1/parameters/0/text",
                json!("x".repeat(160)),
            )]),
        ),
        (
            131_008,
            "carousel card 0: buttons: Button at index 1 of type Url",
            cards_but(&[("/0/cards/0/components/3/parameters", json!([]))]),
        ),
        (
            132_000,
            "carousel card 0: carousel",
            cards_but(&[("/0/cards/0/components/1/type", json!("carousel"))]),
        ),
        (
            132_000,
            "footer: number of localizable_params",
            with("reply", json!([part("footer", text("x"))])),
        ),
        (
            132_000,
            "button: number of localizable_params",
            with(
                "reply",
                json!([{ "type": "button", "sub_type": "quick_reply", "index": 1 }]),
            ),
        ),
    ];
    for (code, words, body) in cases {
        let refusal = office.refuses(&body);
        assert_eq!(refusal.0, code, "{refusal:?} of {body}");
        assert!(refusal.1.contains(words), "{:?} lacks {words:?}", refusal.1);
    }
}
