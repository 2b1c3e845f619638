//! Customers' answers to interactive messages.
//!
//! Source: Meta, Cloud API, "Interactive messages webhook"; Flows, "Flow response message"; Calling, permissions.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// How long a permission to call lasts, seconds (Meta, Cloud API, Calling, user call permissions: seven days).
const PERMISSION_LASTS_S: u64 = 7 * 86_400;

/// An answer to an interactive message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// A tap on a reply button.
    Button(ButtonReply),
    /// A row chosen from a list.
    List(ListReply),
    /// A flow or an address form, filled in.
    Nfm(NfmReply),
    /// May the business call?
    CallPermission(CallPermissionReply),
}

/// A tap on a reply button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ButtonReply {
    /// The button's id.
    pub id: String,
    /// Its label.
    pub title: String,
}

/// A row chosen from a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ListReply {
    /// The row's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its description, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// A form, filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NfmReply {
    /// `flow` or `address_message`.
    pub name: String,
    /// What the chat shows.
    pub body: String,
    /// The answers: JSON in a string. Any other JSON given is put into one.
    #[serde(deserialize_with = "as_json_text")]
    pub response_json: String,
}

/// May the business call?
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CallPermissionReply {
    /// `accept` or `reject`.
    pub response: String,
    /// Until when, seconds since the Unix epoch; absent when rejected or for good; made up when it is neither.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiration_timestamp: Option<u64>,
    /// Whether it holds until taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_permanent: Option<bool>,
    /// `user_action` or `automatic`.
    pub response_source: String,
}

impl Default for ButtonReply {
    fn default() -> ButtonReply {
        ButtonReply {
            id: "change-address".to_owned(),
            title: "Change address".to_owned(),
        }
    }
}

impl Default for ListReply {
    fn default() -> ListReply {
        ListReply {
            id: "slot-morning".to_owned(),
            title: "Morning".to_owned(),
            description: Some("8 to 12 o'clock".to_owned()),
        }
    }
}

impl Default for NfmReply {
    fn default() -> NfmReply {
        NfmReply {
            name: "flow".to_owned(),
            body: "Sent".to_owned(),
            response_json: r#"{"flow_token":"unused","rating":"4"}"#.to_owned(),
        }
    }
}

impl Default for CallPermissionReply {
    fn default() -> CallPermissionReply {
        CallPermissionReply {
            response: "accept".to_owned(),
            expiration_timestamp: None,
            is_permanent: None,
            response_source: "user_action".to_owned(),
        }
    }
}

impl CallPermissionReply {
    /// Whether the business may call.
    pub fn accepts(&self) -> bool {
        self.response == "accept"
    }

    /// A permission that is neither stated to be for good nor to end lasts its seven days.
    fn node(&self, written_s: u64) -> Value {
        let mut node = json!(self);
        if self.response == "accept"
            && self.expiration_timestamp.is_none()
            && self.is_permanent != Some(true)
        {
            node["is_permanent"] = json!(false);
            node["expiration_timestamp"] = json!(written_s + PERMISSION_LASTS_S);
        }
        node
    }
}

impl Reply {
    /// What the customer sees of it.
    pub(super) fn shown(&self) -> &str {
        match self {
            Reply::Button(reply) => &reply.title,
            Reply::List(reply) => &reply.title,
            Reply::Nfm(reply) => &reply.body,
            Reply::CallPermission(reply) => &reply.response,
        }
    }

    pub(super) fn node(&self, written_s: u64) -> Value {
        match self {
            Reply::Button(reply) => json!({ "type": "button_reply", "button_reply": reply }),
            Reply::List(reply) => json!({ "type": "list_reply", "list_reply": reply }),
            Reply::Nfm(reply) => json!({ "type": "nfm_reply", "nfm_reply": reply }),
            Reply::CallPermission(reply) => {
                json!({ "type": "call_permission_reply", "call_permission_reply": reply.node(written_s) })
            }
        }
    }
}

fn as_json_text<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => text,
        other => other.to_string(),
    })
}
