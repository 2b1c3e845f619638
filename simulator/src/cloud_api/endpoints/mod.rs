//! The endpoints beside sends, one family a file: its handlers, and its part of the endpoint table.

pub(crate) mod accounts;
pub(crate) mod apps;
pub(crate) mod media;
pub(crate) mod templates;
