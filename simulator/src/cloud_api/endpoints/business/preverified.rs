//! Numbers that a portfolio has verified for its partners.

use serde_json::{Map, Value, json};

use super::{found, iso, kept, object};
use crate::cloud_api::endpoints::numbers::{required, wrong};
use crate::cloud_api::node;
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

pub(super) const KIND: &str = "preverified_number";
/// What every verification code is: the phone is ours.
const CODE: &str = "123456";
const LISTED: &[&str] = &[
    "display_phone_number",
    "verification_status",
    "availability_status",
    "created_time",
    "last_updated",
];

pub(super) fn add(world: &World, call: &Call<'_>) -> Outcome {
    let given = required(call, "phone_number")?;
    let digits: String = given.chars().filter(char::is_ascii_digit).collect();
    if !(8..=15).contains(&digits.len()) {
        return Err(wrong(
            "phone_number",
            "8 to 15 digits",
            given,
            "+16505551234",
        ));
    }
    let fields = json!({
        "display_phone_number": format!("+{digits}"),
        "verification_status": "PENDING",
        "availability_status": "AVAILABLE",
        "is_input_id_valid": true,
        "created_time": iso(call.now),
        "last_updated": iso(call.now),
        "partners": [],
    });
    let id = kept(world, KIND, call.node, object(fields))?;
    Ok(Done::json(&json!({ "id": id })))
}

pub(super) fn list(world: &World, call: &Call<'_>) -> Outcome {
    let mut numbers = world.records.of(KIND, call.node);
    for name in ["verification_status", "availability_status"] {
        if let Some(wanted) = call.param(name) {
            numbers.retain(|number| number.fields.get(name) == Some(&json!(wanted)));
        }
    }
    let asked = call.fields();
    let page = node::page(call, &numbers, |number| {
        node::pick(number.whole(), &asked, LISTED)
    })?;
    Ok(Done::json(&page))
}

pub(super) fn share(world: &World, call: &Call<'_>) -> Outcome {
    let id = required(call, "preverified_id")?;
    let partner = required(call, "partner_business_id")?;
    let number = world
        .records
        .find(&id)
        .filter(|number| number.kind == KIND && number.owner == call.node)
        .ok_or_else(|| {
            wrong(
                "preverified_id",
                "a number of this portfolio",
                &id,
                "GET preverified_numbers",
            )
        })?;
    let mut partners = number
        .fields
        .get("partners")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let partner = json!({ "id": partner, "name": "Partner" });
    if !partners.contains(&partner) && partners.len() < 100 {
        partners.push(partner);
    }
    changed(world, &id, json!({ "partners": partners }));
    Ok(Done::success())
}

pub(super) fn read(world: &World, call: &Call<'_>) -> Outcome {
    let number = found(world, call)?;
    let default = ["display_phone_number", "is_input_id_valid"];
    Ok(Done::json(&node::pick(
        number.whole(),
        &call.fields(),
        &default,
    )))
}

pub(super) fn delete(world: &World, call: &Call<'_>) -> Outcome {
    let number = found(world, call)?;
    world.records.remove(&number.id);
    world.nodes.remove(&number.id);
    Ok(Done::success())
}

pub(super) fn partners(world: &World, call: &Call<'_>) -> Outcome {
    let number = found(world, call)?;
    let partners = number
        .fields
        .get("partners")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let asked = call.fields();
    let page = node::page(call, &partners, |partner| {
        node::pick(object(partner.clone()), &asked, &["name"])
    })?;
    Ok(Done::json(&page))
}

pub(super) fn request_code(world: &World, call: &Call<'_>) -> Outcome {
    let number = found(world, call)?;
    let method = required(call, "code_method")?;
    if !["SMS", "VOICE"].contains(&method.as_str()) {
        return Err(wrong("code_method", "SMS or VOICE", method, "SMS"));
    }
    required(call, "language")?;
    changed(
        world,
        &number.id,
        json!({ "verification_status": "PENDING" }),
    );
    Ok(Done::success())
}

pub(super) fn verify_code(world: &World, call: &Call<'_>) -> Outcome {
    let number = found(world, call)?;
    let code = required(call, "code")?;
    if code != CODE {
        return Err(wrong(
            "code",
            "the code that was sent",
            code,
            "123456, the code that this world always sends",
        ));
    }
    let fields = json!({ "verification_status": "VERIFIED", "last_updated": iso(call.now) });
    changed(world, &number.id, fields);
    Ok(Done::json(&json!({ "success": true, "id": number.id })))
}

fn changed(world: &World, id: &str, fields: Value) {
    let fields: Map<String, Value> = object(fields);
    world.records.change(id, fields);
}
