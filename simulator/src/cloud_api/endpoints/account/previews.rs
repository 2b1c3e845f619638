//! What an authentication template would say. Source: Meta, Cloud API, authentication templates, previews.

use serde_json::{Value, json};

use crate::cloud_api::endpoints::numbers::{required, wrong};
use crate::cloud_api::form::{Form, words};
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

/// Most languages in one call. Meta publishes none: ours.
const LANGUAGES_MAX: usize = 100;

pub(super) fn list(_world: &World, call: &Call<'_>) -> Outcome {
    let category = required(call, "category")?;
    if category != "AUTHENTICATION" {
        return Err(wrong(
            "category",
            "only authentication templates have previews",
            category,
            "AUTHENTICATION",
        ));
    }
    let form = Form::of(call)?;
    let mut languages = words(call.value("languages").or_else(|| call.value("language")));
    if languages.is_empty() {
        languages.push("en_US".to_owned());
    }
    languages.truncate(LANGUAGES_MAX);
    let security = form.flag("add_security_recommendation").unwrap_or(false);
    let minutes = form
        .text("code_expiration_minutes")
        .and_then(|text| text.parse::<u32>().ok());
    if minutes.is_some_and(|minutes| !(1..=90).contains(&minutes)) {
        return Err(wrong(
            "code_expiration_minutes",
            "1 to 90",
            form.text("code_expiration_minutes").unwrap_or_default(),
            "10",
        ));
    }
    let body = match security {
        true => "*{{1}}* is your verification code. For your security, do not share this code.",
        false => "*{{1}}* is your verification code.",
    };
    let footer = minutes.map(|minutes| format!("This code expires in {minutes} minutes."));
    let buttons: Vec<Value> = words(call.value("button_types"))
        .iter()
        .map(|kind| json!({ "type": kind, "text": "Copy code", "autofill_text": "Autofill" }))
        .collect();
    let data: Vec<Value> = languages
        .iter()
        .map(|language| {
            let mut shown = json!({ "language": language, "body": body, "buttons": buttons });
            if let Some(footer) = &footer {
                shown["footer"] = json!(footer);
            }
            shown
        })
        .collect();
    Ok(Done::json(&json!({ "data": data })))
}
