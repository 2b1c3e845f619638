//! What becomes of templates once they were submitted: review, recategorization, quality, pacing, pausing, deletion.
//!
//! The catalog of an account says what a template is and whether it may be sent; here stands what leads there: one
//! [`Record`] a template beside the catalog, and a [`Desk`] an account for its quotas and blocked names. Judging the
//! form of a submission is the endpoints' business, the arithmetic of pacing and pausing is
//! [`crate::limits::template_life`]'s. Time and chance are passed in; what has to be told goes out as [`Effects`].
//!
//! Locks are taken in this order: catalog, record, desk, held messages.
//!
//! Source: Meta, Cloud API, template review, categorization, quality rating, pacing, pausing, management.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use crate::clock::Moment;
use crate::due::Due;
use crate::handset::Fate;
use crate::limits::charge::{Category, Charge};
use crate::limits::quotas::deleted_names::DeletedNames;
use crate::limits::quotas::standing::Standing;
use crate::limits::quotas::templates::{CreateDecision, Creations, EditDecision, Edits};
use crate::limits::template_life::{LifeRules, TemplateLife, UtilityWatch};
use crate::settings::Settings;
use crate::template::{Quality, Template, TemplateStatus};
use crate::world::MessageFacts;

mod category;
mod deletion;
pub mod magic;
mod notices;
mod orders;
pub(crate) mod review;
mod sending;
mod settings;
#[cfg(test)]
mod tests;

pub use crate::limits::template_life::PAUSED_CODE;
pub(crate) use deletion::delete;
pub(crate) use notices::Notices;
pub use orders::Ordered;
pub(crate) use review::submitted;
pub use sending::Admission;
pub(crate) use sending::{TemplateSend, on_send, woken};
pub use settings::TemplateSettings;

/// Most messages held by pacing in the whole world; those beyond go.
pub const HELD_MAX: usize = 1_000_000;
/// What is known of a template beside the catalog.
#[derive(Debug)]
pub(crate) struct Record {
    desk: Arc<Desk>,
    life: TemplateLife,
    pub(crate) changed: Moment,
    /// When it was submitted; None for one of old.
    pub(crate) submitted: Option<Moment>,
    pub(crate) quality_since: Moment,
    /// As submitted, in JSON, for reading back; None: made from the catalog's template.
    pub(crate) components: Option<Box<str>>,
    /// The category that it should have, and when it gets it.
    pub(crate) correct_category: Option<(&'static str, Moment)>,
    /// The library template that it was made from.
    pub(crate) library: Option<Box<str>>,
    /// Whether its links are left as they are.
    pub(crate) tracking_opted_out: Option<bool>,
    /// Messages sent with it.
    pub(crate) sent: u64,
    /// Until then messages of it are on their way.
    under_way_until: Moment,
    /// When the review that runs ends.
    review_due: Option<Moment>,
    pauses: u32,
    flagged: bool,
    edits: Option<Box<Edits>>,
}

impl Record {
    fn new(desk: Arc<Desk>, now: Moment, life: TemplateLife) -> Record {
        Record {
            desk,
            life,
            changed: now,
            submitted: None,
            quality_since: now,
            components: None,
            correct_category: None,
            library: None,
            tracking_opted_out: None,
            sent: 0,
            under_way_until: now,
            review_due: None,
            pauses: 0,
            flagged: false,
            edits: None,
        }
    }

    /// Asks and counts an edit.
    pub(crate) fn count_edit(&mut self, now: Moment, status: TemplateStatus) -> EditDecision {
        let edits = self.edits.get_or_insert_default();
        edits.admit(now, status.word())
    }
}

/// What an account's templates share.
#[derive(Debug)]
pub(crate) struct Desk {
    account: Arc<str>,
    watch: Mutex<UtilityWatch>,
    creations: Mutex<Creations>,
    /// Names of deleted templates, alone and with a language behind a line break.
    names: Mutex<DeletedNames>,
}

/// All records and desks.
#[derive(Debug, Default)]
pub(crate) struct Lives {
    records: RwLock<HashMap<String, Arc<Mutex<Record>>>>,
    desks: RwLock<HashMap<String, Arc<Desk>>>,
    held: Mutex<HashMap<u64, HeldMessage>>,
}

/// A message that pacing holds, with all that is needed to let it go.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldMessage {
    /// What its statuses repeat.
    pub message: Arc<MessageFacts>,
    /// What becomes of it when it goes.
    pub(crate) fate: Fate,
    /// What it is charged as, if it goes and arrives.
    pub(crate) charge: Charge,
    /// Its template's id, once it is let go.
    pub(crate) template: Option<Arc<str>>,
}

/// What a change has to tell.
#[derive(Debug, Default)]
pub struct Effects {
    /// Webhooks and timers.
    pub due: Vec<Due>,
    /// Held messages that go now.
    pub released: Vec<HeldMessage>,
    /// Held messages that fail now, each with 132015.
    pub failed: Vec<HeldMessage>,
}

impl Lives {
    /// Forgets all, and takes up the settings' templates, which are of old and in good standing.
    pub(crate) fn found(&self, settings: &Settings, now: Moment) {
        let mut desks = HashMap::new();
        let mut records = HashMap::new();
        for account in &settings.accounts {
            let desk = Arc::new(Desk {
                account: account.id.as_str().into(),
                watch: Mutex::default(),
                creations: Mutex::default(),
                names: Mutex::default(),
            });
            for template in &account.templates {
                let rules = settings.graph.templates.life;
                let record = Record::new(Arc::clone(&desk), now, life_at_rest(template, rules));
                records.insert(template.id.clone(), Arc::new(Mutex::new(record)));
            }
            desks.insert(account.id.clone(), desk);
        }
        *write(&self.records) = records;
        *write(&self.desks) = desks;
        lock(&self.held).clear();
    }

    /// A template that was just submitted. None when the account is unknown.
    pub(crate) fn insert(&self, now: Moment, account: &str, template: &Template, rules: LifeRules) {
        let Some(desk) = self.desk(account) else {
            return;
        };
        let record = Record {
            submitted: Some(now),
            ..Record::new(desk, now, life_of(template, rules))
        };
        write(&self.records).insert(template.id.clone(), Arc::new(Mutex::new(record)));
    }

    pub(crate) fn record(&self, id: &str) -> Option<Arc<Mutex<Record>>> {
        read(&self.records).get(id).cloned()
    }

    /// The account that a template belongs to.
    pub(crate) fn account_of(&self, id: &str) -> Option<Arc<str>> {
        let record = self.record(id)?;
        let account = Arc::clone(&lock(&record).desk.account);
        Some(account)
    }

    /// Asks and counts a creation in an account that has `existing` templates.
    pub(crate) fn count_creation(
        &self,
        now: Moment,
        account: &str,
        existing: usize,
        standing: Standing,
    ) -> CreateDecision {
        self.desk(account).map_or(CreateDecision::Admitted, |desk| {
            lock(&desk.creations).admit(now, existing, standing)
        })
    }

    fn desk(&self, account: &str) -> Option<Arc<Desk>> {
        read(&self.desks).get(account).cloned()
    }

    fn forget(&self, id: &str) {
        write(&self.records).remove(id);
    }

    fn take_held(&self, template: &str, sends: &[u64]) -> Vec<HeldMessage> {
        let template: Arc<str> = template.into();
        let mut held = lock(&self.held);
        let taken = sends.iter().filter_map(|send| held.remove(send));
        taken
            .map(|message| HeldMessage {
                template: Some(Arc::clone(&template)),
                ..message
            })
            .collect()
    }
}

/// A magic name is paced from its second message on, whatever its category.
fn life_of(template: &Template, rules: LifeRules) -> TemplateLife {
    if magic::paced(&template.name).is_some() {
        let soon = LifeRules {
            pacing: true,
            first: 1,
            ..rules
        };
        return TemplateLife::new(Category::Marketing, soon);
    }
    TemplateLife::new(charged_as(&template.category), rules)
}

fn life_at_rest(template: &Template, rules: LifeRules) -> TemplateLife {
    if magic::paced(&template.name).is_some() {
        return life_of(template, rules);
    }
    TemplateLife::established(charged_as(&template.category), rules)
}

pub(crate) fn charged_as(category: &str) -> Category {
    match category {
        "MARKETING" => Category::Marketing,
        "AUTHENTICATION" => Category::Authentication,
        _ => Category::Utility,
    }
}

fn quality_of(quality: crate::limits::quality::Quality) -> Quality {
    use crate::limits::quality::Quality as Score;
    match quality {
        Score::Green => Quality::Green,
        Score::Yellow => Quality::Yellow,
        Score::Red => Quality::Red,
        Score::Unknown | Score::NotApplicable => Quality::Unknown,
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn read<T>(lock: &RwLock<T>) -> std::sync::RwLockReadGuard<'_, T> {
    lock.read().unwrap_or_else(PoisonError::into_inner)
}

fn write<T>(lock: &RwLock<T>) -> std::sync::RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(PoisonError::into_inner)
}
