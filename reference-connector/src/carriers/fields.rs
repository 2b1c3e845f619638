//! Reading single fields: from typed structures on the hot path, by JSON pointer everywhere else. An empty text is as
//! good as none: some carriers write `""` where others write null.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::Value;

use super::NoticeError;

/// A string that is borrowed from the body unless it holds escapes.
#[derive(Debug, Deserialize)]
pub(super) struct Text<'a>(#[serde(borrow)] pub(super) Cow<'a, str>);

/// A text that has to be there.
pub(super) fn text(field: Option<Text<'_>>, path: &'static str) -> Result<String, NoticeError> {
    match field {
        Some(text) if !text.0.is_empty() => Ok(text.0.into_owned()),
        _ => Err(NoticeError::Lacks(path)),
    }
}

/// A text that may be absent.
pub(super) fn optional(field: Option<Text<'_>>) -> String {
    field.map(|text| text.0.into_owned()).unwrap_or_default()
}

/// The digits of a phone number that has to be there.
pub(super) fn phone(field: Option<Text<'_>>, path: &'static str) -> Result<String, NoticeError> {
    let mut number = text(field, path)?;
    number.retain(|character| character.is_ascii_digit());
    if number.is_empty() {
        Err(NoticeError::Lacks(path))
    } else {
        Ok(number)
    }
}

/// A time or date that has to be there, as it stands. Customers are told its literal date part: what their calendar
/// shows, whatever the offset says.
pub(super) fn time(field: Option<Text<'_>>, path: &'static str) -> Result<String, NoticeError> {
    let time = text(field, path)?;
    if begins_with_date(&time) {
        Ok(time)
    } else {
        Err(NoticeError::NoDate(path))
    }
}

/// Whether a text begins like `2026-11-25`.
pub(super) fn begins_with_date(text: &str) -> bool {
    let form = text
        .bytes()
        .take(10)
        .map(|byte| if byte.is_ascii_digit() { b'0' } else { byte });
    form.eq(*b"0000-00-00")
}

/// The text at a JSON pointer; a whole number is as good as one.
pub(super) fn at(value: &Value, pointer: &str) -> Option<String> {
    match value.pointer(pointer)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The text at a JSON pointer that has to be there.
pub(super) fn needed(value: &Value, pointer: &'static str) -> Result<String, NoticeError> {
    at(value, pointer).ok_or(NoticeError::Lacks(pointer))
}

/// The digits of the phone number at a JSON pointer.
pub(super) fn phone_at(value: &Value, pointer: &str) -> Option<String> {
    let digits = digits(&at(value, pointer)?);
    Some(digits).filter(|digits| !digits.is_empty())
}

/// The digits of a text.
pub(super) fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The time or date at a JSON pointer; `20261125` is read as `2026-11-25`.
pub(super) fn time_at(value: &Value, pointer: &str) -> Option<String> {
    let text = at(value, pointer)?;
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]));
    }
    Some(text).filter(|text| begins_with_date(text))
}

/// The items of the array at a JSON pointer; none where there is no array.
pub(super) fn items<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    value
        .pointer(pointer)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}
