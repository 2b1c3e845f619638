//! What the person at the keyboard orders of a template: a status, a quality, a category, a decision on what is held.
//! Each order goes the way that Meta's own change would go, with its webhooks.

use super::magic::REASONS;
use super::notices::Notices;
use super::{Effects, category, deletion, lock, review, sending};
use crate::clock::Moment;
use crate::graph::account::Account;
use crate::limits::quality::Quality as Score;
use crate::limits::template_life::Feedback;
use crate::template::{Quality, TemplateStatus};
use crate::webhook::fields::TemplateEvent;
use crate::world::World;

/// An order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ordered {
    /// This status now. Paused and disabled come with bad quality; approved ends a pause; deleted deletes.
    Status(TemplateStatus),
    /// Rejected now, for this reason, such as `SCAM`; an unknown one counts as `INVALID_FORMAT`.
    Rejected(String),
    /// This quality now. Red pauses.
    Quality(Quality),
    /// This category now.
    Category(&'static str),
    /// Marketing, with notice.
    CategorySoon,
    /// Held messages go now.
    Release,
    /// Held messages fail now.
    FailHeld,
}

impl Ordered {
    /// The order that a word of `trigger`'s stands for, such as `template.paused`.
    pub fn of_word(word: &str) -> Option<Ordered> {
        Some(match word.strip_prefix("template.")? {
            "approved" | "unpaused" | "reinstated" => Ordered::Status(TemplateStatus::Approved),
            "pending" => Ordered::Status(TemplateStatus::Pending),
            "rejected" => Ordered::Rejected("INVALID_FORMAT".to_owned()),
            "paused" | "paused_again" | "quality_red" => Ordered::Quality(Quality::Red),
            "flagged" | "quality_yellow" => Ordered::Quality(Quality::Yellow),
            "quality_green" => Ordered::Quality(Quality::Green),
            "quality_unknown" => Ordered::Quality(Quality::Unknown),
            "disabled" => Ordered::Status(TemplateStatus::Disabled),
            "in_appeal" => Ordered::Status(TemplateStatus::InAppeal),
            "archived" => Ordered::Status(TemplateStatus::Archived),
            "limit_exceeded" => Ordered::Status(TemplateStatus::LimitExceeded),
            "deleted" | "pending_deletion" => Ordered::Status(TemplateStatus::Deleted),
            "category_changed" => Ordered::Category("MARKETING"),
            "category_impending" => Ordered::CategorySoon,
            "released" => Ordered::Release,
            "held_failed" | "paced" => Ordered::FailHeld,
            _ => return None,
        })
    }
}

impl World {
    /// The id of a template that is named by its id, or by its name: of its languages the first.
    pub fn template_called(&self, id_or_name: &str) -> Option<String> {
        if self.templates.account_of(id_or_name).is_some() {
            return Some(id_or_name.to_owned());
        }
        self.accounts.values().find_map(|account| {
            let catalog = account.catalog();
            let first = catalog.named(id_or_name).into_iter().next()?;
            Some(first.id.clone())
        })
    }

    /// The id of a template that is named by its id, or by its name and, if given, language.
    pub fn template_called_in(&self, id_or_name: &str, language: Option<&str>) -> Option<String> {
        let Some(language) = language else {
            return self.template_called(id_or_name);
        };
        self.accounts.values().find_map(|account| {
            let catalog = account.catalog();
            catalog
                .get(id_or_name, language)
                .map(|template| template.id.clone())
        })
    }

    /// Messages that pacing holds now.
    pub fn held_messages(&self) -> usize {
        lock(&self.templates.held).len()
    }

    /// Carries out an order on a template; None when there is no such template. What comes back has to be settled:
    /// [`World::settled`].
    pub fn order_template(&self, now: Moment, id: &str, order: &Ordered) -> Option<Effects> {
        let account = self.templates.account_of(id)?;
        let account = self.accounts.get(&*account)?;
        account.catalog().by_id(id)?;
        Some(match order {
            Ordered::Status(status) => status_now(self, now, account, id, *status),
            Ordered::Rejected(reason) => rejected_now(self, now, account, id, reason),
            Ordered::Quality(quality) => {
                let score = score_of(*quality);
                sending::changed(self, now, id, |record| record.life.set_quality(now, score))
            }
            Ordered::Category(to) => category_now(self, now, account, id, to),
            Ordered::CategorySoon => category_soon(self, now, account, id),
            Ordered::Release => {
                sending::changed(self, now, id, |record| record.life.decide(Feedback::Good))
            }
            Ordered::FailHeld => {
                sending::changed(self, now, id, |record| record.life.decide(Feedback::Bad))
            }
        })
    }
}

fn score_of(quality: Quality) -> Score {
    match quality {
        Quality::Green => Score::Green,
        Quality::Yellow => Score::Yellow,
        Quality::Red => Score::Red,
        Quality::Unknown => Score::Unknown,
    }
}

fn status_now(
    world: &World,
    now: Moment,
    account: &Account,
    id: &str,
    status: TemplateStatus,
) -> Effects {
    let before = account.catalog().by_id(id).map(|template| template.status);
    match (status, before) {
        (TemplateStatus::Paused, Some(TemplateStatus::Approved)) => {
            sending::changed(world, now, id, |record| {
                record.life.set_quality(now, Score::Red)
            })
        }
        (TemplateStatus::Disabled, _) => {
            sending::changed(world, now, id, |record| record.life.disable())
        }
        (TemplateStatus::Approved, Some(TemplateStatus::Paused)) => {
            let effects = sending::changed(world, now, id, |record| record.life.unpause());
            if effects.due.is_empty() {
                // Paused by the settings, not by its readers.
                return plain(world, now, account, id, status);
            }
            effects
        }
        (TemplateStatus::Deleted | TemplateStatus::PendingDeletion, _) => Effects {
            due: deletion::delete(world, now, account, &mut account.catalog_mut(), id),
            ..Effects::default()
        },
        (TemplateStatus::Rejected, _) => rejected_now(world, now, account, id, "INVALID_FORMAT"),
        _ => plain(world, now, account, id, status),
    }
}

/// A status that has no more to it than its name.
fn plain(
    world: &World,
    now: Moment,
    account: &Account,
    id: &str,
    status: TemplateStatus,
) -> Effects {
    let mut catalog = account.catalog_mut();
    let (Some(template), Some(record)) = (catalog.by_id_mut(id), world.templates.record(id)) else {
        return Effects::default();
    };
    let mut record = lock(&record);
    let before = template.status;
    let told = if status == TemplateStatus::Approved && before != TemplateStatus::Disabled {
        review::approved(world, now, account, template, &mut record)
    } else {
        let event = if status == TemplateStatus::Approved {
            record.life.approved_again();
            TemplateEvent::Reinstated
        } else {
            event_of(status)
        };
        template.status = status;
        Notices {
            world,
            now,
            account: &account.id,
        }
        .status(template, event)
    };
    Effects {
        due: vec![told],
        ..Effects::default()
    }
}

fn event_of(status: TemplateStatus) -> TemplateEvent {
    match status {
        TemplateStatus::Approved => TemplateEvent::Approved,
        TemplateStatus::Pending => TemplateEvent::Pending,
        TemplateStatus::Rejected => TemplateEvent::Rejected,
        TemplateStatus::Paused => TemplateEvent::Paused,
        TemplateStatus::Disabled => TemplateEvent::Disabled,
        TemplateStatus::InAppeal => TemplateEvent::InAppeal,
        TemplateStatus::PendingDeletion => TemplateEvent::PendingDeletion,
        TemplateStatus::Deleted => TemplateEvent::Deleted,
        TemplateStatus::LimitExceeded => TemplateEvent::LimitExceeded,
        TemplateStatus::Archived => TemplateEvent::Archived,
    }
}

fn rejected_now(world: &World, now: Moment, account: &Account, id: &str, reason: &str) -> Effects {
    let known = REASONS
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(reason))
        .unwrap_or("INVALID_FORMAT");
    account
        .catalog_mut()
        .by_id_mut(id)
        .map(|template| review::rejected(world, now, account, template, known))
        .unwrap_or_default()
}

fn category_now(world: &World, now: Moment, account: &Account, id: &str, to: &str) -> Effects {
    let mut catalog = account.catalog_mut();
    let (Some(template), Some(record)) = (catalog.by_id_mut(id), world.templates.record(id)) else {
        return Effects::default();
    };
    if template.category == to {
        return Effects::default();
    }
    let told = category::change(world, now, account, template, &mut lock(&record), to);
    Effects {
        due: vec![told],
        ..Effects::default()
    }
}

fn category_soon(world: &World, now: Moment, account: &Account, id: &str) -> Effects {
    let mut catalog = account.catalog_mut();
    let (Some(template), Some(record)) = (catalog.by_id_mut(id), world.templates.record(id)) else {
        return Effects::default();
    };
    let due = category::announce(world, now, account, template, &mut lock(&record));
    Effects {
        due: due.into(),
        ..Effects::default()
    }
}
