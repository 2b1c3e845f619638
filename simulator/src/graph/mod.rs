//! Meta's business objects and what changes about them: one store a file, each behind a lock of its own, each with a
//! stated maximum. The endpoints and the sends read and write them; time and chance are passed in.

pub mod account;
pub mod app;
pub mod customers;
pub mod media;
pub mod nodes;
pub mod number;
pub mod samples;
pub mod template_life;
pub mod token;
pub mod upload;
