//! Bodies of Meta's webhooks: statuses, customers' messages, and every other field an app can subscribe to. Only the
//! JSON; escaping and signing are `signature`'s, posting is the outbox's.
//!
//! Source: Meta, Cloud API, "Webhooks" references, and "Business-scoped user IDs". The shapes depend on the app's Graph
//! version and on the day: [`calendar`] holds the turning points.

pub mod calendar;
pub mod fields;

mod envelope;
mod error;
mod identity;
mod inbound;
mod statuses;

pub use calendar::NO_CONVERSATION_FROM;
pub use envelope::{BODY_BYTES_MAX, Change, Entry, envelope, envelope_of};
pub use error::{system_errors, system_errors_value};
pub use identity::{parent_user_id, user_id};
pub use inbound::asked::{AskedMessage, INBOUND_KINDS, InboundError, customer_message_from_json};
pub use inbound::contacts::{
    ContactAddress, ContactEmail, ContactName, ContactOrg, ContactPhone, ContactUrl, Origin,
    SharedContact, SharedContacts,
};
pub use inbound::context::{Context, ReferredProduct};
pub use inbound::location::Location;
pub use inbound::media::{Media, MediaKind};
pub use inbound::mutation::{Edit, Edited};
pub use inbound::order::{Order, OrderItem};
pub use inbound::referral::{Referral, WelcomeMessage};
pub use inbound::reply::{ButtonReply, CallPermissionReply, ListReply, NfmReply, Reply};
pub use inbound::system::System;
pub use inbound::{
    Content, CustomerMessage, Inbound, InboundOptions, customer_message, inbound, inbound_value,
};
pub use statuses::extras::{PricingType, StatusExtras};
pub use statuses::size::{fits, split_by_size};
pub use statuses::{StatusShape, statuses, statuses_shaped};

#[cfg(test)]
mod tests;
