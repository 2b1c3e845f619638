//! Registration for the Cloud API, and two-step verification.

use std::sync::atomic::Ordering;
use std::time::Duration;

use serde_json::json;

use super::{card_of, required, shard, wrong};
use crate::clock::Moment;
use crate::cloud_api::answer::Refusal;
use crate::graph::number::NumberCard;
use crate::graph::trouble::Trouble;
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};
use crate::world::standing::DELETION_TAKES;

/// Registrations and deregistrations in their time (Meta, Cloud API, error 133016).
const REGISTRATIONS_MAX: usize = 10;
const REGISTRATIONS_WITHIN: Duration = Duration::from_secs(72 * 3_600);
/// Wrong PINs before a number has to wait, and how long. Meta publishes neither: ours.
const WRONG_PINS_MAX: usize = 5;
const WRONG_PINS_WITHIN: Duration = Duration::from_secs(3_600);
/// A PIN guessed within this time of the last wrong one is refused unread (133009). Ours.
const PIN_PAUSE: Duration = Duration::from_secs(2);
const REGIONS: [&str; 14] = [
    "AE", "AU", "BH", "BR", "CA", "CH", "DE", "GB", "ID", "IN", "JP", "KR", "SG", "ZA",
];
/// What every verification code is: the customer's phone is ours.
const CODE: &str = "123456";

pub(super) fn six_digits(pin: &str) -> Result<(), Box<Refusal>> {
    if pin.len() == 6 && pin.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(());
    }
    Err(wrong("pin", "a PIN has exactly 6 digits", "…", "123456"))
}

pub(super) fn request_code(world: &World, call: &Call<'_>) -> Outcome {
    let method = required(call, "code_method")?;
    if !["SMS", "VOICE"].contains(&method.as_str()) {
        return Err(wrong("code_method", "SMS or VOICE", method, "SMS"));
    }
    required(call, "language")?;
    let mut card = card_of(world, call)?;
    card.code = Some(CODE.to_owned());
    Ok(Done::success())
}

pub(super) fn verify_code(world: &World, call: &Call<'_>) -> Outcome {
    let code = required(call, "code")?.replace('-', "");
    let mut card = card_of(world, call)?;
    let expected = card.code.clone().unwrap_or_else(|| CODE.to_owned());
    if code != expected {
        return Err(wrong(
            "code",
            "the code that was sent",
            code,
            "123456, the code that this world always sends",
        ));
    }
    card.code = None;
    card.verified = true;
    drop(card);
    Ok(Done::json(&json!({ "success": true, "id": call.node })))
}

pub(super) fn register(world: &World, call: &Call<'_>) -> Outcome {
    super::whatsapp(call)?;
    let pin = required(call, "pin")?;
    six_digits(&pin)?;
    let region = call.param("data_localization_region");
    if let Some(region) = &region
        && !REGIONS.contains(&region.as_str())
    {
        return Err(wrong(
            "data_localization_region",
            "a region of Meta's",
            region,
            &REGIONS.join(", "),
        ));
    }
    let mut card = card_of(world, call)?;
    if card
        .deleted
        .is_some_and(|at| call.now.since(at) < DELETION_TAKES)
    {
        return Err(Box::new(
            Refusal::new(133_015, "path", "the number's deletion takes 5 minutes")
                .nearest("the same call 5 minutes after the deletion"),
        ));
    }
    if !card.verified {
        let rule = "the number was not verified by code";
        return Err(Box::new(
            Refusal::new(133_006, "path", rule).nearest("POST request_code, then verify_code"),
        ));
    }
    counted(&mut card, call.now)?;
    check_pin(&mut card, &pin, call.now)?;
    card.pin = Some(pin);
    card.region = region;
    card.registered = true;
    card.deleted = None;
    let shard = shard(world, call)?;
    shard.registered.store(true, Ordering::Relaxed);
    shard.troubles.set(Trouble::Deleted, false);
    Ok(Done::success())
}

pub(super) fn deregister(world: &World, call: &Call<'_>) -> Outcome {
    let mut card = card_of(world, call)?;
    counted(&mut card, call.now)?;
    card.registered = false;
    shard(world, call)?
        .registered
        .store(false, Ordering::Relaxed);
    Ok(Done::success())
}

fn counted(card: &mut NumberCard, now: Moment) -> Result<(), Box<Refusal>> {
    card.registrations
        .retain(|at| now.since(*at) < REGISTRATIONS_WITHIN);
    if card.registrations.len() >= REGISTRATIONS_MAX {
        return Err(Box::new(
            Refusal::new(
                133016,
                "",
                "at most 10 registrations and deregistrations in 72 hours",
            )
            .nearest("wait until the oldest is 72 hours old"),
        ));
    }
    card.registrations.push(now);
    Ok(())
}

fn check_pin(card: &mut NumberCard, pin: &str, now: Moment) -> Result<(), Box<Refusal>> {
    card.wrong_pins
        .retain(|at| now.since(*at) < WRONG_PINS_WITHIN);
    if card.wrong_pins.len() >= WRONG_PINS_MAX {
        return Err(Box::new(Refusal::new(
            133008,
            "pin",
            "too many wrong PINs within an hour",
        )));
    }
    if card
        .wrong_pins
        .last()
        .is_some_and(|at| now.since(*at) < PIN_PAUSE)
    {
        return Err(Box::new(Refusal::new(
            133009,
            "pin",
            "PINs were guessed too fast",
        )));
    }
    if card.pin.as_deref().is_some_and(|known| known != pin) {
        card.wrong_pins.push(now);
        return Err(Box::new(Refusal::new(
            133005,
            "pin",
            "the PIN is not the number's",
        )));
    }
    card.wrong_pins.clear();
    Ok(())
}
