//! The review clock: a template is submitted, waits, and is approved or rejected.
//!
//! Source: Meta, Cloud API, template review and template categorization.

use super::magic::{self, REASONS, Review};
use super::notices::Notices;
use super::{Effects, Record, category, life_of, lock};
use crate::chance::index_of;
use crate::clock::Moment;
use crate::due::{Due, Timer, TimerDue};
use crate::graph::account::Account;
use crate::limits::template_life::TemplateLife;
use crate::template::{Quality, Template, TemplateStatus};
use crate::webhook::fields::TemplateEvent;
use crate::world::World;

/// A template was created or edited: its status is pending until the timer that comes back.
pub(crate) fn submitted(
    world: &World,
    now: Moment,
    account: &Account,
    template: &mut Template,
) -> Vec<Due> {
    template.status = TemplateStatus::Pending;
    template.rejected_reason = None;
    let due = now.after(world.settings.graph.templates.review_after);
    if let Some(record) = world.templates.record(&template.id) {
        lock(&record).review_due = Some(due);
    }
    vec![Due::Timer(TimerDue {
        due,
        timer: Timer::TemplateReview {
            account: account.id.to_string(),
            template: template.id.clone(),
        },
    })]
}

/// The review is over. Nothing happens when the template is gone, or under a later review.
pub(super) fn decided(world: &World, now: Moment, account: &Account, id: &str) -> Effects {
    let mut catalog = account.catalog_mut();
    let Some(template) = catalog.by_id_mut(id) else {
        return Effects::default();
    };
    let Some(record) = world.templates.record(id) else {
        return Effects::default();
    };
    let mut record = lock(&record);
    let ended = record.review_due.is_some_and(|due| due <= now);
    if !ended || template.status != TemplateStatus::Pending {
        return Effects::default();
    }
    record.review_due = None;
    match judge(world, template) {
        Review::Never => Effects::default(),
        Review::Rejected(reason) => rejected(world, now, account, template, reason),
        outcome => {
            let mut effects = Effects::default();
            if outcome == Review::AsMarketing && template.category == "UTILITY" {
                let done =
                    category::change(world, now, account, template, &mut record, "MARKETING");
                effects.due.push(done);
            }
            effects
                .due
                .push(approved(world, now, account, template, &mut record));
            if outcome == Review::SoonMarketing && template.category == "UTILITY" {
                let announced = category::announce(world, now, account, template, &mut record);
                effects.due.extend(announced);
            }
            effects
        }
    }
}

fn judge(world: &World, template: &Template) -> Review {
    if let Some(ordered) = magic::review(&template.name) {
        return ordered;
    }
    if has_neighboring_variables(&template.body) {
        return Review::Rejected("INVALID_FORMAT");
    }
    let settings = &world.settings.graph.templates;
    let index = index_of(&template.id);
    if world
        .chance
        .happens("template reject", index, settings.rejected_share)
    {
        let drawn = world.chance.unit("reject reason", index);
        let at = (drawn * REASONS.len() as f64) as usize;
        return Review::Rejected(REASONS[at.min(REASONS.len() - 1)]);
    }
    let utility = template.category == "UTILITY";
    if utility
        && world
            .chance
            .happens("template recat", index, settings.recategorized_share)
    {
        return Review::AsMarketing;
    }
    Review::Approved
}

/// Approved, for the first time or again after an edit.
pub(super) fn approved(
    world: &World,
    now: Moment,
    account: &Account,
    template: &mut Template,
    record: &mut Record,
) -> Due {
    template.status = TemplateStatus::Approved;
    template.rejected_reason = None;
    if template.quality != Quality::Unknown {
        template.quality = Quality::Unknown;
        record.quality_since = now;
    }
    if record.pauses == 0 {
        // Nothing to remember yet, and the category may be another one since.
        record.life = life_of(template, world.settings.graph.templates.life);
    } else {
        TemplateLife::approved_again(&mut record.life);
    }
    record.changed = now;
    Notices {
        world,
        now,
        account: &account.id,
    }
    .status(template, TemplateEvent::Approved)
}

/// Rejected, with Meta's word for why.
pub(super) fn rejected(
    world: &World,
    now: Moment,
    account: &Account,
    template: &mut Template,
    reason: &'static str,
) -> Effects {
    template.status = TemplateStatus::Rejected;
    template.rejected_reason = Some(reason.to_owned());
    let told = Notices {
        world,
        now,
        account: &account.id,
    }
    .rejected(template, reason);
    Effects {
        due: vec![told],
        ..Effects::default()
    }
}

/// Two variables with nothing but spaces between them: the review's own example of INVALID_FORMAT.
pub(super) fn has_neighboring_variables(text: &str) -> bool {
    text.match_indices("}}")
        .any(|(at, _)| text[at + 2..].trim_start().starts_with("{{"))
}
