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
