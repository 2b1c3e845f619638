//! A carousel: cards of one structure, each with a picture or a product, a text perhaps, and buttons.

use serde_json::{Value, json};

use super::super::refusals::{invalid, lacks, must_be, too_long};
use super::{Component, Judged, Setting, buttons, header, text};
use crate::template::{Button, Card, Header};

const CARDS: std::ops::RangeInclusive<usize> = 2..=10;
const TEXT_MAX: usize = 160;
const BUTTONS: std::ops::RangeInclusive<usize> = 1..=2;

pub(super) fn read(component: &Component<'_>, setting: Setting<'_>) -> Judged<(Vec<Card>, Value)> {
    let listed = component
        .map
        .get("cards")
        .and_then(Value::as_array)
        .ok_or_else(|| lacks("CAROUSEL", "cards", r#""cards":[{"components":[...]}]"#))?;
    if !CARDS.contains(&listed.len()) {
        return Err(invalid("components.cards", "A carousel has 2 to 10 cards."));
    }
    let mut cards = Vec::with_capacity(listed.len());
    let mut kept = Vec::with_capacity(listed.len());
    for (at, node) in listed.iter().enumerate() {
        let (card, as_kept) = card(node, at, setting)?;
        cards.push(card);
        kept.push(json!({ "components": as_kept }));
    }
    if let Some(at) = cards
        .iter()
        .position(|card| structure(card) != structure(&cards[0]))
    {
        let said =
            format!("The cards of a carousel have the same components; card {at} has others.");
        return Err(invalid(&format!("components.cards[{at}]"), said));
    }
    let mut whole = component.kept();
    whole["cards"] = json!(kept);
    Ok((cards, whole))
}

fn card(node: &Value, at: usize, setting: Setting<'_>) -> Judged<(Card, Vec<Value>)> {
    let path = format!("cards[{at}]");
    let listed = node
        .get("components")
        .and_then(Value::as_array)
        .ok_or_else(|| must_be(&format!("{path}['components']"), "an array"))?;
    let (mut of_card, mut body, mut taps) = (None, None, Vec::new());
    let mut kept = Vec::with_capacity(listed.len());
    for (place, node) in listed.iter().take(4).enumerate() {
        let component = Component::of(node, place)?;
        match component.kind {
            "HEADER" => {
                let (header, as_kept) = header::read(&component, setting)?;
                of_card = Some(header);
                kept.push(as_kept);
            }
            "BODY" => {
                body = Some(card_body(&component, setting)?);
                kept.push(component.kept());
            }
            "BUTTONS" => {
                let (read, as_kept) = buttons::read(&component)?;
                taps = read;
                kept.push(as_kept);
            }
            kind => {
                return Err(invalid(
                    &path,
                    format!("A card has no component of type {kind}."),
                ));
            }
        }
    }
    let header = of_card
        .filter(|header| matches!(header, Header::Media("image" | "video") | Header::Product))
        .ok_or_else(|| {
            invalid(
                &path,
                "A card has a header: an image, a video or a product.",
            )
        })?;
    if !BUTTONS.contains(&taps.len()) {
        return Err(invalid(&path, "A card has one or two buttons."));
    }
    let card = Card {
        header,
        body,
        buttons: taps,
    };
    Ok((card, kept))
}

fn card_body(component: &Component<'_>, setting: Setting<'_>) -> Judged<String> {
    let said = component
        .text("text")
        .ok_or_else(|| lacks("BODY", "text", "New in our shop"))?;
    if said.chars().count() > TEXT_MAX {
        return Err(too_long(
            "cards.body.text",
            "The card's body",
            TEXT_MAX,
            said,
        ));
    }
    let keys =
        text::variables(said, setting.format).map_err(|why| invalid("cards.body.text", why))?;
    if !keys.is_empty() && !text::has_examples(component.map.get("example"), &keys, "body_text") {
        return Err(lacks(
            "BODY",
            "example",
            r#""example":{"body_text":[["..."]]}"#,
        ));
    }
    Ok(said.to_owned())
}

/// What has to be alike in all cards.
fn structure(card: &Card) -> (&'static str, bool, Vec<&'static str>) {
    let words = card.buttons.iter().map(Button::word).collect();
    (card.header.format(), card.body.is_some(), words)
}
