//! Paths whose first segment is a word and whose second is an id: `/signups/{id}`, `/flow_assets/{flow-id}`.

use super::family::{Family, MANAGES};
use super::{flows, signups};
use crate::cloud_api::endpoint_table::{ANY_EDGE, Endpoint};
use crate::graph::nodes::NodeKind;
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::Outcome;

const WORD: Family = Family {
    node: NodeKind::Word,
    needs: MANAGES,
    source: "Meta, Cloud API, in-app sign-up; WhatsApp Flows, assets",
};
const WHY: &str = "links are kept, and no customer signs up";

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    WORD.shape("GET", ANY_EDGE, &["fields", "hash"], WHY, read),
    WORD.shape(
        "POST",
        ANY_EDGE,
        &[
            "status",
            "signup_message",
            "confirmation_message",
            "website_url",
            "promo_code",
            "display_name",
        ],
        WHY,
        change,
    ),
];

fn read(world: &World, call: &Call<'_>) -> Outcome {
    match call.node {
        "signups" => signups::read(world, call),
        "flow_assets" => flows::download(world, call),
        _ => Err(world.unsupported(call, NodeKind::Word)),
    }
}

fn change(world: &World, call: &Call<'_>) -> Outcome {
    match call.node {
        "signups" => signups::change(world, call),
        _ => Err(world.unsupported(call, NodeKind::Word)),
    }
}
