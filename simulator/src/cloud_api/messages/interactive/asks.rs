//! Interactive kinds with one thing to tap: a link, a location, an address form, a call, a phone number.
//!
//! Source: Meta, Cloud API, "Interactive CTA URL messages", "Location request messages", "Address messages", "Call
//! button messages", "User call permissions", "Business-scoped user IDs".

use super::super::super::request::Param;
use super::super::{Addressed, Message};
use super::{Checked, count};

/// `{"name": "<name>"}`. Meta documents no parameters here; clients send some, and Graph does not look at them.
pub(super) fn named(action: &Param<'_>, name: &'static str) -> Checked {
    action.object(&["name", "parameters"])?;
    is_named(action, name)
}

pub(super) fn is_named(action: &Param<'_>, name: &'static str) -> Checked {
    action.required("name")?.one_of(&[name]).map(|_| ())
}

pub(super) fn cta_url(action: &Param<'_>) -> Checked {
    action.object(&["name", "parameters"])?;
    is_named(action, "cta_url")?;
    let parameters = action.required("parameters")?;
    parameters.object(&["display_text", "url"])?;
    parameters.required("display_text")?.limited(1..=20)?;
    parameters.required("url")?.url()?;
    Ok(())
}

pub(super) fn voice_call(action: &Param<'_>) -> Checked {
    action.object(&["name", "parameters"])?;
    is_named(action, "voice_call")?;
    let Some(parameters) = action.optional("parameters") else {
        return Ok(());
    };
    parameters.object(&["display_text", "ttl_minutes", "payload"])?;
    if let Some(text) = parameters.optional("display_text") {
        text.limited(1..=20)?;
    }
    if let Some(payload) = parameters.optional("payload") {
        payload.limited(0..=512)?;
    }
    match parameters.optional("ttl_minutes") {
        Some(ttl) if !(1..=43_200).contains(&ttl.integer()?) => {
            Err(ttl.unfit(format!("Param {} must be from 1 to 43200", ttl.path())))
        }
        _ => Ok(()),
    }
}

const ADDRESS_FIELDS: [&str; 11] = [
    "name",
    "phone_number",
    "in_pin_code",
    "house_number",
    "floor_number",
    "tower_number",
    "building_name",
    "address",
    "landmark_area",
    "city",
    "state",
];

/// India alone, business and customer.
pub(super) fn address(action: &Param<'_>, message: &Message) -> Checked {
    action.object(&["name", "parameters"])?;
    is_named(action, "address_message")?;
    let parameters = action.required("parameters")?;
    parameters.object(&["country", "values", "saved_addresses", "validation_errors"])?;
    let country = parameters.required("country")?;
    country.one_of(&["IN"])?;
    if message.addressed == Addressed::Number && !message.to.starts_with("91") {
        return Err(
            country.unfit("Address messages can only be sent to phone numbers of the country")
        );
    }
    for key in ["values", "validation_errors"] {
        if let Some(values) = parameters.optional(key) {
            address_values(&values, key == "values")?;
        }
    }
    let Some(saved) = parameters.optional("saved_addresses") else {
        return Ok(());
    };
    count(&saved, "saved_addresses", 0..=20)?;
    for address in saved.list()? {
        address.object(&["id", "value"])?;
        address.required("id")?.limited(1..=256)?;
        address_values(&address.required("value")?, true)?;
    }
    Ok(())
}

fn address_values(values: &Param<'_>, limits: bool) -> Checked {
    values.object(&ADDRESS_FIELDS)?;
    for key in ADDRESS_FIELDS {
        if let Some(value) = values.optional(key) {
            let longest = if limits && key == "in_pin_code" {
                6
            } else {
                512
            };
            value.limited(0..=longest)?;
        }
    }
    Ok(())
}
