//! `image`, `video`, `audio`, `document`, `sticker`: by the id of an upload or by a link.
//!
//! A link is not fetched here: that it fails is known only after the send was accepted (131053, asynchronous). Source:
//! Meta, Cloud API, "Image messages" and its sisters, "Media".

use super::super::answer::Refusal;
use super::super::request::{Param, graph};
use super::Surroundings;

const CAPTION_MAX: usize = 1_024;

/// A kind of media.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MediaKind {
    Image,
    Video,
    Audio,
    Document,
    Sticker,
}

impl MediaKind {
    /// By the word in `type`.
    pub(crate) fn of_word(word: &str) -> Option<MediaKind> {
        Some(match word {
            "image" => MediaKind::Image,
            "video" => MediaKind::Video,
            "audio" => MediaKind::Audio,
            "document" => MediaKind::Document,
            "sticker" => MediaKind::Sticker,
            _ => return None,
        })
    }

    /// The kind's name in a sentence of Meta's.
    fn title(self) -> &'static str {
        match self {
            MediaKind::Image => "Image",
            MediaKind::Video => "Video",
            MediaKind::Audio => "Audio",
            MediaKind::Document => "Document",
            MediaKind::Sticker => "Sticker",
        }
    }

    /// MIME types that it may have; none named: any.
    fn mime_types(self) -> &'static [&'static str] {
        match self {
            MediaKind::Image => &["image/jpeg", "image/png"],
            MediaKind::Video => &["video/mp4", "video/3gpp", "video/3gp"],
            MediaKind::Audio => &[
                "audio/aac",
                "audio/amr",
                "audio/mpeg",
                "audio/mp4",
                "audio/ogg",
                "audio/opus",
            ],
            MediaKind::Document => &[],
            MediaKind::Sticker => &["image/webp"],
        }
    }

    fn keys(self) -> &'static [&'static str] {
        match self {
            MediaKind::Image | MediaKind::Video => &["id", "link", "caption"],
            MediaKind::Audio => &["id", "link", "voice"],
            MediaKind::Document => &["id", "link", "caption", "filename"],
            MediaKind::Sticker => &["id", "link"],
        }
    }
}

/// A message of its own.
pub(super) fn judged(
    root: &Param<'_>,
    kind: MediaKind,
    around: &Surroundings<'_>,
) -> Result<(), Box<Refusal>> {
    root.object(kind.keys())?;
    source(root, kind, around)?;
    if let Some(caption) = root.optional("caption") {
        let length = caption.text()?.chars().count();
        if length > CAPTION_MAX {
            let path = caption.path();
            let sentence = format!("Param {path} must be at most {CAPTION_MAX} characters long.");
            return Err(Box::new(graph(&path, sentence).got(length.to_string())));
        }
    }
    if let Some(filename) = root.optional("filename") {
        filename.text()?;
    }
    match root.optional("voice") {
        Some(voice) if voice.flag()? => voice_format(root, around),
        _ => Ok(()),
    }
}

/// A medium within another message, such as a header's.
pub(super) fn part(
    root: &Param<'_>,
    kind: MediaKind,
    around: &Surroundings<'_>,
) -> Result<(), Box<Refusal>> {
    let keys: &[&str] = match kind {
        MediaKind::Document => &["id", "link", "filename"],
        _ => &["id", "link"],
    };
    root.object(keys)?;
    source(root, kind, around)
}

fn source(
    root: &Param<'_>,
    kind: MediaKind,
    around: &Surroundings<'_>,
) -> Result<(), Box<Refusal>> {
    let (id, link) = (root.optional("id"), root.optional("link"));
    let id = id.map(|id| id.text()).transpose()?;
    let link = match link {
        Some(link) if id.is_none() => Some(link.url()?),
        Some(link) => Some(link.text()?),
        None => None,
    };
    medium(
        &|| root.path(),
        id.as_deref(),
        link.as_deref(),
        kind,
        around,
    )
}

/// That a medium is named in exactly one way, and that an upload of this id has the right type.
pub(crate) fn medium(
    path: &dyn Fn() -> String,
    id: Option<&str>,
    link: Option<&str>,
    kind: MediaKind,
    around: &Surroundings<'_>,
) -> Result<(), Box<Refusal>> {
    let id = match (id, link) {
        (Some(id), None) => id,
        (None, Some(_)) => return Ok(()),
        (None, None) => {
            let path = path();
            return Err(Box::new(
                Refusal::new(131_008, &path, "a medium needs an id or a link")
                    .details(format!("Parameter '{path}' requires 'id' or 'link'"))
                    .nearest(r#"{"id":"<id of an upload>"}"#),
            ));
        }
        (Some(_), Some(_)) => {
            let path = path();
            return Err(Box::new(
                Refusal::new(131_009, &path, "a medium has an id or a link, not both").details(
                    format!("Param {path} must have only one of 'id' and 'link'"),
                ),
            ));
        }
    };
    let Some(mime) = (around.media)(id) else {
        let path = format!("{}['id']", path());
        let sentence =
            format!("Param {path} is not a valid whatsapp business account media attachment ID.");
        return Err(Box::new(
            graph(&path, sentence)
                .got(id)
                .nearest("an id that POST /{phone-number-id}/media gave"),
        ));
    };
    let plain = mime.split(';').next().unwrap_or("").trim();
    let right = kind.mime_types();
    if plain.is_empty() || right.is_empty() || right.contains(&plain) {
        return Ok(());
    }
    Err(Box::new(
        Refusal::new(131_053, &path(), "the upload is of another kind")
            .details(format!(
                "Unsupported {} mime type {plain}. Please use one of {}.",
                kind.title(),
                right.join(", ")
            ))
            .got(mime)
            .nearest(right.join(", ")),
    ))
}

/// Voice messages are OGG with the OPUS codec.
fn voice_format(root: &Param<'_>, around: &Surroundings<'_>) -> Result<(), Box<Refusal>> {
    let id = root.optional("id").and_then(|id| id.value().text());
    let mime = id.and_then(|id| (around.media)(&id)).unwrap_or_default();
    let plain = mime.split(';').next().unwrap_or("").trim();
    if matches!(plain, "" | "audio/ogg" | "audio/opus") {
        return Ok(());
    }
    Err(Box::new(
        Refusal::new(131_053, "audio", "a voice message is OGG with the OPUS codec")
            .details(format!(
                "Unsupported Audio mime type {plain} for a voice message. Please use audio/ogg with the OPUS codec."
            ))
            .got(mime)
            .nearest("audio/ogg; codecs=opus"),
    ))
}
