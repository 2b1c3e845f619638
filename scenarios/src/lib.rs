//! The scenario files, and the crate that reads them.

pub mod scenario;
