//! Buttons of a template, and what a send must or may bring for each.

use serde_json::value::RawValue;

use super::super::answer::Refusal;
use super::super::messages::product_sections;
use super::super::request::{Component, Param, ParameterValue, tree};
use super::{Checked, Shape};
use crate::template::{Button, placeholders};

const OTP_MAX: usize = 15;
const PAYLOAD_MAX: usize = 256;

pub(super) fn check(shape: &Shape<'_>, components: &[Component<'_>]) -> Checked {
    for (index, button) in shape.buttons.iter().enumerate() {
        let mut numbered = components.iter().enumerate();
        let brought = numbered.find(|(_, component)| {
            component.is("button") && component.button_index() == Some(index)
        });
        let place = Place {
            shape,
            index,
            button,
        };
        if let Some((_, component)) = brought {
            place.check_sub_type(component)?;
        }
        let value = brought.and_then(|(at, component)| Some((at, component.values().first()?)));
        place.check(value)?;
    }
    Ok(())
}

/// A button of the template.
struct Place<'p> {
    shape: &'p Shape<'p>,
    index: usize,
    button: &'p Button,
}

impl Place<'_> {
    fn check(&self, brought: Option<(usize, &ParameterValue<'_>)>) -> Checked {
        let value = brought.map(|(_, value)| value);
        match self.button {
            Button::Url { url, .. } if placeholders(url).is_empty() => match value {
                Some(_) => Err(self.superfluous()),
                None => Ok(()),
            },
            Button::Url { .. } => self.text(value, &["text"], 2_000).map(|_| ()),
            Button::Otp(_) => self.text(value, &["text"], OTP_MAX).map(|_| ()),
            Button::CopyCode { .. } => {
                let code = self.text(value, &["coupon_code"], self.shape.code_max)?;
                if code.chars().all(char::is_alphanumeric) {
                    return Ok(());
                }
                Err(self.bad_value(code, "a code has letters and digits alone"))
            }
            Button::QuickReply { .. } => match value {
                Some(value) => self
                    .text(Some(value), &["payload", "text"], PAYLOAD_MAX)
                    .map(|_| ()),
                None => Ok(()),
            },
            Button::MultiProduct { .. } => match brought {
                Some((at, value)) => self.products(at, value),
                None => Err(self.absent()),
            },
            Button::OrderDetails { .. } => match brought {
                Some((at, value)) => self.action(at, value, &["order_details"], |action| {
                    action.required("order_details").map(|_| ())
                }),
                None => Err(self.absent()),
            },
            Button::Flow { .. } => match brought {
                Some((at, value)) => {
                    self.action(at, value, &["flow_token", "flow_action_data"], |action| {
                        match action.optional("flow_token") {
                            Some(token) => token.limited(1..=1_024).map(|_| ()),
                            None => Ok(()),
                        }
                    })
                }
                None => Ok(()),
            },
            Button::Catalog { .. } => match brought {
                Some((at, value)) => {
                    self.action(at, value, &["thumbnail_product_retailer_id"], |action| {
                        let product = action.required("thumbnail_product_retailer_id")?;
                        product.limited(1..=100).map(|_| ())
                    })
                }
                None => Ok(()),
            },
            Button::Phone { .. }
            | Button::SingleProduct { .. }
            | Button::VoiceCall { .. }
            | Button::RequestContactInfo => Ok(()),
        }
    }

    /// Sections and the product that is shown.
    fn products(&self, at: usize, value: &ParameterValue<'_>) -> Checked {
        let known = ["thumbnail_product_retailer_id", "sections"];
        self.action(at, value, &known, |action| {
            if let Some(product) = action.optional("thumbnail_product_retailer_id") {
                product.limited(1..=100)?;
            }
            product_sections(&action.required("sections")?)
        })
    }

    /// A parameter of type `action`.
    fn action(
        &self,
        at: usize,
        value: &ParameterValue<'_>,
        known: &[&str],
        judge: impl Fn(&Param<'_>) -> Checked,
    ) -> Checked {
        self.check_type(value, &["action"])?;
        let Some(tree) = value.action.and_then(|raw: &RawValue| tree(raw)) else {
            return Err(self.absent());
        };
        let path = format!("{}[{at}]['parameters'][0]['action']", self.shape.path);
        let action = Param::root(&path, &tree);
        action.object(known)?;
        judge(&action)
    }

    /// A parameter whose value is a text.
    fn text<'v>(
        &self,
        value: Option<&'v ParameterValue<'_>>,
        types: &[&str],
        longest: usize,
    ) -> Result<&'v str, Box<Refusal>> {
        let value = value.ok_or_else(|| self.absent())?;
        self.check_type(value, types)?;
        let shown = value.shown().filter(|text| !text.is_empty());
        let text = shown.ok_or_else(|| self.absent())?;
        if text.chars().count() > longest {
            return Err(self.bad_value(text, &format!("at most {longest} characters")));
        }
        Ok(text)
    }

    fn check_type(&self, value: &ParameterValue<'_>, types: &[&str]) -> Checked {
        let kind = value.kind.as_deref().unwrap_or("");
        if types.contains(&kind) {
            return Ok(());
        }
        Err(self.mismatch(kind, types[0]))
    }

    /// Meta takes the words in any case.
    fn check_sub_type(&self, component: &Component<'_>) -> Checked {
        let given = component.sub_type.as_deref().unwrap_or("");
        let allowed: &[&str] = match self.button {
            Button::Otp(_) => &["url", "otp", "copy_code"],
            _ => &[self.button.word()],
        };
        if allowed.iter().any(|word| word.eq_ignore_ascii_case(given)) {
            return Ok(());
        }
        Err(self.mismatch(given, &allowed[0].to_ascii_lowercase()))
    }

    /// How details call the button's type: `Url`, `CopyCode`.
    fn title(&self) -> String {
        let words = self.button.word().split('_');
        words
            .map(|word| word[..1].to_owned() + &word[1..].to_ascii_lowercase())
            .collect()
    }

    fn refusal(&self, code: u32, rule: &str, what: &str) -> Refusal {
        Refusal::new(code, "template.components", rule).details(format!(
            "{}: Button at index {} of type {} {what}",
            self.shape.name("buttons"),
            self.index,
            self.title()
        ))
    }

    fn absent(&self) -> Box<Refusal> {
        let (sub_type, parameter) = match self.button {
            Button::CopyCode { .. } => {
                ("copy_code", r#"{"type":"coupon_code","coupon_code":"..."}"#)
            }
            Button::MultiProduct { .. } => {
                ("mpm", r#"{"type":"action","action":{"sections":[...]}}"#)
            }
            Button::OrderDetails { .. } => (
                "order_details",
                r#"{"type":"action","action":{"order_details":{...}}}"#,
            ),
            _ => ("url", r#"{"type":"text","text":"..."}"#),
        };
        let index = self.index;
        Box::new(
            self.refusal(131_008, "this button needs its value", "requires a parameter")
                .nearest(format!(
                    r#"{{"type":"button","sub_type":"{sub_type}","index":"{index}","parameters":[{parameter}]}}"#
                )),
        )
    }

    fn superfluous(&self) -> Box<Refusal> {
        Box::new(
            self.refusal(
                132_018,
                "the button's address has no placeholder",
                "does not require parameters",
            )
            .nearest("no component for this button"),
        )
    }

    fn mismatch(&self, got: &str, wanted: &str) -> Box<Refusal> {
        Box::new(
            self.refusal(
                132_012,
                "the button is of another type",
                &format!("expects {wanted}, received {got}"),
            )
            .got(got)
            .nearest(wanted),
        )
    }

    fn bad_value(&self, got: &str, rule: &str) -> Box<Refusal> {
        Box::new(
            self.refusal(132_018, rule, &format!("has an invalid parameter: {rule}"))
                .got(got),
        )
    }
}
