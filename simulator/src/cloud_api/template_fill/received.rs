//! What a template send brings, whatever it is worth: for the record of what was received.

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
        let kind = component.kind.as_deref().unwrap_or("").to_ascii_lowercase();
        let name = match (kind.as_str(), component.button_index()) {
            ("button", Some(index)) => format!("{place}button:{index}"),
            _ if place.is_empty() => kind,
            _ => format!("{place}{kind}"),
        };
        for (at, value) in component.values().iter().enumerate() {
            let key = value
                .parameter_name
                .as_deref()
                .map_or_else(|| (at + 1).to_string(), str::to_owned);
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
