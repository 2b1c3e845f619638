//! Every webhook field besides `messages`: a builder for each body, and a table of all fields and events with an example
//! of each, by which `trigger` sends any of them on a word.
//!
//! Source: Meta, Cloud API, webhooks reference, one page a field. Whether an entry carries `time` follows the samples on
//! those pages: fields about an account, a number or a template do, fields about chats do not.

/// An enum of Meta's words.
macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$each:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
        pub enum $name {
            $($(#[$each])* #[serde(rename = $word)] $variant,)*
        }

        impl $name {
            /// All of them.
            pub const ALL: &[$name] = &[$($name::$variant),*];

            /// Meta's word.
            pub const fn word(self) -> &'static str {
                match self {
                    $($name::$variant => $word,)*
                }
            }
        }
    };
}

mod account_examples;
mod account_review;
mod account_update;
mod automatic_events;
mod calls;
mod coexistence;
mod customer;
mod flows;
mod group_participants;
mod groups;
mod number;
mod partner;
mod preferences;
mod routing;
mod template_changes;
mod template_status;

pub use account_review::{
    AccountAlert, AccountReview, AlertSeverity, AlertType, BusinessCapability, ReviewDecision,
};
pub use account_update::{AccountUpdate, BanState, Restriction, WabaInfo};
pub use automatic_events::{AutomaticEvent, Conversion};
pub use calls::{Call, CallDirection, CallEvent, CallStatus, CallStatusWord};
pub use coexistence::{AppStateSync, Echo, EchoContent, History, HistoryChunk, HistoryMessage};
pub use customer::Customer;
pub use flows::{Flow, FlowAlert, FlowStatus};
pub use group_participants::{GroupParticipants, ParticipantChange};
pub use groups::{GroupLifecycle, GroupSettings, GroupStatus, GroupTrouble, LifecycleChange};
pub use number::{
    BusinessUsername, NameDecision, NumberName, NumberQuality, NumberQualityEvent, Security,
    SecurityEvent, Tier, UsernameStatus,
};
pub use partner::{
    PartnerSolution, PaymentConfiguration, PaymentStatus, SolutionEvent, SolutionStatus,
};
pub use preferences::{Preference, UserIdUpdate, UserPreference};
pub use routing::{Handover, HandoverKind, Standby, StandbyItem};
pub use template_changes::{
    CategoryChange, ComponentButton, Score, TemplateCategory, TemplateComponents, TemplateQuality,
};
pub use template_status::{PauseTitle, RejectionInfo, TemplateEvent, TemplateStatusUpdate};

use std::sync::Arc;

use serde_json::{Value, json};

use super::envelope::{Metadata, envelope};
use crate::settings::PhoneNumber;

/// The body of one webhook field.
pub trait FieldValue {
    /// The field, such as `account_update`.
    const FIELD: &'static str;

    /// Its `value` as an app of this Graph version sees it.
    fn value(&self, version: u32) -> Value;

    /// The same as a function of the version, for a webhook that is put together when it falls due.
    fn body(self) -> Arc<dyn Fn(u32) -> Value + Send + Sync>
    where
        Self: Sized + Send + Sync + 'static,
    {
        Arc::new(move |version| self.value(version))
    }
}

/// What examples are made of. [`ExampleContext::of`] fills in everything but the world's own.
#[derive(Debug, Clone)]
pub struct ExampleContext {
    /// The WhatsApp business account.
    pub account_id: String,
    /// The portfolio that owns it.
    pub business_id: String,
    /// The app.
    pub app_id: String,
    /// The phone number.
    pub number: PhoneNumber,
    /// A customer.
    pub customer: Customer,
    /// A message of that customer's chat.
    pub wamid: String,
    /// A template.
    pub template: TemplateName,
    /// When it happens, seconds since the Unix epoch.
    pub time_s: u64,
    /// The app's Graph version.
    pub version: u32,
}

/// Which template a webhook is about.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct TemplateName {
    /// Its id: a number here, a string in the REST interface.
    #[serde(rename = "message_template_id")]
    pub id: u64,
    /// Its name.
    #[serde(rename = "message_template_name")]
    pub name: String,
    /// Its language, such as `pt_BR`.
    #[serde(rename = "message_template_language")]
    pub language: String,
}

impl ExampleContext {
    /// Examples for this account and number, at this time. What it leaves to the caller is public.
    pub fn of(account_id: &str, number: &PhoneNumber, time_s: u64, version: u32) -> ExampleContext {
        let phone = "5511987654321";
        ExampleContext {
            account_id: account_id.to_owned(),
            business_id: "506914307656634".to_owned(),
            app_id: "670843887433847".to_owned(),
            number: number.clone(),
            customer: Customer::of(phone, "Ana Souza", time_s),
            wamid: crate::cloud_api::wamid::encode(
                phone,
                crate::cloud_api::wamid::Direction::Inbound,
                0,
                time_s,
            ),
            template: TemplateName {
                id: 1_689_556_908_129_832,
                name: "parcel_delivered".to_owned(),
                language: "pt_BR".to_owned(),
            },
            time_s,
            version,
        }
    }
}

/// A field with one of its events.
#[derive(Debug, Clone, Copy)]
pub struct FieldKind {
    /// The word by which `trigger` knows it, such as `template.paused`. Stable.
    pub word: &'static str,
    /// The webhook field.
    pub field: &'static str,
    /// Meta's word for the event; where Meta has none, ours for the form.
    pub event: &'static str,
    /// Whether the entry carries `time`.
    pub timed: bool,
    /// Makes the `value`.
    pub example: fn(&ExampleContext) -> Value,
    /// Where Meta describes it.
    pub source: &'static str,
}

impl FieldKind {
    /// The `value` as an app of this Graph version sees it.
    pub fn value(&self, context: &ExampleContext, version: u32) -> Value {
        (self.example)(&ExampleContext {
            version,
            ..context.clone()
        })
    }

    /// The whole webhook.
    pub fn webhook(&self, context: &ExampleContext) -> String {
        // What partners agree on belongs to a portfolio, all else to an account.
        let id = if self.field == PartnerSolution::FIELD {
            &context.business_id
        } else {
            &context.account_id
        };
        let time = self.timed.then_some(context.time_s);
        envelope(id, self.field, (self.example)(context), time)
    }
}

const FAMILIES: [&[FieldKind]; 14] = [
    account_examples::KINDS,
    account_review::KINDS,
    number::KINDS,
    template_status::KINDS,
    template_changes::KINDS,
    preferences::KINDS,
    groups::KINDS,
    group_participants::KINDS,
    calls::KINDS,
    flows::KINDS,
    coexistence::KINDS,
    automatic_events::KINDS,
    partner::KINDS,
    routing::KINDS,
];

const COUNT: usize = {
    let (mut count, mut at) = (0, 0);
    while at < FAMILIES.len() {
        count += FAMILIES[at].len();
        at += 1;
    }
    count
};

static ALL: [FieldKind; COUNT] = {
    let mut all = [FAMILIES[0][0]; COUNT];
    let (mut family, mut next) = (0, 0);
    while family < FAMILIES.len() {
        let mut at = 0;
        while at < FAMILIES[family].len() {
            all[next] = FAMILIES[family][at];
            next += 1;
            at += 1;
        }
        family += 1;
    }
    all
};

/// Every field with every event of it.
pub static FIELDS: &[FieldKind] = &ALL;

/// The field and event of this word.
pub fn find(word: &str) -> Option<&'static FieldKind> {
    FIELDS.iter().find(|kind| kind.word == word)
}

/// Whether the entry of this field carries `time`. Fields about chats do not, and a field unknown here does not.
pub fn timed(field: &str) -> bool {
    FIELDS.iter().any(|kind| kind.field == field && kind.timed)
}

/// What the kinds of one field share.
#[derive(Clone, Copy)]
struct Page {
    field: &'static str,
    timed: bool,
    source: &'static str,
}

impl Page {
    /// A field whose entries carry `time`.
    const fn timed(field: &'static str, source: &'static str) -> Page {
        Page {
            field,
            timed: true,
            source,
        }
    }

    /// A field whose entries do not.
    const fn untimed(field: &'static str, source: &'static str) -> Page {
        Page {
            timed: false,
            ..Page::timed(field, source)
        }
    }

    const fn kind(
        self,
        word: &'static str,
        event: &'static str,
        example: fn(&ExampleContext) -> Value,
    ) -> FieldKind {
        FieldKind {
            word,
            field: self.field,
            event,
            timed: self.timed,
            example,
            source: self.source,
        }
    }
}

/// The `value` of a field about a number's chats.
fn about_number(number: &PhoneNumber) -> Value {
    json!({ "messaging_product": "whatsapp", "metadata": Metadata::of(number) })
}

/// A typed body as JSON.
fn plain<T: serde::Serialize>(body: &T) -> Value {
    serde_json::to_value(body).expect("strings and numbers always serialise")
}

#[cfg(test)]
mod tests;
