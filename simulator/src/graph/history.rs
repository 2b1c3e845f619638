//! The last messages with what happened to each, and to the webhook that told of it: what `message_history` reads.
//!
//! Ids follow from the order in which messages came, so none has to be kept. Times are the world's; what has not
//! happened yet at the time of a look is not shown.
//!
//! Source: Meta, business messaging OpenAPI v23.0, message history.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use foldhash::fast::FixedState;

use crate::clock::Moment;
use crate::cloud_api::wamid;
use crate::observation::Status;
use crate::world::{IDS_OF_A_MESSAGE, MessageFacts, StatusDue};

/// Most messages; the oldest go first.
pub const MESSAGES_MAX: usize = 100_000;
/// Most events of a message; a group's message can have many readers.
pub const EVENTS_MAX: usize = 64;
/// Ids of histories and of events: 16 digits, told apart by the first.
const FIRST_ID: u64 = 6_000_000_000_000_000;
const FIRST_EVENT_ID: u64 = 7_000_000_000_000_000;

/// How the webhook of an event fared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WebhookState {
    /// Not posted yet.
    Pending,
    /// Answered with 200.
    Delivered,
    /// Given up.
    Failed,
    /// To be posted again.
    Retrying,
}

impl WebhookState {
    /// Meta's word.
    pub fn word(self) -> &'static str {
        match self {
            WebhookState::Pending => "PENDING",
            WebhookState::Delivered => "DELIVERED",
            WebhookState::Failed => "FAILED",
            WebhookState::Retrying => "RETRYING",
        }
    }
}

/// Something that happened to a message.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The fact's id: [`StatusDue::id`].
    pub status_id: u64,
    /// What happened.
    pub status: Status,
    /// When.
    pub happened: Moment,
    /// When its webhook was due.
    pub told: Moment,
    /// Graph code of a failure.
    pub code: Option<u32>,
    /// How the webhook fared.
    pub webhook: WebhookState,
    /// The app that was told.
    pub app_id: Option<Arc<str>>,
    /// Where it was posted.
    pub url: Option<Arc<str>>,
}

impl Event {
    /// Its id on Graph.
    pub(crate) fn id(&self) -> String {
        (FIRST_EVENT_ID + self.status_id).to_string()
    }
}

/// A message's history, as far as it has happened.
#[derive(Debug, Clone)]
pub struct Told {
    /// Its id on Graph.
    pub id: String,
    /// The message.
    pub message: Arc<MessageFacts>,
    /// What happened, oldest first.
    pub events: Vec<Event>,
}

#[derive(Debug)]
struct Kept {
    message: Arc<MessageFacts>,
    events: Vec<Event>,
}

/// The last messages.
#[derive(Debug)]
pub(crate) struct History {
    store: Mutex<Store>,
    messages_max: usize,
}

#[derive(Debug, Default)]
struct Store {
    /// Sequence number of the first that is kept.
    first: u64,
    kept: VecDeque<Kept>,
    /// Send's id to sequence number. Neither the wamid nor a status needs a map of its own: both say which send they are of.
    by_send: HashMap<u64, u64, FixedState>,
}

impl Default for History {
    fn default() -> History {
        History::keeping(MESSAGES_MAX)
    }
}

impl History {
    /// That keeps so many messages, at most [`MESSAGES_MAX`].
    pub(crate) fn keeping(messages_max: usize) -> History {
        History {
            store: Mutex::default(),
            messages_max: messages_max.min(MESSAGES_MAX),
        }
    }

    /// A message was accepted, and these statuses will fall due. Forged ones never happened and are left out.
    pub(crate) fn note_accepted(&self, message: &Arc<MessageFacts>, statuses: &[StatusDue]) {
        let events = statuses
            .iter()
            .filter(|status| !status.forged)
            .take(EVENTS_MAX)
            .map(event_of)
            .collect::<Vec<Event>>();
        let mut store = self.lock();
        let at = store.first + store.kept.len() as u64;
        store.by_send.insert(message.send, at);
        store.kept.push_back(Kept {
            message: Arc::clone(message),
            events,
        });
        if store.kept.len() > self.messages_max {
            store.forget_oldest();
        }
    }

    /// A status that was not foreseen when its message was accepted.
    pub(crate) fn note_status(&self, status: &StatusDue) {
        if status.forged {
            return;
        }
        let mut store = self.lock();
        if let Some((_, kept)) = store.of_send(status.message.send)
            && kept.events.len() < EVENTS_MAX
        {
            kept.events.push(event_of(status));
        }
    }

    /// How the webhook with a status fared at an app. Statuses of forgotten messages are no concern.
    pub(crate) fn note_webhook(
        &self,
        status_id: u64,
        app_id: &Arc<str>,
        url: &Arc<str>,
        state: WebhookState,
    ) {
        let mut store = self.lock();
        let Some((_, kept)) = store.of_send(status_id / IDS_OF_A_MESSAGE) else {
            return;
        };
        let mut events = kept.events.iter_mut();
        let Some(event) = events.find(|event| event.status_id == status_id) else {
            return;
        };
        event.webhook = state;
        event.app_id = Some(Arc::clone(app_id));
        event.url = Some(Arc::clone(url));
    }

    /// Whether an id is a history's.
    pub(crate) fn knows(&self, id: &str) -> bool {
        sequence(id).is_some_and(|at| self.lock().at(at).is_some())
    }

    /// A history by its id.
    pub(crate) fn find(&self, id: &str, now: Moment) -> Option<Told> {
        let at = sequence(id)?;
        let mut store = self.lock();
        store.at(at).map(|kept| kept.told(at, now))
    }

    /// The history of a message.
    pub(crate) fn of_message(&self, wamid: &str, now: Moment) -> Option<Told> {
        let send = wamid::decode(wamid)?.sequence;
        let mut store = self.lock();
        let (at, kept) = store.of_send(send)?;
        (kept.message.wamid == wamid).then(|| kept.told(at, now))
    }

    /// Those of a number, newest first, at most `most`.
    pub(crate) fn newest(&self, number_id: &str, most: usize, now: Moment) -> Vec<Told> {
        let store = self.lock();
        (0..store.kept.len())
            .rev()
            .filter(|index| store.kept[*index].message.number.id == number_id)
            .take(most)
            .map(|index| store.kept[index].told(store.first + index as u64, now))
            .collect()
    }

    pub(crate) fn clear(&self) {
        *self.lock() = Store::default();
    }

    fn lock(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    fn at(&mut self, at: u64) -> Option<&mut Kept> {
        let index = usize::try_from(at.checked_sub(self.first)?).ok()?;
        self.kept.get_mut(index)
    }

    fn of_send(&mut self, send: u64) -> Option<(u64, &mut Kept)> {
        let at = *self.by_send.get(&send)?;
        self.at(at).map(|kept| (at, kept))
    }

    fn forget_oldest(&mut self) {
        let Some(oldest) = self.kept.pop_front() else {
            return;
        };
        self.by_send.remove(&oldest.message.send);
        self.first += 1;
    }
}

impl Kept {
    fn told(&self, at: u64, now: Moment) -> Told {
        let mut events: Vec<Event> = self
            .events
            .iter()
            .filter(|event| event.happened <= now)
            .cloned()
            .collect();
        events.sort_by_key(|event| (event.happened, event.status));
        Told {
            id: (FIRST_ID + at).to_string(),
            message: Arc::clone(&self.message),
            events,
        }
    }
}

fn event_of(status: &StatusDue) -> Event {
    Event {
        status_id: status.id,
        status: status.status,
        happened: status.happened,
        told: status.due,
        code: status.code,
        webhook: WebhookState::Pending,
        app_id: None,
        url: None,
    }
}

fn sequence(id: &str) -> Option<u64> {
    let number: u64 = id.parse().ok()?;
    (FIRST_ID..FIRST_EVENT_ID)
        .contains(&number)
        .then(|| number - FIRST_ID)
}

#[cfg(test)]
mod tests;
