//! Authentication templates: Meta writes body and footer, the business chooses what they mention and the button.

use serde_json::{Value, json};

use super::super::refusals::{invalid, must_be};
use super::{Component, Form, Judged};
use crate::template::{Authentication, Button};

pub(super) fn body(component: &Component<'_>, texts: &mut Authentication) -> Judged<Value> {
    texts.security_recommendation = match component.map.get("add_security_recommendation") {
        None | Some(Value::Null) => false,
        Some(Value::Bool(asked)) => *asked,
        Some(Value::String(asked)) => asked.eq_ignore_ascii_case("true"),
        Some(_) => {
            let path = format!("{}['add_security_recommendation']", component.path);
            return Err(must_be(&path, "a boolean"));
        }
    };
    let mut kept = component.kept();
    kept["text"] = json!(texts.body());
    kept["add_security_recommendation"] = json!(texts.security_recommendation);
    kept["example"] = json!({ "body_text": [["123456"]] });
    Ok(kept)
}

pub(super) fn footer(component: &Component<'_>, texts: &mut Authentication) -> Judged<Value> {
    let field = format!("{}['code_expiration_minutes']", component.path);
    let minutes = match component.map.get("code_expiration_minutes") {
        None | Some(Value::Null) => None,
        Some(Value::String(digits)) => Some(digits.parse().ok()),
        Some(number) => Some(number.as_u64()),
    };
    texts.code_expiration_minutes = match minutes {
        None => None,
        Some(Some(minutes @ 1..=90)) => Some(minutes as u32),
        Some(Some(_)) => {
            let said = "The code's expiration must be between 1 and 90 minutes.";
            return Err(invalid(&field, said));
        }
        Some(None) => return Err(must_be(&field, "an integer")),
    };
    let mut kept = component.kept();
    if let Some(text) = texts.footer() {
        kept["text"] = json!(text);
    }
    Ok(kept)
}

/// Body and button belong together; nothing else may stand there.
pub(super) fn whole(form: &Form, seen: &[&str]) -> Judged<()> {
    let others = seen
        .iter()
        .find(|kind| !matches!(**kind, "BODY" | "FOOTER" | "BUTTONS"));
    if let Some(kind) = others {
        let said =
            format!("A template of the category AUTHENTICATION has no component of type {kind}.");
        return Err(invalid("components", said));
    }
    if !matches!(form.buttons.as_slice(), [Button::Otp(_)]) {
        let said = "A template of the category AUTHENTICATION has one button, of type OTP.";
        return Err(invalid("components.buttons", said));
    }
    Ok(())
}
