//! What is around every webhook: object, entries, changes.
//!
//! Source: Meta, Cloud API, webhooks overview: up to 1,000 updates and up to 3 MB a post.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};
use serde_json::Value;

/// Most bytes of one webhook as posted, after escaping (Meta, Cloud API, webhooks overview: 3 MB).
pub const BODY_BYTES_MAX: usize = 3_000_000;

const OBJECT: &str = "whatsapp_business_account";

/// All updates of one account in a webhook.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    /// The WhatsApp business account's id; for `partner_solutions` the portfolio's.
    pub id: String,
    /// When the webhook was made, seconds since the Unix epoch; absent for fields about messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<u64>,
    /// Its updates.
    pub changes: Vec<Change>,
}

/// One update.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// The webhook field, such as `messages`.
    pub field: &'static str,
    /// What happened.
    pub value: Value,
}

/// A webhook with one update.
pub fn envelope(
    account_id: &str,
    field: &'static str,
    value: Value,
    time_s: Option<u64>,
) -> String {
    envelope_of(&[Entry {
        id: account_id.to_owned(),
        time: time_s,
        changes: vec![Change { field, value }],
    }])
}

/// A webhook with several accounts' updates.
pub fn envelope_of(entries: &[Entry]) -> String {
    text_of(&Body { entry: entries }, 512)
}

/// The outermost object around entries of any make.
pub(super) struct Body<T> {
    /// The entries.
    pub(super) entry: T,
}

impl<T: Serialize> Serialize for Body<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut body = serializer.serialize_struct("Body", 2)?;
        body.serialize_field("object", OBJECT)?;
        body.serialize_field("entry", &self.entry)?;
        body.end()
    }
}

/// JSON text. `bytes` is how long it will be, roughly.
pub(super) fn text_of<T: Serialize>(body: &T, bytes: usize) -> String {
    let mut text = Vec::with_capacity(bytes);
    serde_json::to_writer(&mut text, body).expect("strings and numbers always serialise");
    String::from_utf8(text).expect("JSON is UTF-8")
}

/// Seconds since the Unix epoch as webhooks about messages carry them: a string of digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seconds(pub(super) u64);

impl Serialize for Seconds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut digits = [0; 20];
        let mut from = digits.len();
        let mut left = self.0;
        loop {
            from -= 1;
            digits[from] = b'0' + (left % 10) as u8;
            left /= 10;
            if left == 0 {
                break;
            }
        }
        serializer.serialize_str(std::str::from_utf8(&digits[from..]).expect("digits"))
    }
}

/// Which number a change is about.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Metadata<'a> {
    display_phone_number: &'a str,
    phone_number_id: &'a str,
}

impl<'a> Metadata<'a> {
    pub(super) fn of(number: &'a crate::settings::PhoneNumber) -> Metadata<'a> {
        Metadata {
            display_phone_number: &number.display,
            phone_number_id: &number.id,
        }
    }
}
