//! Edits of earlier messages.
//!
//! Source: Meta, Cloud API, "Edit messages webhook": texts and captions can be edited.

use serde_json::{Value, json};

use super::About;
use super::media::{Media, MediaKind};

/// New content for an earlier message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The earlier message.
    pub original_message_id: String,
    /// What the earlier message quoted; Meta's own sample says `M0`.
    pub context_id: Option<String>,
    /// The new content.
    pub message: Edited,
}

/// Content that can be edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edited {
    /// A text.
    Text(String),
    /// A medium with another caption.
    Media {
        /// Which medium.
        kind: MediaKind,
        /// The medium.
        media: Media,
    },
}

impl Edit {
    /// The new words.
    pub(super) fn shown(&self) -> &str {
        match &self.message {
            Edited::Text(text) => text,
            Edited::Media { media, .. } => media.caption.as_deref().unwrap_or(""),
        }
    }

    pub(super) fn node(&self, about: About<'_>) -> Value {
        let mut message = match &self.message {
            Edited::Text(text) => json!({ "type": "text", "text": { "body": text } }),
            Edited::Media { kind, media } => {
                json!({ "type": kind.word(), kind.word(): media.node(*kind, about) })
            }
        };
        if let Some(id) = &self.context_id {
            message["context"] = json!({ "id": id });
        }
        json!({ "original_message_id": self.original_message_id, "message": message })
    }
}
