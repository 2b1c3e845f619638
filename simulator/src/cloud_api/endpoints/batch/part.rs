//! One call of a batch, and the request that becomes of it.

use serde_json::{Map, Value};

use super::reference::{Answers, readable, refers};
use crate::cloud_api::answer::Refusal;
use crate::cloud_api::form::Form;
use crate::cloud_api::route;
use crate::world::Request;
use crate::world::call::Call;

const METHODS: [&str; 3] = ["GET", "POST", "DELETE"];
/// Longest address of a part.
const ADDRESS_MAX: usize = 8 << 10;
/// Where the parts of a multipart body begin; no form has it in its bytes by chance.
const BOUNDARY: &str = "shakedown-batch-part-7f3a9c51e2";

/// One call of a batch.
#[derive(Debug, Clone)]
pub(super) struct Part {
    method: String,
    address: String,
    body: String,
    pub(super) name: Option<String>,
    hides: Option<bool>,
    token: Option<String>,
    files: Vec<String>,
    headers: Vec<(String, String)>,
}

/// A request with everything that it needs.
#[derive(Debug)]
pub(super) struct Ready {
    method: String,
    path: String,
    query: String,
    authorization: String,
    content_type: String,
    headers: Headers,
    body: Vec<u8>,
}

#[derive(Debug)]
struct Headers(Vec<(String, String)>);

impl crate::world::HeaderLookup for Headers {
    fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(own, _)| own == name)
            .map(|(_, value)| value.as_str())
    }
}

impl Part {
    pub(super) fn read(index: usize, part: &Value) -> Result<Part, Box<Refusal>> {
        let text = |name: &str| part.get(name).and_then(Value::as_str).map(str::to_owned);
        let wrong = |field: &str, rule: &str, got: String| {
            Box::new(
                Refusal::new(100, &format!("batch[{index}].{field}"), rule)
                    .got(got)
                    .nearest("{\"method\":\"POST\",\"relative_url\":\"v23.0/{phone}/messages\",\"body\":\"to=…\"}"),
            )
        };
        let method = text("method").unwrap_or_default().to_ascii_uppercase();
        if !METHODS.contains(&method.as_str()) {
            return Err(wrong("method", "GET, POST or DELETE", method));
        }
        let address = text("relative_url")
            .filter(|address| address.len() <= ADDRESS_MAX)
            .ok_or_else(|| wrong("relative_url", "an address of at most 8 KiB", String::new()))?;
        let body = match part.get("body") {
            Some(Value::String(text)) => readable(text),
            Some(Value::Null) | None => String::new(),
            Some(object) => object.to_string(),
        };
        let files = text("attached_files").unwrap_or_default();
        Ok(Part {
            method,
            address: readable(&address),
            body,
            name: text("name"),
            hides: part.get("omit_response_on_success").and_then(flag),
            token: text("access_token"),
            files: files
                .split(',')
                .map(|name| name.trim().to_owned())
                .filter(|name| !name.is_empty())
                .collect(),
            headers: headers(part.get("headers")),
        })
    }

    /// Whether its success is not shown: it says so, or it says nothing and a later part uses its answer.
    pub(super) fn is_hidden(&self, later: &[Part]) -> bool {
        self.hides.unwrap_or_else(|| {
            self.name.as_ref().is_some_and(|name| {
                later
                    .iter()
                    .any(|part| refers(&part.address, name) || refers(&part.body, name))
            })
        })
    }

    /// With the answers of earlier parts in the places that refer to them.
    pub(super) fn resolved(&self, answers: &Answers) -> Result<Part, Box<Refusal>> {
        Ok(Part {
            address: answers.resolve(&self.address)?,
            body: answers.resolve(&self.body)?,
            ..self.clone()
        })
    }

    /// The request that it stands for. The batch's version, token and files serve where it has none of its own.
    pub(super) fn request(&self, call: &Call<'_>, form: &Form) -> Result<Ready, Box<Refusal>> {
        let (path, query) = self.address.split_once('?').unwrap_or((&self.address, ""));
        let path = match (route::version(path), call.version) {
            (None, Some(version)) => format!("/v{version}.0/{}", path.trim_start_matches('/')),
            _ => format!("/{}", path.trim_start_matches('/')),
        };
        let (parameters, as_it_is) = self.parameters();
        let own_token = self.token.clone().or_else(|| {
            let given = parameters.get("access_token")?.as_str()?;
            Some(given.to_owned())
        });
        let (content_type, body) = if !self.files.is_empty() {
            self.multipart(&parameters, form)?
        } else if let Some(bytes) = as_it_is {
            let stated = self.headers.iter().find(|(name, _)| name == "content-type");
            (
                stated.map_or("text/plain", |(_, kind)| kind).to_owned(),
                bytes,
            )
        } else if parameters.is_empty() {
            (String::new(), Vec::new())
        } else {
            let json = Value::Object(parameters).to_string();
            ("application/json".to_owned(), json.into_bytes())
        };
        let mut query = query.to_owned();
        if own_token.is_none()
            && let Some(proof) = form.text("appsecret_proof")
            && !query.contains("appsecret_proof=")
        {
            query += &format!("&appsecret_proof={proof}");
        }
        let token = own_token.unwrap_or_else(|| call.token.value.clone());
        Ok(Ready {
            method: self.method.clone(),
            path,
            query,
            authorization: format!("Bearer {token}"),
            content_type,
            headers: self.all_headers(call),
            body,
        })
    }

    /// Its own headers, and those of the batch that say by which address this world was reached.
    fn all_headers(&self, call: &Call<'_>) -> Headers {
        let mut all = self.headers.clone();
        for name in ["host", "x-forwarded-proto"] {
            if let Some(value) = call.request.headers.get(name) {
                all.push((name.to_owned(), value.to_owned()));
            }
        }
        Headers(all)
    }

    /// The body's parameters: a form's, or a JSON object's. A body that is neither stays as it is.
    fn parameters(&self) -> (Map<String, Value>, Option<Vec<u8>>) {
        if self.body.trim_start().starts_with('{') {
            return match serde_json::from_str(&self.body) {
                Ok(object) => (object, None),
                Err(_) => (Map::new(), Some(self.body.clone().into_bytes())),
            };
        }
        let pairs = route::query_pairs(&self.body);
        let parameters = pairs
            .map(|(name, text)| {
                let nested = text.starts_with(['{', '[']);
                let value = nested.then(|| serde_json::from_str(&text).ok()).flatten();
                (name, value.unwrap_or(Value::String(text)))
            })
            .collect();
        (parameters, None)
    }

    /// A multipart body of the parameters and the batch's files that it names.
    fn multipart(
        &self,
        parameters: &Map<String, Value>,
        form: &Form,
    ) -> Result<(String, Vec<u8>), Box<Refusal>> {
        let mut body = Vec::new();
        for (name, value) in parameters {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            let head = format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n{text}\r\n",
                quotable(name)
            );
            body.extend(head.into_bytes());
        }
        for name in &self.files {
            let file = form.file(name).ok_or_else(|| {
                Refusal::new(100, "attached_files", "the batch has no file of this name").got(name)
            })?;
            // Graph takes an attached file for the call's file, whatever its name in the batch.
            let head = format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{}\"\r\nContent-Type: {}\r\n\r\n",
                quotable(file.filename.as_deref().unwrap_or("file")),
                quotable(file.mime.as_deref().unwrap_or("application/octet-stream")),
            );
            body.extend(head.into_bytes());
            body.extend(&file.bytes);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
        Ok((format!("multipart/form-data; boundary={BOUNDARY}"), body))
    }
}

impl Ready {
    /// Whether it is a batch again.
    pub(super) fn is_batch(&self) -> bool {
        self.method == "POST" && route::path(&self.path).node.is_empty()
    }

    pub(super) fn borrowed(&self) -> Request<'_> {
        Request {
            method: &self.method,
            path: &self.path,
            query: &self.query,
            authorization: Some(&self.authorization),
            content_type: Some(self.content_type.as_str()).filter(|kind| !kind.is_empty()),
            headers: &self.headers,
            body: &self.body,
        }
    }
}

/// A part's headers: `["Name: value"]` or `[{"name":..,"value":..}]`.
fn headers(given: Option<&Value>) -> Vec<(String, String)> {
    let named =
        |name: &str, value: &str| (name.trim().to_ascii_lowercase(), value.trim().to_owned());
    given
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|header| match header {
            Value::String(line) => line.split_once(':').map(|(name, value)| named(name, value)),
            other => Some(named(
                other.get("name")?.as_str()?,
                other.get("value")?.as_str()?,
            )),
        })
        .collect()
}

fn flag(value: &Value) -> Option<bool> {
    value.as_bool().or_else(|| match value.as_str() {
        Some("true" | "1") => Some(true),
        Some("false" | "0") => Some(false),
        _ => None,
    })
}

/// Fit to stand between quotes in a header.
fn quotable(text: &str) -> String {
    text.chars()
        .filter(|sign| !sign.is_control() && *sign != '"')
        .collect()
}
