//! Deletion: at once, or, while messages of the template are still on their way, once they have arrived. The name of
//! a template that had been approved stays blocked.
//!
//! Source: Meta, Cloud API, template management, "Delete templates".

use super::notices::Notices;
use super::{Effects, Lives, lock};
use crate::clock::Moment;
use crate::due::{Due, Timer, TimerDue};
use crate::graph::account::Account;
use crate::template::{Catalog, TemplateStatus};
use crate::webhook::fields::TemplateEvent;
use crate::world::World;

/// The kind of [`Timer::Ready`] for a deletion that waited.
pub(super) const DELETION: &str = "template gone";

/// Deletes a template of an account whose catalog is held.
pub(crate) fn delete(
    world: &World,
    now: Moment,
    account: &Account,
    catalog: &mut Catalog,
    id: &str,
) -> Vec<Due> {
    let Some(name) = catalog.by_id(id).map(|template| template.name.clone()) else {
        return Vec::new();
    };
    let deleted = TemplateStatus::PendingDeletion;
    let mut others = catalog.named(&name).into_iter();
    let last = others.all(|other| other.id == id || other.status == deleted);
    let (Some(template), Some(record)) = (catalog.by_id_mut(id), world.templates.record(id)) else {
        return Vec::new();
    };
    let record = lock(&record);
    if was_approved(template.status) {
        let mut names = lock(&record.desk.names);
        names.note_deleted(now, &spoken(&template.name, &template.language));
        if last {
            names.note_deleted(now, &template.name);
        }
    }
    if record.under_way_until > now {
        template.status = TemplateStatus::PendingDeletion;
        let notices = Notices {
            world,
            now,
            account: &account.id,
        };
        let told = notices.status(template, TemplateEvent::PendingDeletion);
        let timer = Due::Timer(TimerDue {
            due: record.under_way_until,
            timer: Timer::Ready(DELETION, id.to_owned()),
        });
        return vec![told, timer];
    }
    drop(record);
    removed(world, now, account, catalog, id)
}

/// The last message of a template that was deleted has arrived.
pub(crate) fn gone(world: &World, now: Moment, id: &str) -> Effects {
    let Some(account) = world
        .templates
        .account_of(id)
        .and_then(|account| world.accounts.get(&*account))
    else {
        return Effects::default();
    };
    let mut catalog = account.catalog_mut();
    let pending = catalog
        .by_id(id)
        .is_some_and(|template| template.status == TemplateStatus::PendingDeletion);
    if !pending {
        return Effects::default();
    }
    Effects {
        due: removed(world, now, account, &mut catalog, id),
        ..Effects::default()
    }
}

fn removed(
    world: &World,
    now: Moment,
    account: &Account,
    catalog: &mut Catalog,
    id: &str,
) -> Vec<Due> {
    let Some(mut template) = catalog.remove_by_id(id) else {
        return Vec::new();
    };
    world.templates.forget(id);
    world.nodes.remove(id);
    template.status = TemplateStatus::Deleted;
    let notices = Notices {
        world,
        now,
        account: &account.id,
    };
    vec![notices.status(&template, TemplateEvent::Deleted)]
}

fn was_approved(status: TemplateStatus) -> bool {
    matches!(
        status,
        TemplateStatus::Approved | TemplateStatus::Paused | TemplateStatus::Disabled
    )
}

impl Lives {
    /// Until when a name is blocked in a language, by the deletion of a template of that name: of all its languages,
    /// or of this one.
    pub(crate) fn blocked_until(
        &self,
        now: Moment,
        account: &str,
        name: &str,
        language: &str,
    ) -> Option<Moment> {
        let desk = self.desk(account)?;
        let names = lock(&desk.names);
        names
            .blocked_until(now, name)
            .or_else(|| names.blocked_until(now, &spoken(name, language)))
    }
}

/// A name in one language. No name has a line break.
fn spoken(name: &str, language: &str) -> String {
    format!("{name}\n{language}")
}
