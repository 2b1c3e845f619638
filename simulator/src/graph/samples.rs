//! A small file of each kind that a customer may send: whole, and readable by what reads such files.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// One white pixel.
const JPEG: &str = "/9j/4AAQSkZJRgABAQEAYABgAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/yQALCAABAAEBAREA/8wABgAQEAX/2gAIAQEAAD8A0s8g/9k=";
/// One transparent pixel.
const WEBP: &str = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==";
/// The head of an Ogg stream with an Opus identification header.
const OGG: &[u8] = b"OggS\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x13OpusHead\x01\x01\x38\x01\x80\xbb\x00\x00\x00\x00\x00";
/// A file type box and nothing to play.
const MP4: &[u8] = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom\x00\x00\x00\x08free";
const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

/// The bytes of a small file of this MIME type; text for what is not known.
pub fn of(mime: &str) -> Vec<u8> {
    let kind = mime.split(';').next().unwrap_or(mime).trim();
    match kind {
        "image/jpeg" | "image/png" => decoded(JPEG),
        "image/webp" => decoded(WEBP),
        "video/mp4" | "video/3gpp" => MP4.to_vec(),
        "application/pdf" => PDF.to_vec(),
        _ if kind.starts_with("audio/") => OGG.to_vec(),
        _ => b"a small file".to_vec(),
    }
}

fn decoded(text: &str) -> Vec<u8> {
    STANDARD.decode(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_begins_as_its_kind_does() {
        for (mime, magic) in [
            ("image/jpeg", &b"\xff\xd8\xff"[..]),
            ("image/webp", b"RIFF"),
            ("audio/ogg; codecs=opus", b"OggS"),
            ("application/pdf", b"%PDF"),
        ] {
            assert!(of(mime).starts_with(magic), "{mime}");
        }
    }
}
