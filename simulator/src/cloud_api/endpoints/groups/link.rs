//! A group's invite link.

use serde_json::json;

use super::make::new_link;
use super::with;
use crate::cloud_api::answer::Refusal;
use crate::cloud_api::endpoints::numbers::whatsapp;
use crate::graph::group::Group;
use crate::world::World;
use crate::world::call::Call;
use crate::world::done::{Done, Outcome};

pub(super) fn read(world: &World, call: &Call<'_>) -> Outcome {
    shown(with(world, call, |group| group.invite_link())?)
}

/// A new link; the old one is void.
pub(super) fn renew(world: &World, call: &Call<'_>) -> Outcome {
    whatsapp(call)?;
    let link = new_link(world);
    let change = |group: &mut Group| {
        group.link = Some(link);
        group.invite_link()
    };
    shown(with(world, call, change)?)
}

pub(super) fn delete(world: &World, call: &Call<'_>) -> Outcome {
    whatsapp(call)?;
    with(world, call, |group| group.link = None)?;
    Ok(Done::json(
        &json!({ "messaging_product": "whatsapp", "success": "true" }),
    ))
}

fn shown(link: Option<String>) -> Outcome {
    match link {
        Some(link) => Ok(Done::json(
            &json!({ "messaging_product": "whatsapp", "invite_link": link }),
        )),
        None => Err(Box::new(
            Refusal::new(100, "path", "the group's invite link was deleted")
                .nearest("POST invite_link makes a new one"),
        )),
    }
}
