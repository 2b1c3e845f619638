//! What a template send brings, whatever it is worth: for the record of what was received.

use std::borrow::Cow;

use super::super::request::Component;
use crate::observation::Parameter;

/// The parameters, in order. A card's component is called `card:0:body`, a card's button `card:0:button:1`.
pub(crate) fn received(components: &[Component<'_>]) -> Vec<Parameter> {
    let mut all = Vec::with_capacity(components.iter().map(|one| one.values().len()).sum());
    collect(components, "", &mut all);
    all
}

/// Cards have no cards of their own.
fn collect(components: &[Component<'_>], place: &str, all: &mut Vec<Parameter>) {
    for component in components {
        let name = name_of(component, place);
        for (at, value) in component.values().iter().enumerate() {
            let key = match value.parameter_name.as_deref() {
                Some(name) => Cow::Owned(name.to_owned()),
                None => position(at + 1),
            };
            all.push(Parameter {
                component: name.clone(),
                key,
                text: value.shown().unwrap_or("").to_owned(),
            });
        }
        if place.is_empty() {
            for (at, card) in component.cards.iter().flatten().enumerate() {
                let index = card
                    .card_index
                    .as_deref()
                    .and_then(|text| text.parse().ok());
                let place = format!("card:{}:", index.unwrap_or(at));
                collect(card.components.as_deref().unwrap_or(&[]), &place, all);
            }
        }
    }
}

/// What the parameters of a component are filed under.
fn name_of(component: &Component<'_>, place: &str) -> Cow<'static, str> {
    let mut plain = ["body", "header"].into_iter();
    let plain = plain.find(|kind| component.is(kind));
    if let Some(kind) = plain.filter(|_| place.is_empty()) {
        return Cow::Borrowed(kind);
    }
    let kind = component.kind.as_deref().unwrap_or("").to_ascii_lowercase();
    match (kind.as_str(), component.button_index()) {
        ("button", Some(index)) => format!("{place}button:{index}").into(),
        _ if place.is_empty() => kind.into(),
        _ => format!("{place}{kind}").into(),
    }
}

/// A position, from 1. Few templates have more than nine parameters.
fn position(at: usize) -> Cow<'static, str> {
    const FIRST: [&str; 9] = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
    match FIRST.get(at.wrapping_sub(1)) {
        Some(position) => Cow::Borrowed(position),
        None => at.to_string().into(),
    }
}

/// Every medium, by id and link.
pub(crate) fn media(
    components: &[Component<'_>],
    note: &mut dyn FnMut(Option<&str>, Option<&str>),
) {
    for component in components {
        for value in component.values() {
            if let Some(media) = value.any_media() {
                note(media.id.as_deref(), media.link.as_deref());
            }
        }
        for card in component.cards.iter().flatten().take(10) {
            let inner = card.components.as_deref().unwrap_or(&[]);
            for value in inner.iter().flat_map(Component::values) {
                if let Some(media) = value.any_media() {
                    note(media.id.as_deref(), media.link.as_deref());
                }
            }
        }
    }
}
