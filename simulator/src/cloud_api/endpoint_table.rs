//! Every endpoint of this world, as data: what answers it, who may call it, and how much of Meta's behaviour is there.
//! Requests are routed by this table, and the coverage page is printed from it, so the two cannot disagree.

use crate::cloud_api::endpoints::{
    account, analytics, apps, batch, business, flows, groups, history, media, number_parts,
    numbers, signups, templates, uploads, words,
};
use crate::graph::nodes::NodeKind;
use crate::graph::token::Permission;
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::Outcome;

/// How much of an endpoint's behaviour is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coverage {
    /// Behaves as documented.
    Full,
    /// Answers in the documented shape, without the behaviour behind it; why.
    ShapeOnly(&'static str),
    /// Answers as Graph answers an operation that it does not know; why.
    Absent(&'static str),
}

/// Who may call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Anybody with a token.
    Token,
    /// A token with this permission.
    Permission(Permission),
    /// An app's own token.
    AppToken,
}

/// What answers a request.
pub(crate) type Handler = fn(&World, &Call<'_>) -> Outcome;

/// One endpoint.
#[derive(Clone, Copy)]
pub struct Endpoint {
    /// Upper-case method.
    pub method: &'static str,
    /// What the first path segment is.
    pub node: NodeKind,
    /// Second path segment; empty for the node itself.
    pub edge: &'static str,
    /// Who may call.
    pub needs: Needs,
    /// How much of it is there.
    pub coverage: Coverage,
    /// The parameters and fields that have an effect.
    pub fields: &'static [&'static str],
    /// Where Meta documents it.
    pub source: &'static str,
    pub(crate) handler: Handler,
}

impl std::fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:?} {}", self.method, self.node, self.edge)
    }
}

/// Sends are the hot path and are routed before this table is asked; they stand here for the coverage page.
pub const SENDS: [&str; 2] = ["messages", "marketing_messages"];

/// An edge that is an id or a name itself, such as in `/signups/{id}`.
pub(crate) const ANY_EDGE: &str = "*";

/// Every family's endpoints. One slice a family, written beside its handlers.
pub(crate) const FAMILIES: &[&[Endpoint]] = &[
    account::ENDPOINTS,
    analytics::ENDPOINTS,
    apps::ENDPOINTS,
    batch::ENDPOINTS,
    business::ENDPOINTS,
    flows::ENDPOINTS,
    groups::ENDPOINTS,
    history::ENDPOINTS,
    media::ENDPOINTS,
    number_parts::ENDPOINTS,
    numbers::ENDPOINTS,
    signups::ENDPOINTS,
    templates::ENDPOINTS,
    uploads::ENDPOINTS,
    words::ENDPOINTS,
];

/// All endpoints.
pub fn all() -> impl Iterator<Item = &'static Endpoint> {
    FAMILIES.iter().flat_map(|family| family.iter())
}

/// The endpoint of a method, a kind of node and an edge.
pub(crate) fn find(method: &str, node: NodeKind, edge: &str) -> Option<&'static Endpoint> {
    let of_node = || all().filter(|endpoint| endpoint.method == method && endpoint.node == node);
    of_node()
        .find(|endpoint| endpoint.edge == edge)
        .or_else(|| of_node().find(|endpoint| endpoint.edge == ANY_EDGE && !edge.is_empty()))
}
