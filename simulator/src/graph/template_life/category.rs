//! Recategorization: Meta finds that a utility template advertises, and makes it a marketing template, at once or
//! with 24 hours' notice. The template's time to live is lost on the way.
//!
//! Source: Meta, Cloud API, template categorization; template time-to-live.

use super::notices::Notices;
use super::{Effects, Record, charged_as, lock};
use crate::clock::Moment;
use crate::due::{Due, Timer, TimerDue};
use crate::graph::account::Account;
use crate::template::Template;
use crate::world::World;

/// The kind of [`Timer::Ready`] for an announced change of category.
pub(super) const ANNOUNCED: &str = "template category";

/// Changes it now.
pub(super) fn change(
    world: &World,
    now: Moment,
    account: &Account,
    template: &mut Template,
    record: &mut Record,
    to: &str,
) -> Due {
    let previous = std::mem::replace(&mut template.category, to.to_owned());
    template.previous_category = Some(previous.clone());
    template.ttl_seconds = None;
    record.correct_category = None;
    record.life.set_category(charged_as(to));
    record.changed = now;
    Notices {
        world,
        now,
        account: &account.id,
    }
    .category_changed(template, previous)
}

/// Announces that it becomes marketing: the webhook, and the timer for the change.
pub(super) fn announce(
    world: &World,
    now: Moment,
    account: &Account,
    template: &Template,
    record: &mut Record,
) -> [Due; 2] {
    let at = now.after(world.settings.graph.templates.recategorization_notice);
    record.correct_category = Some(("MARKETING", at));
    let notices = Notices {
        world,
        now,
        account: &account.id,
    };
    let told = notices.category_announced(template, "MARKETING", at);
    let timer = Due::Timer(TimerDue {
        due: at,
        timer: Timer::Ready(ANNOUNCED, template.id.clone()),
    });
    [told, timer]
}

/// The notice is over. Nothing happens when the template is gone or the change was called off.
pub(crate) fn announced_is_due(world: &World, now: Moment, id: &str) -> Effects {
    let Some(account) = world
        .templates
        .account_of(id)
        .and_then(|account| world.accounts.get(&*account))
    else {
        return Effects::default();
    };
    let mut catalog = account.catalog_mut();
    let (Some(template), Some(record)) = (catalog.by_id_mut(id), world.templates.record(id)) else {
        return Effects::default();
    };
    let mut record = lock(&record);
    let Some((correct, _)) = record.correct_category.filter(|(_, at)| *at <= now) else {
        return Effects::default();
    };
    let done = change(world, now, account, template, &mut record, correct);
    Effects {
        due: vec![done],
        ..Effects::default()
    }
}
