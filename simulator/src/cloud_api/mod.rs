//! Meta's Cloud API: the endpoints a connector calls. One endpoint, one file; the vocabulary of its errors and
//! ids beside them.

pub mod error_code;
pub mod wamid;

pub mod answer;
pub mod endpoint_table;
pub(crate) mod endpoints;
pub(crate) mod form;
pub mod messages;
mod multipart;
pub(crate) mod node;
pub mod request;
pub mod route;
pub mod template_fill;
pub mod version;
