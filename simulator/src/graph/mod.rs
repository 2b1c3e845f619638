//! Meta's business objects and what changes about them: one store a file, each behind a lock of its own, each with a
//! stated maximum. The endpoints and the sends read and write them; time and chance are passed in.

pub mod account;
pub mod account_card;
pub mod app;
pub mod customers;
pub(crate) mod derived;
pub mod flow;
pub mod group;
pub mod history;
pub mod media;
pub mod nodes;
pub mod number;
pub mod pending;
pub mod records;
pub mod samples;
pub mod tally;
pub mod template_life;
pub mod time_zones;
pub mod token;
pub mod trouble;
pub mod upload;
