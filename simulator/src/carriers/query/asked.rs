//! A question as it left the wire, and how its parts are read.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::answered::{Kind, Refused};
use crate::clock::Moment;
use crate::cloud_api::route::{percent_decoded, query_value};
use crate::world::HeaderLookup;

/// A request to a query API.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// When it was complete.
    pub now: Moment,
    /// Upper-case method.
    pub method: &'a str,
    /// The path behind the API's own base; begins with a slash.
    pub path: &'a str,
    /// The query, without the question mark; empty when there is none.
    pub query: &'a str,
    /// The request's headers.
    pub headers: &'a dyn HeaderLookup,
    /// The whole body.
    pub body: &'a [u8],
    /// Where the API's base is, without a slash at its end; answers that hold an address begin with it.
    pub base: &'a str,
    /// Names this request.
    pub request_id: &'a str,
}

impl<'a> Asked<'a> {
    /// The path's parts, decoded; empty ones count not.
    pub(super) fn segments(&self) -> Vec<String> {
        let parts = self.path.split('/').filter(|part| !part.is_empty());
        // A plus sign in a path is a plus sign.
        parts
            .map(|part| percent_decoded(&part.replace('+', "%2B")))
            .collect()
    }

    /// A parameter of the query, decoded; an empty one counts not.
    pub(super) fn param(&self, name: &str) -> Option<String> {
        query_value(self.query, name).filter(|value| !value.is_empty())
    }

    /// A header by its lower-case name.
    pub(super) fn header(&self, name: &str) -> Option<&'a str> {
        self.headers.get(name)
    }

    /// The token of `Authorization: <scheme> <token>`.
    pub(super) fn token(&self, scheme: &str) -> Option<&'a str> {
        let header = self.header("authorization")?;
        let (said, token) = header.split_once(' ')?;
        said.eq_ignore_ascii_case(scheme).then(|| token.trim())
    }

    /// What HTTP Basic carries, decoded.
    pub(super) fn basic(&self) -> Option<String> {
        let bytes = STANDARD.decode(self.token("basic")?).ok()?;
        String::from_utf8(bytes).ok()
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// When it is none.
    pub(super) fn json(&self) -> Result<Value, Refused> {
        serde_json::from_slice(self.body).map_err(|error| {
            Refused::new(Kind::Malformed, format!("the body is no JSON: {error}"))
                .field("body")
                .nearest("a JSON document")
        })
    }

    /// The body as a form, or as a JSON object of texts.
    pub(super) fn fields(&self) -> Result<Vec<(String, String)>, Refused> {
        let form = self
            .header("content-type")
            .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
        if form {
            let text = String::from_utf8_lossy(self.body);
            let pairs = text.split('&').filter(|pair| !pair.is_empty());
            return Ok(pairs
                .map(|pair| {
                    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                    (percent_decoded(name), percent_decoded(value))
                })
                .collect());
        }
        let body = self.json()?;
        let object = body.as_object().ok_or_else(|| {
            Refused::new(Kind::Malformed, "the body is no JSON object").field("body")
        })?;
        let texts = object.iter().filter_map(|(name, value)| {
            value.as_str().map(|value| (name.clone(), value.to_owned()))
        });
        Ok(texts.collect())
    }
}

/// The field with a name.
pub(super) fn field<'f>(fields: &'f [(String, String)], name: &str) -> Option<&'f str> {
    let mut all = fields.iter();
    all.find(|(known, _)| known == name)
        .map(|(_, value)| value.as_str())
}

/// Two secrets without telling by the time how much of them is alike.
pub(super) fn same(left: &str, right: &str) -> bool {
    let differ = left
        .bytes()
        .zip(right.bytes())
        .fold(0, |all, (a, b)| all | (a ^ b));
    left.len() == right.len() && differ == 0
}
