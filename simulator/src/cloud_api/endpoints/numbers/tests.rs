#![allow(clippy::unwrap_used, reason = "tests")]

use serde_json::json;

use crate::cloud_api::endpoints::templates::tests::{NUMBER, call, get, start, world};

#[test]
fn a_setting_without_a_value_is_left_out() {
    let world = world();
    let path = format!("{NUMBER}/settings");
    let hours = json!({ "status": "ENABLED", "holiday_schedule": null, "timezone_id": "UTC" });
    let asked = json!({ "calling": { "call_hours": hours, "status": null } });
    assert_eq!(call(&world, start(), "POST", &path, &asked).status, 200);
    let calling = get(&world, &path).body["calling"].clone();
    assert_eq!(calling["status"], "DISABLED");
    let kept = json!({ "status": "ENABLED", "timezone_id": "UTC" });
    assert_eq!(calling["call_hours"], kept);
}

#[test]
fn one_qr_code_has_no_pages() {
    let world = world();
    let path = format!("{NUMBER}/message_qrdls");
    let asked = json!({ "prefilled_message": "Where is my parcel?" });
    let made = call(&world, start(), "POST", &path, &asked);
    let code = made.body["code"].as_str().unwrap();
    let one = get(&world, &format!("{path}/{code}"));
    assert_eq!(one.body, json!({ "data": [made.body] }));
    assert!(get(&world, &path).body["paging"].is_object());
}

#[test]
fn a_number_tells_the_country_of_its_calling_code() {
    let number = get(&world(), &format!("{NUMBER}?fields=country_dial_code"));
    assert_eq!(number.body["country_dial_code"], "1");
}
