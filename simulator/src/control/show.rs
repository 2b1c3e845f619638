//! Facts as JSON for people: the fields stand in the order in which one reads them.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::clock::Moment;
use crate::cloud_api::error_code;
use crate::observation::{CarrierQuery, Outcome, Rejection};
use crate::recent::Found;

mod message;
mod posted;
mod short_message;

pub(super) use message::MessageShown;
pub(super) use posted::{AttemptShown, PostedShown};
pub(super) use short_message::ShortMessageShown;

/// World time as RFC 3339 in UTC, to the millisecond.
pub(super) fn time(moment: Moment) -> String {
    jiff::Timestamp::from_microsecond(moment.0 as i64)
        .map(|at| at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string())
        .unwrap_or_default()
}

/// The word of an outcome, for a filter.
pub(super) fn outcome(word: &str) -> Option<Outcome> {
    [
        Outcome::Ack,
        Outcome::Nack,
        Outcome::DefiniteNo,
        Outcome::Indefinite,
    ]
    .into_iter()
    .find(|outcome| outcome.word() == word)
}

/// A list under its name, with how much there is beside it.
pub(super) struct Listed<T> {
    name: &'static str,
    items: Vec<T>,
    kept: usize,
    forgotten: u64,
}

impl<T> Listed<T> {
    pub(super) fn new<'a, F>(
        name: &'static str,
        found: &'a Found<F>,
        show: impl Fn(&'a F) -> T,
    ) -> Listed<T> {
        Listed {
            name,
            items: found.items.iter().map(show).collect(),
            kept: found.kept,
            forgotten: found.forgotten,
        }
    }
}

impl<T: Serialize> Serialize for Listed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry(self.name, &self.items)?;
        map.serialize_entry("kept", &self.kept)?;
        map.serialize_entry("forgotten", &self.forgotten)?;
        map.end()
    }
}

#[derive(Serialize)]
pub(super) struct RejectionShown<'a> {
    fbtrace_id: &'a str,
    at: String,
    request: &'a str,
    code: u32,
    title: Option<&'static str>,
    rule: &'a str,
    field: &'a str,
    got: &'a str,
    nearest: &'a str,
}

impl<'a> RejectionShown<'a> {
    pub(super) fn new(refused: &'a Rejection) -> RejectionShown<'a> {
        RejectionShown {
            fbtrace_id: &refused.fbtrace_id,
            at: time(Moment::from_unix_s(refused.at_unix_s)),
            request: &refused.request,
            code: refused.code,
            title: graphs(refused).map(|known| known.title),
            rule: &refused.rule,
            field: &refused.field,
            got: &refused.got,
            nearest: &refused.nearest,
        }
    }
}

/// What Graph means by the code; a carrier's refusal has none of Graph's.
fn graphs(refused: &Rejection) -> Option<&'static error_code::ErrorCode> {
    error_code::find(refused.code).filter(|_| !refused.of_carrier())
}

/// A question to a carrier.
#[derive(Serialize)]
pub(super) struct QueryShown<'a> {
    carrier: &'static str,
    at: String,
    request: &'a str,
    tracking_numbers: &'a [String],
    http_status: u16,
    #[serde(skip_serializing_if = "str::is_empty")]
    refused: &'static str,
}

impl<'a> QueryShown<'a> {
    pub(super) fn new(query: &'a CarrierQuery) -> QueryShown<'a> {
        QueryShown {
            carrier: query.api,
            at: time(query.at),
            request: &query.request,
            tracking_numbers: &query.numbers,
            http_status: query.http_status,
            refused: query.refused,
        }
    }
}

/// A rejection with what its code means.
#[derive(Serialize)]
pub(super) struct Explanation<'a> {
    #[serde(flatten)]
    refused: RejectionShown<'a>,
    http_status: Option<u16>,
    /// May it be sent again: permanent, transient, auth.
    retry: Option<&'static str>,
    /// What leads to this code here.
    cause: Option<&'static str>,
}

impl<'a> Explanation<'a> {
    pub(super) fn new(refused: &'a Rejection) -> Explanation<'a> {
        let known = graphs(refused);
        let of_carrier = refused.of_carrier().then_some(refused.code as u16);
        Explanation {
            refused: RejectionShown::new(refused),
            http_status: known.map(|known| known.http_status).or(of_carrier),
            retry: known.map(|known| known.retry.word()),
            cause: known.map(|known| known.cause),
        }
    }
}
