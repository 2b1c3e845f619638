//! Placeholders of a header or body, and the values that a send brings for them.

use super::super::answer::Refusal;
use super::super::request::{Component, ParameterValue, graph};
use super::{Checked, Shape};
use crate::template::{placeholders, render};

/// A text of the template with the values for it.
pub(super) struct Text<'t> {
    shape: &'t Shape<'t>,
    component: &'t str,
    text: &'t str,
    keys: Vec<&'t str>,
    values: &'t [ParameterValue<'t>],
}

impl<'t> Text<'t> {
    pub(super) fn new(
        shape: &'t Shape<'t>,
        component: &'t str,
        text: &'t str,
        brought: Option<(usize, &'t Component<'t>)>,
    ) -> Text<'t> {
        Text {
            shape,
            component,
            text,
            keys: placeholders(text),
            values: brought.map_or(&[], |(_, component)| component.values()),
        }
    }

    fn name(&self) -> String {
        self.shape.name(self.component)
    }

    pub(super) fn check_count(&self) -> Checked {
        if self.values.len() == self.keys.len() {
            return Ok(());
        }
        let name = self.name();
        Err(Box::new(
            Refusal::new(132_000, "template.components", format!("the {name} has another number of parameters"))
                .details(format!(
                    "{name}: number of localizable_params ({}) does not match the expected number of params ({})",
                    self.values.len(),
                    self.keys.len()
                ))
                .got(self.values.len().to_string())
                .nearest(self.keys.join(", ")),
        ))
    }

    pub(super) fn check_values(&self) -> Checked {
        let mut values = self.values.iter().enumerate();
        values.try_for_each(|(at, value)| self.check_value(at, value))
    }

    fn field(&self, at: usize) -> String {
        format!("template.components.{}.parameters[{at}]", self.name())
    }

    fn check_value(&self, at: usize, value: &ParameterValue<'_>) -> Checked {
        let kind = value.kind.as_deref().unwrap_or("");
        if !matches!(kind, "text" | "currency" | "date_time") {
            return Err(Box::new(
                Refusal::new(
                    132_012,
                    &self.field(at),
                    "a text placeholder takes text, currency or date_time",
                )
                .details(format!("{}: parameter {at} has type {kind}", self.name()))
                .got(kind)
                .nearest("text"),
            ));
        }
        if self.shape.named {
            self.check_name(at, value)?;
        }
        let Some(shown) = value.shown().filter(|shown| !shown.is_empty()) else {
            let name = self.name();
            return Err(Box::new(
                Refusal::new(131_008, &self.field(at), "a parameter without its value")
                    .details(format!(
                        "{name}: parameter {at} of type {kind} requires a text"
                    ))
                    .nearest("a non-empty text"),
            ));
        };
        if breaks_the_line(shown) {
            return Err(Box::new(
                Refusal::new(
                    132_018,
                    &self.field(at),
                    "no line breaks, tabs or more than four spaces in a row in a parameter",
                )
                .got(shown)
                .nearest(shown.split_whitespace().collect::<Vec<_>>().join(" ")),
            ));
        }
        Ok(())
    }

    fn check_name(&self, at: usize, value: &ParameterValue<'_>) -> Checked {
        let given = value.parameter_name.as_deref().unwrap_or("");
        if given.is_empty() {
            return Err(Box::new(
                Refusal::new(
                    100,
                    &self.field(at),
                    "a template with named parameters needs parameter_name",
                )
                .details("Parameter name is missing or empty")
                .nearest(self.keys.join(", ")),
            ));
        }
        let name = self.name();
        if !self.keys.contains(&given) {
            return Err(Box::new(
                Refusal::new(
                    132_000,
                    &self.field(at),
                    "no placeholder of this name in the template",
                )
                .details(format!(
                    "{name}: parameter name '{given}' is not in the template"
                ))
                .got(given)
                .nearest(self.keys.join(", ")),
            ));
        }
        let mut before = self.values[..at].iter();
        if before.any(|value| value.parameter_name.as_deref() == Some(given)) {
            let sentence = format!("{name}: parameter name '{given}' is given twice");
            return Err(Box::new(
                graph(&self.field(at), sentence)
                    .got(given)
                    .nearest(self.keys.join(", ")),
            ));
        }
        Ok(())
    }

    /// That the text is not too long once its placeholders are filled in.
    pub(super) fn check_filled(&self, longest: usize) -> Checked {
        // Few bytes are few characters: most sends need no text put together.
        let shown = self.values.iter().filter_map(ParameterValue::shown);
        if self.text.len() + shown.map(str::len).sum::<usize>() <= longest {
            return Ok(());
        }
        let length = self.filled().chars().count();
        if length <= longest {
            return Ok(());
        }
        let name = self.name();
        Err(Box::new(
            Refusal::new(
                132_005,
                "template.components",
                format!("the filled-in {name} has at most {longest} characters"),
            )
            .details(format!(
                "{name}: translated text has {length} characters, at most {longest} are allowed"
            ))
            .got(length.to_string())
            .nearest("shorter parameters"),
        ))
    }

    fn filled(&self) -> String {
        render(self.text, |key| {
            let at = if self.shape.named {
                let mut values = self.values.iter();
                values.position(|value| value.parameter_name.as_deref() == Some(key))?
            } else {
                self.keys.iter().position(|known| *known == key)?
            };
            self.values.get(at)?.shown().map(str::to_owned)
        })
    }
}

/// Whether a value has what a parameter may not have: line breaks, tabs, more than four spaces in a row.
fn breaks_the_line(shown: &str) -> bool {
    let mut spaces = 0;
    shown.bytes().any(|byte| {
        spaces = if byte == b' ' { spaces + 1 } else { 0 };
        matches!(byte, b'\n' | b'\r' | b'\t') || spaces > 4
    })
}
