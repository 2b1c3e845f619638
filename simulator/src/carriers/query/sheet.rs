//! What is known of a query API, as data: printed as a table, and used to refuse as the API would.

use std::time::Duration;

use super::asked::Asked;
use super::window::Standing;

/// An API's rules and where they come from.
#[derive(Debug, Clone, Copy)]
pub struct Sheet {
    /// The word in its path, in the connector's file and in the ledger.
    pub word: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// What can be asked, for the table.
    pub asks: &'static str,
    /// Method and path of everything that is answered, behind the API's base.
    pub paths: &'static [&'static str],
    /// Who may ask.
    pub auth: &'static str,
    /// How often; `None` when no limit is known.
    pub limit: Option<Limit>,
    /// Numbers that one request may name; 0 where it names one by its path.
    pub numbers_max: usize,
    /// Whether the vendor's own public documents describe paths, authorization, answers and errors.
    pub confirmed: bool,
    /// What they do not describe, and what is played instead; empty when there is nothing.
    pub unconfirmed: &'static str,
    /// The public source of the rules.
    pub source: &'static str,
    /// Whether anybody may ask for this path, as often as wanted.
    pub(super) open: fn(&str) -> bool,
    /// The headers that tell how a request stands to the limit.
    pub(super) limit_headers: fn(&Asked<'_>, &Standing, Limit) -> Vec<(&'static str, String)>,
}

/// So many requests in a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Requests.
    pub requests: u32,
    /// The window, on the world's clock.
    pub per: Duration,
    /// Whether the vendor's own documents say so.
    pub confirmed: bool,
}

impl Limit {
    pub(super) const fn per_second(requests: u32) -> Limit {
        Limit::within(requests, 1)
    }

    pub(super) const fn per_minute(requests: u32) -> Limit {
        Limit::within(requests, 60)
    }

    const fn within(requests: u32, seconds: u64) -> Limit {
        Limit {
            requests,
            per: Duration::from_secs(seconds),
            confirmed: true,
        }
    }

    /// A figure of which no document of the vendor's was found.
    pub(super) const fn unconfirmed(self) -> Limit {
        Limit {
            confirmed: false,
            ..self
        }
    }

    pub(super) const fn every(self, seconds: u64) -> Limit {
        Limit {
            per: Duration::from_secs(seconds),
            ..self
        }
    }
}

/// Nothing may be asked without authorization.
pub(super) fn closed(_: &str) -> bool {
    false
}

/// The limit is not told.
pub(super) fn untold(_: &Asked<'_>, _: &Standing, _: Limit) -> Vec<(&'static str, String)> {
    Vec::new()
}
