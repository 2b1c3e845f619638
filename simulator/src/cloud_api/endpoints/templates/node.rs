//! A template as the interface shows it, field by field: only the fields that are asked for are made.

use serde_json::{Map, Value, json};

use crate::cloud_api::answer::Refusal;
use crate::graph::template_life::{Record, lock};
use crate::template::{
    Authentication, Button, Card, Header, Otp, Template, TemplateStatus, placeholders,
};
use crate::world::{World, standing};

/// What a reading gives when no fields are asked for.
const USUAL: &[&str] = &[
    "name",
    "parameter_format",
    "components",
    "language",
    "status",
    "category",
    "previous_category",
    "id",
];
const KNOWN: &[&str] = &[
    "id",
    "name",
    "language",
    "status",
    "category",
    "components",
    "parameter_format",
    "previous_category",
    "correct_category",
    "rejected_reason",
    "quality_score",
    "health_status",
    "message_send_ttl_seconds",
    "library_template_name",
    "sub_category",
    "last_updated_time",
    "cta_url_link_tracking_opted_out",
    "degrees_of_freedom_spec",
    "is_primary_device_delivery_only",
];

/// The fields to show.
///
/// # Errors
/// 100 for a name that is no field of a template, in Graph's words.
pub(super) fn fields(asked: Vec<String>) -> Result<Vec<String>, Box<Refusal>> {
    if asked.is_empty() {
        return Ok(USUAL.iter().map(|name| (*name).to_owned()).collect());
    }
    if let Some(unknown) = asked.iter().find(|name| !KNOWN.contains(&name.as_str())) {
        let shown: String = unknown.chars().take(60).collect();
        return Err(Box::new(Refusal {
            message: format!(
                "(#100) Tried accessing nonexisting field ({shown}) on node type (WhatsAppBusinessHSM)"
            ),
            ..Refusal::new(100, "fields", "no such field of a template")
                .got(&shown)
                .nearest(KNOWN.join(","))
        }));
    }
    Ok(asked)
}

/// The template with these fields; those without a value are left out, as Graph does.
pub(super) fn render(
    world: &World,
    account: &str,
    template: &Template,
    fields: &[String],
) -> Value {
    let record = world.templates.record(&template.id);
    let record = record.as_ref().map(|record| lock(record));
    let mut node = Map::new();
    for name in fields {
        let value = field(world, account, template, record.as_deref(), name);
        if !value.is_null() {
            node.insert(name.clone(), value);
        }
    }
    node.insert("id".to_owned(), json!(template.id));
    Value::Object(node)
}

fn field(
    world: &World,
    account: &str,
    template: &Template,
    record: Option<&Record>,
    name: &str,
) -> Value {
    match name {
        "name" => json!(template.name),
        "language" => json!(template.language),
        "status" => json!(template.status.word()),
        "category" => json!(template.category),
        "components" => components(template, record),
        "parameter_format" => json!(if template.named() {
            "NAMED"
        } else {
            "POSITIONAL"
        }),
        "previous_category" => json!(template.previous_category),
        "correct_category" => {
            json!(
                record
                    .and_then(|record| record.correct_category)
                    .map(|(category, _)| category)
            )
        }
        "rejected_reason" => json!(template.rejected_reason.as_deref().unwrap_or("NONE")),
        "quality_score" => json!({
            "score": template.quality.word(),
            "date": record.map_or(0, |record| record.quality_since.unix_s()),
        }),
        "health_status" => health(world, account, template),
        "message_send_ttl_seconds" => json!(template.ttl_seconds),
        "library_template_name" => json!(record.and_then(|record| record.library.as_deref())),
        "sub_category" if template.category == "MARKETING" => json!("CUSTOM"),
        "last_updated_time" => json!(record.map(|record| record.changed.unix_s())),
        "cta_url_link_tracking_opted_out" => {
            json!(record.and_then(|record| record.tracking_opted_out))
        }
        _ => Value::Null,
    }
}

/// Whether a message can be sent with it, and by what it takes: 141002 when it is not approved (Meta, Cloud API,
/// health status).
fn health(world: &World, account: &str, template: &Template) -> Value {
    let approved = template.status == TemplateStatus::Approved;
    let word = if approved { "AVAILABLE" } else { "BLOCKED" };
    let mut own = json!({
        "entity_type": "MESSAGE_TEMPLATE",
        "id": template.id,
        "can_send_message": word,
    });
    if !approved {
        own["errors"] = json!([{
            "error_code": 141_002,
            "error_description": "Message templates can only be sent out if they are approved.",
            "possible_solution": "Edit or appeal the message template review decision.",
        }]);
    }
    let (above, mut entities) = world.health_above(account);
    entities.insert(0, own);
    json!({ "can_send_message": standing::worse(word, above), "entities": entities })
}

/// As submitted; for a template that was there from the start, made from what is known of it.
fn components(template: &Template, record: Option<&Record>) -> Value {
    let kept = record
        .and_then(|record| record.components.as_deref())
        .and_then(|kept| serde_json::from_str(kept).ok());
    kept.unwrap_or_else(|| Value::Array(made(template)))
}

fn made(template: &Template) -> Vec<Value> {
    let mut components = Vec::new();
    if let Some(shown) = template
        .header
        .as_ref()
        .map(|shown| header(template, shown))
    {
        components.push(shown);
    }
    if let Some(texts) = template.authentication {
        components.extend(authentication(texts));
    } else {
        components.push(with_examples(template, &template.body, "BODY", "body_text"));
        if let Some(footer) = &template.footer {
            components.push(json!({ "type": "FOOTER", "text": footer }));
        }
    }
    if let Some(offer) = &template.limited_time_offer {
        let (text, expires) = (&offer.text, offer.has_expiration);
        components.push(json!({
            "type": "LIMITED_TIME_OFFER",
            "limited_time_offer": { "text": text, "has_expiration": expires },
        }));
    }
    if !template.carousel.is_empty() {
        let cards: Vec<Value> = template
            .carousel
            .iter()
            .map(|shown| card(template, shown))
            .collect();
        components.push(json!({ "type": "CAROUSEL", "cards": cards }));
    }
    if template.call_permission_request {
        components.push(json!({ "type": "CALL_PERMISSION_REQUEST" }));
    }
    if !template.buttons.is_empty() {
        let buttons: Vec<Value> = template.buttons.iter().map(button).collect();
        components.push(json!({ "type": "BUTTONS", "buttons": buttons }));
    }
    components
}

fn authentication(texts: Authentication) -> Vec<Value> {
    let body = json!({
        "type": "BODY",
        "text": texts.body(),
        "add_security_recommendation": texts.security_recommendation,
        "example": { "body_text": [["123456"]] },
    });
    let footer = texts.footer().map(|text| {
        json!({
            "type": "FOOTER",
            "text": text,
            "code_expiration_minutes": texts.code_expiration_minutes,
        })
    });
    std::iter::once(body).chain(footer).collect()
}

fn header(template: &Template, header: &Header) -> Value {
    let format = header.format();
    match header {
        Header::Text(text) => {
            let mut node = with_examples(template, text, "HEADER", "header_text");
            node["format"] = json!(format);
            node
        }
        Header::Media(_) => json!({
            "type": "HEADER",
            "format": format,
            "example": { "header_handle": ["https://scontent.whatsapp.net/v/t61.29466-34/0_n"] },
        }),
        Header::Location | Header::Product => json!({ "type": "HEADER", "format": format }),
    }
}

fn card(template: &Template, card: &Card) -> Value {
    let mut components = vec![header(template, &card.header)];
    if let Some(body) = &card.body {
        components.push(with_examples(template, body, "BODY", "body_text"));
    }
    let buttons: Vec<Value> = card.buttons.iter().map(button).collect();
    components.push(json!({ "type": "BUTTONS", "buttons": buttons }));
    json!({ "components": components })
}

/// A text component with an example for each variable.
fn with_examples(template: &Template, text: &str, kind: &str, of: &str) -> Value {
    let keys = placeholders(text);
    let mut node = json!({ "type": kind, "text": text });
    if keys.is_empty() {
        return node;
    }
    if template.named() {
        let named: Vec<Value> = keys
            .iter()
            .map(|key| json!({ "param_name": key, "example": format!("example of {key}") }))
            .collect();
        node["example"] = json!({ format!("{of}_named_params"): named });
    } else {
        let list: Vec<String> = keys.iter().map(|key| format!("example {key}")).collect();
        let list = if of == "body_text" {
            json!([list])
        } else {
            json!(list)
        };
        node["example"] = json!({ of: list });
    }
    node
}

fn button(button: &Button) -> Value {
    let mut node = json!({ "type": button.word(), "text": button.label() });
    match button {
        Button::Url { url, .. } => {
            node["url"] = json!(url);
            if !placeholders(url).is_empty() {
                node["example"] = json!([url.replace("{{1}}", "example")]);
            }
        }
        Button::Phone { number, .. } => node["phone_number"] = json!(number),
        Button::CopyCode { example } => node["example"] = json!([example]),
        Button::Flow {
            flow_id,
            action,
            screen,
            ..
        } => {
            node["flow_id"] = json!(flow_id);
            node["flow_action"] = json!(action.to_ascii_uppercase());
            if let Some(screen) = screen {
                node["navigate_screen"] = json!(screen);
            }
        }
        Button::Otp(otp) => one_time_password(&mut node, otp),
        _ => {}
    }
    node
}

fn one_time_password(node: &mut Value, otp: &Otp) {
    node["otp_type"] = json!(otp.kind.word());
    if let Some(text) = &otp.autofill_text {
        node["autofill_text"] = json!(text);
    }
    if !otp.apps.is_empty() {
        let apps: Vec<Value> = otp
            .apps
            .iter()
            .map(|app| {
                json!({ "package_name": app.package_name, "signature_hash": app.signature_hash })
            })
            .collect();
        node["supported_apps"] = json!(apps);
    }
}
