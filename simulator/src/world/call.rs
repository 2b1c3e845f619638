//! A request on its way to an endpoint: routed, and its token known. Graph takes parameters from the query, a JSON
//! body or a form alike; here they become one list.

use std::cell::OnceCell;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::Request;
use crate::clock::Moment;
use crate::cloud_api::answer::Refusal;
use crate::cloud_api::route;
use crate::graph::token::Token;

/// A request on its way to an endpoint.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) now: Moment,
    pub(crate) request: &'a Request<'a>,
    /// Major version of the path; None without one.
    pub(crate) version: Option<u32>,
    /// First path segment after the version: an object's id, or empty.
    pub(crate) node: &'a str,
    /// Second segment, or empty.
    pub(crate) edge: &'a str,
    /// What follows, at most 4 segments.
    pub(crate) rest: Vec<&'a str>,
    pub(crate) token: Arc<Token>,
    parameters: OnceCell<Result<Map<String, Value>, Box<Refusal>>>,
}

impl<'a> Call<'a> {
    pub(crate) fn new(
        now: Moment,
        request: &'a Request<'a>,
        path: route::Path<'a>,
        token: Arc<Token>,
    ) -> Call<'a> {
        Call {
            now,
            request,
            version: path.version,
            node: path.node,
            edge: path.edge,
            rest: path.rest,
            token,
            parameters: OnceCell::new(),
        }
    }

    /// All parameters: query first, then the body's; of two with one name the body's wins.
    ///
    /// # Errors
    /// 100 when the body says it is JSON and is not an object.
    pub(crate) fn parameters(&self) -> Result<&Map<String, Value>, Box<Refusal>> {
        self.parameters
            .get_or_init(|| self.read_parameters())
            .as_ref()
            .map_err(Clone::clone)
    }

    /// One parameter as text; a number or a boolean as it is written, an object or a list as JSON.
    pub(crate) fn param(&self, name: &str) -> Option<String> {
        let value = self.parameters().ok()?.get(name)?;
        Some(match value {
            Value::String(text) => text.clone(),
            Value::Null => return None,
            other => other.to_string(),
        })
    }

    /// One parameter as JSON: a text that holds a list or an object counts as one, as on Graph.
    pub(crate) fn value(&self, name: &str) -> Option<Value> {
        let value = self.parameters().ok()?.get(name)?.clone();
        match &value {
            Value::String(text) if text.starts_with(['{', '[']) => {
                Some(serde_json::from_str(text).unwrap_or(value))
            }
            _ => Some(value),
        }
    }

    /// The names in `?fields=`, those of nested fields cut at the parenthesis or brace; empty when none are asked for.
    pub(crate) fn fields(&self) -> Vec<String> {
        self.param("fields")
            .map(|text| route::top_level_fields(&text))
            .unwrap_or_default()
    }

    fn read_parameters(&self) -> Result<Map<String, Value>, Box<Refusal>> {
        let mut all = Map::new();
        for (key, value) in route::query_pairs(self.request.query) {
            all.insert(key, Value::String(value));
        }
        let body = self.request.body;
        let kind = self.request.content_type.unwrap_or("");
        if body.is_empty() || kind.starts_with("multipart/") {
            return Ok(all);
        }
        if kind.starts_with("application/x-www-form-urlencoded") {
            let text = String::from_utf8_lossy(body);
            for (key, value) in route::query_pairs(&text) {
                all.insert(key, Value::String(value));
            }
            return Ok(all);
        }
        if kind.is_empty() || kind.starts_with("application/json") || kind.starts_with("text/") {
            let object: Map<String, Value> = serde_json::from_slice(body).map_err(|error| {
                Refusal::new(100, "", "the body must be a JSON object")
                    .details(format!("Invalid parameter: {error}"))
                    .got(String::from_utf8_lossy(&body[..body.len().min(200)]))
                    .nearest("{\"name\":\"value\"}")
            })?;
            all.extend(object);
        }
        Ok(all)
    }
}
