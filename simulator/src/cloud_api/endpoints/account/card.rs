//! `GET` and `POST /{waba-id}`.

use serde_json::{Map, Value, json};

use super::note;
use crate::cloud_api::answer::Refusal;
use crate::cloud_api::endpoints::numbers::wrong;
use crate::cloud_api::endpoints::{analytics, apps};
use crate::cloud_api::form::Form;
use crate::cloud_api::node;
use crate::graph::account_card::AccountCard;
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

/// What comes without `fields` (Meta, Cloud API, WhatsApp business account).
const DEFAULT: &[&str] = &["id", "name", "timezone_id", "message_template_namespace"];
/// What can be changed. The last is an object of opt-outs that has no effect here.
const CHANGEABLE: [&str; 6] = [
    "name",
    "timezone_id",
    "purchase_order_number",
    "is_enabled_for_insights",
    "disable_marketing_messages_on_cloud_api",
    "degrees_of_freedom_spec",
];
const NAME_MAX: usize = 256;

pub(super) fn read(world: &World, call: &Call<'_>) -> Outcome {
    let mut whole = whole(world, call.node);
    let written = call.param("fields").unwrap_or_default();
    analytics::fill(world, call, &written, &mut whole)?;
    Ok(Done::json(&node::pick(whole, &call.fields(), DEFAULT)))
}

/// Everything an account can say of itself, analytics left out.
pub(crate) fn whole(world: &World, account: &str) -> Map<String, Value> {
    let card = world.account_cards.with(account, |card| card.clone());
    let mut whole = stated(world, account, &card);
    whole.insert("health_status".to_owned(), health(world, account));
    whole.insert(
        "subscribed_apps".to_owned(),
        json!({ "data": apps::subscribed_nodes(world, account) }),
    );
    whole.insert("phone_numbers".to_owned(), numbers(world, account));
    whole
}

fn stated(world: &World, account: &str, card: &AccountCard) -> Map<String, Value> {
    let owner = json!({ "id": world.settings.graph.business_id, "name": "Shakedown" });
    let whole = json!({
        "id": account,
        "name": card.name,
        "timezone_id": card.timezone_id,
        "currency": card.currency,
        "country": card.country,
        "primary_business_location": card.country,
        "message_template_namespace": namespace(account),
        "status": "ACTIVE",
        "account_review_status": card.review,
        "business_verification_status": "verified",
        "ownership_type": "SELF",
        "owner_business_info": owner,
        "owner_business": owner,
        "purchase_order_number": card.purchase_order,
        "is_enabled_for_insights": card.insights,
        "is_shared_with_partners": false,
        "disable_marketing_messages_on_cloud_api": card.marketing_off,
        "marketing_messages_lite_api_status": "ONBOARDED",
        "marketing_messages_onboarding_status": "ONBOARDED",
        "auth_international_rate_eligibility": {},
        "whatsapp_business_manager_messaging_limit": world.tier_word(),
        "creation_time": world.started.unix_s(),
    });
    match whole {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// Eight, four times four and twelve hexadecimal digits, joined by underscores; the same for the same account.
fn namespace(account: &str) -> String {
    let half = |part: &str| {
        format!(
            "{:016x}",
            crate::chance::index_of(&format!("namespace/{part}/{account}"))
        )
    };
    let digits = half("head") + &half("tail");
    [0..8, 8..12, 12..16, 16..20, 20..32]
        .map(|part| digits[part].to_owned())
        .join("_")
}

/// `health_status` of an account: its own, its portfolio's and the app's.
fn health(world: &World, account: &str) -> Value {
    let (word, entities) = world.health_above(account);
    json!({ "can_send_message": word, "entities": entities })
}

fn numbers(world: &World, account: &str) -> Value {
    let mut numbers: Vec<Value> = world
        .shards
        .values()
        .filter(|shard| *shard.account_id == *account)
        .map(|shard| {
            json!({
                "id": shard.number.id,
                "display_phone_number": format!("+{}", shard.number.display),
                "verified_name": shard.number.verified_name,
            })
        })
        .collect();
    numbers.sort_by(|a, b| a["id"].as_str().cmp(&b["id"].as_str()));
    json!({ "data": numbers })
}

pub(super) fn change(world: &World, call: &Call<'_>) -> Outcome {
    let form = Form::of(call)?;
    if !CHANGEABLE
        .iter()
        .any(|name| form.values().contains_key(*name))
    {
        return Err(wrong(
            "body",
            "something to change",
            "",
            &CHANGEABLE.join(", "),
        ));
    }
    if form.values().contains_key("is_enabled_for_insights") {
        set_insights(world, call, &form)?;
        return Ok(Done::json(&json!({ "id": call.node })));
    }
    let text = |name: &str, rule: &'static str, fits: fn(&str) -> bool| match form.text(name) {
        Some(text) if !fits(&text) => Err(wrong(name, rule, text, "Shakedown")),
        given => Ok(given),
    };
    let name = text("name", "1 to 256 characters", |text| {
        (1..=NAME_MAX).contains(&text.trim().chars().count())
    })?;
    let timezone = text(
        "timezone_id",
        "Meta's number of a time zone, such as 1",
        |text| (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()),
    )?;
    let marketing_off = flag(&form, "disable_marketing_messages_on_cloud_api")?;
    if let Some(zone) = timezone.as_ref().and_then(|text| text.parse().ok())
        && let Some(account) = world.accounts.get(call.node)
    {
        account.move_to(zone);
    }
    world.account_cards.with(call.node, |card| {
        if let Some(name) = name {
            card.name = name;
        }
        if let Some(timezone) = timezone {
            card.timezone_id = timezone;
        }
        if let Some(order) = form.text("purchase_order_number") {
            card.purchase_order = Some(order);
        }
        if let Some(off) = marketing_off {
            card.marketing_off = off;
        }
    });
    note(
        world,
        call,
        "ACCOUNT_UPDATED",
        "The account was changed".to_owned(),
    );
    Ok(Done::success())
}

/// Insights go on, and never off again (Meta, Cloud API, analytics).
fn set_insights(world: &World, call: &Call<'_>, form: &Form) -> Result<(), Box<Refusal>> {
    let on = flag(form, "is_enabled_for_insights")?.unwrap_or(false);
    let was_on = world.account_cards.with(call.node, |card| card.insights);
    if was_on && !on {
        return Err(Box::new(
            Refusal::new(
                200_006,
                "is_enabled_for_insights",
                "insights stay on once they are on",
            )
            .got("false")
            .nearest("true"),
        ));
    }
    world
        .account_cards
        .with(call.node, |card| card.insights = on);
    Ok(())
}

fn flag(form: &Form, name: &str) -> Result<Option<bool>, Box<Refusal>> {
    match (form.flag(name), form.text(name)) {
        (None, Some(text)) => Err(wrong(name, "true or false", text, "true")),
        (flag, _) => Ok(flag),
    }
}
