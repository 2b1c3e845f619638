//! One record, in our words, from whatever form the connector keeps it in.

use std::collections::BTreeMap;

use scenarios::dialogue_kind::DialogueKind;
use serde_json::Value;
use simulator::parcel::Checkpoint;

use crate::policy::Policy;

/// The fields of a message that a source may have. `history_item` only for JSON: a pointer into each entry.
pub const MESSAGE_FIELDS: [&str; 7] = [
    "wamid",
    "tracking_number",
    "checkpoint",
    "to_number",
    "status",
    "history",
    "history_item",
];

/// The fields of a customer's message that a source may have.
pub const INBOUND_FIELDS: [&str; 7] = [
    "wamid",
    "from_number",
    "body",
    "tag",
    "priority",
    "handover",
    "tracking_number",
];

/// The fields of a short message that a source may have.
pub const SMS_FIELDS: [&str; 5] = ["id", "tracking_number", "checkpoint", "to_number", "status"];

/// A message as the connector keeps it. None = the connector does not hold it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MessageRecord {
    /// The message's id.
    pub wamid: String,
    /// The parcel's number.
    pub tracking_number: Option<String>,
    /// Our word for the checkpoint; None also when the connector's word is not known.
    pub checkpoint: Option<String>,
    /// Digits only.
    pub to_number: Option<String>,
    /// Our word; the connector's own where it is not known, which is then a finding.
    pub status: Option<String>,
    /// The statuses in the order written, in words as `status`.
    pub history: Option<Vec<String>>,
}

/// A customer's message as the connector keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InboundRecord {
    /// The message's id.
    pub wamid: String,
    /// Digits only.
    pub from_number: Option<String>,
    /// The text.
    pub body: Option<String>,
    /// Our word for what it is about; the connector's own where it is not known, which is then a finding.
    pub tag: Option<String>,
    /// How urgent it is, in our words.
    pub priority: Option<String>,
    /// Whether a person was called in.
    pub handover: Option<bool>,
    /// The parcel it is about.
    pub tracking_number: Option<String>,
}

/// A short message as the connector keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SmsRecord {
    /// The record's id.
    pub id: String,
    /// The parcel's number.
    pub tracking_number: Option<String>,
    /// Our word for the checkpoint; None also when the connector's word is not known.
    pub checkpoint: Option<String>,
    /// Digits only.
    pub to_number: Option<String>,
    /// The connector's word.
    pub status: Option<String>,
}

/// A status that a record can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordStatus {
    /// The Cloud API took it.
    Accepted,
    /// On its way.
    Sent,
    /// On the phone.
    Delivered,
    /// Seen.
    Read,
    /// A voice note was listened to.
    Played,
    /// Given up.
    Failed,
}

impl RecordStatus {
    /// All of them.
    pub const ALL: [RecordStatus; 6] = [
        RecordStatus::Accepted,
        RecordStatus::Sent,
        RecordStatus::Delivered,
        RecordStatus::Read,
        RecordStatus::Played,
        RecordStatus::Failed,
    ];

    /// The word in the ledger.
    pub fn word(self) -> &'static str {
        match self {
            RecordStatus::Accepted => "accepted",
            RecordStatus::Sent => "sent",
            RecordStatus::Delivered => "delivered",
            RecordStatus::Read => "read",
            RecordStatus::Played => "played",
            RecordStatus::Failed => "failed",
        }
    }
}

/// The connector's words and what they mean.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    statuses: BTreeMap<String, RecordStatus>,
    checkpoints: BTreeMap<String, Checkpoint>,
    tags: BTreeMap<String, DialogueKind>,
}

impl Words {
    /// From the maps of the connector's file. Our own words always work.
    pub fn new(
        statuses: BTreeMap<String, RecordStatus>,
        checkpoints: BTreeMap<String, Checkpoint>,
    ) -> Words {
        Words {
            statuses,
            checkpoints,
            tags: BTreeMap::new(),
        }
    }

    /// Adds the connector's words for what customers write about.
    pub fn with_tags(mut self, tags: BTreeMap<String, DialogueKind>) -> Words {
        self.tags = tags;
        self
    }

    /// Adds the names of templates that belong to one checkpoint: many connectors keep those.
    pub fn with_policy(mut self, policy: &Policy) -> Words {
        for message in policy.messages.values() {
            if let [only] = policy.checkpoint_of(&message.template)[..] {
                self.checkpoints
                    .entry(message.template.clone())
                    .or_insert(only);
            }
        }
        self
    }

    fn status(&self, theirs: &str) -> String {
        let mapped = self.statuses.get(theirs).copied();
        let mut ours = RecordStatus::ALL.into_iter();
        let found =
            mapped.or_else(|| ours.find(|status| status.word().eq_ignore_ascii_case(theirs)));
        found.map_or_else(|| theirs.to_string(), |status| status.word().to_string())
    }

    fn tag(&self, theirs: &str) -> String {
        let mapped = self.tags.get(theirs).copied();
        let ours = theirs.trim().to_ascii_lowercase().replace(['-', ' '], "_");
        let found = mapped.or_else(|| DialogueKind::parse(&ours));
        found.map_or_else(|| theirs.to_string(), |kind| kind.word().to_string())
    }

    fn checkpoint(&self, theirs: &str) -> Option<String> {
        let mapped = self.checkpoints.get(theirs).copied();
        let found = mapped.or_else(|| Checkpoint::parse(&theirs.to_ascii_lowercase()));
        found.map(|checkpoint| checkpoint.word().to_string())
    }
}

/// Makes a record from a look-up of fields by our names; None when it has no id.
pub(super) type Make<T> = fn(&Words, &dyn Fn(&str) -> Option<Value>) -> Option<T>;

pub(super) fn message(
    words: &Words,
    field: &dyn Fn(&str) -> Option<Value>,
) -> Option<MessageRecord> {
    let text = |name: &str| field(name).and_then(text_of);
    Some(MessageRecord {
        wamid: text("wamid")?,
        tracking_number: text("tracking_number"),
        checkpoint: text("checkpoint").and_then(|theirs| words.checkpoint(&theirs)),
        to_number: text("to_number").map(|number| digits(&number)),
        status: text("status").map(|theirs| words.status(&theirs)),
        history: field("history").and_then(history).map(|all| {
            let all = all.iter();
            all.map(|theirs| words.status(theirs)).collect()
        }),
    })
}

pub(super) fn inbound(
    words: &Words,
    field: &dyn Fn(&str) -> Option<Value>,
) -> Option<InboundRecord> {
    let text = |name: &str| field(name).and_then(text_of);
    Some(InboundRecord {
        wamid: text("wamid")?,
        from_number: text("from_number").map(|number| digits(&number)),
        body: text("body"),
        tag: text("tag").map(|theirs| words.tag(&theirs)),
        priority: text("priority").map(|theirs| theirs.trim().to_ascii_lowercase()),
        handover: field("handover").and_then(flag_of),
        tracking_number: text("tracking_number"),
    })
}

pub(super) fn sms(words: &Words, field: &dyn Fn(&str) -> Option<Value>) -> Option<SmsRecord> {
    let text = |name: &str| field(name).and_then(text_of);
    Some(SmsRecord {
        id: text("id")?,
        tracking_number: text("tracking_number"),
        checkpoint: text("checkpoint").and_then(|theirs| words.checkpoint(&theirs)),
        to_number: text("to_number").map(|number| digits(&number)),
        status: text("status"),
    })
}

/// Yes or no, in the ways that databases and exports write it.
fn flag_of(value: Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(flag),
        Value::Number(number) => number.as_i64().map(|number| number != 0),
        Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "t" | "yes" | "y" | "1" => Some(true),
            "false" | "f" | "no" | "n" | "0" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

fn text_of(value: Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => (!text.is_empty()).then_some(text),
        other => Some(other.to_string()),
    }
}

fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}

/// A list, a JSON list in a text, or words between commas.
fn history(value: Value) -> Option<Vec<String>> {
    match value {
        Value::Array(entries) => Some(entries.into_iter().filter_map(text_of).collect()),
        Value::String(text) if text.trim_start().starts_with('[') => {
            serde_json::from_str(&text).ok().and_then(history)
        }
        Value::String(text) => {
            let words = text
                .split(',')
                .map(str::trim)
                .filter(|word| !word.is_empty());
            Some(words.map(str::to_string).collect())
        }
        _ => None,
    }
}

/// A field of a JSON record; `history` goes through `history_item` when there is one.
pub(super) fn json_field(fields: &super::Fields, record: &Value, name: &str) -> Option<Value> {
    let value = fields.value(record, name)?;
    match (name, fields.pointer("history_item"), value) {
        ("history", Some(pointer), Value::Array(entries)) => {
            let inner = entries.iter().filter_map(|entry| entry.pointer(pointer));
            Some(Value::Array(inner.cloned().collect()))
        }
        _ => Some(value.clone()),
    }
}
