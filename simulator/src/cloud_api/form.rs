//! Parameters of a call whose body may be multipart: texts and files side by side. Graph takes them alike, wherever they
//! come from.

use serde_json::{Map, Value};

use super::answer::Refusal;
use super::multipart::{self, Part};
use crate::world::call::Call;

/// What a call brings: its parameters, and its files.
#[derive(Debug)]
pub(crate) struct Form {
    values: Map<String, Value>,
    files: Vec<Part>,
}

impl Form {
    /// Query, then the body in any of its three forms.
    ///
    /// # Errors
    /// 100 when the body is not what its type says.
    pub(crate) fn of(call: &Call<'_>) -> Result<Form, Box<Refusal>> {
        let mut values = call.parameters()?.clone();
        let mut files = Vec::new();
        let kind = call.request.content_type.unwrap_or("");
        if kind.starts_with("multipart/") && !call.request.body.is_empty() {
            for part in multipart::parts(kind, call.request.body)? {
                if part.filename.is_some() {
                    files.push(part);
                } else {
                    values.insert(part.name.clone(), Value::String(part.text()));
                }
            }
        }
        Ok(Form { values, files })
    }

    /// One parameter as text; lists and objects as JSON.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        match self.values.get(name)? {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }

    /// One parameter that must be there and not empty.
    ///
    /// # Errors
    /// 100 with the parameter's name.
    pub(crate) fn required(&self, name: &str) -> Result<String, Box<Refusal>> {
        self.text(name)
            .filter(|text| !text.is_empty())
            .ok_or_else(|| {
                Box::new(
                    Refusal::new(100, name, format!("{name} is required"))
                        .details(format!("The parameter {name} is required.")),
                )
            })
    }

    /// One parameter as JSON: a text that holds a list or an object counts as one.
    pub(crate) fn value(&self, name: &str) -> Option<Value> {
        let value = self.values.get(name)?;
        match value {
            Value::String(text) if text.starts_with(['{', '[']) => {
                Some(serde_json::from_str(text).unwrap_or_else(|_| value.clone()))
            }
            other => Some(other.clone()),
        }
    }

    /// A yes or no, written in any of Graph's ways.
    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        match self.text(name)?.as_str() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        }
    }

    /// The words of a list: JSON, or separated by commas.
    pub(crate) fn words(&self, name: &str) -> Vec<String> {
        words(self.value(name))
    }

    /// A file.
    pub(crate) fn file(&self, name: &str) -> Option<&Part> {
        self.files.iter().find(|part| part.name == name)
    }

    /// All parameters.
    pub(crate) fn values(&self) -> &Map<String, Value> {
        &self.values
    }
}

/// The words of a list that is JSON, or a text separated by commas, perhaps in brackets.
pub(crate) fn words(value: Option<Value>) -> Vec<String> {
    match value {
        Some(Value::Array(items)) => items
            .iter()
            .filter_map(|item| match item {
                Value::String(text) => Some(text.clone()),
                Value::Number(number) => Some(number.to_string()),
                _ => None,
            })
            .collect(),
        Some(Value::String(text)) => text
            .trim_matches(['[', ']'])
            .split(',')
            .map(|word| word.trim().trim_matches(['"', '\'']).to_owned())
            .filter(|word| !word.is_empty())
            .collect(),
        Some(Value::Number(number)) => vec![number.to_string()],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_list_is_read_in_every_way_it_is_written() {
        for written in [
            json!(["A", "B"]),
            json!("A,B"),
            json!("[A, B]"),
            json!("[\"A\",\"B\"]"),
        ] {
            assert_eq!(words(Some(written.clone())), ["A", "B"], "{written}");
        }
        assert!(words(Some(json!("[]"))).is_empty());
        assert!(words(None).is_empty());
    }
}
