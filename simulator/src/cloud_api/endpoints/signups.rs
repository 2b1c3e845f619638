//! Sign-up links: kept, read, listed, switched off. Nobody taps them here.
//!
//! Source: Meta, Cloud API, in-app sign-up (2026).

use serde_json::{Map, Value, json};

use super::family::{Family, MANAGES};
use super::numbers::wrong;
use crate::cloud_api::answer::Refusal;
use crate::cloud_api::endpoint_table::Endpoint;
use crate::cloud_api::form::Form;
use crate::cloud_api::node;
use crate::graph::nodes::NodeKind;
use crate::graph::records::Record;
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

const OF_ACCOUNT: Family = Family {
    node: NodeKind::Account,
    needs: MANAGES,
    source: "Meta, Cloud API, in-app sign-up",
};
const KIND: &str = "signup";
const WHY: &str = "links are kept, and no customer signs up";
const FIELDS: &[&str] = &[
    "waba_id",
    "status",
    "signup_message",
    "confirmation_message",
    "privacy_policy_url",
    "website_url",
    "promo_code",
    "display_name",
    "deep_link",
];
const TEXTS: &[&str] = &[
    "signup_message",
    "confirmation_message",
    "privacy_policy_url",
    "website_url",
    "promo_code",
    "display_name",
];

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    OF_ACCOUNT.shape(
        "GET",
        "signups",
        &["fields", "limit", "after", "before"],
        WHY,
        list,
    ),
    OF_ACCOUNT.shape("POST", "signups", TEXTS, WHY, create),
];

fn list(world: &World, call: &Call<'_>) -> Outcome {
    let asked = call.fields();
    let links = world.records.of(KIND, call.node);
    let page = node::page(call, &links, |link| {
        node::pick(link.whole(), &asked, FIELDS)
    })?;
    Ok(Done::json(&page))
}

fn create(world: &World, call: &Call<'_>) -> Outcome {
    let form = Form::of(call)?;
    for name in [
        "signup_message",
        "confirmation_message",
        "privacy_policy_url",
    ] {
        form.required(name)?;
    }
    let mut fields = texts(&form)?;
    let id = world.new_id();
    fields.insert("waba_id".to_owned(), json!(call.node));
    fields.insert("status".to_owned(), json!("ACTIVE"));
    fields.insert(
        "deep_link".to_owned(),
        json!(format!("https://wa.me/signup/{id}")),
    );
    let kept = world.records.insert(Record {
        id: id.clone(),
        kind: KIND,
        owner: call.node.to_owned(),
        fields,
    });
    if !kept {
        return Err(wrong(
            "",
            "this world keeps no more objects",
            "",
            "start a new world",
        ));
    }
    Ok(Done::json(&json!({ "id": id })))
}

/// `GET /signups/{id}`.
pub(super) fn read(world: &World, call: &Call<'_>) -> Outcome {
    let link = found(world, call)?;
    Ok(Done::json(&node::pick(
        link.whole(),
        &call.fields(),
        FIELDS,
    )))
}

/// `POST /signups/{id}`.
pub(super) fn change(world: &World, call: &Call<'_>) -> Outcome {
    let link = found(world, call)?;
    let form = Form::of(call)?;
    let mut fields = texts(&form)?;
    if let Some(status) = form.text("status") {
        if !["ACTIVE", "DISABLED"].contains(&status.as_str()) {
            return Err(wrong("status", "ACTIVE or DISABLED", status, "DISABLED"));
        }
        fields.insert("status".to_owned(), Value::String(status));
    }
    fields.remove("privacy_policy_url");
    world.records.change(&link.id, fields);
    Ok(Done::json(&json!({ "id": link.id, "success": true })))
}

fn found(world: &World, call: &Call<'_>) -> Result<Record, Box<Refusal>> {
    world
        .records
        .find(call.edge)
        .filter(|link| link.kind == KIND)
        .ok_or_else(|| world.unsupported(call, NodeKind::Word))
}

fn texts(form: &Form) -> Result<Map<String, Value>, Box<Refusal>> {
    if let Some(url) = form.text("privacy_policy_url")
        && !(url.starts_with("https://") || url.starts_with("http://"))
    {
        return Err(wrong(
            "privacy_policy_url",
            "an address",
            url,
            "https://connector.example/privacy",
        ));
    }
    Ok(TEXTS
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), Value::String(form.text(name)?))))
        .collect())
}
