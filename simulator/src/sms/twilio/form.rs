//! The parameters of a request to Twilio: a form, in which a name may come more than once.

use crate::cloud_api::route::query_pairs;
use crate::world::Request;

/// Most parameters of a request; further ones are not read.
const PARAMETERS_MAX: usize = 200;

#[derive(Debug)]
pub(super) struct Form {
    pairs: Vec<(String, String)>,
}

impl Form {
    /// Of a request's body; empty when it is no text.
    pub(super) fn read(request: &Request<'_>) -> Form {
        let text = std::str::from_utf8(request.body).unwrap_or_default();
        Form {
            pairs: query_pairs(text).take(PARAMETERS_MAX).collect(),
        }
    }

    /// The first value of a name, even an empty one.
    pub(super) fn given(&self, name: &str) -> Option<&str> {
        let found = self.pairs.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The first value of a name, unless it is empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.given(name).filter(|value| !value.is_empty())
    }

    /// Every value of a name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = self.pairs.iter().filter(move |(known, _)| known == name);
        named.map(|(_, value)| value.as_str())
    }
}
