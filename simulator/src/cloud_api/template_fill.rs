//! Filling a template in: does a send bring exactly what the template's text needs?
//!
//! Source of the rules and of the wording of details: Meta, Cloud API, "Message templates" and "Error codes";
//! details as captured by client libraries' issues.

use std::borrow::Cow;

use super::answer::Refusal;
use super::request::{Component, ParameterValue};
use crate::observation::Parameter;
use crate::template::{Button, Header, Template, placeholders, render};

/// Longest text of a body after filling in.
pub const BODY_MAX: usize = 1_024;
const HEADER_MAX: usize = 60;

/// The parameters that a send brings, in order, whatever they are worth: for the record of what was received.
pub(crate) fn received(components: &[Component<'_>]) -> Vec<Parameter> {
    let parameters = components
        .iter()
        .flat_map(|component| &component.parameters);
    let mut all = Vec::with_capacity(parameters.map(Vec::len).sum());
    for component in components {
        let kind = component.kind.as_deref().unwrap_or("").to_ascii_lowercase();
        let name = match (kind.as_str(), component.button_index()) {
            ("button", Some(index)) => format!("button:{index}"),
            _ => kind,
        };
        for (at, value) in component.parameters.iter().flatten().enumerate() {
            let key = value
                .parameter_name
                .as_deref()
                .map_or_else(|| (at + 1).to_string(), str::to_owned);
            let text = value.shown().unwrap_or("").to_owned();
            all.push(Parameter {
                component: name.clone(),
                key,
                text,
            });
        }
    }
    all
}

/// Checks a send against its template.
pub(crate) fn check(template: &Template, components: &[Component<'_>]) -> Result<(), Box<Refusal>> {
    let named = template.named();
    check_header(template, find(components, "header"), named)?;
    check_text(
        "body",
        &template.body,
        find(components, "body"),
        named,
        BODY_MAX,
    )?;
    for (index, button) in template.buttons.iter().enumerate() {
        check_button(index, button, components)?;
    }
    check_no_strangers(template, components)
}

fn find<'c, 'a>(components: &'c [Component<'a>], kind: &str) -> Option<&'c Component<'a>> {
    components.iter().find(|component| {
        component
            .kind
            .as_deref()
            .is_some_and(|is| is.eq_ignore_ascii_case(kind))
    })
}

fn check_no_strangers(
    template: &Template,
    components: &[Component<'_>],
) -> Result<(), Box<Refusal>> {
    for component in components {
        let kind = component.kind.as_deref().unwrap_or("").to_ascii_lowercase();
        let buttons = template.buttons.len();
        let stranger = match kind.as_str() {
            "header" | "body" => false,
            "button" => component
                .button_index()
                .is_none_or(|index| index >= buttons),
            _ => true,
        };
        if stranger {
            return Err(Box::new(
                Refusal::new(132000, "template.components", "a component that the template does not have")
                    .details(format!("{kind}: number of localizable_params (1) does not match the expected number of params (0)"))
                    .got(&kind)
                    .nearest(format!("the template has a body and {buttons} buttons")),
            ));
        }
    }
    Ok(())
}

fn check_header(
    template: &Template,
    component: Option<&Component<'_>>,
    named: bool,
) -> Result<(), Box<Refusal>> {
    match &template.header {
        Some(Header::Text(text)) => check_text("header", text, component, named, HEADER_MAX),
        Some(Header::Media(kind)) => {
            let value = component
                .and_then(|component| component.parameters.as_deref())
                .and_then(<[_]>::first);
            let Some(value) = value else {
                return Err(Box::new(
                    Refusal::new(
                        131008,
                        "template.components",
                        "a template with a media header needs the media",
                    )
                    .details(format!(
                        "header: Format {} requires a parameter",
                        kind.to_uppercase()
                    ))
                    .nearest(format!("a header component with one {kind} parameter")),
                ));
            };
            if value.kind.as_deref() != Some(*kind) {
                return Err(Box::new(
                    Refusal::new(
                        132012,
                        "template.components",
                        "the header's parameter is of another type",
                    )
                    .details(format!(
                        "header: Format mismatch, expected {}, received {}",
                        kind.to_uppercase(),
                        value.kind.as_deref().unwrap_or("UNKNOWN").to_uppercase()
                    ))
                    .got(value.kind.as_deref().unwrap_or(""))
                    .nearest(*kind),
                ));
            }
            Ok(())
        }
        Some(Header::Location) | None => Ok(()),
    }
}

fn check_text(
    name: &str,
    text: &str,
    component: Option<&Component<'_>>,
    named: bool,
    length_max: usize,
) -> Result<(), Box<Refusal>> {
    let keys = placeholders(text);
    let values = component
        .and_then(|component| component.parameters.as_deref())
        .unwrap_or(&[]);
    if values.len() != keys.len() {
        return Err(Box::new(
            Refusal::new(132000, "template.components", format!("the {name} has another number of parameters"))
                .details(format!(
                    "{name}: number of localizable_params ({}) does not match the expected number of params ({})",
                    values.len(),
                    keys.len()
                ))
                .got(values.len().to_string())
                .nearest(keys.join(", ")),
        ));
    }
    for (at, value) in values.iter().enumerate() {
        check_value(name, at, value, named, &keys)?;
    }
    if text.len()
        + values
            .iter()
            .filter_map(ParameterValue::shown)
            .map(str::len)
            .sum::<usize>()
        > length_max
    {
        check_filled_length(name, text, values, named, length_max)?;
    }
    Ok(())
}

fn check_value(
    name: &str,
    at: usize,
    value: &ParameterValue<'_>,
    named: bool,
    keys: &[&str],
) -> Result<(), Box<Refusal>> {
    let field = || format!("template.components.{name}.parameters[{at}]");
    let kind = value.kind.as_deref().unwrap_or("");
    if !matches!(kind, "text" | "currency" | "date_time") {
        return Err(Box::new(
            Refusal::new(
                132012,
                &field(),
                "a text placeholder takes text, currency or date_time",
            )
            .details(format!("{name}: parameter {at} has type {kind}"))
            .got(kind)
            .nearest("text"),
        ));
    }
    if named {
        let given = value.parameter_name.as_deref().unwrap_or("");
        if given.is_empty() {
            return Err(Box::new(
                Refusal::new(
                    100,
                    &field(),
                    "a template with named parameters needs parameter_name",
                )
                .details("Parameter name is missing or empty")
                .nearest(keys.join(", ")),
            ));
        }
        if !keys.contains(&given) {
            return Err(Box::new(
                Refusal::new(
                    132000,
                    &field(),
                    "no placeholder of this name in the template",
                )
                .details(format!(
                    "{name}: parameter name '{given}' is not in the template"
                ))
                .got(given)
                .nearest(keys.join(", ")),
            ));
        }
    }
    let Some(shown) = value.shown().filter(|shown| !shown.is_empty()) else {
        return Err(Box::new(
            Refusal::new(131008, &field(), "a parameter without its value")
                .details(format!(
                    "{name}: parameter {at} of type {kind} requires a text"
                ))
                .nearest("a non-empty text"),
        ));
    };
    if shown.contains(['\n', '\r', '\t']) || shown.contains("     ") {
        return Err(Box::new(
            Refusal::new(
                132018,
                &field(),
                "no line breaks, tabs or more than four spaces in a row in a parameter",
            )
            .got(shown)
            .nearest(shown.split_whitespace().collect::<Vec<_>>().join(" ")),
        ));
    }
    Ok(())
}

fn check_filled_length(
    name: &str,
    text: &str,
    values: &[ParameterValue<'_>],
    named: bool,
    length_max: usize,
) -> Result<(), Box<Refusal>> {
    let filled = fill(text, values, named);
    let length = filled.chars().count();
    if length > length_max {
        return Err(Box::new(
            Refusal::new(
                132005,
                "template.components",
                format!("the filled-in {name} has at most {length_max} characters"),
            )
            .details(format!(
                "{name}: translated text has {length} characters, at most {length_max} are allowed"
            ))
            .got(length.to_string())
            .nearest("shorter parameters"),
        ));
    }
    Ok(())
}

fn fill(text: &str, values: &[ParameterValue<'_>], named: bool) -> String {
    let keys = placeholders(text);
    render(text, |key| {
        let at = if named {
            values
                .iter()
                .position(|value| value.parameter_name.as_deref() == Some(key))?
        } else {
            keys.iter().position(|known| *known == key)?
        };
        values.get(at)?.shown().map(str::to_owned)
    })
}

fn check_button(
    index: usize,
    button: &Button,
    components: &[Component<'_>],
) -> Result<(), Box<Refusal>> {
    let Button::Url { url, .. } = button else {
        return Ok(());
    };
    if placeholders(url).is_empty() {
        return Ok(());
    }
    let brought = components.iter().any(|component| {
        let kind = component.kind.as_deref().unwrap_or("");
        let sub_type: Cow<'_, str> = component.sub_type.clone().unwrap_or_default();
        kind.eq_ignore_ascii_case("button")
            && sub_type.eq_ignore_ascii_case("url")
            && component.button_index() == Some(index)
            && component
                .parameters
                .iter()
                .flatten()
                .any(|value| value.shown().is_some_and(|text| !text.is_empty()))
    });
    if brought {
        return Ok(());
    }
    Err(Box::new(
        Refusal::new(131008, "template.components", "a link button with a placeholder needs its value")
            .details(format!("buttons: Button at index {index} of type Url requires a parameter"))
            .nearest(format!(r#"{{"type":"button","sub_type":"url","index":"{index}","parameters":[{{"type":"text","text":"..."}}]}}"#)),
    ))
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
