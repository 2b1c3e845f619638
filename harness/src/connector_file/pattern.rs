//! Texts with placeholders: `{tracking_number}`. Anything else between braces is left alone, so JSON bodies need
//! no escapes; `{{name}}` stands for a literal `{name}`.
//!
//! A pattern is taken apart once. Filled-in values are never searched for placeholders again.

use super::error::suggest;
use super::item::Item;
use super::{ConnectorFileError, placeholders};

/// A text with placeholders.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Pattern {
    parts: Vec<Part>,
}

#[derive(Clone, PartialEq, Eq)]
enum Part {
    Literal(String),
    Placeholder(String),
}

impl Pattern {
    /// Takes a text apart. Does not know which names exist.
    pub fn parse(text: &str) -> Pattern {
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            literal.push_str(&rest[..open]);
            rest = &rest[open..];
            if let Some(name) = name_between(rest, "{{", "}}") {
                literal.push_str(&format!("{{{name}}}"));
                rest = &rest[name.len() + 4..];
            } else if let Some(name) = name_between(rest, "{", "}") {
                parts.push(Part::Literal(std::mem::take(&mut literal)));
                parts.push(Part::Placeholder(name.to_string()));
                rest = &rest[name.len() + 2..];
            } else {
                literal.push('{');
                rest = &rest[1..];
            }
        }
        literal.push_str(rest);
        parts.push(Part::Literal(literal));
        parts.retain(|part| *part != Part::Literal(String::new()));
        Pattern { parts }
    }

    /// A text without placeholders, whatever it looks like.
    pub fn literal(text: &str) -> Pattern {
        Pattern {
            parts: vec![Part::Literal(text.to_string())],
        }
    }

    /// The names of its placeholders, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Placeholder(name) => Some(name.as_str()),
            Part::Literal(_) => None,
        })
    }

    /// Fills in what `value` knows, as it is; the other placeholders stay.
    pub fn fill<'v>(&self, value: impl Fn(&str) -> Option<&'v str>) -> Pattern {
        let part = |part: &Part| match part {
            Part::Placeholder(name) => match value(name) {
                Some(text) => Part::Literal(text.to_string()),
                None => part.clone(),
            },
            Part::Literal(_) => part.clone(),
        };
        Pattern {
            parts: self.parts.iter().map(part).collect(),
        }
    }

    /// The text with every placeholder written by `write`, which appends its value.
    pub fn render(&self, mut write: impl FnMut(&str, &mut String)) -> String {
        let mut text = String::with_capacity(128);
        for part in &self.parts {
            match part {
                Part::Literal(literal) => text.push_str(literal),
                Part::Placeholder(name) => write(name, &mut text),
            }
        }
        text
    }

    /// The text with unfilled placeholders as they were written.
    pub fn as_written(&self) -> String {
        self.render(|name, text| text.push_str(&format!("{{{name}}}")))
    }
}

/// Values may be secrets: only what the file says is shown, never what was filled in.
impl std::fmt::Debug for Pattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self.names().collect();
        write!(
            f,
            "Pattern({} parts, placeholders {names:?})",
            self.parts.len()
        )
    }
}

fn name_between<'t>(text: &'t str, open: &str, close: &str) -> Option<&'t str> {
    let inside = text.strip_prefix(open)?;
    let legal = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'_';
    let length = inside.bytes().take_while(|byte| legal(byte)).count();
    let name = &inside[..length];
    (!name.is_empty() && inside[length..].starts_with(close)).then_some(name)
}

impl Item<'_> {
    /// A text whose placeholders are all among `extra` and those of every run.
    pub(super) fn pattern(&self, extra: &[&str]) -> Result<Pattern, ConnectorFileError> {
        let pattern = Pattern::parse(self.text()?);
        let mut known: Vec<&str> = extra.to_vec();
        known.extend(placeholders::names().map(|name| -> &str { name }));
        if let Some(unknown) = pattern.names().find(|name| !known.contains(name)) {
            let cause = format!("there is no placeholder {{{unknown}}}");
            let cure = suggest(unknown, &known);
            let cure = format!("{cure} (write {{{{{unknown}}}}} for the text itself)");
            return Err(self.error(cause, cure));
        }
        Ok(pattern)
    }
}
