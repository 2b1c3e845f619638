//! Portfolios and partners: the shapes of Meta's answers. What was written is read back; no partner acts on it.
//!
//! Source: Meta, business messaging OpenAPI v23.0.

mod credit;
mod intents;
mod portfolio;
mod preverified;
mod solutions;

use serde_json::{Map, Value};

use super::family::{Family, MANAGES, OWNS, SENDS};
use super::numbers::wrong;
use crate::clock::Moment;
use crate::cloud_api::answer::Refusal;
use crate::cloud_api::endpoint_table::{Endpoint, Needs};
use crate::graph::nodes::NodeKind;
use crate::graph::records::Record;
use crate::world::World;
use crate::world::call::Call;

const SOURCE: &str = "Meta, business messaging OpenAPI v23.0";
const NO_PARTNERS: &str = "there are no partners here";
const KEPT: &str = "it is kept, and no partner acts on it";

const BUSINESS: Family = Family {
    node: NodeKind::Business,
    needs: OWNS,
    source: SOURCE,
};
const APP: Family = Family {
    node: NodeKind::App,
    needs: Needs::Token,
    source: SOURCE,
};
const ACCOUNT: Family = Family {
    node: NodeKind::Account,
    needs: MANAGES,
    source: SOURCE,
};
const NUMBER: Family = Family {
    node: NodeKind::Number,
    needs: SENDS,
    source: SOURCE,
};
const SOLUTION: Family = Family {
    node: NodeKind::Other(solutions::KIND),
    ..ACCOUNT
};
const PREVERIFIED: Family = Family {
    node: NodeKind::Other(preverified::KIND),
    ..ACCOUNT
};
const MIGRATION: Family = Family {
    node: NodeKind::Other(intents::MIGRATION),
    ..ACCOUNT
};
const MOBILITY: Family = Family {
    node: NodeKind::Other(intents::MOBILITY),
    ..ACCOUNT
};
const CREDIT: Family = Family {
    node: NodeKind::Other(credit::KIND),
    ..BUSINESS
};
const PAGE: &[&str] = &["fields", "limit", "after", "before"];
const ROLE: &[&str] = &["role", "fields", "limit", "after", "before"];
const INTENT: &[&str] = &["solution_id", "intent_type", "scheduled_execution_time"];
const MIGRATES: &[&str] = &[
    "solution_id",
    "migration_intent",
    "scheduled_migration_time",
];

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    BUSINESS.full("GET", "", &["fields"], portfolio::read),
    BUSINESS.full(
        "GET",
        "owned_whatsapp_business_accounts",
        PAGE,
        portfolio::owned,
    ),
    BUSINESS.shape(
        "GET",
        "client_whatsapp_business_accounts",
        PAGE,
        NO_PARTNERS,
        portfolio::none,
    ),
    BUSINESS.shape(
        "GET",
        "extendedcredits",
        PAGE,
        "one credit line, and no bills",
        credit::lines,
    ),
    CREDIT.shape(
        "POST",
        "whatsapp_credit_sharing_and_attach",
        &["waba_id", "waba_currency"],
        "credit is shared in words alone",
        credit::share,
    ),
    BUSINESS.shape(
        "POST",
        "onboard_partners_to_mm_lite",
        &["solution_id"],
        NO_PARTNERS,
        portfolio::onboard_partners,
    ),
    BUSINESS.shape("GET", "preverified_numbers", PAGE, KEPT, preverified::list),
    BUSINESS.shape(
        "POST",
        "add_phone_numbers",
        &["phone_number"],
        KEPT,
        preverified::add,
    ),
    BUSINESS.shape(
        "POST",
        "share_preverified_numbers",
        &["preverified_id", "partner_business_id"],
        KEPT,
        preverified::share,
    ),
    PREVERIFIED.shape("GET", "", &["fields"], KEPT, preverified::read),
    PREVERIFIED.shape("DELETE", "", &[], KEPT, preverified::delete),
    PREVERIFIED.shape("GET", "partners", PAGE, KEPT, preverified::partners),
    PREVERIFIED.shape(
        "POST",
        "request_code",
        &["code_method", "language"],
        KEPT,
        preverified::request_code,
    ),
    PREVERIFIED.shape(
        "POST",
        "verify_code",
        &["code"],
        KEPT,
        preverified::verify_code,
    ),
    APP.shape(
        "GET",
        "connected_client_businesses",
        PAGE,
        NO_PARTNERS,
        portfolio::none,
    ),
    APP.shape(
        "POST",
        "whatsapp_business_solution",
        &[
            "solution_name",
            "partner_app_id",
            "owner_permissions",
            "partner_permissions",
        ],
        KEPT,
        solutions::create,
    ),
    APP.shape(
        "GET",
        "whatsapp_business_solutions",
        ROLE,
        KEPT,
        solutions::list,
    ),
    ACCOUNT.shape("GET", "solutions", PAGE, KEPT, solutions::all),
    SOLUTION.shape("GET", "", &["fields"], KEPT, solutions::read),
    SOLUTION.shape(
        "POST",
        "accept",
        &["partner_app_id"],
        KEPT,
        solutions::accept,
    ),
    SOLUTION.shape("POST", "reject", &["request_type"], KEPT, solutions::reject),
    SOLUTION.shape(
        "POST",
        "send_deactivation_request",
        &["reason"],
        KEPT,
        solutions::ask_deactivation,
    ),
    SOLUTION.shape(
        "POST",
        "accept_deactivation_request",
        &["fields"],
        KEPT,
        solutions::accept_deactivation,
    ),
    SOLUTION.shape(
        "POST",
        "reject_deactivation_request",
        &["fields"],
        KEPT,
        solutions::reject_deactivation,
    ),
    SOLUTION.shape(
        "GET",
        "access_token",
        &["business_id"],
        "it is the token of the call again",
        solutions::access_token,
    ),
    ACCOUNT.shape(
        "POST",
        "set_solution_migration_intent",
        MIGRATES,
        KEPT,
        intents::migrate,
    ),
    MIGRATION.shape("GET", "", &["fields"], KEPT, intents::migration),
    ACCOUNT.shape(
        "POST",
        "obo_mobility_intent",
        INTENT,
        KEPT,
        intents::mobility,
    ),
    ACCOUNT.shape(
        "POST",
        "set_obo_mobility_intent",
        &["waba_id", "solution_id"],
        KEPT,
        intents::set_mobility,
    ),
    MOBILITY.shape("GET", "", &["fields"], KEPT, intents::mobility_read),
    ACCOUNT.shape(
        "GET",
        "in_progress_onbehalf_request",
        PAGE,
        NO_PARTNERS,
        portfolio::none,
    ),
    NUMBER.absent(
        "POST",
        "messages_encrypted",
        "message bodies are read here, so they come in the clear",
    ),
    APP.absent(
        "POST",
        "activities",
        "conversions are counted by Meta's ads, which are not here",
    ),
];

/// A new object, its id registered.
fn kept(
    world: &World,
    kind: &'static str,
    owner: &str,
    fields: Map<String, Value>,
) -> Result<String, Box<Refusal>> {
    let id = world.new_id();
    let record = Record {
        id: id.clone(),
        kind,
        owner: owner.to_owned(),
        fields,
    };
    if world.records.insert(record) && world.nodes.insert(&id, NodeKind::Other(kind)) {
        return Ok(id);
    }
    Err(wrong(
        "",
        "this world keeps no more objects",
        "",
        "start a new world",
    ))
}

/// The object of the call.
fn found(world: &World, call: &Call<'_>) -> Result<Record, Box<Refusal>> {
    world
        .records
        .find(call.node)
        .ok_or_else(|| world.unsupported(call, NodeKind::Word))
}

/// The fields of a JSON object.
fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// A time in ISO 8601.
fn iso(at: Moment) -> String {
    let seconds = i64::try_from(at.unix_s()).unwrap_or(0);
    jiff::Timestamp::from_second(seconds).map_or_else(|_| String::new(), |time| time.to_string())
}

#[cfg(test)]
mod tests;
