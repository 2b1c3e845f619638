//! What carriers push, read into one shape. Fields that we have no use for may be anything, or absent.

mod aftership;
mod seventeentrack;
mod yunexpress;

use std::borrow::Cow;

use hyper::HeaderMap;
use serde::Deserialize;

use crate::checkpoint::Checkpoint;
use crate::signature::Keys;

/// Who pushes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Carrier {
    AfterShip,
    SeventeenTrack,
    YunExpress,
}

/// News about a parcel that a customer may want.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Notice {
    pub(crate) tracking_number: String,
    pub(crate) checkpoint: Checkpoint,
    /// E.164 digits without the plus sign.
    pub(crate) recipient: String,
    /// ISO 3166-1, alpha-2 or alpha-3 as the carrier has it.
    pub(crate) country: String,
    /// The courier's name for people.
    pub(crate) carrier_name: String,
    /// `YYYY-MM-DD`, at the destination.
    pub(crate) estimated_delivery_date: String,
    pub(crate) seller: String,
}

/// A body with the right signature that is no notice.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoticeError {
    #[error("the notice is no JSON of the expected form: {0}")]
    Json(#[from] serde_json::Error),
    #[error("the notice lacks {0}")]
    Lacks(&'static str),
    #[error("{0} is no date such as 2026-11-25")]
    NoDate(&'static str),
}

impl Carrier {
    /// Whether the carrier signed the body.
    pub(crate) fn signed(self, keys: &Keys, headers: &HeaderMap, body: &[u8]) -> bool {
        let header = |name: &str| headers.get(name).map(|value| value.as_bytes());
        match self {
            Carrier::AfterShip => keys.aftership_signed(header("aftership-hmac-sha256"), body),
            Carrier::SeventeenTrack => keys.seventeentrack_signed(header("sign"), body),
            Carrier::YunExpress => {
                let timestamp = header("x-yunexpress-timestamp");
                keys.yunexpress_signed(header("x-yunexpress-signature"), timestamp, body)
            }
        }
    }

    /// The news in a body. None: a checkpoint, or a kind of push, that no customer is told of.
    pub(crate) fn read(
        self,
        body: &[u8],
        wanted: &dyn Fn(Checkpoint) -> bool,
    ) -> Result<Option<Notice>, NoticeError> {
        match self {
            Carrier::AfterShip => aftership::read(body, wanted),
            Carrier::SeventeenTrack => seventeentrack::read(body, wanted),
            Carrier::YunExpress => yunexpress::read(body, wanted),
        }
    }
}

/// A string that is borrowed from the body unless it holds escapes.
#[derive(Debug, Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

fn text(field: Option<Text<'_>>, path: &'static str) -> Result<String, NoticeError> {
    match field {
        Some(text) if !text.0.is_empty() => Ok(text.0.into_owned()),
        _ => Err(NoticeError::Lacks(path)),
    }
}

/// The digits of a phone number.
fn phone(field: Option<Text<'_>>, path: &'static str) -> Result<String, NoticeError> {
    let mut number = text(field, path)?;
    number.retain(|character| character.is_ascii_digit());
    if number.is_empty() {
        Err(NoticeError::Lacks(path))
    } else {
        Ok(number)
    }
}

/// The literal date part of a time: what the customer's calendar shows, whatever the offset says.
fn date(field: Option<Text<'_>>, path: &'static str) -> Result<String, NoticeError> {
    let mut time = text(field, path)?;
    let form = time
        .bytes()
        .take(10)
        .map(|byte| if byte.is_ascii_digit() { b'0' } else { byte });
    if !form.eq(*b"0000-00-00") {
        return Err(NoticeError::NoDate(path));
    }
    time.truncate(10);
    Ok(time)
}

#[cfg(test)]
mod tests;
