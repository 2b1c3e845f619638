//! Images, videos, voice messages, documents and stickers from customers.
//!
//! Source: Meta, Cloud API, image, video, audio, document and sticker messages webhooks. `sha256` is base64 here, and hex
//! on the media endpoint.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::About;

/// Which kind of medium.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaKind {
    /// A picture.
    Image,
    /// A film.
    Video,
    /// A sound, or a voice message.
    Audio,
    /// Any file.
    Document,
    /// A sticker.
    Sticker,
}

impl MediaKind {
    /// All of them.
    pub const ALL: [MediaKind; 5] = [
        MediaKind::Image,
        MediaKind::Video,
        MediaKind::Audio,
        MediaKind::Document,
        MediaKind::Sticker,
    ];

    /// The word in webhooks.
    pub fn word(self) -> &'static str {
        match self {
            MediaKind::Image => "image",
            MediaKind::Video => "video",
            MediaKind::Audio => "audio",
            MediaKind::Document => "document",
            MediaKind::Sticker => "sticker",
        }
    }

    /// The MIME type unless another is stated.
    pub fn mime_type(self) -> &'static str {
        match self {
            MediaKind::Image => "image/jpeg",
            MediaKind::Video => "video/mp4",
            MediaKind::Audio => "audio/ogg; codecs=opus",
            MediaKind::Document => "application/pdf",
            MediaKind::Sticker => "image/webp",
        }
    }
}

/// A medium. What is left out is made from the message's id, so that the same message always brings the same medium.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Media {
    /// The media id, for the media endpoint.
    pub id: Option<String>,
    /// The MIME type.
    pub mime_type: Option<String>,
    /// SHA-256 of the file, base64.
    pub sha256: Option<String>,
    /// The whole address; the world puts in one of its own where it keeps the file. Without it there is none, so that
    /// no connector is led to a host outside of this world.
    pub url: Option<String>,
    /// How many bytes the file has, instead of those of a small sample. More than Meta takes: it never arrives (131052).
    pub file_size: Option<u64>,
    /// Words below it: images, videos and documents.
    pub caption: Option<String>,
    /// The file's name: documents.
    pub filename: Option<String>,
    /// Recorded in the chat: audio, true unless said otherwise.
    pub voice: Option<bool>,
    /// It moves: stickers, false unless said otherwise.
    pub animated: Option<bool>,
}

impl Media {
    /// The first property given that this kind does not have.
    pub(super) fn stray(&self, kind: MediaKind) -> Option<&'static str> {
        let captioned = matches!(
            kind,
            MediaKind::Image | MediaKind::Video | MediaKind::Document
        );
        let strays = [
            ("caption", self.caption.is_some() && !captioned),
            (
                "filename",
                self.filename.is_some() && kind != MediaKind::Document,
            ),
            ("voice", self.voice.is_some() && kind != MediaKind::Audio),
            (
                "animated",
                self.animated.is_some() && kind != MediaKind::Sticker,
            ),
        ];
        strays
            .iter()
            .find(|(_, stray)| *stray)
            .map(|(name, _)| *name)
    }

    pub(super) fn node(&self, kind: MediaKind, about: About<'_>) -> Value {
        let id = self.id.clone().unwrap_or_else(|| {
            let index = crate::chance::index_of(&about.message.wamid);
            (index % 900_000_000_000_000 + 100_000_000_000_000).to_string()
        });
        let mime_type = self.mime_type.as_deref().unwrap_or(kind.mime_type());
        let sha256 = self
            .sha256
            .clone()
            .unwrap_or_else(|| STANDARD.encode(Sha256::digest(id.as_bytes())));
        let mut node = json!({ "id": id, "mime_type": mime_type, "sha256": sha256 });
        if let Some(url) = &self.url {
            node["url"] = json!(url);
        }
        if let Some(caption) = &self.caption {
            node["caption"] = json!(caption);
        }
        match kind {
            MediaKind::Document => {
                node["filename"] = json!(self.filename.as_deref().unwrap_or("receipt.pdf"));
            }
            MediaKind::Audio => node["voice"] = json!(self.voice.unwrap_or(true)),
            MediaKind::Sticker => node["animated"] = json!(self.animated.unwrap_or(false)),
            MediaKind::Image | MediaKind::Video => {}
        }
        node
    }
}
