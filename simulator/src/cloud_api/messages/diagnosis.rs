//! What is wrong with a body that does not even have the right shape. Slow and exact; only refused bodies come here.

use super::super::answer::Refusal;
use super::super::request::json::Json;
use super::super::request::{Param, graph};

const OBJECTS: [(&str, &[&str]); 3] = [
    ("context", &["message_id"]),
    ("text", &["body", "preview_url"]),
    ("typing_indicator", &["type"]),
];

/// Why serde could not read the body.
pub(super) fn of(body: &[u8], error: &serde_json::Error) -> Box<Refusal> {
    let found = serde_json::from_slice::<Json<'_>>(body)
        .ok()
        .and_then(named);
    found.unwrap_or_else(|| {
        Box::new(
            graph("", format!("Invalid parameter: {error}"))
                .got(String::from_utf8_lossy(&body[..body.len().min(200)]))
                .nearest(r#"{"messaging_product":"whatsapp","to":"...","type":"text","text":{"body":"..."}}"#),
        )
    })
}

/// The first place whose shape is wrong, in Graph's words.
fn named(body: Json<'_>) -> Option<Box<Refusal>> {
    for (key, known) in OBJECTS {
        if let Some(value) = body.get(key)
            && let Err(refusal) = Param::root(key, value).object(known)
        {
            return Some(refusal);
        }
    }
    let template = Param::root("template", body.get("template")?);
    template_named(&template).err()
}

fn template_named(template: &Param<'_>) -> Result<(), Box<Refusal>> {
    if !matches!(template.value(), Json::Object(_)) {
        template.object(&[])?;
    }
    if let Some(language) = template.optional("language") {
        language.object(&["code", "policy"])?;
    }
    let Some(components) = template.optional("components") else {
        return Ok(());
    };
    for component in components.list()? {
        if !matches!(component.value(), Json::Object(_)) {
            component.object(&[])?;
        }
        if let Some(parameters) = component.optional("parameters") {
            for parameter in parameters.list()? {
                if !matches!(parameter.value(), Json::Object(_)) {
                    parameter.object(&[])?;
                }
                for key in ["text", "payload", "coupon_code", "type", "parameter_name"] {
                    if let Some(value) = parameter.optional(key) {
                        value.text()?;
                    }
                }
            }
        }
    }
    Ok(())
}
