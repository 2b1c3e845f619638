//! What a send is judged against beside its own body. Everything is borrowed or asked for only when a body names it, so
//! that a plain send costs nothing for it.

use crate::meta_switches::MetaSwitches;
use crate::settings::PhoneNumber;
use crate::template::Catalog;

/// The world around a send, as far as its form depends on it.
#[derive(Clone, Copy)]
pub(crate) struct Surroundings<'a> {
    /// The account's templates.
    pub(crate) catalog: &'a Catalog,
    /// Which endpoint was called.
    pub(crate) edge: Edge,
    /// The sending number.
    pub(crate) sender: &'a PhoneNumber,
    /// The MIME type of an uploaded medium; None when there is no such id, empty when any kind is right.
    pub(crate) media: &'a dyn Fn(&str) -> Option<String>,
    /// Whether the sending number is in a group of this id.
    pub(crate) group: &'a dyn Fn(&str) -> bool,
    /// Where a flow stands, by its id or its name.
    pub(crate) flow: &'a dyn Fn(&str) -> Option<FlowState>,
    /// How contradictions in Meta's sources are settled.
    pub(crate) switches: &'a MetaSwitches,
}

/// The endpoint of a send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edge {
    /// `/messages`.
    Messages,
    /// `/marketing_messages`: marketing templates alone.
    MarketingMessages,
}

/// Where a flow stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlowState {
    /// May be sent with `mode` `draft` only.
    Draft,
    /// May be sent.
    Published,
    /// Withdrawn.
    Deprecated,
    /// 132068.
    Blocked,
    /// Throttled, and its 10 messages of the hour are spent: 132069.
    Throttled,
}
