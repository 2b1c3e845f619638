//! What customers decide about themselves: `user_preferences` (marketing messages) and `user_id_update`.
//!
//! Source: Meta, Cloud API, "user_preferences webhook reference"; "Business-scoped user IDs".

use serde_json::{Value, json};

use super::{Customer, ExampleContext, FieldKind, FieldValue, Page, about_number};
use crate::settings::PhoneNumber;
use crate::webhook::user_id;

words!(
    /// What a customer wants of marketing messages.
    Preference {
        /// No more of them.
        Stop = "stop",
        /// Some more of them.
        Resume = "resume",
        /// They signed up by a link of the business's.
        Signup = "signup",
    }
);

/// `user_preferences`.
#[derive(Debug, Clone)]
pub struct UserPreference {
    /// The number that the customer decided about.
    pub number: PhoneNumber,
    /// The customer.
    pub customer: Customer,
    /// What they want.
    pub value: Preference,
    /// The link by which they signed up.
    pub signup_id: Option<String>,
    /// When, seconds since the Unix epoch.
    pub time_s: u64,
}

impl FieldValue for UserPreference {
    const FIELD: &'static str = "user_preferences";

    fn value(&self, _version: u32) -> Value {
        let ids = self.customer.ids("wa_id", "user_id", "parent_user_id");
        let mut preference = Value::Object(ids);
        preference["category"] = json!("marketing_messages");
        preference["value"] = json!(self.value);
        preference["timestamp"] = json!(self.time_s);
        let detail = match self.value {
            Preference::Signup => "User signed up via signup link".to_owned(),
            asked => format!("User requested to {} marketing messages", asked.word()),
        };
        preference["detail"] = json!(detail);
        if let Some(id) = &self.signup_id {
            preference["signup_id"] = json!(id);
        }
        let mut value = about_number(&self.number);
        value["contacts"] = json!([self.customer.contact()]);
        value["user_preferences"] = json!([preference]);
        value
    }
}

/// `user_id_update`: a customer has another business-scoped user id.
#[derive(Debug, Clone)]
pub struct UserIdUpdate {
    /// The number that the customer chats with.
    pub number: PhoneNumber,
    /// The customer, with the new id.
    pub customer: Customer,
    /// The former id.
    pub previous: String,
    /// When, seconds since the Unix epoch.
    pub time_s: u64,
}

impl FieldValue for UserIdUpdate {
    const FIELD: &'static str = "user_id_update";

    fn value(&self, _version: u32) -> Value {
        let mut update = json!({
            "detail": format!("User id for {} has been updated.", self.customer.name),
            "user_id": { "previous": self.previous, "current": self.customer.user_id },
            "timestamp": self.time_s.to_string(),
        });
        if let Some(wa_id) = &self.customer.wa_id {
            update["wa_id"] = json!(wa_id);
        }
        let mut value = about_number(&self.number);
        value["contacts"] = json!([self.customer.contact()]);
        value["user_id_update"] = json!([update]);
        value
    }
}

const PREFERENCES: Page = Page::untimed(
    UserPreference::FIELD,
    "Meta, Cloud API, user_preferences webhook reference",
);
const USER_ID: Page = Page::untimed(
    UserIdUpdate::FIELD,
    "Meta, Cloud API, Business-scoped user IDs, user_id_update webhook",
);

pub(super) const KINDS: &[FieldKind] = &[
    PREFERENCES.kind("customer.marketing_stop", "stop", |c| {
        preferred(c, Preference::Stop)
    }),
    PREFERENCES.kind("customer.marketing_resume", "resume", |c| {
        preferred(c, Preference::Resume)
    }),
    PREFERENCES.kind("customer.marketing_signup", "signup", |c| {
        preferred(c, Preference::Signup)
    }),
    USER_ID.kind("customer.user_id_changed", "UPDATED", |c| {
        let customer = Customer {
            user_id: Some(user_id("5511987654322")),
            ..c.customer.clone()
        };
        UserIdUpdate {
            number: c.number.clone(),
            customer,
            previous: user_id("5511987654321"),
            time_s: c.time_s,
        }
        .value(c.version)
    }),
];

fn preferred(context: &ExampleContext, value: Preference) -> Value {
    UserPreference {
        number: context.number.clone(),
        customer: context.customer.clone(),
        value,
        signup_id: (value == Preference::Signup).then(|| "13176843987434774".to_owned()),
        time_s: context.time_s,
    }
    .value(context.version)
}
