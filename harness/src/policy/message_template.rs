//! Message templates as the world has to approve them: texts with `{{1}}` or `{{name}}`, and buttons.
//!
//! Limits on lengths and numbers are the world's to enforce; here only the parameters matter.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Component, PolicyMessage, PolicyParameter};

/// A template to approve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateSpec {
    /// Its name: lower-case letters, digits and underscores.
    pub name: String,
    /// Its category.
    pub category: Category,
    /// The languages it exists in; never empty. All have the same text.
    pub languages: Vec<String>,
    /// Its header.
    pub header: Option<HeaderSpec>,
    /// Its body.
    pub body: TextSpec,
    /// Its footer; takes no parameters.
    pub footer: Option<String>,
    /// Its buttons, in order.
    pub buttons: Vec<ButtonSpec>,
}

/// A header of text. (Media headers take no text parameters and are not played yet.)
pub type HeaderSpec = TextSpec;

/// What a template is for; decides the price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// About something the customer ordered.
    Utility,
    /// Promotion.
    Marketing,
    /// One-time codes.
    Authentication,
}

/// A text and the parameters in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextSpec {
    /// The text, with `{{1}}` or `{{name}}`.
    pub text: String,
    /// The parameters of the text.
    pub parameters: ParameterNames,
}

/// Parameters of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParameterNames {
    /// `{{1}}` to `{{n}}`; 0 = none.
    Positional(usize),
    /// Names in order of appearance, without repeats.
    Named(Vec<String>),
}

impl ParameterNames {
    /// How many there are.
    pub fn count(&self) -> usize {
        match self {
            ParameterNames::Positional(count) => *count,
            ParameterNames::Named(names) => names.len(),
        }
    }
}

/// A button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ButtonSpec {
    /// Answers with its label.
    QuickReply {
        /// Label.
        text: String,
    },
    /// Opens a page; an address that ends in `{{1}}` takes a parameter.
    Url {
        /// Label.
        text: String,
        /// Address.
        url: String,
    },
    /// Calls a number.
    PhoneNumber {
        /// Label.
        text: String,
        /// Number, with plus sign.
        phone_number: String,
    },
}

impl TextSpec {
    /// The text with the parameters found in it.
    ///
    /// # Errors
    /// In words, when positions have gaps, or positions and names are mixed, or braces do not match.
    pub fn parse(text: &str) -> Result<TextSpec, String> {
        let keys = keys_in(text)?;
        let numbers: Vec<usize> = keys.iter().filter_map(|key| key.parse().ok()).collect();
        let parameters = if numbers.is_empty() && !keys.is_empty() {
            ParameterNames::Named(keys)
        } else if numbers.len() != keys.len() {
            return Err("positions such as {{1}} and names are mixed".to_string());
        } else if let Some(gap) = (1..=numbers.len()).find(|position| !numbers.contains(position)) {
            return Err(format!(
                "{{{{{gap}}}}} is missing, positions count from 1 without gaps"
            ));
        } else {
            ParameterNames::Positional(numbers.len())
        };
        Ok(TextSpec {
            text: text.to_string(),
            parameters,
        })
    }
}

/// The distinct keys between double braces, in order of appearance.
fn keys_in(text: &str) -> Result<Vec<String>, String> {
    let mut keys: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find("{{") {
        let inside = &rest[open + 2..];
        let close = inside.find("}}").ok_or("a {{ is not closed by }}")?;
        let key = inside[..close].trim();
        let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if key.is_empty() || !key.chars().all(legal) {
            return Err(format!(
                "{{{{{key}}}}} is no parameter: a number, or lower-case letters, digits and underscores"
            ));
        }
        if !keys.iter().any(|known| known == key) {
            keys.push(key.to_string());
        }
        rest = &inside[close + 2..];
    }
    Ok(keys)
}

impl TemplateSpec {
    /// A plain template that takes exactly the parameters of this message.
    pub fn derived(message: &PolicyMessage, languages: Vec<String>) -> TemplateSpec {
        let of = |component: Component| -> Vec<&PolicyParameter> {
            let all = message.parameters.iter();
            all.filter(|parameter| parameter.component == component)
                .collect()
        };
        let header = of(Component::Header);
        TemplateSpec {
            name: message.template.clone(),
            category: Category::Utility,
            languages,
            header: (!header.is_empty()).then(|| derived_text(&header)),
            body: derived_text(&of(Component::Body)),
            footer: None,
            buttons: derived_buttons(message),
        }
    }

    /// Why this message does not fit the template; None when it does.
    pub fn misfit(&self, message: &PolicyMessage) -> Option<String> {
        let mut wanted: BTreeMap<Component, ParameterNames> = BTreeMap::new();
        wanted.insert(Component::Body, self.body.parameters.clone());
        if let Some(header) = &self.header {
            wanted.insert(Component::Header, header.parameters.clone());
        }
        for (index, button) in self.buttons.iter().enumerate() {
            let takes =
                usize::from(matches!(button, ButtonSpec::Url { url, .. } if url.contains("{{")));
            let index = u8::try_from(index).unwrap_or(u8::MAX);
            wanted.insert(Component::Button(index), ParameterNames::Positional(takes));
        }
        for parameter in &message.parameters {
            wanted
                .entry(parameter.component)
                .or_insert(ParameterNames::Positional(0));
        }
        wanted
            .iter()
            .find_map(|(component, names)| mismatch(*component, names, message))
    }
}

fn mismatch(
    component: Component,
    wanted: &ParameterNames,
    message: &PolicyMessage,
) -> Option<String> {
    let all = message.parameters.iter();
    let given: Vec<&PolicyParameter> = all.filter(|one| one.component == component).collect();
    let fits = match wanted {
        ParameterNames::Positional(count) => {
            *count == given.len() && given.iter().all(|one| one.name.is_none())
        }
        ParameterNames::Named(names) => {
            let has = |name: &String| given.iter().any(|one| one.name.as_ref() == Some(name));
            names.len() == given.len() && names.iter().all(has)
        }
    };
    let takes = match wanted {
        ParameterNames::Positional(count) => format!("{count} positional parameters"),
        ParameterNames::Named(names) => format!("the parameters {}", names.join(", ")),
    };
    let word = component.word();
    let given = given.len();
    (!fits).then(|| {
        format!("the template's {word} takes {takes}, the message gives {given} that do not fit")
    })
}

/// Text never begins or ends with a parameter: Meta refuses such templates (2388299).
fn derived_text(parameters: &[&PolicyParameter]) -> TextSpec {
    let keys: Vec<String> = parameters
        .iter()
        .enumerate()
        .map(|(index, one)| one.name.clone().unwrap_or_else(|| (index + 1).to_string()))
        .collect();
    let named = parameters.iter().any(|one| one.name.is_some());
    let marks: Vec<String> = keys.iter().map(|key| format!("{{{{{key}}}}}")).collect();
    let text = match marks.is_empty() {
        true => "News of your parcel.".to_string(),
        false => format!("News of your parcel: {}.", marks.join(", ")),
    };
    let parameters = match named {
        true => ParameterNames::Named(keys),
        false => ParameterNames::Positional(keys.len()),
    };
    TextSpec { text, parameters }
}

fn derived_buttons(message: &PolicyMessage) -> Vec<ButtonSpec> {
    let indices = message
        .parameters
        .iter()
        .filter_map(|one| match one.component {
            Component::Button(index) => Some(index),
            _ => None,
        });
    let Some(last) = indices.clone().max() else {
        return Vec::new();
    };
    let takes: Vec<u8> = indices.collect();
    (0..=last)
        .map(|index| match takes.contains(&index) {
            true => ButtonSpec::Url {
                text: "Follow it".to_string(),
                url: "https://parcels.example/{{1}}".to_string(),
            },
            false => ButtonSpec::QuickReply {
                text: format!("Answer {}", index + 1),
            },
        })
        .collect()
}
