//! Messages about a customer: a new number, a new user id, a new identity key.
//!
//! Source: Meta, Cloud API, "System messages webhook"; "Business-scoped user IDs", system messages; identity change check.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::About;
use crate::webhook::calendar::USER_IDS_S;
use crate::webhook::identity::user_id;

/// What changed. What is left out is made from the customer's number.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum System {
    /// The customer moved to another number.
    UserChangedNumber {
        /// The new number, digits.
        wa_id: Option<String>,
    },
    /// The customer has another user id, since 11 August 2026; a new number brings that about.
    UserChangedUserId {
        /// The new user id.
        user_id: Option<String>,
        /// The former one.
        previous_user_id: Option<String>,
        /// The new number, digits, where it is known.
        wa_id: Option<String>,
    },
    /// The customer's identity key changed: a new phone, or somebody else.
    CustomerIdentityChanged {
        /// Hash of the new key.
        hash: Option<String>,
        /// Whether the business has acknowledged it.
        #[serde(default)]
        acknowledged: bool,
    },
}

impl System {
    /// Whether the webhook has a `contacts` array.
    pub(super) fn names_the_customer(&self) -> bool {
        matches!(self, System::CustomerIdentityChanged { .. })
    }

    pub(super) fn write(&self, about: About<'_>, node: &mut Map<String, Value>) {
        let (old, name) = (&about.message.from, &about.message.name);
        let system = match self {
            System::UserChangedNumber { wa_id } => {
                let new = wa_id.clone().unwrap_or_else(|| next_number(old));
                let mut system = json!({
                    "type": "user_changed_number",
                    "body": format!("User {name} changed from {old} to {new}"),
                    "wa_id": new,
                });
                if about.message.timestamp_s >= USER_IDS_S {
                    system["user_id"] = json!(user_id(&new));
                }
                system
            }
            System::UserChangedUserId {
                user_id: new,
                previous_user_id,
                wa_id,
            } => {
                let new = new.clone().unwrap_or_else(|| user_id(&next_number(old)));
                let previous = previous_user_id.clone().unwrap_or_else(|| user_id(old));
                let mut system = json!({
                    "type": "user_changed_user_id",
                    "body": format!("User {name} changed from {previous} to {new}"),
                    "user_id": new,
                    "previous_user_id": previous,
                });
                if let Some(wa_id) = wa_id {
                    system["wa_id"] = json!(wa_id);
                }
                system
            }
            System::CustomerIdentityChanged { hash, acknowledged } => {
                let made = || format!("{:016x}=", crate::chance::index_of(&about.message.wamid));
                let identity = json!({
                    "acknowledged": acknowledged,
                    "created_timestamp": about.message.timestamp_s.to_string(),
                    "hash": hash.clone().unwrap_or_else(made),
                });
                node.insert("identity".to_owned(), identity);
                json!({ "type": "customer_identity_changed", "body": "User identity changed" })
            }
        };
        node.insert("system".to_owned(), system);
    }
}

/// Another number of the same length and country: the last digit, one up.
fn next_number(number: &str) -> String {
    let mut next = number.to_owned();
    let last = next.pop().and_then(|digit| digit.to_digit(10)).unwrap_or(0);
    next.push_str(&((last + 1) % 10).to_string());
    next
}
