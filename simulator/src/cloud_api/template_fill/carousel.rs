//! A carousel's cards. Media cards come in the number that was approved; of product cards two to ten may be sent.
//!
//! Source: Meta, Cloud API, "Media card carousel templates", "Product card carousel templates".

use super::super::answer::Refusal;
use super::super::messages::Surroundings;
use super::super::request::{CardSend, Component, graph};
use super::{CARD_BODY_MAX, Checked, Shape, check_no_strangers, find};
use crate::template::{Card, Header, Template};

const CARDS_MAX: usize = 10;

pub(super) fn check(
    template: &Template,
    components: &[Component<'_>],
    around: &Surroundings<'_>,
) -> Checked {
    let found = find(components, "carousel");
    let cards = found.and_then(|(at, component)| Some((at, component.cards.as_deref()?)));
    let Some((at, cards)) = cards else {
        return Err(Box::new(
            Refusal::new(131_008, "template.components", "a carousel needs its cards")
                .details("carousel: requires cards")
                .nearest(r#"{"type":"carousel","cards":[{"card_index":0,"components":[...]}]}"#),
        ));
    };
    check_count(template, cards)?;
    let mut seen: u16 = 0;
    for (position, card) in cards.iter().enumerate() {
        let path = format!("template['components'][{at}]['cards'][{position}]");
        let index = check_index(card, &path, &mut seen)?;
        // Every card of a template has the same components.
        let Some(approved) = template.carousel.get(index).or(template.carousel.last()) else {
            return Ok(());
        };
        check_card(template, approved, card, index, &path, around)?;
    }
    Ok(())
}

fn check_count(template: &Template, cards: &[CardSend<'_>]) -> Checked {
    let approved = template.carousel.len();
    let products = template
        .carousel
        .iter()
        .all(|card| card.header == Header::Product);
    let fits = if products {
        (2..=CARDS_MAX).contains(&cards.len())
    } else {
        cards.len() == approved
    };
    if fits {
        return Ok(());
    }
    Err(Box::new(
        Refusal::new(132_000, "template.components", "another number of cards than was approved")
            .details(format!(
                "carousel: number of cards ({}) does not match the expected number of cards ({approved})",
                cards.len()
            ))
            .got(cards.len().to_string())
            .nearest(approved.to_string()),
    ))
}

fn check_index(card: &CardSend<'_>, path: &str, seen: &mut u16) -> Result<usize, Box<Refusal>> {
    let path = format!("{path}['card_index']");
    let Some(given) = card.card_index.as_deref() else {
        return Err(Box::new(graph(
            &path,
            format!("The parameter {path} is required."),
        )));
    };
    let index = given
        .parse::<usize>()
        .ok()
        .filter(|index| *index < CARDS_MAX);
    let fresh = index.filter(|index| *seen & (1u16 << index) == 0);
    let Some(index) = fresh else {
        let sentence = format!("Param {path} must be an integer from 0 to 9, each once.");
        return Err(Box::new(graph(&path, sentence).got(given)));
    };
    *seen |= 1u16 << index;
    Ok(index)
}

fn check_card(
    template: &Template,
    approved: &Card,
    card: &CardSend<'_>,
    index: usize,
    path: &str,
    around: &Surroundings<'_>,
) -> Checked {
    let shape = Shape {
        place: &format!("carousel card {index}: "),
        path: &format!("{path}['components']"),
        header: Some(&approved.header),
        body: approved.body.as_deref().unwrap_or(""),
        body_max: CARD_BODY_MAX,
        buttons: &approved.buttons,
        named: template.named(),
        code_max: 20,
    };
    let components = card.components.as_deref().unwrap_or(&[]);
    check_no_strangers(&shape, None, components)?;
    shape.check(components, around)
}
