//! The endpoints beside sends, one family a file: its handlers, and its part of the endpoint table.

pub(crate) mod apps;
pub(crate) mod media;
pub(crate) mod numbers;
pub(crate) mod templates;
pub(crate) mod uploads;
