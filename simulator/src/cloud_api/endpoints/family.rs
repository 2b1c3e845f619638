//! What the endpoints of a family share, so that its part of the table reads as a list.

use crate::cloud_api::endpoint_table::{Coverage, Endpoint, Handler, Needs};
use crate::graph::nodes::NodeKind;
use crate::graph::token::Permission;
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::Outcome;

/// A token that may manage.
pub(crate) const MANAGES: Needs = Needs::Permission(Permission::WhatsappBusinessManagement);
/// A token that may send.
pub(crate) const SENDS: Needs = Needs::Permission(Permission::WhatsappBusinessMessaging);
/// A token that may manage portfolios.
pub(crate) const OWNS: Needs = Needs::Permission(Permission::BusinessManagement);

/// What the endpoints of a family share.
#[derive(Clone, Copy)]
pub(crate) struct Family {
    pub(crate) node: NodeKind,
    pub(crate) needs: Needs,
    pub(crate) source: &'static str,
}

impl Family {
    /// An endpoint that behaves as documented.
    pub(crate) const fn full(
        self,
        method: &'static str,
        edge: &'static str,
        fields: &'static [&'static str],
        handler: Handler,
    ) -> Endpoint {
        Endpoint {
            method,
            node: self.node,
            edge,
            needs: self.needs,
            coverage: Coverage::Full,
            fields,
            source: self.source,
            handler,
        }
    }

    /// An endpoint with the documented answer and not all of the behaviour behind it.
    pub(crate) const fn shape(
        self,
        method: &'static str,
        edge: &'static str,
        fields: &'static [&'static str],
        why: &'static str,
        handler: Handler,
    ) -> Endpoint {
        Endpoint {
            coverage: Coverage::ShapeOnly(why),
            ..self.full(method, edge, fields, handler)
        }
    }

    /// An endpoint that Meta has and this world has not.
    pub(crate) const fn absent(
        self,
        method: &'static str,
        edge: &'static str,
        why: &'static str,
    ) -> Endpoint {
        Endpoint {
            coverage: Coverage::Absent(why),
            ..self.full(method, edge, &[], refuse)
        }
    }
}

/// Refuses as Graph refuses an operation that it does not support.
fn refuse(world: &World, call: &Call<'_>) -> Outcome {
    Err(world.unsupported(call, world.kind(call.node)))
}
