//! Whether a picture can be a group's: JPEG, at most 5 MB, square, 192 pixels or more.
//!
//! Source: Meta, Cloud API, groups, reference.

use crate::cloud_api::answer::Refusal;
use crate::cloud_api::endpoints::numbers::wrong;
use crate::cloud_api::multipart::Part;

const BYTES_MAX: usize = 5 << 20;
const PIXELS_MIN: u16 = 192;

pub(super) fn check(file: &Part) -> Result<(), Box<Refusal>> {
    let mime = file.mime.as_deref().unwrap_or("");
    let jpeg = file.bytes.starts_with(&[0xff, 0xd8]);
    if !jpeg || !(mime.is_empty() || mime.starts_with("image/jpeg")) {
        return Err(wrong("file", "a JPEG picture", mime, "image/jpeg"));
    }
    if file.bytes.len() > BYTES_MAX {
        return Err(wrong(
            "file",
            "at most 5 MB",
            file.bytes.len().to_string(),
            "a smaller picture",
        ));
    }
    // A file that ends before it says its size is taken: its pixels are nobody's concern here.
    let Some((width, height)) = size(&file.bytes) else {
        return Ok(());
    };
    let got = format!("{width}x{height}");
    if width != height {
        return Err(Box::new(
            Refusal::new(131_209, "file", "width and height are equal").got(got),
        ));
    }
    if width < PIXELS_MIN {
        return Err(Box::new(
            Refusal::new(131_210, "file", "at least 192 by 192 pixels").got(got),
        ));
    }
    Ok(())
}

/// Width and height of a JPEG: they stand in its frame header.
fn size(bytes: &[u8]) -> Option<(u16, u16)> {
    let two = |at: usize| Some(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]));
    let mut at = 2;
    loop {
        if *bytes.get(at)? != 0xff {
            return None;
        }
        let marker = *bytes.get(at + 1)?;
        let frame = matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
        if frame {
            return Some((two(at + 7)?, two(at + 5)?));
        }
        at += 2 + usize::from(two(at + 2)?.max(2));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    fn jpeg(width: u16, height: u16) -> Part {
        let mut bytes = vec![0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0, 11, 8];
        bytes.extend(height.to_be_bytes());
        bytes.extend(width.to_be_bytes());
        Part {
            name: "file".into(),
            filename: Some("x.jpg".into()),
            mime: Some("image/jpeg".into()),
            bytes: Bytes::from(bytes),
        }
    }

    #[test]
    fn a_picture_is_square_and_large_enough() {
        let cases = [
            (jpeg(192, 192), None),
            (jpeg(200, 192), Some(131_209)),
            (jpeg(100, 100), Some(131_210)),
        ];
        for (picture, expected) in cases {
            let code = check(&picture).err().map(|refusal| refusal.code.code);
            assert_eq!(code, expected, "{:?}", size(&picture.bytes));
        }
    }

    #[test]
    fn broken_pictures_never_panic() {
        let whole = jpeg(192, 192);
        for end in 0..whole.bytes.len() {
            let _ = check(&Part {
                bytes: whole.bytes.slice(..end),
                ..whole.clone()
            });
        }
    }
}
