//! A request's body, whole and bounded.

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};

/// Meta's webhooks go up to 3 MB (Meta, webhooks overview); nobody else comes close.
pub(crate) const BYTES_MAX: usize = 3 * 1024 * 1024;
/// Of a body that is too long so much is read and dropped, so that its sender gets to see the answer.
const BYTES_DROPPED_MAX: usize = 4 * BYTES_MAX;

/// Why there is no body.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum BodyError {
    TooLong,
    Broken,
}

/// Reads a body.
pub(crate) async fn read(mut body: Incoming) -> Result<Bytes, BodyError> {
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    let mut whole = BytesMut::new();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let Ok(part) = frame.map_err(|_| BodyError::Broken)?.into_data() else {
            continue;
        };
        length += part.len();
        if length == announced && whole.is_empty() && length <= BYTES_MAX {
            return Ok(part);
        }
        if length > BYTES_DROPPED_MAX {
            return Err(BodyError::TooLong);
        }
        if length <= BYTES_MAX && announced <= BYTES_MAX {
            whole.reserve(announced.saturating_sub(whole.len()));
            whole.extend_from_slice(&part);
        }
    }
    if length > BYTES_MAX {
        Err(BodyError::TooLong)
    } else {
        Ok(whole.freeze())
    }
}
