//! Filling a template in: does a send bring exactly what the template needs?
//!
//! In the order in which Meta refuses: numbers of parameters (132000), their form (132012, 132018), what is missing
//! (131008), the filled-in text's length (132005). Source of the rules and of the wording of details: Meta, Cloud API,
//! "Message templates", the page of each kind, and "Error codes"; details as captured by client libraries' issues.

mod buttons;
mod carousel;
mod headers;
mod offer;
mod received;
mod texts;

pub(crate) use received::{media, received};

use super::answer::Refusal;
use super::messages::Surroundings;
use super::request::Component;
use crate::observation::Parameter;
use crate::template::{Button, Header, Template, render};

/// Longest text of a body after filling in.
pub const BODY_MAX: usize = 1_024;
const OFFER_BODY_MAX: usize = 600;
const CARD_BODY_MAX: usize = 160;
const HEADER_MAX: usize = 60;

type Checked = Result<(), Box<Refusal>>;

/// Checks a send against its template.
pub(crate) fn check(
    template: &Template,
    components: &[Component<'_>],
    around: &Surroundings<'_>,
) -> Checked {
    let shape = Shape {
        place: "",
        path: "template['components']",
        header: template.header.as_ref(),
        body: &template.body,
        body_max: match template.limited_time_offer {
            Some(_) => OFFER_BODY_MAX,
            None => BODY_MAX,
        },
        buttons: &template.buttons,
        named: template.named(),
        code_max: match template.limited_time_offer {
            Some(_) => 15,
            None => 20,
        },
    };
    check_no_strangers(&shape, Some(template), components)?;
    shape.check(components, around)?;
    if let Some(offer) = &template.limited_time_offer {
        offer::check(offer, components)?;
    }
    if template.carousel.is_empty() {
        return Ok(());
    }
    carousel::check(template, components, around)
}

/// What a template and a carousel's card have in common.
struct Shape<'t> {
    /// In front of a component's name in details: empty, or which card.
    place: &'t str,
    /// Where the components stand, as Graph writes it.
    path: &'t str,
    header: Option<&'t Header>,
    body: &'t str,
    body_max: usize,
    buttons: &'t [Button],
    /// Whether parameters go by name.
    named: bool,
    /// Longest code of a button that copies one.
    code_max: usize,
}

impl Shape<'_> {
    fn check(&self, components: &[Component<'_>], around: &Surroundings<'_>) -> Checked {
        let header = find(components, "header");
        let body = texts::Text::new(self, "body", self.body, find(components, "body"));
        body.check_count()?;
        let heading = match self.header {
            Some(Header::Text(text)) => Some(texts::Text::new(self, "header", text, header)),
            Some(other) => {
                headers::check_count(self, other, header)?;
                None
            }
            None => Some(texts::Text::new(self, "header", "", header)),
        };
        if let Some(heading) = &heading {
            heading.check_count()?;
            heading.check_values()?;
        }
        body.check_values()?;
        if let Some(header_kind) = self.header {
            headers::check(self, header_kind, header, around)?;
        }
        buttons::check(self, components)?;
        if let Some(heading) = &heading {
            heading.check_filled(HEADER_MAX)?;
        }
        body.check_filled(self.body_max)
    }

    /// How details call a component: `body`, or `carousel card 2: body`.
    fn name(&self, component: &str) -> String {
        format!("{}{component}", self.place)
    }
}

/// The first component of a kind, and its index.
fn find<'c, 'a>(components: &'c [Component<'a>], kind: &str) -> Option<(usize, &'c Component<'a>)> {
    let mut numbered = components.iter().enumerate();
    numbered.find(|(_, component)| component.is(kind))
}

/// Components that the template has nothing for; `template` is None within a card.
fn check_no_strangers(
    shape: &Shape<'_>,
    template: Option<&Template>,
    components: &[Component<'_>],
) -> Checked {
    let buttons = shape.buttons.len();
    for component in components {
        let known = component.is("body")
            || component.is("header")
            || (component.is("button")
                && component
                    .button_index()
                    .is_some_and(|index| index < buttons))
            || template.is_some_and(|template| {
                (component.is("limited_time_offer") && template.limited_time_offer.is_some())
                    || (component.is("carousel") && !template.carousel.is_empty())
                    || component.is("tap_target_configuration")
            });
        if known {
            continue;
        }
        let kind = component.kind.as_deref().unwrap_or("").to_ascii_lowercase();
        let count = component.values().len().max(1);
        return Err(Box::new(
            Refusal::new(132_000, "template.components", "a component that the template does not have")
                .details(format!(
                    "{}: number of localizable_params ({count}) does not match the expected number of params (0)",
                    shape.name(&kind)
                ))
                .got(&kind)
                .nearest(format!("the template has a body and {buttons} buttons")),
        ));
    }
    Ok(())
}

/// The body's text as the customer sees it, from parameters on record.
pub fn rendered_body(template: &Template, parameters: &[Parameter]) -> String {
    render(&template.body, |key| {
        parameters
            .iter()
            .find(|parameter| parameter.component == "body" && parameter.key == key)
            .map(|parameter| parameter.text.clone())
    })
}
