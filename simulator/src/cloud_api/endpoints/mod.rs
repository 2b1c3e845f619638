//! The endpoints beside sends, one family a file: its handlers, and its part of the endpoint table.

pub(crate) mod account;
pub(crate) mod analytics;
pub(crate) mod apps;
pub(crate) mod batch;
#[cfg(test)]
mod bench;
pub(crate) mod business;
mod family;
pub(crate) mod flows;
pub(crate) mod groups;
pub(crate) mod history;
pub(crate) mod media;
pub(crate) mod number_parts;
pub(crate) mod numbers;
#[cfg(test)]
mod reach;
pub(crate) mod signups;
pub(crate) mod templates;
pub(crate) mod uploads;
pub(crate) mod words;
