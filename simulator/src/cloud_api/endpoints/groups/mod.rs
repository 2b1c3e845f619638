//! Groups: made in the background, led by the business, joined by customers with a link.
//!
//! What changes a group is answered with a request id; the webhook that names it says how it ended. Every registered
//! number may have groups here: Meta's demand for an official business account is not made.
//!
//! Source: Meta, Cloud API, groups, reference and webhooks; business messaging OpenAPI v23.0.

mod link;
mod make;
mod notices;
mod participants;
mod picture;
mod read;
mod requests;
mod settings;

use std::time::Duration;

use super::family::{Family, MANAGES, SENDS};
use crate::clock::Moment;
use crate::cloud_api::answer::Refusal;
use crate::cloud_api::endpoint_table::Endpoint;
use crate::due::Due;
use crate::graph::group::{Group, Join};
use crate::graph::nodes::NodeKind;
use crate::world::call::Call;
use crate::world::{Shard, World, lock};

const NUMBER: Family = Family {
    node: NodeKind::Number,
    needs: SENDS,
    source: "Meta, Cloud API, groups",
};
const GROUP: Family = Family {
    node: NodeKind::Group,
    needs: MANAGES,
    ..NUMBER
};
const USERS: &[&str] = &["messaging_product", "participants"];
const REQUESTS: &[&str] = &["messaging_product", "join_requests"];

pub(crate) const ENDPOINTS: &[Endpoint] = &[
    NUMBER.full(
        "POST",
        "groups",
        &[
            "messaging_product",
            "subject",
            "description",
            "join_approval_mode",
        ],
        make::create,
    ),
    NUMBER.full("GET", "groups", &["limit", "after", "before"], read::list),
    GROUP.full("GET", "", &["fields"], read::read),
    GROUP.full(
        "POST",
        "",
        &["messaging_product", "subject", "description", "file"],
        settings::change,
    ),
    GROUP.full("DELETE", "", &[], make::delete),
    GROUP.full("POST", "participants", USERS, participants::add),
    GROUP.full("DELETE", "participants", USERS, participants::remove),
    GROUP.full("GET", "invite_link", &[], link::read),
    GROUP.full("POST", "invite_link", &["messaging_product"], link::renew),
    GROUP.full(
        "DELETE",
        "invite_link",
        &["messaging_product"],
        link::delete,
    ),
    GROUP.full(
        "GET",
        "join_requests",
        &["limit", "after", "before"],
        requests::list,
    ),
    GROUP.full("POST", "join_requests", REQUESTS, requests::approve),
    GROUP.full("DELETE", "join_requests", REQUESTS, requests::reject),
];

/// Operations on groups that a number may ask for in a minute. Meta publishes no figure: ours.
const OPERATIONS_MAX: usize = 100;
const OPERATIONS_WITHIN: Duration = Duration::from_secs(60);

/// Counts an operation on groups of the number that the call is about; looking costs nothing.
///
/// # Errors
/// 131208 when the number has asked for too many of late.
pub(crate) fn counted(world: &World, call: &Call<'_>, kind: NodeKind) -> Result<(), Box<Refusal>> {
    let number = match kind {
        _ if call.request.method == "GET" => None,
        NodeKind::Number if call.edge == "groups" => Some(call.node.to_owned()),
        NodeKind::Group => world
            .groups
            .with(call.node, call.now, |group| group.number_id.clone()),
        _ => None,
    };
    let Some(shard) = number.and_then(|number| world.shards.get(&number)) else {
        return Ok(());
    };
    let operations = &mut lock(&shard.card).group_operations;
    while operations
        .front()
        .is_some_and(|at| call.now.since(*at) >= OPERATIONS_WITHIN)
    {
        operations.pop_front();
    }
    if operations.len() >= OPERATIONS_MAX {
        let rule = format!("at most {OPERATIONS_MAX} operations on groups of a number in a minute");
        return Err(Box::new(
            Refusal::new(131_208, "path", rule).nearest("the same call a minute later"),
        ));
    }
    operations.push_back(call.now);
    Ok(())
}

/// Looks at the group of the call, or changes it.
fn with<R>(
    world: &World,
    call: &Call<'_>,
    look: impl FnOnce(&mut Group) -> R,
) -> Result<R, Box<Refusal>> {
    world
        .groups
        .with(call.node, call.now, look)
        .ok_or_else(|| world.unsupported(call, NodeKind::Word))
}

/// The number that owns a group.
fn owner<'w>(world: &'w World, call: &Call<'_>, number: &str) -> Result<&'w Shard, Box<Refusal>> {
    world
        .shards
        .get(number)
        .ok_or_else(|| world.unsupported(call, NodeKind::Word))
}

/// The number of the group of the call.
fn owner_of_call<'w>(world: &'w World, call: &Call<'_>) -> Result<&'w Shard, Box<Refusal>> {
    let number = with(world, call, |group| group.number_id.clone())?;
    owner(world, call, &number)
}

impl World {
    /// Meta suspends a group, or lets it go on (131207); false when there is none of this id.
    pub fn suspend_group(&self, now: Moment, group: &str, suspended: bool) -> bool {
        let set = |group: &mut Group| group.suspended = suspended;
        self.groups.with(group, now, set).is_some()
    }

    /// A customer taps a group's invite link: what came of it, and the webhook that tells the business.
    pub fn customer_joins_group(
        &self,
        now: Moment,
        group: &str,
        wa_id: &str,
    ) -> (Join, Option<Due>) {
        let request_id = format!("jr{}", self.new_id());
        let joined = self.groups.with(group, now, |group| {
            (group.join(wa_id, request_id, now), group.number_id.clone())
        });
        let Some((join, number)) = joined else {
            return (Join::Refused("there is no such group"), None);
        };
        let Some(shard) = self.shards.get(&number) else {
            return (join, None);
        };
        let due = match &join {
            Join::Joined => Some(notices::joined(
                self,
                shard,
                group,
                &[wa_id.to_owned()],
                now,
            )),
            Join::Asked(request) => Some(notices::asked(self, shard, group, request)),
            Join::Refused(_) => None,
        };
        (join, due)
    }
}

#[cfg(test)]
mod tests;
