//! A small, correct connector: carriers' notices in, WhatsApp template messages out, status records kept.
//! It exists to be tested: every rule that the harness checks is kept here, and each can be broken on purpose by a
//! named defect. It shares no code with the harness or the world, and meets them over HTTP only; what it knows of
//! carriers and of Meta it knows from their documentation, a second time.
//!
//! In reading order: `routes` answers a request, `notices`, `carriers` and `meta` read it, `policy` turns a notice into
//! a message and `dialogue` a customer's message into its treatment, `store` makes it durable, `sender` and `errands`
//! deliver it, `records` shows what came of it.

mod body;
mod carriers;
mod chance;
mod checkpoint;
mod config;
pub mod defects;
mod dialogue;
mod environment;
mod errands;
mod form;
mod frequency;
mod http;
mod message;
mod meta;
mod notices;
mod policy;
mod published_keys;
mod records;
mod reminder;
mod routes;
mod sender;
mod serve;
mod signature;
mod sms;
mod status;
mod store;
mod subject;
mod sweeper;

#[cfg(test)]
mod tests;

pub use config::{Config, PhoneNumber, Secrets, SmsAccount, SmsGateway, Timing};
pub use environment::{EnvironmentError, main_from_env};
pub use serve::{ServeError, serve};
