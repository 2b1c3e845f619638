//! QR codes and short links.

use serde_json::{Map, Value, json};

use super::{card_of, required, wrong};
use crate::cloud_api::answer::Refusal;
use crate::cloud_api::node;
use crate::graph::number::{QR_CODES_MAX, QrCode};
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

const DEFAULT: &[&str] = &["code", "prefilled_message", "deep_link_url"];
/// Meta, Cloud API, QR codes.
const MESSAGE_MAX: usize = 140;
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

pub(super) fn read(world: &World, call: &Call<'_>) -> Outcome {
    let asked = call.fields();
    let card = card_of(world, call)?;
    let wanted = code(call);
    let found: Vec<QrCode> = card
        .qr_codes
        .iter()
        .filter(|one| wanted.as_ref().is_none_or(|code| *code == one.code))
        .cloned()
        .collect();
    drop(card);
    if wanted.is_some() && found.is_empty() {
        return Err(absent(&wanted.unwrap_or_default()));
    }
    let shown = |one: &QrCode| node::pick(whole(one), &asked, DEFAULT);
    if !call.rest.is_empty() {
        let data: Vec<Value> = found.iter().map(shown).collect();
        return Ok(Done::json(&json!({ "data": data })));
    }
    Ok(Done::json(&node::page(call, &found, shown)?))
}

/// The code in the path or among the parameters.
fn code(call: &Call<'_>) -> Option<String> {
    call.rest
        .first()
        .map(|code| (*code).to_owned())
        .or_else(|| call.param("code"))
}

fn whole(one: &QrCode) -> Map<String, Value> {
    let whole = json!({
        "code": one.code,
        "prefilled_message": one.prefilled_message,
        "deep_link_url": format!("https://wa.me/message/{}", one.code),
        "creation_time": one.created.unix_s(),
        "qr_image_url": image(&one.code),
    });
    match whole {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn image(code: &str) -> String {
    format!("https://scontent.xx.fbcdn.net/m1/v/t6/{code}.png")
}

pub(super) fn write(world: &World, call: &Call<'_>) -> Outcome {
    let message = required(call, "prefilled_message")?;
    if message.chars().count() > MESSAGE_MAX {
        return Err(wrong(
            "prefilled_message",
            "at most 140 characters",
            message,
            "a shorter text",
        ));
    }
    let wants_image = call.param("generate_qr_image");
    if let Some(kind) = &wants_image
        && !["PNG", "SVG"].contains(&kind.to_uppercase().as_str())
    {
        return Err(wrong("generate_qr_image", "PNG or SVG", kind, "PNG"));
    }
    let mut card = card_of(world, call)?;
    let one = match code(call) {
        Some(code) => {
            let one = card
                .qr_codes
                .iter_mut()
                .find(|one| one.code == code)
                .ok_or_else(|| absent(&code))?;
            one.prefilled_message = message;
            one.clone()
        }
        None => {
            if card.qr_codes.len() >= QR_CODES_MAX {
                return Err(wrong(
                    "prefilled_message",
                    "at most 2,000 codes a number",
                    "",
                    "delete one first",
                ));
            }
            let one = QrCode {
                code: new_code(world),
                prefilled_message: message,
                created: call.now,
            };
            card.qr_codes.push_front(one.clone());
            one
        }
    };
    drop(card);
    let mut asked: Vec<String> = DEFAULT.iter().map(|name| (*name).to_owned()).collect();
    if wants_image.is_some() {
        asked.push("qr_image_url".to_owned());
    }
    Ok(Done::json(&node::pick(whole(&one), &asked, DEFAULT)))
}

pub(super) fn delete(world: &World, call: &Call<'_>) -> Outcome {
    let code = code(call).unwrap_or_default();
    let mut card = card_of(world, call)?;
    let before = card.qr_codes.len();
    card.qr_codes.retain(|one| one.code != code);
    if card.qr_codes.len() == before {
        return Err(absent(&code));
    }
    Ok(Done::success())
}

fn absent(code: &str) -> Box<Refusal> {
    wrong(
        "code",
        "a code of this number",
        code,
        "GET /{phone}/message_qrdls lists them",
    )
}

/// 14 characters, as Meta's.
fn new_code(world: &World) -> String {
    let mut rest = crate::chance::index_of(&world.new_id());
    let letters: String = (0..12)
        .map(|_| {
            let letter = ALPHABET[(rest % 32) as usize] as char;
            rest /= 32;
            letter
        })
        .collect();
    format!("{letters}A1")
}
