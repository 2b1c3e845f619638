//! A request as it left the wire: plain borrowed values, so that the core knows nothing of hyper.

use std::fmt;

/// Headers by name.
pub trait HeaderLookup: fmt::Debug + Sync {
    /// The first value of a header whose name is given in lower case; None when it is absent or no text.
    fn get(&self, name: &str) -> Option<&str>;
}

/// No headers at all.
#[derive(Debug, Clone, Copy)]
pub struct NoHeaders;

impl HeaderLookup for NoHeaders {
    fn get(&self, _name: &str) -> Option<&str> {
        None
    }
}

/// A request as it left the wire.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Upper-case method.
    pub method: &'a str,
    /// Path without the query.
    pub path: &'a str,
    /// The query, without the question mark; empty when there is none.
    pub query: &'a str,
    /// The `Authorization` header.
    pub authorization: Option<&'a str>,
    /// The `Content-Type` header.
    pub content_type: Option<&'a str>,
    /// Every other header.
    pub headers: &'a dyn HeaderLookup,
    /// The whole body.
    pub body: &'a [u8],
}

impl<'a> Request<'a> {
    /// Without query, token, headers and body.
    pub fn new(method: &'a str, path: &'a str) -> Request<'a> {
        Request {
            method,
            path,
            query: "",
            authorization: None,
            content_type: None,
            headers: &NoHeaders,
            body: &[],
        }
    }

    /// With a query.
    pub fn query(self, query: &'a str) -> Request<'a> {
        Request { query, ..self }
    }

    /// With an `Authorization` header.
    pub fn authorization(self, authorization: &'a str) -> Request<'a> {
        Request {
            authorization: Some(authorization),
            ..self
        }
    }

    /// With a JSON body.
    pub fn json(self, body: &'a [u8]) -> Request<'a> {
        Request {
            content_type: Some("application/json"),
            body,
            ..self
        }
    }
}
