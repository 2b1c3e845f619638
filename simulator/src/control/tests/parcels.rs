//! Parcels by their tracking number: those that force a life, and those that were pushed before.

use super::*;
use crate::carriers::life::LifeKind;
use crate::carriers::magic_number;
use crate::tracking_number::CHINA_POST_PACKET;

fn moved(plane: &Plane, body: &Value) -> (u16, Value) {
    plane.ask("POST /parcel", &body.to_string())
}

#[test]
fn a_magic_number_brings_the_life_that_it_forces_step_by_step() {
    let plane = plane(None);
    let number = magic_number::number(CHINA_POST_PACKET, LifeKind::CustomsHold, 7);
    let push = |checkpoint: &str| {
        let body = json!({ "carrier": "aftership", "checkpoint": checkpoint, "country": "DE", "tracking_number": number, "url": "http://127.0.0.1:8000/a" });
        let errand = plane.errand("POST /parcel", &body.to_string());
        let Exchange::Call(call) = errand.exchanges[0].clone() else {
            panic!("a notice is no webhook of Meta's");
        };
        let answer = plane
            .control
            .conclude(errand, &[plane.returned(Some(204), "")]);
        let said: Value = serde_json::from_slice(&call.body).unwrap();
        (said, read(&answer).1)
    };
    let (_, first) = push("customs");
    assert_eq!(
        (&first["life"], &first["recipient"]["country"]),
        (&json!("customs_hold"), &json!("DE"))
    );
    let (said, again) = push("exception");
    assert_eq!(said["msg"]["subtag"], "Exception_004");
    assert_eq!(first["recipient"], again["recipient"]);
    let body =
        json!({ "carrier": "aftership", "checkpoint": "customs", "tracking_number": number });
    let (status, problem) = moved(&plane, &body);
    assert_eq!(status, 200, "{problem}");
    let body =
        json!({ "carrier": "aftership", "checkpoint": "exception", "tracking_number": number });
    let (status, problem) = moved(&plane, &body);
    assert_eq!(status, 409);
    assert!(
        problem["hint"].as_str().unwrap().contains("delivered"),
        "{problem}"
    );
}

#[test]
fn without_an_address_a_parcel_moves_on_and_whoever_asks_knows() {
    let plane = plane(None);
    let (status, first) = moved(
        &plane,
        &json!({ "carrier": "ups", "checkpoint": "delivered" }),
    );
    assert_eq!((status, &first["connector"]), (200, &Value::Null));
    let number = first["tracking_number"].as_str().unwrap();
    assert!(plane.world.parcels().told(number).is_some());
    let body =
        json!({ "carrier": "17track", "checkpoint": "delivered", "tracking_number": number });
    let (_, second) = moved(&plane, &body);
    assert_eq!(
        (&second["carrier"], &second["courier"]),
        (&json!("17track"), &json!("UPS"))
    );
}

#[test]
fn a_number_that_is_nobodys_is_refused_with_one_that_is() {
    let plane = plane(None);
    for (body, status, hint) in [
        (
            json!({ "carrier": "aftership", "checkpoint": "delivered", "tracking_number": "LX1" }),
            400,
            "LZ0300",
        ),
        (
            json!({ "carrier": "ups", "checkpoint": "delivered", "tracking_number": "LZ030000070CN" }),
            400,
            "1Z",
        ),
        (
            json!({ "carrier": "ups", "checkpoint": "delivered", "tracking_number": "x", "parcel": 1 }),
            400,
            "leave one",
        ),
        (
            json!({ "carrier": "ups", "checkpoint": "delivered", "form": "orders/create" }),
            400,
            "v2, v1",
        ),
        (
            json!({ "carrier": "shopify", "checkpoint": "delivered", "form": "x" }),
            400,
            "orders/create",
        ),
    ] {
        let (got, problem) = moved(&plane, &body);
        assert_eq!(got, status);
        assert!(
            problem["hint"].as_str().unwrap().contains(hint),
            "{problem}"
        );
    }
}
