//! Webhooks of customers' messages: every kind of content, and what may come along with any of them (a quoted message,
//! the ad that led here, a group, a username).
//!
//! Source: Meta, Cloud API, "Messages webhook reference" and its pages by kind; "Business-scoped user IDs".

pub(super) mod asked;
pub(super) mod contacts;
mod content;
pub(super) mod context;
pub(super) mod location;
pub(super) mod media;
pub(super) mod mutation;
pub(super) mod order;
pub(super) mod referral;
pub(super) mod reply;
pub(super) mod system;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::calendar::USER_IDS_S;
use super::envelope::{Body, Metadata, text_of};
use super::identity::{Contact, Profile, ShownId, UserId};
use crate::settings::PhoneNumber;
pub use content::Content;
use context::Context;
use referral::Referral;

/// A customer's message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerMessage {
    /// Its id.
    pub wamid: String,
    /// The customer's number.
    pub from: String,
    /// The customer's profile name.
    pub name: String,
    /// Seconds since the Unix epoch.
    pub timestamp_s: u64,
    /// What it says.
    pub content: Content,
}

/// A customer's message with whatever comes along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inbound {
    /// The message.
    pub message: CustomerMessage,
    /// What comes along.
    pub options: InboundOptions,
}

/// What may come along with a customer's message of any kind.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InboundOptions {
    /// What it refers to.
    pub context: Option<Context>,
    /// The ad or post that led the customer here.
    pub referral: Option<Referral>,
    /// The group it was written in.
    pub group_id: Option<String>,
    /// The customer is known by user id alone: no `from`, no `wa_id`.
    pub bsuid_only: bool,
    /// The customer's username, such as `@realsheenanelson`.
    pub username: Option<String>,
    /// The customer's user id, where it is not the one made from the number.
    pub user_id: Option<String>,
    /// The customer's user id for linked portfolios.
    pub parent_user_id: Option<String>,
    /// Hash of the customer's identity key, when the number checks identities.
    pub identity_hash: Option<String>,
}

/// One webhook for one customer's message.
pub fn customer_message(
    account_id: &str,
    number: &PhoneNumber,
    message: &CustomerMessage,
) -> String {
    written(account_id, number, message, &InboundOptions::default())
}

/// One webhook for one customer's message with whatever comes along.
pub fn inbound(account_id: &str, number: &PhoneNumber, inbound: &Inbound) -> String {
    written(account_id, number, &inbound.message, &inbound.options)
}

/// The `value` of that webhook.
pub fn inbound_value(number: &PhoneNumber, inbound: &Inbound) -> Value {
    serde_json::to_value(ChangeValue::of(number, &inbound.message, &inbound.options))
        .expect("strings and numbers always serialise")
}

fn written(
    account_id: &str,
    number: &PhoneNumber,
    message: &CustomerMessage,
    options: &InboundOptions,
) -> String {
    let value = ChangeValue::of(number, message, options);
    let entry = [Entry {
        id: account_id,
        changes: [Change {
            value,
            field: "messages",
        }],
    }];
    text_of(&Body { entry }, 768)
}

#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    changes: [Change<'a>; 1],
}

#[derive(Serialize)]
struct Change<'a> {
    value: ChangeValue<'a>,
    field: &'static str,
}

#[derive(Serialize)]
struct ChangeValue<'a> {
    messaging_product: &'static str,
    metadata: Metadata<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contacts: Option<[Contact<'a>; 1]>,
    messages: [Map<String, Value>; 1],
}

impl<'a> ChangeValue<'a> {
    fn of(
        number: &'a PhoneNumber,
        message: &'a CustomerMessage,
        options: &'a InboundOptions,
    ) -> ChangeValue<'a> {
        let about = About {
            number,
            message,
            options,
        };
        ChangeValue {
            messaging_product: "whatsapp",
            metadata: Metadata::of(number),
            contacts: message
                .content
                .names_the_customer()
                .then(|| [about.contact()]),
            messages: [about.node()],
        }
    }
}

/// Everything that a message's parts may need.
#[derive(Clone, Copy)]
struct About<'a> {
    number: &'a PhoneNumber,
    message: &'a CustomerMessage,
    options: &'a InboundOptions,
}

impl<'a> About<'a> {
    /// The customer's user id, once webhooks have them.
    fn user_id(&self) -> Option<ShownId<'a>> {
        match &self.options.user_id {
            Some(given) => Some(ShownId::Given(given)),
            None => (self.message.timestamp_s >= USER_IDS_S || self.options.bsuid_only)
                .then(|| ShownId::Made(UserId::of(&self.message.from))),
        }
    }

    /// The customer's number, unless it is hidden.
    fn phone(&self) -> Option<&'a str> {
        (!self.options.bsuid_only).then_some(&*self.message.from)
    }

    fn contact(&self) -> Contact<'a> {
        Contact {
            profile: Profile::of(Some(&self.message.name), self.options.username.as_deref()),
            wa_id: self.phone(),
            identity_key_hash: self.options.identity_hash.as_deref(),
            user_id: self.user_id(),
            parent_user_id: self.options.parent_user_id.as_deref(),
        }
    }

    fn node(&self) -> Map<String, Value> {
        let mut node = Map::new();
        let mut put = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                node.insert(key.to_owned(), value);
            }
        };
        put("from", self.phone().map(Value::from));
        put("from_user_id", self.user_id().map(|id| json!(id)));
        put(
            "from_parent_user_id",
            self.options.parent_user_id.as_deref().map(Value::from),
        );
        put(
            "group_id",
            self.options.group_id.as_deref().map(Value::from),
        );
        put("id", Some(Value::from(&*self.message.wamid)));
        put(
            "timestamp",
            Some(Value::from(self.message.timestamp_s.to_string())),
        );
        put(
            "referral",
            self.options
                .referral
                .as_ref()
                .map(|referral| json!(referral)),
        );
        if let Some(context) = &self.options.context {
            put("context", Some(context.node(self.number)));
        }
        self.message.content.write(*self, &mut node);
        node
    }
}

#[cfg(test)]
mod tests;
