//! Business phone numbers: what they say of themselves, and what can be changed about them.
//!
//! Source: Meta, Cloud API, phone numbers, registration, business profiles, settings, block users, QR codes.

mod block;
mod calls;
mod card;
mod profile;
mod qr;
mod register;
mod settings;
#[cfg(test)]
mod tests;
mod username;

pub(crate) use profile::change as change_profile;

use std::sync::MutexGuard;

use crate::cloud_api::answer::Refusal;
use crate::cloud_api::endpoint_table::{Coverage, Endpoint, Handler, Needs};
use crate::graph::derived;
use crate::graph::nodes::NodeKind;
use crate::graph::number::NumberCard;
use crate::graph::token::Permission;
use crate::world::call::Call;
use crate::world::{Shard, World, lock};

const MANAGES: Needs = Needs::Permission(Permission::WhatsappBusinessManagement);
const SENDS: Needs = Needs::Permission(Permission::WhatsappBusinessMessaging);

const fn of_number(
    method: &'static str,
    edge: &'static str,
    needs: Needs,
    fields: &'static [&'static str],
    source: &'static str,
    handler: Handler,
) -> Endpoint {
    Endpoint {
        method,
        node: NodeKind::Number,
        edge,
        needs,
        coverage: Coverage::Full,
        fields,
        source,
        handler,
    }
}

const fn shape_only(endpoint: Endpoint, why: &'static str) -> Endpoint {
    Endpoint {
        coverage: Coverage::ShapeOnly(why),
        ..endpoint
    }
}

const NUMBERS: &str = "Meta, Cloud API, phone numbers";
const REGISTRATION: &str = "Meta, Cloud API, registration";
const PROFILE: &str = "Meta, Cloud API, business profiles";
const SETTINGS: &str = "Meta, Cloud API, settings";
const BLOCKING: &str = "Meta, Cloud API, block users";
const QR: &str = "Meta, Cloud API, QR codes";
const USERNAMES: &str = "Meta, Cloud API, usernames";
const CALLING: &str = "Meta, Cloud API, calling";

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    of_number("GET", "", MANAGES, &["fields"], NUMBERS, card::read),
    of_number(
        "POST",
        "",
        MANAGES,
        &[
            "pin",
            "webhook_configuration",
            "new_display_name",
            "search_visibility",
            "username",
        ],
        NUMBERS,
        card::change,
    ),
    Endpoint {
        node: NodeKind::Account,
        ..of_number(
            "GET",
            "phone_numbers",
            MANAGES,
            &["fields", "limit", "after", "before"],
            NUMBERS,
            card::list,
        )
    },
    of_number(
        "POST",
        "request_code",
        MANAGES,
        &["code_method", "language"],
        REGISTRATION,
        register::request_code,
    ),
    of_number(
        "POST",
        "verify_code",
        MANAGES,
        &["code"],
        REGISTRATION,
        register::verify_code,
    ),
    of_number(
        "POST",
        "register",
        MANAGES,
        &["messaging_product", "pin", "data_localization_region"],
        REGISTRATION,
        register::register,
    ),
    of_number(
        "POST",
        "deregister",
        MANAGES,
        &[],
        REGISTRATION,
        register::deregister,
    ),
    of_number(
        "GET",
        "whatsapp_business_profile",
        SENDS,
        &["fields"],
        PROFILE,
        profile::read,
    ),
    of_number(
        "POST",
        "whatsapp_business_profile",
        SENDS,
        &[
            "messaging_product",
            "about",
            "address",
            "description",
            "email",
            "profile_picture_handle",
            "vertical",
            "websites",
        ],
        PROFILE,
        profile::change,
    ),
    of_number(
        "GET",
        "settings",
        MANAGES,
        &["fields", "include_sip_credentials"],
        SETTINGS,
        settings::read,
    ),
    of_number(
        "POST",
        "settings",
        MANAGES,
        &[
            "calling",
            "user_identity_change",
            "payload_encryption",
            "storage_configuration",
        ],
        SETTINGS,
        settings::change,
    ),
    of_number(
        "GET",
        "whatsapp_commerce_settings",
        MANAGES,
        &[],
        SETTINGS,
        settings::commerce,
    ),
    of_number(
        "POST",
        "whatsapp_commerce_settings",
        MANAGES,
        &["is_cart_enabled", "is_catalog_visible"],
        SETTINGS,
        settings::set_commerce,
    ),
    of_number(
        "GET",
        "whatsapp_business_encryption",
        SENDS,
        &[],
        SETTINGS,
        settings::public_key,
    ),
    of_number(
        "POST",
        "whatsapp_business_encryption",
        SENDS,
        &["business_public_key"],
        SETTINGS,
        settings::set_public_key,
    ),
    of_number(
        "GET",
        "business_compliance_info",
        MANAGES,
        &["fields"],
        SETTINGS,
        settings::compliance,
    ),
    of_number(
        "POST",
        "business_compliance_info",
        MANAGES,
        &[
            "entity_name",
            "entity_type",
            "entity_type_custom",
            "is_registered",
            "grievance_officer_details",
            "customer_care_details",
        ],
        SETTINGS,
        settings::set_compliance,
    ),
    of_number(
        "POST",
        "conversational_automation",
        MANAGES,
        &["enable_welcome_message", "prompts", "commands"],
        SETTINGS,
        settings::set_automation,
    ),
    of_number(
        "GET",
        "official_business_account",
        MANAGES,
        &[],
        SETTINGS,
        settings::official,
    ),
    of_number(
        "POST",
        "official_business_account",
        MANAGES,
        &["action"],
        SETTINGS,
        settings::set_official,
    ),
    of_number(
        "GET",
        "block_users",
        SENDS,
        &["limit", "after", "before"],
        BLOCKING,
        block::list,
    ),
    of_number(
        "POST",
        "block_users",
        SENDS,
        &["messaging_product", "block_users"],
        BLOCKING,
        block::block,
    ),
    of_number(
        "DELETE",
        "block_users",
        SENDS,
        &["messaging_product", "block_users"],
        BLOCKING,
        block::unblock,
    ),
    of_number(
        "GET",
        "message_qrdls",
        MANAGES,
        &["fields", "code", "limit", "after", "before"],
        QR,
        qr::read,
    ),
    of_number(
        "POST",
        "message_qrdls",
        MANAGES,
        &["prefilled_message", "generate_qr_image", "code"],
        QR,
        qr::write,
    ),
    of_number(
        "DELETE",
        "message_qrdls",
        MANAGES,
        &["code"],
        QR,
        qr::delete,
    ),
    of_number("GET", "username", MANAGES, &[], USERNAMES, username::read),
    of_number(
        "POST",
        "username",
        MANAGES,
        &["username", "transfer_action"],
        USERNAMES,
        username::set,
    ),
    of_number(
        "DELETE",
        "username",
        MANAGES,
        &[],
        USERNAMES,
        username::delete,
    ),
    of_number(
        "GET",
        "username_suggestions",
        MANAGES,
        &[],
        USERNAMES,
        username::suggestions,
    ),
    shape_only(
        of_number(
            "GET",
            "call_permissions",
            SENDS,
            &["user_wa_id"],
            CALLING,
            calls::permissions,
        ),
        "calls carry no media here",
    ),
    shape_only(
        of_number(
            "POST",
            "calls",
            SENDS,
            &["action", "to", "call_id", "session"],
            CALLING,
            calls::call,
        ),
        "calls carry no media here",
    ),
];

/// The number of the call, and its card.
pub(crate) fn shard<'w>(world: &'w World, call: &Call<'_>) -> Result<&'w Shard, Box<Refusal>> {
    world
        .shards
        .get(call.node)
        .or_else(|| {
            // The number's profile and its bot are nodes of their own.
            world.shards.values().find(|shard| {
                let number = &shard.number.id;
                [derived::profile_id(number), derived::bot_id(number)]
                    .iter()
                    .any(|id| id == call.node)
            })
        })
        .ok_or_else(|| world.unsupported(call, NodeKind::Word))
}

pub(crate) fn card_of<'w>(
    world: &'w World,
    call: &Call<'_>,
) -> Result<MutexGuard<'w, NumberCard>, Box<Refusal>> {
    Ok(lock(&shard(world, call)?.card))
}

pub(crate) fn required(call: &Call<'_>, name: &str) -> Result<String, Box<Refusal>> {
    call.parameters()?;
    call.param(name)
        .filter(|text| !text.is_empty())
        .ok_or_else(|| {
            Box::new(
                Refusal::new(100, name, format!("{name} is required"))
                    .details(format!("The parameter {name} is required.")),
            )
        })
}

pub(crate) fn whatsapp(call: &Call<'_>) -> Result<(), Box<Refusal>> {
    call.parameters()?;
    match call.param("messaging_product").as_deref() {
        Some("whatsapp") => Ok(()),
        other => Err(Box::new(
            Refusal::new(100, "messaging_product", "messaging_product is whatsapp")
                .details("The parameter messaging_product is required.")
                .got(other.unwrap_or(""))
                .nearest("whatsapp"),
        )),
    }
}

pub(crate) fn wrong(field: &str, rule: &str, got: impl AsRef<str>, nearest: &str) -> Box<Refusal> {
    Box::new(
        Refusal::new(100, field, rule)
            .details(format!("Param {field} is not valid: {rule}"))
            .got(got)
            .nearest(nearest),
    )
}
