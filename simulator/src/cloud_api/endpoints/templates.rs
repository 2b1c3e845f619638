//! `GET /{waba-id}/message_templates`: the catalog, filtered and paged. Source: Meta, Cloud API, templates.

use serde_json::{Value, json};

use crate::cloud_api::endpoint_table::{Coverage, Endpoint, Needs};
use crate::graph::nodes::NodeKind;
use crate::graph::token::Permission;
use crate::template::{Button, Header, Template, placeholders};
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

const PAGE_DEFAULT: usize = 25;
const PAGE_MAX: usize = 1_000;

pub(crate) const ENDPOINTS: &[Endpoint] = &[Endpoint {
    method: "GET",
    node: NodeKind::Account,
    edge: "message_templates",
    needs: Needs::Permission(Permission::WhatsappBusinessManagement),
    coverage: Coverage::Full,
    fields: &["limit", "after", "name", "status", "category", "language"],
    source: "Meta, Cloud API, templates",
    handler: list,
}];

/// One page of the catalog.
fn list(world: &World, call: &Call<'_>) -> Outcome {
    let account = world
        .accounts
        .get(call.node)
        .ok_or_else(|| world.unsupported(call, NodeKind::Word))?;
    let catalog = account.catalog();
    let wanted = |key: &str| call.param(key).filter(|value| !value.is_empty());
    let (name, language) = (wanted("name"), wanted("language"));
    let (status, category) = (wanted("status"), wanted("category"));
    let limit = wanted("limit")
        .and_then(|text| text.parse().ok())
        .unwrap_or(PAGE_DEFAULT)
        .clamp(1, PAGE_MAX);
    let after = wanted("after")
        .and_then(|cursor| cursor.parse::<usize>().ok())
        .unwrap_or(0);
    let matching: Vec<&Template> = catalog
        .sorted()
        .into_iter()
        .filter(|template| {
            name.as_ref()
                .is_none_or(|name| template.name.contains(name.as_str()))
        })
        .filter(|template| {
            language
                .as_ref()
                .is_none_or(|language| template.language == *language)
        })
        .filter(|template| {
            status
                .as_ref()
                .is_none_or(|status| template.status.word().eq_ignore_ascii_case(status))
        })
        .filter(|template| {
            category
                .as_ref()
                .is_none_or(|category| template.category.eq_ignore_ascii_case(category))
        })
        .collect();
    let page: Vec<Value> = matching
        .iter()
        .skip(after)
        .take(limit)
        .map(|template| node(template))
        .collect();
    let end = after + page.len();
    let mut paging =
        json!({ "cursors": { "before": after.to_string(), "after": end.to_string() } });
    if end < matching.len() {
        paging["next"] = json!(format!("?limit={limit}&after={end}"));
    }
    Ok(Done::json(&json!({ "data": page, "paging": paging })))
}

fn node(template: &Template) -> Value {
    let mut components = Vec::new();
    match &template.header {
        Some(Header::Text(text)) => {
            components.push(json!({ "type": "HEADER", "format": "TEXT", "text": text }))
        }
        Some(Header::Media(kind)) => {
            components.push(json!({ "type": "HEADER", "format": kind.to_uppercase() }))
        }
        Some(other) => components.push(json!({ "type": "HEADER", "format": other.format() })),
        None => {}
    }
    components.push(body(template));
    if let Some(footer) = &template.footer {
        components.push(json!({ "type": "FOOTER", "text": footer }));
    }
    if !template.buttons.is_empty() {
        let buttons: Vec<Value> = template.buttons.iter().map(button).collect();
        components.push(json!({ "type": "BUTTONS", "buttons": buttons }));
    }
    json!({
        "name": template.name,
        "parameter_format": if template.named() { "NAMED" } else { "POSITIONAL" },
        "components": components,
        "language": template.language,
        "status": template.status.word(),
        "category": template.category,
        "id": template.id,
    })
}

fn body(template: &Template) -> Value {
    let keys = placeholders(&template.body);
    let mut body = json!({ "type": "BODY", "text": template.body });
    if template.named() {
        let examples: Vec<Value> = keys
            .iter()
            .map(|key| json!({ "param_name": key, "example": format!("example of {key}") }))
            .collect();
        body["example"] = json!({ "body_text_named_params": examples });
    } else if !keys.is_empty() {
        body["example"] = json!({ "body_text": [keys.iter().map(|key| format!("example {key}")).collect::<Vec<_>>()] });
    }
    body
}

fn button(button: &Button) -> Value {
    match button {
        Button::QuickReply { text } => json!({ "type": "QUICK_REPLY", "text": text }),
        Button::Url { text, url } => json!({ "type": "URL", "text": text, "url": url }),
        Button::Phone { text, number } => {
            json!({ "type": "PHONE_NUMBER", "text": text, "phone_number": number })
        }
        other => json!({ "type": other.word(), "text": other.label() }),
    }
}
