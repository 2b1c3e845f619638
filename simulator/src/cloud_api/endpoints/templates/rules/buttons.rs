//! All buttons of a template: how many of which kind, and that quick replies stand together.

use serde_json::{Value, json};

use super::super::refusals::{invalid, lacks, must_be};
use super::{Component, Judged, button};
use crate::template::Button;

const BUTTONS_MAX: usize = 10;
/// Kinds with a limit of their own.
const LIMITS: [(&str, usize); 9] = [
    ("CATALOG", 1),
    ("COPY_CODE", 1),
    ("FLOW", 1),
    ("MPM", 1),
    ("OTP", 1),
    ("PHONE_NUMBER", 1),
    ("REQUEST_CONTACT_INFO", 1),
    ("URL", 2),
    ("VOICE_CALL", 1),
];

pub(super) fn read(component: &Component<'_>) -> Judged<(Vec<Button>, Value)> {
    let listed = component
        .map
        .get("buttons")
        .and_then(Value::as_array)
        .ok_or_else(|| {
            lacks(
                "BUTTONS",
                "buttons",
                r#""buttons":[{"type":"QUICK_REPLY","text":"Stop"}]"#,
            )
        })?;
    let field = format!("{}.buttons", component.path);
    if listed.is_empty() || listed.len() > BUTTONS_MAX {
        return Err(invalid(&field, "A template has 1 to 10 buttons."));
    }
    let mut buttons = Vec::with_capacity(listed.len());
    let mut kept = Vec::with_capacity(listed.len());
    for (at, node) in listed.iter().enumerate() {
        let path = format!("{field}[{at}]");
        let map = node
            .as_object()
            .ok_or_else(|| must_be(&path, "an object"))?;
        let (read, as_kept) = button::read(&path, map)?;
        buttons.push(read);
        kept.push(as_kept);
    }
    for (word, most) in LIMITS {
        let count = buttons
            .iter()
            .filter(|button| button.word() == word)
            .count();
        if count > most {
            let said = format!(
                "A template has at most {most} buttons of type {word}, this one has {count}."
            );
            return Err(invalid(&field, said));
        }
    }
    if !grouped(&buttons) {
        let said = "The combination of buttons is invalid: quick replies have to stand together, before or behind all other buttons.";
        return Err(invalid(&field, said));
    }
    let mut whole = component.kept();
    whole["buttons"] = json!(kept);
    Ok((buttons, whole))
}

/// Quick replies are one group, at the start or at the end.
fn grouped(buttons: &[Button]) -> bool {
    let is_reply = |button: &Button| matches!(button, Button::QuickReply { .. });
    let changes = buttons
        .windows(2)
        .filter(|pair| is_reply(&pair[0]) != is_reply(&pair[1]))
        .count();
    changes <= 1
}
