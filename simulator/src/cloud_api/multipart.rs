//! Parts of a `multipart/form-data` body that is there as a whole.

use bytes::Bytes;
use futures_util::FutureExt;

use super::answer::Refusal;

/// Most parts of a body.
const PARTS_MAX: usize = 64;

/// One part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) filename: Option<String>,
    pub(crate) mime: Option<String>,
    pub(crate) bytes: Bytes,
}

impl Part {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

/// The parts in their order.
///
/// # Errors
/// 100 when the body is not what its type says.
pub(crate) fn parts(content_type: &str, body: &[u8]) -> Result<Vec<Part>, Box<Refusal>> {
    let broken = |why: &dyn std::fmt::Display| {
        Box::new(
            Refusal::new(100, "body", "the body must be multipart/form-data")
                .details(format!("Invalid multipart body: {why}"))
                .nearest("curl -F messaging_product=whatsapp -F 'file=@x.jpg;type=image/jpeg'"),
        )
    };
    let boundary = multer::parse_boundary(content_type).map_err(|error| broken(&error))?;
    let whole = Bytes::copy_from_slice(body);
    let stream = futures_util::stream::once(async move { Ok::<Bytes, std::io::Error>(whole) });
    let reading = async {
        let mut multipart = multer::Multipart::new(stream, boundary);
        let mut parts = Vec::new();
        while let Some(field) = multipart.next_field().await? {
            if parts.len() >= PARTS_MAX {
                break;
            }
            parts.push(Part {
                name: field.name().unwrap_or("").to_owned(),
                filename: field.file_name().map(str::to_owned),
                mime: field.content_type().map(ToString::to_string),
                bytes: field.bytes().await?,
            });
        }
        Ok::<_, multer::Error>(parts)
    };
    // Everything is in memory: the future never has to wait.
    match reading.boxed_local().now_or_never() {
        Some(Ok(parts)) => Ok(parts),
        Some(Err(error)) => Err(broken(&error)),
        None => Err(broken(&"it ends in the middle")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPE: &str = "multipart/form-data; boundary=xyz";

    #[test]
    fn parts_have_names_types_and_bytes() {
        let body = b"--xyz\r\nContent-Disposition: form-data; name=\"messaging_product\"\r\n\r\nwhatsapp\r\n--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n\xff\xd8\r\n--xyz--\r\n";
        let parts = parts(TYPE, body).expect("whole");
        assert_eq!(parts[0].text(), "whatsapp");
        assert_eq!(parts[1].filename.as_deref(), Some("a.jpg"));
        assert_eq!(parts[1].mime.as_deref(), Some("image/jpeg"));
        assert_eq!(&parts[1].bytes[..], b"\xff\xd8");
    }

    #[test]
    fn a_broken_body_is_refused_and_never_hangs() {
        for body in [
            &b""[..],
            b"--xyz",
            b"--xyz\r\nContent-Disposition: form-data\r\n\r\nx",
            b"garbage",
        ] {
            assert!(parts(TYPE, body).is_err(), "{body:?}");
        }
        assert!(parts("multipart/form-data", b"x").is_err());
    }
}
