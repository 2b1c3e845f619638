//! Templates from the library: the text is Meta's and approved, the business brings the buttons' addresses.
//!
//! A handful of the library's names with texts of our own. Source: Meta, Cloud API, template library.

use serde_json::{Value, json};

use super::refusals::{invalid, lacks, one_of};
use super::rules::{self, Setting};
use crate::cloud_api::answer::Refusal;
use crate::graph::template_life::TemplateSettings;
use crate::meta_switches::Dangling;
use crate::template::{ParameterFormat, Template};
use crate::world::call::Call;

struct Entry {
    name: &'static str,
    header: &'static str,
    body: &'static str,
    examples: &'static [&'static str],
    /// The label of its link; empty: no button.
    link: &'static str,
}

const LIBRARY: [Entry; 5] = [
    Entry {
        name: "delivery_confirmation_1",
        header: "Delivered",
        body: "Good news, {{1}}: your order {{2}} was delivered today. Write to us if anything is not as it should be.",
        examples: &["Jim", "#12345"],
        link: "View order",
    },
    Entry {
        name: "delivery_failed_1",
        header: "",
        body: "We tried to bring your order {{1}} and met nobody. Please choose another day for the delivery.",
        examples: &["#12345"],
        link: "Choose a day",
    },
    Entry {
        name: "delivery_update_1",
        header: "",
        body: "Your order {{1}} is on its way and will be with you by {{2}}, as far as we can tell today.",
        examples: &["#12345", "January 1, 2026"],
        link: "Track order",
    },
    Entry {
        name: "order_confirmation_1",
        header: "",
        body: "Thank you, {{1}}! We have your order {{2}} and will write again when it leaves our house.",
        examples: &["Jim", "#12345"],
        link: "View order",
    },
    Entry {
        name: "shipment_confirmation_1",
        header: "",
        body: "Your order {{1}} has left our house with {{2}} and can be followed from now on.",
        examples: &["#12345", "UPS"],
        link: "Track order",
    },
];

/// Fills a template from the library; gives back what is kept for reading it back.
pub(super) fn fill(
    template: &mut Template,
    name: &str,
    call: &Call<'_>,
) -> Result<Box<str>, Box<Refusal>> {
    let names: Vec<&str> = LIBRARY.iter().map(|entry| entry.name).collect();
    let entry = LIBRARY
        .iter()
        .find(|entry| entry.name == name)
        .ok_or_else(|| one_of("library_template_name", &names, name))?;
    if template.category != "UTILITY" {
        return Err(invalid(
            "category",
            "A template from the library has the category UTILITY.",
        ));
    }
    let mut components = vec![json!({
        "type": "BODY",
        "text": entry.body,
        "example": { "body_text": [entry.examples] },
    })];
    if !entry.header.is_empty() {
        components.push(json!({ "type": "HEADER", "format": "TEXT", "text": entry.header }));
    }
    if !entry.link.is_empty() {
        components.push(json!({ "type": "BUTTONS", "buttons": [link(entry, call)?] }));
    }
    // Meta's own text holds to Meta's rules, whatever this world's tuning is.
    let form = rules::components(
        &Value::Array(components),
        Setting {
            category: "UTILITY",
            format: ParameterFormat::Positional,
            tuning: &TemplateSettings::default(),
            dangling: Dangling::default(),
        },
    )?;
    template.parameter_format = Some(ParameterFormat::Positional);
    template.ttl_seconds =
        rules::seconds_to_live(call.param("message_send_ttl_seconds"), &template.category)?;
    Ok(form.fill(template))
}

fn link(entry: &Entry, call: &Call<'_>) -> Result<Value, Box<Refusal>> {
    const NEAREST: &str = r#""library_template_button_inputs":[{"type":"URL","url":{"base_url":"https://shop.example/{{1}}","url_suffix_example":"https://shop.example/1"}}]"#;
    let missing = || lacks("BUTTONS", "library_template_button_inputs", NEAREST);
    let inputs = call
        .value("library_template_button_inputs")
        .ok_or_else(missing)?;
    let input = inputs
        .as_array()
        .and_then(|inputs| inputs.first())
        .ok_or_else(missing)?;
    let url = input.get("url").ok_or_else(missing)?;
    let base = url
        .get("base_url")
        .and_then(Value::as_str)
        .ok_or_else(missing)?;
    let mut button = json!({ "type": "URL", "text": entry.link, "url": base });
    if let Some(example) = url.get("url_suffix_example") {
        button["example"] = json!([example]);
    }
    Ok(button)
}
