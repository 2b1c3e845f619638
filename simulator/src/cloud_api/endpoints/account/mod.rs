//! WhatsApp business accounts: what they say of themselves, and what can be changed about them.
//!
//! Source: Meta, Cloud API, WhatsApp business account; business messaging OpenAPI v23.0.

mod activities;
mod card;
mod catalogs;
mod numbers;
mod previews;
mod schedules;
mod users;

pub(crate) use card::whole;
pub(crate) use numbers::listed as pending_listed;

use super::family::{Family, MANAGES};
use crate::cloud_api::endpoint_table::Endpoint;
use crate::graph::account_card::Activity;
use crate::graph::nodes::NodeKind;
use crate::world::World;
use crate::world::call::Call;

const ACCOUNT: Family = Family {
    node: NodeKind::Account,
    needs: MANAGES,
    source: "Meta, Cloud API, WhatsApp business account",
};
const PENDING: Family = Family {
    node: NodeKind::Other(numbers::KIND),
    needs: MANAGES,
    source: "Meta, Cloud API, registration",
};
const USER: Family = Family {
    node: NodeKind::Other(users::KIND),
    ..ACCOUNT
};

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    ACCOUNT.full("GET", "", &["fields"], card::read),
    ACCOUNT.full(
        "POST",
        "",
        &[
            "name",
            "timezone_id",
            "purchase_order_number",
            "is_enabled_for_insights",
            "disable_marketing_messages_on_cloud_api",
        ],
        card::change,
    ),
    ACCOUNT.full(
        "POST",
        "phone_numbers",
        &["cc", "country_code", "phone_number", "verified_name"],
        numbers::add,
    ),
    PENDING.full("GET", "", &["fields"], numbers::read),
    PENDING.full("POST", "", &["pin"], numbers::change),
    PENDING.full("POST", "request_code", &["code_method", "language"], numbers::request_code),
    PENDING.full("POST", "verify_code", &["code"], numbers::verify_code),
    PENDING.full("POST", "register", &["messaging_product", "pin"], numbers::register),
    PENDING.full("POST", "deregister", &[], numbers::deregister),
    PENDING.shape(
        "POST",
        "messages",
        &[],
        "a number added while the world runs sends nothing: 133010 until it is registered, 131016 then",
        numbers::send,
    ),
    ACCOUNT.full("GET", "assigned_users", &["business", "fields", "limit", "after", "before"], users::list),
    ACCOUNT.full("POST", "assigned_users", &["user", "tasks"], users::assign),
    ACCOUNT.full("DELETE", "assigned_users", &["user"], users::remove),
    USER.full(
        "GET",
        "assigned_whatsapp_business_accounts",
        &["fields", "limit", "after", "before"],
        users::accounts,
    ),
    ACCOUNT.shape(
        "GET",
        "product_catalogs",
        &["fields", "limit", "after", "before"],
        "catalogs are connected and have no products",
        catalogs::list,
    ),
    ACCOUNT.full("POST", "product_catalogs", &["catalog_id"], catalogs::connect),
    ACCOUNT.full("DELETE", "product_catalogs", &["catalog_id"], catalogs::disconnect),
    ACCOUNT.shape(
        "GET",
        "activities",
        &["since", "until", "activity_type", "fields", "limit", "after", "before"],
        "what the account's own endpoints changed is listed, and nothing else",
        activities::list,
    ),
    ACCOUNT.shape(
        "GET",
        "schedules",
        &["fields", "limit", "after", "before"],
        "schedules are kept, and nothing is done by them",
        schedules::list,
    ),
    ACCOUNT.shape(
        "POST",
        "schedules",
        &[
            "name",
            "schedule_type",
            "description",
            "start_time",
            "end_time",
            "timezone",
            "days_of_week",
            "is_active",
            "recurrence_pattern",
        ],
        "schedules are kept, and nothing is done by them",
        schedules::create,
    ),
    ACCOUNT.shape(
        "GET",
        "message_template_previews",
        &[
            "category",
            "languages",
            "add_security_recommendation",
            "code_expiration_minutes",
            "button_types",
        ],
        "every language is shown the English words",
        previews::list,
    ),
];

/// Keeps an activity of the account of the call.
fn note(world: &World, call: &Call<'_>, kind: &'static str, description: String) {
    let activity = Activity {
        id: world.new_id(),
        kind,
        at: call.now,
        app_id: call.token.app_id.clone(),
        description,
    };
    world
        .account_cards
        .with(call.node, |card| card.note(activity));
}

#[cfg(test)]
mod tests;
