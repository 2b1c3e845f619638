//! What a part takes from an earlier part's answer: `{result=name:$.path}`, where the path is a small part of JSONPath:
//! keys, indices and `*`.

use std::collections::HashMap;

use serde_json::Value;

use crate::cloud_api::answer::{Answer, Refusal};
use crate::cloud_api::route::percent_decoded;

/// Longest text that references are put into, in bytes.
const TEXT_MAX: usize = 10 << 20;
/// `{result=` and `}` in a form.
const OPENS: &str = "%7bresult%3d";
const CLOSES: &str = "%7d";
/// Most references in one text.
const REFERENCES_MAX: usize = 100;

/// The answers of named parts. None: it failed, or was no JSON.
#[derive(Debug, Default)]
pub(super) struct Answers {
    by_name: HashMap<String, Option<Value>>,
}

impl Answers {
    pub(super) fn keep(&mut self, name: &str, answer: &Answer) {
        let body = (answer.status < 400)
            .then(|| serde_json::from_slice(&answer.body).ok())
            .flatten();
        self.by_name.insert(name.to_owned(), body);
    }

    /// The text with its references replaced by what they stand for.
    ///
    /// # Errors
    /// 100 for a name that no earlier part has, one that failed, and a path that leads nowhere.
    pub(super) fn resolve(&self, text: &str) -> Result<String, Box<Refusal>> {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        for _ in 0..REFERENCES_MAX {
            let Some((before, reference, after)) = next(rest) else {
                break;
            };
            out.push_str(before);
            out.push_str(&self.value(reference)?);
            rest = after;
            if out.len() > TEXT_MAX {
                return Err(trouble(reference, "what it stands for is too long"));
            }
        }
        out.push_str(rest);
        Ok(out)
    }

    fn value(&self, reference: &str) -> Result<String, Box<Refusal>> {
        let (name, path) = reference.split_once(':').unwrap_or((reference, "$"));
        let answer = self
            .by_name
            .get(name)
            .ok_or_else(|| trouble(reference, "no earlier part has this name"))?
            .as_ref()
            .ok_or_else(|| trouble(reference, "the part of this name failed"))?;
        let found = select(answer, path)
            .ok_or_else(|| trouble(reference, "a path has keys, indices and *"))?;
        if found.is_empty() {
            return Err(trouble(reference, "the path leads nowhere in that answer"));
        }
        let texts: Vec<String> = found
            .into_iter()
            .map(|value| match value {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            })
            .collect();
        Ok(texts.join(","))
    }
}

/// The text with its references readable: clients encode a form as a whole, the references in it, too.
pub(super) fn readable(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(start) = lower[at..].find(OPENS).map(|found| at + found) {
        let Some(end) = lower[start..].find(CLOSES).map(|found| start + found) else {
            break;
        };
        let end = end + CLOSES.len();
        out.push_str(&text[at..start]);
        out.push_str(&percent_decoded(&text[start..end]));
        at = end;
    }
    out.push_str(&text[at..]);
    out
}

/// Whether a text refers to a name.
pub(super) fn refers(text: &str, name: &str) -> bool {
    let mut rest = text;
    while let Some((_, reference, after)) = next(rest) {
        if reference.split(':').next() == Some(name) {
            return true;
        }
        rest = after;
    }
    false
}

/// What stands before the next reference, the reference itself, and what stands behind it.
fn next(text: &str) -> Option<(&str, &str, &str)> {
    let start = text.find("{result=")?;
    let inside = &text[start + "{result=".len()..];
    let end = inside.find('}')?;
    Some((&text[..start], &inside[..end], &inside[end + 1..]))
}

/// What a path leads to; None when it is none.
fn select<'v>(value: &'v Value, path: &str) -> Option<Vec<&'v Value>> {
    let mut rest = path.trim().strip_prefix('$')?;
    let mut found = vec![value];
    while !rest.is_empty() {
        let (step, after) = step(rest)?;
        found = found
            .into_iter()
            .flat_map(|value| taken(value, step))
            .collect();
        rest = after;
    }
    Some(found)
}

/// The first step of a path, and the rest of it.
fn step(path: &str) -> Option<(&str, &str)> {
    if let Some(inside) = path.strip_prefix('[') {
        let end = inside.find(']')?;
        return Some((inside[..end].trim_matches(['\'', '"']), &inside[end + 1..]));
    }
    // Two dots look at any depth in JSONPath. Here they are one: answers name things once.
    let named = path.strip_prefix("..").or_else(|| path.strip_prefix('.'))?;
    let end = named.find(['.', '[']).unwrap_or(named.len());
    (end > 0).then(|| (&named[..end], &named[end..]))
}

fn taken<'v>(value: &'v Value, step: &str) -> Vec<&'v Value> {
    match (value, step) {
        (Value::Array(items), "*") => items.iter().collect(),
        (Value::Object(fields), "*") => fields.values().collect(),
        (Value::Array(items), index) => index
            .parse::<usize>()
            .ok()
            .and_then(|index| items.get(index))
            .into_iter()
            .collect(),
        (Value::Object(fields), key) => fields.get(key).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn trouble(reference: &str, rule: &str) -> Box<Refusal> {
    Box::new(
        Refusal::new(100, "batch", rule)
            .got(format!("{{result={reference}}}"))
            .nearest("{result=name:$.messages[0].id}"),
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // A test that cannot go on should stop.

    use super::*;
    use serde_json::json;

    fn answers() -> Answers {
        let mut answers = Answers::default();
        let body = json!({ "messages": [{ "id": "wamid.A" }, { "id": "wamid.B" }], "n": 5 });
        answers.keep("send", &Answer::ok(body.to_string().into_bytes()));
        answers.keep("broken", &Answer::html(500));
        answers
    }

    #[test]
    fn a_reference_becomes_what_its_path_leads_to() {
        let cases = [
            ("{result=send:$.messages[0].id}", "wamid.A"),
            ("a={result=send:$.n}&b={result=send:$['n']}", "a=5&b=5"),
            ("ids={result=send:$.messages.*.id}", "ids=wamid.A,wamid.B"),
            ("ids={result=send:$.messages[*].id}", "ids=wamid.A,wamid.B"),
            ("nothing {here}", "nothing {here}"),
            ("{result=send:$.n", "{result=send:$.n"),
        ];
        for (text, expected) in cases {
            assert_eq!(answers().resolve(text).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn a_reference_to_nothing_is_refused() {
        for text in [
            "{result=other:$.n}",
            "{result=broken:$.n}",
            "{result=send:$.x}",
            "{result=send:n}",
            "{result=send:$[}",
            "{result=send:$.messages[9]}",
        ] {
            assert!(answers().resolve(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_encoded_reference_is_read_and_nothing_else_is_decoded() {
        let cases = [
            (
                "to=%2B49&image=%7B%22id%22%3A%22%7Bresult%3Dfile%3A%24.id%7D%22%7D",
                "to=%2B49&image=%7B%22id%22%3A%22{result=file:$.id}%22%7D",
            ),
            ("a=%7bresult%3da:$.x%7d%20ü", "a={result=a:$.x}%20ü"),
            ("a=%7Bresult%3Da", "a=%7Bresult%3Da"),
        ];
        for (text, expected) in cases {
            assert_eq!(readable(text), expected);
        }
    }

    #[test]
    fn a_name_is_found_where_it_is_referred_to() {
        assert!(refers("x={result=a:$.id}&{result=b:$.id}", "b"));
        assert!(!refers("x={result=ab:$.id}", "a"));
    }
}
