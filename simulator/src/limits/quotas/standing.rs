//! What a business may have, by whether it is verified.
//!
//! Source: Meta, Cloud API, "Templates overview" (250 or 6,000 templates, the latter with an approved display name)
//! and "Phone numbers" (2 numbers, then 20).

use serde::{Deserialize, Serialize};

/// Whether a business is verified and has an approved display name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// It is not.
    Unverified,
    /// It is.
    Verified,
}

impl Standing {
    /// Templates that an account may have; each language counts.
    pub fn templates(self) -> usize {
        match self {
            Standing::Unverified => 250,
            Standing::Verified => 6_000,
        }
    }

    /// Phone numbers that a portfolio may have.
    pub fn numbers(self) -> usize {
        match self {
            Standing::Unverified => 2,
            Standing::Verified => 20,
        }
    }
}
