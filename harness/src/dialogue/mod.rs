//! Customers who write: what they say in which language, in which order, and which message of the connector they
//! answer to. What must come of it follows from the policy; whether it did is for the checks.

mod phrases;
mod script;
mod threads;

pub use phrases::{Book, Phrases, book, books};
pub use script::{Line, Teller, script};
pub use threads::Threads;
