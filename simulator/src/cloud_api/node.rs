//! Nodes and lists as Graph shows them: the fields that were asked for, and pages.

use serde_json::{Map, Value, json};

use super::answer::Refusal;
use crate::world::call::Call;

const PAGE_DEFAULT: usize = 25;
const PAGE_MAX: usize = 1_000;

/// The fields that were asked for, else `default`; the id always. Fields without a value are left out, as on Graph.
pub(crate) fn pick(mut whole: Map<String, Value>, asked: &[String], default: &[&str]) -> Value {
    let wanted = |key: &str| {
        key == "id"
            || if asked.is_empty() {
                default.contains(&key)
            } else {
                asked.iter().any(|name| name == key)
            }
    };
    whole.retain(|key, value| wanted(key) && !value.is_null());
    Value::Object(whole)
}

/// One page of a list, with its cursors.
///
/// # Errors
/// 131059 for a cursor that is none of ours.
pub(crate) fn page<T>(
    call: &Call<'_>,
    all: &[T],
    show: impl Fn(&T) -> Value,
) -> Result<Value, Box<Refusal>> {
    let limit = call
        .param("limit")
        .and_then(|text| text.parse().ok())
        .unwrap_or(PAGE_DEFAULT)
        .clamp(1, PAGE_MAX);
    let after = cursor(call, "after")?;
    let before = cursor(call, "before")?;
    let from = match (after, before) {
        (Some(after), _) => after.saturating_add(1),
        (None, Some(before)) => before.saturating_sub(limit),
        (None, None) => 0,
    };
    let to = before
        .unwrap_or(usize::MAX)
        .min(from.saturating_add(limit))
        .min(all.len());
    let shown: Vec<Value> = all.get(from..to).unwrap_or(&[]).iter().map(show).collect();
    if shown.is_empty() {
        return Ok(json!({ "data": [] }));
    }
    let mut paging = json!({ "cursors": { "before": written(from), "after": written(to - 1) } });
    let url = |key: &str, at: usize| {
        format!(
            "https://graph.facebook.com/v{}.0/{}/{}?limit={limit}&{key}={}",
            call.version.unwrap_or(24),
            call.node,
            call.edge,
            written(at)
        )
    };
    if to < all.len() {
        paging["next"] = json!(url("after", to - 1));
    }
    if from > 0 {
        paging["previous"] = json!(url("before", from));
    }
    Ok(json!({ "data": shown, "paging": paging }))
}

/// Cursors look opaque, as Meta's do: letters for digits.
fn written(at: usize) -> String {
    let letters: String = at
        .to_string()
        .bytes()
        .map(|digit| (digit - b'0' + b'A') as char)
        .collect();
    format!("QVFIU{letters}ZD")
}

fn cursor(call: &Call<'_>, name: &str) -> Result<Option<usize>, Box<Refusal>> {
    let Some(text) = call.param(name).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let digits = text
        .strip_prefix("QVFIU")
        .and_then(|rest| rest.strip_suffix("ZD"))
        .map(|letters| {
            letters
                .bytes()
                .map(|letter| (letter.wrapping_sub(b'A').wrapping_add(b'0')) as char)
                .collect::<String>()
        });
    let at = digits
        .and_then(|digits| digits.parse().ok())
        .ok_or_else(|| {
            Refusal::new(131059, name, "a cursor comes from an earlier page")
                .got(&text)
                .nearest("paging.cursors of an earlier answer")
        })?;
    Ok(Some(at))
}
