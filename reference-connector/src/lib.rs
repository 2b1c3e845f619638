//! A small, correct connector: carriers' notices in, WhatsApp template messages out, status records kept.
//! It exists to be tested: every rule that the harness checks is kept here, and each can be broken on purpose by a
//! named defect. It shares no code with the harness or the world, and meets them over HTTP only; what it knows of
//! carriers and of Meta it knows from their documentation, a second time.
//!
//! In reading order: `routes` answers a request, `carriers` and `meta` read it, `policy` turns a notice into a
//! message, `store` makes it durable, `sender` delivers it, `records` shows what came of it.

mod body;
mod carriers;
mod chance;
mod checkpoint;
mod config;
pub mod defects;
mod environment;
mod message;
mod meta;
mod policy;
mod records;
mod routes;
mod sender;
mod serve;
mod signature;
mod status;
mod store;

#[cfg(test)]
mod tests;

pub use config::{Config, PhoneNumber, Secrets, Timing};
pub use environment::{EnvironmentError, main_from_env};
pub use serve::{ServeError, serve};
