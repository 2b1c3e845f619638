//! Settings of a number: calling, storage, identity check, commerce, encryption key, compliance, automation.

use serde_json::{Map, Value, json};

use super::{card_of, required, shard, wrong};
use crate::cloud_api::answer::Refusal;
use crate::cloud_api::{multipart, node};
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

const FEATURES: &[&str] = &[
    "calling",
    "user_identity_change",
    "payload_encryption",
    "storage_configuration",
];
const COMPLIANCE: &[&str] = &[
    "messaging_product",
    "entity_name",
    "entity_type",
    "entity_type_custom",
    "is_registered",
    "grievance_officer_details",
    "customer_care_details",
];
const ENTITY_TYPES: &[&str] = &[
    "LIMITED_LIABILITY_PARTNERSHIP",
    "SOLE_PROPRIETORSHIP",
    "PARTNERSHIP",
    "PUBLIC_COMPANY",
    "PRIVATE_COMPANY",
    "OTHER",
];
const COMMANDS_MAX: usize = 30;
const PROMPTS_MAX: usize = 4;
const PROMPT_MAX: usize = 80;

pub(super) fn read(world: &World, call: &Call<'_>) -> Outcome {
    let settings = card_of(world, call)?.settings.clone();
    Ok(Done::json(&node::pick(settings, &call.fields(), FEATURES)))
}

pub(super) fn change(world: &World, call: &Call<'_>) -> Outcome {
    call.parameters()?;
    let mut found = false;
    let mut card = card_of(world, call)?;
    for feature in FEATURES {
        match call.value(feature) {
            Some(Value::Object(given)) => {
                found = true;
                let kept = card
                    .settings
                    .entry((*feature).to_owned())
                    .or_insert_with(|| json!({}));
                merge(kept, given);
            }
            Some(Value::Null) | None => {}
            Some(other) => {
                return Err(wrong(
                    feature,
                    "an object",
                    other.to_string(),
                    "{\"status\":\"ENABLED\"}",
                ));
            }
        }
    }
    drop(card);
    if !found {
        return Err(Box::new(Refusal {
            message: "One feature setting must be specified".to_owned(),
            ..Refusal::new(100, "body", "one feature's settings").nearest(FEATURES.join(", "))
        }));
    }
    Ok(Done::success())
}

/// What is given replaces what was; null leaves it.
fn merge(kept: &mut Value, given: Map<String, Value>) {
    let Some(kept) = kept.as_object_mut() else {
        return;
    };
    for (key, value) in given.into_iter().filter(|(_, value)| !value.is_null()) {
        match (kept.get_mut(&key), value) {
            (Some(old @ Value::Object(_)), Value::Object(new)) => merge(old, new),
            (_, mut value) => {
                forget_nulls(&mut value);
                kept.insert(key, value);
            }
        }
    }
}

/// Graph leaves out what has no value.
fn forget_nulls(value: &mut Value) {
    if let Value::Object(members) = value {
        members.retain(|_, inner| !inner.is_null());
        members.values_mut().for_each(forget_nulls);
    }
}

pub(super) fn commerce(world: &World, call: &Call<'_>) -> Outcome {
    let (cart, catalog) = card_of(world, call)?.commerce;
    let id = crate::chance::index_of(call.node) % 900_000_000_000_000 + 100_000_000_000_000;
    Ok(Done::json(&json!({ "data": [{
        "id": id.to_string(), "is_cart_enabled": cart, "is_catalog_visible": catalog,
    }] })))
}

pub(super) fn set_commerce(world: &World, call: &Call<'_>) -> Outcome {
    let flag = |name: &str| call.param(name).map(|text| text == "true" || text == "1");
    let mut card = card_of(world, call)?;
    card.commerce.0 = flag("is_cart_enabled").unwrap_or(card.commerce.0);
    card.commerce.1 = flag("is_catalog_visible").unwrap_or(card.commerce.1);
    Ok(Done::success())
}

pub(super) fn public_key(world: &World, call: &Call<'_>) -> Outcome {
    let key = card_of(world, call)?.public_key.clone();
    let data: Vec<Value> = key
        .into_iter()
        .map(|key| json!({ "business_public_key": key, "business_public_key_signature_status": "VALID" }))
        .collect();
    Ok(Done::json(&json!({ "data": data })))
}

pub(super) fn set_public_key(world: &World, call: &Call<'_>) -> Outcome {
    let kind = call.request.content_type.unwrap_or("");
    let key = if kind.starts_with("multipart/") {
        multipart::parts(kind, call.request.body)?
            .iter()
            .find(|part| part.name == "business_public_key")
            .map(multipart::Part::text)
            .unwrap_or_default()
    } else {
        required(call, "business_public_key")?
    };
    if !key.contains("-----BEGIN PUBLIC KEY-----") {
        return Err(Box::new(Refusal {
            message: "Business public key is invalid".to_owned(),
            ..Refusal::new(100, "business_public_key", "a 2048-bit RSA key in PEM form")
                .nearest("-----BEGIN PUBLIC KEY-----…")
        }));
    }
    card_of(world, call)?.public_key = Some(key);
    Ok(Done::success())
}

pub(super) fn compliance(world: &World, call: &Call<'_>) -> Outcome {
    let account = shard(world, call)?.account_id.to_string();
    let mut node = json!({
        "messaging_product": "whatsapp", "entity_name": null, "entity_type": null, "entity_type_custom": null,
        "is_registered": false, "grievance_officer_details": null, "customer_care_details": null,
    });
    if let (Some(kept), Some(node)) = (&card_of(world, call)?.compliance, node.as_object_mut()) {
        for (key, value) in kept.as_object().into_iter().flatten() {
            node.insert(key.clone(), value.clone());
        }
    }
    node["whatsapp_business_account_id"] = json!(account);
    Ok(Done::json(&json!({ "data": [node] })))
}

pub(super) fn set_compliance(world: &World, call: &Call<'_>) -> Outcome {
    required(call, "entity_name")?;
    let kind = required(call, "entity_type")?;
    if !ENTITY_TYPES.contains(&kind.as_str()) {
        return Err(wrong(
            "entity_type",
            "a kind of Meta's",
            kind,
            &ENTITY_TYPES.join(", "),
        ));
    }
    if kind == "OTHER" {
        required(call, "entity_type_custom")?;
    }
    required(call, "grievance_officer_details")?;
    required(call, "customer_care_details")?;
    let kept: Map<String, Value> = COMPLIANCE
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), call.value(name)?)))
        .collect();
    card_of(world, call)?.compliance = Some(Value::Object(kept));
    Ok(Done::success())
}

pub(super) fn set_automation(world: &World, call: &Call<'_>) -> Outcome {
    call.parameters()?;
    let list = |name: &str| call.value(name).and_then(|value| value.as_array().cloned());
    let (prompts, commands) = (list("prompts"), list("commands"));
    let long = prompts.iter().flatten().find(|prompt| {
        prompt
            .as_str()
            .is_none_or(|text| text.chars().count() > PROMPT_MAX)
    });
    if prompts
        .as_ref()
        .is_some_and(|list| list.len() > PROMPTS_MAX)
        || long.is_some()
    {
        return Err(wrong(
            "prompts",
            "at most 4 prompts of 80 characters",
            "",
            "[\"Where is my parcel?\"]",
        ));
    }
    if commands
        .as_ref()
        .is_some_and(|list| list.len() > COMMANDS_MAX)
    {
        return Err(wrong(
            "commands",
            "at most 30",
            "",
            "[{\"command_name\":\"track\",\"command_description\":\"…\"}]",
        ));
    }
    let mut card = card_of(world, call)?;
    if let Some(prompts) = prompts {
        card.automation
            .insert("prompts".into(), Value::Array(prompts));
    }
    if let Some(commands) = commands {
        card.automation
            .insert("commands".into(), Value::Array(commands));
    }
    if let Some(welcome) = call.param("enable_welcome_message") {
        card.automation
            .insert("enable_welcome_message".into(), json!(welcome == "true"));
    }
    Ok(Done::success())
}

fn official_node(call: &Call<'_>, state: &str) -> Value {
    let message = match state {
        "PENDING" => "Your Official Business Account application is under review",
        "APPROVED" => "Your Official Business Account has been approved",
        "CANCELLED" => "Official Business Account application has been cancelled",
        _ => "No application has been submitted",
    };
    json!({ "id": call.node, "oba_status": state, "status_message": message })
}

pub(super) fn official(world: &World, call: &Call<'_>) -> Outcome {
    let state = card_of(world, call)?.official;
    Ok(Done::json(&official_node(call, state)))
}

pub(super) fn set_official(world: &World, call: &Call<'_>) -> Outcome {
    let action = required(call, "action")?;
    let (state, message) = match action.as_str() {
        "SUBMIT_APPLICATION" => (
            "PENDING",
            "Official Business Account application submitted successfully",
        ),
        "RESUBMIT_APPLICATION" => (
            "PENDING",
            "Official Business Account application resubmitted successfully",
        ),
        "WITHDRAW_APPLICATION" => (
            "CANCELLED",
            "Official Business Account application withdrawn successfully",
        ),
        other => {
            return Err(wrong(
                "action",
                "an action of Meta's",
                other,
                "SUBMIT_APPLICATION",
            ));
        }
    };
    card_of(world, call)?.official = state;
    Ok(Done::json(&json!({
        "success": true,
        "message": message,
        "updated_status": official_node(call, state),
        "tracking_id": format!("oba_req_{}", world.new_id()),
    })))
}
