//! What pacing and pausing mean for a send, and what a template's readers decide.
//!
//! Source: Meta, Cloud API, template pacing and template pausing.

use super::notices::Notices;
use super::{
    Effects, HELD_MAX, HeldMessage, Record, category, deletion, lock, magic, quality_of, review,
};
use crate::chance::index_of;
use crate::clock::Moment;
use crate::due::{Due, Timer, TimerDue};
use crate::graph::account::Account;
use crate::limits::quality::Quality as Score;
use crate::limits::template_life::{Change, Feedback, Verdict};
use crate::template::{Template, TemplateStatus};
use crate::webhook::fields::{PauseTitle, TemplateEvent};
use crate::world::World;

/// What becomes of a send by its template.
#[derive(Debug)]
pub enum Admission {
    /// It goes: `message_status` is `accepted`.
    Send,
    /// It is accepted and held: `message_status` is `held_for_quality_assessment`. It has no statuses until it comes
    /// back in [`Effects`]; the caller schedules what comes along.
    Hold(Option<Due>),
    /// It is refused with this code: 132015 or 132016.
    Refuse(u32),
}

/// A send of a template message.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TemplateSend<'a> {
    /// The template's name.
    pub(crate) name: &'a str,
    /// Its language.
    pub(crate) language: &'a str,
    /// The message's id.
    pub(crate) id: u64,
    /// When it will have arrived if it goes now: a deletion of the template waits for it.
    pub(crate) arrives: Moment,
}

/// Whether a send goes, with a template that the catalog calls sendable. One that is held is kept as `held` makes it.
pub(crate) fn on_send(
    world: &World,
    now: Moment,
    account: &Account,
    send: TemplateSend<'_>,
    held: impl FnOnce() -> HeldMessage,
) -> Admission {
    let record = {
        let catalog = account.catalog();
        let template = catalog.get(send.name, send.language);
        template.and_then(|template| world.templates.record(&template.id))
    };
    let Some(record) = record else {
        return Admission::Send;
    };
    let mut record = lock(&record);
    let watch = *lock(&record.desk.watch);
    let verdict = record.life.admit(now, send.id, &watch);
    if let Some(code) = verdict.code() {
        return Admission::Refuse(code);
    }
    record.sent += 1;
    record.under_way_until = record.under_way_until.max(send.arrives);
    let Verdict::Held { decide_by, opens } = verdict else {
        return Admission::Send;
    };
    let mut all_held = lock(&world.templates.held);
    if all_held.len() >= HELD_MAX {
        return Admission::Send;
    }
    all_held.insert(send.id, held());
    drop(all_held);
    record.under_way_until = record.under_way_until.max(decide_by);
    drop(record);
    let feedback = now.after(world.settings.graph.templates.feedback_after);
    let timer = || decision(account, send, feedback.min(decide_by));
    Admission::Hold(opens.then(timer).flatten())
}

fn decision(account: &Account, send: TemplateSend<'_>, due: Moment) -> Option<Due> {
    let catalog = account.catalog();
    let template = catalog.get(send.name, send.language)?;
    Some(Due::Timer(TimerDue {
        due,
        timer: Timer::PacingDecision {
            account: account.id.to_string(),
            template: template.id.clone(),
        },
    }))
}

/// A timer of a template's has fallen due; None when it is nobody's here.
pub(crate) fn woken(world: &World, now: Moment, timer: &Timer) -> Option<Effects> {
    match timer {
        Timer::TemplateReview { account, template } => {
            let account = world.accounts.get(account)?;
            Some(review::decided(world, now, account, template))
        }
        Timer::PacingDecision { template, .. } => Some(judged(world, now, template)),
        Timer::TemplateUnpause { template, .. } => Some(changed(world, now, template, |record| {
            record.life.advance(now)
        })),
        Timer::Ready(category::ANNOUNCED, id) => Some(category::announced_is_due(world, now, id)),
        Timer::Ready(deletion::DELETION, id) => Some(deletion::gone(world, now, id)),
        _ => None,
    }
}

/// The readers of the first messages have spoken, or the time for it is over.
fn judged(world: &World, now: Moment, id: &str) -> Effects {
    let liked = world
        .templates
        .account_of(id)
        .and_then(|account| world.accounts.get(&*account))
        .and_then(|account| magic::paced(&account.catalog().by_id(id)?.name))
        .unwrap_or_else(|| {
            let share = world.settings.graph.templates.disliked_share;
            !world.chance.happens("template liked", index_of(id), share)
        });
    changed(world, now, id, |record| {
        let late = record.life.advance(now);
        if !late.is_empty() {
            return late;
        }
        record
            .life
            .decide(if liked { Feedback::Good } else { Feedback::Bad })
    })
}

/// Changes a template's life, and tells what comes of it.
pub(super) fn changed(
    world: &World,
    now: Moment,
    id: &str,
    change: impl FnOnce(&mut Record) -> Vec<Change>,
) -> Effects {
    let mut effects = Effects::default();
    let Some(account) = world
        .templates
        .account_of(id)
        .and_then(|account| world.accounts.get(&*account))
    else {
        return effects;
    };
    let mut catalog = account.catalog_mut();
    let (Some(template), Some(record)) = (catalog.by_id_mut(id), world.templates.record(id)) else {
        return effects;
    };
    let mut record = lock(&record);
    for change in change(&mut record) {
        let told = Telling {
            world,
            now,
            account,
        };
        told.tell(template, &mut record, change, &mut effects);
    }
    effects
}

struct Telling<'a> {
    world: &'a World,
    now: Moment,
    account: &'a Account,
}

impl Telling<'_> {
    fn tell(
        &self,
        template: &mut Template,
        record: &mut Record,
        change: Change,
        effects: &mut Effects,
    ) {
        match change {
            Change::QualityChanged { from, to } => {
                self.quality(template, record, from, to, effects);
            }
            // A template that is under review or being deleted is neither paused nor unpaused.
            Change::Paused { .. } | Change::Disabled
                if !matches!(
                    template.status,
                    TemplateStatus::Approved | TemplateStatus::Paused
                ) => {}
            Change::Unpaused if template.status != TemplateStatus::Paused => {}
            Change::Paused { until } => self.paused(template, record, until, effects),
            Change::Unpaused => {
                template.status = TemplateStatus::Approved;
                let told = self.notices().pause(template, PauseTitle::Unpause);
                effects.due.push(told);
            }
            Change::Disabled => {
                template.status = TemplateStatus::Disabled;
                effects.due.push(self.notices().disabled(template));
            }
            Change::Released { messages } => {
                effects
                    .released
                    .extend(self.world.templates.take_held(&template.id, &messages));
            }
            Change::HeldFailed { messages } => {
                effects
                    .failed
                    .extend(self.world.templates.take_held(&template.id, &messages));
            }
        }
    }

    /// A template whose quality is middling is flagged, and reinstated when it is good again: ours, Meta says only
    /// that a flagged template is in danger.
    fn quality(
        &self,
        template: &mut Template,
        record: &mut Record,
        from: Score,
        to: Score,
        effects: &mut Effects,
    ) {
        template.quality = quality_of(to);
        record.quality_since = self.now;
        effects.due.push(self.notices().quality(template, from, to));
        let event = match to {
            Score::Yellow if !record.flagged => TemplateEvent::Flagged,
            Score::Green if record.flagged => TemplateEvent::Reinstated,
            _ => return,
        };
        record.flagged = event == TemplateEvent::Flagged;
        effects.due.push(self.notices().status(template, event));
    }

    fn paused(
        &self,
        template: &mut Template,
        record: &mut Record,
        until: Option<Moment>,
        effects: &mut Effects,
    ) {
        template.status = TemplateStatus::Paused;
        record.pauses += 1;
        lock(&record.desk.watch).note_paused(self.now, super::charged_as(&template.category));
        let title = match record.pauses {
            1 => PauseTitle::First,
            _ => PauseTitle::Second,
        };
        effects.due.push(self.notices().pause(template, title));
        if let Some(due) = until {
            effects.due.push(Due::Timer(TimerDue {
                due,
                timer: Timer::TemplateUnpause {
                    account: self.account.id.to_string(),
                    template: template.id.clone(),
                },
            }));
        }
    }

    fn notices(&self) -> Notices<'_> {
        Notices {
            world: self.world,
            now: self.now,
            account: &self.account.id,
        }
    }
}
