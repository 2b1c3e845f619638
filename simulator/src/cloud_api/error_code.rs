//! The Cloud API's error codes: one vocabulary for what is answered, what a status webhook carries, what a
//! connector may retry, and the table that `shakedown errors` prints. `docs/errors.md` is generated from it.
//!
//! Each family of codes is a file of its own, a list whose entries look alike; [`ALL`] is the families merged and
//! sorted while compiling, so a code that stands in two families stops the build. This module decides nothing: when
//! a code is due is the business of endpoints, limits and faults.
//!
//! Source: Meta, Cloud API, "Error codes" (the HTTP column as last published in November 2025; the page has none
//! since 2026) and the error pages of groups, calls, flows, blocking, usernames and Direct Send; the stage is where
//! public captures and partners' tables show a code.

mod auth;
mod calls;
mod entry;
mod flows;
pub mod folklore;
mod groups;
mod head;
mod management;
mod marketing;
mod registration;
mod sending;
mod templates;
#[cfg(test)]
mod tests;
mod throttling;
mod words;

pub use entry::ErrorCode;
pub use words::{Family, Reach, RetryClass, Stage, Subcode};

/// Where an error in a webhook points its reader to (`errors[].href`).
pub const HREF: &str =
    "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/";

const FAMILIES: [&[ErrorCode]; 10] = [
    auth::CODES,
    throttling::CODES,
    sending::CODES,
    groups::CODES,
    calls::CODES,
    templates::CODES,
    marketing::CODES,
    flows::CODES,
    registration::CODES,
    management::CODES,
];

const COUNT: usize = {
    let mut count = 0;
    let mut family = 0;
    while family < FAMILIES.len() {
        count += FAMILIES[family].len();
        family += 1;
    }
    count
};

static SORTED: [ErrorCode; COUNT] = sorted();

/// Every code that this world speaks, by number.
pub const ALL: &[ErrorCode] = &SORTED;

const fn sorted() -> [ErrorCode; COUNT] {
    let mut all = [FAMILIES[0][0]; COUNT];
    let mut filled = 0;
    let mut family = 0;
    while family < FAMILIES.len() {
        let mut at = 0;
        while at < FAMILIES[family].len() {
            let entry = FAMILIES[family][at];
            let mut place = filled;
            while place > 0 && all[place - 1].last_code >= entry.code {
                assert!(
                    all[place - 1].code > entry.last_code,
                    "a code stands in the table twice"
                );
                all[place] = all[place - 1];
                place -= 1;
            }
            all[place] = entry;
            filled += 1;
            at += 1;
        }
        family += 1;
    }
    all
}

/// The entry of a code; None for a code this world does not speak.
pub fn find(code: u32) -> Option<&'static ErrorCode> {
    let behind = ALL.partition_point(|entry| entry.code <= code);
    let entry = ALL.get(behind.checked_sub(1)?)?;
    (code <= entry.last_code).then_some(entry)
}

/// The entry of a code that a send can meet, in its answer or in a status: what a magic recipient may force.
pub fn sendable(code: u32) -> Option<&'static ErrorCode> {
    find(code).filter(|entry| entry.stage.concerns_a_send())
}

/// The entries of a family, by number.
pub fn of(family: Family) -> impl Iterator<Item = &'static ErrorCode> {
    ALL.iter().filter(move |entry| entry.family == family)
}

/// The entry of a code that this source file names.
///
/// # Panics
/// When the table lacks the code: a mistake in this crate.
pub(crate) fn known(code: u32) -> &'static ErrorCode {
    find(code).expect("the code stands in the table")
}
