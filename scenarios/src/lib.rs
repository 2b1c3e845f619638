//! The scenario files, and the crate that reads them.
//!
//! [`load()`] takes a catalogue name or a file, the quick form if asked for, and `--set` overrides; it gives back a
//! checked [`scenario::Scenario`] together with the text that describes exactly that run. Nothing here runs a
//! scenario, and nobody else reads its file.
//!
//! [`load()`]: request::load

pub mod catalogue;
pub mod dialogue_kind;
pub mod error;
mod file;
mod form;
mod keys;
mod length;
mod locate;
mod nearest;
pub mod request;
pub mod scenario;

pub use catalogue::{Entry, catalogue, names};
pub use error::{Place, ScenarioError};
pub use file::from_text;
pub use request::{Loaded, Request, Source, load};
