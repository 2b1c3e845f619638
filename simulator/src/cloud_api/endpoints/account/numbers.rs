//! Numbers added while the world runs: `POST /{waba-id}/phone_numbers`, and what the new number answers.
//!
//! It is verified and registered like any other. It does not send: the world's senders are made with the world.

use serde_json::{Map, Value, json};

use super::note;
use crate::cloud_api::answer::Refusal;
use crate::cloud_api::endpoints::numbers::{required, whatsapp, wrong};
use crate::cloud_api::node;
use crate::graph::nodes::NodeKind;
use crate::graph::pending::{NUMBERS_MAX, PendingNumber};
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

pub(super) const KIND: &str = "pending_number";
/// What comes without `fields` (Meta, Cloud API, phone numbers).
const DEFAULT: &[&str] = &[
    "verified_name",
    "code_verification_status",
    "display_phone_number",
    "quality_rating",
    "platform_type",
    "throughput",
    "status",
];
/// What every verification code is: the phone is ours.
const CODE: &str = "123456";

pub(super) fn add(world: &World, call: &Call<'_>) -> Outcome {
    call.parameters()?;
    let calling_code = match call.param("cc") {
        Some(code) => code,
        None => required(call, "country_code")?,
    };
    let calling_code = digits(&calling_code);
    let given = required(call, "phone_number")?;
    let verified_name = required(call, "verified_name")?;
    let display = whole_number(&calling_code, &given)?;
    let taken = world.pending.has(&display)
        || world
            .shards
            .values()
            .any(|shard| shard.number.display == display);
    if taken {
        return Err(Box::new(
            Refusal::new(2_388_012, "phone_number", "the number is there already").got(&given),
        ));
    }
    if world.shards.len() + world.pending.len() >= NUMBERS_MAX.max(world.shards.len() + 1) {
        return Err(wrong(
            "phone_number",
            "a portfolio has at most 20 numbers",
            given,
            "delete a number first",
        ));
    }
    let id = world.new_id();
    world.nodes.insert(&id, NodeKind::Other(KIND));
    let number = PendingNumber {
        account_id: call.node.to_owned(),
        display: display.clone(),
        calling_code,
        verified_name,
        code_sent: false,
        verified: false,
        registered: false,
        pin: None,
    };
    world.pending.insert(id.clone(), number);
    note(
        world,
        call,
        "PHONE_NUMBER_ADDED",
        format!("Phone number +{display} was added"),
    );
    Ok(Done::json(&json!({ "id": id })))
}

/// E.164 digits of a number that comes with or without its calling code.
fn whole_number(calling_code: &str, given: &str) -> Result<String, Box<Refusal>> {
    let national = digits(given);
    let has_code = given.trim_start().starts_with('+')
        || (national.len() > 10 && national.starts_with(calling_code));
    let whole = if has_code {
        national
    } else {
        format!("{calling_code}{national}")
    };
    let calling_code_fits = (1..=3).contains(&calling_code.len());
    if calling_code_fits && (8..=15).contains(&whole.len()) {
        return Ok(whole);
    }
    Err(wrong(
        "phone_number",
        "a calling code of 1 to 3 digits and a number of 8 to 15 digits in all",
        given,
        "{\"cc\":\"1\",\"phone_number\":\"6505551234\"}",
    ))
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

pub(super) fn read(world: &World, call: &Call<'_>) -> Outcome {
    let whole = with(world, call, |number| whole(call.node, number))?;
    Ok(Done::json(&node::pick(whole, &call.fields(), DEFAULT)))
}

/// An account's added numbers, as lists of numbers show them.
pub(crate) fn listed(world: &World, account: &str, asked: &[String]) -> Vec<Value> {
    world
        .pending
        .of(account)
        .iter()
        .map(|(id, number)| node::pick(whole(id, number), asked, DEFAULT))
        .collect()
}

fn whole(id: &str, number: &PendingNumber) -> Map<String, Value> {
    let whole = json!({
        "id": id,
        "verified_name": number.verified_name,
        "display_phone_number": format!("+{}", number.display),
        "country_dial_code": number.calling_code,
        "code_verification_status": if number.verified { "VERIFIED" } else { "NOT_VERIFIED" },
        "status": if number.registered { "CONNECTED" } else { "PENDING" },
        "platform_type": if number.registered { "CLOUD_API" } else { "NOT_APPLICABLE" },
        "quality_rating": "UNKNOWN",
        "quality_score": { "score": "UNKNOWN" },
        "name_status": "PENDING_REVIEW",
        "account_mode": "LIVE",
        "throughput": { "level": "NOT_APPLICABLE" },
        "is_official_business_account": false,
        "is_pin_enabled": number.pin.is_some(),
        "is_preverified_number": false,
        "is_on_biz_app": false,
        "search_visibility": "VISIBLE",
    });
    match whole {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

pub(super) fn change(world: &World, call: &Call<'_>) -> Outcome {
    let pin = six_digits(required(call, "pin")?)?;
    with(world, call, |number| number.pin = Some(pin))?;
    Ok(Done::success())
}

pub(super) fn request_code(world: &World, call: &Call<'_>) -> Outcome {
    let method = required(call, "code_method")?;
    if !["SMS", "VOICE"].contains(&method.as_str()) {
        return Err(wrong("code_method", "SMS or VOICE", method, "SMS"));
    }
    required(call, "language")?;
    with(world, call, |number| number.code_sent = true)?;
    Ok(Done::success())
}

pub(super) fn verify_code(world: &World, call: &Call<'_>) -> Outcome {
    let code = digits(&required(call, "code")?);
    let sent = with(world, call, |number| number.code_sent)?;
    if !sent || code != CODE {
        return Err(wrong(
            "code",
            "the code that was sent",
            code,
            "request_code first; then 123456, the code that this world always sends",
        ));
    }
    with(world, call, |number| {
        number.verified = true;
        number.code_sent = false;
    })?;
    Ok(Done::json(&json!({ "success": true, "id": call.node })))
}

pub(super) fn register(world: &World, call: &Call<'_>) -> Outcome {
    whatsapp(call)?;
    let pin = six_digits(required(call, "pin")?)?;
    let (verified, known) = with(world, call, |number| (number.verified, number.pin.clone()))?;
    if !verified {
        return Err(Box::new(
            Refusal::new(133_006, "", "the number has not proved that it is yours")
                .nearest("POST request_code, then verify_code"),
        ));
    }
    if known.is_some_and(|known| known != pin) {
        return Err(Box::new(Refusal::new(
            133_005,
            "pin",
            "the PIN is not the number's",
        )));
    }
    with(world, call, |number| {
        number.registered = true;
        number.pin = Some(pin);
    })?;
    Ok(Done::success())
}

pub(super) fn deregister(world: &World, call: &Call<'_>) -> Outcome {
    with(world, call, |number| number.registered = false)?;
    Ok(Done::success())
}

pub(super) fn send(world: &World, call: &Call<'_>) -> Outcome {
    let code = match with(world, call, |number| number.registered)? {
        false => 133_010,
        true => 131_016,
    };
    let nearest = world.nodes.some(NodeKind::Number).join(", ");
    Err(Box::new(
        Refusal::new(
            code,
            "path",
            "a number added while the world runs sends nothing",
        )
        .got(call.node)
        .nearest(nearest),
    ))
}

fn with<R>(
    world: &World,
    call: &Call<'_>,
    look: impl FnOnce(&mut PendingNumber) -> R,
) -> Result<R, Box<Refusal>> {
    world
        .pending
        .with(call.node, look)
        .ok_or_else(|| world.unsupported(call, NodeKind::Word))
}

fn six_digits(pin: String) -> Result<String, Box<Refusal>> {
    if pin.len() == 6 && pin.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(pin);
    }
    Err(wrong("pin", "a PIN has exactly 6 digits", "…", "123456"))
}
