//! Webhooks of statuses. The hottest body of all, three for each message: typed, and written in one go.
//!
//! Source: Meta, Cloud API, "Status messages webhook", and its changelog for what differs by version and day.

pub(super) mod extras;
mod node;
pub(super) mod size;

use std::collections::HashSet;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::calendar::USER_IDS_S;
use super::envelope::{Body, Metadata, text_of};
use super::identity::{Contact, Profile, ShownId, UserId, is_phone};
use crate::observation::Status;
use crate::settings::PhoneNumber;
use crate::world::{MessageFacts, StatusDue};
use extras::StatusExtras;
use node::StatusNode;

/// Above this many contacts in a change, a set tells who is in it already.
const CONTACTS_SEARCHED: usize = 16;

/// How long one status is in JSON, roughly; room for the text is made in advance.
const STATUS_BYTES: usize = 560;

/// Profile name of a customer of whom nothing is known.
const UNNAMED: &str = "Customer";

/// What decides the form of a status webhook besides the statuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusShape {
    /// The app's Graph version, such as 24.
    pub version: u32,
    /// Whether `failed` statuses bring `contacts` too. Meta's text of February 2026 leaves them out, captures of that
    /// year have them.
    pub contacts_on_failed: bool,
    /// Whether any status brings `contacts`: they came with user ids.
    pub contacts: bool,
}

impl StatusShape {
    /// The form for an app of this version.
    pub fn of(version: u32) -> StatusShape {
        StatusShape {
            version,
            contacts_on_failed: true,
            contacts: true,
        }
    }
}

/// One webhook for a batch of statuses: an entry per account, a change per number, in the batch's order. It may pass
/// 3 MB: take the batch from [`split_by_size`](super::split_by_size).
pub fn statuses(batch: &[StatusDue], app_version: u32) -> String {
    statuses_shaped(batch, StatusShape::of(app_version))
}

/// The same, in a form of one's choice.
pub fn statuses_shaped(batch: &[StatusDue], shape: StatusShape) -> String {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for due in batch {
        let message = &*due.message;
        let entry = match entries
            .iter()
            .position(|entry| *entry.id == *message.account_id)
        {
            Some(at) => &mut entries[at],
            None => {
                entries.push(Entry {
                    id: &message.account_id,
                    changes: Vec::new(),
                });
                entries.last_mut().expect("just pushed")
            }
        };
        let known = entry
            .changes
            .iter()
            .position(|change| change.value.number.id == message.number.id);
        let change = match known {
            Some(at) => &mut entry.changes[at],
            None => {
                entry.changes.push(Change::new(&message.number, shape));
                entry.changes.last_mut().expect("just pushed")
            }
        };
        change.value.push(due);
    }
    text_of(
        &Body { entry: entries },
        160 + STATUS_BYTES * batch.len().min(1_000),
    )
}

#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    changes: Vec<Change<'a>>,
}

#[derive(Serialize)]
struct Change<'a> {
    value: ChangeValue<'a>,
    field: &'static str,
}

impl<'a> Change<'a> {
    fn new(number: &'a PhoneNumber, shape: StatusShape) -> Change<'a> {
        Change {
            value: ChangeValue {
                number,
                shape,
                contacts: Vec::new(),
                known: HashSet::new(),
                statuses: Vec::new(),
            },
            field: "messages",
        }
    }
}

struct ChangeValue<'a> {
    number: &'a PhoneNumber,
    shape: StatusShape,
    contacts: Vec<Contact<'a>>,
    /// Who is in `contacts`, once they are many.
    known: HashSet<&'a str>,
    statuses: Vec<(&'a StatusDue, Option<ShownId<'a>>)>,
}

impl<'a> ChangeValue<'a> {
    fn push(&mut self, due: &'a StatusDue) {
        let message = &*due.message;
        let extras = message.extras.as_deref();
        let user_id = (due.happened.unix_s() >= USER_IDS_S)
            .then(|| shown_id(message, extras))
            .flatten();
        let shown =
            self.shape.contacts && (due.status != Status::Failed || self.shape.contacts_on_failed);
        if let Some(id) = user_id
            && shown
            && !self.has(match id {
                ShownId::Given(id) => id,
                ShownId::Made(_) => customer(message, extras),
            })
        {
            let extra = |pick: fn(&StatusExtras) -> &Option<String>| {
                extras.and_then(|extras| pick(extras).as_deref())
            };
            self.contacts.push(Contact {
                profile: Profile::of(
                    extra(|e| &e.profile_name).or(Some(UNNAMED)),
                    extra(|e| &e.username),
                ),
                wa_id: Some(customer(message, extras)).filter(|who| is_phone(who)),
                identity_key_hash: None,
                user_id: Some(id),
                parent_user_id: extra(|e| &e.parent_user_id),
            });
        }
        self.statuses.push((due, user_id));
    }

    /// Whether the customer has a contact already; if not, remembers that they get one now.
    fn has(&mut self, customer: &'a str) -> bool {
        if self.contacts.len() < CONTACTS_SEARCHED {
            return self.contacts.iter().any(|it| key(it) == customer);
        }
        if self.known.is_empty() {
            self.known.extend(self.contacts.iter().map(key));
        }
        !self.known.insert(customer)
    }
}

/// What tells one contact from another: the id that was given, else the number that the id was made from.
fn key<'a>(contact: &Contact<'a>) -> &'a str {
    match contact.user_id {
        Some(ShownId::Given(id)) => id,
        _ => contact.wa_id.unwrap_or(""),
    }
}

/// Whom a status is about: in a group its participant, else the recipient. Empty for a group as a whole.
fn customer<'a>(message: &'a MessageFacts, extras: Option<&'a StatusExtras>) -> &'a str {
    match extras {
        Some(extras) if extras.group_id.is_some() => extras.participant.as_deref().unwrap_or(""),
        _ => &message.recipient,
    }
}

/// The customer's user id: the given one, the recipient itself, or the one made from the number. None for a group.
fn shown_id<'a>(
    message: &'a MessageFacts,
    extras: Option<&'a StatusExtras>,
) -> Option<ShownId<'a>> {
    if let Some(given) = extras.and_then(|extras| extras.user_id.as_deref()) {
        return Some(ShownId::Given(given));
    }
    let customer = customer(message, extras);
    if is_phone(customer) {
        Some(ShownId::Made(UserId::of(customer)))
    } else {
        (!customer.is_empty()).then_some(ShownId::Given(customer))
    }
}

impl Serialize for ChangeValue<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut value = serializer.serialize_struct("ChangeValue", 4)?;
        value.serialize_field("messaging_product", "whatsapp")?;
        value.serialize_field("metadata", &Metadata::of(self.number))?;
        if !self.contacts.is_empty() {
            value.serialize_field("contacts", &self.contacts)?;
        }
        value.serialize_field("statuses", &Nodes(self))?;
        value.end()
    }
}

struct Nodes<'a, 'b>(&'b ChangeValue<'a>);

impl Serialize for Nodes<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let version = self.0.shape.version;
        serializer.collect_seq(
            self.0
                .statuses
                .iter()
                .map(|(due, user_id)| StatusNode::of(due, *user_id, version)),
        )
    }
}

#[cfg(test)]
mod tests;
