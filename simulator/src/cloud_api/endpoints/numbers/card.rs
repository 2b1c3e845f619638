//! `GET` and `POST /{phone-number-id}`, and the list of an account's numbers.

use serde_json::{Map, Value, json};

use super::{card_of, shard, wrong};
use crate::cloud_api::endpoints::{account, apps};
use crate::cloud_api::node;
use crate::countries::Country;
use crate::graph::derived;
use crate::graph::number::NumberCard;
use crate::settings::PhoneNumber;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};
use crate::world::{Shard, World, lock};

/// What comes without `fields` (Meta, Cloud API, phone numbers).
const DEFAULT: &[&str] = &[
    "verified_name",
    "code_verification_status",
    "display_phone_number",
    "quality_rating",
    "platform_type",
    "throughput",
    "webhook_configuration",
    "last_onboarded_time",
    "status",
];

pub(super) fn read(world: &World, call: &Call<'_>) -> Outcome {
    let whole = whole(world, call, shard(world, call)?);
    Ok(Done::json(&node::pick(whole, &call.fields(), DEFAULT)))
}

pub(super) fn list(world: &World, call: &Call<'_>) -> Outcome {
    let mut of_account: Vec<&Shard> = world
        .shards
        .values()
        .filter(|shard| &*shard.account_id == call.node)
        .collect();
    of_account.sort_by(|a, b| a.number.id.cmp(&b.number.id));
    let asked = call.fields();
    let mut numbers: Vec<Value> = of_account
        .iter()
        .map(|shard| node::pick(whole(world, call, shard), &asked, DEFAULT))
        .collect();
    numbers.extend(account::pending_listed(world, call.node, &asked));
    let page = node::page(call, &numbers, Value::clone)?;
    Ok(Done::json(&page))
}

/// Everything a number can say of itself.
fn whole(world: &World, call: &Call<'_>, shard: &Shard) -> Map<String, Value> {
    let card = lock(&shard.card);
    let level = match lock(&shard.state).throughput_mps() {
        1_000.. => "HIGH",
        _ => "STANDARD",
    };
    let mut whole = stated(&card, &shard.number);
    whole["conversational_automation"]["id"] = json!(derived::bot_id(&shard.number.id));
    whole.insert("throughput".into(), json!({ "level": level }));
    drop(card);
    whole.insert(
        "webhook_configuration".into(),
        apps::configuration_of_number(world, call, &shard.number.id),
    );
    whole.insert("health_status".into(), world.health_of_number(shard));
    whole.insert(
        "whatsapp_business_manager_messaging_limit".into(),
        json!(world.tier_word()),
    );
    whole.insert("messaging_limit_tier".into(), json!(world.tier_word()));
    whole
}

fn stated(card: &NumberCard, number: &PhoneNumber) -> Map<String, Value> {
    let country = Country::of_number(&number.display);
    let whole = json!({
        "id": number.id,
        "verified_name": number.verified_name,
        "display_phone_number": format!("+{}", number.display),
        "code_verification_status": if card.verified { "VERIFIED" } else { "NOT_VERIFIED" },
        "quality_rating": card.quality,
        "quality_score": { "score": card.quality },
        "platform_type": if card.registered { "CLOUD_API" } else { "NOT_APPLICABLE" },
        "status": if card.registered { "CONNECTED" } else { "PENDING" },
        "name_status": "APPROVED",
        "new_name_status": card.new_name.as_ref().map(|_| "PENDING_REVIEW"),
        "new_display_name": card.new_name,
        "account_mode": "LIVE",
        "is_official_business_account": card.official == "APPROVED",
        "is_pin_enabled": card.pin.is_some(),
        "is_preverified_number": false,
        "is_on_biz_app": false,
        "search_visibility": if card.visible { "VISIBLE" } else { "NON_VISIBLE" },
        "conversational_automation": automation(card, &number.id),
        "eligibility_for_api_business_global_search": "ELIGIBLE",
        "username": card.username,
        "country_code": country.map(|country| country.alpha2),
        "country_dial_code": country.map(|country| country.calling_code),
        "unified_cert_status": "APPROVED",
        "host_platform": if card.registered { "CLOUD_API" } else { "NOT_APPLICABLE" },
        "last_onboarded_time": "2025-01-15T10:30:00+0000",
    });
    match whole {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn automation(card: &NumberCard, id: &str) -> Value {
    let mut automation = card.automation.clone();
    automation.insert("id".to_owned(), json!(id));
    Value::Object(automation)
}

pub(super) fn change(world: &World, call: &Call<'_>) -> Outcome {
    let given = call.parameters()?.clone();
    shard(world, call)?;
    let pin = call
        .value("whatsapp_business_api_data")
        .and_then(|data| data.get("pin").and_then(Value::as_str).map(str::to_owned))
        .or_else(|| call.param("pin"));
    if let Some(pin) = pin {
        super::register::six_digits(&pin)?;
        card_of(world, call)?.pin = Some(pin);
    }
    if let Some(name) = call.param("new_display_name") {
        card_of(world, call)?.new_name = Some(name);
    }
    if let Some(visibility) = call.param("search_visibility") {
        let visible = match visibility.as_str() {
            "VISIBLE" => true,
            "HIDDEN" | "NON_VISIBLE" => false,
            other => {
                return Err(wrong(
                    "search_visibility",
                    "VISIBLE or NON_VISIBLE",
                    other,
                    "VISIBLE",
                ));
            }
        };
        card_of(world, call)?.visible = visible;
    }
    if let Some(name) = call.param("username") {
        super::username::check(&name)?;
        card_of(world, call)?.username = Some(name);
    }
    if let Some(configuration) = call.value("webhook_configuration") {
        return apps::override_of_number(world, call, &configuration);
    }
    if given.keys().all(|key| key == "access_token") {
        return Err(wrong(
            "body",
            "something to change",
            "",
            "pin, webhook_configuration, new_display_name, search_visibility, username",
        ));
    }
    Ok(Done::success())
}
