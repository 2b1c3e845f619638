//! Who a customer is: number, business-scoped user id, username, and the `contacts` element that shows them.
//!
//! Source: Meta, Cloud API, "Business-scoped user IDs": country, dot, up to 128 letters and digits.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::countries;

/// The customer's business-scoped user id: country, dot, digits; the same for the same customer. In webhooks since
/// 31 March 2026 (Meta, Cloud API, business-scoped user ids).
pub fn user_id(wa_id: &str) -> String {
    UserId::of(wa_id).to_string()
}

/// The customer's id for all linked portfolios, such as `US.ENT.11815799212886844830`.
pub fn parent_user_id(wa_id: &str) -> String {
    let id = UserId::of(wa_id);
    let (country, digits) = id.as_str().split_once('.').unwrap_or_default();
    format!("{country}.ENT.1{digits}")
}

/// How many digits a user id of our making has; Meta's have more.
const DIGITS: usize = 16;

/// A user id of our making. Every status webhook shows some, so it is written once and without an allocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct UserId([u8; 3 + DIGITS]);

impl UserId {
    pub(super) fn of(wa_id: &str) -> UserId {
        let country = countries::ALL
            .iter()
            .find(|country| wa_id.starts_with(country.calling_code))
            .map_or("US", |country| country.alpha2);
        let mut text = *b"US.0000000000000000";
        if let [first, second] = *country.as_bytes() {
            text[..2].copy_from_slice(&[first, second]);
        }
        let mut left =
            crate::chance::index_of(wa_id) % 9_000_000_000_000_000 + 1_000_000_000_000_000;
        for digit in text[3..].iter_mut().rev() {
            *digit = b'0' + (left % 10) as u8;
            left /= 10;
        }
        UserId(text)
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("letters and digits")
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A user id of either origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ShownId<'a> {
    /// Made from the number.
    Made(UserId),
    /// Given by whoever asked for the webhook.
    Given(&'a str),
}

impl Serialize for ShownId<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            ShownId::Made(id) => serializer.serialize_str(id.as_str()),
            ShownId::Given(id) => serializer.serialize_str(id),
        }
    }
}

/// Whether this names a phone number, as opposed to a user id or nothing.
pub(super) fn is_phone(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit() || first == '+')
}

/// One element of `contacts`.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Contact<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) profile: Option<Profile<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) wa_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) identity_key_hash: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) user_id: Option<ShownId<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) parent_user_id: Option<&'a str>,
}

/// How a customer presents themselves.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Profile<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) username: Option<&'a str>,
}

impl<'a> Profile<'a> {
    /// None when there is nothing to show.
    pub(super) fn of(name: Option<&'a str>, username: Option<&'a str>) -> Option<Profile<'a>> {
        (name.is_some() || username.is_some()).then_some(Profile { name, username })
    }
}
