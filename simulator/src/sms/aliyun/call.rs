//! A request to Aliyun's gateway in its parts: RPC style, parameters in the query, in a form, or in both.

use std::collections::BTreeMap;

use crate::clock::Moment;
use crate::cloud_api::route::query_pairs;
use crate::sms::ALIYUN_MOUNT;
use crate::world::Request;

/// Most parameters of a request; further ones are not read.
const PARAMETERS_MAX: usize = 200;

/// A request.
#[derive(Debug)]
pub(super) struct Call<'a> {
    pub(super) now: Moment,
    pub(super) request: &'a Request<'a>,
    /// The path below the mount; at least a slash.
    pub(super) path: &'a str,
    /// Of the query alone.
    pub(super) query: BTreeMap<String, String>,
    /// Of query and form.
    pub(super) parameters: BTreeMap<String, String>,
}

impl<'a> Call<'a> {
    pub(super) fn read(now: Moment, request: &'a Request<'a>) -> Call<'a> {
        let path = request
            .path
            .strip_prefix(ALIYUN_MOUNT)
            .unwrap_or(request.path);
        let query: BTreeMap<String, String> =
            query_pairs(request.query).take(PARAMETERS_MAX).collect();
        let mut parameters = query.clone();
        if is_form(request) {
            let form = std::str::from_utf8(request.body).unwrap_or_default();
            parameters.extend(query_pairs(form).take(PARAMETERS_MAX));
        }
        Call {
            now,
            request,
            path: if path.is_empty() { "/" } else { path },
            query,
            parameters,
        }
    }

    /// A parameter; None when it is absent or empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let value = self.parameters.get(name).map(String::as_str);
        value.filter(|value| !value.is_empty())
    }

    /// A header by its lower-case name.
    pub(super) fn header(&self, name: &str) -> Option<&'a str> {
        match name {
            "authorization" => self.request.authorization,
            "content-type" => self
                .request
                .content_type
                .or_else(|| self.request.headers.get(name)),
            _ => self.request.headers.get(name),
        }
    }

    /// Whether it is signed by the newer scheme.
    pub(super) fn is_acs3(&self) -> bool {
        self.header("authorization")
            .is_some_and(|value| value.starts_with("ACS3-"))
    }

    /// What is to be done.
    pub(super) fn action(&self) -> Option<&str> {
        let header = self.header("x-acs-action").filter(|_| self.is_acs3());
        header.or_else(|| self.get("Action"))
    }

    /// The version of the API.
    pub(super) fn version(&self) -> Option<&str> {
        let header = self.header("x-acs-version").filter(|_| self.is_acs3());
        header.or_else(|| self.get("Version"))
    }

    /// Whether the answer is JSON: XML is what the older scheme gets without `Format`.
    pub(super) fn wants_json(&self) -> bool {
        let format = self.get("Format");
        self.is_acs3() || format.is_some_and(|format| format.eq_ignore_ascii_case("json"))
    }

    /// The host that the client means to talk to.
    pub(super) fn host(&self) -> &str {
        self.header("host").unwrap_or("dysmsapi.aliyuncs.com")
    }
}

fn is_form(request: &Request<'_>) -> bool {
    request.content_type.is_some_and(|kind| {
        kind.trim()
            .to_ascii_lowercase()
            .starts_with("application/x-www-form-urlencoded")
    })
}
