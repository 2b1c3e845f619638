//! A customer, as the bodies of fields about chats name them.
//!
//! Source: Meta, Cloud API, "Business-scoped user IDs": which of number, user id and username is there.

use serde_json::{Map, Value, json};

use crate::webhook::calendar::USER_IDS_S;
use crate::webhook::identity;

/// A customer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Customer {
    /// Profile name.
    pub name: String,
    /// The number, digits; None when it is hidden.
    pub wa_id: Option<String>,
    /// The business-scoped user id; None before 31 March 2026.
    pub user_id: Option<String>,
    /// The user id for linked portfolios.
    pub parent_user_id: Option<String>,
    /// The username.
    pub username: Option<String>,
}

impl Customer {
    /// A customer with a number, as webhooks of that time name them.
    pub fn of(wa_id: &str, name: &str, time_s: u64) -> Customer {
        Customer {
            name: name.to_owned(),
            wa_id: Some(wa_id.to_owned()),
            user_id: (time_s >= USER_IDS_S).then(|| identity::user_id(wa_id)),
            parent_user_id: None,
            username: None,
        }
    }

    /// One element of `contacts`.
    pub(super) fn contact(&self) -> Value {
        let mut node = Value::Object(self.ids("wa_id", "user_id", "parent_user_id"));
        node["profile"] = json!({ "name": self.name });
        if let Some(username) = &self.username {
            node["profile"]["username"] = json!(username);
        }
        node
    }

    /// One participant of a group: the ids and the username side by side.
    pub(super) fn participant(&self) -> Value {
        let mut node = self.ids("wa_id", "user_id", "parent_user_id");
        if let Some(username) = &self.username {
            node.insert("username".to_owned(), json!(username));
        }
        Value::Object(node)
    }

    /// The ids there are, under the names that the body gives them.
    pub(super) fn ids(&self, phone: &str, user: &str, parent: &str) -> Map<String, Value> {
        let ids = [
            (phone, &self.wa_id),
            (user, &self.user_id),
            (parent, &self.parent_user_id),
        ];
        ids.into_iter()
            .filter_map(|(key, id)| Some((key.to_owned(), json!(id.as_ref()?))))
            .collect()
    }
}
