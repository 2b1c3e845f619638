//! What a word brings.

use super::*;

#[test]
fn every_word_with_a_field_brings_a_webhook_of_that_field() {
    let plane = plane(Some(CALLBACK));
    let (_, list) = plane.ask("GET /trigger", "");
    for word in list["words"].as_array().unwrap() {
        let Some(field) = word["field"].as_str().filter(|field| !field.is_empty()) else {
            continue;
        };
        let errand = plane.errand(
            "POST /trigger",
            &json!({ "what": word["what"] }).to_string(),
        );
        let Exchange::Webhook { body, .. } = &errand.exchanges[0] else {
            panic!("{word} brings no webhook");
        };
        let body: Value = serde_json::from_slice(body).unwrap();
        assert_eq!(body["entry"][0]["changes"][0]["field"], field, "{word}");
    }
}

#[test]
fn what_meta_holds_against_a_number_is_ordered_and_taken_back() {
    let plane = plane(None);
    let code = || plane.send("parcel_delivered", "")["error"]["code"].clone();
    assert_eq!(code(), Value::Null);
    let order = |ends: bool| {
        let asked = json!({ "what": "trouble.locked", "ends": ends }).to_string();
        plane.ask("POST /trigger", &asked).0
    };
    assert_eq!(order(false), 200);
    assert_eq!(code(), 131_031);
    assert_eq!(order(true), 200);
    assert_eq!(code(), Value::Null);
    let nobody = json!({ "what": "trouble.locked", "waba_id": "0" }).to_string();
    assert_eq!(plane.ask("POST /trigger", &nobody).0, 404);
    let nothing = json!({ "what": "flow.blocked", "flow_id": "0" }).to_string();
    assert_eq!(plane.ask("POST /trigger", &nothing).0, 404);
}
