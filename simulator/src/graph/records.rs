//! Objects without behaviour: schedules, sign-up links, solutions, intents, pre-verified numbers. What was written is
//! read back, and nothing else comes of it.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value};

/// Most objects of all kinds together; beyond it a new one is refused.
pub const RECORDS_MAX: usize = 100_000;

/// An object.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Its id.
    pub id: String,
    /// What it is, such as `schedule`: the word of its [`super::nodes::NodeKind::Other`].
    pub kind: &'static str,
    /// The object that it belongs to: an account, an app, a business.
    pub owner: String,
    /// Its fields, without the id.
    pub fields: Map<String, Value>,
}

impl Record {
    /// Its fields and its id.
    pub(crate) fn whole(&self) -> Map<String, Value> {
        let mut whole = self.fields.clone();
        whole.insert("id".to_owned(), Value::String(self.id.clone()));
        whole
    }
}

/// All such objects, in the order in which they were made.
#[derive(Debug, Default)]
pub(crate) struct Records {
    store: Mutex<Store>,
}

#[derive(Debug, Default)]
struct Store {
    next: u64,
    by_order: BTreeMap<u64, Record>,
    order: BTreeMap<String, u64>,
}

impl Records {
    /// False when there are too many.
    pub(crate) fn insert(&self, record: Record) -> bool {
        let mut store = self.lock();
        if store.by_order.len() >= RECORDS_MAX {
            return false;
        }
        let at = store.next;
        store.next += 1;
        store.order.insert(record.id.clone(), at);
        store.by_order.insert(at, record);
        true
    }

    pub(crate) fn find(&self, id: &str) -> Option<Record> {
        let store = self.lock();
        store.by_order.get(store.order.get(id)?).cloned()
    }

    /// What a kind's owner has, oldest first.
    pub(crate) fn of(&self, kind: &str, owner: &str) -> Vec<Record> {
        self.lock()
            .by_order
            .values()
            .filter(|record| record.kind == kind && record.owner == owner)
            .cloned()
            .collect()
    }

    /// Sets fields of one; the whole of it afterwards.
    pub(crate) fn change(&self, id: &str, fields: Map<String, Value>) -> Option<Record> {
        let mut store = self.lock();
        let at = *store.order.get(id)?;
        let record = store.by_order.get_mut(&at)?;
        record.fields.extend(fields);
        Some(record.clone())
    }

    /// True when there was one.
    pub(crate) fn remove(&self, id: &str) -> bool {
        let mut store = self.lock();
        let Some(at) = store.order.remove(id) else {
            return false;
        };
        store.by_order.remove(&at).is_some()
    }

    pub(crate) fn clear(&self) {
        *self.lock() = Store::default();
    }

    fn lock(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_owner_has_its_own_of_a_kind_in_the_order_of_their_making() {
        let records = Records::default();
        for (id, kind, owner) in [
            ("9", "schedule", "1"),
            ("3", "schedule", "1"),
            ("4", "schedule", "2"),
            ("5", "signup", "1"),
        ] {
            records.insert(Record {
                id: id.into(),
                kind,
                owner: owner.into(),
                fields: Map::new(),
            });
        }
        let ids: Vec<String> = records
            .of("schedule", "1")
            .into_iter()
            .map(|r| r.id)
            .collect();
        assert_eq!(ids, ["9", "3"]);
        assert!(records.remove("9"));
        assert!(!records.remove("9"));
        assert_eq!(records.find("9"), None);
    }

    #[test]
    fn a_change_leaves_the_other_fields_alone() {
        let records = Records::default();
        let fields = |value: Value| value.as_object().cloned().unwrap_or_default();
        records.insert(Record {
            id: "1".into(),
            kind: "signup",
            owner: "2".into(),
            fields: fields(json!({ "status": "ACTIVE", "signup_message": "News?" })),
        });
        let changed = records.change("1", fields(json!({ "status": "DISABLED" })));
        assert_eq!(
            changed.map(|record| Value::Object(record.whole())),
            Some(json!({ "id": "1", "status": "DISABLED", "signup_message": "News?" }))
        );
    }
}
